"""Which documents are named? Numbers by their shape, by the label before them, or by the list they stand in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from triage.domain.codes import ReferenceKind
from triage.domain.reading import Reference
from triage.understand import reference_words as words
from triage.understand.goods_words import COUNT_NOUN, NOT_GOODS
from triage.understand.ground import Ground

LONGEST = 32
MOST = 1_000  # numbers that are taken from one part
LETTERS = re.compile(r"^([A-Za-z]{1,5})[-/._]?(?=\d)")
FAMILY = re.compile(r"^(?:[A-Za-z]{1,5})(?=[-/._]\w)")
MEASURE = re.compile(
    r"^(?:[A-Za-z]{1,2}\d{1,3}|[A-Za-z]{0,3}\d+(?:[.,]\d+)?(?:x\d+(?:[.,]\d+)?)+\w{0,3}|[\d.]+(?:mm|cm|dm|m|kg|g|gr|t|to|l|ml|cl|pcs|st|stk|szt|x|h|er|th|nd|rd|e|è|ème|de|ste|k|w|v|a|kw|kva|bar|min|go|tego)"
    r"|\d{1,2}[:h]\d{2}|\d{4,5}-\d[A-Z]{1,3}\d?|(?:EN|ISO|DIN|RAL|CE|EU|IP|KW|Q|SAE|AISI|BS|CO|COVID)-?\d+)$",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"^\s{0,2}(?:x\s|%|‰|€|\$|£|°|(?:eur|euros?|usd|gbp|chf|pln|zł|z[lł]ot\w{0,3}|cad|mxn|cop|clp|ars|brl|reais|pesos|francs?|franken|kg|g|gr|m|m²|m2|m³|mm|cm|km|l|t(?!/)|uhr|h|hrs?|min|days?|tage[n]?|jours?|d[ií]as?|giorni|dagen|dni|weeks?|hours?|years?)(?!\w))",
    re.IGNORECASE,
)
YEAR = re.compile(r"^(?:19[89]|20[0-3])\d(?:[-/](?:19|20)\d{2})?$")
DOTTED = re.compile(r"\d+(?:\.\d+)+")  # "NF 48.201": a number only right behind its label
LONG = 9  # digits: so many are a carrier's number, wherever its letters stand
YEAR_FIRST = re.compile(r"\d{2,}[-/][A-Z]{1,4}[-/]\d{2,}(?:[-/]\d{1,4})?")
SLASHED = re.compile(r"^\d{2,8}(?:[-/]\d{2,8}){1,3}$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word with digits in it that may be a document number; `text` without marks at its ends."""

    text: str
    start: int
    end: int

    @property
    def digits(self) -> int:
        """Return how many digits it has."""
        return sum(c.isdigit() for c in self.text)

    @property
    def own_kind(self) -> ReferenceKind | None:
        """Return what its own letters say, or None."""
        letters = LETTERS.match(self.text) or FAMILY.match(self.text)
        return words.PREFIXES.get(letters.group().strip("-/._").upper()) if letters else None


def normal_of(text: str) -> str:
    """Return a reference as it is compared: upper case, without spaces and outer marks."""
    return re.sub(r"\s+", "", text).strip(".,;:#()[]\"'").upper()


def find_shaped(
    ground: Ground, company_patterns: Iterable[tuple[ReferenceKind, re.Pattern[str]]] = ()
) -> list[Reference]:
    """List numbers whose shape alone tells the kind: Odoo's own, carriers', and those a company configured."""
    found: list[Reference] = []
    for kind, pattern in company_patterns:
        found.extend(_make(ground, kind, match.start(), match.end()) for match in ground.find(pattern) if match.group())
    for match in ground.find(words.SHAPE):
        found.append(_make(ground, words.SHAPE_KINDS[str(match.lastgroup)], match.start(), match.end()))
    return found


def find_labelled(ground: Ground) -> list[Reference]:
    """List numbers that a label word announces or whose letters tell their kind, and what follows in the same list."""
    labels = _labels(ground)
    found: list[Reference] = _spaced_tracking(ground, labels)
    last: Reference | None = None
    for token in islice(_tokens(ground), MOST):
        kind = _announced_kind(ground, token, labels)
        if kind is None and last is not None and _continues(ground, last, token):
            kind = token.own_kind or last.kind
        if kind is None:
            continue
        series = words.SERIES.search(ground.text, max(0, token.start - 5), token.start)
        start = series.start() if series and ground.is_free(series.start(), token.end) else token.start
        if start < token.start and series is not None:
            kind = words.PREFIXES.get(series["code"], kind)
        last = _make(ground, kind, start, token.end)
        found.append(last)
    return found


