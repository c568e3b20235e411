"""How is the judge of foreign sentences made? From the sentences of the training mails, and texts that are none."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from triage.domain.failures import Broken
from triage.understand.foreign import ForeignRelease
from triage.understand.intent import features
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.intent.training import load_rows

SEED = 20261124
FOLDS = 5
STRENGTH = 10.0  # inverse of the penalty, chosen by cross-validation
SPARED = 0.99  # of the trade's own sentences, unseen ones, so many must not be set aside


def train(data: Path, folder: Path, *, name: str, newest: Callable[[str], str]) -> ForeignRelease:
    """Fit on the rows below `data`, its folder `foreign` among them, and write `folder/name.json`.

    The threshold and the figures are measured out of fold. Raises `Broken` where the version exists.
    """
    path = folder / f"{name}.json"
    if path.exists():
        raise Broken(f"judge {name} exists already: a release is never changed")
    own, foreign = _list_own(data, newest), _list_foreign(data / "foreign")
    texts = [*own, *foreign]
    vectors = SentenceEncoder().encode_all(texts)
    truth = np.array([False] * len(own) + [True] * len(foreign))
    unseen = _scores_unseen(vectors, truth)
    threshold = float(np.quantile(unseen[~truth], SPARED))
    model = _model().fit(vectors, truth)
    release = ForeignRelease(
        version=name,
        encoder=SentenceEncoder.name,
        weights=tuple(round(float(weight), 5) for weight in model.coef_[0]),
        bias=round(float(model.intercept_[0]), 5),
        threshold=round(threshold, 4),
        data={"sentences_sha256": hashlib.sha256("\n".join(texts).encode()).hexdigest()},
        metrics={
            "own_sentences": len(own),
            "foreign_sentences": len(foreign),
            "own_set_aside": round(float((unseen[~truth] > threshold).mean()), 5),
            "foreign_set_aside": round(float((unseen[truth] > threshold).mean()), 4),
        },
    )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(release.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return release


def _model() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")


def _scores_unseen(vectors: Any, truth: Any) -> Any:
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return cross_val_predict(_model(), vectors, truth, cv=folds, method="decision_function")


def _list_own(data: Path, newest: Callable[[str], str]) -> list[str]:
    found = (part for row in load_rows(data, newest) for part in features.sentences(row.reply))
    return list(dict.fromkeys(found))


def _list_foreign(folder: Path) -> list[str]:
    """List the sentences of the foreign texts; lines of one or two words say nothing of their own."""
    rows = [
        json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    found = (part for row in rows for part in features.sentences(row["text"]) if len(part.split()) > 2 or len(part) > 9)
    return list(dict.fromkeys(found))
