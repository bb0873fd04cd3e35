"""Keeps the derived tables in step with the readings: what `ledger` derives is written here, a page at a time or all anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, insert, or_, select, text, update

from onrecord.ledger import RECIPE
from onrecord.ledger.copies import are_copies, bands, reports
from onrecord.ledger.identities import merged
from onrecord.ledger.views import Views, views
from onrecord.records import from_json
from onrecord.store import schema, sqlite

__all__ = ["apart_of", "create", "drop", "expected", "judged", "newest", "put", "rebuild", "recipe", "rows_of", "searched_of"]

PER_PAGE = 1_000_000  # numbers of statements and events: page * PER_PAGE + position; a page of 50 MB holds fewer sentences


def create(connection: Connection) -> None:
    """Makes the derived tables, empty."""
    schema.DERIVED.create_all(connection)
    for statement in sqlite.search_tables():
        connection.execute(text(statement))
    connection.execute(delete(schema.ledger).where(schema.ledger.c.key == "recipe"))
    connection.execute(insert(schema.ledger), {"key": "recipe", "value": RECIPE})


def drop(connection: Connection) -> None:
    """Drops them all, whatever recipe made them: every table but the recorded ones."""
    sqlite.drop_all_but(connection, {*schema.RECORDED.tables, "alembic_version"})


def recipe(connection: Connection) -> str | None:
    """How the derived tables were made."""
    return connection.execute(select(schema.ledger.c.value).where(schema.ledger.c.key == "recipe")).scalar_one_or_none()


def rebuild(connection: Connection) -> Iterator[int]:
    """Makes everything derived anew; gives the number of each page as it is done. The caller commits."""
    drop(connection)
    create(connection)
    judged(connection)
    for page, version, reading in list(newest(connection)):
        put(connection, page=page, version=version, reading=reading)
        yield page


def newest(connection: Connection) -> Iterator[tuple[int, int, int]]:
    """For every page, in order, its newest version and that version's newest reading: (page, version, reading), by number."""
    v, r = schema.versions, schema.readings
    last: dict[int, tuple[int, int]] = {}
    for page, version, reading in connection.execute(select(v.c.page, v.c.number, r.c.number).join(r, r.c.version == v.c.number)):
        last[page] = max(last.get(page, (0, 0)), (version, reading))
    for page in sorted(last):
        yield page, *last[page]


def put(connection: Connection, *, page: int, version: int, reading: int) -> None:
    """Replaces what is derived from a page's older reading by what is derived from this one."""
    _forget(connection, page)
    made, title, words = expected(connection, page=page, version=version, reading=reading)
    rows = rows_of(made, page=page)
    listing = rows["listing"][0] | {"version": version, "reading": reading, "report": page}
    rows = rows | {"listing": [listing], "actors": _identified(connection, rows["actors"])}
    for name, items in rows.items():
        if items:
            connection.execute(insert(schema.DERIVED.tables[name]), items)
    for name, items in searched_of(made, page=page, title=title, text=words).items():
        columns = sqlite.SEARCHED[name]
        if items:
            connection.execute(
                text(f"INSERT INTO {name}(rowid, {', '.join(columns)}) VALUES (:rowid, {', '.join(':' + c for c in columns)})"), items
            )
    _group(connection, page, made.page.runs)


def expected(connection: Connection, *, page: int, version: int, reading: int) -> tuple[Views, str | None, str]:
    """The views of a reading, with the title and the text of its page, from what was recorded."""
    p, v, r = schema.pages, schema.versions, schema.readings
    name = connection.execute(select(p.c.id).where(p.c.number == page)).scalar_one()
    words = connection.execute(select(v.c.text).where(v.c.number == version)).scalar_one().decode("utf-8", "surrogatepass")
    body = connection.execute(select(r.c.body).where(r.c.number == reading)).scalar_one()
    made = views(from_json(body), words, page=name)
    apart = apart_of(connection).get(name, {})
    actors = tuple(msgspec.structs.replace(a, key=apart.get(a.key, a.key)) for a in made.actors)
    return msgspec.structs.replace(made, actors=actors), made.page.title, words


