"""Is the sender proven only by what proves?"""

import pytest
from fake_books import NOW, FakeBooks, company, contact, invoice, mail, reading

from triage.context import gather
from triage.context.lookalikes import is_lookalike
from triage.domain.casefile import BooksAnswer, MatchBasis
from triage.domain.codes import Flag, ReferenceKind
from triage.domain.facts import Partner, Ticket
from triage.domain.message import Address, Authentication
from triage.domain.ports import Ownership

NORDHAUS = company(10, "Nordhaus GmbH", "info@nordhaus.example", vat="DE136695976")
KIM = contact(11, "Kim Berg", "kim@nordhaus.example", of=10)
SUEDHAUS = company(20, "Südhaus AG", "info@suedhaus.example")
BILL = ("INV/2026/00042", ReferenceKind.INVOICE)
ANSWERS = {10: BooksAnswer(partners=(NORDHAUS, KIM), invoices=(invoice(42, "INV/2026/00042"),))}


def books(*partners: Partner, **more: object) -> FakeBooks:
    return FakeBooks(partners, answers=ANSWERS, **more)  # type: ignore[arg-type]


def test_an_address_on_a_contact_proves_the_customer() -> None:
    case = gather(mail(), reading(BILL), books=books(NORDHAUS, KIM), now=NOW)
    assert case.sender.proven
    assert case.sender.commercial_id == 10
    assert case.sender.match is not None
    assert (case.sender.match.basis, case.sender.match.partner.id) == (MatchBasis.ADDRESS, 11)
    assert [i.name for i in case.invoices] == ["INV/2026/00042"]


def test_of_two_addresses_in_one_field_each_proves() -> None:
    shared = contact(11, "Kim Berg", "office@private.example; kim@nordhaus.example", of=10)
    case = gather(mail(), reading(), books=FakeBooksWith(shared), now=NOW)
    assert case.sender.match is not None
    assert case.sender.match.basis is MatchBasis.ADDRESS


class FakeBooksWith(FakeBooks):
    """Books that answer with the same partners whatever is asked."""

    def __init__(self, *partners: Partner, **more: object) -> None:
        super().__init__(partners, **more)  # type: ignore[arg-type]

    def find_partners(self, **_: object) -> list[Partner]:
        return self.partners


def test_the_companys_own_domain_proves_it() -> None:
    case = gather(mail("new.clerk@nordhaus.example"), reading(BILL), books=books(NORDHAUS, KIM), now=NOW)
    assert case.sender.proven
    assert case.sender.match is not None
    assert case.sender.match.basis is MatchBasis.DOMAIN


def test_a_free_mail_domain_proves_nobody_but_an_address_there_does() -> None:
    joe = contact(12, "Joe", "joe@gmail.com", of=10)
    desk = books(joe)
    assert not gather(mail("jim@gmail.com", "Jim"), reading(), books=desk, now=NOW).sender.proven
    assert desk.domains == []
    assert gather(mail("joe@gmail.com", "Joe"), reading(), books=desk, now=NOW).sender.proven


def test_an_inside_mail_proves_no_customer() -> None:
    inside = mail("sales@ours.example", "Sales")
    assert not gather(
        inside, reading(), books=FakeBooksWith(company(1, "Ours", "ar@ours.example")), now=NOW
    ).sender.proven


def test_our_own_company_is_never_the_customer() -> None:
    ours = company(1, "Ours Ltd", "boss@ours.example", is_ours=True)
    case = gather(mail("boss@ours.example", "Boss", recipients=()), reading(BILL), books=books(ours), now=NOW)
    assert not case.sender.proven
    assert case.sender.reason == "one of our own addresses"


def test_a_domain_of_two_customers_is_a_tie_and_nobody() -> None:
    twin = company(30, "Nordhaus Service GmbH", "desk@nordhaus.example")
    case = gather(mail("new@nordhaus.example", "New"), reading(), books=books(NORDHAUS, twin), now=NOW)
    assert not case.sender.proven
    assert case.sender.match is None
    assert case.sender.reason == "several customers fit equally well"
    assert {c.partner.commercial_id for c in case.sender.candidates} == {10, 30}


