"""Opening a ledger: is the file one, is its schema ours, older or newer; and making a new one. Gives an engine or a LedgerError."""

import os
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from onrecord.errors import LedgerError
from onrecord.ledger import RECIPE
from onrecord.store import derive, schema, sqlite

__all__ = ["initialise", "opened", "schema_version"]


def opened(path: Path, *, name: str, create: bool, read_only: bool) -> Engine:
    """An engine on a ledger that is known to be one and up to date. What fails leaves no file behind that was not there."""
    fresh = not path.exists()
    if fresh:
        _make_file(path, name=name, create=create, read_only=read_only)
    elif path.is_dir():
        raise LedgerError(f"{name}: is a folder, not a ledger")
    if not read_only and not all(os.access(place, os.W_OK) for place in (path, path.parent)):
        raise LedgerError(f"{name}: cannot be written: the file or its folder is read-only")
    engine = sqlite.engine(path, read_only=read_only)
    try:
        with engine.connect() as connection:
            empty = _check(connection, name=name, create=create, read_only=read_only)
        if not read_only:
            _bring_up_to_date(engine, empty=empty)
    except BaseException:
        engine.dispose()
        if fresh:
            for made in sqlite.files_of(path):
                made.unlink(missing_ok=True)
        raise
    return engine


def _make_file(path: Path, *, name: str, create: bool, read_only: bool) -> None:
    if read_only or not create:
        raise LedgerError(f"{name}: there is no ledger here")
    try:
        path.touch(exist_ok=True)
    except OSError as e:
        raise LedgerError(f"{name}: cannot be made ({e.strerror})") from e


def _check(connection: Connection, *, name: str, create: bool, read_only: bool) -> bool:
    """Is the file still empty (just made, or left so when making it was interrupted)? LedgerError where it is no ledger, or a newer one."""
    tables = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    mark = connection.execute(text("PRAGMA application_id")).scalar_one()
    if not tables and mark == 0 and create and not read_only:
        return True
    if mark != sqlite.APPLICATION or "alembic_version" not in tables:
        raise LedgerError(f"{name}: is not a ledger of OnRecord{' (it is an empty file)' if not tables else ' (it is another database)'}")
    found = schema_version(connection)
    if found != schema.SCHEMA:
        from onrecord.store.migrations import known_revisions

        if found not in known_revisions():
            raise LedgerError(f"{name}: was written by a newer OnRecord (schema {found}; this one knows {schema.SCHEMA} and older)")
    if read_only and (found != schema.SCHEMA or derive.recipe(connection) != RECIPE):
        raise LedgerError(f"{name}: was written by another version of OnRecord; `onrecord rebuild` brings it up to date")
    return False


def schema_version(connection: Connection) -> str:
    """The revision of the recorded tables."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none())


def _bring_up_to_date(engine: Engine, *, empty: bool) -> None:
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        if not empty and mode == "wal" and schema_version(connection) == schema.SCHEMA and derive.recipe(connection) == RECIPE:
            return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()
    with sqlite.begin_write(engine) as connection:
        initialise(connection)


def initialise(connection: Connection) -> None:
    """Makes or upgrades the tables, and derives anew what another recipe made. Does nothing to a ledger that is up to date."""
    tables = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    if "alembic_version" not in tables or schema_version(connection) != schema.SCHEMA:
        from onrecord.store.migrations import upgrade

        connection.exec_driver_sql(f"PRAGMA application_id = {sqlite.APPLICATION}")
        upgrade(connection)
    if connection.execute(select(schema.ledger.c.value).where(schema.ledger.c.key == "recipe")).scalar_one_or_none() != RECIPE:
        for _ in derive.rebuild(connection):
            pass
