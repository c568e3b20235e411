"""Can a promise be kept in earnest? Its day and amount against what is open, and the promises before it."""

from decimal import Decimal

from triage.domain.codes import AmountRole, DateRole, Intent
from triage.domain.facts import Invoice
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet

_SHOWN = 20  # open items written down one by one


def check(question: Question) -> list[Finding]:
    """Return one finding about all invoices promised; without numbers the whole account is promised."""
    invoices = _promised(question)
    sheet = Sheet(question, invoices[0] if len(invoices) == 1 else None)
    if not invoices:
        return [sheet.undecided(Reason.NOTHING_OPEN, None, "nothing is open on the account", (Missing.INVOICE_NUMBER,))]
    currencies = {i.open.currency for i in invoices}
    for invoice in invoices[:_SHOWN]:
        sheet.note(invoice, "open", f"open of {invoice.name}")
    if len(currencies) > 1:
        text = f"open items in {', '.join(sorted(currencies))}"
        return [sheet.undecided(Reason.CURRENCY_DIFFERS, None, text, (Missing.INVOICE_NUMBER,))]
    still_open = total([i.open for i in invoices], currencies.pop())
    return [_judge(question, sheet, invoices, still_open)]


def _promised(question: Question) -> tuple[Invoice, ...]:
    named = question.scope.invoices
    if named and question.claim.references:
        return named
    return tuple(i for i in question.trail.posted if i.open) or named


def _judge(question: Question, sheet: Sheet, invoices: tuple[Invoice, ...], still_open: Money) -> Finding:
    if not still_open:
        names = ", ".join(i.name for i in invoices)
        return sheet.refuted(Reason.NOTHING_OPEN, still_open, f"nothing is open on {names}")
    said = question.sum_of(still_open.currency, AmountRole.PROMISED)
    rest = still_open - _disputed(question, invoices, still_open)
    if said is None and not rest:
        text = f"all of the {still_open} open is disputed by the same message: which rest is promised it does not say"
        return sheet.undecided(Reason.PROMISE_OF_NO_REST, still_open, text, (Missing.WHICH_CLAIM,))
    amount = rest if said is None else still_open.with_value(min(said, still_open.value))
    sheet.compute("open after it", still_open - amount)
    text = f"{amount} of {still_open} promised, {still_open - amount} open after it"
    if rest != still_open:
        sheet.compute("disputed by the same message", still_open - rest)
        text = f"{text}, {still_open - rest} of it disputed by the same message"
    day = question.day(DateRole.PROMISED)
    if day is None:
        return sheet.undecided(Reason.PROMISE_WITHOUT_DAY, amount, f"{text}; no day named", (Missing.PAYMENT_DATE,))
    days = (day - question.said_on).days
    sheet.compute("days until it", days, unit="days")
    if days < 0:
        return sheet.undecided(Reason.PROMISED_IN_THE_PAST, amount, f"{text}; {day} is over", (Missing.PAYMENT_DATE,))
    if days > question.terms.promise_days:
        text = f"{text}; {day} is {days} days away, {question.terms.promise_days} are plausible"
        return sheet.undecided(Reason.PROMISED_TOO_FAR, amount, text, (Missing.DECISION,))
    broken = _broken(question, invoices)
    if broken:
        sheet.compute("promises broken before", broken)
        text = f"{text}; promises broken before: {broken}"
        return sheet.supported(Reason.PROMISES_BROKEN_BEFORE, amount, text, (Missing.DECISION,))
    return sheet.supported(Reason.PLAUSIBLE, amount, f"{text}, by {day}")


def _disputed(question: Question, invoices: tuple[Invoice, ...], still_open: Money) -> Money:
    """Return how much of what is open the same message contests: as it says itself, else by the findings.

    A deduction is the sum of its reasons, so these are not counted beside it; what the books refute the customer
    still does not mean to pay.
    """
    found = Decimal(0)
    for invoice in invoices:
        own = [f for f in question.before if f.document == invoice.name and f.amount]
        taken = [f for f in own if f.intent is Intent.DEDUCTION] or [f for f in own if f.intent.is_dispute]
        sums = [f.claimed or f.amount for f in taken]
        found += min(invoice.open.value, sum((s.value for s in sums if s), Decimal(0)))
    return still_open.with_value(found)


def _broken(question: Question, invoices: tuple[Invoice, ...]) -> int:
    """Return how many earlier promises for these invoices, or for none in particular, were not kept."""
    ids = {i.id for i in invoices}
    return sum(
        p.kept is False and (not p.invoice_ids or bool(ids & set(p.invoice_ids))) for p in question.case.promises
    )


def check_plan(question: Question) -> list[Finding]:
    """Return what is open and overdue: more time is a person's decision."""
    invoices = _promised(question)
    sheet = Sheet(question, invoices[0] if len(invoices) == 1 else None)
    for invoice in invoices[:_SHOWN]:
        sheet.note(invoice, "open", f"open of {invoice.name}")
        sheet.note(invoice, "due_date")
    currencies = {i.open.currency for i in invoices}
    value = total([i.open for i in invoices], currencies.pop()) if len(currencies) == 1 else None
    late = sum(bool(i.due_date and i.due_date < question.said_on and i.open) for i in invoices)
    sheet.compute("overdue items", Decimal(late))
    text = f"{value or 'nothing'} is open, {late} items overdue"
    return [sheet.undecided(Reason.NEEDS_DECISION, value, text, (Missing.DECISION,))]
