"""onrecord.spans: the algebra agrees with sets of character positions."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.spans import Span, contains, cover, merge, overlap, size, subtract, touches, trim, within

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda p: Span(p[0], p[0] + p[1]))
SOLID = SPANS.filter(lambda s: s.end > s.start)
LISTS = st.lists(SOLID, max_size=6)


def points(*spans: Span) -> set[int]:
    return {i for s in spans for i in range(s.start, s.end)}


@given(SOLID, SOLID)
def test_touching_and_containing_are_questions_about_characters(a: Span, b: Span) -> None:
    assert touches(a, b) == bool(points(a) & points(b))
    assert contains(a, b) == (points(b) <= points(a))
    assert within(b, [a]) == contains(a, b)


@given(LISTS, st.integers(0, 3))
def test_merging_keeps_every_character_and_leaves_gaps_wider_than_asked(spans: list[Span], gap: int) -> None:
    merged = merge(spans, gap=gap)
    assert points(*spans) <= points(*merged)
    assert all(b.start - a.end > gap for a, b in pairwise(merged))
    if gap == 0:
        assert points(*merged) == points(*spans)


@given(SPANS, LISTS)
def test_subtracting_leaves_the_characters_that_no_hole_holds(span: Span, holes: list[Span]) -> None:
    left = subtract(span, holes)
    assert points(*left) == points(span) - points(*holes)
    assert all(s.start < s.end for s in left)
    assert list(left) == sorted(left)


@given(LISTS, LISTS)
def test_overlap_is_the_share_of_characters_in_both(a: list[Span], b: list[Span]) -> None:
    both, either = points(*a) & points(*b), points(*a) | points(*b)
    assert size(a) == len(points(*a))
    assert overlap(a, b) == pytest.approx(len(both) / len(either) if a and b else 0.0)


def test_overlap_of_empty_spans_is_none() -> None:
    assert overlap([Span(3, 3)], [Span(3, 3)]) == 0.0


@given(st.lists(SOLID, min_size=1, max_size=6))
def test_the_cover_is_the_smallest_span_that_holds_all(spans: list[Span]) -> None:
    whole = cover(spans)
    assert all(contains(whole, s) for s in spans)
    assert whole.start in {s.start for s in spans} and whole.end in {s.end for s in spans}


def test_nothing_has_no_cover() -> None:
    with pytest.raises(ValueError, match="empty"):
        cover([])


@pytest.mark.parametrize(
    ("text", "also", "kept"),
    [
        (" said, ", "", "said,"),
        (" said, ", ",", "said"),
        ("\u00a0“No”\n", "", "“No”"),
        (" \n ", "", ""),
        ("", "", ""),
    ],
)
def test_trimming_takes_white_space_and_what_is_asked(text: str, also: str, kept: str) -> None:
    start, end = trim(Span(0, len(text)), text, also=also)
    assert text[start:end] == kept
