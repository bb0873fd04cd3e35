"""The loop: each document comes out in its place, read, added or named; no failure stops the others."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from ledgers import READER, read_by_hand

from onrecord import run
from onrecord.errors import DocumentError, LedgerError, ModelError, RecordError
from onrecord.knowledge import Knowledge
from onrecord.models import Recorded
from onrecord.read import reader_of
from onrecord.records import Document, Reading
from onrecord.run import add_all, read_all
from onrecord.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "ledger.db", create=True) as opened:
        yield opened


def documents(*texts: str) -> list[Document | DocumentError]:
    return [Document(id=f"d{n}", text=text) for n, text in enumerate(texts)]


def names(results: Iterable[object]) -> list[str]:
    return [str(r) if isinstance(r, DocumentError) else f"{r[0].id} {getattr(r[1], 'outcome', 'read')}" for r in results]  # type: ignore[index]


def test_every_document_comes_out_in_its_place() -> None:
    missing = DocumentError("gone.txt", "does not exist")
    results = read_all([*documents("a", "unreadable", "c"), missing, *documents("e")], read=read_by_hand)
    failed = "d1: could not be read, by a fault of the program (RuntimeError: tripped over a word)"
    assert names(results) == ["d0 read", failed, "d2 read", "gone.txt: does not exist", "d0 read"]


def test_reading_in_batches_gives_what_reading_alone_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    several = documents(*(f"text {n}" for n in range(5)), "unreadable", "end")
    together = names(read_all(several, read=read_by_hand))
    monkeypatch.setattr(run, "BATCH", 1)
    assert names(read_all(several, read=read_by_hand)) == together


def test_a_batch_is_bounded_in_number_and_in_size(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def read(batch: Sequence[Document]) -> Iterable[Reading]:
        sizes.append(len(batch))
        return read_by_hand(batch)

    monkeypatch.setattr(run, "BATCH", 3)
    monkeypatch.setattr(run, "BATCH_CHARACTERS", 100)
    list(read_all(documents("a", "b", "c", "d" * 100, "e", "f" * 100, "g"), read=read))
    assert sizes == [3, 1, 2, 1]


def test_documents_are_taken_no_sooner_than_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0

    def source() -> Iterator[Document]:
        nonlocal taken
        for n in range(10):
            taken += 1
            yield Document(id=str(n), text="t")

    monkeypatch.setattr(run, "BATCH", 2)
    results = read_all(source(), read=read_by_hand)
    next(results)
    assert taken == 2


@pytest.mark.parametrize("error", [ModelError("no weights"), LedgerError("disk full")])
def test_what_would_fail_with_every_document_is_raised(error: Exception) -> None:
    def read(batch: Sequence[Document]) -> Iterable[Reading]:
        raise error

    with pytest.raises(type(error), match=str(error)):
        list(read_all(documents("a", "b"), read=read))


def test_failures_say_whose_they_are() -> None:
    errors = iter([DocumentError("d0", "is no page"), RecordError("d0", "events[0].trigger", "is empty"), ZeroDivisionError()])

    def read(batch: Sequence[Document]) -> Iterable[Reading]:
        raise next(errors)

    assert [names(read_all(documents("a"), read=read)) for _ in range(3)] == [
        ["d0: is no page"],
        ["d0: the reading breaks the contract: events[0].trigger: is empty"],
        ["d0: could not be read, by a fault of the program (ZeroDivisionError: )"],
    ]


def test_a_reader_that_gives_too_few_readings_is_found_out() -> None:
    def read(batch: Sequence[Document]) -> Iterable[Reading]:
        return list(read_by_hand(batch))[:1]

    assert names(read_all(documents("a", "b"), read=read)) == ["d0 read", "d1 read"]  # each alone has its one
    assert "0 readings of 1 documents" in names(read_all(documents("a"), read=lambda batch: []))[0]


def test_pages_are_added_one_by_one_and_known_ones_not_read_again(store: Store) -> None:
    reads: list[str] = []

    def read(batch: Sequence[Document]) -> Iterable[Reading]:
        reads.extend(d.id for d in batch)
        return read_by_hand(batch)

    first = names(add_all(documents("a", "unreadable", "c"), store=store, read=read_by_hand, reader=READER))
    assert first[::2] == ["d0 new page", "d2 new page"]
    again = names(add_all(documents("a", "b", "other"), store=store, read=read, reader=READER))
    assert again == ["d0 unchanged", "d1 new page", "d2 new version"]
    assert reads == ["d1", "d2"]
    assert names(add_all(documents("a"), store=store, read=read)) == ["d0 unchanged"]
    assert reads == ["d1", "d2", "d0"]


def test_the_same_page_twice_in_one_batch_is_added_once(store: Store) -> None:
    assert names(add_all(documents("a") * 2, store=store, read=read_by_hand, reader=READER)) == ["d0 new page", "d0 unchanged"]


def test_a_reading_that_breaks_the_contract_is_named_and_the_next_page_added(store: Store) -> None:
    def read(batch: Sequence[Document]) -> Iterable[Reading]:
        return [
            Reading(id=d.id, text_sha256="wrong" if d.id == "d0" else r.text_sha256, reader=READER)
            for d, r in zip(batch, read_by_hand(batch), strict=True)
        ]

    results = names(add_all(documents("a", "b"), store=store, read=read))
    assert results == ["d0: the reading breaks the contract: text_sha256: is not the hash of this text", "d1 new page"]
    assert store.verify().ok


def test_a_reader_is_named_with_its_model() -> None:
    reader = reader_of(Recorded({}), Knowledge())
    assert (reader.model, len(reader.digest)) == ("recorded", 64)


def test_a_users_names_make_another_reader() -> None:
    plain, named = (reader_of(Recorded({}), Knowledge(own=own)) for own in (None, "0" * 64))
    assert (named.model, named.digest != plain.digest) == ("recorded+names", True)
