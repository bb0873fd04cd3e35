"""Fits the two classifiers that choose the sides of an event: `sides`, of each camp alone, and `pairing`, of whole pairings.

The second learns from chances as reading gives them: each document's come from a classifier that has not seen it. It is fitted so that the
right pairing of an event has the highest score among its own (a conditional logit); events without any right one teach nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.knowledge.plover import Classifier
from onrecord.read.camps import Sides
from onrecord.read.pairings import joined, pairing_features, pairings
from training.side_examples import SideExample

__all__ = ["fit_pairing", "fit_sides"]

FOLDS = 3
LEAST = 20  # a feature must stand in so many pairings
LOOSE = 1.0  # weight of the squared weights
STEPS = 80

Fit = Callable[[list[list[str]], list[str]], Classifier]
Grouped = Sequence[Sequence[tuple[dict[str, float], bool]]]


def fit_sides(documents: Sequence[Sequence[SideExample]], *, fit: Fit) -> dict[str, Classifier]:
    """Both classifiers, from the events of each document; `fit` fits a linear classifier on features and answers."""
    weighed = []
    for fold in range(FOLDS):
        classifier = _fitted([d for n, d in enumerate(documents) if n % FOLDS != fold], fit)
        weighed += [e.weighed(_chances(e, classifier)) for n, d in enumerate(documents) if n % FOLDS == fold for e in d]
    return {"sides": _fitted(documents, fit), "pairing": fit_pairing(weighed)}


def chosen_by(classifier: Classifier, weigher: Classifier, example: SideExample) -> Sides:
    """The sides that reading would choose for an event."""
    chances = _chances(example, classifier)
    found = pairings(chances, split=example.split)
    return max((weigher.weigh(pairing_features(p, chances, example.type, example.by_rule)), p) for p in found)[1].sides


def _fitted(documents: Sequence[Sequence[SideExample]], fit: Fit) -> Classifier:
    camps = [(e.features[c], e.answers[c]) for d in documents for e in d for c in e.features]
    return fit([f for f, _ in camps], [a for _, a in camps])


def _chances(example: SideExample, classifier: Classifier) -> dict[str, dict[str, float]]:
    """Chances of the camps of an event, as reading has them."""
    out = {}
    for camp, features in example.features.items():
        mine = dict(zip(classifier.classes, map(float, classifier.chances(features)), strict=True))
        out[camp] = joined(mine, example.tagged[camp])
    return out


def fit_pairing(weighed: Grouped) -> Classifier:
    """A classifier of the one class `right` over features that are numbers, from the pairings of each event."""
    groups = [g for g in weighed if any(right for _, right in g)]
    counts = Counter(name for g in groups for features, _ in g for name in features)
    names = sorted(name for name, n in counts.items() if n >= LEAST)
    matrix = _matrix([features for g in groups for features, _ in g], names)
    right = np.array([r for g in groups for _, r in g])
    sizes = [len(g) for g in groups]
    first, group = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(groups)), sizes)

    def shares(scores: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        top = np.maximum.reduceat(scores, first)
        raised = np.exp(scores - top[group])
        total = np.add.reduceat(raised, first)
        return float((top + np.log(total)).sum()), raised / total[group]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = matrix @ weights
        whole, share = shares(scores)
        good, wanted = shares(np.where(right, scores, -1e9))
        return whole - good + LOOSE / 2 * float(weights @ weights), matrix.T @ (share - wanted) + LOOSE * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return Classifier(classes=["right"], features=["", *names], weights=np.concatenate([[0.0], found.x])[:, None])


def _matrix(rows: Sequence[dict[str, float]], names: Sequence[str]) -> csr_matrix:
    column = {name: i for i, name in enumerate(names)}
    cells = [(i, column[name], value) for i, row in enumerate(rows) for name, value in row.items() if name in column]
    row, col, values = zip(*cells, strict=True)
    return csr_matrix((values, (row, col)), shape=(len(rows), len(names)))
