"""All that is particular to SQLite: how a ledger's file is opened, locked, searched and checked, and what its errors mean.

Write-ahead log, one writer at a time (`BEGIN IMMEDIATE`), foreign keys on. A ledger's file says so in its header (application id).
"""

import os
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event, false, text
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.pool import NullPool, QueuePool

from onrecord.errors import LedgerError

__all__ = [
    "APPLICATION",
    "SEARCHED",
    "begin_write",
    "copied",
    "drop_all_but",
    "engine",
    "matches",
    "path_of",
    "reasons",
    "search_tables",
    "snippet",
]

APPLICATION = 0x4F4E5243  # "ONRC", in the file's header
WAIT = 10.0  # seconds for another writer; one page takes milliseconds
WRITE = "onrecord_write"
SEARCHED = {"pages_words": ("title", "text"), "statements_words": ("source", "content"), "events_words": ("sentence",)}

_MEANING = {
    "SQLITE_BUSY": f"is being written by another process (waited {WAIT:.0f} seconds)",
    "SQLITE_LOCKED": "is being written by another process",
    "SQLITE_READONLY": "cannot be written: the file or its folder is read-only",
    "SQLITE_FULL": "cannot be written: the disk is full",
    "SQLITE_NOTADB": "is not a ledger of OnRecord (nor a database)",
    "SQLITE_CORRUPT": "is damaged",
    "SQLITE_CANTOPEN": "cannot be opened: the file or its folder is missing or may not be used",
    "SQLITE_PERM": "cannot be opened: no permission",
    "SQLITE_AUTH": "cannot be opened: no permission",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error",
}


def path_of(url: str | Path) -> Path:
    """The file of a ledger: of a path, or of `sqlite:///path`. LedgerError for any other kind of database."""
    if isinstance(url, Path):
        return url
    if not url.removeprefix("sqlite:///"):
        raise LedgerError(f"{url!r} names no ledger")
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///"))
    if re.match(r"[a-z][a-z0-9+]+://", url):
        raise LedgerError(f"{url}: only SQLite ledgers can be opened (a path or sqlite:///path)")
    return Path(url)


def engine(path: Path, *, read_only: bool) -> Engine:
    """Connections to a ledger's file. It must exist: `mode=rw` and `mode=ro` create nothing."""
    mode = "mode=ro" if read_only else "mode=rw"
    if read_only and not os.access(path.parent, os.W_OK) and not _companion(path, "-wal").exists():
        mode += "&immutable=1"  # a write-ahead log needs a file beside it even to read; where none can be made, nobody writes
    address = f"file:{quote(str(path.absolute()))}?{mode}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)

    made = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=16)
    event.listen(made, "connect", _on_connect)
    event.listen(made, "begin", _on_begin)
    return made


def _companion(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def files_of(path: Path) -> tuple[Path, ...]:
    """A ledger's file and those that SQLite keeps beside it while it is open."""
    return path, _companion(path, "-wal"), _companion(path, "-shm"), _companion(path, "-journal")


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # a page that was reported as added survives a power cut
    connection.execute("PRAGMA trusted_schema = OFF")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITE) else "BEGIN")


@contextmanager
def begin_write(made: Engine) -> Iterator[Connection]:
    """A transaction that holds the ledger's write lock from its start; committed at the end, rolled back on any exception."""
    with made.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reasons(name: str) -> Iterator[None]:
    """Turns the database's errors into LedgerErrors that name the ledger and say what to make of it."""
    try:
        yield
    except DBAPIError as e:
        raise LedgerError(f"{name}: {_meaning(e.orig)}") from e
    except sqlite3.Error as e:
        raise LedgerError(f"{name}: {_meaning(e)}") from e
    except (UnicodeDecodeError, msgspec.MsgspecError, NoResultFound) as e:
        # A row is missing, or its text is none: nothing that was written as a ledger reads so.
        raise LedgerError(f"{name}: is damaged ({e})") from e


