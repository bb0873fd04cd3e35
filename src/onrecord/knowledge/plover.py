"""PLOVER as tables: which words tell which type and mode, and the weights of the classifiers that read an event from its words.

`load_plover()` reads the files in `tables/`. The trigger words are compiled by us from the categories of the PLOVER manual (draft of
February 2024); the weights are fitted by training/compile_plover.py on the hand readings. The way to CAMEO's root codes is compiled by
tools/build_cameo.py from the mapping that PLOVER's authors published. A classifier here is linear: the score of a
class is the sum of the weights of the features that are present, so each decision can be taken apart into the words that made it.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import KnowledgeError

__all__ = ["Cameo", "Classifier", "PLOVER_VERSION", "Plover", "QUADS", "Trigger", "cameo_of", "load_plover"]

PLOVER_VERSION = "2.0-draft"
TABLES = Path(__file__).parent / "tables"

# The quad category that the manual gives each type.
QUADS = {
    "AGREE": "VERBAL COOPERATION", "CONSULT": "VERBAL COOPERATION", "SUPPORT": "VERBAL COOPERATION", "CONCEDE": "VERBAL COOPERATION",
    "COOPERATE": "MATERIAL COOPERATION", "AID": "MATERIAL COOPERATION", "RETREAT": "MATERIAL COOPERATION",
    "REQUEST": "VERBAL CONFLICT", "ACCUSE": "VERBAL CONFLICT", "REJECT": "VERBAL CONFLICT", "THREATEN": "VERBAL CONFLICT",
    "PROTEST": "MATERIAL CONFLICT", "SANCTION": "MATERIAL CONFLICT", "MOBILIZE": "MATERIAL CONFLICT", "COERCE": "MATERIAL CONFLICT",
    "ASSAULT": "MATERIAL CONFLICT",
}  # fmt: skip


class Cameo(NamedTuple):
    """CAMEO root codes ("04") that an event may have. `lossy` where they are several, or where the one is another type's, too."""

    roots: tuple[str, ...]
    lossy: bool


class Trigger(NamedTuple):
    """What a word tells: PLOVER type, and mode where the word alone settles it."""

    type: str
    mode: str | None


class Classifier:
    """A linear model over named features: `features` names the rows of `weights`, `classes` its columns; the row named "" is the bias."""

    def __init__(self, *, classes: Sequence[str], features: Sequence[str], weights: NDArray[np.floating]) -> None:
        self.classes = tuple(classes)
        self._row = {name: i for i, name in enumerate(features)}
        self._weights = np.asarray(weights, dtype=np.float32)
        self._bias = self._weights[self._row[""]] if "" in self._row else np.zeros(len(self.classes), np.float32)

    def scores(self, features: Iterable[str]) -> NDArray[np.float32]:
        """The score of each class; features that no weight is known for count nothing."""
        rows = list({r for f in features if (r := self._row.get(f)) is not None})
        out: NDArray[np.float32] = self._weights[rows].sum(axis=0) + self._bias if rows else self._bias.copy()
        return out

    def chances(self, features: Iterable[str]) -> NDArray[np.float32]:
        """The scores as chances that add up to one."""
        scores = self.scores(features)
        raised = np.exp(scores - scores.max())
        out: NDArray[np.float32] = raised / raised.sum()
        return out

    def weigh(self, features: Mapping[str, float]) -> float:
        """The score of the only class where features are numbers, each times its weight; others count nothing."""
        known = self._weight_of
        return sum(known[name] * value for name, value in features.items() if name in known)

    @cached_property
    def _weight_of(self) -> dict[str, float]:
        """Weights of the only class by feature: one at a time a dictionary gives them faster than an array."""
        return dict(zip(self._row, map(float, self._weights[:, 0]), strict=True))

    def because(self, features: Iterable[str], label: str, *, top: int = 3) -> tuple[str, ...]:
        """The features that spoke most for a class, the strongest first."""
        column = self.classes.index(label)
        told = {f: float(self._weights[r, column]) for f in features if (r := self._row.get(f)) is not None}
        return tuple(f for f in sorted(told, key=lambda f: -told[f]) if told[f] > 0)[:top]

    def table(self) -> tuple[list[str], NDArray[np.float32]]:
        """The features and their weights, row by row."""
        return list(self._row), self._weights


class Plover:
    """The tables. `triggers` maps (lemma, part) to what the word tells; part is verb, noun or adjective; `phrases` maps pairs of lemmas."""

    def __init__(
        self,
        *,
        triggers: Mapping[tuple[str, str], tuple[Trigger, ...]] | None = None,
        phrases: Mapping[tuple[str, str], tuple[Trigger, ...]] | None = None,
        classifiers: Mapping[str, Classifier] | None = None,
    ) -> None:
        self.triggers = dict(triggers or {})
        self.phrases = dict(phrases or {})
        self.classifiers = dict(classifiers or {})


def load_plover() -> Plover:
    """The tables that ship with the package, read afresh (about 50 ms). KnowledgeError if a file is damaged."""
    triggers: dict[tuple[str, str], tuple[Trigger, ...]] = {}
    phrases: dict[tuple[str, str], tuple[Trigger, ...]] = {}
    for type_, mode, part, words in _rows(TABLES / "plover_triggers.tsv"):
        for word in words.split(" "):
            first, _, second = word.partition("_")
            if second:
                phrases[first, second] = (*phrases.get((first, second), ()), Trigger(type_, mode or None))
            else:
                triggers[word, part] = (*triggers.get((word, part), ()), Trigger(type_, mode or None))
    return Plover(triggers=triggers, phrases=phrases, classifiers=_classifiers(TABLES / "plover_weights.npz"))


@cache
def cameo_of(type_: str, mode: str | None) -> Cameo:
    """The root codes of an event by the published mapping; a mode that it does not know counts as none.

    >>> cameo_of("CONSULT", "visit"), cameo_of("ASSAULT", "heavy-weapons")
    (Cameo(roots=('04',), lossy=False), Cameo(roots=('19',), lossy=True))
    """
    roots = _roots()
    found = roots.get((type_, mode or "")) or roots.get((type_, ""), ())
    others = {root for (other, _), codes in roots.items() if other != type_ for root in codes}
    return Cameo(found, len(found) != 1 or found[0] in others)


@cache
def _roots() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(type_, mode): tuple(roots.split("|")) for type_, mode, roots, _ in _rows(TABLES / "cameo.tsv")}


def _rows(path: Path) -> Iterable[tuple[str, str, str, str]]:
    with path.open(encoding="utf-8", newline="") as f:
        for number, row in enumerate(csv.reader(f, delimiter="\t"), start=1):
            if len(row) != 4:
                raise KnowledgeError(f"{path.name}, line {number}: {len(row)} columns where 4 are expected")
            if number > 1:
                yield row[0], row[1], row[2], row[3]


def _classifiers(path: Path) -> dict[str, Classifier]:
    """The classifiers of one archive: arrays `NAME.weights`, and `NAME.classes` and `NAME.features` as UTF-8 lines."""
    if not path.exists():
        return {}
    try:
        with np.load(path, allow_pickle=False) as archive:
            names = [n.removesuffix(".weights") for n in archive.files if n.endswith(".weights")]
            return {
                n: Classifier(
                    classes=bytes(archive[f"{n}.classes"]).decode().split("\n"),
                    features=bytes(archive[f"{n}.features"]).decode().split("\n"),
                    weights=archive[f"{n}.weights"],
                )
                for n in names
            }
    except (OSError, ValueError, KeyError) as e:
        raise KnowledgeError(f"{path.name} is damaged: {e}") from None
