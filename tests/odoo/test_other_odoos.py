"""Do the books read what is there, in whichever Odoo? Older names, Enterprise's helpdesk, absent and hidden models."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from contract import customer
from office import Office, suggestion
from pictures import picture

from triage.domain.casefile import BooksQuery
from triage.domain.codes import Intent
from triage.domain.failures import Refused
from triage.domain.message import Message
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.transport import SandboxTransport
from triage.odoo.transport import Domain, LoginRefused, Row

TABLES = compile_world(packaged_world())
OLD_NAMES = {
    "sale.order.line": {"tax_ids": "tax_id", "product_uom_id": "product_uom", "technical_price_unit": ""},
    "account.payment": {"memo": "ref", "invoice_ids": ""},
    "helpdesk.ticket": {"number": "ticket_ref", "closed_date": "close_date", "closed": ""},
    "mail.activity": {"active": "", "date_done": ""},
    "account.move": {"matched_payment_ids": ""},
}


class Seventeen:
    """The sandbox as an Odoo 17 with Enterprise's helpdesk would answer: other names, inverse unit factors."""

    def __init__(self, inner: SandboxTransport) -> None:
        self.inner = inner

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        new = {old: name for name, old in OLD_NAMES.get(model, {}).items() if old}
        gone = {name for name in OLD_NAMES.get(model, {})}
        assert not gone & set(fields), f"{model} has no {gone & set(fields)} here"
        asked = [item if isinstance(item, str) else (new.get(item[0], item[0]), *item[1:]) for item in domain]
        wanted = [new.get(name, name) for name in fields if name != "factor_inv"]
        rows = self.inner.search_read(model, asked, wanted, limit=limit, order=order)
        back = {name: old for old, name in new.items()}
        return [self._aged(model, {back.get(name, name): value for name, value in row.items()}) for row in rows]

    @staticmethod
    def _aged(model: str, row: Row) -> Row:
        return row | {"factor": 1 / row["factor"], "factor_inv": row["factor"]} if model == "uom.uom" else row

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        if method == "web_search_read":
            raise Refused("before 17 it takes other arguments")
        answer = self.inner.execute(model, method, ids, arguments)
        if method != "fields_get":
            return answer
        names = OLD_NAMES.get(model, {})
        fields = {names.get(name, name): about for name, about in answer.items() if names.get(name, name)}
        return fields | ({"factor_inv": {"store": True}} if model == "uom.uom" else {})


def sandbox(**known: Any) -> SandboxTransport:
    return SandboxTransport(TABLES, clock=lambda: WORLD_NOW, **known)


def office_over(transport: Any) -> Office:
    return Office(transport, transport.search_read)


@pytest.mark.parametrize("key", ["polder", "brightline", "nordfeld", "orchid", "castell"])
def test_odoo_17_tells_the_same_story_under_older_names(key: str) -> None:
    address = packaged_world().customers[key].email
    old, new = office_over(Seventeen(sandbox())), office_over(sandbox())
    query = BooksQuery(commercial_id=customer(new, address), intents=(Intent.PRICE,))
    assert picture(old.books.read_case(query)) == picture(new.books.read_case(query))


def test_a_suggestion_is_shown_once_where_done_activities_are_deleted_and_addresses_are_old() -> None:
    old = office_over(Seventeen(sandbox()))
    ticket = 1001
    assert not old.desk.show(suggestion(ticket)).found
    assert old.desk.show(suggestion(ticket)).found
    (note,) = (
        old.inner.rows("mail.message")[-1:] if hasattr(old, "inner") else old.transport.inner.rows("mail.message")[-1:]
    )
    assert "/web#id=1001&amp;model=account.move.line" in note["body"]


@pytest.mark.parametrize(
    "absent",
    [
        ["stock.picking", "stock.move", "stock.move.line"],
        ["delivery.carrier"],
        ["helpdesk.ticket"],
        ["sale.order", "sale.order.line"],
        ["account.payment"],
        ["mail.activity", "ir.attachment", "product.pricelist.item"],
    ],
)
@pytest.mark.parametrize("way", ["absent", "hidden"])
def test_what_is_not_installed_or_not_shown_is_left_out_and_named(absent: list[str], way: str) -> None:
    office = office_over(sandbox(**{way: absent}))
    query = BooksQuery(
        commercial_id=customer(office, "ap@brightline.example"), references=("INV/2026/00101", "S00101"),
        intents=(Intent.SHORT_SHIPMENT, Intent.PRICE),
    )  # fmt: skip
    case = office.books.read_case(query)
    assert any(i.name == "INV/2026/00101" for i in case.invoices)
    assert set(case.left_out) <= set(absent)
    if absent != ["delivery.carrier"]:
        assert case.left_out
    assert office.books.find_owners(["INV/2026/00101"])[0].partner_name == "Brightline Retail Ltd"


def test_no_ticket_is_found_where_there_is_no_helpdesk() -> None:
    office = office_over(sandbox(absent=["helpdesk.ticket"]))
    message = Message(message_id="a@b.example", digest="0", sender=None, sent_at=WORLD_NOW, received_at=WORLD_NOW)
    assert office.books.find_ticket(message) is None


def test_a_refused_login_is_an_error_and_never_an_empty_case() -> None:
    class Locked(SandboxTransport):
        def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
            raise LoginRefused("no")

    office = office_over(Locked(TABLES, clock=lambda: WORLD_NOW))
    with pytest.raises(LoginRefused):
        office.books.read_case(BooksQuery(commercial_id=6))


def test_a_field_that_needs_a_hidden_model_is_given_up_before_the_whole_model_is() -> None:
    from triage.odoo.transport import NoAccess

    class Narrow(SandboxTransport):
        """Matched invoices are computed over bank statements, which this account may not read."""

        def search_read(
            self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
        ) -> list[Row]:
            if "reconciled_invoice_ids" in fields:
                raise NoAccess("bank statements")
            return super().search_read(model, domain, fields, limit=limit, order=order)

        def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
            answer = super().execute(model, method, ids, arguments)
            if method == "fields_get" and model == "account.payment":
                answer["reconciled_invoice_ids"] = {"store": False}
            return answer

    office = office_over(Narrow(TABLES, clock=lambda: WORLD_NOW))
    case = office.books.read_case(BooksQuery(commercial_id=customer(office, "finance@orchid.example")))
    assert case.left_out == ("account.payment (computed fields)",)
    assert [str(payment.amount) for payment in case.payments] == ["1,032.00 GBP"]
