"""Is each claim bound to its own documents and figures?"""

from tests.understand.mails import mail
from triage.domain.codes import Intent
from triage.domain.reading import Claim
from triage.understand.claims import list_claims
from triage.understand.extract import extract
from triage.understand.roles import Matter


def claims(text: str, *intents: Intent) -> tuple[Claim, ...]:
    message = mail(text)
    return list_claims(message, intents, extract(message, language="en", matter=Matter(intents[0])))


def test_a_document_that_is_fine_makes_no_claim() -> None:
    (claim,) = claims("8 of 10 cartons on INV/2026/00042; INV/2026/00043 is fine.", Intent.SHORT_SHIPMENT)
    assert [r.normal for r in claim.references] == ["INV/2026/00042"]
    assert sorted(int(q.value) for q in claim.quantities) == [8, 10]


def test_two_documents_with_own_figures_are_two_claims() -> None:
    first, second = claims(
        "INV/2026/00042: only 8 of 10 cartons came. INV/2026/00043: only 3 of 5 rolls came.", Intent.SHORT_SHIPMENT
    )
    assert ([r.normal for r in first.references], sorted(int(q.value) for q in first.quantities)) == (
        ["INV/2026/00042"],
        [8, 10],
    )
    assert ([r.normal for r in second.references], sorted(int(q.value) for q in second.quantities)) == (
        ["INV/2026/00043"],
        [3, 5],
    )


def test_a_promise_beside_a_dispute_gets_its_sum_and_day() -> None:
    text = "2 cartons on INV/2026/00042 are missing, we deduct 80.00 EUR. We will pay 420.00 EUR on 12 March."
    dispute, promise = claims(text, Intent.SHORT_SHIPMENT, Intent.PROMISE)
    assert [str(a.value) for a in dispute.amounts] == ["80.00"]
    assert dispute.dates == ()
    assert [str(a.value) for a in promise.amounts] == ["420.00"]
    assert [d.date.isoformat() for d in promise.dates] == ["2026-03-12"]
    assert promise.quantities == ()


def test_a_paid_document_belongs_to_no_dispute() -> None:
    text = "INV/2026/00119 will be paid on 27 March. INV/2026/00124 never arrived."
    dispute, promise = claims(text, Intent.NON_DELIVERY, Intent.PROMISE)
    assert [r.normal for r in dispute.references] == ["INV/2026/00124"]
    assert [r.normal for r in promise.references] == ["INV/2026/00119"]


def test_noise_claims_nothing() -> None:
    assert claims("Thanks, noted.", Intent.ACKNOWLEDGEMENT) == ()


def test_what_the_subject_says_and_the_text_says_again_is_said_once() -> None:
    message = mail("Only 8 of 10 pumps came, 2 units are missing.", subject="Invoice INV/2026/00042: 2 pumps missing")
    (claim,) = list_claims(
        message, [Intent.SHORT_SHIPMENT], extract(message, language="en", matter=Matter(Intent.SHORT_SHIPMENT))
    )
    assert sorted(int(q.value) for q in claim.quantities) == [2, 8, 10]
