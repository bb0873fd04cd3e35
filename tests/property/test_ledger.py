"""The promises of the ledger: whatever is added in whatever order, it verifies; whatever byte of it is changed, that is found."""

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import READER, add, content, filler, page, tables
from strategies import readings

from onrecord.errors import LedgerError
from onrecord.records import Document, Reader, Reading
from onrecord.store import open_store
from onrecord.store.verify import verified

NEWER = Reader(version="2", model="by hand", digest="1" * 64)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="onrecord-test-") as name:
        yield Path(name)


@st.composite
def additions(draw: st.DrawFn) -> list[tuple[Document, Reading]]:
    """Some pages in some versions by some readers, copies of each other among them, in any order and repeated."""
    one = st.builds(
        page,
        st.sampled_from(["one", "two", "three"]),
        verb=st.sampled_from(["left", "quit"]),
        more=st.sampled_from(["", filler("wire"), filler("other"), filler("wire") + " Read more."]),
        url=st.sampled_from([None, "https://a.example/1", "https://b.example/2"]),
        day=st.sampled_from([None, "2024-05-14"]),
        reader=st.sampled_from([READER, NEWER]),
        raw=st.sampled_from([None, b"<p>a", b"<p>b"]),
    )
    return draw(st.lists(one, min_size=1, max_size=7))


@given(additions())
@settings(max_examples=15)
def test_any_sequence_of_additions_verifies_and_is_idempotent_and_can_be_rebuilt(pages: list[tuple[Document, Reading]]) -> None:
    with folder() as place, open_store(place / "l.db", create=True) as store:
        add(store, *pages)
        assert store.verify().problems == ()
        before = content(place / "l.db")
        assert set(add(store, pages[-1])) == {"unchanged"}
        assert content(place / "l.db") == before
        store.rebuild()
        assert content(place / "l.db") == before


@given(additions(), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_reports_do_not_depend_on_the_order_of_adding(pages: list[tuple[Document, Reading]], chance: random.Random) -> None:
    """Within what a page's own versions fix: the newest of each page is added once, in two orders."""
    newest = list({document.url or document.id: (document, reading) for document, reading in pages}.values())
    shuffled = chance.sample(newest, len(newest))
    groups = []
    for order in (newest, shuffled):
        with folder() as place, open_store(place / "l.db", create=True) as store:
            add(store, *order)
            together: dict[str, set[str]] = {}
            for row in store.pages().rows:
                together.setdefault(row.report, set()).add(row.id)
            groups.append(sorted(map(sorted, together.values())))
    assert groups[0] == groups[1]


@given(st.lists(readings(), min_size=1, max_size=3))
@settings(max_examples=25)
def test_any_reading_that_keeps_the_contract_is_kept_to_the_last_character(several: list[tuple[Reading, str]]) -> None:
    with folder() as place, open_store(place / "l.db", create=True) as store:
        for reading, text in several:
            with store.session() as session:
                added = session.add(Document(id=reading.id, text=text, extra=reading.extra), reading)
            record = store.page(added.page)
            assert record is not None
            assert (record.text, msgspec.structs.replace(record.reading, id="")) == (text, msgspec.structs.replace(reading, id=""))
            assert store.statements(page=added.page).reports <= 1
            assert len(store.events(page=added.page).rows) <= len(reading.events)
        assert store.actors().total <= sum(len(r.actors) for r, _ in several)
        assert store.verify().problems == ()


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_any_search_is_answered(words: str) -> None:
    with open_store(ledger(), read_only=True) as store:
        for found in (store.pages(query=words), store.statements(query=words), store.events(query=words)):
            assert found.total <= 3
        assert store.actors(query=words).total <= 6
        assert store.statements(actor=words, about=words, page=words, outlet=words).total <= 3


# --- changed bytes ----------------------------------------------------------------------------------------------------------------

_MADE: list[Path] = []


def ledger() -> Path:
    """A ledger with two versions, two readings, copies and judgements, made once."""
    if not _MADE:
        path = Path(tempfile.mkdtemp(prefix="onrecord-test-")) / "ledger.db"
        with open_store(path, create=True) as store:
            add(store, page("one", more=filler("x"), raw=b"<p>x"), page("two", more=filler("x"), url="https://a.example/2"))
            add(store, page("three", more=filler("z"), verb="stormed out of"), page("one", more=filler("x"), verb="quit"))
            names = [store.actor(name)[0].actor.identity for name in ("Ostria", "Northland")]
            with store.session() as session:
                session.judge("merge", {"identities": names}, who="Ada", why="a test")
        _MADE.append(path)
    return _MADE[0]


@pytest.fixture(scope="module", autouse=True)
def _forget_it() -> Iterator[None]:
    yield
    for path in _MADE:
        shutil.rmtree(path.parent)
    _MADE.clear()
    known_content.cache_clear()
    known_searches.cache_clear()


def searches(path: Path) -> list[Any]:
    words = ("varga", "ostria", "x1", "z5", "accused", "page", "quit", "stormed", "talks", "karst")
    with open_store(path, read_only=True) as store:
        return [(store.pages(query=w).rows, store.statements(query=w).rows, store.events(query=w).rows) for w in words]


def unharmed(path: Path) -> bool:
    """Does a ledger hold, and find, exactly what the untouched one does?"""
    return content(path) == known_content() and searches(path) == known_searches()


@cache
def known_content() -> dict[str, list[tuple[Any, ...]]]:
    return content(ledger())


@cache
def known_searches() -> list[Any]:
    return searches(ledger())


def changed(value: Any, chance: random.Random) -> Any:
    """The value with one bit of it changed; something where there was nothing."""
    if value is None:
        return "x"
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(20))
    data = bytearray(value.encode() if isinstance(value, str) else value)
    if not data:
        return "x" if isinstance(value, str) else b"x"
    at = chance.randrange(len(data))
    if isinstance(value, str):
        return (data[:at] + bytes([(data[at] ^ 1) % 128]) + data[at + 1 :]).decode("utf-8", "replace")
    data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


