"""Rows and segments: the text whole, in order, every record on its words."""

from html.parser import HTMLParser

import desk
import pytest
from factory import marked
from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Actor, Block, BlockKind, Event, Mention, Reader, Reading, Relay, Statement
from onrecord.spans import Span
from onrecord.web.marks import Mark, anchors_of, cut, find_marks, find_rows, home_of
from onrecord.web.render import render_words

READER = Reader(version="0", model="none", digest="0")


def of_text(text: str, **parts: object) -> Reading:
    return Reading(id="d", text_sha256="", reader=READER, **parts)  # type: ignore[arg-type]


class Words(HTMLParser):
    """What a reader sees, the tags stripped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not self.open, f"<{tag}> stands inside <{self.open[-1]}>: links may not nest"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.out.append(data)


def stripped(html: str) -> str:
    parser = Words()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return "".join(parser.out)


# Letters, marks of HTML, line breaks of all kinds, NUL, half a surrogate pair, right-to-left and joined characters.
texts = st.text(st.sampled_from("aZé <>&\"'\n\r\t\x00\x02\x85\u2028\u200d\u202e\ud800شل👩") | st.characters(), max_size=60)


@st.composite
def readings(draw: st.DrawFn) -> tuple[str, Reading]:
    """Any text with any spans, also such as the strict check would refuse."""
    text = draw(texts)
    span = st.tuples(st.integers(0, 70), st.integers(0, 70)).map(lambda pair: Span(min(pair), max(pair)))
    spans = st.lists(span, max_size=3).map(tuple)
    kinds: st.SearchStrategy[BlockKind] = st.sampled_from(("headline", "body", "form", "chrome"))
    relays = spans.map(lambda found: tuple(Relay(actor="a", span=x) for x in found))
    statements = tuple(
        Statement(id=f"s{n}", source=draw(spans), cue=draw(spans), content=draw(spans), chain=draw(relays))
        for n in range(draw(st.integers(0, 3)))
    )
    reading = of_text(
        text,
        blocks=tuple(Block(kind=draw(kinds), span=x) for x in draw(spans)),
        statements=statements,
        events=tuple(Event(id=f"e{n}", type="AID", trigger=x) for n, x in enumerate(draw(spans))),
        actors=(Actor(id="a", name="A", kind="person", mentions=tuple(Mention(span=x, form="name") for x in draw(spans))),),
    )
    return text, reading


@given(readings())
def test_stripped_of_tags_the_article_is_exactly_the_text(pair: tuple[str, Reading]) -> None:
    text, reading = pair
    html = [render_words(row, text) for row in find_rows(text, reading)]
    shown = "".join(stripped(x) for x in html)
    assert shown == "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


@given(readings())
def test_every_record_is_marked_on_all_of_its_words_and_on_no_other(pair: tuple[str, Reading]) -> None:
    text, reading = pair
    covered: dict[tuple[str, str], set[int]] = {}
    for row in find_rows(text, reading):
        for segment in row.segments:
            for m in segment.marks:
                covered.setdefault((m.anchor, m.role), set()).update(range(*segment.span))
    wanted: dict[tuple[str, str], set[int]] = {}
    for m in find_marks(reading):
        if places := set(range(*m.span)) & set(range(len(text))):
            wanted.setdefault((m.anchor, m.role), set()).update(places)
    assert covered == wanted


@given(readings())
def test_rows_join_without_a_hole(pair: tuple[str, Reading]) -> None:
    text, reading = pair
    at = 0
    for row in find_rows(text, reading):
        assert row.span.start == at < row.span.end
        assert [s.span.start for s in row.segments] == [at, *(s.span.end for s in row.segments[:-1])]
        at = row.span.end
    assert at == len(text)


def test_the_lead_is_the_rarest_record_on_the_words() -> None:
    """A trigger before a cue, a cue before a source, a mention before content; of contents the shortest. A date opens nothing."""
    span = Span(0, 4)
    content, inner = Mark(span, "s1", "content"), Mark(Span(1, 3), "s2", "content")
    trigger, cue, mention, date = (
        Mark(span, "e1", "trigger"),
        Mark(span, "s3", "cue"),
        Mark(span, "a1", "mention"),
        Mark(span, "e1", "date"),
    )

    def lead(*marks: Mark) -> str | None:
        (segment,) = [s for s in cut(span, marks) if s.span.start <= 1 < s.span.end]
        return segment.lead.anchor if segment.lead else None

    assert lead(content, cue, mention, trigger) == "e1"
    assert lead(content, mention, cue) == "s3"
    assert lead(content, mention) == "a1"
    assert lead(content, inner, date) == "s2"
    assert lead(date) is None
    assert lead() is None


def test_rows_are_paragraphs_with_the_kind_of_their_block() -> None:
    m = marked("[chrome|0 5 min]\n\n[body|He said so.\nShe did not.]\n \nloose [form|words]")
    blocks = tuple(Block(kind=kind, span=m.one(kind)) for kind in ("chrome", "body", "form"))
    rows = find_rows(m.text, of_text(m.text, blocks=blocks))
    assert [(m.text[slice(*r.span)], r.kind, r.blank) for r in rows] == [
        ("0 5 min", "chrome", False),
        ("\n\n", None, True),
        ("He said so.", "body", False),
        ("\n", "body", True),
        ("She did not.", "body", False),
        ("\n \n", None, True),
        ("loose ", None, False),
        ("words", "form", False),
    ]


def test_of_blocks_over_each_other_the_shortest_counts() -> None:
    blocks = (Block(kind="body", span=Span(0, 10)), Block(kind="quote", span=Span(2, 4)))
    assert [(r.span, r.kind) for r in find_rows("abcdefghij", of_text("", blocks=blocks))] == [
        (Span(0, 2), "body"),
        (Span(2, 4), "quote"),
        (Span(4, 10), "body"),
    ]


def test_an_empty_text_has_no_rows() -> None:
    assert find_rows("", of_text("")) == ()


def test_ids_of_the_reader_are_anchors_others_are_numbered() -> None:
    def anchors(*ids: str) -> list[str]:
        return list(anchors_of(of_text("", statements=tuple(Statement(id=x) for x in ids))).statements.values())

    assert anchors("s1", "s7", "s3") == ["s1", "s7", "s3"]
    assert anchors("s2", "x", "s1") == ["s1", "s2", "s3"]
    assert anchors("s1", "s01") == ["s1", "s2"]


@pytest.mark.parametrize(("record", "home"), [("s1", "said"), ("s6", "Reportedly"), ("e5", "had shelled")])
def test_a_record_stands_beside_its_cue_or_trigger(record: str, home: str) -> None:
    document, reading = desk.story()
    records: dict[str, Statement | Event] = {s.id: s for s in reading.statements} | {e.id: e for e in reading.events}
    assert home_of(records[record]) == document.text.index(home)


def test_a_record_without_a_cue_stands_beside_its_first_words() -> None:
    assert home_of(Statement(id="s1", content=(Span(9, 12), Span(4, 6)))) == 4
    assert home_of(Statement(id="s1")) == 0
