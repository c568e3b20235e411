"""What must hold over every way to ask Odoo? One suite for sandbox, odoorpc and JSON-2; subclasses give the office."""

import datetime as dt
import email
import email.policy
from decimal import Decimal

import pytest
from office import LosesAnswer, Office, suggestion

from triage.domain.casefile import BooksQuery
from triage.domain.codes import Intent
from triage.domain.facts import Invoice
from triage.domain.failures import RetryLater
from triage.domain.suggestion import DeliveryState

BRIGHTLINE = "ap@brightline.example"


def customer(office: Office, address: str) -> int:
    partners = office.books.find_partners(addresses=[address], domains=[], names=[])
    (commercial,) = {partner.commercial_id for partner in partners}
    return commercial


def invoice(office: Office, address: str, reference: str, *intents: Intent) -> Invoice:
    query = BooksQuery(commercial_id=customer(office, address), references=(reference,), intents=intents)
    return next(i for i in office.books.read_case(query).invoices if i.name == reference)


class BooksContract:
    def test_the_books_answer(self, office: Office) -> None:
        office.books.ping()

    def test_a_domain_finds_the_company_and_its_contact(self, office: Office) -> None:
        partners = office.books.find_partners(addresses=[], domains=["brightline.example"], names=[])
        assert {"Brightline Retail Ltd", "Dana Whitfield"} <= {partner.name for partner in partners}
        assert not any(partner.is_ours for partner in partners)

    def test_a_name_is_found_by_its_telling_word_and_not_by_its_legal_form(self, office: Office) -> None:
        partners = office.books.find_partners(addresses=[], domains=[], names=["NORDFELD GmbH & Co. KG"])
        assert {partner.name for partner in partners} == {"Nordfeld Maschinenbau GmbH"}

    def test_wildcards_in_an_address_match_only_themselves(self, office: Office) -> None:
        assert office.books.find_partners(addresses=["%@brightline.example"], domains=["%.example"], names=["%%"]) == []

    def test_our_own_people_are_known_as_ours(self, office: Office) -> None:
        (sam,) = office.books.find_partners(addresses=["sam@kesterwood.example"], domains=[], names=[])
        assert sam.is_ours

    @pytest.mark.parametrize(
        "written",
        ["INV/2026/00101", "inv 2026 00101", "INV202600101", "po br 1001"],
        ids=["as printed", "with spaces", "run together", "the customers own"],
    )
    def test_a_number_names_its_owner_however_it_is_written(self, office: Office, written: str) -> None:
        (owner,) = office.books.find_owners([written])
        assert (owner.reference, owner.partner_name) == (written, "Brightline Retail Ltd")

    def test_too_short_a_number_names_nobody(self, office: Office) -> None:
        assert office.books.find_owners(["1", "%", "__", "INV"]) == []

    def test_ten_billed_and_eight_shipped_are_both_in_the_case(self, office: Office) -> None:
        query = BooksQuery(
            commercial_id=customer(office, BRIGHTLINE), references=("INV202600101",), intents=(Intent.SHORT_SHIPMENT,)
        )
        case = office.books.read_case(query)
        billed = next(i for i in case.invoices if i.name == "INV/2026/00101")
        (shipped,) = [d for d in case.deliveries if d.name == "WH/OUT/00101"]
        assert (billed.lines[0].quantity, shipped.lines[0].asked, shipped.lines[0].moved) == (10, 10, 8)
        assert (billed.open.value, billed.open.currency) == (Decimal("2500.00"), "EUR")
        assert (shipped.has_signature, len(shipped.pod_attachment_ids), shipped.carrier) == (True, 1, "DHL Freight")
        assert case.home_country == "NL"
        assert billed.lines[0].order_line_ids == (case.orders[0].lines[0].id,)

    def test_a_case_costs_at_most_twelve_calls_once_the_master_data_is_known(self, office: Office) -> None:
        books = office.books
        query = BooksQuery(commercial_id=customer(office, BRIGHTLINE), intents=(Intent.SHORT_SHIPMENT,))
        first = books.read_case(query).rpc_calls
        assert first <= 18
        assert books.read_case(query).rpc_calls <= 12

    def test_nothing_of_another_customer_is_in_the_case_though_its_number_is_named(self, office: Office) -> None:
        query = BooksQuery(
            commercial_id=customer(office, BRIGHTLINE),
            references=("INV/2026/00401", "S00401", "WH/OUT/00401", "PBNK1/2026/00701", "4500098377"),
            amounts=(Decimal("4000.00"), Decimal("1032.00")),
        )
        case = office.books.read_case(query)
        owned = {i.name for i in case.invoices} | {o.name for o in case.orders} | {d.name for d in case.deliveries}
        assert not {name for name in owned if "004" in name or "007" in name}
        assert case.payments == ()
        assert {partner.commercial_id for partner in case.partners} == {query.commercial_id}

    def test_an_unmatched_payment_is_seen_with_what_is_left_of_it(self, office: Office) -> None:
        query = BooksQuery(commercial_id=customer(office, "administracion@ribera.example"))
        (payment,) = office.books.read_case(query).payments
        assert (payment.unmatched.value, payment.matched_invoice_ids) == (Decimal("1850.00"), ())

    def test_a_matched_payment_names_its_invoice(self, office: Office) -> None:
        case = office.books.read_case(BooksQuery(commercial_id=customer(office, "finance@orchid.example")))
        (payment,), (paid,) = case.payments, case.invoices
        assert (payment.matched_invoice_ids, paid.payment_ids) == ((paid.id,), (payment.id,))
        assert (str(payment.amount), str(payment.unmatched), str(paid.open)) == ("1,032.00 GBP", "0.00 GBP", "0.00 GBP")

    def test_early_discount_is_read_off_the_receivable(self, office: Office) -> None:
        found = invoice(office, "accounts@castell.example", "INV/2026/01501")
        assert (found.early_discount_percent, found.early_discount_days) == (2, 10)

    def test_a_carton_is_twelve_pieces(self, office: Office) -> None:
        found = invoice(office, "facturen@polderfood.example", "INV/2026/01601")
        (line,) = found.lines
        assert (line.quantity, line.unit_factor, line.tax_rate, str(line.total)) == (20, 12, 21, "2,178.00 EUR")

    def test_a_return_is_known_as_one_and_a_draft_credit_note_is_seen(self, office: Office) -> None:
        query = BooksQuery(
            commercial_id=customer(office, "faktury@wisla-narzedzia.example"), references=("INV/2026/01101",)
        )
        case = office.books.read_case(query)
        (back,) = [d for d in case.deliveries if d.is_return]
        sent = next(d for d in case.deliveries if d.name == "WH/OUT/01101")
        assert (back.lines[0].moved, back.return_of) == (2, sent.id)
        (note,) = [i for i in case.invoices if i.is_credit_note]
        assert (note.state, str(note.total), note.name) == ("draft", "500.00 EUR", "")

    def test_lots_are_read_where_the_claim_is_about_goods(self, office: Office) -> None:
        query = BooksQuery(
            commercial_id=customer(office, "crediteuren@vandelden.example"), intents=(Intent.DAMAGED_GOODS,)
        )
        lots = {lot for d in office.books.read_case(query).deliveries for line in d.lines for lot in line.lots}
        assert lots == {"L26-0917"}

    def test_the_agreed_list_price_is_read_where_the_claim_is_about_price(self, office: Office) -> None:
        query = BooksQuery(
            commercial_id=customer(office, "rechnungen@nordfeld.example"), references=("INV/2026/00401",),
            intents=(Intent.PRICE,),
        )  # fmt: skip
        order = next(o for o in office.books.read_case(query).orders if o.name == "S00401")
        assert order.lines[0].list_price == 90

    def test_a_broken_promise_is_known(self, office: Office) -> None:
        query = BooksQuery(commercial_id=customer(office, "financeiro@atlantica.example"))
        (promise,) = office.books.read_case(query).promises
        assert (str(promise.amount), str(promise.due), promise.kept) == ("3,000.00 EUR", "2026-10-26", False)

    def test_bank_accounts_are_masked_and_read_only_where_they_matter(self, office: Office) -> None:
        known = BooksQuery(commercial_id=customer(office, BRIGHTLINE), intents=(Intent.BANK_DETAILS,))
        accounts = [a for p in office.books.read_case(known).partners for a in p.bank_accounts]
        assert accounts == ["******************5678"]
        other = known.model_copy(update={"intents": (Intent.PRICE,)})
        assert not any(p.bank_accounts for p in office.books.read_case(other).partners)


