"""The ledger: what adding does, what its queries answer, what it refuses."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from ledgers import READER, RECORDED, add, content, filler, page

from onrecord.errors import LedgerError, RecordError, TamperedError
from onrecord.ledger import RECIPE
from onrecord.records import Document, Reader, Reading, digest
from onrecord.store import Store, open_store, schema
from onrecord.store.days import interval
from onrecord.store.migrations import known_revisions
from onrecord.store.rows import to_rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path, create=True, clock=lambda: "2024-05-20T00:00:00+00:00") as opened:
        yield opened


# --- adding ---------------------------------------------------------------------------------------------------------------------


def test_a_page_added_twice_changes_nothing(store: Store, path: Path) -> None:
    assert add(store, page("one")) == ["new page"]
    before, head = content(path), store.stats().head
    assert add(store, page("one"), page("one")) == ["unchanged", "unchanged"]
    assert content(path) == before
    assert store.stats().head == head


def test_changed_words_are_a_new_version_of_the_same_page(store: Store) -> None:
    assert add(store, page("one"), page("one", verb="quit"), page("one")) == ["new page", "new version", "new version"]
    record = store.page("one")
    assert record is not None
    assert [v.number for v in record.versions] == [1, 2, 3]
    assert record.versions[0].text_sha256 == record.versions[2].text_sha256 != record.versions[1].text_sha256
    assert record.page.versions == 3
    assert [s.content for s in store.statements().rows] == [("that Ostria left the talks",)]
    older = store.page("one", version=2)
    assert older is not None
    assert "Ostria quit the talks" in older.text
    assert older.reading.text_sha256 == record.versions[1].text_sha256
    assert store.page("one", version=4) is None


def test_a_newer_reader_gives_a_new_reading_of_the_same_version(store: Store) -> None:
    newer = Reader(version="2", model="by hand", digest="1" * 64)
    assert add(store, page("one"), page("one", reader=newer), page("one", reader=newer)) == ["new page", "new reading", "unchanged"]
    record = store.page("one")
    assert record is not None
    assert (len(record.versions), record.versions[0].readings, record.reading.reader) == (1, 2, newer)
    assert store.stats().statements == 1


def test_the_page_is_known_by_its_url_whatever_the_document_is_called(store: Store) -> None:
    url = "https://example.org/a"
    document, reading = page("one", url=url)
    again = msgspec.structs.replace(document, id="another"), msgspec.structs.replace(reading, id="another")
    assert add(store, (document, reading), again) == ["new page", "unchanged"]
    assert add(store, page("one", url="https://example.org/b")) == ["new page"]
    assert store.stats().pages == 2


def test_new_bytes_around_the_same_words_are_no_new_version_unless_they_read_differently(store: Store) -> None:
    assert add(store, page("one", raw=b"<p>a"), page("one", raw=b"<p>b")) == ["new page", "unchanged"]
    assert store.raw("one") == b"<p>a"
    assert add(store, page("one", raw=b"<p>b", day="2024-05-15")) == ["new version"]
    assert store.raw("one") == b"<p>b"
    assert store.raw("one", version=1) == b"<p>a"


def test_the_bytes_of_a_text_given_as_text_are_its_own(store: Store) -> None:
    document, reading = page("one")
    add(store, (document, reading))
    assert store.raw("one") == document.text.encode()
    assert store.raw("nobody") is None


def test_what_is_added_in_a_unit_of_work_comes_together_or_not_at_all(store: Store, path: Path) -> None:
    add(store, page("zero"))
    before = content(path)

    def half() -> None:
        with store.session() as session:
            session.add(*page("one"))
            session.add(*page("two"))
            raise KeyError("in the middle")

    with pytest.raises(KeyError, match="in the middle"):
        half()
    assert content(path) == before
    with store.session() as session:
        session.add(*page("one"))
        session.add(*page("two"))
    assert store.stats().pages == 3
    assert store.verify().ok


def test_a_reading_that_breaks_the_contract_is_not_recorded(store: Store, path: Path) -> None:
    document, _ = page("one")
    _, other = page("one", verb="quit")
    before = content(path)
    with pytest.raises(RecordError, match="is not the hash of this text"):
        add(store, (document, other))
    assert content(path) == before


def test_text_that_no_database_can_hold_is_kept_to_the_last_character(store: Store) -> None:
    text = "half a pair \ud83d, a NUL \0 and the end"
    document = Document(id="odd \ud800", text=text, title="t\0\udfff", extra={"outlet": "o\ud800"})
    sha = digest(text.encode("utf-8", "surrogatepass"))
    reading = Reading(id=document.id, text_sha256=sha, reader=READER, extra={"title": document.title, **document.extra})
    assert add(store, (document, reading), (document, reading)) == ["new page", "unchanged"]
    (row,) = store.pages().rows
    record = store.page(row.id)
    assert record is not None
    assert (record.text, record.reading) == (text, reading)
    assert [r.id for r in store.pages(query="NUL").rows] == [row.id]
    assert store.verify().ok


def test_several_threads_may_add_and_ask_at_once(store: Store) -> None:
    def work(n: int) -> int:
        add(store, *(page(f"{n}-{m}", verb=f"left{m}", more=filler(f"w{n}{m}")) for m in range(3)))
        return store.statements().total

    with ThreadPoolExecutor(4) as pool:
        assert max(pool.map(work, range(4))) == store.stats().statements == 12
    assert store.verify().ok


def test_what_is_known_need_not_be_read_again(store: Store) -> None:
    document, reading = page("one")
    assert store.known(document, READER) is None
    add(store, (document, reading))
    known = store.known(document, READER)
    assert known is not None
    assert (known.outcome, known.version) == ("unchanged", 1)
    assert store.known(document, Reader(version="2", model="by hand", digest="")) is None
    assert store.known(page("one", verb="quit")[0], READER) is None


# --- asking ---------------------------------------------------------------------------------------------------------------------


def test_statements_come_with_their_words_and_parties(store: Store) -> None:
    add(store, page("one", url="https://www.example.org/a"))
    (row,) = store.statements().rows
    assert (row.source, row.cue, row.content) == (("Ilse Varga",), ("said",), ("that Ostria left the talks",))
    assert [p.name for p in row.actors] == ["Ilse Varga"]
    assert [p.name for p in row.chain] == ["Halden News Agency"]
    assert (row.page.outlet, row.page.published, row.page.title) == ("example.org", "2024-05-14", "Page one")
    assert json.loads(json.dumps(to_rows(row)))["statement"]["source"] == [[0, 10]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"query": "talk Ostria"}, 1),  # word forms count as one
        ({"query": '"Ostria left"'}, 1),
        ({"query": '"left Ostria"'}, 0),
        ({"query": "Ostr*"}, 1),
        ({"query": 'AND "" * ('}, 0),
        ({"query": "…"}, 0),
        ({"actor": "ilse  VARGA"}, 1),
        ({"actor": "Q999001"}, 1),
        ({"actor": "NLD"}, 1),
        ({"actor": "Ostria"}, 0),
        ({"about": "Ostria"}, 1),
        ({"about": "Ilse Varga"}, 0),
        ({"through": "Halden News Agency"}, 1),
        ({"to": "Ostria"}, 0),
        ({"on": "2024"}, 1),
        ({"on": "2024-05-13"}, 0),
        ({"since": "2024-05-14", "until": "2024-05"}, 1),
        ({"since": "2024-05-15"}, 0),
        ({"until": "2024-05-13"}, 0),
        ({"page": "one"}, 1),
        ({"page": "two"}, 0),
        ({"outlet": "example.org"}, 1),
        ({"outlet": "example.com"}, 0),
    ],
)
def test_statements_are_found_by(store: Store, asked: dict[str, str], found: int) -> None:
    add(store, page("one", url="https://www.example.org/a"))
    assert store.statements(**asked).total == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "accuse"}, 1),
        ({"type": "AID"}, 0),
        ({"actor": "Northland"}, 1),
        ({"actor": "Ostria"}, 0),
        ({"recipient": "Ostria"}, 1),
        ({"party": "Ostria"}, 1),
        ({"party": "AUT"}, 1),
        ({"factuality": "asserted"}, 1),
        ({"factuality": "hedged"}, 0),
        ({"said_by": "Ilse Varga"}, 0),
        ({"query": "shelling Karst"}, 1),
        ({"query": "talks"}, 0),
        ({"on": "2024-05-12"}, 1),  # the day of the event, not of the page
        ({"on": "2024-05-14"}, 0),
        ({"page": "one"}, 1),
        ({"outlet": "example.org"}, 1),
    ],
)
def test_events_are_found_by(store: Store, asked: dict[str, str], found: int) -> None:
    add(store, page("one", url="https://www.example.org/a"))
    sheet = store.events(**asked)  # type: ignore[arg-type]
    assert sheet.total == found
    for row in sheet.rows:
        assert (row.trigger, row.day, row.sentence) == ("accused", "2024-05-12", "Northland accused Ostria of shelling Karst on Sunday.")
        assert ([p.name for p in row.actor], [p.name for p in row.recipient]) == (["Northland"], ["Ostria"])


def test_an_undated_event_has_the_day_of_its_page(store: Store) -> None:
    document, reading = page("one")
    event = msgspec.structs.replace(reading.events[0], date=None)
    add(store, (document, msgspec.structs.replace(reading, events=(event,))))
    assert [e.day for e in store.events(on="2024-05-14").rows] == ["2024-05-14"]


def test_a_day_that_is_none_is_a_value_error(store: Store) -> None:
    assert interval("2024-02") == ("2024-02-01", "2024-02-29")
    assert interval("2023") == ("2023-01-01", "2023-12-31")
    for day in ("2024-13", "2024-02-30", "yesterday", "", "0000", "2024-2-1", "２０２４"):
        with pytest.raises(ValueError, match="is not a day"):
            interval(day)
    with pytest.raises(ValueError, match="is not a day"):
        store.statements(since="soon")


def test_pages_are_listed_newest_first_and_found_by_their_words(store: Store) -> None:
    add(
        store,
        page("old", day="2024-01-01", verb="quit"),
        page("undated", day=None, verb="fled"),
        page("new", day="2024-06-01", outlet="Gazette"),
    )
    assert [p.document for p in store.pages().rows] == ["new", "old", "undated"]
    (found,) = store.pages(query="fled").rows
    assert found.document == "undated"
    assert "\x02fled\x03" in (found.snippet or "")
    assert [p.document for p in store.pages(query="Page old").rows] == ["old"]
    assert [p.document for p in store.pages(outlet="Gazette").rows] == ["new"]
    assert [p.document for p in store.pages(until="2024-02").rows] == ["old"]
    assert [p.document for p in store.pages(limit=1, offset=1).rows] == ["old"]
    assert [p.document for p in store.pages(actor="Ostria", since="2024-02").rows] == ["new"]
    assert [(o.outlet, o.pages) for o in store.outlets()] == [("Gazette", 1)]


def test_a_page_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    add(store, page("one"))
    (row,) = store.pages().rows
    for name in (row.id, row.id[:8], "one"):
        record = store.page(name)
        assert record is not None
        assert record.page.id == row.id
    assert store.page(row.id[:7]) is None
    assert store.page("nobody") is None


def test_an_actor_has_what_it_said_what_was_said_of_it_and_what_it_did(store: Store) -> None:
    add(store, page("one"), page("two", verb="quit"))
    (varga,) = store.actor("varga, ilse") or store.actor("Ilse Varga")
    assert (varga.actor.name, varga.actor.wikidata, varga.actor.pages) == ("Ilse Varga", "Q999001", 2)
    assert (varga.actor.statements, varga.said.total, varga.about.total, varga.events.total) == (2, 2, 0, 0)
    (ostria,) = store.actor("OSTRIA")
    assert (ostria.said.total, ostria.about.total, ostria.events.total) == (0, 2, 2)
    assert store.actor("nobody") == ()
    assert [a.name for a in store.actors(query="ost").rows] == ["Ostria"]
    assert store.actors().total == 4


def test_events_between_two_by_month(store: Store) -> None:
    add(store, page("one"), page("two", verb="quit", more="And more of it."))
    pair = store.pair("Ostria", "Northland")
    assert [(m.month, m.total, m.forth, m.back, m.both, m.types) for m in pair.months] == [("2024-05", 2, 0, 2, 0, {"ACCUSE": 2})]
    assert pair.events.total == 2
    assert [a.name for a in pair.a] == ["Ostria"]
    assert store.pair("Ostria", "nobody").events.total == 0
    assert store.pair("Ostria", "Northland", since="2024-06").months == ()


def test_the_ways_between_two_are_told_apart(store: Store) -> None:
    document, reading = page("one")
    (accused,) = reading.events
    others = [
        msgspec.structs.replace(accused, id="e2", type="AID", actor=("a2",), recipient=("a4",)),
        msgspec.structs.replace(accused, id="e3", type="CONSULT", actor=("a2", "a4"), recipient=()),
        msgspec.structs.replace(accused, id="e4", type="SUPPORT", actor=("a1",), recipient=("a2",)),  # Varga acts for Northland
        msgspec.structs.replace(accused, id="e5", type="PROTEST", actor=("a1",), recipient=("a4",)),  # inside one side
        msgspec.structs.replace(accused, id="e6", type="THREATEN", actor=("a2",), recipient=(), date=None),
    ]
    add(store, (document, msgspec.structs.replace(reading, events=(accused, *others))))
    (month,) = store.pair("Northland", "Ostria").months
    assert (month.total, month.forth, month.back, month.both) == (4, 2, 1, 1)
    assert month.types == {"ACCUSE": 1, "AID": 1, "CONSULT": 1, "SUPPORT": 1}
    assert store.pair("Northland", "Ostria").events.total == 4
    assert store.pair("Northland", "Northland").events.total == 1
    assert [e.event.id for e in store.pair("Ilse Varga", "Ostria").events.rows] == ["e4"]


# --- copies and identities --------------------------------------------------------------------------------------------------------


def test_copies_of_a_story_are_one_report(store: Store) -> None:
    wire = filler("wire")
    add(
        store,
        page("one", more=wire),
        page("other", verb="quit", more=filler("other")),
        page("copy", more=wire + " Sign up for our letter."),
    )
    found = store.statements()
    assert (found.total, found.reports) == (2, 2)
    assert sorted((s.page.title, s.pages) for s in found.rows) == [("Page one", 2), ("Page other", 1)]
    assert store.stats().reports == 2
    one, copy = store.page("one"), store.page("copy")
    assert one is not None
    assert copy is not None
    assert copy.page.report == one.page.id
    assert (copy.page.copies, [c.title for c in copy.copies]) == (2, ["Page one"])
    assert [p.document for p in store.pages(report=copy.page.id).rows] == ["copy", "one"]
    assert store.pages(report=copy.page.id).reports == 1


def test_a_copy_that_is_changed_into_another_story_leaves_its_report(store: Store) -> None:
    wire = filler("wire")
    add(store, page("one", more=wire), page("copy", more=wire), page("third", more=wire))
    assert store.stats().reports == 1
    add(store, page("one", more=filler("other")))
    assert store.stats().reports == 2
    third, copy = store.page("third"), store.page("copy")
    assert third is not None
    assert copy is not None
    assert third.page.report == copy.page.id
    assert store.verify().ok


def test_judgements_join_and_part_actors(store: Store) -> None:
    add(store, page("one"))
    names = [store.actor(name)[0].actor.identity for name in ("Ostria", "Northland")]
    with store.session() as session:
        session.judge("merge", {"identities": names}, who="Ada", why="one state under two names")
    (joined,) = store.actor("Northland")
    assert sorted(joined.actor.names) == ["Northland", "Ostria"]
    assert joined.actor.identity == min(names)
    add(store, page("two", verb="quit", more=filler("two")))  # later pages follow the judgement, too
    assert store.actor("Ostria")[0].actor.pages == 2
    with store.session() as session:
        session.judge("split", {"identities": names}, who="Ada", why="they are two after all")
    assert store.actor("Northland")[0].actor.names == ("Northland",)
    assert store.stats().judgements == 2
    assert store.verify().ok


@pytest.mark.parametrize(
    ("about", "who", "why"), [({}, "Ada", "w"), ({"identities": ["a", "a"]}, "Ada", "w"), ({"identities": ["a", "b"]}, "", "w")]
)
def test_a_judgement_says_what_who_and_why(store: Store, about: dict[str, list[str]], who: str, why: str) -> None:
    with pytest.raises(LedgerError, match="judgement"), store.session() as session:
        session.judge("merge", about, who=who, why=why)
    assert store.stats().judgements == 0


# --- the derived can be made again ------------------------------------------------------------------------------------------------


def test_a_rebuild_gives_the_same_content(store: Store, path: Path) -> None:
    wire = filler("wire")
    add(
        store,
        page("one", more=wire),
        page("two", more=filler("two")),
        page("copy", more=wire),
        page("two", more=wire),
        page("one", verb="quit"),
    )
    with store.session() as session:
        session.judge("merge", {"identities": [store.actor(n)[0].actor.identity for n in ("Ostria", "Northland")]}, who="Ada", why="a test")
    seen: list[int] = []
    before = content(path)
    store.rebuild(progress=seen.append)
    assert seen == [1, 2, 3]
    assert content(path) == before
    assert store.verify().ok


def test_a_ledger_derived_by_another_recipe_is_derived_anew_when_opened(store: Store, path: Path) -> None:
    add(store, page("one"))
    before = content(path)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE ledger SET value = 'an older recipe'")
        connection.execute("DELETE FROM statements")
        connection.execute("CREATE TABLE of_an_older_recipe (number)")
    connection.close()
    with pytest.raises(LedgerError, match="`onrecord rebuild` brings it up to date"):
        open_store(path, read_only=True)
    with open_store(path) as again:
        assert again.stats().statements == 1
    assert content(path) == before
    assert ("recipe", RECIPE) in before["ledger"]


# --- what is no ledger ------------------------------------------------------------------------------------------------------------


def refused(path: Path, reason: str, **how: bool) -> None:
    with pytest.raises(LedgerError, match=reason) as told:
        open_store(path, **how)  # type: ignore[arg-type]
    assert str(told.value).startswith(str(path))


def test_a_ledger_is_made_only_where_that_is_asked_for(tmp_path: Path) -> None:
    refused(tmp_path / "none.db", "there is no ledger here")
    refused(tmp_path / "none.db", "there is no ledger here", create=True, read_only=True)
    refused(tmp_path / "no folder" / "none.db", "No such file or directory", create=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["", "sqlite:///"])
def test_a_ledger_without_a_name_is_refused(url: str) -> None:
    with pytest.raises(LedgerError, match="names no ledger"):
        open_store(url, create=True)


def test_a_ledger_on_a_disk_that_is_read_only_says_so(path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    monkeypatch.setattr(os, "access", lambda place, mode: place != path.parent)  # as for a root user on a disk mounted read-only
    refused(path, "cannot be written: the file or its folder is read-only", create=True)


def test_what_is_no_text_cannot_be_asked_for(path: Path, store: Store) -> None:
    with pytest.raises(LedgerError, match="cannot be asked for what is no text"):
        store.actor("\udcff")


def test_a_file_that_is_no_ledger_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("Northland and Ostria. " * 100)
    refused(words, "is not a ledger of OnRecord", create=True)
    assert words.read_text() == "Northland and Ostria. " * 100
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE pages (number INTEGER)")
    connection.close()
    before = other.read_bytes()
    refused(other, "another database", create=True)
    assert other.read_bytes() == before
    empty = tmp_path / "empty.db"
    empty.touch()
    refused(empty, "an empty file")
    refused(tmp_path, "is a folder", create=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty.db", "other.db", "words.txt"]


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    """What is left where making a ledger was killed."""
    empty = tmp_path / "empty.db"
    empty.touch()
    with open_store(empty, create=True) as store:
        assert store.stats().pages == 0


def test_other_databases_are_refused() -> None:
    with pytest.raises(LedgerError, match="only SQLite ledgers"):
        open_store("postgresql://localhost/ledger")


def test_a_url_is_taken_too(path: Path) -> None:
    with open_store(f"sqlite:///{path}", create=True) as store:
        assert store.stats().pages == 0
    assert path.exists()


def test_a_newer_schema_is_refused(store: Store, path: Path) -> None:
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    refused(path, "was written by a newer OnRecord .schema 9999")
    refused(path, "was written by a newer OnRecord", read_only=True)
    assert path.read_bytes() == before


def test_the_newest_migration_is_the_schema() -> None:
    assert known_revisions()[-1] == schema.SCHEMA


def test_migrations_make_the_tables_that_queries_know(store: Store, path: Path) -> None:
    connection = sqlite3.connect(path)
    for table in schema.RECORDED.sorted_tables:
        made = [(r[1], bool(r[3]), r[5]) for r in connection.execute(f"PRAGMA table_info({table.name})")]
        keys = [c.name for c in table.primary_key]
        assert made == [(c.name, not c.nullable, keys.index(c.name) + 1 if c.name in keys else 0) for c in table.columns]
        indexes = {r[1] for r in connection.execute(f"PRAGMA index_list({table.name})") if r[3] == "c"}
        assert indexes == {i.name for i in table.indexes}
    connection.close()


def test_a_ledger_opened_for_reading_is_not_written(store: Store, path: Path) -> None:
    add(store, page("one"))
    with open_store(path, read_only=True) as reading:
        assert reading.stats().pages == 1
        with pytest.raises(LedgerError, match="for reading only"), reading.session():
            pass
        with pytest.raises(LedgerError, match="for reading only"):
            reading.rebuild()


def test_recorded_rows_cannot_be_changed_or_deleted(store: Store, path: Path) -> None:
    add(store, page("one"))
    connection = sqlite3.connect(path)
    for table in RECORDED[:3]:
        for statement in (f"UPDATE {table} SET number = 2", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
                connection.execute(statement)
    connection.close()


def test_nothing_is_added_to_a_chain_whose_end_was_cut_off(store: Store, path: Path) -> None:
    add(store, page("one"), page("two"))
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER readings_no_delete")
    connection.execute("DELETE FROM readings WHERE number = 2")
    connection.commit()
    connection.close()
    with pytest.raises(TamperedError, match="readings row 1"):
        add(store, page("three"))


def test_a_text_that_was_changed_is_not_shown(store: Store, path: Path) -> None:
    add(store, page("one"))
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER versions_no_update")
    connection.execute("UPDATE versions SET text = CAST(replace(text, 'left', 'kept') AS BLOB)")
    connection.commit()
    connection.close()
    with pytest.raises(TamperedError, match="does not hash"):
        store.page("one")


def test_a_writer_waits_for_another_and_then_says_so(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.sqlite.WAIT", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_store(path) as waiting:
        assert waiting.stats().pages == 0  # readers need not wait
        with pytest.raises(LedgerError, match="is being written by another process"):
            add(waiting, page("one"))
        other.execute("ROLLBACK")
        other.close()
        assert add(waiting, page("one")) == ["new page"]


def test_a_full_disk_leaves_nothing_half_written(store: Store, path: Path) -> None:
    add(store, page("one"))
    before = content(path)
    with store.session() as session:  # the limit is the connection's, and the pool hands the same one out again
        pages = session._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        session._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(LedgerError, match="the disk is full"):
        add(store, page("two", more=filler("long", 5000)))
    assert content(path) == before
    assert store.verify().ok


needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux needs to be, and can be, bound by file permissions"
)

# Gives up every capability (man 2 capset), among them the one to pass over file permissions. Still root by name: it may read the checkout.
BOUND = """
import ctypes, sys
assert ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()) == 0
"""


def bound_by_permissions(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Runs code in a process that file permissions bind; they do not bind root, under whom tests may run."""
    return subprocess.run([sys.executable, "-c", BOUND + code, str(path)], capture_output=True, text=True, check=False)


