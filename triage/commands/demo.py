"""How does it look on a mailbox? The verb `demo`: every sample down the whole road against the sandbox books."""

import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from triage import wiring
from triage.commands.sources import list_paths, read_raw
from triage.domain.failures import TriageError
from triage.pipeline import Case, Tools, travel
from triage.settings import Settings, load_settings, release_root

WIDEST = 160


def run_demo(folder: str, *, pages: bool) -> int:
    """Print a table of what each message means, what was found, and what we would do; nothing is delivered."""
    settings = load_settings().model_copy(update={"books": "sandbox", "openai_base_url": ""})
    paths = list_paths([folder or str(release_root("samples"))])
    console = Console(width=min(WIDEST, Console().width) if sys.stdout.isatty() else WIDEST)
    tools = wiring.open_tools(settings)
    rows = [
        _row(path, tools, settings) for path in track(paths, "Reading the mailbox", console=console, transient=True)
    ]
    console.print(_table(rows))
    failed = sum(row["state"] == "error" for row in rows)
    console.print(f"{len(rows)} messages; suggestions only, nothing was sent or booked.")
    console.print(
        f"Pages: `triage demo --pages` serves them on http://{settings.host}:{settings.port}/cases"
        " (any name, password: `triage token`)"
    )
    if pages:
        from triage.commands.serving import serve_samples

        return serve_samples(settings, paths)
    return 1 if failed or not rows else 0


def _row(path: str, tools: Tools, settings: Settings) -> dict[str, str]:
    name = Path(path).name
    try:
        raw = read_raw(path, limit=settings.max_message_bytes)
        return {"message": name, **_told(travel(Case(case_id=f"demo-{name}", raw=raw), tools))}
    except TriageError as error:
        return {"message": name, "means": "", "finding": error.reason, "step": "", "state": "error"}


def _told(case: Case) -> dict[str, str]:
    """Return the cells of a case that has travelled."""
    reading = case.reading
    assert reading is not None  # the road reads first
    further = "".join(f"\n+ {code}" for code in reading.further)
    sure = "unsure" if reading.abstained else f"{reading.confidence:.0%}"
    means = f"{reading.primary}{further}\n[dim]{reading.language}, {sure}[/dim]"
    if case.proposal is None:
        return {"means": means, "finding": "", "step": "nothing to do", "state": "ignored"}
    held = case.clearance is not None and not case.clearance.cleared
    holds = "\n".join(hold.guard for hold in case.clearance.holds) if case.clearance and held else ""
    return {
        "means": means,
        "finding": "\n".join(_finding(finding) for finding in case.findings or ()) or "nothing claimed",
        "step": "\n".join(f"{number}. {step.text}" for number, step in enumerate(case.proposal.steps[:3], 1)),
        "state": f"[yellow]held[/yellow]\n[dim]{holds}[/dim]" if held else "[green]cleared[/green]",
    }


def _finding(finding: Any) -> str:
    color = {"supported": "green", "refuted": "red"}.get(finding.outcome, "yellow")
    amount = f" {finding.amount}" if finding.amount else ""
    return f"[{color}]{finding.outcome}[/{color}] {finding.document}{amount}\n[dim]{finding.arithmetic}[/dim]".rstrip()


def _table(rows: list[dict[str, str]]) -> Table:
    table = Table(title="What the mailbox means, and what we would do", show_lines=True)
    for name, ratio in (("message", 3), ("means", 3), ("finding", 5), ("step", 5), ("state", 2)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for row in rows:
        table.add_row(*(row[column.header if isinstance(column.header, str) else ""] for column in table.columns))
    return table