class DeskContract:
    def test_a_suggestion_without_a_ticket_waits(self, office: Office) -> None:
        assert office.desk.show(suggestion(None)).state is DeliveryState.WAITING

    def test_a_note_and_an_activity_are_on_the_ticket_once_however_often_it_is_shown(self, office: Office) -> None:
        ticket = office.ticket("HT00101")
        first = office.desk.show(suggestion(ticket, case_id=office.case("once")))
        again = office.desk.show(suggestion(ticket, case_id=office.case("once")))
        assert (first.found, again.found, again.state) == (False, True, DeliveryState.DELIVERED)
        assert (first.message_id, first.activity_id) == (again.message_id, again.activity_id)
        assert sum(f"[triage:{office.case('once')}/1]" in note["body"] for note in office.notes(ticket)) == 1
        assert sum(f"[triage:{office.case('once')}/1]" in row["note"] for row in office.activities(ticket)) == 1

    @pytest.mark.parametrize("method", ["activity_schedule", "message_post"])
    def test_an_answer_lost_on_the_way_doubles_nothing(self, office: Office, method: str) -> None:
        ticket, case = office.ticket("HT00101"), office.case(f"lost-{method.replace('_', '-')}")
        shaky = office.desk_over(LosesAnswer(office.transport, method))
        with pytest.raises(RetryLater):
            shaky.show(suggestion(ticket, case_id=case))
        receipt = office.desk.show(suggestion(ticket, case_id=case))
        assert receipt.state is DeliveryState.DELIVERED
        assert sum(f"[triage:{case}/1]" in note["body"] for note in office.notes(ticket)) == 1
        assert sum(f"[triage:{case}/1]" in row["note"] for row in office.activities(ticket)) == 1

    def test_a_newer_suggestion_says_that_it_replaces_the_older_and_closes_its_activity(self, office: Office) -> None:
        ticket = office.ticket("HT00101")
        office.desk.show(suggestion(ticket, case_id=office.case("new")))
        office.desk.show(suggestion(ticket, case_id=office.case("new"), revision=2))
        notes = [note["body"] for note in office.notes(ticket) if f"[triage:{office.case('new')}/" in note["body"]]
        assert len(notes) == 2
        assert [body for body in notes if "Replaces the earlier suggestion for this case (revision 1)" in body] == [
            body for body in notes if f"[triage:{office.case('new')}/2]" in body
        ]
        still = [
            row["note"]
            for row in office.activities(ticket)
            if f"[triage:{office.case('new')}/" in row["note"] and row["active"]
        ]
        assert len(still) == 1
        assert f"[triage:{office.case('new')}/2]" in still[0]
        late = office.desk.show(suggestion(ticket, case_id=office.case("new"), revision=1))
        assert (late.state, late.found) == (DeliveryState.SUPERSEDED, True)

    def test_a_case_whose_id_begins_like_another_is_another(self, office: Office) -> None:
        ticket = office.ticket("HT00601")
        office.desk.show(suggestion(ticket, case_id=office.case("a1"), revision=12))
        assert not office.desk.show(suggestion(ticket, case_id=office.case("a_"), revision=1)).found
        assert not office.desk.show(suggestion(ticket, case_id=office.case("a"), revision=1)).found

    def test_a_customers_markup_is_text_in_the_note_and_the_note_stays_inside(self, office: Office) -> None:
        ticket = office.ticket("HT00101")
        hostile = '<script>alert(1)</script><img src=x onerror=alert(1)> [triage:forged/9] <a href="javascript:x">y</a>'
        office.desk.show(suggestion(ticket, case_id=office.case("html"), words=hostile))
        (note,) = [note for note in office.notes(ticket) if f"[triage:{office.case('html')}/1]" in note["body"]]
        assert "<script" not in note["body"]
        assert "<img" not in note["body"]
        assert "&lt;script&gt;" in note["body"]
        assert "[triage:forged" not in note["body"]
        assert note["subtype_id"][1] == "Note"

    def test_customers_messages_come_as_mails_of_their_ticket_and_our_notes_do_not(self, office: Office) -> None:
        ticket = office.ticket("HT00101")
        office.desk.show(suggestion(ticket, case_id=office.case("sync")))
        long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        found = [m for m in office.desk.list_customer_messages(since=long_ago, limit=200) if m.ticket_id == ticket]
        assert len(found) == 1
        message = email.message_from_bytes(found[0].raw.content, policy=email.policy.default)
        assert message["Message-ID"] == "<t-br-1@brightline.example>"
        assert message["From"].addresses[0].addr_spec == "dana.whitfield@brightline.example"
        assert "two missing pumps" in message.get_body().get_content()  # type: ignore[union-attr]
        assert (found[0].raw.ticket_id, found[0].raw.source) == (ticket, "ticket")
        again = [m for m in office.desk.list_customer_messages(since=long_ago, limit=200) if m.ticket_id == ticket]
        assert again[0].raw.content == found[0].raw.content
