"""The article of a page cut into rows and segments, so that every record can be marked on its words.

Takes a text and its reading, gives rows (one a paragraph or piece of page furniture) whose segments, joined, are exactly the text.
Records overlap freely (a statement inside a statement, an event within it, actors within both), which HTML elements cannot: so the
text is cut at every boundary, and each segment lists the records that cover it. Offsets are code points of the text.

>>> [(s.span, [m.anchor for m in s.marks]) for s in cut(Span(0, 9), [Mark(Span(0, 6), "s1", "content"), Mark(Span(4, 9), "e1", "trigger")])]
[(Span(start=0, end=4), ['s1']), (Span(start=4, end=6), ['s1', 'e1']), (Span(start=6, end=9), ['e1'])]
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

from onrecord.records import BlockKind, Event, EventDate, Place, Reading, Statement
from onrecord.spans import Span, touches

__all__ = [
    "ARTICLE", "Anchors", "Mark", "Role", "Row", "Segment", "anchors_of", "cut", "find_marks", "find_rows", "first_words", "home_of",
    "opening",
]  # fmt: skip

Role = Literal["source", "cue", "content", "relay", "trigger", "date", "place", "mention"]

ARTICLE: frozenset[BlockKind] = frozenset({"headline", "body", "quote"})  # the other kinds of block are page furniture

# Which record a segment opens when several cover it: the rarest and shortest marks would otherwise never be reached.
_RANK: Mapping[Role, int] = {"trigger": 0, "cue": 1, "source": 2, "relay": 3, "mention": 4, "content": 5, "date": 6, "place": 6}

_LINE_BREAK = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


class Mark(NamedTuple):
    """One span of one record: `anchor` names the record on the page (`s3`).

    `look` sets apart what looks alike: `deep` content stands inside another statement, a `vouched` trigger is not the page's own assertion.
    """

    span: Span
    anchor: str
    role: Role
    look: Literal["", "deep", "vouched"] = ""


class Segment(NamedTuple):
    """A stretch of text covered by the same records all along."""

    span: Span
    marks: tuple[Mark, ...]

    @property
    def lead(self) -> Mark | None:
        """The mark whose record opens from here; None where only a date, a place or nothing is marked."""
        links = [m for m in self.marks if m.role not in ("date", "place")]
        return min(links, key=lambda m: (_RANK[m.role], m.span.end - m.span.start), default=None)


class Row(NamedTuple):
    """A paragraph, a piece of furniture, or the white space between (`blank`). `block` is the number of its block in the reading.

    `kind` is null where no block of the reading covers the words.
    """

    span: Span
    kind: BlockKind | None
    block: int | None
    blank: bool
    segments: tuple[Segment, ...]


class Anchors(NamedTuple):
    """Record id → its anchor on the page, by kind. Ids may be any string, anchors are `s1`, `e1`, `a1` …"""

    statements: dict[str, str]
    events: dict[str, str]
    actors: dict[str, str]


def anchors_of(reading: Reading) -> Anchors:
    """The reader's ids (s1, e1, a1 …) are anchors themselves; where one is of another form, all of its kind are numbered."""
    return Anchors(
        _numbered("s", [s.id for s in reading.statements]),
        _numbered("e", [e.id for e in reading.events]),
        _numbered("a", [a.id for a in reading.actors]),
    )


def _numbered(letter: str, ids: list[str]) -> dict[str, str]:
    if all(re.fullmatch(letter + "[1-9][0-9]{0,8}", x) for x in ids):
        return {x: x for x in ids}
    return {x: f"{letter}{n}" for n, x in enumerate(ids, start=1)}


def home_of(record: Statement | Event) -> int:
    """Where in the text its record stands: at the trigger, the cue, or else the first of its words."""
    if isinstance(record, Event):
        return record.trigger.start
    for spans in (record.cue, record.source, record.content):
        if spans:
            return min(spans).start
    return 0


def find_marks(reading: Reading) -> tuple[Mark, ...]:
    """Every span of every record of the reading, with the role its words play."""
    anchors, marks = anchors_of(reading), []
    for s in reading.statements:
        at = anchors.statements[s.id]
        marks += [Mark(span, at, "source") for span in s.source] + [Mark(span, at, "cue") for span in s.cue]
        marks += [Mark(span, at, "content", "deep" if s.inside else "") for span in s.content]
        marks += [Mark(relay.span, at, "relay") for relay in s.chain]
    for e in reading.events:
        at = anchors.events[e.id]
        marks.append(Mark(e.trigger, at, "trigger", "" if e.factuality == "asserted" else "vouched"))
        marks += [Mark(x.span, at, role) for x, role in _when_and_where(e)]
    for a in reading.actors:
        marks += [Mark(m.span, anchors.actors[a.id], "mention") for m in a.mentions]
    return tuple(sorted(marks))


def _when_and_where(event: Event) -> Iterator[tuple[EventDate | Place, Role]]:
    if event.date:
        yield event.date, "date"
    if event.place:
        yield event.place, "place"


def cut(span: Span, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """The span cut wherever a mark begins or ends. Marks may overlap, repeat, reach out of the span or be empty.

    An empty span gives no segment.
    """
    inside = [m for m in marks if touches(span, m.span) and m.span.start < m.span.end]
    edges = sorted({*span, *(min(max(at, span.start), span.end) for m in inside for at in m.span)})
    return tuple(Segment(Span(a, b), tuple(m for m in inside if m.span.start <= a and b <= m.span.end)) for a, b in pairwise(edges))


def find_rows(text: str, reading: Reading) -> tuple[Row, ...]:
    """The whole text as rows, in order and without a hole: blocks are cut at their edges and at line breaks."""
    marks = find_marks(reading)
    rows, waiting, open_marks = [], list(reversed(marks)), list[Mark]()
    for span, block in _stretches(text, reading):
        while waiting and waiting[-1].span.start < span.end:
            open_marks.append(waiting.pop())
        open_marks = [m for m in open_marks if m.span.end > span.start]
        kind = None if block is None else reading.blocks[block].kind
        rows.append(Row(span, kind, block, not text[span.start : span.end].strip(), cut(span, open_marks)))
    return tuple(rows)


def _stretches(text: str, reading: Reading) -> Iterator[tuple[Span, int | None]]:
    """Paragraph by paragraph, the white space with line breaks between them apart; each with the shortest block that covers it."""
    edges = {0, len(text)}
    for b in reading.blocks:
        edges |= {min(max(at, 0), len(text)) for at in b.span}
    for gap in re.finditer(r"\s+", text):
        if not _LINE_BREAK.isdisjoint(gap.group()):
            edges |= set(gap.span())
    cuts = sorted(edges)
    waiting = sorted(((b.span, n) for n, b in enumerate(reading.blocks)), reverse=True)
    covering: list[tuple[Span, int]] = []
    for start, end in pairwise(cuts):
        while waiting and waiting[-1][0].start <= start:
            covering.append(waiting.pop())
        covering = [(span, n) for span, n in covering if span.end > start]
        yield Span(start, end), min(((span.end - span.start, n) for span, n in covering), default=(0, None))[1]


def opening(text: str, length: int = 90) -> str:
    """The first words of a text that is too long for a line."""
    words = " ".join(text[: 4 * length].split())
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def first_words(reading: Reading, text: str) -> str:
    """How the article begins, where a page has no title: the text itself where no block is known to be article."""
    starts = [b.span for b in reading.blocks if b.kind in ARTICLE]
    return opening(text[slice(*min(starts))] if starts else text)
