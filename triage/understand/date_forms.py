"""In which forms are days written? Numeric, written out, ordinal and partial dates of eight languages."""

import re

ISO = re.compile(r"(?<![\d/.-])(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d/-])")
FULL = re.compile(
    r"(?<![\d/.-])(?P<a>\d{1,2})\s?(?P<mark>[./-])\s?(?P<b>\d{1,2})\s?(?P=mark)\s?(?P<y>(?:19|20)?\d{2})(?![\d/-])"
)
DOTTED = re.compile(r"(?<![\d/.,-])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?!\s?\d)")
SHORT = re.compile(
    r"(?<![\d/.,-])(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?![\d/%-]|[.,]\d|\s?(?:€|eur\b|%|kg\b|mm\b|x\b|zł|pln\b|chf\b|usd\b|gbp\b))",
    re.IGNORECASE,
)
ON = re.compile(
    r"(?:\d[/.-]\d{1,2}\.?,?\s(?:(?:and|en|und|et|y|e|i)\s)?|\b(?:on|by|until|till|before|from|since|of|due|am|bis|zum|vom|ab|seit|den|der|de|le|du|au|avant|depuis|op|voor|tot|van|sinds|el|día|al|del|desde|antes\s+del|il|al|del|entro|dal|em|dia|no|até|de|a|dnia|do|od|z|w|na|error|vers|pour\s+le|dzień|para|valuta|vencimento|vencimiento|échéance|scadenza|datum|uiterlijk|programação\s+de|per|pro|nuev[ao]|fecha|date|data|fijad[ao]|ricordo|scad\.?|venc\.?|vto\.?|éch\.?|herinnering|mahnung|rappel|sollecito|recordatorio|lembrete|monit|reminder|lieferung|levering|entrega|livraison|consegna|dostawa|delivery)\s+|\(\s*|^)$",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"(?:\bthe\s+(?P<en>\d{1,2})(?:st|nd|rd|th)\b|\b(?P<en2>\d{1,2})(?:st|nd|rd|th)\b(?!\s+of\s+[a-z]+\s+floor)|\b(?:am|zum|bis|der|den|vom)\s+(?P<de>\d{1,2})\.(?!\s?\d)(?!\s+(?:Tag|Mal|Quartal|Woche|Stock|Obergeschoss|OG|UG|Halbjahr|Mahn|Rate|Teil|Monat|Platz|Liefer|Sendung|Palette|KW|Änderung|Senat|Etage|Jahr|Fall|Versuch|Lager)(?-i:))|"
    r"\b(?:le|du|au|run\s+du)\s+(?P<fr>\d{1,2})(?:er)?\b(?!\s*(?:%|€))|\b(?:el|al|del)\s+(?:día\s+)?(?P<es>\d{1,2})\b|\bdía\s+(?P<es2>\d{1,2})\b|\b(?:dia|no\s+dia)\s+(?P<pt>\d{1,2})\b|\bil\s+(?:giorno\s+)?(?P<it>\d{1,2})\b|"
    r"\b(?:op\s+)?(?:de|den)\s+(?P<nl>\d{1,2})e\b|\b(?P<pl>\d{1,2})(?:-?go|-?tego|-?ego)\b|\bdnia\s+(?P<pl2>\d{1,2})\b)(?!\s*(?:%|€|h\b|uhr|x\b|\d|[./-]\d))",
    re.IGNORECASE,
)
OF_THIS_MONTH = re.compile(
    r"^\s*(?:(?:of\s+)?this\s+month|d(?:ieses|e)\s+monats|(?:de|du)\s+(?:ce\s+)?mois|courant|d\.?\s?m\.?|van\s+deze\s+maand|de\s+este\s+mes|del\s+(?:presente|corriente)|(?:del\s+)?(?:corrente|c\.?\s?m\.?)|deste\s+mês|b\.?\s?m\.?)",
    re.IGNORECASE,
)
POINT_DAY = re.compile(r"\b(?:am|zum|vom|bis|den|dem|ab|dnia|do|od|z|seit|der)\s+$", re.IGNORECASE)
DAY_BEFORE = re.compile(
    r"(?<![\w.,/])(?P<d>\d{1,2})(?:st|nd|rd|th|\.|er|e|º)?\s?(?:,|and|und|et|y|e|en|i|&|or|oder)\s(?:on\s|op\s|am\s|le\s|el\s|il\s|del?\s|al?\s|em\s|dnia\s|the\s|de\s|dia\s)?$",
    re.IGNORECASE,
)
COUNTED = frozenset({"promised", "due"})  # "in ten days" is a day only where something is promised for it
FRACTION = re.compile(r"\d\s{1,2}(?:of|von|sur|van|de|su|di|z)\s*$", re.IGNORECASE)
# "to this day nothing came": no day on which something was done.
UP_TO_NOW = re.compile(
    r"\b(?:bis|until|up\sto|jusqu['’][àa]|tot|hasta\s(?:el\sdía\sde)?|fino\sad|até|do|a)\s$", re.IGNORECASE
)
