"""Does this token or signature belong to a client? Those of the settings, and those kept in the database."""

import hmac
import threading
import time
from collections.abc import Callable
from datetime import datetime

from triage.domain.clients import INGEST, READ, SCOPES, Client, digest_of
from triage.domain.failures import Refused

__all__ = ["FRESH_SECONDS", "Client", "Keyring", "digest_of"]

FRESH_SECONDS = 5.0  # so long a client that was added or revoked may go unnoticed by a running process


class Keyring:
    """All clients; a check takes the same time whichever matches."""

    def __init__(
        self, fixed: list[Client], list_kept: Callable[[], list[Client]] = list, *, clock: Callable[[], datetime]
    ) -> None:
        """Take the clients of the settings, and how to list those of the database."""
        self._fixed = fixed
        self._list_kept = list_kept
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: list[Client] = []
        self._stale_at = float("-inf")

    def find(self, token: str) -> Client | None:
        """Find the client a token belongs to; raises `RetryLater` when the database is away."""
        digest = digest_of(token)
        return self._match(self._fixed, digest) or self._match(self._list_fresh(), digest)

    def find_by_key(self, key_id: str) -> Client | None:
        """Find a client by the id of a key that is still valid; for sessions, which hold no token."""
        return next((c for c in self._list_valid(self._fixed + self._list_fresh()) if c.key_id == key_id), None)

    def list_signers(self, name: str | None = None) -> list[Client]:
        """List the valid keys that sign, of one client or of all."""
        return [c for c in self._list_valid(self._list_fresh()) if c.signing_secret and name in (None, c.name)]

    def _match(self, clients: list[Client], digest: str) -> Client | None:
        found: Client | None = None
        for client in self._list_valid(clients):
            if hmac.compare_digest(client.digest, digest):
                found = client
        return found

    def _list_valid(self, clients: list[Client]) -> list[Client]:
        now = self._clock()
        return [client for client in clients if client.is_valid(now)]

    def _list_fresh(self) -> list[Client]:
        if time.monotonic() >= self._stale_at:
            with self._lock:
                if time.monotonic() >= self._stale_at:
                    self._kept = self._list_kept()
                    self._stale_at = time.monotonic() + FRESH_SECONDS
        return self._kept


def parse_clients(text: str) -> list[Client]:
    """Return the clients of `client:sha256hex[:scope+scope]` entries, separated by spaces.

    Without scopes a client may ingest and read. Raises `Refused` on a malformed entry,
    naming the client only.
    """
    return [_parse_client(entry) for entry in text.split()]


def _parse_client(entry: str) -> Client:
    name, _, rest = entry.partition(":")
    digest, _, scopes = rest.partition(":")
    given = frozenset(scopes.split("+")) if scopes else frozenset({INGEST, READ})
    is_hex = len(digest) == 64 and all(c in "0123456789abcdef" for c in digest)
    if not name or not is_hex or not given <= SCOPES:
        raise Refused(f"the token entry of {name or 'an unnamed client'} is not client:sha256hex[:scope+scope]")
    return Client(name=name, digest=digest, scopes=given, key_id=f"set-{digest[:16]}")
