"""Does the training code do on published data what others report there? Banking77 and CLINC150, beside the literature.

python -m evaluation.published FOLDER
"""

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from triage.understand.intent import features, second_level, training
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.intent.weights import Matrix, mixed

FOLDS = 5
SEED = training.SEED


@dataclass(frozen=True, slots=True)
class Published:
    """One published dataset: its file, which of its splits are fitted and measured, and what others report."""

    name: str
    file: str
    measured: str  # a split of its own, or "" for cross-validation on the training part
    literature: str


DATASETS = (
    Published(
        "Banking77", "banking77_train.jsonl.gz", "",
        "on its test part, all training rows: USE 92.81, ConveRT 93.01, both 93.36 (Casanueva et al. 2020)",
    ),
    Published(
        "CLINC150", "clinc150_full.jsonl.gz", "val",
        "in scope, test part: FastText 89.0, SVM 91.0, CNN 91.2, MLP over USE 93.5, BERT 96.9 (Larson et al. 2019)",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """How many texts are read right by words alone, by the encoder alone, and by both as in our pipeline."""

    words: float
    senses: float
    both: float


def load(folder: Path, dataset: Published) -> list[dict[str, str]]:
    """Return the rows in scope of a dataset; raises `OSError` where its file is not there."""
    with gzip.open(folder / dataset.file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if row["intent"] != "oos"]


def measure(rows: Sequence[dict[str, str]], measured: str) -> Shares:
    """Fit the two first levels and their mix as `triage train` does, and measure on rows that the fit had not seen."""
    names = sorted({row["intent"] for row in rows})
    truth = np.array([names.index(row["intent"]) for row in rows])
    texts = [features.clean(row["text"]) for row in rows]
    senses = SentenceEncoder().encode_all([row["text"] for row in rows])
    paired = np.concatenate([senses, senses], axis=1)
    pools = np.zeros((len(rows), 2, len(names)), np.float32)
    fitted = np.array([row["split"] == "train" for row in rows])
    told = np.zeros(len(rows), bool)
    for seen, unseen in _folds(fitted, truth, measured):
        pools[unseen] = _score(texts, paired, truth, seen, unseen)
        told[unseen] = True
    both = _mix(pools[told], truth[told])
    words, sense = (pools[told][:, number].argmax(1) == truth[told] for number in (0, 1))
    return Shares(float(words.mean()), float(sense.mean()), float(both.mean()))


def _folds(fitted: Any, truth: Any, measured: str) -> Iterator[tuple[Any, Any]]:
    """Yield rows to fit on and rows to measure on: the dataset's own split, or folds of its training part."""
    if measured:
        yield np.flatnonzero(fitted), np.flatnonzero(~fitted)
        return
    rows = np.flatnonzero(fitted)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, truth[rows]):
        yield rows[seen], rows[unseen]


def _score(texts: Sequence[str], senses: Matrix, truth: Any, seen: Any, unseen: Any) -> Matrix:
    vectorizer = TfidfVectorizer(analyzer=training.analyze, sublinear_tf=True, min_df=2, dtype=np.float32)
    words = vectorizer.fit_transform([texts[row] for row in seen])
    svm = LinearSVC(C=0.4, random_state=SEED).fit(words, truth[seen])
    heard = svm.decision_function(vectorizer.transform([texts[row] for row in unseen]))
    net = training.fit_net(senses[seen], truth[seen], training.HIDDEN, ("hidden", "sense"))
    sensed = training.scorer_of(net, "hidden", "sense").score_alone(senses[unseen][:, : senses.shape[1] // 2])
    return np.stack([heard, sensed], axis=1).astype(np.float32)


def _mix(pools: Matrix, truth: Any) -> Any:
    """Return which rows both levels together get right, the weights of the mix fitted on the other rows."""
    right = np.zeros(len(truth), bool)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(truth, truth):
        mix, bias = second_level.fit_mix(pools[seen].astype(np.float64), truth[seen])
        right[unseen] = mixed(pools[unseen], mix, bias).argmax(1) == truth[unseen]
    return right


def table(folder: Path) -> Iterator[str]:
    """Yield the lines of the table, one dataset after another."""
    yield "| data | texts | words | encoder | both | others |\n|---|---|---|---|---|---|"
    for dataset in DATASETS:
        rows = load(folder, dataset)
        shares = measure(rows, dataset.measured)
        cells = " | ".join(f"{100 * share:.1f}" for share in (shares.words, shares.senses, shares.both))
        yield f"| {dataset.name} | {len(rows)} | {cells} | {dataset.literature} |"


if __name__ == "__main__":
    for line in table(Path(sys.argv[1])):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
