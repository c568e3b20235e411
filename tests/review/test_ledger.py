"""Does the ledger tell what became of a claim: credited, paid after a refusal, given up? And of a promise?"""

import datetime as dt
from decimal import Decimal

import pytest

from triage.domain.casefile import CaseFile, DocumentMatch, Sender
from triage.domain.codes import DateRole, Intent
from triage.domain.facts import Invoice, Payment
from triage.domain.findings import Evidence, Finding, Outcome
from triage.domain.money import Money
from triage.domain.reading import DateMention, Reading
from triage.domain.use import LedgerOutcome
from triage.review.ledger import Looked, outcomes_of

THEN = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC)


def eur(value: str) -> Money:
    return Money(value=Decimal(value), currency="EUR")


def bill(open_: str, **more: object) -> Invoice:
    values = {
        "id": 7, "name": "INV/7", "partner_id": 1, "move_type": "out_invoice", "state": "posted",
        "total": eur("1000"), "untaxed": eur("1000"), "tax": eur("0"), "open": eur(open_),
    }  # fmt: skip
    return Invoice.model_validate(values | more)


def credit(state: str = "posted") -> Invoice:
    return bill("0", id=8, name="RINV/8", move_type="out_refund", reversed_id=7, total=eur("200"), state=state)


def books(at: dt.datetime, *invoices: Invoice, payments: tuple[Payment, ...] = ()) -> CaseFile:
    known = DocumentMatch(text="INV/7", model="account.move", record_id=7, name="INV/7", exact=True)
    return CaseFile(as_of=at, sender=Sender(), documents=(known,), invoices=invoices, payments=payments)


def reading(intent: Intent, *days: dt.date) -> Reading:
    mentions = tuple(DateMention(date=day, role=DateRole.PROMISED, text=str(day)) for day in days)
    return Reading(
        message_id="m", reply="", language="en", primary=intent, confidence=1.0, abstained=False, dates=mentions
    )


def finding(outcome: Outcome = Outcome.SUPPORTED) -> Finding:
    proof = Evidence(model="account.move", id=7, field="amount_total", value="1000")
    return Finding(claim=0, intent=Intent.PRICE, check="price", outcome=outcome, document="INV/7", evidence=(proof,))


def kinds(looked: Looked) -> list[tuple[LedgerOutcome, str, Decimal | None]]:
    return [(o.kind, o.document, o.amount) for o in outcomes_of(looked)]


def dispute(
    now: CaseFile, *, refused: bool = False, outcome: Outcome = Outcome.SUPPORTED, before: str = "1000"
) -> Looked:
    return Looked("c", reading(Intent.PRICE), [finding(outcome)], books(THEN, bill(before)), now, refused)


def test_a_credit_note_that_was_posted_since_is_the_claims_outcome() -> None:
    assert kinds(dispute(books(NOW, bill("800"), credit()))) == [(LedgerOutcome.CREDITED, "RINV/8", Decimal(200))]
    assert kinds(dispute(books(NOW, bill("1000"), credit("draft")))) == []


def test_a_credit_note_that_was_there_before_is_none() -> None:
    looked = Looked(
        "c",
        reading(Intent.PRICE),
        [finding()],
        books(THEN, bill("800"), credit()),
        books(NOW, bill("800"), credit()),
        False,
    )
    assert kinds(looked) == []


@pytest.mark.parametrize(
    ("refused", "outcome", "kind"),
    [
        (True, Outcome.SUPPORTED, LedgerOutcome.PAID_AFTER_REFUSAL),
        (False, Outcome.REFUTED, LedgerOutcome.PAID_AFTER_REFUSAL),
        (False, Outcome.SUPPORTED, LedgerOutcome.WITHDRAWN),
    ],
)
def test_paid_in_full_without_a_credit_is_after_refusal_or_given_up(
    refused: bool, outcome: Outcome, kind: LedgerOutcome
) -> None:
    assert [k for k, _, _ in kinds(dispute(books(NOW, bill("0")), refused=refused, outcome=outcome))] == [kind]
    assert kinds(dispute(books(NOW, bill("400")), refused=refused, outcome=outcome)) == []
    assert kinds(dispute(books(NOW, bill("0")), refused=refused, outcome=outcome, before="0")) == []


def paid(day: dt.date) -> Payment:
    return Payment(
        id=5, partner_id=1, amount=eur("1000"), date=day, state="paid", matched_invoice_ids=(7,), unmatched=eur("0")
    )


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (books(NOW, bill("0"), payments=(paid(dt.date(2026, 9, 13)),)), [LedgerOutcome.PROMISE_KEPT]),  # within grace
        (books(NOW, bill("0"), payments=(paid(dt.date(2026, 9, 14)),)), [LedgerOutcome.PROMISE_BROKEN]),
        (books(NOW, bill("1000")), [LedgerOutcome.PROMISE_BROKEN]),
        (books(dt.datetime(2026, 9, 12, tzinfo=dt.UTC), bill("1000")), []),  # may still be kept
    ],
)
def test_a_promise_for_the_tenth_is_kept_until_the_thirteenth(now: CaseFile, kind: list[LedgerOutcome]) -> None:
    looked = Looked("c", reading(Intent.PROMISE, dt.date(2026, 9, 10)), [], books(THEN, bill("1000")), now, False)
    assert [k for k, _, _ in kinds(looked)] == kind


def test_a_promise_without_a_day_has_no_outcome() -> None:
    looked = Looked("c", reading(Intent.PROMISE), [], books(THEN, bill("1000")), books(NOW, bill("1000")), False)
    assert kinds(looked) == []
