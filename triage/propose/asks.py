"""What is missing, and whom do we ask? Only what the customer has, and only what did not come with the mail."""

from triage.domain.codes import Flag, Intent
from triage.propose.documents import documents_of
from triage.propose.grounds import Grounds
from triage.propose.policy import Policy
from triage.propose.steps import promised_day
from triage.propose.topics import CONDITIONAL, Topic

# Codes of what is missing, and the wish in the phrasebooks that asks for it. `promised_day` depends on the claim.
WISHES = {
    "photos": "photos",
    "invoice_number": "document_number",
    "order_number": "document_number",
    "confirm_number": "confirm_number",
    "other_invoice_number": "other_invoice_number",
    "quantity": "quantity",
    "product": "product",
    "promised_day": "agreement",
    "promised_date": "promised_date",
    "price_agreement": "agreement",
    "vat_number": "vat_number",
    "cancellation": "cancellation",
    "return_number": "return_proof",
    "purchase_order": "purchase_order",
    "invoice_details": "correct_data",
    "proof_of_payment": "payment_proof",
    "payment_date": "payment_proof",
    "deduction_reason": "deduction_reason",
    "which_claim": "which_claim",
}


def asked_of_customer(topic: Topic, grounds: Grounds, policy: Policy) -> list[str]:
    """List the codes of what only the customer can send, without what is there already."""
    if topic.reason == CONDITIONAL:
        return []
    codes = [code for code in _missing(topic) if policy.evidence.get(code) == "customer" and code in WISHES]
    if topic.intent is Intent.INVOICE_COPY and not documents_of(topic, grounds):
        codes.append("invoice_number")
    if topic.intent is Intent.PROMISE and promised_day(topic, grounds) is None:
        codes.append("promised_date")
    return [code for code in dict.fromkeys(codes) if not _is_there(code, topic, grounds)]


def _missing(topic: Topic) -> list[str]:
    """List what is missing; the day of a promise to pay is neither that of a delivery nor of a payment made."""
    if topic.intent is not Intent.PROMISE:
        return list(topic.missing)
    return ["promised_date" if code in ("promised_day", "payment_date") else code for code in topic.missing]


def lacking_inside(topic: Topic, policy: Policy) -> list[str]:
    """List the codes of what is missing and somebody of ours has, or nobody is known to have."""
    return [c for c in _missing(topic) if policy.evidence.get(c) != "customer" or c not in WISHES]


def wishes_of(topics: list[Topic], grounds: Grounds, policy: Policy) -> list[str]:
    """List what the reply asks for, once each, in the order of the topics."""
    wishes = [WISHES[code] for topic in topics for code in asked_of_customer(topic, grounds, policy)]
    if Flag.ATTACHMENT_MENTIONED in grounds.reading.flags and not grounds.message.attachments:
        wishes.insert(0, "attachment")
    return list(dict.fromkeys(wishes))


def _is_there(code: str, topic: Topic, grounds: Grounds) -> bool:
    """Tell whether what is missing came with the mail."""
    wish = WISHES[code]
    if wish == "photos":
        return any(part.content_type.startswith("image/") and not part.inline for part in grounds.message.attachments)
    if wish == "document_number":
        return bool(documents_of(topic, grounds))
    if wish == "promised_date":
        day = promised_day(topic, grounds)
        return day is not None and day >= grounds.today
    return False
