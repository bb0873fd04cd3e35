"""What holds of mentions and actors whatever the text."""

from functools import cache

import hypothesis.strategies as st
from hypothesis import given, settings

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.models import Annotation, Labelled, Token
from onrecord.read.actors import resolve_actors
from onrecord.read.mentions import find_mentions
from onrecord.records import Published
from onrecord.spans import Span, contains, touches

WORDS = (
    "Putin Vladimir Merkel Angela the The a president spokesman of for SDF Turkish Turkey "
    "Ankara Kremlin official officials he She they it I who and , . said "
    "Reuters NATO alliance his UN envoy Syria rebels “ ” 's - "
    "statement two both sides Foreign Minister de al-Assad ministry North Korea é 🙂"
).split()
TAGS = ("NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "DT", "IN", "CC", "VBD", "JJ", "POS", ",", ".", "WP")
DEPS = ("nsubj", "dobj", "pobj", "conj", "appos", "compound", "amod", "poss", "ROOT", "relcl", "prep")
DAY = Published(start="2018-11-20", end="2018-11-20", precision="day", origin="metadata")


@cache
def known() -> Knowledge:
    return load_knowledge()


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, Annotation, tuple[Span, ...]]:
    """A text of known words, a parse that may be any tree of any labels, and parties anywhere."""
    sentences = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=5))
    text = ""
    tokens: list[Token] = []
    bounds: list[tuple[int, int]] = []
    for words in sentences:
        first = len(tokens)
        for word in words:
            head = first + draw(st.integers(0, len(words) - 1))
            tokens.append(
                Token(len(text), len(text) + len(word), word.lower(), draw(st.sampled_from(TAGS)), draw(st.sampled_from(DEPS)), head)
            )
            text += word + draw(st.sampled_from((" ", " ", " ", "\n")))
        bounds.append((first, len(tokens)))
    spans = st.tuples(st.integers(0, len(tokens) - 1), st.integers(0, 4)).map(
        lambda x: Span(tokens[x[0]].start, tokens[min(x[0] + x[1], len(tokens) - 1)].end)
    )
    parties = tuple(sorted(set(draw(st.lists(spans, max_size=6)))))
    entities = tuple(Labelled(s, draw(st.sampled_from(("PERSON", "ORG", "GPE", "NORP")))) for s in draw(st.lists(spans, max_size=4)))
    return text, Annotation(tokens=tuple(tokens), sentences=tuple(bounds), entities=entities), parties


@settings(deadline=None, max_examples=150)
@given(texts())
def test_no_party_is_lost_and_every_span_lies_in_the_text(example: tuple[str, Annotation, tuple[Span, ...]]) -> None:
    """Every party has a mention that answers for it; every mention lies inside the text."""
    text, annotation, parties = example
    mentions = find_mentions(text, annotation, parties=parties, knowledge=known())
    for number, _ in enumerate(parties):
        assert any(number in m.parties for m in mentions)
    assert all(0 <= m.span.start < m.span.end <= len(text) and touches(m.span, m.head) for m in mentions)


@settings(deadline=None, max_examples=150)
@given(texts())
def test_ids_resolve_and_the_same_gives_the_same(example: tuple[str, Annotation, tuple[Span, ...]]) -> None:
    """Ids are unique, what answers for a party is an actor, mentions lie in the text, and resolving again changes nothing."""
    text, annotation, parties = example
    mentions = find_mentions(text, annotation, parties=parties, knowledge=known())
    once = resolve_actors(text, annotation, mentions, parties=parties, published=DAY, knowledge=known())
    again = resolve_actors(text, annotation, mentions, parties=parties, published=DAY, knowledge=known())
    ids = [a.id for a in once.actors]
    assert len(set(ids)) == len(ids)
    assert all(set(once.actors_of([p])) <= set(ids) for p in parties)
    assert all(contains(Span(0, len(text)), m.span) for a in once.actors for m in a.mentions)
    assert all(a.name and a.mentions for a in once.actors)
    assert once.actors == again.actors


@settings(deadline=None, max_examples=50)
@given(texts())
def test_a_place_is_what_its_words_say(example: tuple[str, Annotation, tuple[Span, ...]]) -> None:
    """`place_of` keeps the span and gives a country only as an ISO code."""
    text, annotation, parties = example
    mentions = find_mentions(text, annotation, parties=parties, knowledge=known())
    resolution = resolve_actors(text, annotation, mentions, parties=parties, published=None, knowledge=known())
    for span in parties:
        place = resolution.place_of(span)
        assert place is None or (place.span == span and (place.country is None or len(place.country) == 3))
