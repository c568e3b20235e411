"""Who may call us, and what may they do? Clients with scopes; of each token only its sha256 is known."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

INGEST, READ, CONTENT, OPERATE, ADMIN = "ingest", "read", "content", "operate", "admin"
SCOPES = frozenset({INGEST, READ, CONTENT, OPERATE, ADMIN})
# Who may see what customers wrote may see the rest as well; an administrator may do everything.
IMPLIED = {CONTENT: frozenset({READ}), ADMIN: SCOPES}


def digest_of(token: str) -> str:
    """Return the sha256 of a token, as settings and database keep it.

    A plain hash is enough for tokens of ours: they are 256 random bits, so there is no dictionary to try.
    """
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Client:
    """A caller by one of its keys. During a rotation a client has two keys, each with its own lifetime."""

    name: str
    digest: str = field(repr=False)
    scopes: frozenset[str]
    key_id: str = ""
    signing_secret: str = field(default="", repr=False)  # empty: this key does not sign
    expires_at: datetime | None = None
    requests_per_minute: int | None = None  # None: the limit of the settings
    max_body_bytes: int | None = None  # None: the limit of the door

    def may(self, scope: str) -> bool:
        """Tell whether the scope was given, or follows from one that was."""
        return scope in self.scopes or any(scope in IMPLIED.get(given, ()) for given in self.scopes)

    def is_valid(self, now: datetime) -> bool:
        """Tell whether the key has not run out at this moment (aware)."""
        return self.expires_at is None or now < self.expires_at
