"""What is a caller told when something is wrong? RFC 9457 problems, without inner details."""

import math
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from triage.api.headers import headers_of
from triage.domain.failures import NeedsHuman, Refused, RetryLater, TooLarge, TriageError
from triage.domain.noun import Noun

log = structlog.get_logger(__name__)
NOT_FOUND = "there is no such case"


class Unauthorised(Refused):
    """No credential, or one that nobody has."""


class Forbidden(Refused):
    """A known client without the scope."""


class WrongMedia(Refused):
    """A body of a kind this door does not take."""


class TakenAlready(Refused):
    """A signed call that came before: nothing is done twice."""


class TooMany(RetryLater):
    """A client over its rate; it may come back after the seconds named."""


STATUS: tuple[tuple[type[TriageError], HTTPStatus], ...] = (
    (Unauthorised, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (TakenAlready, HTTPStatus.CONFLICT),
    (TooMany, HTTPStatus.TOO_MANY_REQUESTS),
    (WrongMedia, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (RetryLater, HTTPStatus.SERVICE_UNAVAILABLE),
    (NeedsHuman, HTTPStatus.CONFLICT),
    (Refused, HTTPStatus.UNPROCESSABLE_ENTITY),
)


class Problem(Noun):
    """What a caller is told when something is wrong (RFC 9457); `detail` never holds a secret or a customer's words."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def _described() -> dict[int | str, dict[str, Any]]:
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    statuses = {status for _, status in STATUS} | {HTTPStatus.NOT_FOUND}
    return {int(status): {"description": status.phrase, "content": content} for status in sorted(statuses)}


PROBLEMS = _described()  # what each door behind a credential may answer, for the description of the API


def status_of(error: TriageError) -> HTTPStatus:
    """Return the HTTP status of a failure; our own bugs are 500."""
    if error.reason == NOT_FOUND:
        return HTTPStatus.NOT_FOUND
    return next((status for kind, status in STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer(status: HTTPStatus, reason: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body = Problem(title=status.phrase, status=int(status), detail=reason)
    return JSONResponse(body.as_json(), status_code=status, headers=headers, media_type="application/problem+json")


async def _on_failure(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, TriageError):
        raise error
    status = status_of(error)
    headers: dict[str, str] = {}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, RetryLater):
        headers["Retry-After"] = str(max(1, math.ceil(error.after_seconds or 30)))
    return _answer(status, error.reason, headers)


async def _on_no_door(_request: Request, error: Exception) -> JSONResponse:
    """Answer for a path or method that nobody listens to."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    return _answer(status, status.description or status.phrase, dict(error.headers or {}))


async def _on_bad_request(_request: Request, error: Exception) -> JSONResponse:
    places = (
        ".".join(str(p) for e in error.errors()[:1] for p in e["loc"])
        if isinstance(error, RequestValidationError)
        else ""
    )
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"the request does not fit its description: {places}")


async def _on_bug(request: Request, error: Exception) -> JSONResponse:
    door = getattr(request.scope.get("route"), "path", "")  # as described, not as called: a path may hold a secret
    log.error("request_failed", door=door, error=type(error).__name__)
    reason = "this is a fault of the service; it has been recorded"
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, reason, headers_of(request.url.scheme))


async def _on_silence(_request: Request, _error: Exception) -> Response:
    """Answer nobody: the caller hung up in the middle of its call, which is no fault of ours and not worth a trace."""
    return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)


def install(app: FastAPI) -> None:
    """Answer every failure as a problem; the one broad catch of the HTTP edge is here."""
    app.add_exception_handler(TriageError, _on_failure)
    app.add_exception_handler(HTTPException, _on_no_door)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(ClientDisconnect, _on_silence)
    app.add_exception_handler(Exception, _on_bug)
