"""The chains that make the recorded tables tamper-evident.

Each row's `hash` is the SHA-256 of the canonical JSON of its table's name and its fields, the hash of the row before it among them.
Large columns (raw bytes, text, bodies of readings) enter by their own SHA-256, which stands in a column beside them. `heads` says where
each chain ends; the hash over all heads is the head of the ledger: whoever wrote it down can prove that nothing before it was changed.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Row, Table, insert, select, update

from onrecord.errors import TamperedError
from onrecord.records import digest
from onrecord.store.schema import heads

__all__ = ["append", "ends", "faults", "fields_of", "head", "rewritten", "row_hash", "sha256"]


def sha256(data: bytes) -> str:
    """SHA-256 (hex) of bytes."""
    return hashlib.sha256(data).hexdigest()


def fields_of(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row that its hash is taken of: all but the hash itself and the large columns."""
    return {str(c.name): row[c.name] for c in table.columns if c.name != "hash" and not isinstance(c.type, LargeBinary)}


def row_hash(table: Table, row: Mapping[str, Any]) -> str:
    """The hash of a row of a chained table."""
    return digest({"table": str(table.name), "row": fields_of(table, row)})


def append(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Appends a row to its chain and gives its number. The caller holds the ledger's write lock and commits.

    TamperedError where the last row is no longer the one that the head stands for.
    """
    count, before = connection.execute(select(heads.c.rows, heads.c.hash).where(heads.c.name == table.name)).one()
    last = connection.execute(select(*_small(table)).order_by(table.c.number.desc()).limit(1)).one_or_none()
    if (last.number, row_hash(table, last._asdict())) != (count, before) if last else (count, before) != (0, ""):
        raise TamperedError(
            f"{table.name} row {last.number if last else 1}: is not the end of the chain that was recorded; nothing is added to it"
        )
    full = {c.name: None for c in table.columns} | dict(row) | {"number": count + 1, "before": before}
    full["hash"] = row_hash(table, full)
    connection.execute(insert(table), full)
    connection.execute(update(heads).where(heads.c.name == table.name).values(rows=count + 1, hash=full["hash"]))
    return int(count) + 1


def _small(table: Table) -> list[Column[Any]]:
    return [c for c in table.columns if not isinstance(c.type, LargeBinary)]


def ends(connection: Connection) -> dict[str, tuple[int, str]]:
    """For each chain how many rows it has and the hash of the last."""
    return {name: (rows, hash_) for name, rows, hash_ in connection.execute(select(heads.c.name, heads.c.rows, heads.c.hash))}


def head(connection: Connection) -> str:
    """The hash over the ends of all chains: it stands for everything that was ever recorded."""
    return digest(ends(connection))


def rewritten(connection: Connection, table: Table, rows: int, hash_: str) -> bool:
    """Is what once was the end of a chain no longer a part of it?"""
    found = connection.execute(select(table.c.hash).where(table.c.number == rows)).scalar_one_or_none()
    return (found or "") != hash_


def faults(connection: Connection, table: Table) -> Iterator[tuple[str | None, str]]:
    """What is wrong with a chain: (row, reason), row null for the chain as a whole. Reads every row once, in order."""
    before, count = "", 0
    for row in connection.execute(select(table).order_by(table.c.number).execution_options(yield_per=50)):
        count += 1
        if row.number != count:
            yield str(row.number), f"row {count} is missing or misnumbered"
            count = row.number
        yield from ((str(row.number), reason) for reason in _row_faults(table, row, before))
        before = row.hash
    found = connection.execute(select(heads.c.rows, heads.c.hash).where(heads.c.name == table.name)).one_or_none()
    if found is None or (found.rows, found.hash) != (count, before):
        yield None, "the chain does not end where the head says: rows are missing at the end, or the head was changed"


def _row_faults(table: Table, row: Row[Any], before: str) -> Iterator[str]:
    values = row._mapping
    if values["before"] != before:
        yield "is not bound to the row before it"
    if row_hash(table, dict(values)) != values["hash"]:
        yield "its fields do not hash to what was recorded"
    for column in table.columns:
        if isinstance(column.type, LargeBinary):
            data, recorded = values[column.name], values[f"{column.name}_sha256"]
            if data is None and column.name == "raw":
                data = values["text"]
            if not isinstance(data, bytes) or sha256(data) != recorded:
                yield f"its {column.name} does not hash to what was recorded"
