"""Which number do words stand for: "nine", "quatre-vingt-six", "fünfundvierzig", "dwadzieścia siedem"?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "es": "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "it": "un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "pt": "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove",
    "pl": "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście "
    "szesnaście siedemnaście osiemnaście dziewiętnaście",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "pl": "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
}
_JOINS = {"en": ("-", " "), "fr": ("-", " et ", "-et-"), "es": (" y ",), "pt": (" e ",), "pl": (" ",), "it": ("",)}
_EXTRA: dict[str, dict[int, str]] = {
    "en": {1: "a_single", 2: "both", 12: "dozen", 20: "score", 100: "hundred a_hundred", 1000: "thousand a_thousand"},
    "de": {1: "eine einen einem einer eines eins", 2: "zwo beide beiden", 12: "dutzend", 30: "dreissig", 100: "hundert einhundert", 200: "zweihundert", 300: "dreihundert", 500: "fünfhundert", 1000: "tausend"},
    "fr": {1: "une", 2: "les_deux", 12: "douzaine", 70: "soixante-dix", 80: "quatre-vingts quatre-vingt", 90: "quatre-vingt-dix", 100: "cent", 200: "deux_cents", 300: "trois_cents", 400: "quatre_cents", 500: "cinq_cents", 1000: "mille"},
    "nl": {1: "één eén", 2: "beide", 12: "dozijn", 100: "honderd", 200: "tweehonderd", 300: "driehonderd", 500: "vijfhonderd", 1000: "duizend"},
    "es": {1: "una uno", 2: "ambos ambas", 12: "docena", 16: "dieciseis", 100: "cien ciento", 200: "doscientos doscientas", 300: "trescientos trescientas", 500: "quinientos quinientas", 1000: "mil"},
    "it": {1: "una uno", 2: "entrambi entrambe", 12: "dozzina", 100: "cento", 200: "duecento", 300: "trecento", 500: "cinquecento", 1000: "mille"},
    "pt": {1: "uma", 2: "duas ambos ambas", 3: "tres", 12: "dúzia", 16: "dezesseis", 17: "dezessete", 19: "dezenove", 14: "quatorze", 100: "cem cento", 200: "duzentos duzentas", 300: "trezentos", 500: "quinhentos", 1000: "mil"},
    "pl": {1: "jedna jedno jedną jednej jednego", 2: "dwie dwóch dwoje dwiema dwoma", 3: "trzech trzema", 4: "czterech", 5: "pięciu", 6: "sześciu", 7: "siedmiu", 8: "ośmiu", 9: "dziewięciu", 10: "dziesięciu", 12: "dwunastu tuzin", 15: "piętnastu", 20: "dwudziestu", 30: "trzydziestu", 40: "czterdziestu", 50: "pięćdziesięciu", 100: "sto stu", 200: "dwieście dwustu", 300: "trzysta trzystu", 500: "pięćset", 1000: "tysiąc"},
}  # fmt: skip
ARTICLES = frozenset(
    "un une uno una um uma ein eine einen einem einer eines een one jeden jedna jedno jedną jednej jednego".split()
)
_RUN = re.compile(r"(?<![\w-])[^\W\d_]{2,20}(?:[ -][^\W\d_]{1,20}){0,3}(?!\w)")


def _joined(language: str, ten: str, unit: str) -> list[str]:
    if language in ("de", "nl"):
        link = "und" if language == "de" else ("ën" if unit.endswith("e") else "en")
        return [f"{unit}{link}{ten}"]
    if language == "it":
        return [(ten[:-1] if unit[0] in "uo" else ten) + unit]
    if language == "es" and ten == "veinte":
        return [f"veinti{unit}"]
    return [f"{ten}{join}{unit}" for join in _JOINS[language]]


def _build(language: str) -> dict[str, int]:
    units, tens = _UNITS[language].split(), _TENS[language].split()
    found = {word: number for number, word in enumerate(units, 1)}
    found.update({ten: 20 + 10 * number for number, ten in enumerate(tens)})
    for number, ten in enumerate(tens):
        for unit in range(1, 10):
            found.update(dict.fromkeys(_joined(language, ten, units[unit - 1]), 20 + 10 * number + unit))
    if language == "fr":
        found.update({f"quatre-vingt-{units[unit - 1]}": 80 + unit for unit in range(1, 20)})
        found.update({f"soixante-{units[unit - 1]}": 60 + unit for unit in range(11, 20)})
    for number, words in _EXTRA[language].items():
        found.update({word.replace("_", " "): number for word in words.split()})
    return found


WORDS: dict[str, dict[str, int]] = {language: _build(language) for language in _UNITS}
_STARTS = {language: frozenset(re.split("[ -]", word)[0] for word in words) for language, words in WORDS.items()}
_FIRST = re.compile(r"(?<![\w])[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A number written in words: its value and its place in the text."""

    value: int
    start: int
    end: int
    text: str


def read_word(text: str, language: str) -> int | None:
    """Return the number that one word or a hyphened one stands for in a language, or None."""
    return WORDS.get(language, WORDS["en"]).get(text.lower())


def find_number_words(text: str, language: str) -> Iterator[NumberWord]:
    """Yield the numbers written in words of a language, the longest reading at each place."""
    known = language if language in WORDS else "en"
    words, starts = WORDS[known], _STARTS[known]
    position = 0
    for first in _FIRST.finditer(text):
        if first.start() < position or first.group().lower() not in starts:
            continue
        run = _RUN.match(text, first.start())
        length, value = _longest(run.group().lower(), words) if run else (0, None)
        if value is not None:
            position = first.start() + length
            yield NumberWord(value, first.start(), position, text[first.start() : position])


def _longest(run: str, words: dict[str, int]) -> tuple[int, int | None]:
    """Return the length and value of the longest beginning of a run of words that is a number."""
    ends = [m.start() for m in re.finditer(r"[ -]", run)] + [len(run)]
    for end in reversed(ends):
        value = words.get(run[:end])
        if value is not None:
            return end, value
    return 0, None
