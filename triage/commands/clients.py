"""Who may call us, since when, until when? The verbs below `client`; a token is shown once, when it is made."""

import re
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage import wiring
from triage.commands.household import Household
from triage.commands.keys import master_key, signing_secret
from triage.domain.clients import digest_of
from triage.domain.failures import Refused
from triage.settings import Settings, load_settings
from triage.store.clients import ClientBook, KeyRow, NewClient, NewKey

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for a new client: a lifetime such as `90d` (empty: without end), whether it signs, its limits."""

    scopes: str
    expires: str = ""
    sign: bool = False
    requests_per_minute: int | None = None
    max_body_bytes: int | None = None


def duration_of(text: str) -> timedelta:
    """Return the time that `30m`, `24h` or `90d` means; raises `Refused` for anything else."""
    found = re.fullmatch(r"(\d{1,5})([mhd])", text)
    if found is None:
        raise Refused("a time is a number with m, h or d: 30m, 24h, 90d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def add_client(name: str, wish: Wish) -> int:
    """Add a client and print its token, and its signing secret where it signs."""
    if not NAME.fullmatch(name):
        raise Refused("a client's name is of small letters, digits, dots, dashes and underscores, at most 60")
    house, now = _open()
    client = NewClient(name, frozenset(wish.scopes.split("+")), wish.requests_per_minute, wish.max_body_bytes)
    key, told = _make_key(house.settings, wish.expires, sign=wish.sign, now=now)
    ClientBook(house.database, house.journal).add(client, key, now=now)
    sys.stdout.write(told)
    return 0


def list_clients(*, every: bool) -> int:
    """Print each key with client, scopes, lifetime and state; never a token."""
    house, now = _open()
    for row in ClientBook(house.database).list_keys(every=every):
        ends = row.expires_at.isoformat()[:16] if row.expires_at else "never"
        how = "signs" if row.signing_salt else "token"
        words = (row.name, row.key_id, "+".join(sorted(row.scopes)), how, f"ends {ends}", _state_of(row, now))
        sys.stdout.write("  ".join(words) + "\n")
    return 0


def rotate_client(name: str, *, keep_old: str, expires: str) -> int:
    """Print a new token; the old one is good for `keep_old` longer, so that nobody stands before a closed door."""
    house, now = _open()
    book = ClientBook(house.database, house.journal)
    signs = any(row.signing_salt for row in book.list_keys() if row.name == name)
    key, told = _make_key(house.settings, expires, sign=signs, now=now)
    until = now + duration_of(keep_old)
    book.rotate(name, key, keep_until=until, now=now)
    sys.stdout.write(told + f"old key good until {until.isoformat()[:16]} UTC\n")
    return 0


def revoke_client(name: str) -> int:
    """End all keys of a client; running processes notice within seconds."""
    house, now = _open()
    ClientBook(house.database, house.journal).revoke(name, now=now)
    sys.stdout.write(f"{name} has no key any more\n")
    return 0


def _open() -> tuple[Household, datetime]:
    return Household.open(load_settings()), wiring.now()


def _make_key(settings: Settings, expires: str, *, sign: bool, now: datetime) -> tuple[NewKey, str]:
    """Return a new key as it is kept, and the lines that its owner must see now or never."""
    token = f"triage_{secrets.token_urlsafe(32)}"
    salt = secrets.token_hex(16) if sign else ""
    ends = now + duration_of(expires) if expires else None
    key = NewKey(key_id=f"k-{secrets.token_hex(6)}", digest=digest_of(token), signing_salt=salt, expires_at=ends)
    told = f"token           {token}\n"
    if salt:
        told += f"signing secret  {signing_secret(master_key(settings), salt)}\n"
    return key, told


def _state_of(row: KeyRow, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "ended" if row.expires_at is not None and row.expires_at <= now else "good"
