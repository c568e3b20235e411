"""Which days are named? Local forms, partial dates and relative words, resolved against the message's own day."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from triage.domain.codes import DateRole
from triage.domain.reading import DateMention
from triage.understand import calendar_words as words
from triage.understand import date_forms as forms
from triage.understand.date_days import (
    beside,
    day_of_month,
    fixed,
    in_nearest_year,
    last_weekday,
    make_date,
    nearest_year,
    weekday_by_tense,
)
from triage.understand.date_roles import WORDED, Said, date_as, propose_role, signs_of
from triage.understand.goods_words import COUNT_NOUN
from triage.understand.ground import Ground
from triage.understand.number_words import read_word
from triage.understand.roles import Matter, NamedDay

FURTHEST = 3_650  # days from the message: what lies beyond is no day of ours
MOST = 500  # days of one form that are looked at in one part


@dataclass(frozen=True, slots=True)
class Day:
    """The message's own day and how its writer orders day and month."""

    today: dt.date
    month_first: bool
    language: str


def day_of(sent_at: dt.datetime, language: str) -> Day:
    """Return the day that relative words count from; English from the Americas puts the month first."""
    offset = sent_at.utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0
    return Day(today=sent_at.date(), month_first=language == "en" and -10 <= hours <= -4, language=language)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that names a day; `settle` is asked with the role, for the past or the future."""

    start: int
    end: int
    settle: Callable[[bool], dt.date | None]
    vague: bool = False  # counts only beside a word that tells its role
    needs: frozenset[str] | None = None  # the topics of which one must be the nearest


def find_dates(ground: Ground, day: Day, matter: Matter) -> list[DateMention]:
    """List the days named in one part, each with its role, in the order of the text."""
    found: list[DateMention] = []
    for finder in (_written_out, _numeric, _weekday, _ordinal, _relative):
        for candidate in islice(finder(ground, day), MOST):
            if ground.is_free(candidate.start, candidate.end):
                found.extend(_resolve(ground, candidate, day, matter))
    return sorted(found, key=lambda mention: mention.place.start if mention.place else 0)


def _resolve(ground: Ground, candidate: Candidate, day: Day, matter: Matter) -> Iterator[DateMention]:
    """Yield the mention, when it has a role; a day of no matter here is taken all the same, so that it is no number."""
    past, ahead = candidate.settle(True), candidate.settle(False)
    if past is None or ahead is None:
        return  # the calendar has no such day: "44/03/2026" is a number
    if abs((past - day.today).days) > FURTHEST:
        return  # "sort code 20-11-43"
    said = Said(ground.before(candidate.start, 90), ground.after(candidate.end, 70), day.today, matter.primary)
    named = NamedDay(ground.text[candidate.start : candidate.end], past, ahead)
    role = _role_of(said, candidate, named, matter, in_subject=ground.part == "subject")
    if role is None and candidate.vague:
        return
    place = ground.take(candidate.start, candidate.end)
    if role is not None:
        date, role = date_as(role, named, said)
        yield DateMention(date=date, role=role, text=named.text, place=place)


def _role_of(said: Said, candidate: Candidate, named: NamedDay, matter: Matter, *, in_subject: bool) -> DateRole | None:
    proposal = propose_role(said, candidate.settle, vague=candidate.vague, needs=candidate.needs)
    form = (
        candidate.vague, candidate.needs is WORDED, candidate.needs not in (None, WORDED), in_subject,
    )  # fmt: skip
    return matter.judge.date(named, (*signs_of(said, named), *map(float, form)), proposal, matter)


@lru_cache(maxsize=1)
def _month_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words.months()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/.,])(?:(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|°|-?go|e)?\s?(?:of\s+|de\s+|d['’])?(?:the\s+)?(?P<m>{names})\b\.?|(?P<m2>{names})\b\.?\s+(?:the\s+)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,]?\d|:))"
        rf"(?:,?\s*(?:de(?:l)?\s+|of\s+)?(?P<y>(?:19|20)\d{{2}}|['’]\d{{2}})\b)?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _part_of_month_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words.months()), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<end>{words.END_WORDS})|(?P<mid>{words.MID_WORDS}))(?P<m>{names})\b(?:\s+(?:de\s+)?(?P<y>20\d{{2}}))?|(?P<this>\b(?:{words.END_OF_MONTH})\b)",
        re.IGNORECASE,
    )


def _written_out(ground: Ground, day: Day) -> Iterator[Candidate]:
    """Yield "12 March", "March 12th, 2026", "le 3 mars", "Ende Mai", "end of the month"."""
    for match in ground.find(_month_pattern()):
        noun = COUNT_NOUN.match(ground.text, match.end()) if match["d2"] else None
        if noun is not None and noun["unit"]:
            continue  # "by June 12 pallets": goods are counted
        month = words.months()[(match["m"] or match["m2"]).lower()]
        number = int(match["d"] or match["d2"])
        year = match["y"]
        date = make_date(int(year.lstrip("'’")), month, number) if year else nearest_year(day.today, month, number)
        settle = fixed(date) if year else in_nearest_year(day.today, month, number)
        yield Candidate(match.start(), match.end(), settle)
        earlier = forms.DAY_BEFORE.search(ground.text, max(0, match.start() - 20), match.start())
        if earlier is not None and date is not None and match["d"]:
            yield Candidate(earlier.start(), earlier.end("d"), beside(settle, int(earlier["d"])))
    for match in ground.find(_part_of_month_pattern()):
        month = day.today.month if match["this"] else words.months()[match["m"].lower()]
        first = (
            make_date(int(match["y"]), month, 1) if match["m"] and match["y"] else nearest_year(day.today, month, 15)
        )
        if first is not None:
            last = calendar.monthrange(first.year, month)[1]
            yield Candidate(
                match.start(),
                match.end(),
                fixed(first.replace(day=15 if match["mid"] else last)),
                True,
                frozenset({"promised"}),
            )


def _numeric(ground: Ground, day: Day) -> Iterator[Candidate]:
    """Yield 2026-03-12, 12.03.2026, 3/12/26, 12.03. and, after a word like "on", 12/3."""
    for match in ground.find(forms.ISO):
        yield Candidate(*match.span(), fixed(make_date(int(match["y"]), int(match["m"]), int(match["d"]))))
    for match in ground.find(forms.FULL):
        number, month = _order(int(match["a"]), int(match["b"]), day, match["mark"])
        yield Candidate(*match.span(), fixed(make_date(int(match["y"]), month, number)))
    for match in ground.find(forms.DOTTED):
        if len(match["b"]) == 1 and day.language not in ("de", "pl"):
            continue  # "item 7.4." ends a sentence
        yield Candidate(*match.span(), in_nearest_year(day.today, int(match["b"]), int(match["a"])))
    for match in ground.find(forms.SHORT):
        head = ground.text[max(0, match.start() - 14) : match.start()]
        if match["mark"] == "." and len(match["b"]) == 1 and not forms.POINT_DAY.search(head):
            continue  # "section 7.4", "a 3.1 certificate"
        noun = COUNT_NOUN.match(ground.text, match.end())
        if noun is not None and noun["unit"]:
            continue  # "8/10 cartons"
        polish = day.language == "pl" and match["mark"] == "." and re.fullmatch(r"0[1-9]|1[0-2]", match["b"])
        announced = forms.ON.search(head.split("\n")[-1]) or polish  # "11.06": Polish sums have a comma
        if (announced and not forms.FRACTION.search(head)) or _weekday_before(head):
            number, month = _order(int(match["a"]), int(match["b"]), day, match["mark"])
            yield Candidate(*match.span(), in_nearest_year(day.today, month, number))


def _weekday_before(head: str) -> bool:
    said = re.findall(r"\w+", head.lower())
    return bool(said) and said[-1] in words.weekdays()


def _order(first: int, second: int, day: Day, mark: str) -> tuple[int, int]:
    """Return (day, month): the calendar decides where it can, else the writer's country."""
    if first > 12:
        return first, second
    if second > 12 or (day.month_first and mark != "."):
        return second, first
    return first, second


