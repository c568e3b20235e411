"""With which key is the journal sealed? That of the settings; beside a SQLite file, one made at the first start."""

import os
import secrets

from triage.settings import Settings
from triage.store.database import is_sqlite
from triage.store.seals import Seals


def open_seals(settings: Settings) -> Seals:
    """Return the seals; without a key where PostgreSQL is used and none is configured, for hosts must share it."""
    configured = settings.audit_key.get_secret_value().split()
    if configured:
        return Seals(configured)
    return Seals([_local_key(settings)]) if is_sqlite(settings.database) else Seals()


def _local_key(settings: Settings) -> str:
    """Return the key in the home, readable by the owner only; the first of several processes makes it."""
    path = settings.home / "audit.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"audit.key.{os.getpid()}")
    if not path.exists():
        made.touch(mode=0o600)
        made.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(made, path)  # fails where another process was quicker: then its key counts
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text(encoding="ascii").strip()
