"""Is a seat of government meant as the government or as the place? F1 on sentences of our own.

    python benchmarks/metonyms.py [--misses]

benchmarks/metonyms.tsv: a sentence a line with the name in [ ], half of them meant as the government, half as the place. The rule was
not tuned on them. Prints precision, recall and F1 of "meant as the government"; exit status 1 under the bar.
"""

import argparse
import sys
from pathlib import Path

from onrecord.knowledge import load_knowledge
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read.mentions import find_mentions
from onrecord.spans import Span, touches

BAR = 0.90
SENTENCES = Path(__file__).with_suffix(".tsv")


def read(path: Path) -> list[tuple[str, Span, bool]]:
    """Text, span of the name and whether the government is meant, a row."""
    out = []
    for line in path.read_text("utf-8").splitlines()[1:]:
        meant, marked = line.split("\t")
        start, end = marked.index("["), marked.index("]") - 1
        out.append((marked.replace("[", "").replace("]", ""), Span(start, end), meant == "actor"))
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    rows = read(SENTENCES)
    knowledge = load_knowledge()
    hit = predicted = wanted = 0
    for (text, span, actor), annotation in zip(rows, SpacyParser().annotate([text for text, _, _ in rows]), strict=True):
        mentions = find_mentions(text, annotation, parties=(), knowledge=knowledge)
        said = any(m.label == "metonym" and touches(m.span, span) for m in mentions)
        hit, predicted, wanted = hit + (said and actor), predicted + said, wanted + actor
        if options.misses and said != actor:
            print("government" if actor else "place", "missed:", text)
    precision, recall = hit / (predicted or 1), hit / wanted
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    print(f"metonyms: {len(rows)} sentences, P {precision:.3f} R {recall:.3f} F1 {f1:.3f} (bar {BAR:.2f})")
    return 0 if f1 >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
