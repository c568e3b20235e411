"""What did the ledger do after a suggestion? Two looks at the same customer's documents, laid side by side."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from triage.domain.casefile import CaseFile
from triage.domain.codes import DateRole, Intent
from triage.domain.facts import Invoice
from triage.domain.findings import Finding, Outcome
from triage.domain.reading import Reading
from triage.domain.use import KeptOutcome, LedgerOutcome


@dataclass(frozen=True, slots=True)
class Looked:
    """A case as it was suggested, the books as they are now, and whether the claim was refused by a person."""

    case_id: str
    reading: Reading
    findings: Sequence[Finding]
    before: CaseFile
    now: CaseFile
    refused: bool
    grace_days: int = 3


def outcomes_of(looked: Looked) -> list[KeptOutcome]:
    """List what the ledger shows by now; nothing where it does not say yet."""
    found = [o for name in _disputed(looked) if (o := _of_dispute(looked, name)) is not None]
    promise = _of_promise(looked)
    return [*found, *([promise] if promise else [])]


def _disputed(looked: Looked) -> list[str]:
    """List the documents that findings on disputes and deductions are about, each once."""
    own = (f for f in looked.findings if f.intent.is_dispute or f.intent is Intent.DEDUCTION)
    return list(dict.fromkeys(f.document for f in own if f.document))


def _of_dispute(looked: Looked, name: str) -> KeptOutcome | None:
    before, now = looked.before.invoice(name), looked.now.invoice(name)
    if before is None or now is None:
        return None
    credit = _new_credit(looked, now)
    if credit is not None:
        return _kept(looked, LedgerOutcome.CREDITED, credit)
    if not before.open or now.open:
        return None
    refuted = any(f.document == name and f.outcome is Outcome.REFUTED for f in looked.findings)
    kind = LedgerOutcome.PAID_AFTER_REFUSAL if looked.refused or refuted else LedgerOutcome.WITHDRAWN
    return _kept(looked, kind, now)


def _new_credit(looked: Looked, invoice: Invoice) -> Invoice | None:
    """Find a credit note against this invoice that is posted now and was not when we suggested."""
    posted = {i.id for i in looked.before.invoices if i.is_credit_note and i.is_posted}
    own = (i for i in looked.now.invoices if i.is_credit_note and i.is_posted and i.reversed_id == invoice.id)
    return next((i for i in own if i.id not in posted), None)


def _of_promise(looked: Looked) -> KeptOutcome | None:
    """Tell whether what was promised was paid in time; None while it may still be, or where no day was named."""
    if Intent.PROMISE not in looked.reading.intents:
        return None
    days = [mention.date for mention in looked.reading.dates if mention.role is DateRole.PROMISED]
    names = [d.name for d in looked.before.documents if d.exact and d.model == "account.move"]
    promised = [i for name in names if (i := looked.now.invoice(name)) is not None and not i.is_credit_note]
    if not days or not promised:
        return None
    last = max(days) + dt.timedelta(days=looked.grace_days)
    if all(_paid_by(looked.now, invoice, last) for invoice in promised):
        return _kept(looked, LedgerOutcome.PROMISE_KEPT, promised[0])
    if looked.now.as_of.date() > last:
        return _kept(looked, LedgerOutcome.PROMISE_BROKEN, promised[0])
    return None


def _paid_by(books: CaseFile, invoice: Invoice, day: dt.date) -> bool:
    own = [payment.date for payment in books.payments if invoice.id in payment.matched_invoice_ids]
    return not invoice.open and (not own or max(own) <= day)


def _kept(looked: Looked, kind: LedgerOutcome, document: Invoice) -> KeptOutcome:
    return KeptOutcome(
        case_id=looked.case_id,
        kind=kind,
        document=document.name,
        amount=abs(document.total.value),
        currency=document.total.currency,
        at=looked.now.as_of,
    )
