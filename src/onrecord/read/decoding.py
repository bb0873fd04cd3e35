"""From the tagger's loose parts to statements: which source and which content belong to which cue, with borders put right.

Takes `Annotation.tagged` and `Annotation.links` with the quotation marks of the text, gives drafts without `inside` and mode. A cue without
content is no statement, a content without a cue is left to `statements`, which knows quotations that go on, posts and transcripts.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from onrecord.models import Annotation, Link, Tagged
from onrecord.read.pieces import Marks, repaired
from onrecord.records import StatementDraft
from onrecord.spans import Span, merge, touches, trim

__all__ = ["Decoded", "decoded"]

LEAST_SHARE = 0.3  # of the best source's chance, for a second one ("Washington and Kiev")
# The links are learnt within windows and know little of distance. On the documents that training holds out (42 of PolNeAR, 5 of ours) these
# two raise relation_overlap .633 → .648 and statement F1 .790 → .803.
PARAGRAPH = 2.0  # log odds that a link loses for each paragraph between its ends
REACH = 300  # characters between its ends for which it loses one more
LEAST = 0.15  # confidence below which a statement is not taken: of those dropped one in ten is right
FAR = 3  # paragraphs from which on it makes no more difference
COORDINATED = 12  # characters that may stand between two sources of one cue: ", " or " and the "
LEAST_SHARED_CONTENT = 0.4  # chance with which a content also belongs to a second cue ("said and repeated that …")


class _Confidence(NamedTuple):
    base: float
    cue: float
    content_link: float
    content: float
    source_link: float
    source: float
    no_source: float


# Logistic regression on the documents that training holds out (42 of PolNeAR's train): the tagger's chances are those of a network that
# knows its training texts by heart, their product is too high by .23 on average; with these weights the error is .03 (five-fold).
_CONFIDENCE = _Confidence(base=-2.57, cue=0.16, content_link=0.03, content=0.39, source_link=0.29, source=0.22, no_source=0.99)


Ranked = dict[int, list[tuple[float, int]]]


class Decoded(NamedTuple):
    """Statements, and contents that no cue answers for."""

    drafts: tuple[StatementDraft, ...]
    loose: tuple[Tagged, ...]


def decoded(text: str, annotation: Annotation, marks: Marks) -> Decoded:
    """All statements that the tagger saw, in order of their cues."""
    tagged, links = _by_line(text, annotation)
    sources: Ranked = {}
    cues: Ranked = {}
    none: dict[int, float] = {}  # what is left for "nobody"
    for link in links:
        if tagged[link.cue].role != "cue":
            continue
        score = link.score * _nearness(text, tagged[link.cue].span, tagged[link.other].span)
        if tagged[link.other].role == "source":
            sources.setdefault(link.cue, []).append((score, link.other))
            none[link.cue] = none.get(link.cue, 1.0) - link.score
        elif tagged[link.other].role == "content":
            cues.setdefault(link.other, []).append((score, link.cue))
            none[link.other] = none.get(link.other, 1.0) - link.score
    contents, loose = _assigned(tagged, cues, none)
    contents, far = _with_their_paragraph(text, tagged, contents, marks)
    drafts = []
    for n, piece in enumerate(tagged):
        if piece.role == "cue" and n in contents:
            draft = _draft(text, tagged, n, _chosen(tagged, sources.get(n, []), none.get(n, 1.0)), contents[n], marks)
            if draft is not None:
                drafts.append(draft)
    return Decoded(tuple(drafts), (*loose, *far))


def _by_line(text: str, annotation: Annotation) -> tuple[list[Tagged], list[Link]]:
    """The parts cut at line ends (a line is a paragraph): all pieces of a content with the links of the whole, of others the longest."""
    tagged: list[Tagged] = []
    pieces: list[list[int]] = []
    for part in annotation.tagged:
        spans = _lines(text, part.span) or [part.span]
        kept = spans if part.role == "content" else [max(spans, key=lambda s: s.end - s.start)]
        pieces.append(list(range(len(tagged), len(tagged) + len(kept))))
        tagged += [Tagged(part.role, part.layer, span, part.score) for span in kept]
    known = [link for link in annotation.links if 0 <= link.cue < len(pieces) and 0 <= link.other < len(pieces)]
    return tagged, [Link(cue, other, link.score) for link in known for cue in pieces[link.cue] for other in pieces[link.other]]


def _lines(text: str, span: Span) -> list[Span]:
    out, start = [], span.start
    while (end := text.find("\n", start, span.end)) >= 0:
        out.append(Span(start, end))
        start = end + 1
    trimmed = (trim(s, text) for s in [*out, Span(start, span.end)])
    return [s for s in trimmed if s.start < s.end]


def _nearness(text: str, a: Span, b: Span) -> float:
    """A factor for the chance of a link: 1 where its ends touch."""
    first, last = min(a.end, b.end), max(a.start, b.start)
    return math.exp(-PARAGRAPH * min(text.count("\n", first, last), FAR) - max(0, last - first) / REACH)


def _assigned(tagged: Sequence[Tagged], cues: Ranked, none: Mapping[int, float]) -> tuple[Ranked, tuple[Tagged, ...]]:
    """Each content to the cue it most likely belongs to, and to a second one where that is likely as well."""
    out: Ranked = {}
    loose = []
    for n, piece in enumerate(tagged):
        if piece.role != "content":
            continue
        ranked = sorted(cues.get(n, []), key=lambda c: (-c[0], c[1]))
        if not ranked or ranked[0][0] < none[n]:
            loose.append(piece)
            continue
        for score, cue in [ranked[0], *(c for c in ranked[1:] if c[0] >= LEAST_SHARED_CONTENT)]:
            out.setdefault(cue, []).append((score, n))
    return out, tuple(loose)


def _with_their_paragraph(text: str, tagged: Sequence[Tagged], contents: Ranked, marks: Marks) -> tuple[Ranked, tuple[Tagged, ...]]:
    """Contents of each cue without words of another paragraph that begin in no quotation, if the cue's own paragraph has content."""
    out: Ranked = {}
    far: list[Tagged] = []
    for cue, pieces in contents.items():
        apart = [p for p in pieces if _parted(text, tagged[cue].span, tagged[p[1]].span) and not _begins_quoted(tagged[p[1]].span, marks)]
        out[cue] = [p for p in pieces if p not in apart] if len(apart) < len(pieces) else pieces
        far += [tagged[n] for _, n in apart] if len(apart) < len(pieces) else []
    return out, tuple(far)


