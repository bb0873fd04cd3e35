"""What holds for time expressions of any text."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import TEXTS

from onrecord.read.dates import expressions_in

WORDS = st.sampled_from(
    (
        "last next this the in on of by since until early late mid Monday Friday Sept. 31 30 2 February March May 2017 1999 99 1990s week "
        "month year decade ago earlier later today overnight third quarter summer weekend and - , three several past two days 10:35 a.m. "
        "noon 25:99"
    ).split()
)
SENTENCES = st.lists(WORDS, max_size=12).map(" ".join)
RELATIVE = st.sampled_from(
    ["on Monday", "last week", "this year", "yesterday", "three days ago", "in January", "on March 3", "the past two years"]
)


@given(text=st.one_of(TEXTS, SENTENCES), today=st.none() | st.dates())
def test_spans_lie_inside_the_text_in_order_and_apart(text: str, today: date | None) -> None:
    found = expressions_in(text, today=today)
    ends = [0, *(x.span.end for x in found)]
    assert all(end <= x.span.start < x.span.end <= len(text) for end, x in zip(ends, found, strict=False))


@given(text=SENTENCES, today=st.none() | st.dates())
def test_an_interval_is_two_days_of_the_calendar(text: str, today: date | None) -> None:
    for x in expressions_in(text, today=today):
        if x.date:
            assert x.date.start and x.date.end and date.fromisoformat(x.date.start) <= date.fromisoformat(x.date.end)


@given(before=SENTENCES, words=RELATIVE)
def test_nothing_counts_from_the_reading_clock(before: str, words: str) -> None:
    found = expressions_in(f"{before}; they met {words}.", today=None)
    assert all(x.date is None for x in found if words in f"{before}; they met {words}."[x.span.start : x.span.end])


@pytest.mark.parametrize(
    "text", ["on 3 March 2018 last week Monday " * 1_500, "1," * 20_000, "the " * 20_000 + "day", "a day later " * 2_000]
)
def test_no_sentence_takes_long(text: str) -> None:
    started = time.process_time()
    expressions_in(text, today=date(2019, 2, 20))
    assert time.process_time() - started < 4
