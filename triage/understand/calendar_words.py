"""Which words name a day? Months and weekdays from CLDR, and the relative words of eight languages."""

import re
from functools import lru_cache

from babel import Locale

from triage.domain.codes import LANGUAGES

# Forms that people write and CLDR does not list.
EXTRA_MONTHS = {"sept": 9, "märz": 3, "maerz": 3, "jänner": 1, "feber": 2, "aout": 8, "fevrier": 2, "decembre": 12, "set": 9, "dez": 12, "out": 10, "fev": 2, "ago": 8, "ene": 1, "dic": 12, "abr": 4, "mrt": 3, "pazdziernika": 10, "wrzesnia": 9, "marco": 3, "mär": 3, "mrz": 3, "janv": 1, "févr": 2, "avr": 4, "juil": 7, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "ott": 10, "grudnia": 12}  # fmt: skip
EXTRA_DAYS = {"tues": 1, "thur": 3, "thurs": 3, "wednes": 2, "segunda": 0, "terça": 1, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "venerdi": 4, "lunedi": 0, "martedi": 1, "mercoledi": 2, "giovedi": 3, "piatek": 4, "piątek": 4, "środę": 2, "srode": 2, "sobotę": 5, "miercoles": 2, "sabado": 5, "sonnabend": 5, "poniedzialek": 0, "piątku": 4, "poniedziałku": 0, "wtorku": 1, "środy": 2, "czwartku": 3, "soboty": 5, "niedzieli": 6, "niedzielę": 6, "poniedziałkiem": 0, "wtorkiem": 1, "środą": 2, "czwartkiem": 3, "piątkiem": 4, "sroda": 2, "srody": 2, "piatku": 4, "sobote": 5}  # fmt: skip
NOT_A_DAY = frozenset({"so", "di", "do", "mi", "sa", "mo", "fr", "za", "ma", "wo", "vr", "zo", "d", "l", "m", "mar", "dim", "ven", "dom", "lun", "mié", "jue", "vie", "sáb", "mer", "gio", "seg", "ter", "qua", "qui", "sex", "sat", "sun", "mon", "jeu", "sam", "sob", "pt", "pon", "wt", "śr", "czw", "niedz", "gio.", "tue", "wed", "thu", "fri"})  # fmt: skip


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Return month names and abbreviations of all languages, lower case, without points."""
    found = dict(EXTRA_MONTHS)
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    found.setdefault(name.lower().rstrip("."), number)
    return {name: number for name, number in found.items() if len(name) >= 3}


@lru_cache(maxsize=1)
def weekdays() -> dict[str, int]:
    """Return weekday names of all languages, Monday is 0; short forms that are other words are left out."""
    found = dict(EXTRA_DAYS)
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.days[context][width].items():
                    found.setdefault(name.lower().rstrip("."), number)
    return {name: number for name, number in found.items() if name not in NOT_A_DAY}


# Days from the message's own day.
RELATIVE: dict[str, int] = {
    **dict.fromkeys(("today", "heute", "aujourd'hui", "aujourd’hui", "vandaag", "hoy", "oggi", "hoje", "dziś", "dzisiaj", "dzis", "tonight", "stamattina", "esta mañana", "this morning", "this afternoon", "heute morgen", "heute früh", "heutigen", "heutiger", "heutige", "odierno", "odierna", "in data odierna", "dzisiejszego", "dzisiejszym", "dzisiejsza", "dzisiejszej", "today's", "today’s", "d'aujourd'hui", "huidige dag", "hedenmorgen", "heden", "de hoje", "de hoy", "vanmorgen", "ce matin", "hoje de manhã", "this evening", "later today", "heute abend", "heute nachmittag", "ce soir", "cet après-midi", "vanavond", "vanmiddag", "esta tarde", "esta noche", "stasera", "questa mattina", "oggi pomeriggio", "hoje à tarde", "esta manhã", "dzisiejsze", "dzisiejszy", "dzisiejszą"), 0),
    **dict.fromkeys(("tomorrow", "tomorrow's", "morgigen", "morgige", "morgiger", "jutrzejszy", "jutrzejszego", "jutrzejszym", "jutrzejsza", "jutrzejszej", "jutrzejszą", "morgen früh", "demain", "mañana", "domani", "amanhã", "jutro"), 1),
    **dict.fromkeys(("the day after tomorrow", "day after tomorrow", "übermorgen", "uebermorgen", "après-demain", "overmorgen", "pasado mañana", "dopodomani", "depois de amanhã", "pojutrze"), 2),
    **dict.fromkeys(("yesterday", "yesterday's", "yesterday’s", "last night", "gestrigen", "gestrige", "gestriger", "gestriges", "d'hier", "d’hier", "gisteravond", "gisteren", "anoche", "wczorajszy", "wczorajszego", "wczorajsza", "wczorajszej", "wczorajsze", "wczorajszym", "wczorajszą", "gestern", "hier", "gisteren", "ayer", "ieri", "ontem", "wczoraj"), -1),
    **dict.fromkeys(("the day before yesterday", "day before yesterday", "vorgestern", "avant-hier", "eergisteren", "anteayer", "antes de ayer", "l'altro ieri", "l’altro ieri", "anteontem", "przedwczoraj"), -2),
}  # fmt: skip
ONLY_IN = {"hier": "fr", "morgen": "de"}  # "hier" is "here" in German and Dutch; "morgen" is also a greeting
END_OF_MONTH = (
    r"(?:the\s+)?end\s+of\s+(?:the|this)\s+month|month[- ]?end|(?:zum\s+|am\s+)?monatsende|ende\s+(?:des|dieses|diesen)\s+monats|ende\s+monat|fin\s+(?:du|de\s+ce|de)\s+mois|fin\s+courant|"
    r"(?:het\s+)?eind[e]?\s+(?:van\s+)?(?:de(?:ze)?\s+)?maand|(?:a\s+)?(?:fin|final(?:es)?)\s+de\s+(?:este\s+)?mes|(?:a\s+)?fine\s+(?:del\s+|di\s+questo\s+)?mese|(?:ao?\s+)?(?:fim|final)\s+d[oe](?:ste)?\s+mês|"
    r"ko[nń]c(?:a|u|em|iec)\s+(?:tego\s+)?miesi[aą]ca|koniec\s+miesi[aą]ca"
)
END_WORDS = r"end\s+(?:of\s+)?|ende\s+|fin\s+|eind[e]?\s+|fin(?:al(?:es)?)?\s+de\s+|fine\s+|fim\s+de\s+|final\s+de\s+|koniec\s+|końca\s+|końcem\s+"
MID_WORDS = r"mid[- ]|mitte\s+|mi-|half\s+|medio\s+|mediados\s+de\s+|metà\s+|meados\s+de\s+|połowie\s+|połowy\s+"
LAST = re.compile(
    r"(?:\blast|letzte[nrs]?|vorige[nrs]?|vergangene[nrs]?|dernier|passé|afgelopen|vorige|verleden|pasado|último|scors[oa]|passat[oa]|últim[oa]|ostatni\w*|zeszł\w*|ubiegł\w*)\b",
    re.IGNORECASE,
)
NEXT_WEEK = re.compile(
    r"next\s+week|nächste[rn]?\s+woche|kommende[rn]?\s+woche|semaine\s+prochaine|volgende\s+week|próxima\s+semana|semana\s+(?:que\s+viene|próxima|que\s+vem)|settimana\s+prossima|prossima\s+settimana|przyszł\w+\s+tygodni\w+|przyszłym\s+tygodniu",
    re.IGNORECASE,
)
UNITS: dict[str, int] = {
    **dict.fromkeys("day days tag tage tagen jour jours dag dagen día días dia dias giorno giorni dzień dni".split(), 1),
    **dict.fromkeys("week weeks woche wochen semaine semaines weken semana semanas settimana settimane tydzień tygodnie tygodni".split(), 7),
}  # fmt: skip
IN_WORDS = r"in|dans|d['’]ici|over|en|dentro\s+de|tra|fra|entro|em|daqui\s+a|za"
# After Portuguese weekday names that are ordinals, too: "a segunda via", "a quarta parcela".
ORDINAL_NOUN = re.compile(
    r"\s(?:vias?|vez|partes?|tentativas?|faturas?|parcelas?|linhas?|prestaç\w+|entregas?|encomendas?|remessas?|cobranças?|notas?|guias?|quinzena|semana|metade|páginas?|posiç\w+|máquinas?|unidades?)\b",
    re.IGNORECASE,
)
# Beside a weekday: the one to come.
COMING = re.compile(
    r"\b(?:next|coming|this\scoming|nächste[nrsm]?|kommende[nrsm]?|prochaine?|aanstaande|a\.s\.|komende|volgende|próxim[oa]|que\sviene|que\svem|prossim[oa]|przyszł\w+|najbliższ\w+|nadchodząc\w+)(?!\w)",
    re.IGNORECASE,
)
