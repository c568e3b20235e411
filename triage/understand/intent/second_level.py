"""How are the pooled scores weighed? One weight a pool, shared by all labels, and one model for further labels."""

from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from triage.understand.intent.weights import Matrix, further_logits, log_softmax, mixed

Level = tuple[Matrix, Matrix, Matrix, Matrix, Matrix]  # mix, bias, prior, further_mix, further_bias
BIAS_PENALTY = 1e-3
PRIOR_COUNT = 8.0  # how many mails' worth of the average a pair of labels starts with


def fit(pools: Matrix, presence: Matrix, primary: Any, said: Any) -> Level:
    """Return the level fitted on pooled scores and presence (n x pools x K), primary (n) and further labels (n x K)."""
    mix, bias = fit_mix(pools.astype(np.float64), primary)
    prior = _prior_of(primary, said)
    log_probability = mixed(pools, mix, bias)
    heard = np.concatenate([pools, presence], axis=1)
    return mix, bias, prior, *_fit_further(heard, log_probability, prior, primary, said)


def judge(pools: Matrix, presence: Matrix, level: Level) -> tuple[Matrix, Matrix]:
    """Return the probabilities (n x K) of primary and further labels."""
    mix, bias, prior, further_mix, further_bias = level
    log_probability = mixed(pools, mix, bias)
    rows = prior[log_probability.argmax(1)]
    heard = np.concatenate([pools, presence], axis=1)
    logits = [further_logits(*row, further_mix, further_bias) for row in zip(heard, log_probability, rows, strict=True)]
    further = 1 / (1 + np.exp(-np.stack(logits)))
    return np.exp(log_probability).astype(np.float32), further.astype(np.float32)


def fit_mix(pools: Any, primary: Any) -> tuple[Matrix, Matrix]:
    """Return weights and biases under which the primary labels are most likely (convex, so the start is no matter)."""
    count, kinds, labels = pools.shape
    rows = np.arange(count)

    def loss(parameters: Any) -> tuple[float, Any]:
        mix, bias = parameters[:kinds], parameters[kinds:]
        logs = log_softmax(np.einsum("npk,p->nk", pools, mix) + bias).astype(np.float64)
        slope = np.exp(logs)
        slope[rows, primary] -= 1
        slope /= count
        gradient = np.concatenate([np.einsum("npk,nk->p", pools, slope), slope.sum(0) + 2 * BIAS_PENALTY * bias])
        return -logs[rows, primary].mean() + BIAS_PENALTY * (bias @ bias), gradient

    start = np.concatenate([np.ones(kinds), np.zeros(labels)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return found[:kinds].astype(np.float32), found[kinds:].astype(np.float32)


def _prior_of(primary: Any, said: Any) -> Matrix:
    """Return the log-odds of each further label beside each primary one, drawn towards the label's average."""
    average = (said.sum(0) + 0.5) / (len(said) + 1)
    counts = np.zeros((said.shape[1], said.shape[1]))
    totals = np.zeros(said.shape[1])
    for label, row in zip(primary, said, strict=True):
        counts[label] += row
        totals[label] += 1
    share = (counts + PRIOR_COUNT * average) / (totals[:, None] + PRIOR_COUNT)
    return np.asarray(np.log(share / (1 - share)), np.float32)


def _fit_further(
    heard: Matrix, log_probability: Matrix, prior: Matrix, primary: Any, said: Any
) -> tuple[Matrix, Matrix]:
    """Return one weight a row of what was heard, and a bias a label, for the labels besides the primary one."""
    count, labels = said.shape
    guess = log_probability.argmax(1)
    parts = [*np.moveaxis(heard, 1, 0), log_probability, prior[guess]]
    others = np.ones(said.shape, bool)
    others[np.arange(count), primary] = others[np.arange(count), guess] = False
    which = np.broadcast_to(np.arange(labels), said.shape)[others]
    rows = np.stack([part[others] for part in parts], axis=1)
    features = np.concatenate([rows, np.eye(labels, dtype=np.float32)[which]], axis=1)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(features, said[others])
    weights = model.coef_[0].astype(np.float32)
    return weights[: len(parts)], (weights[len(parts) :] + model.intercept_[0]).astype(np.float32)
