"""Which labels look wrong? Confident learning (Northcutt et al. 2021) over probabilities that no row had a part in.

A plain linear model is fitted in folds, so that each row is judged by what others say; `cleanlab` names the rows whose
label is less likely than its own rating allows. It needs the extra `train`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from cleanlab.filter import find_label_issues
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline, make_union

SEED = 20261124
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row whose label is doubted: what it says, what the others make of it, and how likely its label is."""

    row: int
    label: str
    rather: str
    likely: float


def list_doubts(texts: Sequence[str], labels: Sequence[str]) -> list[Doubt]:
    """List doubted rows, the least likely label first; labels with fewer rows than folds are left out of it."""
    counts = Counter(labels)
    kept = [number for number, label in enumerate(labels) if counts[label] >= FOLDS]
    names = sorted({labels[number] for number in kept})
    if len(names) < 2:
        return []
    own = [texts[number] for number in kept]
    given = np.array([names.index(labels[number]) for number in kept])
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=1)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True, max_features=60_000)
    model = make_pipeline(make_union(words, letters), LogisticRegression(C=10, max_iter=300, random_state=SEED))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    unseen = cross_val_predict(model, own, given, cv=folds, method="predict_proba")
    found = find_label_issues(given, unseen, return_indices_ranked_by="self_confidence", n_jobs=1)
    return [
        Doubt(kept[n], names[given[n]], names[int(unseen[n].argmax())], round(float(unseen[n][given[n]]), 4))
        for n in found
    ]
