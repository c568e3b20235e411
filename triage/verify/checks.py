"""Which check answers which intent? A closed table: an intent in neither table stops the house from starting."""

from dataclasses import dataclass
from enum import StrEnum

from triage.domain.codes import Intent
from triage.domain.failures import Broken
from triage.verify import (
    accounts_asked,
    bank_details,
    charges,
    damaged_goods,
    deduction,
    duplicate_invoice,
    invoice_data,
    late_delivery,
    missing_credit,
    non_delivery,
    not_ordered,
    orders_asked,
    paid_already,
    papers_asked,
    price,
    promise,
    refund,
    short_shipment,
    tax,
    wrong_goods,
)
from triage.verify.invoices_asked import Check


class Document(StrEnum):
    """What a document is to a check."""

    NEEDED = "needed"  # without one it can say nothing
    USED = "used"  # one that is named must be known
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Assigned:
    """A check, and what a document is to it."""

    check: Check
    document: Document = Document.NEEDED


CHECKS: dict[Intent, Assigned] = {
    Intent.SHORT_SHIPMENT: Assigned(short_shipment.check),
    Intent.DAMAGED_GOODS: Assigned(damaged_goods.check),
    Intent.WRONG_GOODS: Assigned(wrong_goods.check),
    Intent.NON_DELIVERY: Assigned(non_delivery.check),
    Intent.LATE_DELIVERY: Assigned(late_delivery.check),
    Intent.PRICE: Assigned(price.check),
    Intent.DUPLICATE_INVOICE: Assigned(duplicate_invoice.check),
    Intent.TAX: Assigned(tax.check),
    Intent.CHARGES: Assigned(charges.check),
    Intent.NOT_ORDERED: Assigned(not_ordered.check),
    Intent.MISSING_CREDIT: Assigned(missing_credit.check),
    Intent.INVOICE_DATA: Assigned(invoice_data.check),
    Intent.PROMISE: Assigned(promise.check, Document.USED),
    Intent.REMITTANCE: Assigned(paid_already.check, Document.USED),
    Intent.PLAN_REQUEST: Assigned(promise.check_plan, Document.USED),
    Intent.DEDUCTION: Assigned(deduction.check),
    Intent.REFUND_REQUEST: Assigned(refund.check, Document.USED),
    Intent.BANK_DETAILS: Assigned(bank_details.check, Document.ASIDE),
    Intent.INVOICE_COPY: Assigned(papers_asked.invoice_copy),
    Intent.STATEMENT: Assigned(papers_asked.statement, Document.ASIDE),
    Intent.PROOF_OF_DELIVERY: Assigned(papers_asked.proof_of_delivery),
    Intent.CERTIFICATE: Assigned(papers_asked.certificate, Document.ASIDE),
    Intent.ORDER_STATUS: Assigned(orders_asked.status),
    Intent.ORDER_CHANGE: Assigned(orders_asked.change),
    Intent.ORDER_RETURN: Assigned(orders_asked.returned),
    Intent.QUOTE: Assigned(orders_asked.quote, Document.ASIDE),
    Intent.ACCOUNT_UPDATE: Assigned(accounts_asked.update, Document.ASIDE),
    Intent.CREDIT: Assigned(accounts_asked.credit, Document.ASIDE),
    Intent.INSOLVENCY: Assigned(accounts_asked.insolvency, Document.ASIDE),
    Intent.COMPLAINT: Assigned(accounts_asked.complaint, Document.ASIDE),
}
UNCHECKED = frozenset({Intent.AUTO_REPLY, Intent.BOUNCE, Intent.SPAM, Intent.ACKNOWLEDGEMENT, Intent.UNCLEAR})


def close(checks: dict[Intent, Assigned], unchecked: frozenset[Intent]) -> None:
    """Raise `Broken` unless every intent stands in exactly one of the two tables."""
    if set(checks) | unchecked != set(Intent) or set(checks) & unchecked:
        raise Broken("every intent has a check or is known to need none")


close(CHECKS, UNCHECKED)
