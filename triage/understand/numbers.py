"""How much is "1.250,00", "1'250.00" or "nine"? Local numerals read into decimals, never by guess of a library."""

import re
from decimal import Decimal, InvalidOperation

# Digits with thousands groups (point, comma, apostrophe, any space) and one or two decimals, or plain digits.
NUMERAL = (
    r"\d{1,3}(?:['’.,   ]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?!\d)"  # Indian lakh grouping
    r"|\d+(?:[.,]\d{1,4})?"
)
SPACES = re.compile(r"['’   ]")
POINT_LANGUAGES = frozenset({"en"})  # where a single separator before three digits groups with a comma

WORDS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "",
            "one un eine einen einem einer eines une een één uno una um uma jeden jedna jedno jedną ein",
            "two zwei deux twee dos due dois duas dwa dwie dwóch dwoje zwo both beide beiden",
            "three drei trois drie tres tre três trzy trzech",
            "four vier quatre cuatro quattro quatro cztery czterech",
            "five fünf cinq vijf cinco cinque pięć pięciu",
            "six sechs zes seis sei sześć sześciu",
            "seven sieben sept zeven siete sette sete siedem siedmiu",
            "eight acht huit ocho otto oito osiem ośmiu",
            "nine neun neuf negen nueve nove dziewięć dziewięciu",
            "ten zehn dix tien diez dieci dez dziesięć dziesięciu",
            "eleven elf onze once undici jedenaście jedenastu",
            "twelve zwölf douze twaalf doce dodici doze dwanaście dwunastu dozen dutzend douzaine dozijn docena dozzina dúzia tuzin",
            "thirteen dreizehn treize dertien trece tredici treze trzynaście",
            "fourteen vierzehn quatorze veertien catorce quattordici catorze czternaście",
            "fifteen fünfzehn quinze vijftien quince quindici piętnaście",
            "sixteen sechzehn seize zestien dieciséis sedici dezesseis dezasseis szesnaście",
            "seventeen siebzehn zeventien diecisiete diciassette dezessete dezassete siedemnaście",
            "eighteen achtzehn achttien dieciocho diciotto dezoito osiemnaście",
            "nineteen neunzehn negentien diecinueve diciannove dezenove dezanove dziewiętnaście",
            "twenty zwanzig vingt twintig veinte venti vinte dwadzieścia",
        )
    )
    for word in words.split()
}
WORDS.update(
    dict.fromkeys("thirty dreißig dreissig trente dertig treinta trenta trinta trzydzieści".split(), 30)
    | dict.fromkeys("forty vierzig quarante veertig cuarenta quaranta quarenta czterdzieści".split(), 40)
    | dict.fromkeys("fifty fünfzig cinquante vijftig cincuenta cinquanta cinquenta pięćdziesiąt".split(), 50)
    | dict.fromkeys("sixty sechzig soixante zestig sesenta sessanta sessenta sześćdziesiąt".split(), 60)
    | dict.fromkeys("hundred hundert cent honderd cien cento cem sto".split(), 100)
)


def read_number(text: str, language: str) -> Decimal | None:
    """Return the decimal that a numeral stands for in a language, or None when it is none.

    Both separators: the last one is the decimal. A single one before exactly three digits groups
    thousands, except a point in English quantities such as "1.500", which is read as 1500 as well:
    nobody here bills thousandths.
    """
    plain = SPACES.sub("", text.strip()).rstrip(".,-–")
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return _decimal(plain)
    mark, tail = plain[last], plain[last + 1 :]
    other = "," if mark == "." else "."
    if other in plain:
        return _decimal(plain.replace(other, "").replace(mark, "."))
    if plain.count(mark) > 1 or (len(tail) == 3 and plain[:last] not in ("", "0")):
        return _decimal(plain.replace(mark, ""))
    return _decimal(plain.replace(mark, "."))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def read_word(text: str) -> Decimal | None:
    """Return the number that a word of one of the eight languages stands for, or None."""
    number = WORDS.get(text.lower())
    return Decimal(number) if number else None


NUMBER_WORDS = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True)).replace("\\ ", r"\s")
# Number words that are no articles or other words: "zwanzig", "vingt", not "un" or "sei".
SMALL_NUMBER_WORDS = "|".join(
    sorted((re.escape(word) for word, number in WORDS.items() if number >= 5 and len(word) >= 4), key=len, reverse=True)
)
