"""How does Odoo say that there is something to read? A hint is all it is: the worker comes and reads with its own eyes.

The addon signs its hints. Stock Odoo's "Send Webhook Notification" cannot sign, sends no id, waits one second, tries
once and may fire twice: its secret is in the path, it is answered at once, and its body is not looked at.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from triage.api.gate import Call, read_body, takes
from triage.api.problems import Unauthorised
from triage.api.services import ApiServices
from triage.domain.clients import INGEST

HOOK_BYTES = 256 * 1024
_SCHEMA = {"type": "object", "description": "not looked at: every hint says the same"}
BODY = {"content": {"application/json": {"schema": _SCHEMA}}}


def create_door(services: ApiServices) -> APIRouter:
    """Return the doors for Odoo's hints."""
    router = APIRouter()

    @router.post("/v1/inbound/odoo", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": BODY})
    async def receive_hint(call: Annotated[Call, Depends(takes(INGEST))]) -> dict[str, bool]:
        """Take a hint of the addon: tickets are looked at within seconds."""
        await run_in_threadpool(services.arrivals.take_hint, call.client.name)
        return {"noted": True}

    @router.post("/v1/inbound/odoo/{secret}", status_code=HTTPStatus.ACCEPTED, openapi_extra={"requestBody": BODY})
    async def receive_unsigned_hint(request: Request, secret: str) -> dict[str, bool]:
        """Take a hint of stock Odoo's webhook; who guesses is counted, and stopped after a while."""
        if not services.arrivals.is_hook(secret):
            services.rates.count_failure(request.client.host if request.client else "")
            raise Unauthorised("the secret of the hook is another one")
        await read_body(request, HOOK_BYTES)
        await run_in_threadpool(services.arrivals.take_hint, "odoo-webhook")
        return {"noted": True}

    return router
