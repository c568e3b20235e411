"""How do carriers, payment providers, shops and hubs tell what happened? CloudEvents 1.0 over HTTP."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from triage.api.gate import EVENT_BYTES, Call, read_body, takes
from triage.api.problems import Unauthorised, WrongMedia
from triage.api.services import ApiServices, Forged, Parcel
from triage.domain.clients import INGEST

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
_SCHEMA = {"type": "object", "description": "see contract/event.schema.json"}
BODY = {
    "content": {
        SINGLE: {"schema": _SCHEMA},
        BATCH: {"schema": {"type": "array", "items": _SCHEMA}},
        "application/json": {"schema": {"type": "object", "description": "binary mode: data alone, attributes as ce-"}},
    },
    "required": True,
}
WEBHOOK = {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}


def parcel_of(request: Request, call: Call) -> Parcel:
    """Return what a request brought, without what it showed of itself."""
    headers = {name.lower(): value for name, value in request.headers.items() if name.lower() != "authorization"}
    kind = headers.get("content-type", "")
    return Parcel(content_type=kind, headers=headers, body=call.body, client=call.client.name)


def create_door(services: ApiServices) -> APIRouter:
    """Return the door for events."""
    router = APIRouter()

    @router.post("/v1/events", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": BODY})
    async def receive_events(
        request: Request, call: Annotated[Call, Depends(takes(INGEST))]
    ) -> dict[str, list[dict[str, Any]]]:
        """Take one event or a batch; 202 only after all are on disk. The same source and id is the same event."""
        parcel = parcel_of(request, call)
        kind = parcel.content_type.partition(";")[0].strip().lower()
        if kind not in (SINGLE, BATCH) and "ce-specversion" not in parcel.headers:
            raise WrongMedia(f"this door takes {SINGLE}, {BATCH}, or JSON with ce- headers")
        return {"events": await run_in_threadpool(services.arrivals.take_events, parcel)}

    @router.post("/v1/events/{mapper}", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": WEBHOOK})
    async def receive_webhook(mapper: str, request: Request) -> dict[str, list[dict[str, Any]]]:
        """Take another system's own webhook, signed as it signs; what no rule of its mapper wants is thanked for."""
        body = await read_body(request, EVENT_BYTES)
        headers = {name.lower(): value for name, value in request.headers.items()}
        parcel = Parcel(content_type=headers.get("content-type", ""), headers=headers, body=body, client=mapper)
        try:
            return {"events": await run_in_threadpool(services.arrivals.take_webhook, mapper, parcel)}
        except Forged as error:
            services.rates.count_failure(request.client.host if request.client else "")
            raise Unauthorised(error.reason) from None

    return router
