"""What is a payment worth that a provider reports and the books do not show? Evidence, and by itself no proof.

A provider's word is not money on our account: it can be refunded, disputed, paid out later or belong to a test. So the
claim stays undecided with that evidence, and booking it is ours to do. See docs/decisions/0006.
"""

from collections.abc import Sequence

from triage.domain.events import EventType
from triage.domain.facts import Invoice, TimelineEntry
from triage.domain.findings import Finding
from triage.domain.money import smaller
from triage.verify.outsiders import is_believed, is_lost
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet


def finding_of(question: Question, sheet: Sheet, invoice: Invoice, said: Sequence[TimelineEntry]) -> Finding:
    """Return what comes of it: alone it decides nothing, unless the policy believes it."""
    for entry in said:
        sheet.note_event(entry)
    last = said[-1]
    text = f"{invoice.open} of {invoice.name} is open in the books; told from outside: {last.text} on {last.at.date()}"
    if is_lost(last):
        return sheet.undecided(Reason.PAYMENT_REPORTED_LOST, invoice.open, text, (Missing.PROOF_OF_PAYMENT,))
    amount = last.amount
    if is_believed(question, EventType.PAYMENT_RECEIVED) and amount and amount.currency == invoice.open.currency:
        return sheet.supported(Reason.PAYMENT_REPORTED, smaller(amount, invoice.open), text, (Missing.PAYMENT_BOOKING,))
    return sheet.undecided(Reason.PAYMENT_REPORTED, invoice.open, text, (Missing.PAYMENT_BOOKING,))