def test_a_document_breaks_the_tie_of_a_shared_domain() -> None:
    twin = company(30, "Nordhaus Service GmbH", "desk@nordhaus.example")
    desk = books(NORDHAUS, twin, owners=[Ownership(reference="INV/2026/00042", commercial_id=10)])
    case = gather(mail("new@nordhaus.example", "New"), reading(BILL), books=desk, now=NOW)
    assert case.sender.commercial_id == 10


def test_a_document_number_alone_proposes_and_does_not_prove() -> None:
    desk = books(owners=[Ownership(reference="INV/2026/00042", commercial_id=10, partner_name="Nordhaus GmbH")])
    case = gather(mail("x@elsewhere.example", "X"), reading(BILL), books=desk, now=NOW)
    assert not case.sender.proven
    assert case.sender.match is not None
    assert (case.sender.match.basis, case.sender.match.partner.name) == (MatchBasis.DOCUMENT, "Nordhaus GmbH")
    assert (case.invoices, case.documents, case.accounts, case.timeline) == ((), (), (), ())
    assert desk.queries == []


def test_two_documents_weigh_more_than_one_and_the_wrong_tie_is_refused() -> None:
    owners = [
        Ownership(reference="INV/2026/00042", commercial_id=10),
        Ownership(reference="S00007", commercial_id=10),
        Ownership(reference="PO9", commercial_id=20),
    ]
    named = reading(BILL, ("S00007", ReferenceKind.SALES_ORDER), ("PO9", ReferenceKind.PURCHASE_ORDER))
    case = gather(mail("x@elsewhere.example", "X"), named, books=books(owners=owners), now=NOW)
    assert [(c.partner.commercial_id, c.score) for c in case.sender.candidates] == [(10, 0.65), (20, 0.6)]
    tie = gather(mail("x@elsewhere.example", "X"), named, books=books(owners=owners[1:]), now=NOW)
    assert tie.sender.match is None


def test_a_name_alone_proposes_and_shows_nothing_but_the_name() -> None:
    case = gather(mail("kb@private.example", "Nordhaus G.m.b.H."), reading(), books=FakeBooksWith(NORDHAUS), now=NOW)
    assert not case.sender.proven
    assert case.sender.match is not None
    assert case.sender.match.basis is MatchBasis.NAME
    assert (case.sender.match.partner.vat, case.sender.match.partner.email) == ("", "")
    assert "Nordhaus GmbH" in case.sender.match.why


def test_a_name_in_the_signature_counts_and_another_name_does_not() -> None:
    signed = mail("kb@private.example", "", signature="Kim Berg\nNordhaus\n+49 40 123456\nkim@x.example")
    assert (
        gather(signed, reading(), books=FakeBooksWith(NORDHAUS, SUEDHAUS), now=NOW).sender.candidates[0].partner.id
        == 10
    )
    stranger = mail("kb@private.example", "Ganz Anders")
    assert gather(stranger, reading(), books=FakeBooksWith(NORDHAUS), now=NOW).sender.candidates == ()


@pytest.mark.parametrize(
    "authentication",
    [Authentication(dmarc="fail"), Authentication(spf="fail", dkim="fail"), Authentication(dmarc="fail", spf="pass")],
)
def test_a_mail_that_failed_authentication_proves_nobody(authentication: Authentication) -> None:
    case = gather(mail(authentication=authentication), reading(BILL), books=books(NORDHAUS, KIM), now=NOW)
    assert not case.sender.proven
    assert "authentication" in case.sender.reason
    assert case.invoices == ()


def test_spf_lost_in_forwarding_does_no_harm_while_dmarc_passes() -> None:
    forwarded = mail(authentication=Authentication(spf="fail", dkim="fail", dmarc="pass"))
    assert gather(forwarded, reading(), books=books(KIM), now=NOW).sender.proven


@pytest.mark.parametrize(
    "domain",
    ["nordhaus-billing.example", "nordhous.example", "n0rdhaus.example", "nordhaus.test", "nordhäus.example"],
)
def test_a_lookalike_domain_is_named_and_proves_nobody(domain: str) -> None:
    sender = Address.model_construct(email=f"kim@{domain}", name="Kim Berg")
    case = gather(
        mail(sender=None).model_copy(update={"sender": sender}), reading(), books=FakeBooksWith(NORDHAUS, KIM), now=NOW
    )
    assert not case.sender.proven
    assert "only looks like nordhaus.example" in case.sender.reason


