"""Which references, amounts, quantities and dates does a message name? The finders in the order of their certainty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from triage.domain.codes import Intent, ReferenceKind
from triage.domain.message import Message
from triage.domain.reading import Amount, DateMention, Quantity, Reference
from triage.understand import amount_roles, amounts, dates, payment_lists, quantities, references
from triage.understand.flags import find_commands
from triage.understand.ground import grounds_of
from triage.understand.roles import Matter

T = TypeVar("T", Amount, DateMention, Reference)
Patterns = Sequence[tuple[ReferenceKind, re.Pattern[str]]]


COUNTING = frozenset({Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS, Intent.WRONG_GOODS, Intent.NOT_ORDERED})


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a message names, each with its place, in the order of the text."""

    references: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()


def extract(message: Message, *, language: str, matter: Matter, company_patterns: Patterns = ()) -> Mentions:
    """Return everything named in subject and newest words; roles are judged by the words and what the mail is about."""
    primary = matter.primary
    grounds = grounds_of(message)
    if primary is Intent.SPAM and any(find_commands(ground.text) for ground in grounds):
        return Mentions()
    day = dates.day_of(message.day, language)
    found_references: list[Reference] = []
    found_amounts: list[Amount] = []
    found_dates: list[DateMention] = []
    for ground in grounds:
        found_references.extend(references.find_shaped(ground, company_patterns))
    for ground in grounds:
        found_dates.extend(dates.find_dates(ground, day, matter))
        found_references.extend(references.find_labelled(ground))
        found_amounts.extend(amounts.find_amounts(ground, language))
    found_quantities: list[Quantity] = []
    known = frozenset(reference.text for reference in found_references)
    for ground in grounds:
        found_amounts.extend(amounts.find_bare_amounts(ground, primary))
        found_quantities.extend(quantities.find_quantities(ground, language, primary, known))
    for ground in grounds:
        if primary is not Intent.QUOTE:  # there the bare numbers are articles
            bare = references.find_bare(ground, found_references, _likely_kind(primary), loose=_is_loose(primary))
            found_references.extend(bare)
        found_amounts = amount_roles.assign_roles(ground, found_amounts, found_references, matter)
    listed_references, listed_amounts = payment_lists.read_lists(message.attachments, day, primary)
    found_references.extend(listed_references)
    texts = [ground.text for ground in grounds]
    found_amounts = amounts.settle_currencies([*found_amounts, *listed_amounts], texts, language, message.day)
    return Mentions(
        references=_each_once(found_references),
        amounts=tuple(_in_order(found_amounts)),
        quantities=tuple(found_quantities),
        dates=() if primary.is_noise else tuple(_in_order(found_dates)),
    )


def _is_loose(primary: Intent) -> bool:
    """Tell whether numbers of four digits are papers in such a mail: where no goods are counted."""
    return primary.family in ("payment", "document") or (primary.is_dispute and primary not in COUNTING)


def _likely_kind(primary: Intent) -> ReferenceKind:
    match primary:
        case Intent.ORDER_STATUS | Intent.ORDER_CHANGE:
            return ReferenceKind.PURCHASE_ORDER
        case Intent.PROOF_OF_DELIVERY:
            return ReferenceKind.DELIVERY
        case Intent.ORDER_RETURN:
            return ReferenceKind.SALES_ORDER
    return ReferenceKind.INVOICE


def _in_order(found: list[T]) -> list[T]:
    parts = {"subject": 0, "reply": 1}
    return sorted(found, key=lambda m: (parts.get(m.place.part, 2), m.place.start) if m.place else (3, 0))


def _each_once(found: list[Reference]) -> tuple[Reference, ...]:
    """Return each number once, with its first place; a kind told by a label beats one that was guessed."""
    first: dict[str, Reference] = {}
    for reference in found:
        first.setdefault(reference.normal, reference)
    return tuple(_in_order(list(first.values())))
