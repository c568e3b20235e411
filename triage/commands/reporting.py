"""How do reports reach the figures? Each one made over an opened household, when somebody asks for it."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from triage import wiring
from triage.commands import condition
from triage.commands.household import Household
from triage.domain.failures import Refused
from triage.domain.releases import Versions
from triage.domain.report import Report
from triage.reports.changes import changes_report
from triage.reports.disputes import disputes_report
from triage.reports.periods import span_of
from triage.reports.process import ProcessSources, process_report
from triage.reports.quality import QualitySources, quality_report
from triage.reports.today import today_report
from triage.review.kept_results import KeptResult, list_results
from triage.settings import load_settings
from triage.store.case_search import CaseSearch
from triage.store.figure_views import FigureViews

REPORTS = ("today", "quality", "disputes", "process", "changes")
EVALUATIONS = ("reading", "proof", "proposals", "road")
SHOWN = 50


def make_report(house: Household, name: str, weeks: int, with_content: bool) -> Report:
    """Return a report of the last weeks; raises `Refused` for one that there is not."""
    makers: dict[str, Callable[[], Report]] = {
        "today": lambda: today_report(condition.whole(house)),
        "quality": lambda: _quality(house, weeks),
        "disputes": lambda: _disputes(house, weeks, named=with_content),
        "process": lambda: _process(house, weeks),
        "changes": lambda: _changes(house),
    }
    if name not in makers:
        raise Refused("there is no such report")
    return makers[name]()


def find_cases(
    house: Household, wanted: Mapping[str, str], words: str, before: str | None, limit: int
) -> list[dict[str, Any]]:
    """List the cases behind a figure, or those that a word finds; newest first, as JSON data."""
    house.supervision.refresh()
    return CaseSearch(house.database).find(wanted, words=words, before=before, limit=limit)


def _quality(house: Household, weeks: int) -> Report:
    house.supervision.refresh()
    sources = QualitySources(
        use=house.supervision,
        abstain_below=lambda: house.tools().reader.abstain_below,
        results=lambda: _results(house.settings.home),
    )
    return quality_report(sources, span_of(wiring.now().date(), weeks))


def _disputes(house: Household, weeks: int, *, named: bool) -> Report:
    house.supervision.refresh()
    now = wiring.now()
    return disputes_report(FigureViews(house.database), span_of(now.date(), weeks), now, named=named)


def _process(house: Household, weeks: int) -> Report:
    house.supervision.refresh()
    now = wiring.now()
    sources = ProcessSources(FigureViews(house.database), house.supervision, condition.whole(house))
    return process_report(sources, span_of(now.date(), weeks), now)


def _results(home: Path) -> list[KeptResult]:
    return [result for name in EVALUATIONS for result in list_results(home, name, 1)]


def _changes(house: Household) -> Report:
    tools = house.tools()
    shipped = Versions(policy=tools.policy.stamp, model=tools.reader.versions["model"])
    return changes_report(house.changes.list_in_force(SHOWN), house.changes.list_changes(SHOWN), shipped)


def write_reports(out: str, weeks: int, *, named: bool) -> int:
    """Write each report as an HTML file with all it needs inside, and as XLSX; prints the paths."""
    from triage.web.export import as_file, as_xlsx

    house, folder = Household.open(load_settings()), Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    made = wiring.now().strftime("%Y-%m-%d %H:%M")
    for name in REPORTS:
        report = make_report(house, name, weeks, named)
        (folder / f"{name}.html").write_text(as_file(report, made=made), encoding="utf-8")
        (folder / f"{name}.xlsx").write_bytes(as_xlsx(report))
        sys.stdout.write(f"{folder / name}.html\n{folder / name}.xlsx\n")
    return 0
