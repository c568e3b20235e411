"""How does a mail come in over HTTP? One message a call, kept before it is acknowledged."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from triage.api.gate import Call, takes
from triage.api.problems import WrongMedia
from triage.api.services import ApiServices
from triage.domain.message import RawMessage

MESSAGE = "message/rfc822"
BODY = {"content": {MESSAGE: {"schema": {"type": "string", "format": "binary"}}}, "required": True}


def create_door(services: ApiServices) -> APIRouter:
    """Return the door for mails."""
    router = APIRouter()

    takes_mail = takes("ingest", limit=lambda services: services.max_message_bytes)

    @router.post("/v1/inbound/email", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": BODY})
    async def receive_email(request: Request, call: Annotated[Call, Depends(takes_mail)]) -> dict[str, str | bool]:
        """Take one message; 202 only after its bytes are on disk. The same message is the same case."""
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != MESSAGE:
            raise WrongMedia(f"this door takes {MESSAGE}")
        raw = RawMessage(content=call.body, received_at=services.clock(), source="email")
        knock = await run_in_threadpool(services.accept, raw)
        return {"case_id": knock.case_id, "new": knock.new}

    return router
