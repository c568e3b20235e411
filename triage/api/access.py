"""May this caller do that? Bearer tokens per client, kept as hashes, with scopes."""

import hashlib
import hmac
from dataclasses import dataclass, field

from triage.domain.failures import Refused

SCOPES = frozenset({"ingest", "read", "operate", "admin"})


@dataclass(frozen=True, slots=True)
class Client:
    """A caller and what it may do; the token itself is nowhere, only its sha256."""

    name: str
    digest: str = field(repr=False)
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Tell whether the scope, or admin, was given."""
        return scope in self.scopes or "admin" in self.scopes


def digest_of(token: str) -> str:
    """Return the sha256 of a token, as settings keep it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Keyring:
    """All clients; the check takes the same time whichever matches."""

    def __init__(self, clients: list[Client]) -> None:
        self._clients = clients

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Return the keyring of `client:sha256hex[:scope+scope]` entries, separated by spaces.

        Without scopes a client may ingest and read. Raises `Refused` on a malformed entry,
        naming the client only.
        """
        return cls([_parse_client(entry) for entry in text.split()])

    def find(self, token: str) -> Client | None:
        """Find the client a token belongs to."""
        digest = digest_of(token)
        found: Client | None = None
        for client in self._clients:
            if hmac.compare_digest(client.digest, digest):
                found = client
        return found


def _parse_client(entry: str) -> Client:
    name, _, rest = entry.partition(":")
    digest, _, scopes = rest.partition(":")
    given = frozenset(scopes.split("+")) if scopes else frozenset({"ingest", "read"})
    is_hex = len(digest) == 64 and all(c in "0123456789abcdef" for c in digest)
    if not name or not is_hex or not given <= SCOPES:
        raise Refused(f"the token entry of {name or 'an unnamed client'} is not client:sha256hex[:scope+scope]")
    return Client(name=name, digest=digest, scopes=given)
