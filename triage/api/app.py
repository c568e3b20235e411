"""Which doors are there? Mail in, cases and ledger out, and the health of the house."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from triage import __version__
from triage.api import problems
from triage.api.access import Client
from triage.api.problems import Forbidden, Unauthorised, WrongMedia
from triage.api.services import ApiServices
from triage.domain.failures import TooLarge
from triage.domain.message import RawMessage
from triage.web import PageServices, create_pages

MESSAGE = "message/rfc822"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(services: ApiServices) -> FastAPI:
    """Return the HTTP application over these services."""
    app = FastAPI(title="triage", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.services = services
    problems.install(app)
    app.middleware("http")(_add_security_headers)
    _add_health(app, services)
    _add_inbound(app, services)
    _add_cases(app, services)
    _add_dead_letters(app, services)
    app.include_router(create_pages(_page_services(services)))
    return app


def _page_services(services: ApiServices) -> PageServices:
    return PageServices(
        find_client=services.keyring.find,
        list_cases=services.list_cases,
        get_case=services.get_case,
        get_ledger=services.get_ledger,
        saw=services.saw,
    )


async def _add_security_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def needs(scope: str) -> Callable[..., Client]:
    """Return the dependency that lets only clients with this scope pass."""

    def check(request: Request, authorization: Annotated[str, Header()] = "") -> Client:
        services: ApiServices = request.app.state.services
        scheme, _, token = authorization.partition(" ")
        client = services.keyring.find(token.strip()) if scheme.lower() == "bearer" and token else None
        if client is None:
            raise Unauthorised("a bearer token of a known client is needed")
        if not client.may(scope):
            raise Forbidden(f"this client has no scope {scope}")
        return client

    return check


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; raises `TooLarge` as soon as it is over `limit` bytes, without reading on."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise TooLarge(f"over the limit of {limit} bytes")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge(f"over the limit of {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _add_inbound(app: FastAPI, services: ApiServices) -> None:
    body = {"content": {MESSAGE: {"schema": {"type": "string", "format": "binary"}}}, "required": True}

    @app.post("/v1/inbound/email", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": body})
    async def receive_email(
        request: Request, _client: Annotated[Client, Depends(needs("ingest"))]
    ) -> dict[str, str | bool]:
        """Take one message; 202 only after its bytes are on disk. The same message is the same case."""
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != MESSAGE:
            raise WrongMedia(f"this door takes {MESSAGE}")
        content = await read_body(request, services.max_message_bytes)
        raw = RawMessage(content=content, received_at=services.clock(), source="email")
        knock = await run_in_threadpool(services.accept, raw)
        return {"case_id": knock.case_id, "new": knock.new}


def _add_cases(app: FastAPI, services: ApiServices) -> None:
    @app.get("/v1/cases")
    def list_cases(
        _client: Annotated[Client, Depends(needs("read"))],
        state: Annotated[str | None, Query(max_length=20)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        before: Annotated[str | None, Query(max_length=40)] = None,
    ) -> dict[str, list[dict[str, Any]]]:
        """List cases, newest first."""
        return {"cases": services.list_cases(state, limit, before)}

    @app.get("/v1/cases/{case_id}")
    def get_case(case_id: str, _client: Annotated[Client, Depends(needs("read"))]) -> dict[str, Any]:
        """Return one case as its whole story."""
        return services.get_case(case_id)

    @app.get("/v1/ledger")
    def get_ledger(_client: Annotated[Client, Depends(needs("read"))]) -> dict[str, int]:
        """Return received = delivered + waiting + held + dead_lettered + ignored, and the gap."""
        return services.get_ledger()


def _add_dead_letters(app: FastAPI, services: ApiServices) -> None:
    @app.get("/v1/dead-letters")
    def list_dead(_client: Annotated[Client, Depends(needs("operate"))]) -> dict[str, list[dict[str, Any]]]:
        """List cases that could not be finished, with step and reason."""
        return {"dead_letters": services.list_cases("dead_lettered", 500, None)}

    @app.post("/v1/dead-letters/{case_id}/replay", status_code=HTTPStatus.ACCEPTED)
    def replay(
        case_id: str,
        client: Annotated[Client, Depends(needs("operate"))],
        step: Annotated[str | None, Query(max_length=20)] = None,
    ) -> dict[str, str]:
        """Send a dead letter down the road again, from the step that failed or from `step`."""
        services.replay(case_id, step, client.name)
        return {"case_id": case_id}

    @app.post("/v1/dead-letters/{case_id}/discard")
    def discard(
        case_id: str,
        client: Annotated[Client, Depends(needs("operate"))],
        reason: Annotated[str, Query(min_length=3, max_length=500)],
    ) -> dict[str, str]:
        """Give a dead letter up, with a reason that is kept."""
        services.discard(case_id, reason, client.name)
        return {"case_id": case_id}


def _add_health(app: FastAPI, services: ApiServices) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Answer that the process runs."""
        return {"status": "ok", "version": __version__}

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        """Tell which dependency is out; 503 when one is."""
        found = services.probe()
        ready = all(value == "ok" for value in found.values())
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ready": ready, "dependencies": found}, status_code=status)

    @app.get("/metrics")
    def metrics(_client: Annotated[Client, Depends(needs("read"))]) -> Response:
        """Return the gauges and counters for Prometheus."""
        return Response(services.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")
