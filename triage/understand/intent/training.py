"""How is the intent model made? Two levels of linear classifiers, the second fitted on scores out of fold."""

import json
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC

from triage.domain.codes import Intent
from triage.understand.intent import features, second_level
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.intent.weights import (
    SENSE_POOLS,
    STRETCH,
    WORD_POOLS,
    Matrix,
    Pieces,
    SenseScorer,
    Weights,
    pool_senses,
    pool_words,
)

LABELS = tuple(intent.value for intent in Intent)
SEED = 20261124
FOLDS = 5
HIDDEN = 1024
FEWEST_FURTHER = 15


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled mail or phrase; `reply` holds the newest words only."""

    subject: str
    reply: str
    primary: str
    further: tuple[str, ...]
    language: str
    is_mail: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training gives: the arrays, the words, and probabilities for mails that the model had not seen."""

    weights: Weights
    terms: tuple[str, ...]
    unseen_primary: Matrix  # mails x K, out of fold
    unseen_further: Matrix
    mails: tuple[Row, ...]


class Trainer:
    """Fits both levels; the same rows and seed give the same metrics."""

    def __init__(self, rows: Sequence[Row], roles: dict[str, Matrix], encoder: SentenceEncoder) -> None:
        self._roles = roles
        self._rows = tuple(rows)
        self._mails = tuple(row for row in rows if row.is_mail)
        self._encoder = encoder
        self._pieces = [Pieces.of(row.subject, row.reply) for row in self._mails]
        self._y = np.array([LABELS.index(row.primary) for row in rows])
        self._mail_rows = np.array([number for number, row in enumerate(rows) if row.is_mail])

    def fit(self) -> Fitted:
        """Return the fitted model."""
        whole = [Pieces.of(row.subject, row.reply).whole if row.is_mail else row.reply for row in self._rows]
        vectorizer = TfidfVectorizer(analyzer=analyze, sublinear_tf=True, min_df=3, dtype=np.float32)
        words = vectorizer.fit_transform([features.clean(text) for text in whole])
        texts = [piece.texts for piece in self._pieces]
        flat = [text for group in texts for text in group]
        flat_words = vectorizer.transform([features.clean(text) for text in flat])
        flat_senses = self._encoder.encode_all(flat)
        ends = np.cumsum([len(group) for group in texts])
        places = [slice(end - len(group), end) for group, end in zip(texts, ends, strict=True)]
        senses = self._pair_up(self._encoder.encode_all(whole), flat_senses, places)
        word_pool, sense_pool, presence = self._pool_unseen(words, senses, flat_words, flat_senses, places)
        level_two = self._fit_second(word_pool, sense_pool, presence)
        first = self._fit_first(words, senses, np.arange(len(self._rows)))
        weights = Weights(idf=vectorizer.idf_.astype(np.float32), **first, **level_two, **self._roles)
        primary, further = self._unseen(np.concatenate([word_pool, sense_pool], axis=1), presence)
        return Fitted(weights, tuple(vectorizer.get_feature_names_out()), primary, further, self._mails)

    def _pair_up(self, senses: Matrix, flat_senses: Matrix, places: Sequence[slice]) -> Matrix:
        """Return each row's vector beside the mean of its sentences' vectors; a phrase is its own only sentence."""
        means = senses.copy()
        for row, place in zip(self._mail_rows, places, strict=True):
            means[row] = flat_senses[place][2:].mean(axis=0)
        return np.concatenate([senses, means], axis=1)

    def _fit_first(self, words: csr_matrix, senses: Matrix, chosen: Any) -> dict[str, Matrix]:
        svm = LinearSVC(C=0.4, random_state=SEED).fit(words[chosen], self._y[chosen])
        presence_weight, presence_bias = self._fit_presence(words[chosen], chosen)
        heard = np.array([[label in (row.primary, *row.further) for label in LABELS] for row in self._rows])
        return {
            "presence_weight": presence_weight,
            "presence_bias": presence_bias,
            "word_weight": svm.coef_.T.astype(np.float32),
            "word_bias": svm.intercept_.astype(np.float32),
            **fit_net(senses[chosen], self._y[chosen], HIDDEN, ("hidden", "sense")),
            **fit_net(senses[chosen], heard[chosen], HIDDEN // 2, ("said_hidden", "said")),
        }

    def _fit_presence(self, words: csr_matrix, chosen: Any) -> tuple[Matrix, Matrix]:
        """Return a model per label of whether it is said at all; labels hardly ever said besides stay silent."""
        weight = np.zeros((words.shape[1], len(LABELS)), np.float32)
        bias = np.full(len(LABELS), -1.0, np.float32)
        for number, label in enumerate(LABELS):
            if sum(label in mail.further for mail in self._mails) < FEWEST_FURTHER:
                continue
            said = [label in (self._rows[row].primary, *self._rows[row].further) for row in chosen]
            fitted = LinearSVC(C=0.4, class_weight={False: 1, True: 3}, random_state=SEED).fit(words, said)
            weight[:, number], bias[number] = fitted.coef_[0], fitted.intercept_[0]
        return weight, bias

    def _pool_unseen(
        self, words: csr_matrix, senses: Matrix, flat_words: csr_matrix, flat_senses: Matrix, places: Sequence[slice]
    ) -> tuple[Matrix, Matrix, Matrix]:
        """Return the pooled scores and presence of every mail by first-level models that have not seen it."""
        count, size = len(self._mails), len(LABELS)
        word_pool = np.zeros((count, WORD_POOLS, size), np.float32)
        sense_pool = np.zeros((count, SENSE_POOLS, size), np.float32)
        presence_pool = np.zeros((count, WORD_POOLS + SENSE_POOLS, size), np.float32)
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        for _, unseen in folds.split(self._mail_rows, self._y[self._mail_rows]):
            chosen = np.setdiff1d(np.arange(len(self._rows)), self._mail_rows[unseen])
            first = self._fit_first(words, senses, chosen)
            sense, said = scorer_of(first, "hidden", "sense"), scorer_of(first, "said_hidden", "said")
            for mail in unseen:
                own_words, own_senses = flat_words[places[mail]], flat_senses[places[mail]]
                word_pool[mail] = pool_words(np.asarray(own_words @ first["word_weight"] + first["word_bias"]))
                heard = own_words @ first["presence_weight"] + first["presence_bias"]
                presence_pool[mail, :WORD_POOLS] = pool_words(np.asarray(heard))
                presence_pool[mail, WORD_POOLS:] = pool_senses(said.score_each(own_senses))
                sense_pool[mail] = pool_senses(sense.score(own_senses))
        return word_pool, sense_pool, presence_pool

    def _fit_second(self, word_pool: Matrix, sense_pool: Matrix, presence: Matrix) -> dict[str, Matrix]:
        pools = np.concatenate([word_pool, sense_pool], axis=1)
        mix, bias, prior, further_mix, further_bias = second_level.fit(pools, presence, self._mail_y, self._said)
        plain_mix, plain_bias, _, plain_further_mix, plain_further_bias = second_level.fit(
            word_pool, presence[:, :WORD_POOLS], self._mail_y, self._said
        )
        return {
            "mix": mix, "bias": bias, "prior": prior, "further_mix": further_mix, "further_bias": further_bias,
            "plain_mix": plain_mix, "plain_bias": plain_bias,
            "plain_further_mix": plain_further_mix, "plain_further_bias": plain_further_bias,
        }  # fmt: skip

    @property
    def _mail_y(self) -> Any:
        return self._y[self._mail_rows]

    @property
    def _said(self) -> Any:
        """Return which further labels each mail carries (mails x K)."""
        return np.array([[label in mail.further for label in LABELS] for mail in self._mails])

    def _unseen(self, pools: Matrix, presence: Matrix) -> tuple[Matrix, Matrix]:
        """Return probabilities of the second level for mails it was not fitted on either."""
        primary = np.zeros((len(self._mails), len(LABELS)), np.float32)
        further = np.zeros_like(primary)
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED + 1)
        for seen, unseen in folds.split(self._mail_rows, self._mail_y):
            level = second_level.fit(pools[seen], presence[seen], self._mail_y[seen], self._said[seen])
            primary[unseen], further[unseen] = second_level.judge(pools[unseen], presence[unseen], level)
        return primary, further


