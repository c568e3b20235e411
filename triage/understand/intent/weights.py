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
MOST_KEPT = 50_000
STRETCH = 4.0  # sentence vectors have length one; the hidden layer learns faster on longer ones


@dataclass(frozen=True, slots=True)
class Weights:
    """K labels, V n-grams, SIZE numbers of a sentence vector; all arrays are float32.

    Two scorers of the first level judge any text: `word_*` by its n-grams, `sense_*` by its
    vector. The second level weighs what they say of the whole mail, its subject and its
    sentences, with one weight a pool for all labels; `plain_*` is for a machine without the encoder.
    """

    idf: Matrix  # V
    word_weight: Matrix  # V x K
    word_bias: Matrix  # K
    hidden_weight: Matrix  # SIZE x H
    hidden_bias: Matrix  # H
    sense_weight: Matrix  # H x K
    sense_bias: Matrix  # K
    mix: Matrix  # POOLS: how much each pooled score counts, the same for all labels
    bias: Matrix  # K
    plain_mix: Matrix  # WORD_POOLS: the same for a machine without the encoder
    plain_bias: Matrix  # K
    presence_weight: Matrix  # V x K: whether a label is said at all, as primary or further
    presence_bias: Matrix  # K
    prior: Matrix  # K x K: log-odds of a further label (column) beside a primary one (row)
    further_mix: Matrix  # POOLS + WORD_POOLS + 3: scores and presence of the label, log-probability, prior, constant
    plain_further_mix: Matrix  # 2 WORD_POOLS + 3

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


def further_logits(pools: Matrix, log_probability: Matrix, prior: Matrix, mix: Matrix) -> Matrix:
    """Return the log-odds (K) that each label is said besides the primary one, whose row of `prior` is given."""
    rows = np.concatenate([pools, log_probability[None], prior[None], np.ones_like(prior)[None]])
    return np.asarray(mix @ rows, np.float32)


@dataclass(frozen=True, slots=True)
class SenseScorer:
    """One hidden layer over sentence vectors: SIZE to H by rectified units, H to K."""

    hidden_weight: Matrix
    hidden_bias: Matrix
    weight: Matrix
    bias: Matrix

    def score(self, vectors: Matrix) -> Matrix:
        """Return quarter log-probabilities (n x K) of vectors (n x SIZE), not below -3."""
        hidden = np.maximum(STRETCH * vectors @ self.hidden_weight + self.hidden_bias, 0)
        return np.asarray(np.maximum(log_softmax(hidden @ self.weight + self.bias), -12.0) / 4.0, np.float32)


def log_softmax(logits: Matrix) -> Matrix:
    """Return logits as log-probabilities along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)
