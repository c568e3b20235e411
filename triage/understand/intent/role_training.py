"""How are the weights that judge the roles of sums and days made? From mails whose mentions are marked."""

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from triage.domain.codes import AmountRole, DateRole, Intent
from triage.domain.message import Message
from triage.domain.reading import Amount
from triage.understand.extract import extract
from triage.understand.intent.weights import Matrix
from triage.understand.roles import AMOUNT_ROLES, DATE_ROLES, Matter, NamedDay, features

SEED = 20261124
FOLDS = 8
OVERHEARD = 0.25  # share of the further intents that are kept from the fitting, as a reader misses some
STRENGTH = {"amount": 1.0, "date": 3.0}  # inverse of the penalty, chosen by cross-validation
CHOICES: dict[str, tuple[Any, ...]] = {"amount": AMOUNT_ROLES, "date": DATE_ROLES}
WHEN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Marked:
    """A mail with what its sums and days are: by value or day where they are known, else by the words marked."""

    message: Message
    language: str
    matter: Matter
    amounts: dict[Decimal, str]
    dates: dict[str, str]
    words: dict[str, list[tuple[str, str]]]  # kind: (words, role)


@dataclass(frozen=True, slots=True)
class FittedRoles:
    """The arrays by their names, and how many mentions were judged right by weights that had not seen the mail."""

    weights: dict[str, Matrix]
    metrics: dict[str, float]


@dataclass(slots=True)
class _Listener:
    """A judge that takes the proposal, and notes what it was asked with the truth."""

    marked: Marked
    heard: dict[str, list[tuple[Matrix, int]]] = field(default_factory=lambda: {"amount": [], "date": []})

    def amount(self, amount: Amount, signs: Sequence[float], matter: Matter, /) -> AmountRole:
        """Note a sum whose role is known."""
        truth = self.marked.amounts.get(amount.value) or self._marked_as("amount", amount.text)
        if truth is not None:
            row = features(signs, AMOUNT_ROLES.index(amount.role), len(AMOUNT_ROLES), matter)
            self.heard["amount"].append((row, AMOUNT_ROLES.index(AmountRole(truth))))
        return amount.role

    def date(
        self, day: NamedDay, signs: Sequence[float], proposal: DateRole | None, matter: Matter, /
    ) -> DateRole | None:
        """Note a day; one that is not marked has no role."""
        dates = self.marked.dates
        truth = dates.get(str(day.past)) or dates.get(str(day.ahead)) or self._marked_as("date", day.text)
        row = features(signs, DATE_ROLES.index(proposal), len(DATE_ROLES), matter)
        self.heard["date"].append((row, DATE_ROLES.index(DateRole(truth) if truth else None)))
        return proposal

    def _marked_as(self, kind: str, text: str) -> str | None:
        low = text.lower()
        return next((role for words, role in self.marked.words[kind] if low in words.lower() or words in text), None)


def load_marked(folder: Path, newest: Callable[[str], str]) -> list[Marked]:
    """Return the training mails whose sums and days are marked; raises `KeyError` or `ValueError` on a bad row."""
    dice = random.Random(SEED)  # noqa: S311 (not a secret: the same rows must be drawn again)
    paths = [path for kind in ("train", "short") for path in sorted((folder / kind).glob("*.jsonl"))]
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [_marked(row, newest, dice) for row in rows if "fields" in row or "marks" in row]


def _marked(row: dict[str, Any], newest: Callable[[str], str], dice: random.Random) -> Marked:
    fields, marks = row.get("fields", {}), row.get("marks", [])
    sent_at = dt.datetime.fromisoformat(row["date"]) if "date" in row else WHEN
    further = tuple(Intent(code) for code in row["further"] if dice.random() >= OVERHEARD)
    reply = newest(row["body"])
    message = Message(
        message_id="marked", digest="", sender=None, subject=row["subject"], sent_at=sent_at, received_at=sent_at,
        text=reply, reply=reply,
    )  # fmt: skip
    return Marked(
        message=message,
        language=row["language"],
        matter=Matter(Intent(row["primary"]), further),
        amounts={Decimal(entry["value"]): entry["role"] for entry in fields.get("amounts", [])},
        dates={entry["date"]: entry["role"] for entry in fields.get("dates", [])},
        words={kind: [(m["text"], m["role"]) for m in marks if m["kind"] == kind] for kind in ("amount", "date")},
    )


def fit(mails: Sequence[Marked]) -> FittedRoles:
    """Return the weights fitted on marked mails; raises `ValueError` where they are fewer than the folds."""
    heard = list(_listen(mails))
    weights: dict[str, Matrix] = {}
    metrics: dict[str, float] = {}
    for kind, choices in CHOICES.items():
        rows = [(row, truth, group) for group, found in enumerate(heard) for row, truth in found[kind]]
        weights[f"{kind}_roles"], metrics[f"{kind}_roles_right"] = _fit_kind(rows, choices, STRENGTH[kind])
    return FittedRoles(weights, metrics)


def _listen(mails: Sequence[Marked]) -> Iterator[dict[str, list[tuple[Matrix, int]]]]:
    for mail in mails:
        listener = _Listener(mail)
        matter = Matter(mail.matter.primary, mail.matter.further, listener)
        extract(mail.message, language=mail.language, matter=matter)
        yield listener.heard


def _fit_kind(
    rows: Sequence[tuple[Matrix, int, int]], choices: tuple[Any, ...], strength: float
) -> tuple[Matrix, float]:
    features_of, truth = np.stack([row for row, _, _ in rows]), np.array([truth for _, truth, _ in rows])
    groups = np.array([group for _, _, group in rows])
    right = np.zeros(len(truth), bool)
    for seen, unseen in GroupKFold(FOLDS).split(features_of, groups=groups):
        fitted = _regress(features_of[seen], truth[seen], len(choices), strength)
        right[unseen] = (features_of[unseen] @ fitted).argmax(1) == truth[unseen]
    return _regress(features_of, truth, len(choices), strength), round(float(right.mean()), 4)


def _regress(rows: Matrix, truth: Any, count: int, strength: float) -> Matrix:
    """Return weights (features x roles); a role that never occurred is never chosen."""
    model = LogisticRegression(C=strength, max_iter=3000, fit_intercept=False).fit(rows, truth)
    weights = np.zeros((rows.shape[1], count), np.float32)
    weights[-1] = -1e3
    weights[:, model.classes_] = model.coef_.T
    return weights
