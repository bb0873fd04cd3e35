"""Properties of the statement stages: whatever the text and whatever the models say of it."""

import time
from itertools import pairwise

import pytest
from factory import paragraphs
from hypothesis import given
from hypothesis import strategies as st
from strategies import NEWSLIKE, TEXTS, Scrambled

from onrecord.knowledge import Knowledge, Medium
from onrecord.models import Annotation, Link, Tagged, Token
from onrecord.read.chains import link_chains
from onrecord.read.pieces import mode_of
from onrecord.read.quotations import find_quotations
from onrecord.read.statements import find_statements
from onrecord.records import StatementDraft
from onrecord.spans import Span

KNOWLEDGE = Knowledge(
    media=[
        Medium(name=n, aliases=(), country="", ownership="", domain="", wikidata="", source="test") for n in ("Reuters", "Twitter", "NATO")
    ]
)


def read(text: str, annotation: Annotation) -> tuple[StatementDraft, ...]:
    readable = paragraphs(text)
    drafts = find_statements(text, annotation, find_quotations(text, readable), readable=readable)
    keep(text, drafts)
    linked = link_chains(text, annotation, drafts, knowledge=KNOWLEDGE)
    keep(text, linked)
    return linked


def keep(text: str, drafts: tuple[StatementDraft, ...]) -> None:
    """Spans lie inside the text and are not empty, contents hold a letter or digit, nesting ends."""
    for number, d in enumerate(drafts):
        for span in (*d.source, *d.cue, *d.content, *d.relays, *d.to):
            assert 0 <= span.start < span.end <= len(text)
        assert d.content
        assert any(c.isalnum() for s in d.content for c in text[s.start : s.end])
        assert list(d.content) == sorted(d.content)
        assert d.confidence is None or 0 <= d.confidence <= 1
        at, steps = d.inside, 0
        while at is not None:
            assert at != number
            assert (steps := steps + 1) <= len(drafts)
            at = drafts[at].inside


@given(text=TEXTS | NEWSLIKE)
def test_quotations_lie_inside_one_paragraph_in_order_and_hold_a_word(text: str) -> None:
    readable = paragraphs(text)
    found = [q.span for q in find_quotations(text, readable)]
    assert found == sorted(found, key=lambda s: (s.start, -s.end))
    for span in found:
        assert any(p.start <= span.start < span.end <= p.end for p in readable)
        assert any(c.isalnum() for c in text[span.start : span.end])


@given(text=NEWSLIKE | TEXTS, seed=st.integers(0, 2**32))
def test_any_annotation_gives_statements_that_keep_the_contract(text: str, seed: int) -> None:
    (annotation,) = Scrambled(seed).annotate([text])
    read(text, annotation)


@given(text=NEWSLIKE, seed=st.integers(0, 2**32))
def test_so_it_is_without_a_tagger(text: str, seed: int) -> None:
    (annotation,) = Scrambled(seed).annotate([text])
    read(text, Annotation(tokens=annotation.tokens, sentences=annotation.sentences, entities=annotation.entities))


@given(text=NEWSLIKE, seed=st.integers(0, 2**32))
def test_mode_says_whether_the_words_stand_in_marks(text: str, seed: int) -> None:
    (annotation,) = Scrambled(seed).annotate([text])
    quoted = {i for q in find_quotations(text, paragraphs(text)) for i in range(*q.span)}
    for d in read(text, annotation):
        words = [i in quoted for s in d.content for i in range(*s) if text[i].isalnum()]
        if d.cue and text[d.cue[0].start : d.cue[-1].end] != ":":
            assert d.mode == ("direct" if all(words) else "mixed" if any(words) else "indirect")


@pytest.mark.parametrize("text", ["“”" * 3000, '"' * 6000, "“a " * 2000, "🎉 “🎉🎉” \u202eאבג “דהו” said " * 300, ": " * 3000])
def test_marks_emoji_and_right_to_left_text_are_read(text: str) -> None:
    (annotation,) = Scrambled(7).annotate([text])
    read(text, annotation)


def chained(length: int, *, step: int) -> tuple[str, Annotation]:
    """A text in one sentence (`step` 0) or in sentences of `step` words, each word "said" hanging as a clause on the one before."""
    text = " ".join(["said"] * length)
    tokens = []
    for i in range(length):
        root = i == 0 or (step and i % step == 0)
        tokens.append(Token(5 * i, 5 * i + 4, "say", "VBD", "ROOT" if root else "ccomp", i if root else i - 1))
    cuts = [*range(0, length, step or length), length]
    tagged = tuple(Tagged(("source", "cue", "content")[i % 3], i % 2, Span(5 * i, 5 * i + 4), 0.9) for i in range(length))
    links = tuple(Link(i, i + d, 0.9) for i in range(1, length - 1, 3) for d in (-1, 1))
    return text, Annotation(tokens=tuple(tokens), sentences=tuple(pairwise(cuts)), tagged=tagged, links=links)


@pytest.mark.parametrize(("length", "step"), [(5_000, 0), (30_000, 25)])
def test_one_endless_sentence_and_a_long_text_take_bounded_time_and_no_recursion(length: int, step: int) -> None:
    text, annotation = chained(length, step=step)
    began = time.process_time()
    read(text, annotation)
    assert time.process_time() - began < 20


@pytest.mark.parametrize("text", ["Holt left" + " " * 50_000 + "for Orrel.", "Holt " + "-" * 20_000 + " left."])
def test_white_space_and_dashes_without_end_take_no_time(text: str) -> None:
    began = time.process_time()
    read(text, Annotation())
    assert time.process_time() - began < 2


def test_a_mode_is_one_of_three() -> None:
    from onrecord.read.pieces import Marks

    text = "“Yes” and no"
    marks = Marks(find_quotations(text, paragraphs(text)))
    assert [mode_of(text, [Span(*s)], marks) for s in ((0, 5), (6, 12), (0, 12))] == ["direct", "indirect", "mixed"]
