"""Tables of the model card: `python -m training.card GOLD PREDICTED` (statements by outlet and kind, expected calibration error).

A predicted statement is right if source, cue and content each share half of the characters of both with those of one gold statement.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.data import read_jsonl

ROLES = ("source", "cue", "content")
BINS = 10
Chars = frozenset[int]


def _chars(spans: list[list[int]] | None, text: str) -> Chars:
    return frozenset(i for start, end in spans or [] for i in range(start, end) if not text[i].isspace())


def _near(a: Chars, b: Chars) -> bool:
    return not (a or b) or (bool(a and b) and len(a & b) / len(a | b) >= 0.5)


def _kinds(statement: dict[str, Any], text: str) -> Iterator[str]:
    said = "".join(text[s:e] for s, e in statement["content"]).strip()
    if said[:1] in "“\"‘'" and said[-1:] in "”\"’'.,":
        yield "direct"
    elif any(c in said for c in '“”"'):
        yield "mixed"
    else:
        yield "indirect"
    yield "with a source" if statement["source"] else "without a source"
    yield "content in one piece" if len(statement["content"]) == 1 else "content in several pieces"
    first = min(s for s, _ in statement["content"] or [[0, 0]])
    yield "cue before content" if statement["cue"] and statement["cue"][0][0] < first else "cue after content"


class Count:
    """Hits, gold and predicted statements."""

    def __init__(self) -> None:
        self.hit = self.gold = self.predicted = 0

    def line(self, name: str) -> str:
        """A row of a table."""
        precision, recall = self.hit / max(1, self.predicted), self.hit / max(1, self.gold)
        both = f"{2 * self.hit / max(1, self.gold + self.predicted):.3f} | {precision:.3f}" if self.predicted else "– | –"
        return f"| {name} | {self.gold} | {both} | {recall:.3f} |"


def tables(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> str:
    """The tables as Markdown."""
    by_id = {p["id"]: p for p in predicted}
    counts: dict[str, Count] = defaultdict(Count)
    judged: list[tuple[float, bool]] = []
    for g in gold:
        text = g["text"]
        found = [s for s in by_id[g["id"]]["statements"] if not s.get("inside")]
        parts = [tuple(_chars(s[r], text) for r in ROLES) for s in found]
        free = set(range(len(found)))
        outlet = counts["outlet " + str(g.get("publisher") or g.get("outlet"))]
        outlet.predicted += len(found)
        for s in (s for s in g["statements"] if not s.get("inside")):
            want = tuple(_chars(s[r], text) for r in ROLES)
            hit = next((i for i in sorted(free) if all(map(_near, want, parts[i]))), None)
            free.discard(-1 if hit is None else hit)
            for count in (outlet, *(counts[k] for k in _kinds(s, text))):
                count.gold += 1
                count.hit += hit is not None
        judged += [(s["confidence"], i not in free) for i, s in enumerate(found) if s.get("confidence") is not None]
    rows = [c.line(name) for name, c in sorted(counts.items())]
    return "\n".join(
        [
            "| | gold | F1 | precision | recall |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"expected calibration error {calibration(judged):.3f}",
        ]
    )


def calibration(judged: list[tuple[float, bool]]) -> float:
    """Expected calibration error in ten bins of equal width: |share right - mean confidence|, weighted by size."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    return sum(abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in bins.values()) / max(1, len(judged))


def main() -> None:
    """Reads the command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold", type=Path)
    ap.add_argument("predicted", type=Path)
    given = ap.parse_args()
    print(tables(read_jsonl(given.gold), read_jsonl(given.predicted)))


if __name__ == "__main__":
    main()
