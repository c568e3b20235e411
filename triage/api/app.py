"""How are the doors put together? One application: the doors of `doors/`, the pages, and what every answer carries."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

from triage import __version__
from triage.api import problems
from triage.api.doors import DOORS
from triage.api.services import ApiServices
from triage.web import PageServices, create_pages

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
    for create_door in DOORS:
        app.include_router(create_door(services))
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
