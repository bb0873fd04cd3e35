"""The benchmark of events where there are none: its texts and what it counts."""

import json

from ledgers import page
from msgspec.structs import replace

from benchmarks.quiet import TEXTS, score, told


def test_there_are_twenty_texts_of_a_readable_length() -> None:
    rows = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == 20
    assert all(120 <= len(row["text"].split()) <= 250 for row in rows)


def test_events_are_counted_by_the_thousand_words() -> None:
    document, reading = page("one")
    quiet = replace(reading, events=())
    doubted = replace(reading, events=(*reading.events, replace(reading.events[0], id="e2", factuality="hedged")))
    words = len(document.text.split())
    assert score([document] * 3, [reading, quiet, doubted]) == {
        "texts": 3,
        "words": 3 * words,
        "events": 3,
        "events_per_1000_words": round(1000 / words, 2),
        "asserted": 2,
        "texts_without": 1,
    }


def test_each_event_is_told_with_the_words_around_it() -> None:
    (line,) = told(*page("one"))
    assert line.startswith("one: ACCUSE disapprove “accused” asserted, Northland → Ostria (None): … ")
    assert "Northland accused Ostria of shelling" in line
