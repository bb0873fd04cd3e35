"""Score event factuality in three classes: `python benchmarks/factuality.py FILE [--json]`.

FILE has one JSON object a line: {"text", "targets": [{"span1": [first, last) token, "label": -3..3}]}, tokens parted by spaces. The label
counts as negative below -0.5, as factual above 1.5, and as uncertain between (FactBank's "possible" and "unknown"). Prints accuracy, F1 of
each class and `macro_f1`, the mean of the three.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.knowledge.plover import load_plover
from onrecord.models import Annotation, Model
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read.factuality import certainty_of
from onrecord.read.triggers import scene_of
from onrecord.spans import Span

__all__ = ["CLASSES", "certainty", "score", "target_token"]

CLASSES = ("negative", "uncertain", "factual")
NEGATIVE, FACTUAL = -0.5, 1.5


def certainty(label: float) -> str:
    """The class of a label between -3 (certainly not) and 3 (certainly so)."""
    return "negative" if label < NEGATIVE else "factual" if label > FACTUAL else "uncertain"


def target_token(text: str, annotation: Annotation, span: Sequence[int]) -> int | None:
    """The parser's token for a target given in tokens parted by spaces; None where there is none."""
    words = text.split(" ")
    start = sum(len(w) + 1 for w in words[: span[0]])
    end = start + len(" ".join(words[span[0] : span[1]]))
    return annotation.head_of(Span(start, end))


def score(rows: Sequence[dict[str, Any]], *, model: Model) -> dict[str, float]:
    """The measures over the rows of a file; a target that the parser has no token for counts as factual."""
    counts: Counter[tuple[str, str]] = Counter()
    plover = load_plover()
    for row, annotation in zip(rows, model.annotate([row["text"] for row in rows]), strict=True):
        scene = scene_of(annotation, ())
        for target in row["targets"]:
            token = target_token(row["text"], annotation, target["span1"])
            chances = certainty_of(scene, plover, token) if token is not None else None
            counts[certainty(target["label"]), max(chances, key=lambda c: chances[c]) if chances else "factual"] += 1
    f1 = {c: _f1(counts, c) for c in CLASSES}
    right = sum(counts[c, c] for c in CLASSES)
    return f1 | {
        "accuracy": round(right / max(1, counts.total()), 4),
        "macro_f1": round(sum(f1.values()) / len(f1), 4),
        "targets": counts.total(),
    }


def _f1(counts: Counter[tuple[str, str]], name: str) -> float:
    gold = sum(n for (g, _), n in counts.items() if g == name)
    told = sum(n for (_, p), n in counts.items() if p == name)
    return round(2 * counts[name, name] / (gold + told), 4) if gold + told else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    result = score(rows, model=SpacyParser())
    print(json.dumps(result) if arguments.json else "\n".join(f"{name:10} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
