"""Who held an office on a day: are the tables and the look-up of one mind?

    python benchmarks/offices.py [--seed N] [--misses]

Draws 500 (office, country, day) inside dated rows of the offices that one person holds at a time, and 100 changes, each asked on the day
before and the day after. Prints the shares answered with the person of the row; exit status 1 under the bars. What the rows say is taken
for true: an error in a source is not found.
"""

import argparse
import random
import sys
from datetime import date, timedelta
from itertools import pairwise

from onrecord.knowledge import Holding, Knowledge, load_knowledge

OFFICES = (
    "president", "prime minister", "chancellor", "king", "foreign minister", "defence minister", "interior minister", "finance minister",
    "white house press secretary", "government spokesperson", "leader", "ambassador to the united states",
    "ambassador to the united nations", "ambassador to the united kingdom",
)  # fmt: skip
BAR, BAR_AT_CHANGES = 0.98, 0.95


def whole(day: str) -> bool:
    """Is it a day, not only a month or year?"""
    return len(day) == 10


def inside(row: Holding, draw: random.Random) -> str:
    """A day of the row's time, its first and last days excepted."""
    start, end = date.fromisoformat(row.start), date.fromisoformat(row.end)
    return (start + timedelta(days=draw.randrange(1, (end - start).days))).isoformat()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    draw, knowledge = random.Random(options.seed), load_knowledge()
    rows = [h for h in knowledge.holdings if h.office in OFFICES and whole(h.start) and whole(h.end) and h.end[:4] > h.start[:4]]
    sample = [(h, inside(h, draw)) for h in draw.sample(rows, 500)]
    right = share(knowledge, sample, misses=options.misses)
    around = [
        pair for before, after in draw.sample(changes(rows), 100) for pair in ((before, day(before.end, -1)), (after, day(after.start, 1)))
    ]
    at_changes = share(knowledge, around, misses=options.misses)
    print(f"offices: {right:.3f} of {len(sample)} days right (bar {BAR:.2f}); at changes {at_changes:.3f} of {len(around)}", end=" ")
    print(f"(bar {BAR_AT_CHANGES:.2f})")
    return 0 if right >= BAR and at_changes >= BAR_AT_CHANGES else 1


def day(iso: str, by: int) -> str:
    return (date.fromisoformat(iso) + timedelta(days=by)).isoformat()


def changes(rows: list[Holding]) -> list[tuple[Holding, Holding]]:
    """Pairs of rows of one office where the second person followed the first within a month."""
    out = []
    for before, after in pairwise(rows):
        same = (before.office, before.country, before.body) == (after.office, after.country, after.body) and before.person != after.person
        if same and before.end <= after.start <= day(before.end, 31):
            out.append((before, after))
    return out


def share(knowledge: Knowledge, asked: list[tuple[Holding, str]], *, misses: bool) -> float:
    """The share of the days on which the holder is the person of the row."""
    hits = 0
    for row, on in asked:
        found = knowledge.holder(row.office, row.country or row.body, on=on)
        hits += found is not None and found.person == row.person
        if misses and (found is None or found.person != row.person):
            print("missed:", row.office, row.country or row.body, on, row.person, "| got", found.person if found else None)
    return hits / len(asked)


if __name__ == "__main__":
    sys.exit(main())
