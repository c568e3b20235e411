"""What does a trained intent model consist of? Arrays with names, and the arithmetic they are for."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from triage.understand.intent import features

Matrix = npt.NDArray[np.float32]
WORD_POOLS, POOLS = 3, 7
SENSE_POOLS = POOLS - WORD_POOLS
SIZE = 512  # numbers of a sentence vector
STEEPEST = 9.0  # log-odds beyond this say no more
MOST_KEPT = 50_000
STRETCH = 4.0  # sentence vectors have length one; the hidden layer learns faster on longer ones


@dataclass(frozen=True, slots=True)
class Weights:
    """K labels, V n-grams, SIZE numbers of a sentence vector; all arrays are float32.

    Two scorers of the first level judge any text: `word_*` by its n-grams, `sense_*` by its
    vector. The second level weighs what they say of the whole mail, its subject and its
    sentences, with one weight a pool for all labels; `plain_*` is for a machine without the encoder.
    `presence_*` and `said_*` judge whether a label is said at all, as primary or further one.
    """

    idf: Matrix  # V
    word_weight: Matrix  # V x K
    word_bias: Matrix  # K
    hidden_weight: Matrix  # 2 SIZE x H: vector of the whole mail, mean of its sentences' vectors
    hidden_bias: Matrix  # H
    sense_weight: Matrix  # H x K
    sense_bias: Matrix  # K
    said_hidden_weight: Matrix  # 2 SIZE x H: the same layers for whether a label is said at all
    said_hidden_bias: Matrix  # H
    said_weight: Matrix  # H x K
    said_bias: Matrix  # K
    mix: Matrix  # POOLS: how much each pooled score counts, the same for all labels
    bias: Matrix  # K
    plain_mix: Matrix  # WORD_POOLS: the same for a machine without the encoder
    plain_bias: Matrix  # K
    presence_weight: Matrix  # V x K: whether a label is said at all, as primary or further
    presence_bias: Matrix  # K
    prior: Matrix  # K x K: log-odds of a further label (column) beside a primary one (row)
    further_mix: Matrix  # 2 POOLS + 2: scores and presence of the label, log-probability, prior
    further_bias: Matrix  # K
    plain_further_mix: Matrix  # 2 WORD_POOLS + 2
    plain_further_bias: Matrix  # K
    amount_roles: Matrix  # features x roles of a sum (`understand/roles.py`)
    date_roles: Matrix  # features x roles of a day

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """List the arrays a model file must hold."""
        return tuple(field.name for field in fields(cls))


class Vocabulary:
    """The n-grams the model knows, and how a text is counted in them."""

    def __init__(self, terms: Sequence[str], idf: Matrix) -> None:
        self.terms = tuple(terms)
        self._index = {term: number for number, term in enumerate(self.terms)}
        self._idf = idf
        self._known: dict[str, tuple[int, ...]] = {}

    def _numbers_of(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a word's known n-grams; words come again and again, so they are kept."""
        found = self._known.get(word)
        if found is None:
            grams = features.word_ngrams(word)
            found = tuple(number for gram in grams if (number := self._index.get(gram)) is not None)
            if len(self._known) < MOST_KEPT:
                self._known[word] = found
        return found

    def count(self, text: str) -> tuple[npt.NDArray[np.int64], Matrix]:
        """Return the known n-grams of a cleaned text and their weights: (1 + log tf) * idf, of length one."""
        words = features.words_of(text)
        counts = Counter(chain.from_iterable(map(self._numbers_of, words)))
        pairs = (self._index.get(f"{left} {right}") for left, right in pairwise(words))
        counts.update(number for number in pairs if number is not None)
        if not counts:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        numbers = np.fromiter(counts.keys(), np.int64, len(counts))
        values = np.fromiter((1.0 + math.log(n) for n in counts.values()), np.float32, len(counts)) * self._idf[numbers]
        return numbers, np.asarray(values / np.linalg.norm(values), np.float32)


