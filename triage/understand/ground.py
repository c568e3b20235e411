"""Which text is read, and what in it is explained already? A part of the message with its taken places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from triage.domain.message import Message
from triage.domain.reading import Place
from triage.understand.flags import find_commands

# What looks like numbers and is none of our business: addresses, links, phones, bank and tax numbers.
CONTACT = re.compile(
    r"https?://\S{1,400}|www\.\S{1,400}|[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?:(?:tel|phone|fon|mobil\w{0,4}|cell|fax|tél|telefoon|telefon[oe]?|teléfono|gsm|kom|dw|ext|whatsapp|durchwahl)\b\.?\s{0,2}"
    r"(?:nr|no|n°)?\.?\s{0,2}:?\s{0,2})\+?[\d(][\d\s()/.\-]{5,24}\d"
    r"|(?<![\w/+])\+\d{1,3}[\s.\-/(]?\(?\d[\d\s().\-/]{6,20}\d|(?<![\w/])\(\d{2,4}\)\s?\d{3}[-. ]\d{4}\b"
    r"|\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b"
    r"|\b(?:VAT|USt-?Id(?:-?Nr)?\.?|UID|TVA|BTW|CIF|NIF|NIPC|CUIT|RUT|NIT|RUC|RFC|CNPJ|P\.?\s?IVA|Partita\s+IVA|NIP|KVK|SIRET|SIREN|HRB|REGON|KRS|EORI|BIC|SWIFT)\b"
    r"[\s:.\-]{0,3}(?:n[r°o]\.?\s?)?[A-Z]{0,3}[\d.\-/]{0,20}\d[\d.\-/ ]{4,20}(?:\s?[A-Z]{1,3}\d{0,2}\b)?"
    r"|\bES[A-Z]\d{7,8}\b|\bS\.?\s?[LA]\.?U?\.?,?\s[–·-]\s[A-Z]\d{8}\b"
    r"|\b(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)U?\d{8,12}\b",
    re.IGNORECASE,
)
ABBREVIATIONS = "fatt fact rech best inv ref art doc dok zam num tel ord arr dot tzn pag poz str fra núm réf cde nos ca ok fr frs chf eur nr nrs kd bzw inkl exkl zzgl abzgl ggf usw evtl betr dt sr dr pos stk ang abs abt wg szt uds ud pz cant qtd qté cx max min przew ul zał pkt"
SENTENCE_END = re.compile(
    r"[\n;!?]|"
    + r"[.…](?=\s)(?<=[^\W\d_]{2}[.…])"
    + "".join(rf"(?<!\b{word}[.…])" for word in ABBREVIATIONS.split())
    + r"|(?<=[\d€$%)])\.(?=\s+(?-i:[A-ZÀ-ÞŁŚŻŹĆ¿¡])[^\W\d_]?)",
    re.IGNORECASE,
)
LONGEST = 60_000  # characters of one part that are looked at: nobody writes more about one matter


class Ground:
    """One part of the message: its text, its sentences, and the places that belong to something already."""

    def __init__(self, part: str, text: str) -> None:
        self.part = part  # subject, reply or an attachment's name
        self.text = text[:LONGEST]
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._borders = [m.end() for m in SENTENCE_END.finditer(self.text)]

    def is_free(self, start: int, end: int) -> bool:
        """Tell whether nothing has claimed any character of this place yet."""
        number = bisect_left(self._starts, end)
        return number == 0 or self._ends[number - 1] <= start

    def take(self, start: int, end: int) -> Place:
        """Claim a place and return it."""
        number = bisect_left(self._starts, start)
        before = self._ends[number - 1] if number else 0
        self._starts.insert(number, start)
        self._ends.insert(number, max(end, before))
        return Place(part=self.part, start=start, end=end)

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield matches whose place is still free."""
        for match in pattern.finditer(self.text):
            if self.is_free(match.start(), match.end()):
                yield match

    def sentence(self, position: int) -> tuple[int, int]:
        """Return where the sentence or line at a position starts and ends."""
        number = bisect_right(self._borders, position)
        start = self._borders[number - 1] if number else 0
        return start, self._borders[number] if number < len(self._borders) else len(self.text)

    def before(self, start: int, chars: int = 60) -> str:
        """Return what stands before a place, in lower case, within its own sentence."""
        return self.text[max(self.sentence(start)[0], start - chars) : start].lower()

    def after(self, end: int, chars: int = 60) -> str:
        """Return what stands after a place, in lower case, within its own sentence."""
        return self.text[end : min(self.sentence(max(end - 1, 0))[1], end + chars)].lower()


def ground_of(part: str, text: str) -> Ground:
    """Return a text with contact data, and words that command the reader, taken out of consideration."""
    ground = Ground(part, text)
    for match in CONTACT.finditer(ground.text):
        ground.take(match.start(), match.end())
    for start, _ in find_commands(ground.text):
        ground.take(*ground.sentence(start))
    return ground


def grounds_of(message: Message) -> tuple[Ground, ...]:
    """Return subject and newest words as grounds."""
    return ground_of("subject", message.subject), ground_of("reply", message.reply)
