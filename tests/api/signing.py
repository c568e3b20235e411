"""How do the tests sign a call? As docs/security.md tells a sender, written a second time on purpose."""

import hashlib
import hmac
import time

from triage.commands.household import Household
from triage.commands.keys import master_key, signing_secret
from triage.domain.clients import digest_of
from triage.store.clients import ClientBook, NewClient, NewKey
from triage.wiring import now


def add_signer(house: Household, name: str, *scopes: str, **limits: int) -> str:
    """Add a client that signs (its token is `<name>-token`) and return its signing secret."""
    client = NewClient(name=name, scopes=frozenset(scopes), **limits)
    key = NewKey(key_id=f"{name}-1", digest=digest_of(f"{name}-token"), signing_salt="salt-of-" + name)
    ClientBook(house.database).add(client, key, now=now())
    return signing_secret(master_key(house.settings), "salt-of-" + name)


def signed(secret: str, body: bytes, *, at: float | None = None, key: str = "") -> dict[str, str]:
    """Return the headers of a signed call."""
    stamp = str(int(time.time() if at is None else at))
    made = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Timestamp": stamp, "X-Signature": f"sha256={made}"}
    return headers | ({"Idempotency-Key": key} if key else {})
