"""Main text and publication day of pages as served, beside trafilatura's own default in the same run.

    python benchmarks/pages.py [FILE] [--json]

FILE is JSON Lines (may be .gz) of {"id", "url", "html", "body", "published"}; the reader gets `html` (as UTF-8 bytes) and `url`.
`body_f1`: mean over pages of the F1 of two bags of tokens (runs of word characters, case folded), gold body against the blocks of kind
body and quote that `find_page` leaves. `trafilatura_f1`: the same for `trafilatura.extract(html, url=url)`. `day_accuracy`: pages whose day
of publication is the gold day, of all pages that have one.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura

from onrecord.read.html import from_html
from onrecord.read.page import find_page

PAGES = Path(__file__).resolve().parents[2] / "shared/data/pages/pages_2023.jsonl.gz"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The pages of a file, one at a time."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def token_f1(got: str, gold: str) -> float:
    """F1 of two bags of tokens; 1.0 when both are empty."""
    a, b = (Counter(re.findall(r"\w+", text.casefold())) for text in (got, gold))
    return 2 * (a & b).total() / (a.total() + b.total()) if a or b else 1.0


def measure(path: Path) -> dict[str, Any]:
    """Scores of all pages of the file, with the worst and the wrongly dated ones named."""
    ours, theirs, days, seconds, worst, wrong = [], [], [], 0.0, [], []
    for row in rows(path):
        started = time.perf_counter()
        document = from_html(row["html"].encode("utf-8", "surrogatepass"), id=row["id"], url=row["url"])
        page = find_page(document)
        seconds += time.perf_counter() - started
        text = "\n".join(document.text[b.span.start : b.span.end] for b in page.blocks if b.kind in ("body", "quote"))
        ours.append(token_f1(text, row["body"]))
        theirs.append(token_f1(trafilatura.extract(row["html"], url=row["url"]) or "", row["body"]))
        worst.append((ours[-1], theirs[-1], row["id"]))
        if row.get("published"):
            days.append(page.published is not None and page.published.start == page.published.end == row["published"][:10])
            if not days[-1]:
                wrong.append((row["id"], row["published"], page.published.start if page.published else None))
    count = len(ours)
    return {
        "documents": count,
        "body_f1": round(sum(ours) / count, 4),
        "trafilatura_f1": round(sum(theirs) / count, 4),
        "day_accuracy": round(sum(days) / len(days), 4) if days else None,
        "ms_per_page": round(1000 * seconds / count, 1),
        "worst": sorted(worst)[:15],
        "wrong_day": wrong,
    }


def main() -> int:
    """Prints the table, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    arguments = parser.parse_args()
    result = measure(arguments.file)
    if arguments.json:
        print(json.dumps(result))
        return 0
    for key in ("documents", "body_f1", "trafilatura_f1", "day_accuracy", "ms_per_page"):
        print(f"{key:15} {result[key]}")
    for ours, theirs, name in result["worst"]:
        print(f"  body {ours:.2f} (trafilatura {theirs:.2f})  {name}")
    for name, gold, got in result["wrong_day"]:
        print(f"  day {got} (gold {gold})  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