def fit_net(senses: Matrix, truth: Any, size: int, names: tuple[str, str]) -> dict[str, Matrix]:
    """Return the arrays of one hidden layer fitted on paired vectors, under the names of its two layers."""
    net = MLPClassifier((size,), alpha=1e-3, max_iter=25, learning_rate_init=2e-3, batch_size=256, random_state=SEED)
    with warnings.catch_warnings():  # it is stopped early on purpose
        warnings.simplefilter("ignore", ConvergenceWarning)
        net.fit(STRETCH * senses, truth)
    return {
        f"{name}_{part}": values[layer].astype(np.float32)
        for layer, name in enumerate(names)
        for part, values in (("weight", net.coefs_), ("bias", net.intercepts_))
    }


def scorer_of(first: dict[str, Matrix], hidden: str, out: str) -> SenseScorer:
    """Return the scorer over arrays that `fit_net` named."""
    return SenseScorer(first[f"{hidden}_weight"], first[f"{hidden}_bias"], first[f"{out}_weight"], first[f"{out}_bias"])


def analyze(text: str) -> list[str]:
    """List the n-grams of a cleaned text."""
    return list(features.ngrams(text))


def load_rows(folder: Path, newest: Any) -> list[Row]:
    """Return the training rows below a folder: `train` and `short` are mails, `phrases` are single sentences.

    `newest` cuts the newest words out of a body. Raises `KeyError` or `ValueError` on a malformed row.
    """
    rows: list[Row] = []
    for kind in ("train", "short", "phrases", "reviewed"):
        for path in sorted((folder / kind).glob("*.jsonl")):
            rows.extend(_rows_of(path, newest, is_mail=kind != "phrases"))
    return rows


def _rows_of(path: Path, newest: Any, *, is_mail: bool) -> Iterable[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        yield Row(
            subject=data.get("subject", ""),
            reply=newest(data["body"]) if is_mail else data["text"],
            primary=Intent(data["primary"]).value,
            further=tuple(Intent(code).value for code in data["further"]),
            language=data.get("language", path.stem),
            is_mail=is_mail,
        )
