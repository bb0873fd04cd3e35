"""Compiles the table from PLOVER's types and modes to CAMEO's root codes, out of the mapping that PLOVER's authors published.

    python tools/build_cameo.py ../shared/data/events/cameo2plover.txt

The file (`CAMEO to PLOVER conversion table` of openeventdata/PLOVER, 17 September 2021, CC BY-SA 4.0) has a CAMEO code a line with its
PLOVER type, mode and contexts. Only which codes meet which types and modes is taken. Writes src/onrecord/knowledge/tables/cameo.tsv: for
each type, and for each type with a mode, all root codes (the first two digits of a code) of the lines that have it.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

OUT = Path(__file__).parents[1] / "src/onrecord/knowledge/tables/cameo.tsv"
LINE = re.compile(r"(?P<root>\d\d)\d{1,2}: *(?P<type>[A-Z]+) *, *(?P<mode>[\w-]*) *,")


def roots(lines: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    """The root codes of each (type, mode), and of each type under the mode ""."""
    out: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        if found := LINE.match(line):
            out[found["type"], ""].add(found["root"])
            out[found["type"], found["mode"]].add(found["root"])
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    found = roots(parser.parse_args().file.read_text(encoding="utf-8").splitlines())
    rows = ["type\tmode\troots\tsource"]
    rows += [
        f"{type_}\t{mode}\t{'|'.join(sorted(codes))}\tPLOVER, cameo2plover of 2021-09-17" for (type_, mode), codes in sorted(found.items())
    ]
    OUT.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