def rows_of(made: Views, *, page: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of the derived tables for one page, by table; `listing` still lacks what the ledger adds (version, reading, report)."""
    listing = msgspec.structs.asdict(made.page) | {"page": page, "statements": len(made.statements), "events": len(made.events)}
    signed = made.page.runs
    return {
        "listing": [listing],
        "bands": [{"page": page, "band": n, "value": value} for n, value in enumerate(bands(signed))] if signed else [],
        "actors": [_asdict(a, page=page) for a in made.actors],
        "mentions": [_asdict(m, page=page) for m in made.mentions],
        "statements": [_asdict(s, page=page, number=page * PER_PAGE + s.position) for s in made.statements],
        "events": [_asdict(e, page=page, number=page * PER_PAGE + e.position) for e in made.events],
        "parties": [_asdict(p, page=page) for p in made.parties],
    }


def searched_of(made: Views, *, page: int, title: str | None, text: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of the full-text tables for one page, by table."""
    plain = text.encode("utf-8", "replace").decode().replace("\0", " ")
    return {
        "pages_words": [{"rowid": page, "title": title or "", "text": plain}],
        "statements_words": [{"rowid": page * PER_PAGE + s.position, "source": s.source, "content": s.content} for s in made.statements],
        "events_words": [{"rowid": page * PER_PAGE + e.position, "sentence": e.sentence} for e in made.events],
    }


def judged(connection: Connection) -> None:
    """Brings the identities of all actors up to date with the judgements."""
    a, p = schema.actors, schema.pages
    for page, keys in apart_of(connection).items():
        number = select(p.c.number).where(p.c.id == page).scalar_subquery()
        for key, own in keys.items():
            connection.execute(update(a).where(a.c.page == number, a.c.key == key).values(key=own, identity=own))
    connection.execute(delete(schema.merges))
    rows = merges_of(connection)
    if rows:
        connection.execute(insert(schema.merges), [{"key": key, "identity": identity} for key, identity in rows.items()])
    m = schema.merges
    connection.execute(update(a).where(a.c.identity != a.c.key).values(identity=a.c.key))
    joined = select(m.c.identity).where(m.c.key == a.c.key).scalar_subquery()
    connection.execute(update(a).where(a.c.key.in_(select(m.c.key))).values(identity=joined))


def apart_of(connection: Connection) -> dict[str, dict[str, str]]:
    """For the pages on which actors are judged to be others than those of their key: the keys they have there, by the keys they had."""
    j = schema.judgements.c
    found: dict[str, dict[str, str]] = {}
    for about in connection.execute(select(j.about).where(j.kind == "split").order_by(j.number)).scalars():
        row = msgspec.json.decode(about)
        if "page" in row:
            key, own = row["identities"]
            found.setdefault(row["page"], {})[key] = own
    return found


def merges_of(connection: Connection) -> dict[str, str]:
    """The identities of all keys that judgements join."""
    j = schema.judgements
    found = []
    for kind, about in connection.execute(select(j.c.kind, j.c.about).where(j.c.kind.in_(("merge", "split"))).order_by(j.c.number)):
        a, b = msgspec.json.decode(about)["identities"]
        found.append((kind, a, b))
    return merged(found)


def groups_of(pages: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each page the page that stands for its report."""
    return reports(pages, pairs)


def all_copies(connection: Connection) -> set[tuple[int, int]]:
    """All pairs of copies, found from bands and runs as they stand."""
    b, other = schema.bands, schema.bands.alias()
    meeting = select(b.c.page, other.c.page).join(other, (b.c.band == other.c.band) & (b.c.value == other.c.value))
    listing = schema.listing.c

    def signed(page: int) -> bytes | None:
        found: bytes | None = connection.execute(select(listing.runs).where(listing.page == page)).scalar_one()
        return found

    pairs = connection.execute(meeting.where(b.c.page < other.c.page).distinct()).all()
    return {(a, c) for a, c in pairs if are_copies(signed(a), signed(c))}


def _asdict(view: Any, **more: Any) -> dict[str, Any]:
    return msgspec.structs.asdict(view) | more


def _identified(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    m = schema.merges
    known = dict(connection.execute(select(m.c.key, m.c.identity).where(m.c.key.in_([r["key"] for r in rows]))).all())
    return [dict(r) | {"identity": known.get(r["key"], r["key"])} for r in rows]


def _forget(connection: Connection, page: int) -> None:
    """Deletes what is derived from a page, and regroups the copies it held together."""
    low, high = page * PER_PAGE, (page + 1) * PER_PAGE - 1
    was = connection.execute(select(schema.listing.c.report).where(schema.listing.c.page == page)).scalar_one_or_none()
    if was is None:
        return
    connection.execute(text("DELETE FROM pages_words WHERE rowid = :page"), {"page": page})
    for name in ("statements_words", "events_words"):
        connection.execute(text(f"DELETE FROM {name} WHERE rowid BETWEEN :low AND :high"), {"low": low, "high": high})
    connection.execute(delete(schema.copies).where(or_(schema.copies.c.a == page, schema.copies.c.b == page)))
    for table in (schema.bands, schema.actors, schema.mentions, schema.statements, schema.events, schema.parties, schema.listing):
        connection.execute(delete(table).where(table.c.page == page))
    _regroup(connection, {was})


def _group(connection: Connection, page: int, signed: bytes | None) -> None:
    """Finds the copies of a page among the others and joins their reports."""
    if signed is None:
        return
    b, other, listing = schema.bands, schema.bands.alias(), schema.listing
    meeting = (
        select(other.c.page)
        .join(b, (b.c.band == other.c.band) & (b.c.value == other.c.value))
        .where(b.c.page == page, other.c.page != page)
    )
    found = connection.execute(select(listing.c.page, listing.c.runs, listing.c.report).where(listing.c.page.in_(meeting))).all()
    copies = [row for row in found if are_copies(signed, row.runs)]
    if copies:
        connection.execute(insert(schema.copies), [{"a": min(page, row.page), "b": max(page, row.page)} for row in copies])
        _regroup(connection, {page, *(row.report for row in copies)})


def _regroup(connection: Connection, groups: set[int]) -> None:
    """Groups the pages of some reports again."""
    listing, c = schema.listing, schema.copies
    members = [int(n) for n in connection.execute(select(listing.c.page).where(listing.c.report.in_(groups))).scalars()]
    inside = select(listing.c.page).where(listing.c.report.in_(groups))
    pairs = connection.execute(select(c.c.a, c.c.b).where(c.c.a.in_(inside))).all()
    for page, report in reports(members, pairs).items():
        connection.execute(update(listing).where(listing.c.page == page, listing.c.report != report).values(report=report))


def derived_tables() -> tuple[Table, ...]:
    """The derived tables in the order of their names."""
    return tuple(schema.DERIVED.tables[name] for name in sorted(schema.DERIVED.tables))
