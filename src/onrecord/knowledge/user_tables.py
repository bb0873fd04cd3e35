"""Names a user adds: a TSV with a fixed header, or lines of a Wikidata JSON dump; plain, .gz or .bz2. Read as a stream, checked row by row.

`add_names` checks the whole file, and that it agrees with what is kept already, before anything is kept: either all of it is added or
nothing. `with_names` puts what is kept before the package's tables. `shown` says what the tables know of a name.
The TSV's columns: id, kind (person, organisation, bloc, group, media), name, aliases (parted by |), country (ISO alpha-3 or empty), sector
(PLOVER code or empty), office, start and end (YYYY, YYYY-MM or YYYY-MM-DD, or empty), source.
"""

import bz2
import gzip
import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any, NamedTuple

from onrecord.errors import KnowledgeError
from onrecord.knowledge import Holding, Knowledge, Medium, Organisation, key, office_slug
from onrecord.records import canonical

__all__ = ["HEADER", "MAX_ROWS", "NameRow", "add_names", "kept_names", "read_names", "shown", "with_names"]

HEADER = ("id", "kind", "name", "aliases", "country", "sector", "office", "start", "end", "source")
KINDS = ("person", "organisation", "bloc", "group", "media")
SECTORS = frozenset("GOV MIL COP LEG JUD SPY OPP PTY REB UAF CRM BUS JRN NGO IGO EDU LAB HLH REL CVL".split())
MAX_ROWS = 1_000_000  # more would not fit the memory of a reader; filter the file first
MAX_LINE = 16_000_000  # bytes of one line of a dump
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ALWAYS = "9999-12"


class NameRow(NamedTuple):
    """One row, checked."""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...]
    country: str
    sector: str
    office: str
    start: str
    end: str
    source: str


