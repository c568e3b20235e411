"""How is Odoo asked? One narrow protocol, so that /jsonrpc, JSON-2 and the sandbox look alike."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from triage.domain.failures import AccountRefused, Refused

Row = dict[str, Any]
Domain = Sequence[Any]  # Odoo's prefix notation


class LoginRefused(AccountRefused):
    """The account itself is refused: nothing can be asked until somebody mends the settings."""


class NoAccess(Refused):
    """The account may not read this model, or not do this with it."""


class Transport(Protocol):
    """Asks one database as one user.

    Raises `RetryLater` (also as `Busy` and `LoginRefused`), `Refused` (also as `NoAccess`) or `Broken`, nothing else.
    """

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records that match; many2one as [id, name], x2many as ids, empty values as False.

        Archived ones are left out, unless the domain itself speaks of `active`.
        """
        ...

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Call a method with named arguments on records (none for a method of the model)."""
        ...


def context_of(company_id: int | None) -> Row:
    """Return the context of every call: one company where one is configured, else all that the account may see."""
    return {"allowed_company_ids": [company_id]} if company_id else {}


def first_id(answer: Any) -> int:
    """Return the id out of what `create` or `message_post` answered: an id, or a list of one."""
    return int(answer[0] if isinstance(answer, list) else answer)
