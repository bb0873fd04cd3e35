"""What tests are built with: texts whose spans are marked in place, and annotations written by hand.

No test counts offsets or loads a model.

>>> m = marked("[source|Putin] [cue|said] [content|that he “[cue2|wants] peace”].")
>>> m.text, m.words("cue"), m["source"]
('Putin said that he “wants peace”.', ('said',), (Span(start=0, end=5),))
>>> a = annotated("Putin left.", "Putin/NNP/nsubj/1 left=leave/VBD/ROOT/1 ./././1")
>>> a.tokens[1].lemma, notation("Putin left.", a)
('leave', ['Putin/NNP/nsubj/1 left=leave/VBD/ROOT/1 ./././1'])
"""

import re
from collections.abc import Mapping, Sequence

from onrecord.models import Annotation, Labelled, Link, Role, Tagged, Token
from onrecord.records import StatementDraft
from onrecord.spans import Span

__all__ = ["Marked", "annotated", "draft", "marked", "notation", "paragraphs", "shown", "tagged"]

_MARK = re.compile(r"\[([A-Za-z_]\w*)\|")


class Marked:
    """A text without its marks and the spans they stood around, by label and in order of their start."""

    def __init__(self, text: str, spans: Mapping[str, tuple[Span, ...]]) -> None:
        self.text = text
        self.spans = dict(spans)

    def __getitem__(self, label: str) -> tuple[Span, ...]:
        return self.spans.get(label, ())

    def one(self, label: str) -> Span:
        """The only span of that label."""
        (span,) = self.spans[label]
        return span

    def words(self, label: str) -> tuple[str, ...]:
        """The words of the spans of that label."""
        return tuple(self.text[s.start : s.end] for s in self[label])


def marked(source: str) -> Marked:
    """Reads `[label|words]`, nested to any depth; a bracket without a label and a bar is text."""
    out: list[str] = []
    length, at = 0, 0
    open_: list[tuple[str, int] | None] = []
    found: list[tuple[int, str, Span]] = []
    while at < len(source):
        if match := _MARK.match(source, at):
            open_.append((match[1], length))
            at = match.end()
            continue
        char = source[at]
        at += 1
        if char == "[":
            open_.append(None)
        elif char == "]" and open_ and (mark := open_.pop()):
            found.append((len(found), mark[0], Span(mark[1], length)))
            continue
        out.append(char)
        length += 1
    if any(open_):
        raise ValueError(f"a mark is not closed: {source!r}")
    spans: dict[str, tuple[Span, ...]] = {}
    for _, label, span in sorted(found, key=lambda x: (x[2], x[0])):
        spans[label] = (*spans.get(label, ()), span)
    return Marked("".join(out), spans)


def annotated(
    text: str,
    *sentences: str,
    entities: Sequence[tuple[str, str]] = (),
    tagged: Sequence[Tagged] = (),
    links: Sequence[Link] = (),
) -> Annotation:
    """An annotation written by hand: one string a sentence, tokens as `form/TAG/dep/head` or `form=lemma/TAG/dep/head` parted by spaces.

    The head is the number of a token of the same sentence (its own number at the root); the forms are looked up in the text from
    left to right. Without a lemma the form in lower case is taken. `entities` are pairs of words and label, in order of the text.
    """
    tokens: list[Token] = []
    ranges: list[tuple[int, int]] = []
    at = 0
    for sentence in sentences:
        first = len(tokens)
        for item in sentence.split():
            word, tag, dep, head = item.rsplit("/", 3)
            form, _, lemma = word.partition("=") if len(word) > 1 else (word, "", "")
            start = text.index(form, at)
            at = start + len(form)
            tokens.append(Token(start, at, lemma or form.lower(), tag, dep, first + int(head)))
        ranges.append((first, len(tokens)))
    labelled, at = [], 0
    for words, label in entities:
        start = text.index(words, at)
        at = start + len(words)
        labelled.append(Labelled(Span(start, at), label))
    return Annotation(tokens=tuple(tokens), sentences=tuple(ranges), entities=tuple(labelled), tagged=tuple(tagged), links=tuple(links))


def notation(text: str, annotation: Annotation) -> list[str]:
    """The inverse of `annotated`: what to paste into a test after looking at a real parse."""
    lines = []
    for first, last in annotation.sentences:
        items = []
        for token in annotation.tokens[first:last]:
            form = text[token.start : token.end]
            word = form if token.lemma == form.lower() else f"{form}={token.lemma}"
            items.append(f"{word}/{token.tag}/{token.dep}/{token.head - first}")
        lines.append(" ".join(items))
    return lines


def tagged(m: Marked, *, layers: Mapping[str, int] | None = None, score: float = 0.9) -> tuple[Tagged, ...]:
    """Tagger output from the marks: labels that begin with source, cue or content (`cue`, `cue2`, `content_b` …), in order of their start.

    `layers` gives the layer by label; 0 without it.
    """
    roles: tuple[Role, ...] = ("source", "cue", "content")
    out = [
        Tagged(role, (layers or {}).get(label, 0), span, score)
        for label, spans in m.spans.items()
        for role in roles
        if label.startswith(role)
        for span in spans
    ]
    return tuple(sorted(out, key=lambda t: (t.span, t.role)))


def draft(m: Marked, suffix: str = "", *, mode: str = "indirect", inside: int | None = None) -> StatementDraft:
    """The statement draft of the marks `source`, `cue`, `content`, `relay`, `to` with that suffix (`source2` …)."""
    return StatementDraft(
        source=m["source" + suffix],
        cue=m["cue" + suffix],
        content=m["content" + suffix],
        mode=mode,  # type: ignore[arg-type]
        relays=m["relay" + suffix],
        to=m["to" + suffix],
        inside=inside,
    )


def shown(text: str, statement: StatementDraft) -> str:
    """A draft in words, for assertions that say what went wrong: `source | cue | content`, pieces parted by ` … `."""
    return " | ".join(" … ".join(text[s.start : s.end] for s in spans) for spans in (statement.source, statement.cue, statement.content))


def paragraphs(text: str) -> tuple[Span, ...]:
    """The lines of a text that are not blank: the readable spans of a page without furniture."""
    return tuple(Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text))
