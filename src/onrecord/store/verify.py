"""Proof: every hash, every chain and every derived row recomputed, on a private copy of the ledger as it stands.

What is compared: the structure of the file (SQLite's own checks), the definitions of tables and triggers with those of a new ledger, each
recorded row with its hash and the row before it, the raw bytes, texts and readings with theirs, the derived rows with what `ledger`
derives again, the full-text indexes with their text. Whoever rewrites a chain consistently is found where its end had been noted before.
"""

import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from onrecord.ledger import RECIPE
from onrecord.records import digest
from onrecord.store import chain, derive, opening, schema, sqlite
from onrecord.store.rows import Problem, Verification

__all__ = ["verified"]

MOST = 100  # problems told; a ledger with more is no better known by the next


def verified(path: Path, *, against: Mapping[str, tuple[int, str]] | None = None) -> Verification:
    """Everything that does not hold in the ledger of this file. `against` are the ends of its chains as they were noted some time ago."""
    with tempfile.TemporaryDirectory(prefix="onrecord-verify-") as folder, sqlite.copied(path, Path(folder) / "copy.db") as engine:
        problems: list[Problem] = []
        with engine.connect() as connection:
            for check in (_structure, _schema, _chains, _derived, partial(_noted, against=against or {})):
                try:
                    for problem in check(connection):
                        problems.append(problem)
                        if len(problems) >= MOST:
                            break
                except Exception as e:
                    # Damaged rows fail in ways of their own; that they cannot be read is what there is to tell.
                    problems.append(Problem(table="file", row=None, reason=f"is damaged, cannot be checked further: {_line(e)}"))
            ends = _ends(connection)
            head = digest(ends) if ends else None
            return Verification(rows=_counts(connection), head=head, ends=ends, problems=tuple(problems[:MOST]))


def _line(error: BaseException) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:200] or type(error).__name__


def _counts(connection: Connection) -> dict[str, int]:
    rows = {}
    for table in schema.CHAINED:
        try:
            rows[str(table.name)] = int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        except SQLAlchemyError:
            rows[str(table.name)] = 0
    return rows


def _ends(connection: Connection) -> dict[str, tuple[int, str]]:
    try:
        return chain.ends(connection)
    except (SQLAlchemyError, ValueError):
        return {}


def _structure(connection: Connection) -> Iterator[Problem]:
    for reason in sqlite.structure(connection):
        yield Problem(table="file", row=None, reason=" ".join(reason.split()))


def _schema(connection: Connection) -> Iterator[Problem]:
    """Compares the definitions with those of a ledger made now: a trigger taken away is as telling as a row changed."""
    engine = create_engine("sqlite://")
    with engine.connect() as new, new.begin():
        opening.initialise(new)
        due = sqlite.schema_of(new)
    engine.dispose()
    found = sqlite.schema_of(connection)
    for kind, name in sorted(due.keys() | found.keys()):
        if (kind, name) not in found:
            yield Problem(table=name, row=None, reason=f"the {kind} is missing")
        elif (kind, name) not in due:
            yield Problem(table=name, row=None, reason=f"the {kind} is not one of a ledger")
        elif due[kind, name] != found[kind, name]:
            yield Problem(table=name, row=None, reason=f"the definition of the {kind} was changed")
    if opening.schema_version(connection) != schema.SCHEMA:
        yield Problem(table="alembic_version", row=None, reason="names another schema")


def _chains(connection: Connection) -> Iterator[Problem]:
    for table in schema.CHAINED:
        for row, reason in chain.faults(connection, table):
            yield Problem(table=str(table.name), row=row, reason=reason)
    names = set(connection.execute(select(schema.heads.c.name)).scalars())
    if names != {table.name for table in schema.CHAINED}:
        yield Problem(table="heads", row=None, reason="does not name the chained tables, each once")
    said = [tuple(row) for row in connection.execute(select(schema.ledger.c.key, schema.ledger.c.value))]
    if said != [("recipe", RECIPE)]:
        yield Problem(table="ledger", row=None, reason="does not say how the derived tables were made")
    v, r = schema.versions, schema.readings
    bare = select(v.c.number).where(v.c.number.not_in(select(r.c.version)))
    for number in connection.execute(bare).scalars():
        yield Problem(table="versions", row=str(number), reason="has no reading")


