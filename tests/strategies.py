"""Hypothesis strategies of spans, texts and records that keep the contract."""

from datetime import date, timedelta
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from onrecord import records
from onrecord.records import Actor, Block, Event, EventDate, Mention, Place, Published, Reader, Reading, Relay, Statement, digest
from onrecord.spans import Span

# Letters, marks and line ends of several scripts, characters outside the BMP, and half a surrogate pair as JSON may hold it.
CHARACTERS = st.one_of(st.sampled_from("ab .,\n\t\r“”‘’\"'…—\u2028\u00a0\u0000\ufeff😀𝒳éЖ中\ud83d"), st.characters())
TEXTS = st.text(CHARACTERS, max_size=200)
NAMES = st.text(CHARACTERS, max_size=8)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
CONFIDENCES = st.none() | st.floats(0, 1)
COUNTRIES = st.none() | st.sampled_from(["RUS", "USA", "XKX"])


def spans(length: int) -> st.SearchStrategy[Span]:
    """Spans that are not empty inside a text of that length (at least 1)."""
    return st.tuples(st.integers(0, length - 1), st.integers(1, length)).map(lambda p: Span(min(p), max(*p, min(p) + 1)))


def several(inner: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Tuples of up to `most`."""
    return st.lists(inner, max_size=most).map(tuple)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[str, str]:
    """First and last day of an interval."""
    first = draw(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
    return first.isoformat(), (first + timedelta(days=draw(st.integers(0, 400)))).isoformat()


@st.composite
def published(draw: st.DrawFn) -> Published:
    start, end = draw(intervals())
    origin = draw(st.sampled_from(get_args(get_type_hints(Published)["origin"])))
    return Published(start=start, end=end, precision=draw(st.sampled_from(get_args(records.Precision))), origin=origin)


@st.composite
def event_dates(draw: st.DrawFn, span: st.SearchStrategy[Span]) -> EventDate:
    start, end = draw(intervals() | st.just((None, None)))
    return EventDate(start=start, end=end, precision=draw(st.sampled_from([None, *get_args(records.Precision)])), span=draw(span))


def actors(names: list[str], span: st.SearchStrategy[Span]) -> st.SearchStrategy[tuple[Actor, ...]]:
    def one(name: str) -> st.SearchStrategy[Actor]:
        return st.builds(
            Actor,
            id=st.just(name),
            name=NAMES,
            kind=st.sampled_from(get_args(records.ActorKind)),
            country=COUNTRIES,
            mentions=several(st.builds(Mention, span=span, form=st.sampled_from(get_args(records.MentionForm)))),
        )

    return st.tuples(*map(one, names))


def statements(names: list[str], who: st.SearchStrategy[Any], span: st.SearchStrategy[Span]) -> st.SearchStrategy[tuple[Statement, ...]]:
    """`inside` points backwards, so that no statement stands inside itself."""

    def one(number: int) -> st.SearchStrategy[Statement]:
        return st.builds(
            Statement,
            id=st.just(names[number]),
            actors=who,
            source=several(span),
            cue=several(span),
            content=several(span),
            mode=st.sampled_from(get_args(records.StatementMode)),
            chain=who.flatmap(lambda ids: st.tuples(*(st.builds(Relay, actor=st.just(i), span=span) for i in ids))),
            inside=st.sampled_from([None, *names[:number]]),
            to=who,
            confidence=CONFIDENCES,
        )

    return st.tuples(*map(one, range(len(names))))


def events(
    names: list[str], said: list[str], who: st.SearchStrategy[Any], span: st.SearchStrategy[Span]
) -> st.SearchStrategy[tuple[Event, ...]]:
    def one(name: str) -> st.SearchStrategy[Event]:
        return st.builds(
            Event,
            id=st.just(name),
            type=st.sampled_from(get_args(records.EventType)),
            mode=st.none() | NAMES,
            contexts=several(NAMES),
            actor=who,
            recipient=who,
            trigger=span,
            date=st.none() | event_dates(span),
            place=st.none() | st.builds(Place, name=NAMES, country=COUNTRIES, span=span),
            factuality=st.sampled_from(get_args(records.Factuality)),
            statement=st.sampled_from([None, *said]),
            confidence=CONFIDENCES,
        )

    return st.tuples(*map(one, names))


@st.composite
def readings(draw: st.DrawFn) -> tuple[Reading, str]:
    """A reading that keeps the contract, and its text."""
    text = draw(st.text(CHARACTERS, min_size=1, max_size=60))
    span = spans(len(text))
    ids = [[f"{letter}{n}" for n in range(1, draw(st.integers(0, 3)) + 1)] for letter in "ase"]
    who = several(st.sampled_from(ids[0]), 2) if ids[0] else st.just(())
    reading = Reading(
        id=draw(NAMES),
        text_sha256=digest(text.encode("utf-8", "surrogatepass")),
        reader=Reader(version="1", model="none", digest=""),
        language=draw(st.none() | st.just("en")),
        published=draw(st.none() | published()),
        blocks=draw(
            several(
                st.builds(
                    Block,
                    kind=st.sampled_from(get_args(records.BlockKind)),
                    span=span,
                    fields=st.dictionaries(NAMES, JSON_VALUES, max_size=2),
                )
            )
        ),
        actors=draw(actors(ids[0], span)),
        statements=draw(statements(ids[1], who, span)),
        events=draw(events(ids[2], ids[1], who, span)),
        extra=draw(st.dictionaries(NAMES.map("x_{}".format), JSON_VALUES, max_size=2)),
    )
    return reading, text
