"""Who opens this page, and may they? Its dependencies: `visits(scope)` to look, `submits(scope)` to act."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from triage.domain.failures import Refused, TooLarge
from triage.web.sessions import Session, Sessions

FORM_BYTES = 64 * 1024
FORM = "application/x-www-form-urlencoded"


class LoginNeeded(Refused):
    """Nobody known opens a page."""


class NotAllowed(Refused):
    """Somebody known, without the scope or with a form that is not of this session."""


class Visitor(Protocol):
    """A known client with its scopes."""

    @property
    def name(self) -> str:
        """Return what the client is called."""
        ...

    @property
    def key_id(self) -> str:
        """Return which of its keys was shown."""
        ...

    def may(self, scope: str) -> bool:
        """Tell whether the scope was given."""
        ...


@dataclass(frozen=True, slots=True)
class VisitServices:
    """What the pages ask about people; each function may raise the failures of `triage.domain.failures`."""

    sessions: Sessions
    find_client: Callable[[str], Visitor | None]  # by token
    find_by_key: Callable[[str], Visitor | None]  # by the key's id, while the key is good
    count: Callable[[Any], None]  # a visit; raises `RetryLater` over the client's rate
    count_failure: Callable[[str], None]  # a visit that nobody known makes, by address
    count_login: Callable[[str], None]  # an attempt to log in, by address
    end_session: Callable[[str], None]  # by the session's id
    has_ended: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who may see a page. `form_token` goes into each form as `form_token`; empty without a session."""

    visitor: Visitor
    form_token: str = field(default="", repr=False)

    def may(self, scope: str) -> bool:
        """Tell whether the visitor has a scope."""
        return self.visitor.may(scope)


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that was sent by somebody who may, from a page of theirs."""

    visit: Visit
    fields: dict[str, str]


def visits(scope: str) -> Callable[[Request], Visit]:
    """Return the dependency of a page that only shows: a session, or a token in the header."""

    def check(request: Request) -> Visit:
        services: VisitServices = request.app.state.visits
        session = _find_session(services, request)
        visitor = services.find_by_key(session.key_id) if session else _by_header(services, request, basic=True)
        token = services.sessions.form_token(session) if session else ""
        return Visit(_let_in(services, visitor, scope), token)

    return check


def submits(scope: str) -> Callable[[Request], Any]:
    """Return the dependency of a page that does something; it gives a `Submission`.

    With a session the form must carry that session's token. A bearer token in the header needs none: no browser
    sends it by itself. HTTP Basic is sent by itself, and opens nothing here.
    """

    async def check(request: Request) -> Submission:
        services: VisitServices = request.app.state.visits
        fields = await read_form(request)
        session = await run_in_threadpool(_find_session, services, request)
        if session is not None and not services.sessions.is_form_token(session, fields.get("form_token", "")):
            raise NotAllowed("this form is not of your session: open the page again")
        visitor = await run_in_threadpool(_find_visitor, services, request, session)
        visit = Visit(_let_in(services, visitor, scope))
        return Submission(visit, {name: value for name, value in fields.items() if name != "form_token"})

    return check


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form of at most 64 KiB; raises `TooLarge`, or `Refused` for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in (FORM, ""):
        raise Refused(f"a page's form is {FORM}")
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > FORM_BYTES:
            raise TooLarge(f"over the limit of {FORM_BYTES} bytes")
    try:
        return dict(parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise Refused("this form cannot be read") from error


def address_of(request: Request) -> str:
    """Return the caller's address: of the line, or as a trusted proxy told it."""
    return request.client.host if request.client else ""


def _find_visitor(services: VisitServices, request: Request, session: Session | None) -> Visitor | None:
    if session is not None:
        return services.find_by_key(session.key_id)
    return _by_header(services, request, basic=False)


def _find_session(services: VisitServices, request: Request) -> Session | None:
    session = services.sessions.find(request)
    return None if session is None or services.has_ended(session.session_id) else session


def _let_in(services: VisitServices, visitor: Visitor | None, scope: str) -> Visitor:
    if visitor is None:
        raise LoginNeeded("log in, or show a client's token")
    services.count(visitor)
    if not visitor.may(scope):
        raise NotAllowed(f"this client has no scope {scope}")
    return visitor


def _by_header(services: VisitServices, request: Request, *, basic: bool) -> Visitor | None:
    """Find who shows a token in the header: as a bearer, or (to look) as the password of HTTP Basic."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    token = ""
    if scheme.lower() == "bearer":
        token = value.strip()
    elif scheme.lower() == "basic" and basic:
        token = _password_of(value).strip()
    client = services.find_client(token) if token else None
    if token and client is None:
        services.count_failure(address_of(request))
    return client


def _password_of(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