class _Seen:
    """The ids and offices of rows read so far, to find one that stands twice; numbers only, so that a million rows fit in memory."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._offices: set[int] = set()
        self._count = 0

    def wrong(self, row: NameRow) -> str | None:
        """Why a row cannot stand beside those before it; None where it can."""
        self._count += 1
        if self._count > MAX_ROWS:
            return f"more than {MAX_ROWS:,} rows"
        if self._names.setdefault(row.id, hash(row.name)) != hash(row.name):
            return f"the id {row.id} already stands for another name"
        office = hash((row.id, row.office, row.start))
        if office in self._offices:
            return f"the id {row.id} with this office and start stands there twice"
        self._offices.add(office)
        return None


def read_names(path: Path, *, knowledge: Knowledge) -> Iterator[NameRow]:
    """The rows of a file, one at a time. KnowledgeError with file, line and reason at the first row that cannot be taken."""
    return _read(path, knowledge, _Seen())


def kept_names(directory: Path, *, knowledge: Knowledge) -> Iterator[NameRow]:
    """The rows of all files that `add_names` has put into a directory. KnowledgeError as for `read_names`."""
    seen = _Seen()
    for path in _kept(directory):
        yield from _read(path, knowledge, seen)


def _kept(directory: Path) -> list[Path]:
    return sorted(path for path in directory.iterdir() if path.suffix == ".tsv") if directory.is_dir() else []


def _read(path: Path, knowledge: Knowledge, seen: _Seen) -> Iterator[NameRow]:
    with _opened(path) as file:
        is_dump = path.name.removesuffix(".gz").removesuffix(".bz2").endswith(".json")
        for line, row in _dump(path, file, knowledge) if is_dump else _tsv(path, file, knowledge):
            if reason := seen.wrong(row):
                raise KnowledgeError(f"{path.name}: line {line}: {reason}")
            yield row


def _opened(path: Path) -> IO[bytes]:
    if not path.is_file():
        raise KnowledgeError(f"{path.name}: {'is a directory' if path.is_dir() else 'no such file'}")
    opener: Any = {".gz": gzip.open, ".bz2": bz2.open}.get(path.suffix, open)
    try:
        file: IO[bytes] = opener(path, "rb")
    except OSError as e:
        raise KnowledgeError(f"{path.name}: cannot be read: {e.strerror}") from None
    return file


def _lines(path: Path, file: IO[bytes]) -> Iterator[tuple[int, str]]:
    number = 0
    while True:
        number += 1
        try:
            line = file.readline(MAX_LINE + 1)
        except (OSError, EOFError, zlib.error) as e:
            raise KnowledgeError(f"{path.name}: line {number}: the compressed data is damaged: {e}") from None
        if not line:
            return
        if len(line) > MAX_LINE:
            raise KnowledgeError(f"{path.name}: line {number}: longer than {MAX_LINE:,} bytes")
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as e:
            raise KnowledgeError(f"{path.name}: line {number}: not UTF-8 at byte {e.start}") from None


def _tsv(path: Path, file: IO[bytes], knowledge: Knowledge) -> Iterator[tuple[int, NameRow]]:
    lines = _lines(path, file)
    _, header = next(lines, (1, ""))
    if tuple(header.split("\t")) != HEADER:
        raise KnowledgeError(f"{path.name}: line 1: the header is not {' '.join(HEADER)} (parted by tabs)")
    for number, line in lines:
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(HEADER):
            raise KnowledgeError(f"{path.name}: line {number}: {len(cells)} columns where the header has {len(HEADER)}")
        row = NameRow(*(_aliases(c) if i == 3 else c.strip() for i, c in enumerate(cells)))  # type: ignore[arg-type]
        if reason := _wrong(row, knowledge):
            raise KnowledgeError(f"{path.name}: line {number}: {reason}")
        yield number, row


def _aliases(cell: str) -> tuple[str, ...]:
    return tuple(a.strip() for a in cell.split("|") if a.strip())


def _wrong(row: NameRow, knowledge: Knowledge) -> str | None:
    """Why a row cannot be taken; None where it can."""
    if not row.id or not row.name:
        return "id and name must not be empty"
    if row.kind not in KINDS:
        return f"the kind {row.kind!r} is none of {', '.join(KINDS)}"
    if row.country and knowledge.country(row.country) is None:
        return f"{row.country!r} is no ISO 3166-1 alpha-3 code"
    if row.sector and row.sector not in SECTORS:
        return f"{row.sector!r} is no PLOVER sector"
    for name, value in (("start", row.start), ("end", row.end)):
        if value and not _is_date(value):
            return f"the {name} {value!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)"
    if row.start and row.end and row.end < row.start[: len(row.end)]:
        return f"it ends ({row.end}) before it starts ({row.start})"
    return None


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return True


# --- Wikidata ---------------------------------------------------------------------------------------------------------------------

_HUMAN = "Q5"
_KIND_OF = {
    "Q43229": "organisation",
    "Q484652": "organisation",
    "Q7278": "organisation",
    "Q327333": "organisation",
    "Q17149090": "group",
    "Q1664720": "organisation",
    "Q192283": "media",
    "Q11032": "media",
    "Q1110794": "media",
    "Q1616075": "media",
    "Q15265344": "media",
    "Q1193236": "media",
    "Q4120211": "group",
    "Q245065": "organisation",
}


def _dump(path: Path, file: IO[bytes], knowledge: Knowledge) -> Iterator[tuple[int, NameRow]]:
    """Persons and organisations with an English label; all other entities are passed over. The description stands as the office."""
    for number, line in _lines(path, file):
        text = line.strip().rstrip(",")
        if text in ("", "[", "]"):
            continue
        try:
            entity = json.loads(text)
        except (ValueError, RecursionError) as e:
            raise KnowledgeError(f"{path.name}: line {number}: not JSON: {e}") from None
        if not isinstance(entity, dict) or not re.fullmatch(r"Q\d+", str(entity.get("id"))):
            raise KnowledgeError(f"{path.name}: line {number}: no Wikidata entity")
        try:
            row = _entity(entity, knowledge)
        except (AttributeError, TypeError):
            raise KnowledgeError(f"{path.name}: line {number}: not shaped as a Wikidata entity") from None
        if row:
            yield number, row


def _entity(entity: dict[str, Any], knowledge: Knowledge) -> NameRow | None:
    classes = _items(entity, "P31")
    kind = "person" if _HUMAN in classes else next((_KIND_OF[c] for c in classes if c in _KIND_OF), "")
    name = _value(entity, "labels")
    if not kind or not name:
        return None
    aliases = tuple(filter(None, (_plain(a.get("value")) for a in (entity.get("aliases") or {}).get("en", []))))
    country = next(
        (c.iso3 for item in (*_items(entity, "P27"), *_items(entity, "P17")) for c in knowledge.countries if c.wikidata == item), None
    )
    return NameRow(entity["id"], kind, name, aliases, country or "", "", _value(entity, "descriptions"), "", "", "Wikidata")


def _value(entity: dict[str, Any], field: str) -> str:
    found = (entity.get(field) or {}).get("en") or {}
    return _plain(found.get("value"))


def _plain(value: object) -> str:
    """On one line, without what parts cells and aliases of the TSV, or is no character."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", " ".join(str(value or "").replace("|", " ").split()))


