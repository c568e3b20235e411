"""What can a message mean? The closed label sets of `taxonomy.md`, version 1."""

from enum import StrEnum

TAXONOMY_VERSION = "1"
LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pt", "pl")


class Intent(StrEnum):
    """The 35 codes; a message has one primary intent and any number of further ones."""

    SHORT_SHIPMENT = "dispute.short_shipment"
    DAMAGED_GOODS = "dispute.damaged_goods"
    WRONG_GOODS = "dispute.wrong_goods"
    NON_DELIVERY = "dispute.non_delivery"
    LATE_DELIVERY = "dispute.late_delivery"
    PRICE = "dispute.price"
    DUPLICATE_INVOICE = "dispute.duplicate_invoice"
    TAX = "dispute.tax"
    CHARGES = "dispute.charges"
    NOT_ORDERED = "dispute.not_ordered"
    MISSING_CREDIT = "dispute.missing_credit"
    INVOICE_DATA = "dispute.invoice_data"
    PROMISE = "payment.promise"
    REMITTANCE = "payment.remittance"
    PLAN_REQUEST = "payment.plan_request"
    DEDUCTION = "payment.deduction"
    REFUND_REQUEST = "payment.refund_request"
    BANK_DETAILS = "payment.bank_details"
    INVOICE_COPY = "document.invoice_copy"
    STATEMENT = "document.statement"
    PROOF_OF_DELIVERY = "document.proof_of_delivery"
    CERTIFICATE = "document.certificate"
    ORDER_STATUS = "order.status"
    ORDER_CHANGE = "order.change"
    ORDER_RETURN = "order.return"
    QUOTE = "order.quote"
    ACCOUNT_UPDATE = "account.update"
    CREDIT = "account.credit"
    INSOLVENCY = "account.insolvency"
    COMPLAINT = "account.complaint"
    AUTO_REPLY = "noise.auto_reply"
    BOUNCE = "noise.bounce"
    SPAM = "noise.spam"
    ACKNOWLEDGEMENT = "noise.acknowledgement"
    UNCLEAR = "other.unclear"

    @property
    def family(self) -> str:
        """Return the part before the dot: dispute, payment, document, order, account, noise, other."""
        return self.value.split(".", 1)[0]

    @property
    def is_noise(self) -> bool:
        """Tell whether the message needs no person."""
        return self.family == "noise"

    @property
    def is_dispute(self) -> bool:
        """Tell whether the writer contests an invoice or a delivery."""
        return self.family == "dispute"


class ReferenceKind(StrEnum):
    """What a document number in a message refers to."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    SALES_ORDER = "sales_order"
    PURCHASE_ORDER = "purchase_order"
    DELIVERY = "delivery"
    TRACKING = "tracking"
    RETURN = "return"
    TICKET = "ticket"
    PAYMENT = "payment"


class AmountRole(StrEnum):
    """What an amount in a message is said to be."""

    INVOICED = "invoiced"
    PAID = "paid"
    PROMISED = "promised"
    DEDUCTED = "deducted"
    CLAIMED = "claimed"
    OPEN = "open"


class QuantityRole(StrEnum):
    """What a number of goods in a message is said to be."""

    BILLED = "billed"
    RECEIVED = "received"
    MISSING = "missing"
    DAMAGED = "damaged"
    ORDERED = "ordered"


class DateRole(StrEnum):
    """What a day in a message is said to be."""

    PAID = "paid"
    PROMISED = "promised"
    DUE = "due"
    DELIVERED = "delivered"
    ORDERED = "ordered"
    INVOICED = "invoiced"


class Flag(StrEnum):
    """What a reader must be warned of, whatever the intent."""

    INJECTION = "injection"
    BANK_CHANGE = "bank_change"
    LEGAL = "legal"
    ATTACHMENT_MENTIONED = "attachment_mentioned"
    SENDER_UNVERIFIED = "sender_unverified"
    LOOKALIKE_DOMAIN = "lookalike_domain"