def test_a_lookalike_is_seen_beside_the_real_domain_in_the_signature() -> None:
    fraud = mail("kim@nordhaus-payments.example", "K", signature="Kim Berg, kim@nordhaus.example")
    assert "only looks like" in gather(fraud, reading(), books=books(), now=NOW).sender.reason


def test_the_readers_lookalike_flag_is_believed() -> None:
    flagged = reading(BILL, flags=(Flag.LOOKALIKE_DOMAIN,))
    assert not gather(mail(), flagged, books=books(KIM), now=NOW).sender.proven


def test_a_lookalike_needs_more_than_a_few_common_letters() -> None:
    coded = "nördhaus".encode("idna").decode()
    assert is_lookalike(f"{coded}.example", "nordhaus.example") is True
    assert is_lookalike("xn--9999999999.example", "nordhaus.example") is False
    assert is_lookalike("abc.example", "abd.example") is False
    assert is_lookalike("ab1.example", "abl.example") is True
    assert is_lookalike("mail.nordhaus.example", "nordhaus.example") is False
    assert is_lookalike("n0rdhaus.co.uk", "nordhaus.example") is True


def ticket(**more: object) -> Ticket:
    values: dict[str, object] = {"id": 7, "name": "Missing", "number": "HT00007", "partner_id": 11, "commercial_id": 10}
    return Ticket.model_validate({**values, **more})


def test_the_ticket_the_message_came_from_proves() -> None:
    case = gather(mail("x@private.example", ticket_id=7), reading(), books=books(ticket=ticket()), now=NOW)
    assert case.sender.commercial_id == 10
    assert case.sender.match is not None
    assert case.sender.match.basis is MatchBasis.TICKET
    assert case.ticket is not None


def test_a_ticket_linked_by_a_colleague_to_an_unknown_address_proves_it() -> None:
    linked = ticket(partner_email="X@private.example")
    assert gather(mail("x@private.example"), reading(), books=books(KIM, ticket=linked), now=NOW).sender.proven


def test_a_colleague_of_the_tickets_mailbox_is_proven_by_the_company_domain() -> None:
    case = gather(
        mail("new@nordhaus.example"),
        reading(),
        books=books(ticket=ticket(partner_email="kim@nordhaus.example")),
        now=NOW,
    )
    assert case.sender.commercial_id == 10


def test_a_strangers_mail_with_anothers_ticket_number_proves_nobody_and_gets_no_ticket() -> None:
    theirs = ticket(partner_email="kim@nordhaus.example")
    case = gather(mail("eve@elsewhere.example", "Eve"), reading(BILL), books=books(KIM, ticket=theirs), now=NOW)
    assert not case.sender.proven
    assert case.ticket is None


def test_a_ticket_of_another_customer_than_the_address_is_a_tie() -> None:
    other = ticket(partner_id=20, commercial_id=20, partner_name="Südhaus AG")
    case = gather(mail(ticket_id=7), reading(), books=books(KIM, ticket=other), now=NOW)
    assert not case.sender.proven
    assert case.ticket is not None


def test_a_proven_sender_may_name_another_ticket_of_the_own_house_only() -> None:
    own = ticket(partner_id=12, partner_email="desk@nordhaus.example")
    assert gather(mail(), reading(), books=books(KIM, ticket=own), now=NOW).ticket is not None
    foreign = ticket(partner_id=20, commercial_id=20, partner_email="a@suedhaus.example")
    assert gather(mail(), reading(), books=books(KIM, ticket=foreign), now=NOW).ticket is None


def test_a_message_without_a_sender_is_nobodys() -> None:
    case = gather(mail(sender=None), reading(), books=books(), now=NOW)
    assert not case.sender.proven
    assert "nobody" in case.sender.reason
    assert not gather(mail(sender=None), reading(), books=books(ticket=ticket(partner_id=None)), now=NOW).sender.proven
    assert gather(mail(sender=None, ticket_id=7), reading(), books=books(ticket=ticket()), now=NOW).sender.proven
