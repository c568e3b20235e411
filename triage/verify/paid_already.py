"""Was it paid? Payments matched to the invoice, waiting on the account, booked elsewhere, or short by how much."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from triage.domain.codes import AmountRole, DateRole
from triage.domain.facts import Invoice, Payment
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.invoices_asked import without_invoice
from triage.verify.on_the_bank import on_the_bank, on_the_bank_without_invoice
from triage.verify.outsiders import unbooked
from triage.verify.payment_reported import finding_of
from triage.verify.payments_meant import free_for, is_near_the_day, names_invoice, near, sums_said
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.trail import in_order

BANK_DAYS = 7  # a transfer said to be older than this has arrived or never left
IN_BOOKS = ("paid", "in_process", "posted", "reconciled", "sent")
_GONE = ("canceled", "cancelled", "cancel", "rejected")
_ZERO = Decimal(0)


def check(question: Question) -> list[Finding]:
    """Return a finding for each invoice of the claim; without one, look for the payment itself on the account."""
    if not question.scope.invoices:
        return [_on_account(question)]
    return [_of_invoice(question, invoice) for invoice in question.scope.invoices]


def received(question: Question) -> tuple[Payment, ...]:
    """Return the customer's payments that are in the books, oldest first."""
    own = (p for p in in_order(question.case.payments) if p.inbound and p.state in IN_BOOKS)
    return tuple(sorted(own, key=lambda p: (p.date, p.id)))


def matched_to(invoice: Invoice, payments: Iterable[Payment]) -> tuple[Payment, ...]:
    """Return the payments that were matched to an invoice."""
    return tuple(p for p in payments if invoice.id in p.matched_invoice_ids or p.id in invoice.payment_ids)


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "total", f"total {invoice.name}")
    sheet.note(invoice, "open", f"open of {invoice.name}")
    sheet.note(invoice, "payment_state")
    matched = matched_to(invoice, received(question))
    for payment in matched:
        sheet.note(payment, "amount", f"payment {payment.name}")
        sheet.note(payment, "date")
    if abs(invoice.open.value) <= question.terms.rounding:
        return _settled(question, sheet, invoice, matched)
    if found := _unmatched(question, sheet, invoice) or on_the_bank(question, sheet, invoice):
        return found
    elsewhere = _booked_elsewhere(question, invoice)
    if elsewhere:
        return _elsewhere(sheet, invoice, elsewhere)
    reported = unbooked(question, invoice)
    if reported:
        return finding_of(question, sheet, invoice, reported)
    if (matched and _is_meant(question, invoice, matched)) or _is_meant_by_ledger(question, invoice, matched):
        return _short(question, sheet, invoice, matched)
    return _not_found(question, sheet, invoice)


def _settled(question: Question, sheet: Sheet, invoice: Invoice, matched: Sequence[Payment]) -> Finding:
    names = ", ".join(payment.name for payment in matched)
    if matched or invoice.payment_state in ("paid", "in_payment"):
        credited = sum((abs(n.total.value) for n in question.trail.credits_of(invoice) if n.is_posted), _ZERO)
        amount = invoice.total.with_value(max(_ZERO, invoice.total.value - credited - max(_ZERO, invoice.open.value)))
        by = f" by {names}" if names else ""
        if matched or not credited:
            return sheet.supported(Reason.PAID_AND_MATCHED, amount, f"{invoice.name} of {invoice.total} is paid{by}")
    text = f"nothing of {invoice.name} is open, but no payment was matched to it: it was credited"
    return sheet.undecided(
        Reason.SETTLED_WITHOUT_PAYMENT, invoice.total.with_value(_ZERO), text, (Missing.PAYMENT_DATE,)
    )


def _waiting_for(question: Question, invoice: Invoice) -> list[Payment]:
    """Return the unmatched payments that are meant: by number in the memo, or by the sum and near the day said."""
    free = [p for p in received(question) if p.unmatched.value > 0 and p.unmatched.currency == invoice.total.currency]
    by_memo = [p for p in free if names_invoice(p.memo, invoice)]
    sums = sums_said(question, invoice)
    by_sum = [
        p for p in free if any(near(question, p.amount.value, s) or near(question, p.unmatched.value, s) for s in sums)
    ]
    dated = [p for p in by_sum if is_near_the_day(question, p)]
    named = [p for p in free if p in question.scope.payments]
    return named or by_memo or dated


