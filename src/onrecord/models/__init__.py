"""Inference behind one interface: `Model.annotate(texts)` gives one `Annotation` a text, in order; a batch is the primitive.

Stages of `read` take annotations and load no model; tests replay stored ones with `Recorded`, which ships with the package. The
adapters beside this file (`spacy_parser`, `onnx_tagger`) are chosen by `cli`, `run` or the caller: nothing here imports them.
Offsets are code points of the text that was annotated.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Literal, Protocol

import msgspec
from msgspec import Struct

from onrecord.errors import ModelError
from onrecord.spans import Span

__all__ = ["Annotation", "Labelled", "Link", "Model", "Party", "Recorded", "Tagged", "Token", "Trigger"]

Role = Literal["source", "cue", "content"]


class Token(Struct, frozen=True, array_like=True):
    """A word: [start, end), lemma, Penn tag, dependency label (ClearNLP), the number of its head (itself at a root)."""

    start: int
    end: int
    lemma: str
    tag: str
    dep: str
    head: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Labelled(Struct, frozen=True, array_like=True):
    """A span with the label a model gave it (named entities: PERSON, GPE, ORG, NORP, DATE …)."""

    span: Span
    label: str


class Tagged(Struct, frozen=True, array_like=True):
    """A span the trained tagger found. `layer` 0 is the outer statement, 1 a statement inside it; `role` an attribution role."""

    role: Role
    layer: int
    span: Span
    score: float


class Link(Struct, frozen=True, array_like=True):
    """How surely `cue` and `other` (numbers in `Annotation.tagged`) belong to one statement, 0..1."""

    cue: int
    other: int
    score: float


class Party(Struct, frozen=True, array_like=True):
    """Words that may name a party of an event, and how surely, 0..1. The span may be shorter or longer than the name."""

    role: Literal["actor", "recipient"]
    span: Span
    score: float


class Trigger(Struct, frozen=True):
    """Words that may tell an event: PLOVER type, and how surely any event is told here; the rest are labels with chances, likeliest first.

    `modes` are those of the type ("" is none); `contexts` are judged one by one and need not add up to 1.
    """

    type: str
    span: Span
    score: float
    factuality: tuple[tuple[str, float], ...] = ()
    modes: tuple[tuple[str, float], ...] = ()
    contexts: tuple[tuple[str, float], ...] = ()
    parties: tuple[Party, ...] = ()


class Annotation(Struct, frozen=True, dict=True):
    """What the models say of one text.

    `sentences` are half-open ranges of token numbers; `entities` carry character spans. `tagged`, `links` and `triggers`
    are empty without a tagger. For a cue, its links to sources add up to at most 1 (the rest: it has no source); for a content, its
    links from cues likewise.
    """

    tokens: tuple[Token, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    entities: tuple[Labelled, ...] = ()
    tagged: tuple[Tagged, ...] = ()
    links: tuple[Link, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token the numbers of its dependents, in order."""
        out: list[list[int]] = [[] for _ in self.tokens]
        for i, token in enumerate(self.tokens):
            if token.head != i:
                out[token.head].append(i)
        return tuple(tuple(c) for c in out)

    @cached_property
    def sentence_of(self) -> tuple[int, ...]:
        """For each token the number of its sentence."""
        out = [0] * len(self.tokens)
        for n, (first, last) in enumerate(self.sentences):
            out[first:last] = [n] * (last - first)
        return tuple(out)

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    @cached_property
    def _told(self) -> tuple[tuple[Trigger, ...], list[int], list[int]]:
        """The triggers in order, where each starts, and the furthest end up to each."""
        ordered = tuple(sorted(self.triggers, key=lambda t: t.span))
        return ordered, [t.span.start for t in ordered], list(accumulate((t.span.end for t in ordered), max))

    def triggers_on(self, span: Span) -> list[Trigger]:
        """The triggers that share a character with a span, in order of the text."""
        ordered, starts, ends = self._told
        at = bisect_left(starts, span.end)
        first = bisect_right(ends, span.start, hi=at)
        return [t for t in ordered[first:at] if t.span.end > span.start]

    def tokens_in(self, span: Span) -> range:
        """Numbers of the tokens that touch a span of characters."""
        first = bisect_left(self._starts, span.start)
        if first and self.tokens[first - 1].end > span.start:
            first -= 1
        last = bisect_left(self._starts, span.end, lo=first)
        return range(first, last)

    def subtree(self, token: int) -> tuple[int, ...]:
        """Numbers of the token and all that depends on it, in order."""
        out, todo = [], [token]
        while todo:
            at = todo.pop()
            out.append(at)
            todo.extend(self.children[at])
        return tuple(sorted(out))

    def head_of(self, span: Span) -> int | None:
        """The token of a span whose head lies outside of it (the first such); None where the span touches no token."""
        inside = self.tokens_in(span)
        for i in inside:
            if self.tokens[i].head == i or self.tokens[i].head not in inside:
                return i
        return None

    def sentence_span(self, sentence: int) -> Span:
        """Characters from the first to the last token of a sentence."""
        first, last = self.sentences[sentence]
        return Span(self.tokens[first].start, self.tokens[last - 1].end)


class Model(Protocol):
    """Anything that annotates. `name` and `digest` go into the reading, so that it can be made again."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        """One annotation a text, in order; the same text gives the same annotation whatever stands beside it."""
        ...


class Recorded:
    """Replays stored annotations: the stand-in for a model in tests, in examples and on machines without one.

    `answers` maps the SHA-256 of a text (UTF-8) to its annotation; a text that is not among them is a ModelError.
    """

    name = "recorded"

    def __init__(self, answers: Mapping[str, Annotation]) -> None:
        self.answers = dict(answers)
        self.digest = hashlib.sha256(msgspec.json.encode(self.answers, order="sorted")).hexdigest()

    @classmethod
    def load(cls, path: str | Path) -> "Recorded":
        """From a JSON file as `save` wrote it."""
        return cls(msgspec.json.decode(Path(path).read_bytes(), type=dict[str, Annotation]))

    def save(self, path: str | Path) -> None:
        """To one JSON file with sorted keys."""
        Path(path).write_bytes(msgspec.json.encode(self.answers, order="sorted"))

    @classmethod
    def of(cls, model: Model, texts: Sequence[str]) -> "Recorded":
        """Asks the model once and keeps the answers."""
        return cls(dict(zip(map(text_key, texts), model.annotate(texts), strict=True)))

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        return list(self._found(texts))

    def _found(self, texts: Sequence[str]) -> Iterator[Annotation]:
        for text in texts:
            answer = self.answers.get(text_key(text))
            if answer is None:
                raise ModelError(f"no recorded annotation for the text that begins {text[:40]!r}")
            yield answer


def text_key(text: str) -> str:
    """SHA-256 (hex) of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
