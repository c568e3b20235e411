"""Who holds a key to the doors? The clients of the settings and of the database, and the house's own master key."""

import secrets
from contextlib import suppress
from pathlib import Path

from triage import wiring
from triage.api.access import Keyring, digest_of, parse_clients
from triage.commands.household import Household
from triage.domain.clients import Client
from triage.domain.signatures import derived_secret
from triage.settings import Settings
from triage.store.clients import ClientBook, KeyRow


def open_keyring(house: Household) -> Keyring:
    """Return the clients of settings and database; where neither names one, one local token with all rights."""
    settings = house.settings
    book, master = ClientBook(house.database), master_key(settings)
    configured = parse_clients(settings.tokens.get_secret_value())
    if uses_local_token(house):
        configured = parse_clients(f"local:{digest_of(local_token(settings))}:admin")
    return Keyring(configured, lambda: [client_of(row, master) for row in book.list_keys()], clock=wiring.now)


def uses_local_token(house: Household) -> bool:
    """Tell whether nobody was given a key yet, neither by the settings nor by `triage client add`."""
    return not house.settings.tokens.get_secret_value() and not ClientBook(house.database).list_keys(every=True)


def client_of(row: KeyRow, master: str) -> Client:
    """Return a kept key as the doors know it, its signing secret derived."""
    return Client(
        name=row.name,
        digest=row.digest,
        scopes=row.scopes,
        key_id=row.key_id,
        signing_secret=signing_secret(master, row.signing_salt) if row.signing_salt else "",
        expires_at=row.expires_at,
        requests_per_minute=row.requests_per_minute,
        max_body_bytes=row.max_body_bytes,
    )


def signing_secret(master: str, salt: str) -> str:
    """Return the secret that a client signs its calls with."""
    return derived_secret(master, "signing", salt)


def token_path(settings: Settings) -> Path:
    """Return where the token is kept that is made when none is configured (readable by the owner only)."""
    return settings.home / "token"


def local_token(settings: Settings) -> str:
    """Return the local token, made at the first call."""
    return _kept_secret(token_path(settings))


def master_key(settings: Settings) -> str:
    """Return what sessions and signing secrets are derived from: the setting, or a file made at the first call."""
    return settings.secret_key.get_secret_value() or _kept_secret(settings.home / "secret-key")


def _kept_secret(path: Path) -> str:
    """Return the secret in a file of the owner's; whichever process is first makes it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
