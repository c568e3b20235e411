"""How does a mail come in over HTTP? One message a call, kept before it is acknowledged."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Request
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
    async def receive_email(
        request: Request,
        call: Annotated[Call, Depends(takes_mail)],
        x_envelope_to: Annotated[list[str] | None, Header()] = None,
        x_original_to: Annotated[str, Header()] = "",
    ) -> dict[str, str | bool]:
        """Take one message; 202 only after its bytes are on disk. The same message is the same case.

        A gateway names the recipient in `X-Envelope-To`, and in `X-Original-To` the one before aliases were
        resolved; both percent-encoded where they hold more than ASCII.
        """
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != MESSAGE:
            raise WrongMedia(f"this door takes {MESSAGE}")
        raw = RawMessage(
            content=call.body,
            received_at=services.clock(),
            envelope_to=tuple(unquote(name.strip()) for name in x_envelope_to or () if name.strip()),
            original_to=unquote(x_original_to.strip()),
        )
        knock = await run_in_threadpool(services.accept, raw)
        return {"case_id": knock.case_id, "new": knock.new}

    return router
