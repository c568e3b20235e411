"""How are the doors put together? One application: the doors of `doors/`, the pages, and what every answer carries."""

from fastapi import FastAPI

from triage import __version__
from triage.api import problems
from triage.api.doors import DOORS, health
from triage.api.headers import SecurityHeaders
from triage.api.services import ApiServices
from triage.web import OperationsServices, PageServices, ReportServices, create_operations, create_pages, create_reports
from triage.web import install as install_login


def create_app(services: ApiServices) -> FastAPI:
    """Return the HTTP application over these services."""
    app = FastAPI(title="triage", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.services = services
    problems.install(app)
    app.add_middleware(SecurityHeaders)
    app.include_router(health.create_door(services))
    for create_door in DOORS:
        app.include_router(create_door(services), responses=problems.PROBLEMS)
    install_login(app, services.visits)
    app.include_router(create_pages(_page_services(services)))
    app.include_router(create_operations(_operations_services(services)))
    app.include_router(create_reports(ReportServices(make=services.make_report)))
    return app


def _operations_services(services: ApiServices) -> OperationsServices:
    return OperationsServices(
        get_condition=services.get_condition,
        replay=services.replay,
        replay_many=services.replay_many,
        discard=services.discard,
        steps=services.steps,
    )


def _page_services(services: ApiServices) -> PageServices:
    return PageServices(
        find_cases=services.find_cases,
        get_case=services.get_case,
        get_ledger=services.get_ledger,
        saw=services.saw,
    )
