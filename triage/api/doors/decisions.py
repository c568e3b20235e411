"""How does Odoo tell what a person decided? One decision a call, signed, kept before it is acknowledged."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from triage.api.doors.events import parcel_of
from triage.api.gate import Call, takes
from triage.api.services import ApiServices
from triage.domain.clients import INGEST

_SCHEMA = {"type": "object", "description": "see contract/decision.schema.json"}
BODY = {"content": {"application/json": {"schema": _SCHEMA}}, "required": True}


def create_door(services: ApiServices) -> APIRouter:
    """Return the door for decisions."""
    router = APIRouter()

    @router.post("/v1/decisions", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": BODY})
    async def receive_decision(request: Request, call: Annotated[Call, Depends(takes(INGEST))]) -> dict[str, Any]:
        """Take one decision; 202 only after it is on disk. The same id is the same decision."""
        return await run_in_threadpool(services.arrivals.take_decision, parcel_of(request, call))

    return router