def _begins_quoted(span: Span, marks: Marks) -> bool:
    """Does the span begin inside a quotation, or with one?"""
    return any(q.start - 1 <= span.start for q in marks.touching(span))


def _parted(text: str, a: Span, b: Span) -> bool:
    return text.find("\n", min(a.end, b.end), max(a.start, b.start)) >= 0


def _chosen(tagged: Sequence[Tagged], ranked: Sequence[tuple[float, int]], none: float) -> list[tuple[float, int]]:
    """The likeliest source and others coordinated with it; none where nobody is likelier."""
    if not ranked:
        return []
    best = max(ranked, key=lambda c: (c[0], -c[1]))
    if best[0] < none:
        return []
    out = [best]
    for other in sorted(ranked, key=lambda c: abs(tagged[c[1]].span.start - tagged[best[1]].span.start)):
        if other[1] != best[1] and other[0] >= LEAST_SHARE * best[0] and min(_gap(tagged, other[1], k) for _, k in out) <= COORDINATED:
            out.append(other)
    return sorted(out, key=lambda c: c[1])


def _gap(tagged: Sequence[Tagged], a: int, b: int) -> int:
    return max(tagged[a].span.start, tagged[b].span.start) - min(tagged[a].span.end, tagged[b].span.end)


def _draft(
    text: str,
    tagged: Sequence[Tagged],
    cue: int,
    sources: Sequence[tuple[float, int]],
    contents: Sequence[tuple[float, int]],
    marks: Marks,
) -> StatementDraft | None:
    cue_span = tagged[cue].span
    source = tuple(s for s in merge(tagged[n].span for _, n in sources) if not touches(s, cue_span))
    pieces = merge(tagged[n].span for _, n in contents)
    content = repaired(text, pieces, held=(cue_span, *source), marks=marks)
    if not content:
        return None
    confidence = _confidence(tagged, cue, sources, contents)
    if confidence < LEAST:
        return None
    return StatementDraft(source=source, cue=(cue_span,), content=content, mode="indirect", confidence=round(confidence, 4))


def _confidence(tagged: Sequence[Tagged], cue: int, sources: Sequence[tuple[float, int]], contents: Sequence[tuple[float, int]]) -> float:
    """Chance that source, cue and content are all right by half of their characters."""
    c = _CONFIDENCE
    total = c.base + c.cue * _log_odds(tagged[cue].score)
    total += c.content_link * _log_odds(max(s for s, _ in contents)) + c.content * _log_odds(max(tagged[n].score for _, n in contents))
    if sources:
        total += c.source_link * _log_odds(max(s for s, _ in sources)) + c.source * _log_odds(max(tagged[n].score for _, n in sources))
    else:
        total += c.no_source
    return 1 / (1 + math.exp(-total))


def _log_odds(chance: float) -> float:
    p = min(max(chance, 0.02), 0.98)
    return math.log(p / (1 - p))
