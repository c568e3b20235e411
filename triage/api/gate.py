"""Who is knocking, may they, and how much may they bring? The dependencies that every door shares."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Header, Request

from triage.api.access import Client
from triage.api.problems import Forbidden, Unauthorised
from triage.api.services import ApiServices
from triage.domain.failures import TooLarge


def needs(scope: str) -> Callable[..., Client]:
    """Return the dependency that lets only clients with this scope pass."""

    def check(request: Request, authorization: Annotated[str, Header()] = "") -> Client:
        services: ApiServices = request.app.state.services
        scheme, _, token = authorization.partition(" ")
        client = services.keyring.find(token.strip()) if scheme.lower() == "bearer" and token else None
        if client is None:
            raise Unauthorised("a bearer token of a known client is needed")
        if not client.may(scope):
            raise Forbidden(f"this client has no scope {scope}")
        return client

    return check


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; raises `TooLarge` as soon as it is over `limit` bytes, without reading on."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise TooLarge(f"over the limit of {limit} bytes")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge(f"over the limit of {limit} bytes")
        parts.append(part)
    return b"".join(parts)
