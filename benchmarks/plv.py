"""Score the relation between two parties: `python -m benchmarks.plv FILE [--folds 5] [--json]`.

FILE has one JSON object a line: {"sentence", "source", "target", "gold_root"}; YIELD stands for CONCEDE or RETREAT. Prints macro-F1 over
the roots (`root_macro_f1`) and the four quad classes (`quad_macro_f1`) with the parties given, and over the roots from the raw sentence
(`sentence_root_macro_f1`: the surest event that `find_events` finds). The weights that ship were fitted on plv_train.jsonl; for that file
use `--folds`, which fits anew on the other folds and needs scikit-learn.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import Classifier, load_plover
from onrecord.models import Annotation, Model
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read.events import find_events
from onrecord.read.pairs import QUADS, pair_features
from onrecord.spans import Span

__all__ = ["macro_f1", "parties", "score"]


def parties(row: dict[str, Any]) -> tuple[Span, Span]:
    """The spans of source and target in the sentence; the second occurrence of the target where the first is part of the source."""
    text = row["sentence"]

    def find(words: str, start: int = 0) -> Span:
        at = text.find(words, start)
        return Span(max(at, 0), max(at, 0) + len(words))

    source, target = find(row["source"]), find(row["target"])
    if target.start < source.end and source.start < target.end and text.find(row["target"], source.end) >= 0:
        target = find(row["target"], source.end)
    return source, target


def score(rows: Sequence[dict[str, Any]], *, model: Model, folds: int = 0) -> dict[str, float]:
    """The measures over the rows of a file."""
    annotations = model.annotate([row["sentence"] for row in rows])
    features = [pair_features(a, *parties(row)) for row, a in zip(rows, annotations, strict=True)]
    gold = [row["gold_root"] for row in rows]
    roots, quads = _folded(features, gold, folds) if folds else _told(load_plover().classifiers["pair"], features)
    return {
        "root_macro_f1": macro_f1(gold, roots),
        "quad_macro_f1": macro_f1([str(QUADS[r]) for r in gold], quads),
        "sentence_root_macro_f1": macro_f1(gold, [_of_sentence(row["sentence"], a) for row, a in zip(rows, annotations, strict=True)]),
        "pairs": len(rows),
    }


def _told(classifier: Classifier, features: Sequence[list[str]]) -> tuple[list[str], list[str]]:
    roots, quads = [], []
    for f in features:
        chances = dict(zip(classifier.classes, map(float, classifier.chances(f)), strict=True))
        sums = {q: sum(c for r, c in chances.items() if QUADS[r] == q) for q in set(QUADS.values())}
        roots.append(max(chances, key=lambda r: chances[r]))
        quads.append(str(max(sums, key=lambda q: sums[q])))
    return roots, quads


def _folded(features: Sequence[list[str]], gold: Sequence[str], folds: int) -> tuple[list[str], list[str]]:
    from training.compile_plover import fit_pairs

    order = list(range(len(gold)))
    random.Random(0).shuffle(order)
    roots, quads = [""] * len(gold), [""] * len(gold)
    for k in range(folds):
        held = order[k::folds]
        rest = sorted(set(order) - set(held))
        classifier = fit_pairs([features[i] for i in rest], [gold[i] for i in rest])
        for i, root, quad in zip(held, *_told(classifier, [features[i] for i in held]), strict=True):
            roots[i], quads[i] = root, quad
    return roots, quads


def _of_sentence(text: str, annotation: Annotation) -> str:
    events = find_events(text, annotation, (), expressions=(), knowledge=Knowledge())
    best = max(events, key=lambda e: e.confidence or 0.0, default=None)
    return "" if best is None else "YIELD" if best.type in ("CONCEDE", "RETREAT") else best.type


def macro_f1(gold: Sequence[str], told: Sequence[str]) -> float:
    """The mean F1 of the classes that occur in `gold`."""
    out = []
    for name in sorted(set(gold)):
        hits = sum(g == t == name for g, t in zip(gold, told, strict=True))
        out.append(2 * hits / (sum(g == name for g in gold) + sum(t == name for t in told)))
    return round(sum(out) / len(out), 4) if out else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate instead of using the weights that ship")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    result = score(rows, model=SpacyParser(), folds=arguments.folds)
    print(json.dumps(result) if arguments.json else "\n".join(f"{name:24} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