def change_a_cell(path: Path, table: str, chance: random.Random) -> str:
    """Changes one cell behind the ledger's back, its triggers out of the way; says which."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    row = chance.choice(connection.execute(f"SELECT * FROM {table}").fetchall())
    at = chance.randrange(len(columns))
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    same = " AND ".join(f'"{column}" IS ?' for column in columns)
    connection.execute(f'UPDATE OR REPLACE {table} SET "{columns[at]}" = ? WHERE {same}', (changed(row[at], chance), *row))
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    return f"{table}.{columns[at]}"


VIRTUAL = {"pages_words", "statements_words", "events_words"}
INDEX = ("_data", "_idx", "_docsize", "_config")  # full-text indexes: what is no text but leads to it


@given(st.integers(0, 10_000))
@settings(max_examples=6)
def test_a_changed_cell_is_found_in_every_table(seed: int) -> None:
    """One cell of every table that has a row. In a full-text index a bit that leads no search astray may go unnamed."""
    chance = random.Random(seed)
    connection = sqlite3.connect(ledger())
    filled = [t for t in tables(ledger()) if t not in VIRTUAL and connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0]]
    connection.close()
    assert {"pages", "versions", "readings", "judgements", "heads", "ledger", "statements", "bands", "copies", "merges"} <= set(filled)
    with folder() as place:
        for table in chance.sample(filled, 8):
            copy = Path(shutil.copy(ledger(), place / "copy.db"))
            where = change_a_cell(copy, table, chance)
            if verified(copy).ok:
                assert table.endswith(INDEX), where
                assert unharmed(copy), where


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_a_changed_bit_of_the_file_is_found_or_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    data = ledger().read_bytes()
    written = [at for at, byte in enumerate(data) if byte]  # much of a small file is empty space
    with folder() as place:
        for among in (range(100), range(len(data)), written, written):
            flipped = bytearray(data)
            at = chance.choice(among)
            flipped[at] ^= 1 << chance.randrange(8)
            copy = place / "copy.db"
            copy.write_bytes(flipped)
            try:
                with open_store(copy, read_only=True) as store:
                    found = not store.verify().ok
            except LedgerError:
                found = True
            assert found or unharmed(copy), f"byte {at}"


def test_rows_taken_from_the_end_are_missed() -> None:
    """A chain says nothing of what came after its end; the head does."""
    with folder() as place:
        copy = Path(shutil.copy(ledger(), place / "copy.db"))
        connection = sqlite3.connect(copy)
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'judgements_no_delete'").fetchone()
        connection.executescript("DROP TRIGGER judgements_no_delete; DELETE FROM judgements")
        connection.execute(sql)
        connection.commit()
        connection.close()
        assert ("judgements", "the chain does not end where the head says: rows are missing at the end, or the head was changed") in {
            (p.table, p.reason) for p in verified(copy).problems
        }


@pytest.mark.parametrize("sql", ["DROP TRIGGER pages_no_update", "CREATE TABLE notes (n)", "DROP INDEX bands_value", "DROP TABLE mentions"])
def test_a_changed_definition_is_found(sql: str) -> None:
    with folder() as place:
        copy = Path(shutil.copy(ledger(), place / "copy.db"))
        connection = sqlite3.connect(copy)
        connection.execute(sql)
        connection.commit()
        connection.close()
        assert not verified(copy).ok