def _items(entity: dict[str, Any], property_: str) -> list[str]:
    out = []
    for claim in (entity.get("claims") or {}).get(property_, []):
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value", {})
        if isinstance(value, dict) and "id" in value:
            out.append(str(value["id"]))
    return out


# --- adding and showing -------------------------------------------------------------------------------------------------------------


def add_names(path: Path, directory: Path, *, knowledge: Knowledge) -> tuple[Path, int]:
    """Checks a file and keeps it in `directory` as a plain TSV, in place of what was kept of a file of that name; gives its path and the
    number of rows. KnowledgeError where a row is bad or does not agree with the other files kept, or where the directory cannot be
    written: nothing is kept then.
    """
    target = directory / (re.sub(r"(\.(tsv|json|gz|bz2))+$", "", path.name) + ".tsv")
    seen = _Seen()
    for kept in _kept(directory):
        if kept != target:
            for _ in _read(kept, knowledge, seen):
                pass
    rows = _read(path, knowledge, seen)
    first = next(rows, None)  # a file that is none makes no directory
    if first is None:
        raise KnowledgeError(f"{path.name}: no rows")
    part = target.with_name(target.name + ".part")
    count = 1
    with _writing(part):
        directory.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as out:
            out.write("\t".join(HEADER) + "\n" + _line(first))
            for row in rows:
                count += 1
                out.write(_line(row))
        part.replace(target)
    return target, count


def _line(row: NameRow) -> str:
    return "\t".join("|".join(c) if isinstance(c, tuple) else c for c in row) + "\n"


@contextmanager
def _writing(part: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise KnowledgeError(f"{part.parent}: cannot be written: {e.strerror or e}") from None
    finally:
        if part.is_file():
            part.unlink()


def with_names(knowledge: Knowledge, rows: Iterable[NameRow]) -> Knowledge:
    """The tables with a user's rows added; on the same name the user's come first. Without rows, the same tables."""
    holdings, organisations, media = [], [], []
    others: dict[str, list[Holding]] = defaultdict(list)
    own = hashlib.sha256()
    for row in rows:
        own.update(canonical(row))
        wikidata = row.id if re.fullmatch(r"Q\d+", row.id) else ""
        if row.kind == "person":
            office = office_slug(row.office, country=row.country)
            held = Holding(row.name, wikidata, office, row.office, row.country, "", row.start, row.end, _ALWAYS, row.sector, row.source)
            holdings.append(held)
            for name in row.aliases:
                others[name].append(held)
        elif row.kind == "media":
            media.append(Medium(row.name, row.aliases, row.country, "", "", wikidata, row.source))
        else:
            organisations.append(Organisation(row.name, row.kind, row.aliases, row.country, row.sector, wikidata, (), row.source))
    if not (holdings or organisations or media):
        return knowledge
    return knowledge.with_more(holdings=holdings, organisations=organisations, media=media, other_names=others, own=own.hexdigest())


def shown(name: str, *, knowledge: Knowledge, on: str | None = None) -> list[dict[str, str | None]]:
    """What the tables know of a name, a dictionary a row: `sense`, `name`, `country`, `sector`, `office`, `start`, `end`, `wikidata`,
    `source`; None where a row does not say.

    With `on` (YYYY-MM-DD) only offices held on that day.
    """
    rows: list[dict[str, str | None]] = []
    for sense, record in knowledge.entries(name):
        country = getattr(record, "iso3", None) or getattr(record, "country", None)
        told = {f: getattr(record, f, None) for f in ("name", "sector", "wikidata", "source")}
        rows.append({"sense": sense, "country": country} | told)
    for h in sorted(knowledge.people(name), key=lambda h: (key(h.person), h.start, h.office)):
        if on is None or h.covers(on):
            told = {f: getattr(h, f) for f in ("sector", "start", "end", "wikidata", "source")}
            rows.append({"sense": "person", "name": h.person, "country": h.country or h.body, "office": h.title} | told)
    fields = ("sense", "name", "country", "sector", "office", "start", "end", "wikidata", "source")
    return [{f: row.get(f) or None for f in fields} for row in rows]
