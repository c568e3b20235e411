"""Which reports are there in a browser? One page each, and every table as CSV or XLSX."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse

from triage.domain.clients import CONTENT, READ
from triage.domain.failures import Refused
from triage.domain.report import Report
from triage.web.export import XLSX, as_csv, as_xlsx
from triage.web.rendering import HERE, page
from triage.web.visiting import Visit, visits

NAMES = ("today", "quality", "disputes", "process", "changes")
WEEKS = (4, 13, 26, 52)
STATIC = {
    "pages.css": "text/css",
    "report.js": "text/javascript",
    "chart.js": "text/javascript",
    "chart.LICENSE.md": "text/plain",
}
Weeks = Annotated[int, Query(ge=1, le=520)]


@dataclass(frozen=True, slots=True)
class ReportServices:
    """What the pages need; it may raise the failures of `triage.domain.failures`."""

    make: Callable[[str, int, bool], Report]  # name, weeks, whether customers may be named


@cache
def _static(name: str) -> bytes:
    return (HERE / "static" / name).read_bytes()


def create_reports(services: ReportServices) -> APIRouter:
    """Return the pages under /reports/, and the files that they need."""
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in STATIC:
            raise Refused("there is no such file")
        return Response(_static(name), media_type=STATIC[name])

    @router.get("/reports")
    @router.get("/reports/")
    def first() -> Response:
        return RedirectResponse("/reports/today")

    @router.get("/reports/cases")
    def cases() -> Response:
        return RedirectResponse("/cases")

    @router.get("/reports/{name}.xlsx")
    def xlsx(name: str, visit: Annotated[Visit, Depends(visits(READ))], weeks: Weeks = 13) -> Response:
        report = services.make(_known(name), weeks, visit.may(CONTENT))
        return _file(as_xlsx(report), XLSX, f"{name}.xlsx")

    @router.get("/reports/{name}")
    def show(name: str, visit: Annotated[Visit, Depends(visits(READ))], weeks: Weeks = 13) -> Response:
        report = services.make(_known(name), weeks, visit.may(CONTENT))
        shown = {"report": report, "weeks": weeks, "choices": WEEKS, "here": name}
        return page("report.html", {"visit": visit, **shown})

    @router.get("/reports/{name}/{table}.csv")
    def csv(name: str, table: str, visit: Annotated[Visit, Depends(visits(READ))], weeks: Weeks = 13) -> Response:
        found = services.make(_known(name), weeks, visit.may(CONTENT)).table(table)
        if found is None:
            raise Refused("there is no such table")
        return _file(as_csv(found), "text/csv; charset=utf-8", f"{name}-{found.id}.csv")

    return router


def _known(name: str) -> str:
    if name not in NAMES:
        raise Refused("there is no such report")
    return name


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