def _noted(connection: Connection, *, against: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    for table in schema.CHAINED:
        rows, hash_ = against.get(str(table.name), (0, ""))
        if chain.rewritten(connection, table, rows, hash_):
            yield Problem(table=str(table.name), row=str(rows), reason="is not what was noted: the chain was rewritten before it")


def _derived(connection: Connection) -> Iterator[Problem]:
    """Derives every page again and compares, a page at a time; then that no other rows are there."""
    counts: dict[str, int] = {table.name: 0 for table in derive.derived_tables()} | dict.fromkeys(sqlite.SEARCHED, 0)
    merges = derive.merges_of(connection)
    for page, version, reading in list(derive.newest(connection)):
        made, title, words = derive.expected(connection, page=page, version=version, reading=reading)
        due = derive.rows_of(made, page=page)
        due["actors"] = [row | {"identity": merges.get(row["key"], row["key"])} for row in due["actors"]]
        due["listing"][0] |= {"version": version, "reading": reading}
        for name, rows in due.items():
            counts[name] += len(rows)
            yield from _compared(connection, name, page, rows)
        for name, rows in derive.searched_of(made, page=page, title=title, text=words).items():
            counts[name] += len(rows)
            yield from _searched(connection, name, page, rows)
    yield from _copies(connection, counts)
    counts["merges"] = len(merges)
    held = dict(connection.execute(select(schema.merges.c.key, schema.merges.c.identity)).all())
    if held != merges:
        yield Problem(table="merges", row=None, reason="is not what the judgements say")
    for name, count in counts.items():
        if connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() != count:
            yield Problem(table=name, row=None, reason="holds rows that no reading accounts for, or lacks some")


def _exact(row: dict[str, Any]) -> tuple[tuple[str, str, Any], ...]:
    """With the types of the values: 1, 1.0 and '1' are different things to have been recorded."""
    return tuple(sorted((name, type(value).__name__, value) for name, value in row.items()))


def _differing(name: str, page: int, due: list[dict[str, Any]], found: list[dict[str, Any]]) -> Iterator[Problem]:
    if sorted(map(_exact, due), key=repr) != sorted(map(_exact, found), key=repr):
        yield Problem(table=name, row=str(page), reason="is not what the newest reading of this page gives")


def _compared(connection: Connection, name: str, page: int, due: list[dict[str, Any]]) -> Iterator[Problem]:
    table = schema.DERIVED.tables[name]
    columns = [c for c in table.columns if (name, c.name) != ("listing", "report")]
    found = [dict(row._mapping) for row in connection.execute(select(*columns).where(table.c.page == page))]
    yield from _differing(name, page, due, found)


def _searched(connection: Connection, name: str, page: int, due: list[dict[str, Any]]) -> Iterator[Problem]:
    low, high = (page, page) if name == "pages_words" else (page * derive.PER_PAGE, (page + 1) * derive.PER_PAGE - 1)
    query = text(f"SELECT rowid, {', '.join(sqlite.SEARCHED[name])} FROM {name} WHERE rowid BETWEEN :low AND :high")
    found = [dict(row._mapping) for row in connection.execute(query, {"low": low, "high": high})]
    yield from _differing(name, page, due, found)


def _copies(connection: Connection, counts: dict[str, int]) -> Iterator[Problem]:
    """The pairs of copies, found again through the bands, and the reports they make."""
    pairs = derive.all_copies(connection)
    counts["copies"] = len(pairs)
    c, listing = schema.copies.c, schema.listing.c
    if set(connection.execute(select(c.a, c.b))) != pairs:
        yield Problem(table="copies", row=None, reason="is not what the words of the pages give")
    found = dict(connection.execute(select(listing.page, listing.report)).all())
    for page, report in derive.groups_of(found, pairs).items():
        if found[page] != report:
            yield Problem(table="listing", row=str(page), reason="stands in another report than its copies")
