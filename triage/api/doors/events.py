"""How do carriers, payment providers, shops and hubs tell what happened? CloudEvents 1.0 over HTTP."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from triage.api.access import Client
from triage.api.gate import needs, read_body
from triage.api.problems import WrongMedia
from triage.api.services import ApiServices, Call

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
MOST_BYTES = 1024 * 1024
_SCHEMA = {"type": "object", "description": "see contract/event.schema.json"}
BODY = {
    "content": {
        SINGLE: {"schema": _SCHEMA},
        BATCH: {"schema": {"type": "array", "items": _SCHEMA}},
        "application/json": {"schema": {"type": "object", "description": "binary mode: data alone, attributes as ce-"}},
    },
    "required": True,
}


async def call_of(request: Request, client: str, limit: int = MOST_BYTES) -> Call:
    """Return a request with its body, at most `limit` bytes of it."""
    content = await read_body(request, limit)
    headers = {name.lower(): value for name, value in request.headers.items() if name.lower() != "authorization"}
    return Call(content_type=headers.get("content-type", ""), headers=headers, body=content, client=client)


def create_door(services: ApiServices) -> APIRouter:
    """Return the door for events."""
    router = APIRouter()

    @router.post("/v1/events", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": BODY})
    async def receive_events(
        request: Request, client: Annotated[Client, Depends(needs("ingest"))]
    ) -> dict[str, list[dict[str, Any]]]:
        """Take one event or a batch; 202 only after all are on disk. The same source and id is the same event."""
        call = await call_of(request, client.name)
        kind = call.content_type.partition(";")[0].strip().lower()
        if kind not in (SINGLE, BATCH) and "ce-specversion" not in call.headers:
            raise WrongMedia(f"this door takes {SINGLE}, {BATCH}, or JSON with ce- headers")
        return {"events": await run_in_threadpool(services.arrivals.take_events, call)}

    return router