def find_bare(
    ground: Ground, known: list[Reference], default: ReferenceKind, *, loose: bool = False
) -> list[Reference]:
    """List numbers that look like document numbers though nothing announces them.

    Their own letters tell the kind, or a number of the same form already found, else `default`.
    In mails about payments and papers (`loose`) four digits are enough, else a small word must lead to them.
    """
    found: list[Reference] = []
    last: Reference | None = None
    for token in islice(_tokens(ground), MOST):
        follows = last is not None and _continues(ground, last, token)
        if not follows and not _looks_like_document(ground, token, [*known, *found], loose=loose):
            continue
        alike = next((ref.kind for ref in (*known, *found) if _is_alike(ref.text, token.text)), None)
        kind = token.own_kind or alike or (last.kind if follows and last else None) or _sap_kind(token.text) or default
        last = _make(ground, kind, token.start, token.end)
        found.append(last)
    return found


def _tokens(ground: Ground) -> Iterator[Token]:
    """Yield free words with digits that may be numbers of documents: no years, measures, decimals, counts."""
    for match in words.TOKEN.finditer(ground.text):
        start, end = match.span()
        if end - start > LONGEST or not any(c.isdigit() for c in match.group()):
            continue
        text = re.sub(
            r"^(\d{8,10}(?=/)|\d{10})[/-]\d{1,3}$", r"\1", match.group()
        )  # "4500338120/30": the line of the order
        token = Token(text, start, start + len(text))
        if ground.is_free(start, token.end) and _may_be_number(ground, token):
            yield token


def _may_be_number(ground: Ground, token: Token) -> bool:
    before, after = ground.text[max(0, token.start - 2) : token.start], ground.text[token.end : token.end + 14]
    if MEASURE.match(token.text) or YEAR.match(token.text) or re.match(r"[.,]\d{1,3}(?!\d)", after):
        return False
    if words.IMPOSSIBLE_DAY.fullmatch(token.text):
        return False
    if re.search(r"\d[.,]$|[€$£]\s?$|[§&]\s?$", before):
        return False
    if words.NORM.search(ground.text, max(0, token.start - 12), token.start):
        return False
    return not (COUNTED.match(after) and not token.text[0].isalpha() and len(token.text) < 8)


def _labels(ground: Ground) -> dict[int, tuple[ReferenceKind, str]]:
    """Return the places right behind a label word, each with its kind and the label as written."""
    places: dict[int, tuple[ReferenceKind, str]] = {}
    for match in words.LABEL.finditer(ground.text):
        end = match.end()
        while end < len(ground.text) and end - match.end() < 4 and ground.text[end] in " \t\n\u00a0":
            end += 1
        places[end] = (ReferenceKind(str(match.lastgroup)), match.group())
    return places


_VAGUE = frozenset({ReferenceKind.SALES_ORDER, ReferenceKind.INVOICE})


def _announced_kind(ground: Ground, token: Token, labels: dict[int, tuple[ReferenceKind, str]]) -> ReferenceKind | None:
    """Return the kind that a label before the token, or its own letters, tell."""
    kind, label = labels.get(token.start, (None, ""))
    if kind is not None and _fits_label(ground, token, label):
        return token.own_kind or kind if kind in _VAGUE else kind
    series = words.SERIES.search(ground.text, max(0, token.start - 5), token.start)
    if series is not None and token.digits >= 2:
        return words.PREFIXES.get(series["code"], ReferenceKind.INVOICE)
    if token.own_kind is None or words.NOT_OURS.search(ground.before(token.start, 32)):
        return None
    if words.SHORT_SERIES.fullmatch(token.text):
        return token.own_kind
    joined = re.match(r"[A-Za-z]{1,5}[-/._]", token.text) is not None
    is_upper = token.text[:1].isupper() and token.digits >= 3
    return token.own_kind if (joined and token.digits >= 3) or (is_upper and token.digits >= 4) else None


def _fits_label(ground: Ground, token: Token, label: str) -> bool:
    announced = words.ANNOUNCED.search(label) is not None
    if label.startswith("po") and not announced and token.digits < 4:
        return False  # Polish "po": "each at", not a purchase order
    if DOTTED.fullmatch(token.text):
        return re.fullmatch(r"[^\s.:#]+[\s.:#n°ºo]*", label) is not None and len(token.text.rpartition(".")[2]) >= 3
    if _is_count(ground, token, labelled=True) and not announced:
        return False
    if token.text.isdigit() and token.digits == 2 and words.BY_NAME.fullmatch(label):
        return COUNT_NOUN.match(ground.text, token.end) is None or not _is_count(ground, token)
    if (
        re.search(r"\b(?:of|von|de|di|van|do|da|over|über|z|a)\s*$", label, re.IGNORECASE)
        and token.text.isdigit()
        and token.digits < 4
    ):
        return False
    return token.digits >= (2 if announced or not token.text.isdigit() else 3)


