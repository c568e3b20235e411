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
    POOLS,
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

    def __init__(self, rows: Sequence[Row], encoder: SentenceEncoder) -> None:
        self._rows = tuple(rows)
        self._mails = tuple(row for row in rows if row.is_mail)
        self._encoder = encoder
        self._pieces = [Pieces.of(row.subject, row.reply) for row in self._mails]
        self._y = np.array([LABELS.index(row.primary) for row in rows])
        self._mail_rows = np.array([number for number, row in enumerate(rows) if row.is_mail])

    def fit(self) -> Fitted:
        """Return the fitted model."""
        whole = [Pieces.of(row.subject, row.reply).whole if row.is_mail else row.reply for row in self._rows]
        vectorizer = TfidfVectorizer(analyzer=_analyze, sublinear_tf=True, min_df=3, dtype=np.float32)
        words = vectorizer.fit_transform([features.clean(text) for text in whole])
        senses = self._encoder.encode_all(whole)
        texts = [piece.texts for piece in self._pieces]
        flat = [text for group in texts for text in group]
        ends = np.cumsum([len(group) for group in texts])
        flat_words = vectorizer.transform([features.clean(text) for text in flat])
        flat_senses = self._encoder.encode_all(flat)
        word_pool, sense_pool, presence = self._pool_unseen(words, senses, flat_words, flat_senses, ends)
        level_two = self._fit_second(word_pool, sense_pool, presence)
        first = self._fit_first(words, senses, np.arange(len(self._rows)))
        weights = Weights(idf=vectorizer.idf_.astype(np.float32), **first, **level_two)
        primary, further = self._unseen(np.concatenate([word_pool, sense_pool], axis=1), presence)
        return Fitted(weights, tuple(vectorizer.get_feature_names_out()), primary, further, self._mails)

    def _fit_first(self, words: csr_matrix, senses: Matrix, chosen: Any) -> dict[str, Matrix]:
        svm = LinearSVC(C=0.4, random_state=SEED).fit(words[chosen], self._y[chosen])
        net = MLPClassifier(
            (HIDDEN,), alpha=1e-3, max_iter=25, learning_rate_init=2e-3, batch_size=256, random_state=SEED
        )
        with warnings.catch_warnings():  # it is stopped early on purpose
            warnings.simplefilter("ignore", ConvergenceWarning)
            net.fit(STRETCH * senses[chosen], self._y[chosen])
        presence_weight, presence_bias = self._fit_presence(words[chosen], chosen)
        return {
            "presence_weight": presence_weight,
            "presence_bias": presence_bias,
            "word_weight": svm.coef_.T.astype(np.float32),
            "word_bias": svm.intercept_.astype(np.float32),
            "hidden_weight": net.coefs_[0].astype(np.float32),
            "hidden_bias": net.intercepts_[0].astype(np.float32),
            "sense_weight": net.coefs_[1].astype(np.float32),
            "sense_bias": net.intercepts_[1].astype(np.float32),
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
        self, words: csr_matrix, senses: Matrix, flat_words: csr_matrix, flat_senses: Matrix, ends: Any
    ) -> tuple[Matrix, Matrix, Matrix]:
        """Return the pooled scores and presence of every mail by first-level models that have not seen it."""
        count, size = len(self._mails), len(LABELS)
        word_pool = np.zeros((count, WORD_POOLS, size), np.float32)
        presence_pool = np.zeros_like(word_pool)
        sense_pool = np.zeros((count, POOLS - WORD_POOLS, size), np.float32)
        starts = np.concatenate([[0], ends[:-1]])
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        for _, unseen in folds.split(self._mail_rows, self._y[self._mail_rows]):
            chosen = np.setdiff1d(np.arange(len(self._rows)), self._mail_rows[unseen])
            first = self._fit_first(words, senses, chosen)
            scorer = SenseScorer(
                *(first[name] for name in ("hidden_weight", "hidden_bias", "sense_weight", "sense_bias"))
            )
            for mail in unseen:
                place = slice(starts[mail], ends[mail])
                scores = flat_words[place] @ first["word_weight"] + first["word_bias"]
                word_pool[mail] = pool_words(np.asarray(scores))
                heard = flat_words[place] @ first["presence_weight"] + first["presence_bias"]
                presence_pool[mail] = pool_words(np.asarray(heard))
                sense_pool[mail] = pool_senses(scorer.score(flat_senses[place]))
        return word_pool, sense_pool, presence_pool

    def _fit_second(self, word_pool: Matrix, sense_pool: Matrix, presence: Matrix) -> dict[str, Matrix]:
        pools = np.concatenate([word_pool, sense_pool], axis=1)
        mix, bias, prior, further_mix = second_level.fit(pools, presence, self._mail_y, self._said)
        plain_mix, plain_bias, _, plain_further_mix = second_level.fit(word_pool, presence, self._mail_y, self._said)
        return {
            "mix": mix, "bias": bias, "prior": prior, "further_mix": further_mix,
            "plain_mix": plain_mix, "plain_bias": plain_bias, "plain_further_mix": plain_further_mix,
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


def _analyze(text: str) -> list[str]:
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
