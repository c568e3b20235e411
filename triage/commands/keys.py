"""Who holds a key to the doors? The clients of the settings, or one local token where none is configured."""

import secrets
from pathlib import Path

from triage.api.access import Keyring, digest_of
from triage.settings import Settings


def open_keyring(settings: Settings) -> Keyring:
    """Return the clients of the settings; without any, one local token with all rights (see `token_path`)."""
    configured = settings.tokens.get_secret_value()
    if configured:
        return Keyring.parse(configured)
    return Keyring.parse(f"local:{digest_of(local_token(settings))}:admin")


def token_path(settings: Settings) -> Path:
    """Return where the token is kept that is made when none is configured (readable by the owner only)."""
    return settings.home / "token"


def local_token(settings: Settings) -> str:
    """Return the local token, made at the first call."""
    path = token_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
