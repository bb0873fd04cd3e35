"""The tables' row types, and the strict reader of their files: TSV with a header, plain or gzipped, one record a row, `|` between
values of a list.

Every row names its source in its last column. A row that does not fit is a KnowledgeError with file, line and reason.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from onrecord.errors import KnowledgeError

__all__ = ["City", "Country", "FirstName", "Holding", "Medium", "Metonym", "Organisation", "Role", "read_rows", "read_table", "write_table"]


_WITH_ARTICLE = re.compile(
    r"^(?:United|Bahamas$|Comoros$|Gambia$|Maldives$|Netherlands$|Philippines$|Seychelles$|Isle )|Republic|Islands$|Union$|Empire$"
)


class Country(Struct, frozen=True, gc=False):
    """A state, a territory with a code of its own, or a state that is no more. `iso3` is None for one that has no code today ("Soviet
    Union").

    `names` begins with the usual one; `demonyms` are adjectives and nouns ("Russian", "Russians"); `capitals` and other seats of
    government.
    """

    iso3: str | None
    name: str
    kind: str  # state | territory | historical | part
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    wikidata: str
    source: str

    @property
    def in_a_phrase(self) -> str:
        """The name as it stands behind "of": "the United States", "Norway"."""
        return f"the {self.name}" if _WITH_ARTICLE.search(self.name) else self.name


class Holding(Struct, frozen=True, gc=False):
    """Who held an office and when. `office` is the slug of `names.office_slug`; `body` the organisation, where it is no state's office.

    `start` and `end` are ISO dates or their beginnings ("2012-05", "2012"); empty = not known, or not ended. `seen` is the last day the
    row's source speaks for: an office without an end counts as held for a year more, then nobody is known to hold it.
    """

    person: str
    wikidata: str
    office: str
    title: str
    country: str
    body: str
    start: str
    end: str
    seen: str
    sector: str
    source: str

    def covers(self, on: str) -> bool:
        """Was it held on that day (YYYY-MM-DD)? Both the first and the last day count."""
        if self.end:
            return self.start <= on and on[: len(self.end)] <= self.end
        return (
            self.start <= on
            and int(on[:4]) * 372 + int(on[5:7] or 1) * 31 <= int(self.seen[:4]) * 372 + int(self.seen[5:7] or 1) * 31 + 372
        )


class Organisation(Struct, frozen=True, gc=False):
    """An organisation, bloc or armed group. `country` is that of the side it acts for, empty for none; `members` ISO alpha-3 codes."""

    name: str
    kind: str  # organisation | bloc | group
    aliases: tuple[str, ...]
    country: str
    sector: str
    wikidata: str
    members: tuple[str, ...]
    source: str


class Medium(Struct, frozen=True, gc=False):
    """A news agency, broadcaster, paper or platform. `ownership`: state, public or private; empty = not known."""

    name: str
    aliases: tuple[str, ...]
    country: str
    ownership: str
    domain: str
    wikidata: str
    source: str


class Metonym(Struct, frozen=True, gc=False):
    """Words that name a place or building and stand for those who govern there. `is_place`: the words also name a place that can be
    meant as one.
    """

    words: tuple[str, ...]
    name: str
    kind: str
    country: str
    sector: str
    is_place: bool
    source: str


class Role(Struct, frozen=True, gc=False):
    """A word for what people are, with the PLOVER sector of those it names; empty sector = people, but of no one sector ("leader").

    `form`: person (one human being), people (only in the plural or as a mass), body (an organisation), paper (a document or record).
    """

    words: str
    sector: str
    form: str
    source: str


class City(Struct, frozen=True, gc=False):
    """A place with its country."""

    name: str
    country: str
    population: int
    source: str


class FirstName(Struct, frozen=True, gc=False):
    """A first name that only women (f) or only men (m) bear."""

    name: str
    gender: str
    source: str


Row = TypeVar("Row", bound=Struct)


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row under the header; blank lines and lines that begin with # are passed over."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    lines = text.split("\n")
    width = lines[0].count("\t")
    for number, line in enumerate(lines[1:], start=2):
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        if len(cells) != width + 1:
            raise KnowledgeError(f"{path.name}: line {number}: {len(cells)} columns where the header has {width + 1}")
        yield number, cells


def _many(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


_READERS: dict[str, Callable[[list[str]], Struct]] = {
    "Country": lambda c: Country(c[0] or None, c[1], c[2], _many(c[3]), _many(c[4]), _many(c[5]), c[6], c[7]),
    "Holding": lambda c: Holding(*c),
    "Organisation": lambda c: Organisation(c[0], c[1], _many(c[2]), c[3], c[4], c[5], _many(c[6]), c[7]),
    "Medium": lambda c: Medium(c[0], _many(c[1]), c[2], c[3], c[4], c[5], c[6]),
    "Metonym": lambda c: Metonym(_many(c[0]), c[1], c[2], c[3], c[4], c[5] == "yes", c[6]),
    "Role": lambda c: Role(*c),
    "FirstName": lambda c: FirstName(*c),
    "City": lambda c: City(c[0], c[1], int(c[2]), c[3]),
}


def read_table(path: Path, row: type[Row]) -> list[Row]:
    """The records of a file in its order. KnowledgeError naming file, line and reason."""
    make = _READERS[row.__name__]
    out: list[Row] = []
    for number, cells in read_rows(path):
        try:
            out.append(make(cells))  # type: ignore[arg-type]
        except (TypeError, ValueError, IndexError) as e:
            raise KnowledgeError(f"{path.name}: line {number}: {e}") from None
    return out


def write_table(path: Path, row: type[Row], rows: Iterable[Row]) -> None:
    """The file `read_table` reads back, gzipped (without a time stamp) where the path ends in .gz."""
    fields = row.__struct_fields__
    lines = ["\t".join(fields)]
    for record in rows:
        cells = [_cell(getattr(record, f)) for f in fields]
        if any("\t" in c or "\n" in c for c in cells):
            raise KnowledgeError(f"{path.name}: a value holds a tab or a line end: {cells[0]!r}")
        lines.append("\t".join(cells))
    data = ("\n".join(lines) + "\n").encode("utf-8")
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
