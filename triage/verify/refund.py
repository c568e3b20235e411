"""Is there money of theirs with us? Payments made twice or too high, and credits that nothing has used."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.codes import AmountRole
from triage.domain.facts import BankLine, Invoice, Payment
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.paid_already import IN_BOOKS, received
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.trail import in_order

_ROLES = (AmountRole.CLAIMED, AmountRole.PAID, AmountRole.OPEN)


def check(question: Question) -> list[Finding]:
    """Return one finding per currency in which money of the customer lies with us, or that none does."""
    free = [p for p in received(question) if p.unmatched.value > 0]
    notes = [n for n in question.trail.credit_notes if n.is_posted and n.open]
    banked = [line for line in in_order(question.case.bank_lines) if line.left.value > 0 and line.partner_id]
    currencies = sorted(
        {p.unmatched.currency for p in free} | {n.open.currency for n in notes} | {b.left.currency for b in banked}
    )
    if not currencies:
        return [_nothing(question)]
    return [_balance(question, currency, (*free, *banked), notes) for currency in currencies]


def _balance(
    question: Question, currency: str, free: Sequence[Payment | BankLine], notes: Sequence[Invoice]
) -> Finding:
    """Return the balance of one currency: unused money and credits, less what was paid back already."""
    named = [i for i in question.scope.invoices if i.total.currency == currency]
    sheet = Sheet(question, named[0] if len(named) == 1 else None)
    payments = [p for p in free if _left(p).currency == currency]
    back = [p for p in _paid_back(question) if p.unmatched.currency == currency]
    credits = [n for n in notes if n.open.currency == currency]
    for money in payments:
        sheet.note(money, "amount", f"{'payment' if isinstance(money, Payment) else 'bank line'} {money.name}")
        sheet.note(money, "matched_invoice_ids" if isinstance(money, Payment) else "reference")
    for payment in back:
        sheet.note(payment, "amount", f"paid back {payment.name}")
    for note in credits:
        sheet.note(note, "open", f"open credit of {note.name}")
    unused = [_left(p) for p in payments] + [n.open.with_value(abs(n.open.value)) for n in credits]
    balance = total(unused, currency) - total([p.unmatched for p in back], currency)
    owed = total([i.open for i in question.trail.posted if i.open.currency == currency], currency)
    sheet.compute("credit balance", balance)
    sheet.compute("open items", owed)
    if balance.value <= 0:
        text = f"all that was unused of the customer's money was paid back: {', '.join(p.name for p in back)}"
        return sheet.refuted(Reason.NO_CREDIT_BALANCE, Money.zero(currency), text)
    return _judge(question, sheet, balance, owed, payments)


def _left(money: Payment | BankLine) -> Money:
    return money.unmatched if isinstance(money, Payment) else money.left


def _paid_back(question: Question) -> list[Payment]:
    """Return the refunds that were sent and matched to nothing: they use up what lies unused."""
    sent = [p for p in in_order(question.case.payments) if not p.inbound and p.state in IN_BOOKS]
    return [p for p in sent if p.unmatched.value > 0]


def _judge(
    question: Question, sheet: Sheet, balance: Money, owed: Money, payments: Sequence[Payment | BankLine]
) -> Finding:
    said = question.sum_of(balance.currency, AmountRole.CLAIMED)
    if said is None:
        said = question.sum_of(balance.currency, *_ROLES)
    amount = balance if said is None else balance.with_value(min(said, balance.value))
    text = f"{balance} of the customer's money is unused; {owed} is open on the account"
    twice = _paid_twice(question, payments)
    if twice:
        text = f"{twice.name} paid again what was paid before; {text}"
        return sheet.supported(Reason.PAID_TWICE, amount, text)
    return sheet.supported(Reason.CREDIT_BALANCE, amount, text)


def _paid_twice(question: Question, payments: Sequence[Payment | BankLine]) -> Payment | BankLine | None:
    """Find an unused payment of the same amount as one that was matched before it."""
    used = [p for p in received(question) if p.matched_invoice_ids and not p.unmatched]
    for payment in payments:
        if any(p.amount == payment.amount and p is not payment for p in used):
            return payment
    return None


def _nothing(question: Question) -> Finding:
    """Return that no money of theirs is unused; what was paid on the invoices named is shown."""
    named = question.scope.invoices
    sheet = Sheet(question, named[0] if len(named) == 1 else None)
    for invoice in named:
        sheet.note(invoice, "total", f"total {invoice.name}")
        sheet.note(invoice, "open", f"open of {invoice.name}")
    for payment in received(question):
        sheet.note(payment, "amount", f"payment {payment.name}")
        sheet.note(payment, "matched_invoice_ids")
    nothing = Money.zero(sheet.currency)
    known = bool(named) or bool(received(question))
    if not known or question.case.truncated:
        text = "no payment of this customer is on record"
        return sheet.undecided(Reason.NO_CREDIT_BALANCE, None, text, (Missing.PROOF_OF_PAYMENT,))
    text = "every payment is matched, and no credit note is unused"
    return sheet.refuted(Reason.NO_CREDIT_BALANCE, nothing.with_value(Decimal(0)), text, (Missing.PROOF_OF_PAYMENT,))
