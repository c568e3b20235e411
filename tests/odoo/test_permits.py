"""Can books and desk do more than they should? Nothing off the list leaves the process."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from triage.odoo.allowlist import FIELDS
from triage.odoo.permits import ADDON_PERMITS, DESK_PERMITS, BooksTransport, DeskTransport, Forbidden
from triage.odoo.transport import Domain, Row

NOTE = {"body": "<p>x</p>", "body_is_html": True, "message_type": "comment", "subtype_xmlid": "mail.mt_note"}


class Wire:
    """A transport that remembers what left."""

    def __init__(self) -> None:
        self.left: list[tuple[str, str]] = []

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        self.left.append((model, "search_read"))
        return []

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        self.left.append((model, method))
        return True


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("account.move", "action_post"),
        ("account.move", "write"),
        ("account.move", "message_post"),
        ("account.move.reversal", "reverse_moves"),
        ("account.payment", "create"),
        ("helpdesk.ticket", "write"),
        ("helpdesk.ticket", "create"),
        ("helpdesk.ticket", "unlink"),
        ("mail.activity", "create"),
        ("mail.activity", "unlink"),
        ("mail.message", "create"),
        ("mail.thread", "message_process"),
        ("res.partner", "write"),
        ("res.users", "search_read"),
        ("ir.config_parameter", "get_param"),
        ("stock.picking", "button_validate"),
    ],
)
def test_the_desk_can_call_nothing_off_its_list(model: str, method: str) -> None:
    wire = Wire()
    with pytest.raises(Forbidden):
        DeskTransport(wire).execute(model, method, [1], {})
    assert wire.left == []


def test_the_desk_reads_no_books() -> None:
    wire = Wire()
    for model in ("account.move", "sale.order", "res.partner", "res.users"):
        with pytest.raises(Forbidden):
            DeskTransport(wire).search_read(model, [], ["name"])
    assert wire.left == []


@pytest.mark.parametrize(
    "change",
    [
        {"subtype_xmlid": "mail.mt_comment"},
        {"message_type": "email"},
        {"partner_ids": [7]},
        {"author_id": 3},
        {"outgoing_email_to": "x@y.example"},
        {"email_from": "boss@kesterwood.example"},
        {"subtype_id": 1},
    ],
)
def test_a_note_that_could_reach_a_customer_or_speak_for_another_is_stopped(change: dict[str, Any]) -> None:
    wire = Wire()
    with pytest.raises(Forbidden):
        DeskTransport(wire).execute("helpdesk.ticket", "message_post", [1], NOTE | change)
    assert wire.left == []


def test_an_internal_note_passes() -> None:
    wire = Wire()
    DeskTransport(wire).execute("helpdesk.ticket", "message_post", [1], NOTE)
    assert wire.left == [("helpdesk.ticket", "message_post")]


def test_the_desks_list_changes_notes_activities_and_suggestions_alone() -> None:
    writes = {pair for pair in DESK_PERMITS | ADDON_PERMITS if pair[1] not in ("search_read", "fields_get")}
    assert writes == {
        ("helpdesk.ticket", "message_post"),
        ("helpdesk.ticket", "activity_schedule"),
        ("mail.activity", "action_feedback"),
        ("triage.suggestion", "receive"),
        ("triage.suggestion", "list_decisions"),  # reads, by a method of the addon
    }


def test_the_books_call_nothing_that_writes_and_read_no_field_off_the_list() -> None:
    wire = Wire()
    books = BooksTransport(wire)
    for method in ("write", "create", "unlink", "action_post", "message_post", "read", "copy"):
        with pytest.raises(Forbidden):
            books.execute("account.move", method, [1], {})
    with pytest.raises(Forbidden):
        books.search_read("res.users", [], ["password"])
    for fields in (["comment"], []):  # no field at all means all of them to Odoo
        with pytest.raises(Forbidden):
            books.search_read("res.partner", [], fields)
    assert wire.left == []
    assert "res.users" not in FIELDS
