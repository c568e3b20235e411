"""How good is a fitted model on mails it had not seen, and from where on is it trusted?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from triage.understand.intent.release import Thresholds
from triage.understand.intent.training import LABELS, Fitted
from triage.understand.intent.weights import Matrix

KEPT_RIGHT = 0.90  # of what is not abstained on, so many should be right


@dataclass(frozen=True, slots=True)
class Measured:
    """Thresholds and figures, all out of fold."""

    thresholds: Thresholds
    metrics: dict[str, Any]


def measure(fitted: Fitted) -> Measured:
    """Return temperature, thresholds and metrics from the probabilities of unseen mails."""
    truth = np.array([LABELS.index(mail.primary) for mail in fitted.mails])
    temperature = _temperature(fitted.unseen_primary, truth)
    scores = _soften(fitted.unseen_primary, temperature)
    guess, sure = scores.argmax(1), scores.max(1)
    right = guess == truth
    further = _further_threshold(fitted, guess)
    thresholds = Thresholds(
        abstain_below=_abstain_below(sure, right), further=further, temperature=round(temperature, 4)
    )
    languages = np.array([mail.language for mail in fitted.mails])
    metrics = {
        "mails": len(truth),
        "accuracy": _rounded(right.mean()),
        "macro_f1": _rounded(f1_score(truth, guess, average="macro")),
        "macro_f1_by_language": {
            str(code): _rounded(f1_score(truth[languages == code], guess[languages == code], average="macro"))
            for code in sorted(set(languages))
        },
        "right_at_60_percent_coverage": _rounded(right[np.argsort(-sure)][: int(0.6 * len(sure))].mean()),
        "further_micro_f1": _rounded(_micro_f1(fitted, guess, further)),
        "calibration_error": _rounded(calibration_error(sure, right)),
        "abstained": _rounded((sure < thresholds.abstain_below).mean()),
    }
    return Measured(thresholds, metrics)


def _rounded(value: float) -> float:
    return round(float(value), 4)


def _soften(scores: Matrix, temperature: float) -> Matrix:
    logits = np.log(scores + 1e-9) / temperature
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def _temperature(scores: Matrix, truth: Any) -> float:
    """Return the temperature under which the unseen mails are most likely."""
    options = np.arange(0.6, 2.01, 0.05)
    losses = [-np.log(_soften(scores, t)[np.arange(len(truth)), truth] + 1e-9).mean() for t in options]
    return float(options[int(np.argmin(losses))])


def _abstain_below(sure: Any, right: Any) -> float:
    """Return the lowest confidence from which on `KEPT_RIGHT` of the readings are right."""
    order = np.argsort(-sure)
    kept = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(kept >= KEPT_RIGHT)
    return _rounded(sure[order][enough[-1]]) if len(enough) else 0.99


def _further_threshold(fitted: Fitted, guess: Any) -> float:
    options = np.arange(0.1, 0.8, 0.02)
    return _rounded(options[int(np.argmax([_micro_f1(fitted, guess, t) for t in options]))])


def _micro_f1(fitted: Fitted, guess: Any, threshold: float) -> float:
    said = np.array([[label in mail.further for label in LABELS] for mail in fitted.mails])
    heard = fitted.unseen_further >= threshold
    heard[np.arange(len(guess)), guess] = False
    hits = (said & heard).sum()
    return float(2 * hits / max(said.sum() + heard.sum(), 1))


def calibration_error(sure: Any, right: Any, bins: int = 10) -> float:
    """Return the expected calibration error over equal bins of confidence (Guo et al. 2017)."""
    error = 0.0
    for low in np.arange(0, 1, 1 / bins):
        inside = (sure > low) & (sure <= low + 1 / bins)
        if inside.any():
            error += abs(right[inside].mean() - sure[inside].mean()) * inside.mean()
    return error