@dataclass(frozen=True, slots=True)
class Pieces:
    """One mail as the levels see it: texts whose scores are pooled."""

    subject: str
    reply: str
    sentences: tuple[str, ...]

    @classmethod
    def of(cls, subject: str, reply: str) -> "Pieces":
        """Return the pieces of a mail; a mail without words has its subject as its only sentence."""
        found = tuple(features.sentences(reply)) or (subject or " ",)
        return cls(subject=subject, reply=reply or subject, sentences=found)

    @property
    def whole(self) -> str:
        """Return subject and reply as one text."""
        return f"{self.subject} . {self.reply}"

    @property
    def texts(self) -> tuple[str, ...]:
        """List the texts in the order that `pool_*` expects: whole, subject, sentences."""
        return (self.whole, self.subject, *self.sentences)


def pool_words(scores: Matrix) -> Matrix:
    """Return the pooled n-gram scores (WORD_POOLS x K) of one mail: whole, subject, best of the sentences."""
    return np.stack([scores[0], scores[1], scores[2:].max(axis=0)])


def pool_senses(scores: Matrix) -> Matrix:
    """Return the pooled vector scores (4 x K) of one mail: whole, subject, best and mean of the sentences."""
    return np.stack([scores[0], scores[1], scores[2:].max(axis=0), scores[2:].mean(axis=0)])


def mixed(pools: Matrix, mix: Matrix, bias: Matrix) -> Matrix:
    """Return the log-probabilities (… x K) of the primary label from pooled scores (… x pools x K)."""
    return log_softmax(np.einsum("...pk,p->...k", pools, mix) + bias)


def further_logits(heard: Matrix, log_probability: Matrix, prior: Matrix, mix: Matrix, bias: Matrix) -> Matrix:
    """Return the log-odds (K) that each label is said besides the primary one, whose row of `prior` is given.

    `heard` are the pooled scores and presence of each label (rows x K).
    """
    rows = np.concatenate([heard, log_probability[None], prior[None]])
    return np.asarray(mix @ rows + bias, np.float32)


class SenseScorer:
    """One hidden layer over sentence vectors: 2 SIZE to H by rectified units, H to K.

    A mail is seen as the vector of its whole text and the mean of its sentences' vectors; a single
    text is its own only sentence.
    """

    def __init__(self, hidden_weight: Matrix, hidden_bias: Matrix, weight: Matrix, bias: Matrix) -> None:
        self._whole, self._mean = hidden_weight[:SIZE], hidden_weight[SIZE:]
        self._single = self._whole + self._mean
        self._hidden_bias, self._weight, self._bias = hidden_bias, weight, bias

    def score(self, vectors: Matrix) -> Matrix:
        """Return quarter log-probabilities (n x K) of a mail's vectors (whole, subject, sentences), not below -3."""
        return np.asarray(np.maximum(log_softmax(self._logits(vectors)), -12.0) / 4.0, np.float32)

    def score_alone(self, vectors: Matrix) -> Matrix:
        """Return quarter log-probabilities (n x K) of single texts' vectors, not below -3."""
        return np.asarray(np.maximum(log_softmax(self._out(vectors @ self._single)), -12.0) / 4.0, np.float32)

    def score_each(self, vectors: Matrix) -> Matrix:
        """Return quarter log-odds (n x K) that each label is said in a mail's vectors."""
        return np.asarray(np.clip(self._logits(vectors), -STEEPEST, STEEPEST) / 4.0, np.float32)

    def _logits(self, vectors: Matrix) -> Matrix:
        raw = vectors @ self._single
        raw[0] = vectors[0] @ self._whole + vectors[2:].mean(axis=0) @ self._mean
        return self._out(raw)

    def _out(self, raw: Matrix) -> Matrix:
        hidden = np.maximum(STRETCH * raw + self._hidden_bias, 0)
        return np.asarray(hidden @ self._weight + self._bias, np.float32)


def log_softmax(logits: Matrix) -> Matrix:
    """Return logits as log-probabilities along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)
