"""Did money come in that nobody has matched yet? Lines of our bank statement that are meant by a claim."""

from triage.domain.codes import AmountRole
from triage.domain.facts import BankLine, Invoice
from triage.domain.findings import Finding
from triage.domain.money import total
from triage.verify.payments_meant import free_for, is_near_the_day, names_invoice, near, sums_said
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.trail import in_order


def bank_lines_for(question: Question, invoice: Invoice) -> list[BankLine]:
    """Return the lines that are meant: those that bear the invoice's number, else by the sum and near the day said."""
    free = [line for line in _unmatched(question) if line.left.currency == invoice.total.currency]
    named = [line for line in free if names_invoice(line.reference, invoice)]
    sums = sums_said(question, invoice)
    by_sum = [line for line in free if any(near(question, line.amount.value, said) for said in sums)]
    dated = [line for line in by_sum if is_near_the_day(question, line)]
    return named or (dated if len(dated) == 1 else [])  # one of several like it would be a guess


def on_the_bank(question: Question, sheet: Sheet, invoice: Invoice) -> Finding | None:
    """Return that the money is here and not matched: supported where a line is this customer's or bears the number.

    None where no line is meant, or other invoices of the claim take it.
    """
    lines = bank_lines_for(question, invoice)
    free = total([line.left for line in lines], invoice.total.currency)
    free = free_for(question, invoice, bank_lines_for, free)
    if not free:
        return None
    for line in lines:
        _note(sheet, line)
    amount = min(free, invoice.open)
    sheet.compute("still open after matching", invoice.open - amount)
    names = ", ".join(line.name for line in lines)
    text = f"{names} on the bank statement left {free} unmatched; after matching {invoice.open - amount} stays open"
    if all(line.partner_id or names_invoice(line.reference, invoice) for line in lines):
        return sheet.supported(Reason.ON_THE_BANK_UNMATCHED, amount, f"{text} on {invoice.name}")
    text = f"{text} on {invoice.name}; the books give the line to nobody yet"
    return sheet.undecided(Reason.BANK_LINE_TO_BE_CONFIRMED, amount, text, (Missing.PROOF_OF_PAYMENT,))


def on_the_bank_without_invoice(question: Question) -> Finding | None:
    """Return what the bank statement shows of a payment for which no invoice was named; None where nothing fits."""
    said = {amount.value for amount in question.amounts(AmountRole.PAID)}
    own = [line for line in _unmatched(question) if line.partner_id and line.amount.value in said]
    dated = [line for line in own if is_near_the_day(question, line)]
    if len(dated) != 1:
        return None
    line = dated[0]
    sheet = Sheet(question, line)
    _note(sheet, line)
    text = f"{line.name} on the bank statement: {line.amount} came in, {line.left} of it unmatched"
    return sheet.supported(Reason.ON_THE_BANK_UNMATCHED, line.left, text, (Missing.INVOICE_NUMBER,))


def _unmatched(question: Question) -> list[BankLine]:
    return [line for line in in_order(question.case.bank_lines) if line.left.value > 0]


def _note(sheet: Sheet, line: BankLine) -> None:
    sheet.note(line, "amount", f"bank line {line.name}")
    sheet.note(line, "date")
    sheet.note(line, "reference")
