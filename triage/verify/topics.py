"""What is a quote about, where the intent alone does not tell? Word stems in the eight languages of the house."""

import re
from enum import StrEnum


class Topic(StrEnum):
    """A subject that a check has to tell apart."""

    CASH_DISCOUNT = "cash_discount"
    CANCELLED = "cancelled"
    PURCHASE_ORDER = "purchase_order"
    VAT_NUMBER = "vat_number"
    ADDRESS = "address"
    COMPANY = "company"
    REMINDER_FEE = "reminder_fee"
    FREIGHT = "freight"
    INTEREST = "interest"
    EXEMPTION = "exemption"


_STEMS = {
    Topic.CASH_DISCOUNT: r"skonto|cash discount|early.payment|prompt.payment|settlement discount|payment discount"
    r"|escompte|sconto|pronto pagamento|pronto pago|pronto-pago|desconto|betalingskorting|kredietbeperking"
    r"|descuento|skont|\b\d+\s?%\s?(?:discount|korting|rabat)|discount",
    # done, not asked for: "we cancelled it", never "please cancel the invoice"
    Topic.CANCELLED: r"cancell?ed|cancellation|storniert|stornierung|abbestellt|abbestellung|widerrufen"
    r"|annul[eé]e?s?\b"
    r"|annulation|geannuleerd|annulering|anulamos|cancelamos|cancelámos|anulad[oa]|cancelad[oa]|anulaci[oó]n"
    r"|cancelaci[oó]n|cancelamento|annullat[oa]|annullamento|disdett[oa]|anulowa[nl]|odwoła",
    Topic.PURCHASE_ORDER: r"\bp\.?\s?o\.?\b|purchase order|order (?:no|num|ref)|bestell|n[o°º.]* (?:de )?commande"
    r"|bon de commande|numero d.ordine|ordine|inkoop|ordernummer|pedido|encomenda|zam[oó]wieni|auftragsnummer",
    Topic.VAT_NUMBER: r"\bvat\b|\bust\b|\bust\W?id|\btva\b|p\.?\s?iva|partita iva|\bbtw|\bnif\b|\bcif\b|\bnip\b"
    r"|\btax (?:id|num)|n[uú]mero fiscal|intracom|umsatzsteuer|steuernummer|contribuinte",
    Topic.ADDRESS: r"address|adress|anschrift|indirizzo|direcci[oó]n|morada|endere[cç]o|\badres",
    Topic.COMPANY: r"company|legal name|entity|firma|firmen|soci[eé]t[eé]|raison sociale|ragione sociale|bedrijf"
    r"|raz[oó]n social|empresa|raz[aã]o social|sp[oó][lł]k|gesellschaft",
    Topic.REMINDER_FEE: r"remind|mahn|relance|rappel|solleci|aanmaning|herinnering|recordatorio|reclamaci[oó]n"
    r"|lembrete|aviso|upomnieni|wezwani|dunning|late fee|collection fee|frais de recouvrement",
    Topic.FREIGHT: r"freight|shipping|transport|carriage|deliver(?:y|ies) (?:charge|fee|cost)|fracht|versand|liefer"
    r"|spedizion|trasport|vracht|verzend|portes?\b|port\b|env[ií]o|frete|dostaw|przesy|livraison|exp[eé]dition",
    Topic.EXEMPTION: r"\bexempt|steuerbefrei|steuerfrei|befreit|exon[eé]r|exempt[eé]|vrijgesteld|vrijstelling"
    r"|esent[ei]|esenzione"
    r"|exent[oa]|exenci[oó]n|isent[oa]|isen[cç][aã]o|zwolnion|zwolnieni",
    Topic.INTEREST: r"interest|zins|int[eé]r[eê]t|interess|rente|inter[eé]s|juros|odset",
}  # fmt: skip
_PATTERNS = {topic: re.compile(stems, re.IGNORECASE) for topic, stems in _STEMS.items()}


def is_about(topic: Topic, text: str) -> bool:
    """Tell whether a text names the topic in any of the eight languages."""
    return bool(_PATTERNS[topic].search(text))
