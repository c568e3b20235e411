"""Who is knocking, may they, and how much may they bring? The dependencies that every door shares.

`needs(scope)` is for doors without a body, `takes(scope)` for those with one: it gives the body, read and,
where it is signed, proved. Signed calls are described in docs/security.md.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

from anyio import CancelScope
from fastapi import Header, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from triage.api.access import Client
from triage.api.problems import Forbidden, Unauthorised
from triage.api.services import ApiServices
from triage.domain.failures import Refused, TooLarge
from triage.domain.signatures import is_in_window, is_signature

EVENT_BYTES = 1024 * 1024  # what a door for events, hooks and decisions takes, unless it says otherwise
BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="the token of a client")
SIGNATURE = APIKeyHeader(
    name="X-Signature",
    auto_error=False,
    scheme_name="signature",
    description="sha256=<hex HMAC-SHA256 over X-Timestamp, a dot and the body>, with the client's signing secret",
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]
Signature = Annotated[str | None, Security(SIGNATURE)]
Timestamp = Annotated[str, Header(alias="X-Timestamp", max_length=12, description="unix seconds; of signed calls")]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", max_length=255, description="the same for every try of the same call")
]


@dataclass(frozen=True, slots=True)
class Call:
    """A call with a body, by a client who may make it."""

    client: Client
    body: bytes = field(repr=False)
    idempotency_key: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a caller shows of itself."""

    token: str = field(repr=False)
    signature: str = field(repr=False)
    timestamp: str
    idempotency_key: str


def needs(scope: str) -> Callable[..., Client]:
    """Return the dependency that lets only clients with this scope pass, by token."""

    def check(request: Request, bearer: Bearer = None) -> Client:
        services: ApiServices = request.app.state.services
        client = _find_by_token(services, request, bearer.credentials if bearer else "")
        _let_pass(services, client, scope)
        return client

    return check


def takes(scope: str, *, limit: Callable[[ApiServices], int] = lambda _: EVENT_BYTES) -> Callable[..., object]:
    """Return the dependency that gives a `Call` with its body: signed, or by token, with this scope.

    A client whose key signs must sign here. A signed call that was taken is answered 409 when it comes
    again; one that failed on our side (`RetryLater`, a bug) may be sent again as it is.
    """

    async def check(
        request: Request,
        bearer: Bearer = None,
        signature: Signature = None,
        timestamp: Timestamp = "",
        idempotency_key: IdempotencyKey = "",
    ) -> AsyncIterator[Call]:
        services: ApiServices = request.app.state.services
        proof = _Proof(bearer.credentials if bearer else "", signature or "", timestamp, idempotency_key)
        named = await run_in_threadpool(_find_by_token, services, request, proof.token) if proof.token else None
        if named is None and not proof.signature:
            raise _unknown(services, request, "a bearer token or a signature of a known client is needed")
        body = await read_body(request, _bound(limit(services), named))
        client = await run_in_threadpool(_find_signer, services, request, proof, named, body)
        _let_pass(services, client, scope)
        if len(body) > _bound(len(body), client):
            raise TooLarge(f"over this client's limit of {client.max_body_bytes} bytes")
        call = Call(client, body, proof.idempotency_key, bool(proof.signature))
        if not call.signed:
            yield call
            return
        async with _once(services, proof, call):
            yield call

    return check


def _find_by_token(services: ApiServices, request: Request, token: str) -> Client:
    client = services.keyring.find(token.strip()) if token else None
    if client is None:
        raise _unknown(services, request, "a bearer token of a known client is needed")
    return client


def _find_signer(services: ApiServices, request: Request, proof: _Proof, named: Client | None, body: bytes) -> Client:
    """Return who signed; for a call without a signature, who showed the token."""
    if named is not None and not proof.signature:
        if named.signing_secret:
            raise Unauthorised("this client signs its calls")
        return named
    if not is_in_window(proof.timestamp, services.clock().timestamp()):
        raise _unknown(services, request, "X-Timestamp is not within 300 seconds of now")
    found: Client | None = None
    for client in services.keyring.list_signers(named.name if named else None):
        if is_signature(proof.signature, client.signing_secret, proof.timestamp, body):
            found = client
    if found is None:
        raise _unknown(services, request, "the signature is that of no known client")
    return found


@asynccontextmanager
async def _once(services: ApiServices, proof: _Proof, call: Call) -> AsyncIterator[None]:
    """Let a signed call in unless it came before; remember it only when the door did not fail."""
    replays = services.replays
    key = f"{call.client.name} {proof.idempotency_key}" if proof.idempotency_key else ""
    await run_in_threadpool(replays.begin, proof.signature, key, call.body)
    act = replays.release
    try:
        yield
        act = replays.end
    except Refused:
        act = replays.end
        raise
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(act, proof.signature)


def _let_pass(services: ApiServices, client: Client, scope: str) -> None:
    """Count the call, and raise `Forbidden` where the scope is missing."""
    services.rates.count(client)
    if not client.may(scope):
        raise Forbidden(f"this client has no scope {scope}")


def _unknown(services: ApiServices, request: Request, reason: str) -> Unauthorised:
    """Return the failure of a caller that nobody knows; raises `TooMany` instead when it tries too often."""
    services.rates.count_failure(request.client.host if request.client else "")
    return Unauthorised(reason)


def _bound(limit: int, client: Client | None) -> int:
    """Return the smaller of a limit and that of the client, in bytes."""
    own = client.max_body_bytes if client else None
    return limit if own is None else min(limit, own)


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
