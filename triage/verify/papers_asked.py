"""Do we have the paper they ask for? Invoices, statements, proofs of delivery, certificates: found or not."""

from triage.domain.facts import Delivery
from triage.domain.findings import Finding
from triage.domain.money import total
from triage.verify.invoices_asked import without_invoice
from triage.verify.outsiders import proof_of
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.tax import company_of

_SHOWN = 50


def invoice_copy(question: Question) -> list[Finding]:
    """Return each invoice or credit note asked for."""
    papers = [*question.scope.invoices, *question.scope.credit_notes]
    found = []
    for paper in papers:
        sheet = Sheet(question, paper)
        for attribute in ("state", "total", "open", "invoice_date"):
            sheet.note(paper, attribute)
        found.append(sheet.supported(Reason.DOCUMENT_FOUND, paper.open, f"{paper.name} of {paper.total} is there"))
    return found or [without_invoice(question)]


def statement(question: Question) -> list[Finding]:
    """Return what a statement would show, per currency; an account without items is shown as settled."""
    owed = [i for i in question.trail.posted if i.open]
    found = []
    for currency in sorted({i.open.currency for i in owed}):
        sheet = Sheet(question)
        items = [i for i in owed if i.open.currency == currency]
        for item in items[:_SHOWN]:
            sheet.note(item, "open", f"open of {item.name}")
            sheet.note(item, "due_date")
        account = next((a for a in question.case.accounts if a.currency == currency), None)
        value = account.open if account else total([i.open for i in items], currency)
        sheet.compute("open", value)
        found.append(sheet.supported(Reason.FACTS_FOUND, value, f"{len(items)} open items, {value} in all"))
    return found or [_settled(question)]


def _settled(question: Question) -> Finding:
    sheet = Sheet(question)
    partner = company_of(question)
    if partner is None or question.case.truncated:
        return sheet.undecided(Reason.DOCUMENT_NOT_FOUND, None, "no account is at hand", (Missing.SENDER,))
    sheet.note(partner, "name")
    return sheet.supported(Reason.FACTS_FOUND, None, f"nothing is open on the account of {partner.name}")


def proof_of_delivery(question: Question) -> list[Finding]:
    """Return for each shipment asked about whether a signature or paper is on file."""
    trail, scope = question.trail, question.scope
    named = [d for d in scope.deliveries if not d.is_return]
    shipments = named or [
        d for o in scope.orders for d in trail.deliveries_of(o) if not d.is_return and d.state != "cancel"
    ]
    return [_proof(question, delivery) for delivery in shipments] or [without_invoice(question)]


def _proof(question: Question, delivery: Delivery) -> Finding:
    sheet = Sheet(question, delivery)
    for attribute in ("state", "done_at", "tracking"):
        if getattr(delivery, attribute):
            sheet.note(delivery, attribute)
    if delivery.state != "done":
        return sheet.undecided(
            Reason.NOT_SHIPPED, None, f"{delivery.name} has not left: {delivery.state}", (Missing.POD,)
        )
    if delivery.has_signature or delivery.pod_attachment_ids:
        return sheet.supported(Reason.DOCUMENT_FOUND, None, f"{delivery.name} is signed for or has a proof on file")
    told = proof_of(question, delivery)
    text = f"no proof of {delivery.name} is on file"
    if told:
        sheet.note_event(told)
        return sheet.undecided(Reason.POD_NOT_ON_RECORD, None, f"{text}; to be had: {told.text}", (Missing.POD,))
    missing = (Missing.POD, Missing.CARRIER_STATUS) if delivery.tracking else (Missing.POD,)
    return sheet.undecided(Reason.POD_NOT_ON_RECORD, None, text, missing)


def certificate(question: Question) -> list[Finding]:
    """Return that certificates are not in the books: a person sends them."""
    sheet = Sheet(question)
    for order in question.scope.orders:
        sheet.note(order, "state")
    return [
        sheet.undecided(Reason.NEEDS_DECISION, None, "certificates are not kept in the books", (Missing.CERTIFICATE,))
    ]
