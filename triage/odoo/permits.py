"""What may leave this process? Reads over the allow-list for the books; notes and suggestions for the desk; no more."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from triage.domain.failures import Refused
from triage.odoo.allowlist import FIELDS, PARTS
from triage.odoo.transport import Domain, Row, Transport

READS = frozenset({"fields_get", "formatted_read_group", "read_group", "web_search_read"})
NOTE_SUBTYPE = "mail.mt_note"
DESK_PERMITS = frozenset(
    {
        ("helpdesk.ticket", "search_read"),
        ("helpdesk.ticket", "fields_get"),
        ("helpdesk.ticket", "message_post"),
        ("helpdesk.ticket", "activity_schedule"),
        ("mail.message", "search_read"),
        ("mail.activity", "search_read"),
        ("mail.activity", "fields_get"),
        ("mail.activity", "action_feedback"),
        ("ir.attachment", "search_read"),
    }
)
ADDON_PERMITS = frozenset(
    {
        ("triage.suggestion", "fields_get"),
        ("triage.suggestion", "receive"),
        ("triage.suggestion", "list_decisions"),
    }
)
RIGHTS = "check_access_rights"
NOTE_WORDS = frozenset({"body", "body_is_html", "message_type", "subtype_xmlid"})


class Forbidden(Refused):
    """A call that this account must never make; it was stopped before it left."""


class BooksTransport:
    """Lets only reads of allow-listed models through."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records. Raises `Forbidden` for a model or field off the list."""
        _permit_fields(model, fields)
        return self._inner.search_read(model, domain, fields, limit=limit, order=order)

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Ask for fields or sums. Raises `Forbidden` for everything else."""
        if model not in FIELDS or method not in READS:
            raise Forbidden(f"the books may not call {model}.{method}")
        if method == "web_search_read":
            _permit_specification(model, arguments.get("specification"))
        return self._inner.execute(model, method, ids, arguments)


def _permit_fields(model: str, fields: Iterable[str]) -> None:
    """Raise `Forbidden` for a model or field off the list, and where no field is named: none would be all of them."""
    allowed, asked = {name for names in FIELDS.get(model, ()) for name in names}, set(fields)
    if not allowed:
        raise Forbidden(f"the books may not read {model}")
    if not asked or not asked <= allowed | {"id"}:
        raise Forbidden(f"the books may not read this of {model}")


def _permit_specification(model: str, asked: Any) -> None:
    """Raise `Forbidden` unless all that is asked of a model and of its parts is on the list, and of links the name."""
    if not isinstance(asked, Mapping):
        raise Forbidden(f"the books say what they read of {model}")
    part, child, _ = PARTS.get(model, ("", "", ""))
    _permit_fields(model, [name for name in asked if name != part])
    for name, about in asked.items():
        if name == part:
            _permit_specification(child, about.get("fields"))
        elif about not in ({}, {"fields": {"display_name": {}}}):
            raise Forbidden(f"the books may not read beyond {model}.{name}")


class DeskTransport:
    """Lets only what the desk needs through, and a note only as an internal one that reaches no customer."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records. Raises `Forbidden` for a model off the list."""
        _permit(model, "search_read")
        if not fields:
            raise Forbidden("the desk says which fields it reads")  # none would be all of them
        return self._inner.search_read(model, domain, fields, limit=limit, order=order)

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Call a permitted method. Raises `Forbidden` for everything else, and for a note that is not internal."""
        _permit(model, method)
        if method == "message_post" and not _is_internal_note(arguments):
            raise Forbidden("the desk posts internal notes only")
        return self._inner.execute(model, method, ids, arguments)


class RightsTransport:
    """Lets only the question through whether the account has a right."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def search_read(
        self, model: str, _domain: Domain, _fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """Raise `Forbidden`: to look at rights is not to read."""
        raise Forbidden(f"the doctor may not read {model}{limit or ''}{order}")

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Ask for a right. Raises `Forbidden` for everything else."""
        if method != RIGHTS or ids:
            raise Forbidden(f"the doctor may not call {model}.{method}")
        return self._inner.execute(model, method, ids, arguments)


def _permit(model: str, method: str) -> None:
    if (model, method) not in DESK_PERMITS | ADDON_PERMITS:
        raise Forbidden(f"the desk may not call {model}.{method}")


def _is_internal_note(arguments: Mapping[str, Any]) -> bool:
    """Tell whether a post is a plain internal note: no recipients, no other author, no other subtype."""
    return (
        set(arguments) <= NOTE_WORDS
        and arguments.get("subtype_xmlid") == NOTE_SUBTYPE
        and arguments.get("message_type") == "comment"
    )
