"""May they pay less? The amount taken off against discount terms, agreed credits, and the finding of its reason."""

import datetime as dt
from collections.abc import Sequence

from triage.domain.codes import AmountRole, DateRole
from triage.domain.facts import Invoice
from triage.domain.findings import Finding, Outcome
from triage.domain.money import Money, smaller
from triage.verify.invoices_asked import without_invoice
from triage.verify.paid_already import cash_discount, discount_until, matched_to, paid_by_ledger, received
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.topics import Topic, is_about


def check(question: Question) -> list[Finding]:
    """Return a finding for each invoice; the disputes of the same message were checked before (`question.before`)."""
    if not question.scope.invoices:
        return [without_invoice(question)]
    reasons = [finding for finding in question.before if finding.intent.is_dispute]
    return [_of_invoice(question, invoice, reasons) for invoice in question.scope.invoices]


def _of_invoice(question: Question, invoice: Invoice, reasons: Sequence[Finding]) -> Finding:
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "total", f"total {invoice.name}")
    sheet.note(invoice, "open", f"open of {invoice.name}")
    taken = _taken(question, invoice)
    credit = _agreed_credit(question, invoice, taken)
    if credit:
        sheet.note(credit, "total", f"credit note {credit.name}")
        amount = credit.total.with_value(abs(credit.total.value))
        return sheet.supported(Reason.AGREED_CREDIT, amount, f"{credit.name} of {amount} is the amount taken off")
    own = [f for f in reasons if f.document == invoice.name]
    if own:
        return _by_reason(question, sheet, taken, own)
    if is_about(Topic.CASH_DISCOUNT, question.text) or _looks_like_discount(question, invoice, taken):
        return _by_terms(question, sheet, invoice, taken)
    text = f"{taken or 'an amount'} taken off {invoice.name}, and no reason that the books could show"
    most = invoice.total.with_value(abs(invoice.total.value))
    at_stake = smaller(taken or invoice.open, most)
    return sheet.undecided(Reason.REASON_NOT_GIVEN, at_stake, text, (Missing.DEDUCTION_REASON,))


def _taken(question: Question, invoice: Invoice) -> Money | None:
    """Return what was taken off: what a payment left open, else as said."""
    currency = invoice.total.currency
    if invoice.open and paid_by_ledger(question, invoice):
        return invoice.open
    said = question.sum_of(currency, AmountRole.DEDUCTED)
    if said is None:
        said = question.sum_of(currency, AmountRole.CLAIMED)
    if said is not None:
        return invoice.total.with_value(said)
    paid = question.sum_of(currency, AmountRole.PAID)
    if paid is not None and paid < invoice.total.value:
        return invoice.total.with_value(invoice.total.value - paid)
    return None


def _agreed_credit(question: Question, invoice: Invoice, taken: Money | None) -> Invoice | None:
    """Find the posted credit note, not yet set off elsewhere, of exactly the amount taken, or the one named."""
    named = question.scope.credit_notes
    if taken is None:
        return next((n for n in named if n.is_posted and n.open and n.total.currency == invoice.total.currency), None)
    own = [n for n in (named or question.trail.credit_notes) if n.is_posted and n.total.currency == taken.currency]
    free = [n for n in own if n.open or n in question.trail.credits_of(invoice)]
    return next((n for n in free if abs(abs(n.total.value) - taken.value) <= question.terms.rounding), None)


def _by_reason(question: Question, sheet: Sheet, taken: Money | None, reasons: Sequence[Finding]) -> Finding:
    """Return what the reason's own finding allows: all of it, a part, nothing, or not yet known."""
    outcomes = {finding.outcome for finding in reasons}
    proved = [f.amount for f in reasons if f.outcome is Outcome.SUPPORTED and f.amount]
    allowed = sum(proved[1:], start=proved[0]) if proved else None
    kinds = ", ".join(sorted({f.check for f in reasons}))
    if allowed and (taken is None or taken.value <= allowed.value + question.terms.rounding):
        text = f"{taken or allowed} taken off; the books support {allowed} ({kinds})"
        return sheet.supported(Reason.REASON_SUPPORTED, smaller(taken, allowed) if taken else allowed, text)
    if Outcome.UNDECIDED in outcomes or (proved and not allowed):
        text = f"{taken or 'an amount'} taken off for a reason not decided yet ({kinds})"
        return sheet.undecided(Reason.REASON_UNDECIDED, taken or allowed, text, (Missing.DEDUCTION_REASON,))
    if allowed and taken:
        sheet.compute("taken off too much", taken - allowed)
        text = f"{taken} taken off; the books support {allowed} of it ({kinds})"
        return sheet.supported(Reason.DEDUCTED_TOO_MUCH, allowed, text)
    text = f"{taken or 'an amount'} taken off for a reason that the books refute ({kinds})"
    return sheet.refuted(Reason.REASON_REFUTED, taken, text)


def _looks_like_discount(question: Question, invoice: Invoice, taken: Money | None) -> bool:
    allowed = cash_discount(invoice)
    return bool(taken and allowed) and abs((taken - allowed).value) <= question.terms.rounding if taken else False


def _by_terms(question: Question, sheet: Sheet, invoice: Invoice, taken: Money | None) -> Finding:
    allowed = cash_discount(invoice)
    sheet.note(invoice, "invoice_date")
    sheet.compute("discount by the terms", invoice.early_discount_percent, unit="%")
    if not allowed:
        return sheet.refuted(
            Reason.NO_DISCOUNT_AGREED, taken or invoice.open, f"the terms of {invoice.name} grant no cash discount"
        )
    until = discount_until(question, invoice)
    paid = _paid_on(question, invoice)
    text = f"{allowed} may be taken off until {until}, paid or announced {paid}"
    sheet.compute("discount by the terms in money", allowed)
    if paid > until:
        return sheet.refuted(Reason.DISCOUNT_TOO_LATE, taken or allowed, text)
    if taken and taken.value > allowed.value + question.terms.rounding:
        sheet.compute("taken off too much", taken - allowed)
        return sheet.supported(Reason.DEDUCTED_TOO_MUCH, allowed, f"{text}; {taken} was taken off")
    return sheet.supported(Reason.DISCOUNT_WITHIN_TERMS, smaller(taken, allowed) if taken else allowed, text)


def _paid_on(question: Question, invoice: Invoice) -> dt.date:
    """Return when it was paid: by the books, else as said, else the day of the message."""
    matched = matched_to(invoice, received(question))
    if matched:
        return max(payment.date for payment in matched)
    return question.day(DateRole.PAID, DateRole.PROMISED) or question.said_on
