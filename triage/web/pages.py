"""Which pages are there? The list of cases, one case as its whole story, and the ledger; all of them only read."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from triage.domain.failures import Refused

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STATES = ("waiting", "held", "delivered", "received", "dead_lettered", "ignored")
PAGE = 100


class Visitor(Protocol):
    """A known client with its scopes."""

    @property
    def name(self) -> str:
        """Return what the client is called."""
        ...

    def may(self, scope: str) -> bool:
        """Tell whether the scope was given."""
        ...


@dataclass(frozen=True, slots=True)
class PageServices:
    """What the pages read; each function may raise the failures of `triage.domain.failures`."""

    find_client: Callable[[str], Visitor | None]  # by token
    list_cases: Callable[[str | None, int, str | None], list[dict[str, Any]]]
    get_case: Callable[[str], dict[str, Any]]
    get_ledger: Callable[[], dict[str, int]]
    saw: Callable[[str, str], None]  # case, who: every look at a case's content is recorded


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(
    environment: Environment, name: str, values: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    text = environment.get_template(name).render(**values)
    return HTMLResponse(text, status, headers={"Content-Security-Policy": POLICY})


def create_pages(services: PageServices) -> APIRouter:
    """Return the pages, behind the same tokens as the API (HTTP Basic: any name, the token as password)."""
    router = APIRouter(include_in_schema=False)
    environment = _environment()

    @router.get("/")
    def home() -> Response:
        return RedirectResponse("/cases", HTTPStatus.TEMPORARY_REDIRECT)

    @router.get("/static/pages.css")
    def style() -> Response:
        return Response((HERE / "static" / "pages.css").read_bytes(), media_type="text/css")

    @router.get("/cases")
    def list_cases(
        request: Request,
        state: str | None = Query(None, max_length=20),
        before: str | None = Query(None, max_length=40),
    ) -> Response:
        if _visitor(request, services) is None:
            return _ask_who()
        rows = services.list_cases(state, PAGE, before)
        following = rows[-1]["case_id"] if len(rows) == PAGE else None
        shown = {"rows": rows, "state": state, "states": STATES, "ledger": services.get_ledger(), "next": following}
        return _page(environment, "cases.html", shown)

    @router.get("/cases/{case_id}")
    def get_case(request: Request, case_id: str) -> Response:
        visitor = _visitor(request, services)
        if visitor is None:
            return _ask_who()
        try:
            story = services.get_case(case_id)
        except Refused:
            return _page(environment, "missing.html", {"case_id": case_id}, HTTPStatus.NOT_FOUND)
        services.saw(case_id, visitor.name)
        return _page(environment, "case.html", {"case": story})

    return router


def _visitor(request: Request, services: PageServices) -> Visitor | None:
    """Return who asks, where the token is that of a client who may read."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    token = value if scheme.lower() == "bearer" else _password_of(value) if scheme.lower() == "basic" else ""
    client = services.find_client(token.strip()) if token else None
    return client if client is not None and client.may("read") else None


def _password_of(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _ask_who() -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="triage", charset="UTF-8"'}
    return Response("a token is needed: any name, the token as password", HTTPStatus.UNAUTHORIZED, headers)