def _meaning(error: BaseException | None) -> str:
    code = getattr(error, "sqlite_errorname", "") or ""
    for name, meaning in _MEANING.items():
        if code.startswith(name):
            return meaning if name not in ("SQLITE_CORRUPT", "SQLITE_IOERR") else f"{meaning} ({error})"
    return f"cannot be used ({error})"


# --- search ---------------------------------------------------------------------------------------------------------------------


def search_tables() -> list[str]:
    """The statements that make the full-text tables; `rowid` is the page's, the statement's or the event's number."""
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(columns)}, tokenize = 'porter unicode61 remove_diacritics 2')"
        for name, columns in SEARCHED.items()
    ]


def drop_all_but(connection: Connection, kept: Set[str]) -> None:
    """Drops every other table; full-text tables first, whose own tables go with them."""
    for virtual in ("LIKE", "NOT LIKE"):
        query = f"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql {virtual} 'CREATE VIRTUAL %'"
        for name in connection.exec_driver_sql(query).scalars().all():
            if name not in kept:
                connection.exec_driver_sql(f'DROP TABLE "{name}"')


def matches(table: Table, name: str, words: str) -> ColumnElement[bool]:
    """Rows of `table` whose words in the full-text table `name` match what a user typed: all words; "…" a phrase; a* a beginning."""
    key = "page" if "number" not in table.c else "number"
    query = _query(words)
    if not query:
        return false()
    found = text(f"SELECT rowid FROM {name} WHERE {name} MATCH :{name}_query").bindparams(**{f"{name}_query": query})
    return table.c[key].in_(found)


def _query(words: str) -> str:
    """FTS5's own syntax for what was typed; every word is quoted, so that nothing typed is taken for an operator."""
    pieces = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', unicodedata.normalize("NFC", words).replace("\0", " ")):
        bare = phrase or word.rstrip("*")
        if any(c.isalnum() for c in bare):
            pieces.append(f'"{bare}"' + ("*" if word.endswith("*") else ""))
    return " AND ".join(pieces)


def snippet(connection: Connection, words: str, pages: Sequence[int]) -> dict[int, str]:
    """For each page some words around what matched, \\x02 and \\x03 around the matches themselves."""
    if not pages or not (query := _query(words)):
        return {}
    numbers = ", ".join(str(int(n)) for n in pages)
    shown = "SELECT rowid, snippet(pages_words, -1, char(2), char(3), '…', 24) FROM pages_words"
    rows = connection.execute(text(f"{shown} WHERE pages_words MATCH :q AND rowid IN ({numbers})"), {"q": query})
    return {int(number): " ".join(str(words).split(" ")) for number, words in rows}


# --- checking -------------------------------------------------------------------------------------------------------------------


@contextmanager
def copied(path: Path, to: Path) -> Iterator[Engine]:
    """A private copy of a ledger as it is now (its log included) in the new file `to`, free to be written to and thrown away."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    if not os.access(path.parent, os.W_OK) and not _companion(path, "-wal").exists():
        address += "&immutable=1"
    source, target = sqlite3.connect(address, uri=True, timeout=WAIT), sqlite3.connect(to)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(to, isolation_level=None)
        connection.execute("PRAGMA journal_mode = OFF")
        # A flipped byte may leave no UTF-8: such a row must fail its hash, not stop the check.
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        return connection

    made = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    try:
        yield made
    finally:
        made.dispose()


def structure(connection: Connection) -> list[str]:
    """What SQLite's own checks find wrong with the file's structure, its references and the full-text indexes."""
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    found = [] if found == ["ok"] else found
    found += [
        f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there"
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    for name in SEARCHED:
        try:
            connection.exec_driver_sql(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
        except DBAPIError as e:
            found.append(f"the full-text index {name} does not agree with its text ({e.orig})")
    return found


def schema_of(connection: Connection) -> dict[tuple[str, str], Any]:
    """Every table, index and trigger with the SQL that makes it."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(str(r[0]), str(r[1])): (r[2], r[3]) for r in rows}
