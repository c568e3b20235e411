"""Which Odoo do we speak to, and as whom? One connection for books and desk alike."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from triage.domain.failures import Refused
from triage.odoo.transport import Transport


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the books are. `key` is a password or an API key; JSON-2 takes only an API key and no login."""

    kind: Literal["sandbox", "odoorpc", "json2"] = "sandbox"
    url: str = ""
    database: str = ""
    login: str = ""
    key: str = field(default="", repr=False)
    timeout_seconds: float = 20.0
    company_id: int | None = None  # only this company's records; None: all that the account may see
    desk: Literal["auto", "addon", "note"] = "auto"  # where suggestions are shown


def open_transport(connection: Connection) -> Transport:
    """Return how that Odoo is asked; nothing is sent yet. Raises `Refused` when something is not configured."""
    match connection.kind:
        case "sandbox":
            return _sandbox()
        case "odoorpc":
            _require(connection, "url", "database", "login", "key")
            from triage.odoo.odoorpc_transport import OdooRpcTransport

            return OdooRpcTransport(
                url=connection.url,
                database=connection.database,
                login=connection.login,
                key=connection.key,
                timeout_seconds=connection.timeout_seconds,
                company_id=connection.company_id,
            )
        case "json2":
            _require(connection, "url", "database", "key")
            from triage.odoo.json2_transport import Json2Transport

            return Json2Transport(
                url=connection.url,
                database=connection.database,
                key=connection.key,
                timeout_seconds=connection.timeout_seconds,
                company_id=connection.company_id,
            )


def _require(connection: Connection, *names: str) -> None:
    missing = [name for name in names if not getattr(connection, name)]
    if missing:
        raise Refused(f"books over {connection.kind} need {', '.join(missing)}")
    if not connection.url.startswith(("http://", "https://")):
        raise Refused("the URL of Odoo starts with http:// or https://")


@lru_cache(maxsize=1)
def _sandbox() -> Transport:
    """Return the one sandbox of this process, so that books and desk see the same world."""
    from triage.odoo.sandbox import WORLD_NOW
    from triage.odoo.sandbox.compiler import compile_world
    from triage.odoo.sandbox.library import packaged_world
    from triage.odoo.sandbox.transport import SandboxTransport

    return SandboxTransport(compile_world(packaged_world()), clock=lambda: WORLD_NOW)
