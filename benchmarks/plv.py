"""Score the relation between two parties: `python -m benchmarks.plv FILE [--json]`.

FILE has one JSON object a line: {"sentence", "source", "target", "gold_root"}; YIELD stands for CONCEDE or RETREAT. Prints macro-F1 over
the roots (`root_macro_f1`) and the four quad classes (`quad_macro_f1`) with the parties given, and over the roots from the raw sentence
(`sentence_root_macro_f1`: the surest event that `find_events` finds). The weights that ship were trained on plv_train.jsonl: what that file
gives here is no measure; `python -m training.pairs FILE --folds 5` cross-validates.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import load_plover
from onrecord.models import Annotation, Model
from onrecord.models.onnx_tagger import Joined, Tagger
from onrecord.models.pair_coder import PairCoder
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read.events import find_events
from onrecord.read.pairs import QUADS, PairModel, code_pair
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


def score(rows: Sequence[dict[str, Any]], *, model: Model, coder: PairModel) -> dict[str, float]:
    """The measures over the rows of a file."""
    annotations = model.annotate([row["sentence"] for row in rows])
    told = [code_pair(row["sentence"], *parties(row), model=coder) for row in rows]
    gold, tables = [row["gold_root"] for row in rows], Knowledge(plover=load_plover())
    return {
        "root_macro_f1": macro_f1(gold, [t.root for t in told]),
        "quad_macro_f1": macro_f1([str(QUADS[r]) for r in gold], [str(t.quad) for t in told]),
        "sentence_root_macro_f1": macro_f1(
            gold, [_of_sentence(row["sentence"], a, tables) for row, a in zip(rows, annotations, strict=True)]
        ),
        "pairs": len(rows),
    }


def _of_sentence(text: str, annotation: Annotation, knowledge: Knowledge) -> str:
    events = find_events(text, annotation, (), expressions=(), knowledge=knowledge)
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
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    result = score(rows, model=Joined(SpacyParser(), Tagger()), coder=PairCoder())
    print(json.dumps(result) if arguments.json else "\n".join(f"{name:24} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
