"""Spans: half-open ranges [start, end) of characters (Unicode code points) of a text, and their algebra.

Every piece of evidence in OnRecord is such a span; other modules take these functions instead of doing offset arithmetic of their own.

>>> overlap([Span(0, 4)], [Span(2, 6)])
0.3333333333333333
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Span", "contains", "cover", "merge", "overlap", "size", "subtract", "touches", "trim", "within"]


class Span(NamedTuple):
    """[start, end) in code points of the stored text; written to JSON as a list of two numbers."""

    start: int
    end: int


def touches(a: Span, b: Span) -> bool:
    """Do the two share a character?"""
    return a.start < b.end and b.start < a.end


def contains(outer: Span, inner: Span) -> bool:
    """Does `outer` hold all of `inner`?"""
    return outer.start <= inner.start and inner.end <= outer.end


def within(span: Span, pieces: Iterable[Span]) -> bool:
    """Does one of the pieces hold all of `span`?"""
    return any(contains(piece, span) for piece in pieces)


def cover(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all of them; ValueError when there are none."""
    items = list(spans)
    return Span(min(s.start for s in items), max(s.end for s in items))


def merge(spans: Iterable[Span], *, gap: int = 0) -> tuple[Span, ...]:
    """Sorted, with spans that touch (or lie at most `gap` characters apart) made one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end + gap:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(Span(*span))
    return tuple(out)


def subtract(span: Span, holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of `span` without the holes."""
    out, at = [], span.start
    for hole in sorted(holes):
        if hole.end <= at or hole.start >= span.end:
            continue
        if hole.start > at:
            out.append(Span(at, hole.start))
        at = max(at, hole.end)
    if at < span.end:
        out.append(Span(at, span.end))
    return tuple(out)


def trim(span: Span, text: str, *, also: str = "") -> Span:
    """Without white space (and the characters of `also`) at either end; may come out empty at its start."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in also):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in also):
        end -= 1
    return Span(start, end)


def size(spans: Sequence[Span]) -> int:
    """Characters covered, each counted once."""
    return sum(s.end - s.start for s in merge(spans))


def overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Characters shared divided by characters of both (Jaccard); 0.0 if either is empty."""
    if not a or not b:
        return 0.0
    both = size([*a, *b])
    return (size(a) + size(b) - both) / both if both else 0.0
