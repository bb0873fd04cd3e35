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
from onrecord.read.pairings import choose, joined
from training.side_examples import SideExample

__all__ = ["fit_pairing", "fit_sides"]

FOLDS = 3
LEAST = 20  # a feature must stand in so many pairings
LOOSE = 1.0  # weight of the squared weights
STEPS = 80

Fit = Callable[[list[list[str]], list[str]], Classifier]
ExamplesOf = Callable[[int, Sequence[Sides] | None], list[SideExample]]
Grouped = Sequence[Sequence[tuple[dict[str, float], bool]]]


def fit_sides(count: int, examples_of: ExamplesOf, *, fit: Fit) -> dict[str, Classifier]:
    """Both classifiers from the events of `count` documents. `examples_of` gives those of one document, with the sides that were chosen for
    them or None; `fit` fits a linear classifier on features and answers.

    Fitted twice: first what an event's sides were counts as known in the events after it, then it is what the first classifiers would
    choose, for in reading nothing better is known, and trusting it too much repeats one pair of sides through a whole text.
    """
    documents = [examples_of(n, None) for n in range(count)]
    folds, weigher = _fitted_in_folds(documents, fit)
    chosen = [[_chosen(e, folds[n % FOLDS], weigher) for e in d] for n, d in enumerate(documents)]
    documents = [examples_of(n, chosen[n]) for n in range(count)]
    return {"sides": _fitted(documents, fit), "pairing": _fitted_in_folds(documents, fit)[1]}


def _fitted_in_folds(documents: Sequence[Sequence[SideExample]], fit: Fit) -> tuple[list[Classifier], Classifier]:
    """For each fold `sides` of the other documents, and `pairing` of all."""
    folds = [_fitted([d for n, d in enumerate(documents) if n % FOLDS != fold], fit) for fold in range(FOLDS)]
    return folds, fit_pairing([e.weighed(_chances(e, folds[n % FOLDS])) for n, d in enumerate(documents) for e in d])


def _chosen(example: SideExample, classifier: Classifier, weigher: Classifier) -> Sides:
    return choose(_chances(example, classifier), example.type, example.by_rule, split=example.split, weigher=weigher)


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
