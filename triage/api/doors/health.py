"""Is the house well? Alive, ready, and the figures for Prometheus."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from triage import __version__
from triage.api.access import Client
from triage.api.gate import needs
from triage.api.services import ApiServices

_ANSWER: dict[str, Any] = {"application/json": {"schema": {"type": "object"}}}


def create_door(services: ApiServices) -> APIRouter:
    """Return the doors that tell anybody whether the house is well."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        """Answer that the process runs."""
        return {"status": "ok", "version": __version__}

    @router.get("/readyz", responses={503: {"description": "a dependency is out", "content": _ANSWER}})
    def readyz() -> JSONResponse:
        """Tell which dependency is out (503 when one is), what cases wait for, and what a person must look at."""
        found = services.probe()
        ready = all(value == "ok" for value in found.values())
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ready": ready, "dependencies": found, **services.get_brief()}, status_code=status)

    return router


def create_metrics(services: ApiServices) -> APIRouter:
    """Return the door for Prometheus."""
    router = APIRouter()

    @router.get("/metrics", response_class=PlainTextResponse)
    def metrics(_client: Annotated[Client, Depends(needs("read"))]) -> Response:
        """Return the gauges and counters for Prometheus."""
        return Response(services.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router
