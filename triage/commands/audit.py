"""Is the record whole, how far has it come, and what does it say of one case? The verbs below `audit`."""

import json
import sys
from pathlib import Path
from typing import Any

from triage.commands.household import Household
from triage.domain.failures import Refused
from triage.settings import load_settings
from triage.store.audit import Checkpoint
from triage.store.journal import noun_digest


def verify_audit(against: str) -> int:
    """Print whether the journal is whole, also against a checkpoint's file: 0, or 1 with the first fault."""
    checkpoint = _read_checkpoint(Path(against)) if against else None
    found = Household.open(load_settings()).audit.examine(checkpoint)
    if found.fault:
        sys.stdout.write(f"{found.fault}\n")
        return 1
    sealed = f"sealed from entry {found.sealed_from}" if found.sealed_from else "not sealed (TRIAGE_AUDIT_KEY)"
    sys.stdout.write(f"{found.entries} entries, whole; {sealed}; head {found.head}\n")
    return 0


def write_checkpoint(out: str) -> int:
    """Print the signed checkpoint as one line of JSON, or write it to a file."""
    line = json.dumps(Household.open(load_settings()).audit.checkpoint().as_json()) + "\n"
    if out:
        Path(out).write_text(line, encoding="utf-8")
    else:
        sys.stdout.write(line)
    return 0


def export_case(case_id: str, out: str) -> int:
    """Print, or write to a file, all that the journal says of a case, with what it takes to check it."""
    text = "\n".join(tell(Household.open(load_settings()), case_id)) + "\n"
    if out:
        Path(out).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def tell(house: Household, case_id: str) -> list[str]:
    """List the lines of a case's record; raises `Refused` for an unknown case."""
    row = house.casebook.get(case_id)
    entries = house.journal.list_entries(case_id)
    found = house.audit.examine()
    lines = [
        f"Record of case {case_id}",
        f"Received {row['received_at'].isoformat()}, now {row['state']}{_because(row['reason'])}.",
        f"The journal of {found.entries} entries is {'whole' if not found.fault else 'not whole: ' + found.fault}.",
        "",
        "What happened",
    ]
    for entry in entries:
        lines += [
            f"  {entry['number']:>8}  {entry['at']}  {entry['actor']}  {entry['event']}",
            *(f"            {line}" for line in _detail(entry["detail"])),
            f"            hash {entry['hash']}",
            f"            after {entry['previous']}",
        ]
    return lines + _contents(house.casebook.load_nouns(case_id), entries)


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _detail(detail: dict[str, Any]) -> list[str]:
    """List what an entry says, one fact a line."""
    lines: list[str] = []
    for name, value in sorted(detail.items()):
        if isinstance(value, dict):
            lines += [f"{name} {key}: {told}" for key, told in sorted(value.items())]
        elif value not in ("", [], None):
            lines.append(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return lines


def _contents(nouns: dict[str, Any], entries: list[dict[str, Any]]) -> list[str]:
    """List whether what is kept of the case is what the journal saw made."""
    seen: dict[str, str] = {}
    for entry in entries:
        seen.update(entry["detail"].get("digests", {}))
    lines = ["", "What was made, by its sha256 over canonical JSON"]
    for noun, digest in sorted(seen.items()):
        kept = nouns.get(noun)
        told = "no longer kept" if kept is None else "as recorded" if noun_digest(kept) == digest else "DIFFERS"
        lines.append(f"  {noun:12} {digest}  {told}")
    return lines


def _read_checkpoint(path: Path) -> Checkpoint:
    try:
        return Checkpoint.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        raise Refused(f"{path} is no checkpoint") from None