@lru_cache(maxsize=1)
def _weekday_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words.weekdays()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?P<name>{names})(?:-feira)?s?(?![\w])(?:,?\s+(?:(?:the|den|dem|le|el|il|de|dia|día)\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|e)?(?![\d:.,/]\d|\d|\s?(?:%|€|uhr|h\b|x)))?",
        re.IGNORECASE,
    )


def _weekday(ground: Ground, day: Day) -> Iterator[Candidate]:
    """Yield "Friday", "letzten Donnerstag", "lunes 5", "venerdì prossimo"."""
    for match in ground.find(_weekday_pattern()):
        name = match["name"].lower()
        if not match.group().lower().startswith(name) or (match.group().endswith("s") and not name.endswith("s")):
            continue  # "Mondays" is a habit, not a day
        around = ground.text[max(0, match.start() - 22) : match.end() + 22]
        weekday = words.weekdays()[name]
        if words.ORDINAL_NOUN.match(ground.text, match.end()):
            continue  # "a segunda via"
        if match["d"]:
            yield Candidate(*match.span(), day_of_month(day.today, int(match["d"]), weekday))
        elif words.LAST.search(around):
            yield Candidate(*match.span(), fixed(last_weekday(day.today, weekday)))
        else:
            next_week = words.NEXT_WEEK.search(ground.text[max(0, match.start() - 30) : match.end() + 30])
            settle = weekday_by_tense(day.today, weekday, next_week=bool(next_week))
            coming = words.COMING.search(ground.text[max(0, match.start() - 16) : match.end() + 16])
            yield Candidate(*match.span(), fixed(settle(False)) if coming else settle, vague=True)