def _is_count(ground: Ground, token: Token, *, labelled: bool = False) -> bool:
    """Tell whether goods or days are counted here: "200 Stück", "2500 viti"."""
    if not token.text.isdigit() or len(token.text) > 6:
        return False
    noun = COUNT_NOUN.match(ground.text, token.end)
    if noun is None:
        return False
    word = noun["noun"]
    is_round = token.text.endswith("00") and len(token.text) <= 5 and word[:1].islower() and len(word) >= 4
    return (
        noun["unit"] is not None or is_round or (not labelled and len(token.text) < 4 and NOT_GOODS.match(word) is None)
    )


def _continues(ground: Ground, last: Reference, token: Token) -> bool:
    """Tell whether a token goes on with the list that the last number began: "60412, 60415 and 60420"."""
    if last.place is None or token.start - last.place.end > 24 or token.start < last.place.end:
        return False
    between = ground.text[last.place.end : token.start]
    if words.JOIN.fullmatch(between) is None or not between.strip(" "):
        return False
    if "\n" in between and not _is_alike(last.text, token.text):
        return False
    same_family = last.text[:1].isalpha() == token.text[:1].isalpha() and abs(len(last.text) - len(token.text)) <= 2
    return (_is_alike(last.text, token.text) or (same_family and token.digits >= 3)) and not _is_count(
        ground, token, labelled=True
    )


def _looks_like_document(ground: Ground, token: Token, known: list[Reference], *, loose: bool) -> bool:
    """Tell whether a bare token is a document number: long enough, and no other thing's number."""
    text, before = token.text, ground.before(token.start, 40)
    if DOTTED.fullmatch(text) or words.NOT_OURS.search(before) or _is_count(ground, token) or token.digits < 3:
        return False
    if any(_is_alike(ref.text, text) for ref in known) and token.digits >= 3:
        return token.digits >= 4 or words.BEFORE_BARE.search(before) is not None
    if text.isdigit():
        return (len(text) >= 5 and len(text) <= 14) or (
            len(text) == 4 and _stands_alone(ground, token, before, loose=loose)
        )
    if SLASHED.match(text):
        return token.digits >= 5
    if re.fullmatch(r"\d{4,}-?/?[A-Z]", text):
        return True
    letters = sum(c.isalpha() for c in text)
    has_marks = re.search(r"[-/]", text) is not None
    if text[0].isdigit() and token.digits < LONG and not re.fullmatch(YEAR_FIRST, text):
        return False
    return text.upper() == text and letters <= 6 and token.digits >= (4 if has_marks or letters >= 2 else 5)


def _stands_alone(ground: Ground, token: Token, before: str, *, loose: bool) -> bool:
    """Tell whether a number of four digits stands as a document does: alone in a line, or after a small word."""
    if token.text.endswith("00") or token.text[:2] in ("19", "20"):
        return False
    return loose or words.BEFORE_BARE.search(before[-24:]) is not None or (ground.part == "subject" and bool(before))


def _sap_kind(text: str) -> ReferenceKind | None:
    """Return purchase order for ten digits in a number range that SAP gives to purchasing documents by default."""
    return ReferenceKind.PURCHASE_ORDER if re.fullmatch(r"(?:4[1-9]|55)\d{8}", text) else None


def _is_alike(left: str, right: str) -> bool:
    """Tell whether two numbers have the same form: same letters and marks, digits of about the same length."""
    shape_left, shape_right = (re.sub(r"\d+", "0", text.upper()) for text in (left, right))
    return shape_left == shape_right and abs(len(left) - len(right)) <= 1


_CARRIED = frozenset({ReferenceKind.TRACKING, ReferenceKind.DELIVERY})


def _spaced_tracking(ground: Ground, labels: dict[int, tuple[ReferenceKind, str]]) -> list[Reference]:
    """List tracking numbers that are written in groups behind their label: "DPK 7719 0034"."""
    found: list[Reference] = []
    for start, (kind, _) in labels.items():
        match = words.SPACED_TRACKING.match(ground.text, start) if kind in _CARRIED else None
        least = 6 if kind is ReferenceKind.TRACKING else 10
        if match is None or sum(c.isdigit() for c in match["number"]) < least or not ground.is_free(*match.span()):
            continue
        found.append(_make(ground, kind, *match.span()))
    return found


def _make(ground: Ground, kind: ReferenceKind, start: int, end: int) -> Reference:
    """Claim the place, without marks at its end, and return the reference."""
    text = ground.text[start:end].rstrip(".,;:-/ ")
    place = ground.take(start, start + len(text))
    return Reference(kind=kind, text=text, normal=normal_of(text), place=place)
