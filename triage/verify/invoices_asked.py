"""How is one claim asked of several invoices? One finding each, in the order of their ids."""

from collections.abc import Callable

from triage.domain.facts import Fact, Invoice
from triage.domain.findings import Finding
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet

Check = Callable[[Question], list[Finding]]
InvoiceCheck = Callable[[Question, Invoice], Finding]


def of_each_invoice(check: InvoiceCheck) -> Check:
    """Return a check that asks each invoice of the claim; without one it says what is missing."""

    def ask(question: Question) -> list[Finding]:
        if not question.scope.invoices:
            return [without_invoice(question)]
        return [check(question, invoice) for invoice in question.scope.invoices]

    return ask


def without_invoice(question: Question) -> Finding:
    """Return that no posted invoice is behind the claim; what was found instead is shown."""
    scope = question.scope
    known: tuple[Fact, ...] = (*scope.orders, *scope.deliveries, *scope.credit_notes)
    sheet = Sheet(question, known[0] if known else None)
    for fact in known:
        sheet.note(fact, "name")
    text = f"no posted invoice belongs to {known[0].name}" if known else "no invoice was named"
    return sheet.undecided(Reason.DOCUMENT_NOT_NAMED, None, text, (Missing.INVOICE_NUMBER,))
