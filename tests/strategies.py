"""Hypothesis strategies of spans, texts and records that keep the contract, and a model that says anything."""

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from onrecord import records
from onrecord.models import Annotation, Labelled, Link, Party, Role, Tagged, Token, Trigger, text_key
from onrecord.records import Actor, Block, Event, EventDate, Mention, Place, Published, Reader, Reading, Relay, Statement, digest
from onrecord.spans import Span, merge

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


# --- texts that look like news, and a model that says anything ---------------------------------------------------------------------

FRAGMENTS = [
    *"Mira Holt|Foreign Minister Jan Orrel|Russia|China's|the Kremlin|Reuters|a senior official|She|he|they|NATO".split("|"),
    *" said| told reporters| told Reuters| wrote on Twitter| according to | accused | met | will visit | has not attacked ".split("|"),
    *" could impose sanctions on | that | to | of | by |the war|no|yes|not|if|may|reportedly|it is expected that ".split("|"),
    *"the talks|a ceasefire|, |. |? |! |… | — |: |; |\n|\n\n| |\t|“|”|‘|’|\"|'|«|»".split("|"),
    *"on Monday|last week|in 2019|two years ago|5 March|31 February|0 5 min 11 mths|Source link|Leave a Reply|Read more: ".split("|"),
    *"By Ann Author|GENEVA (Reuters) - |Photo: AFP|Your email address will not be published.".split("|"),
]
NEWSLIKE = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)

_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")
_TAGS = "NN NNP NNS PRP VBD VBZ VB MD IN DT JJ RB CC TO , . `` '' POS CD".split()
_DEPS = (
    "ROOT nsubj nsubjpass dobj ccomp xcomp pobj prep mark aux auxpass agent conj cc appos poss amod compound "
    "advcl acl relcl parataxis neg advmod npadvmod punct det dative attr dep"
).split()
_LABELS = "PERSON GPE ORG NORP DATE TIME LOC FAC EVENT CARDINAL".split()


class Scrambled:
    """A model whose answers are well-formed and otherwise arbitrary: tags, trees, entities and statements drawn from the text's hash.

    Whatever a model says, the reader must give a reading that keeps the contract.
    """

    name = "scrambled"

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.digest = str(seed)

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        return [self._annotate(text) for text in texts]

    def _annotate(self, text: str) -> Annotation:
        chance = random.Random(f"{self.seed} {text_key(text)}")
        tokens: list[Token] = []
        sentences: list[tuple[int, int]] = []
        for line in re.finditer(r"[^\n]+", text):
            words = list(_WORD.finditer(text, line.start(), line.end()))
            while words:
                sentence, words = words[: (size := chance.randint(1, 30))], words[size:]
                first = len(tokens)
                heads = self._tree(chance, len(sentence))
                for word, head in zip(sentence, heads, strict=True):
                    tag, dep = chance.choice(_TAGS), chance.choice(_DEPS)
                    tokens.append(Token(word.start(), word.end(), word[0].lower(), tag, dep, first + head))
                sentences.append((first, len(tokens)))
        pieces = self._pieces(chance, tokens)
        entities = tuple(Labelled(p, chance.choice(_LABELS)) for p in merge(pieces[:6]))
        roles = get_args(Role)
        tagged = tuple(
            sorted((Tagged(chance.choice(roles), chance.randint(0, 1), p, chance.random()) for p in pieces[6:]), key=lambda t: t.span)
        )
        cues = [n for n, t in enumerate(tagged) if t.role == "cue"]
        links = tuple(Link(c, n, chance.random()) for c in cues for n, t in enumerate(tagged) if t.role != "cue")
        triggers = tuple(self._trigger(chance, p, pieces) for p in pieces[:4])
        return Annotation(
            tokens=tuple(tokens), sentences=tuple(sentences), entities=entities, tagged=tagged, links=links, triggers=triggers
        )

    @staticmethod
    def _trigger(chance: random.Random, span: Span, pieces: Sequence[Span]) -> Trigger:
        def some(words: Sequence[str]) -> tuple[tuple[str, float], ...]:
            return tuple((w, chance.random()) for w in chance.sample(words, 3))

        return Trigger(
            chance.choice(get_args(records.EventType)),
            span,
            chance.random(),
            factuality=some(get_args(records.Factuality)),
            modes=some(["", "visit", "aerial", "yield"]),
            contexts=some(["military", "diplomatic", "economic", "legal"]),
            parties=tuple(Party(chance.choice(("actor", "recipient")), p, chance.random()) for p in pieces[8:]),
        )

    @staticmethod
    def _tree(chance: random.Random, size: int) -> list[int]:
        order = list(range(size))
        chance.shuffle(order)
        heads = [order[0]] * size
        for n, token in enumerate(order[1:], start=1):
            heads[token] = order[chance.randrange(n)]
        return heads

    @staticmethod
    def _pieces(chance: random.Random, tokens: Sequence[Token]) -> list[Span]:
        starts = [chance.randrange(len(tokens)) for _ in range(14)] if tokens else []
        return [Span(tokens[a].start, tokens[min(len(tokens) - 1, a + chance.randint(0, 8))].end) for a in starts]