def _ordinal(ground: Ground, day: Day) -> Iterator[Candidate]:
    """Yield "the 15th", "am 15.", "le 15", "el día 15", "le 30 de ce mois"."""
    for match in ground.find(forms.ORDINAL):
        number = int(next(value for value in match.groups() if value))
        if not 1 <= number <= 31:
            continue
        this_month = forms.OF_THIS_MONTH.match(ground.text[match.end() : match.end() + 24])
        settle = (
            fixed(make_date(day.today.year, day.today.month, number)) if this_month else day_of_month(day.today, number)
        )
        yield Candidate(match.start(), match.end(), settle, vague=not this_month)


@lru_cache(maxsize=1)
def _relative_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, [*words.RELATIVE, "morgen"]), key=len, reverse=True))
    units = "|".join(sorted(words.UNITS, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?:(?P<word>{names})|(?:{words.IN_WORDS})\s+(?P<n>\d{{1,3}}|\w+)\s+(?P<unit>{units}))(?![\w-])",
        re.IGNORECASE,
    )


def _relative(ground: Ground, day: Day) -> Iterator[Candidate]:
    """Yield "tomorrow", "übermorgen", "in 10 days", "dentro de dos semanas"."""
    for match in ground.find(_relative_pattern()):
        word = (match["word"] or "").lower()
        if word == "hier" and day.language != "fr":
            continue
        if (word == "morgen" and not _is_tomorrow(ground, match)) or forms.UP_TO_NOW.search(
            ground.before(match.start())
        ):
            continue
        if word:
            days = 1 if word == "morgen" else words.RELATIVE[word]
        else:
            number = int(match["n"]) if match["n"].isdigit() else int(read_word(match["n"], day.language) or 0)
            days = number * words.UNITS[match["unit"].lower()]
            if not number:
                continue
        yield Candidate(
            *match.span(),
            fixed(day.today + dt.timedelta(days=days)),
            vague=True,
            needs=WORDED if word else forms.COUNTED,
        )


def _is_tomorrow(ground: Ground, match: re.Match[str]) -> bool:
    """Tell whether "morgen" means tomorrow: not "guten Morgen", "heute Morgen", "jeden Morgen"."""
    head = ground.text[max(0, match.start() - 12) : match.start()].lower()
    greeting = re.search(r"(?:guten|goede|goeden|heute|gestern|jeden|am|diesen|den|der|vom|elke|deze|de)\s*$", head)
    return (not greeting and bool(head.strip())) or (not greeting and match.group()[0].islower())
