"""What is a sum or a day in this mail, once its words and the mail's intents are weighed together?

The words beside a mention propose a role (`amount_roles`, `date_roles`). Learned weights then judge the
proposal by how near each kind of word stands and by everything the mail is about; without a model the
proposal stands.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from triage.domain.codes import AmountRole, DateRole, Intent
from triage.domain.reading import Amount

Weights = npt.NDArray[np.float32]
AMOUNT_ROLES = tuple(AmountRole)
DATE_ROLES: tuple[DateRole | None, ...] = (None, *DateRole)  # None: a day of no matter here
INTENTS = tuple(Intent)
FAMILIES = tuple(dict.fromkeys(intent.family for intent in Intent))
SURE = 0.7  # from this share on the weights overrule the words on a day's role
REACH = 18.0  # characters over which a word's pull falls to a third


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A place that names a day: as written, and the day it is when past and when to come."""

    text: str
    past: dt.date
    ahead: dt.date


class Judge(Protocol):
    """Decides the role of a mention; `signs` are what stands around it, as numbers."""

    def amount(self, amount: Amount, signs: Sequence[float], matter: "Matter", /) -> AmountRole:
        """Return the role of a sum, whose present role is the words' proposal."""

    def date(
        self, day: NamedDay, signs: Sequence[float], proposal: DateRole | None, matter: "Matter", /
    ) -> DateRole | None:
        """Return the role of a day, None where it is of no matter."""


class ByWords:
    """Takes what the words propose."""

    def amount(self, amount: Amount, _signs: Sequence[float], _matter: "Matter", /) -> AmountRole:
        """Return the role proposed."""
        return amount.role

    def date(
        self, _day: NamedDay, _signs: Sequence[float], proposal: DateRole | None, _matter: "Matter", /
    ) -> DateRole | None:
        """Return the role proposed."""
        return proposal


@dataclass(frozen=True, slots=True)
class Matter:
    """What a mail is about, and who decides what its sums and days are."""

    primary: Intent
    further: tuple[Intent, ...] = ()
    judge: Judge = ByWords()


class Learned:
    """Weighs signs, proposal and intents with the weights of a released model."""

    def __init__(self, amount_weights: Weights, date_weights: Weights) -> None:
        self._amounts, self._dates = amount_weights, date_weights

    def amount(self, amount: Amount, signs: Sequence[float], matter: Matter, /) -> AmountRole:
        """Return the likeliest role of a sum."""
        row = features(signs, AMOUNT_ROLES.index(amount.role), len(AMOUNT_ROLES), matter)
        return AMOUNT_ROLES[int((row @ self._amounts).argmax())]

    def date(
        self, day: NamedDay, signs: Sequence[float], proposal: DateRole | None, matter: Matter, /
    ) -> DateRole | None:
        """Return the role of a day that the words give one: the likeliest where that is sure, else the proposal.

        Whether a day matters at all, and which one "Friday" is, is left to the words: the marked mails are
        too few to teach that.
        """
        if proposal is None or day.past != day.ahead:
            return proposal
        logits = (features(signs, DATE_ROLES.index(proposal), len(DATE_ROLES), matter) @ self._dates)[1:]
        shares = np.exp(logits - logits.max())
        likeliest = int(shares.argmax())
        return DATE_ROLES[1 + likeliest] if shares[likeliest] > SURE * shares.sum() else proposal


def pull_of(distance: int) -> float:
    """Return how strongly a word pulls over a distance in characters: one beside the mention, less further off."""
    return math.exp(-max(distance, 0) / REACH)


def features(signs: Sequence[float], proposal: int, choices: int, matter: Matter) -> Weights:
    """Return the numbers that the weights are for: signs, proposal, primary intent, its family, further ones, one."""
    row = np.zeros(len(signs) + choices + 2 * len(INTENTS) + len(FAMILIES) + 1, np.float32)
    start = len(signs)
    row[:start] = signs
    row[start + proposal] = row[-1] = 1
    start += choices
    row[start + INTENTS.index(matter.primary)] = 1
    start += len(INTENTS)
    row[start + FAMILIES.index(matter.primary.family)] = 1
    start += len(FAMILIES)
    for intent in matter.further:
        row[start + INTENTS.index(intent)] = 1
    return row
