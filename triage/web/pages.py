"""Which pages are there? The list of cases, one case as its whole story, and the ledger; all of them only read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from triage.domain.clients import CONTENT, READ
from triage.domain.content import without_content
from triage.domain.failures import Refused
from triage.web.rendering import page
from triage.web.visiting import Visit, visits

STATES = ("waiting", "held", "delivered", "received", "dead_lettered", "ignored")
PAGE = 100
TRAITS = (
    "state", "intent", "read",
    "language", "agent", "segment", "model", "kind", "decided", "reason", "week", "since", "until",
    "approval", "finding", "part", "outcome", "customer", "product", "warehouse", "carrier", "open",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageServices:
    """What the pages read; each function may raise the failures of `triage.domain.failures`."""

    find_cases: Callable[
        [Mapping[str, str], str, str | None, int], list[dict[str, Any]]
    ]  # traits, words, before, limit
    get_case: Callable[[str], dict[str, Any]]
    get_ledger: Callable[[], dict[str, int]]
    saw: Callable[[str, str], None]  # case, who: every look at a case's content is recorded


def create_pages(services: PageServices) -> APIRouter:
    """Return the pages about cases; what customers wrote is shown to whom may see content."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> Response:
        return RedirectResponse("/cases", HTTPStatus.TEMPORARY_REDIRECT)

    @router.get("/cases")
    def list_cases(
        request: Request,
        visit: Annotated[Visit, Depends(visits(READ))],
        q: Annotated[str, Query(max_length=200)] = "",
        before: Annotated[str | None, Query(max_length=40)] = None,
    ) -> Response:
        wanted = {name: value[:100] for name, value in request.query_params.items() if name in TRAITS and value}
        words = q if visit.may(CONTENT) else ""  # who a sender is, and which number a mail names, is content
        rows = services.find_cases(wanted, words, before, PAGE)
        following = {**wanted, "q": words, "before": rows[-1]["case_id"]} if len(rows) == PAGE else {}
        shown = {"rows": rows, "wanted": wanted, "words": words, "may_search": visit.may(CONTENT), "here": "cases"}
        told = {"states": STATES, "ledger": services.get_ledger(), "next": urlencode(following)}
        return page("cases.html", {"visit": visit, **shown, **told})

    @router.get("/cases/{case_id}")
    def get_case(case_id: str, visit: Annotated[Visit, Depends(visits(READ))]) -> Response:
        try:
            story = services.get_case(case_id)
        except Refused:
            return page("missing.html", {"visit": visit, "case_id": case_id}, HTTPStatus.NOT_FOUND)
        if not visit.may(CONTENT):
            return page("operation.html", {"visit": visit, "case": without_content(story)})
        services.saw(case_id, visit.visitor.name)
        return page("case.html", {"visit": visit, "case": story})

    return router
