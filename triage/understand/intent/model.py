"""Which intents does a text carry, and how sure is that? The released model, run with numpy alone."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from triage.domain.codes import Intent
from triage.understand.intent import features
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.intent.release import Manifest, load
from triage.understand.intent.weights import (
    WORD_POOLS,
    Matrix,
    Pieces,
    SenseScorer,
    Vocabulary,
    Weights,
    further_logits,
    log_softmax,
    mixed,
    pool_senses,
    pool_words,
)
from triage.understand.roles import Learned


@dataclass(frozen=True, slots=True)
class Prediction:
    """Probabilities of every intent as the primary one and as a further one."""

    primary: dict[Intent, float]
    further: dict[Intent, float]

    def ranked(self) -> list[tuple[Intent, float]]:
        """List the intents by their probability as primary, best first."""
        return sorted(self.primary.items(), key=lambda pair: -pair[1])


class IntentModel:
    """A released model; with `encoder` None it runs on words alone."""

    def __init__(
        self, manifest: Manifest, terms: tuple[str, ...], weights: Weights, encoder: SentenceEncoder | None
    ) -> None:
        self.manifest = manifest
        self._weights = weights
        self._vocabulary = Vocabulary(terms, weights.idf)
        self.encoder = encoder
        self._senses = SenseScorer(weights.hidden_weight, weights.hidden_bias, weights.sense_weight, weights.sense_bias)
        self._said = SenseScorer(
            weights.said_hidden_weight, weights.said_hidden_bias, weights.said_weight, weights.said_bias
        )
        self.judge = Learned(weights.amount_roles, weights.date_roles)
        self._labels = tuple(Intent(label) for label in manifest.labels)

    @classmethod
    def load(cls, folder: Path, *, encoder: SentenceEncoder | None) -> "IntentModel":
        """Return the newest model below a folder, which works without an encoder too. Raises `Broken`."""
        if encoder is not None:
            encoder.warm_up()
        return cls(*load(folder), encoder)

    @property
    def version(self) -> str:
        """Return name and version, with the encoder where one is used."""
        return f"intent/{self.manifest.version}" + ("+" + SentenceEncoder.name if self.encoder else "")

    def predict(self, subject: str, reply: str) -> Prediction:
        """Return the probabilities for a mail's subject and newest words."""
        texts = Pieces.of(subject, reply).texts
        w = self._weights
        scored = [self._word_scores(text) for text in texts]
        pools = pool_words(np.stack([scores for scores, _ in scored]))
        heard = np.concatenate([pools, pool_words(np.stack([presence for _, presence in scored]))])
        mix, bias, further_mix, further_bias = w.plain_mix, w.plain_bias, w.plain_further_mix, w.plain_further_bias
        if self.encoder is not None:
            vectors = self.encoder.encode(texts)
            senses = pool_senses(self._senses.score(vectors))
            heard = np.concatenate([pools, senses, heard[WORD_POOLS:], pool_senses(self._said.score_each(vectors))])
            pools = np.concatenate([pools, senses])
            mix, bias, further_mix, further_bias = w.mix, w.bias, w.further_mix, w.further_bias
        log_probability = mixed(pools, mix, bias)
        prior = w.prior[int(log_probability.argmax())]
        further = 1 / (1 + np.exp(-further_logits(heard, log_probability, prior, further_mix, further_bias)))
        primary = np.exp(log_softmax(log_probability / self.manifest.thresholds.temperature))
        return Prediction(
            primary=dict(zip(self._labels, map(float, primary), strict=True)),
            further=dict(zip(self._labels, map(float, further), strict=True)),
        )

    def _word_scores(self, text: str) -> tuple[Matrix, Matrix]:
        """Return how a text scores for each label as the primary one, and as said at all."""
        numbers, values = self._vocabulary.count(features.clean(text))
        w = self._weights
        return (
            np.asarray(values @ w.word_weight[numbers] + w.word_bias, np.float32),
            np.asarray(values @ w.presence_weight[numbers] + w.presence_bias, np.float32),
        )

    def explain(self, subject: str, reply: str, intent: Intent, *, most: int = 5) -> tuple[str, ...]:
        """Return the words of the text that speak loudest for an intent; letter groups are given back as words."""
        text = features.clean(f"{subject} . {reply}")
        numbers, values = self._vocabulary.count(text)
        loud = values * self._weights.word_weight[numbers, self._labels.index(intent)]
        heard: dict[str, float] = {}
        for number, weight in zip(numbers, loud, strict=True):
            term = self._vocabulary.terms[number]
            if not term.startswith("#") and weight > 0:
                heard[term] = float(weight)
        chosen: list[str] = []
        for term in sorted(heard, key=lambda name: -heard[name]):
            if not any(term in kept for kept in chosen):
                chosen.append(term)
        return tuple(chosen[:most])
