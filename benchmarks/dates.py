"""Score time expressions against TIMEX3: `python benchmarks/dates.py FILE [--json]`.

FILE has one JSON object a line: {"id", "published", "text", "timex": [{"span": [start, end), "type", "value"}]}. Measures, micro-averaged:
`span_f1` expressions that overlap one to one (as TempEval-3 counts), `strict_f1` the same characters, `value_f1` overlapping and with the
same value. The page's own date line is not among the expressions.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from onrecord.models import Model
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read.dates import find_dates
from onrecord.records import Published, TimeExpression

__all__ = ["score"]


def score(rows: Sequence[dict[str, Any]], *, model: Model) -> dict[str, float]:
    """The measures over the rows of a file."""
    annotations = model.annotate([row["text"].replace("\n", " ") for row in rows])
    gold = found = overlapping = strict = valued = 0
    for row, annotation in zip(rows, annotations, strict=True):
        day = row["published"][:10]
        published = Published(start=day, end=day, precision="day", origin="metadata")
        expressions = find_dates(row["text"].replace("\n", " "), annotation, published=published)
        gold, found = gold + len(row["timex"]), found + len(expressions)
        for timex, expression in _paired(row["timex"], expressions):
            overlapping += 1
            strict += tuple(timex["span"]) == tuple(expression.span)
            valued += timex["value"] == expression.value
    f1 = {name: round(2 * hits / (gold + found), 4) if gold + found else 0.0 for name, hits in
          (("span_f1", overlapping), ("strict_f1", strict), ("value_f1", valued))}  # fmt: skip
    return f1 | {"gold": gold, "found": found}


def _paired(gold: Iterable[dict[str, Any]], found: Sequence[TimeExpression]) -> list[tuple[dict[str, Any], TimeExpression]]:
    used: set[int] = set()
    out = []
    for timex in gold:
        start, end = timex["span"]
        for n, expression in enumerate(found):
            if n not in used and expression.span.start < end and start < expression.span.end:
                used.add(n)
                out.append((timex, expression))
                break
    return out


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
