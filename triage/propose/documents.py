"""Which documents of the books is a topic about? By its findings, else by the references that were resolved."""

from triage.domain.facts import Delivery
from triage.domain.findings import Finding
from triage.propose.grounds import Grounds
from triage.propose.topics import Topic

INVOICE, ORDER, DELIVERY, PAYMENT = "account.move", "sale.order", "stock.picking", "account.payment"


def documents_of(topic: Topic, grounds: Grounds) -> list[str]:
    """List the names of the topic's documents; all of them exist in the books of this customer."""
    found = [f.document for _, f in topic.findings if f.document]
    if found:
        return list(dict.fromkeys(found))
    asked = [r.normal for claim in topic.claims for r in claim.references]
    if not topic.claims:
        asked = [r.normal for r in grounds.reading.references]
    matches = (grounds.case_file.resolved(text) for text in asked)
    return list(dict.fromkeys(m.name for m in matches if m and m.name and model_of(m.name, grounds)))


def document_for(topic: Topic, finding: Finding | None, grounds: Grounds) -> str:
    """Return the document of one finding; where it names none, the only one of its topic."""
    if finding and finding.document:
        return finding.document
    names = documents_of(topic, grounds)
    return names[0] if len(names) == 1 else ""


def model_of(name: str, grounds: Grounds) -> str:
    """Return the Odoo model of a document of the case, empty for a name that the case does not hold."""
    case = grounds.case_file
    held = (
        (INVOICE, (fact.name for fact in case.invoices)),
        (ORDER, (fact.name for fact in case.orders)),
        (DELIVERY, (fact.name for fact in case.deliveries)),
        (PAYMENT, (fact.name for fact in case.payments)),
    )
    return next((model for model, names in held if name in names), "")


def proofs_of_delivery(names: list[str], grounds: Grounds) -> list[Delivery]:
    """List the outgoing deliveries behind these documents that carry a signature or a signed paper."""
    case = grounds.case_file
    origins = {invoice.origin for invoice in case.invoices if invoice.name in names} | set(names)
    orders = {order.id for order in case.orders if order.name in origins}
    related = (d for d in case.deliveries if d.name in origins or d.origin in origins or d.order_id in orders)
    return [d for d in related if not d.is_return and (d.has_signature or d.pod_attachment_ids)]
