"""How is Odoo asked? One narrow protocol, so that /jsonrpc, JSON-2 and the sandbox look alike."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = dict[str, Any]
Domain = Sequence[Any]  # Odoo's prefix notation


class Transport(Protocol):
    """Asks one database as one user. Raises `RetryLater`, `Refused` or `Broken`, never anything else."""

    calls: int  # made so far, for the case's count

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records that match; many2one as [id, name], x2many as ids, archived ones left out."""
        ...

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Call a method with named arguments on records (none for a method of the model)."""
        ...


def first_id(answer: Any) -> int:
    """Return the id out of what `create` or `message_post` answered: an id, or a list of one."""
    return int(answer[0] if isinstance(answer, list) else answer)