OPEN = """
from onrecord.store import open_store
from onrecord.errors import LedgerError
try:
    with open_store(sys.argv[1], create=True) as store, store.session() as session:
        session.judge("note", {}, who="w", why="w")
except LedgerError as e:
    print("refused", e)
with open_store(sys.argv[1], read_only=True) as store:
    print("pages", store.stats().pages, store.verify().ok)
"""


@needs_root
@pytest.mark.parametrize("folder_too", [False, True])
def test_a_ledger_that_may_only_be_read_says_so_and_answers(folder_too: bool, path: Path, store: Store) -> None:
    add(store, page("one"))
    store.close()
    place = Path("/tmp") / f"onrecord-read-only-{os.getpid()}-{folder_too}"
    place.mkdir(mode=0o755)
    try:
        shutil.copy(path, place / "ledger.db")
        (place / "ledger.db").chmod(0o444)
        place.chmod(0o555 if folder_too else 0o777 | stat.S_ISVTX)
        done = bound_by_permissions(OPEN, place / "ledger.db")
    finally:
        shutil.rmtree(place)
    assert done.stdout.splitlines()[-1] == "pages 1 True", done.stderr
    assert done.stdout.startswith(f"refused {place / 'ledger.db'}: cannot be ")


@needs_root
def test_a_ledger_cannot_be_made_in_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    place = Path("/tmp") / f"onrecord-no-write-{os.getpid()}"
    place.mkdir(mode=0o555)
    try:
        done = bound_by_permissions(OPEN, place / "ledger.db")
    finally:
        shutil.rmtree(place)
    assert done.stdout == f"refused {place / 'ledger.db'}: cannot be made (Permission denied)\n"
    assert "there is no ledger here" in done.stderr