def _unmatched(question: Question, sheet: Sheet, invoice: Invoice) -> Finding | None:
    """Return that money for it waits on the account; None where none does, or other invoices of the claim take it."""
    waiting = _waiting_for(question, invoice)
    free = total([p.unmatched for p in waiting], invoice.total.currency)
    free = free_for(question, invoice, _waiting_for, free)
    if not free:
        return None
    for payment in waiting:
        sheet.note(payment, "amount", f"payment {payment.name}")
        sheet.note(payment, "date")
        sheet.note(payment, "memo")
    amount = min(free, invoice.open)
    short = invoice.open - amount
    sheet.compute("still open after matching", short)
    names = ", ".join(payment.name for payment in waiting)
    text = f"{names} left {free} unmatched on the account for it; after matching {short} stays open on {invoice.name}"
    return sheet.supported(Reason.PAYMENT_UNMATCHED, amount, text)


def _booked_elsewhere(question: Question, invoice: Invoice) -> list[Payment]:
    """Return the payments that bear this invoice's number but were matched to others only."""
    used = (p for p in received(question) if p.matched_invoice_ids and p.amount.currency == invoice.total.currency)
    return [p for p in used if p not in matched_to(invoice, [p]) and names_invoice(p.memo, invoice)]


def _elsewhere(sheet: Sheet, invoice: Invoice, payments: Sequence[Payment]) -> Finding:
    for payment in payments:
        sheet.note(payment, "amount", f"payment {payment.name}")
        sheet.note(payment, "memo")
        sheet.note(payment, "matched_invoice_ids")
    amount = min(total([p.amount for p in payments], invoice.total.currency), invoice.open)
    text = f"{', '.join(p.name for p in payments)} bears {invoice.name} and was matched to another invoice"
    return sheet.supported(Reason.PAYMENT_ON_ANOTHER_INVOICE, amount, text)


def _is_meant(question: Question, invoice: Invoice, matched: Sequence[Payment]) -> bool:
    """Tell whether the payments already matched are those the claim speaks of, not older ones."""
    said = question.sum_of(invoice.total.currency, AmountRole.PAID)
    dated = [p for p in matched if is_near_the_day(question, p)]
    paid = sum((p.amount.value for p in dated), _ZERO)
    whole = said is not None and near(question, said, invoice.total.value)
    fits = said is None or whole or any(near(question, said, v) for v in (paid, *(p.amount.value for p in dated)))
    return bool(dated) and fits


def paid_by_ledger(question: Question, invoice: Invoice) -> Decimal:
    """Return what was paid on an invoice by its own open amount, less all that credit notes may have set off."""
    notes = [n for n in question.trail.credit_notes if n.is_posted and n.total.currency == invoice.total.currency]
    credited = sum((abs(n.total.value) - abs(n.open.value) for n in notes), _ZERO)
    return max(_ZERO, invoice.total.value - invoice.open.value - credited)


def _is_meant_by_ledger(question: Question, invoice: Invoice, matched: Sequence[Payment]) -> bool:
    """Tell whether the ledger shows the sum said as paid, by a bank line for which there is no payment record."""
    said = question.sum_of(invoice.total.currency, AmountRole.PAID)
    paid = paid_by_ledger(question, invoice)
    if matched or paid <= question.terms.rounding:
        return False
    discount = cash_discount(invoice)
    if said is None and question.day(DateRole.PAID) is not None:  # which payment of which day, no record tells
        return bool(discount) and near(question, invoice.open.value, discount.value)
    return said is None or near(question, said, paid)


def _short(question: Question, sheet: Sheet, invoice: Invoice, matched: Sequence[Payment]) -> Finding:
    """Return that part was paid: short by an agreed cash discount, or simply short."""
    paid = invoice.total - invoice.open
    sheet.compute("short by", invoice.open)
    text = f"{paid} of {invoice.total} was paid, short by {invoice.open}"
    allowed = cash_discount(invoice)
    last = max((p.date for p in matched), default=question.day(DateRole.PAID))
    in_time = last is not None and last <= discount_until(question, invoice)
    if allowed and in_time and near(question, invoice.open.value, allowed.value):
        text = (
            f"{text}: the cash discount of {invoice.early_discount_percent} % within {invoice.early_discount_days} days"
        )
        return sheet.supported(Reason.SHORT_BY_DISCOUNT, paid, text)
    return sheet.supported(Reason.PAID_SHORT, paid, text)


def cash_discount(invoice: Invoice) -> Money:
    """Return the cash discount that the invoice's terms grant on its total; nothing where they grant none."""
    if invoice.early_discount is not None:  # as Odoo computes it: some companies grant it on the price before tax
        return invoice.early_discount.rounded()
    return (invoice.total * (invoice.early_discount_percent / 100)).rounded()


def discount_until(question: Question, invoice: Invoice) -> dt.date:
    """Return the last day on which the cash discount is granted, days of grace included."""
    start = invoice.invoice_date or question.said_on
    return start + dt.timedelta(days=invoice.early_discount_days + question.terms.discount_grace_days)


