"""Is the house well? Alive, ready, and the figures for Prometheus."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from triage import __version__
from triage.api.access import Client
from triage.api.gate import needs
from triage.api.services import ApiServices


def create_door(services: ApiServices) -> APIRouter:
    """Return the doors that tell of the house's health."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        """Answer that the process runs."""
        return {"status": "ok", "version": __version__}

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        """Tell which dependency is out; 503 when one is."""
        found = services.probe()
        ready = all(value == "ok" for value in found.values())
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ready": ready, "dependencies": found}, status_code=status)

    @router.get("/metrics")
    def metrics(_client: Annotated[Client, Depends(needs("read"))]) -> Response:
        """Return the gauges and counters for Prometheus."""
        return Response(services.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router
