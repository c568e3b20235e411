"""How does a person get in and out? A page that takes a token, a session, and a way to end it."""

import secrets
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse

from triage.domain.failures import RetryLater
from triage.web.rendering import page
from triage.web.visiting import (
    LoginNeeded,
    NotAllowed,
    Submission,
    VisitServices,
    address_of,
    read_form,
    submits,
)

HOME = "/cases"


def create_login(services: VisitServices) -> APIRouter:
    """Return the pages to log in and out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    def show_login(request: Request, following: Annotated[str, Query(alias="next", max_length=300)] = HOME) -> Response:
        return _form(request, services, following)

    @router.post("/login")
    async def log_in(request: Request) -> Response:
        fields = await read_form(request)
        return await run_in_threadpool(_log_in, request, services, fields)

    @router.post("/logout")
    def log_out(request: Request, _form: Annotated[Submission, Depends(submits("read"))]) -> Response:
        session = services.sessions.find(request)
        if session is not None:
            services.end_session(session.session_id)
        answer = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        services.sessions.close(request, answer)
        return answer

    return router


def _log_in(request: Request, services: VisitServices, fields: dict[str, str]) -> Response:
    following = fields.get("next", "")
    try:
        services.count_login(address_of(request))
    except RetryLater as error:
        answer = _form(request, services, following, "Too many attempts: wait a minute.", HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(max(1, round(error.after_seconds or 60)))
        return answer
    if not services.sessions.is_login_token(request, fields.get("form_token", "")):
        return _form(request, services, following, "The form had grown old: please again.", HTTPStatus.FORBIDDEN)
    visitor = services.find_client(fields.get("token", "").strip())
    if visitor is None:
        return _form(request, services, following, "No client has this token.", HTTPStatus.UNAUTHORIZED)
    if not visitor.may("read"):
        return _form(request, services, following, "This token opens no page.", HTTPStatus.FORBIDDEN)
    answer = RedirectResponse(_own_path(following), HTTPStatus.SEE_OTHER)
    services.sessions.open(request, answer, visitor.key_id)
    return answer


def _form(
    request: Request,
    services: VisitServices,
    following: str,
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    nonce = secrets.token_urlsafe(18)
    answer = page("login.html", {"form_token": nonce, "next": _own_path(following), "problem": problem}, status)
    services.sessions.open_login(request, answer, nonce)
    return answer


def _own_path(following: str) -> str:
    """Return where to go on; what is no path of ours (`//elsewhere`, `/\\\\elsewhere`) is the first page."""
    is_own = following.startswith("/") and not following.startswith(("//", "/\\", "/login", "/logout"))
    return following if is_own and following.isprintable() else HOME


def install(app: FastAPI, services: VisitServices) -> None:
    """Let the pages of an application know their visitors, and answer the ones they do not."""
    app.state.visits = services
    app.include_router(create_login(services))
    app.add_exception_handler(LoginNeeded, _ask_who)
    app.add_exception_handler(NotAllowed, _refuse)


async def _ask_who(request: Request, error: Exception) -> Response:
    """Send a browser to the login page; tell a program that it needs a token."""
    if not _is_browser(request):
        return _problem(HTTPStatus.UNAUTHORIZED, error, {"WWW-Authenticate": "Bearer"})
    query = f"?{request.url.query}" if request.url.query else ""
    following = request.url.path + query if request.method == "GET" else HOME
    return RedirectResponse(f"/login?next={quote(_own_path(following), safe='/')}", HTTPStatus.SEE_OTHER)


async def _refuse(request: Request, error: Exception) -> Response:
    if not _is_browser(request):
        return _problem(HTTPStatus.FORBIDDEN, error, {})
    return page("refused.html", {"reason": str(error)}, HTTPStatus.FORBIDDEN)


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _problem(status: HTTPStatus, error: Exception, headers: dict[str, str]) -> Response:
    body = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": str(error)}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