def _not_found(question: Question, sheet: Sheet, invoice: Invoice) -> Finding:
    """Return that no such payment is there: refuted only where the books show what became of the one meant."""
    day = question.day(DateRole.PAID)
    text = f"{invoice.open} of {invoice.name} is open, and no payment for it is in the books"
    foreign = [
        p for p in received(question) if p.unmatched.value > 0 and p.unmatched.currency != invoice.total.currency
    ]
    if foreign:
        sheet.note(foreign[0], "amount", f"payment {foreign[0].name}")
        text = f"{text}; {foreign[0].name} is unmatched in another currency"
        return sheet.undecided(Reason.CURRENCY_DIFFERS, invoice.open, text, (Missing.PROOF_OF_PAYMENT,))
    if question.has_pictures:
        text = f"{text}; a proof came along"
        return sheet.undecided(Reason.PROOF_TO_BE_JUDGED, invoice.open, text, (Missing.INSPECTION,))
    meant = _what_became(question, invoice)
    if meant:
        return _refuted_by(sheet, invoice, meant)
    wanted = (Missing.PROOF_OF_PAYMENT,) if day else (Missing.PROOF_OF_PAYMENT, Missing.PAYMENT_DATE)
    days = (question.case.as_of.date() - day).days if day else None
    if days is not None:
        sheet.compute("days since the payment said", days, unit="days")
        text = f"{text}; said to be of {day}, {days} days ago"
    late = days is not None and days > BANK_DAYS
    return sheet.undecided(Reason.NO_PAYMENT_FOUND if late else Reason.PAYMENT_ON_ITS_WAY, invoice.open, text, wanted)


def _what_became(question: Question, invoice: Invoice) -> Payment | None:
    """Find the one payment of the sum and day said that was cancelled, or that paid another invoice by its memo."""
    said = {a.value for a in question.amounts(AmountRole.PAID)}
    alike = [p for p in in_order(question.case.payments) if p.inbound and p.amount.value in said]
    alike = [p for p in alike if p.amount.currency == invoice.total.currency and is_near_the_day(question, p)]
    dated = [p for p in alike if question.day(DateRole.PAID) is not None or p.state in _GONE]
    other = {i.id: i for i in question.case.invoices if i.id != invoice.id}
    fits = [p for p in dated if p.state in _GONE or _paid_as_written(p, other)]
    return fits[0] if len(fits) == 1 and len(alike) == 1 else None


def _paid_as_written(payment: Payment, other: dict[int, Invoice]) -> bool:
    """Tell whether a payment is used up by the other invoices that its memo names."""
    matched = [other[key] for key in payment.matched_invoice_ids if key in other]
    return bool(matched) and not payment.unmatched and all(names_invoice(payment.memo, i) for i in matched)


def _refuted_by(sheet: Sheet, invoice: Invoice, payment: Payment) -> Finding:
    sheet.note(payment, "amount", f"payment {payment.name}")
    sheet.note(payment, "state")
    sheet.note(payment, "memo")
    if payment.state in _GONE:
        text = f"{payment.name} of {payment.amount} was cancelled; {invoice.open} of {invoice.name} is open"
        return sheet.refuted(Reason.PAYMENT_CANCELLED, invoice.open, text, (Missing.PROOF_OF_PAYMENT,))
    sheet.note(payment, "matched_invoice_ids")
    text = (
        f"{payment.name} of {payment.amount} paid {payment.memo}, as it says; {invoice.open} of {invoice.name} is open"
    )
    return sheet.refuted(Reason.PAID_ANOTHER_INVOICE, invoice.open, text, (Missing.PROOF_OF_PAYMENT,))


def _on_account(question: Question) -> Finding:
    """Return what the account shows of a payment said to be made, where no invoice was named."""
    said = {a.value for a in question.amounts(AmountRole.PAID)}
    found = [p for p in received(question) if p in question.scope.payments or p.amount.value in said]
    dated = [p for p in found if is_near_the_day(question, p)]
    if len(dated) != 1:
        return on_the_bank_without_invoice(question) or without_invoice(question)
    payment = dated[0]
    sheet = Sheet(question, payment)
    sheet.note(payment, "amount", f"payment {payment.name}")
    sheet.note(payment, "date")
    sheet.note(payment, "matched_invoice_ids")
    if payment.unmatched.value > 0:
        text = f"{payment.name} of {payment.amount} came in, {payment.unmatched} of it unmatched"
        return sheet.supported(Reason.PAYMENT_UNMATCHED, payment.unmatched, text, (Missing.INVOICE_NUMBER,))
    return sheet.supported(
        Reason.PAID_AND_MATCHED, payment.amount, f"{payment.name} of {payment.amount} came in and is matched"
    )
