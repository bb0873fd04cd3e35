"""From the tagger's loose parts to statements: which source and which content belong to which cue, with borders put right.

Takes `Annotation.tagged` and `Annotation.links` with the quotation marks of the text, gives drafts without `inside` and mode. A cue without
content is no statement, a content without a cue is left to `statements`, which knows quotations that go on, posts and transcripts.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.models import Annotation, Tagged
from onrecord.read.pieces import Marks, repaired
from onrecord.records import StatementDraft
from onrecord.spans import merge, touches

__all__ = ["Decoded", "decoded"]

LEAST_SOURCE = 0.35  # chance that a source belongs to the cue
LEAST_SHARE = 0.3  # of the best source's chance, for a second one ("Washington and Kiev")
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


class Decoded(NamedTuple):
    """Statements, and contents that no cue answers for."""

    drafts: tuple[StatementDraft, ...]
    loose: tuple[Tagged, ...]


def decoded(text: str, annotation: Annotation, marks: Marks) -> Decoded:
    """All statements that the tagger saw, in order of their cues."""
    tagged = annotation.tagged
    sources: dict[int, list[tuple[float, int]]] = {}
    cues: dict[int, list[tuple[float, int]]] = {}
    for link in annotation.links:
        if not (0 <= link.cue < len(tagged) and 0 <= link.other < len(tagged)) or tagged[link.cue].role != "cue":
            continue
        if tagged[link.other].role == "source":
            sources.setdefault(link.cue, []).append((link.score, link.other))
        elif tagged[link.other].role == "content":
            cues.setdefault(link.other, []).append((link.score, link.cue))
    contents, loose = _assigned(tagged, cues)
    drafts = []
    for n, piece in enumerate(tagged):
        if piece.role == "cue" and n in contents:
            draft = _draft(text, tagged, n, _chosen(sources.get(n, [])), contents[n], marks)
            if draft is not None:
                drafts.append(draft)
    return Decoded(tuple(drafts), loose)


def _assigned(
    tagged: Sequence[Tagged], cues: dict[int, list[tuple[float, int]]]
) -> tuple[dict[int, list[tuple[float, int]]], tuple[Tagged, ...]]:
    """Each content to the cue it most likely belongs to, and to a second one where that is likely as well."""
    out: dict[int, list[tuple[float, int]]] = {}
    loose = []
    for n, piece in enumerate(tagged):
        if piece.role != "content":
            continue
        ranked = sorted(cues.get(n, []), key=lambda c: (-c[0], c[1]))
        nobody = 1 - sum(score for score, _ in ranked)
        if not ranked or ranked[0][0] < nobody:
            loose.append(piece)
            continue
        for score, cue in [ranked[0], *(c for c in ranked[1:] if c[0] >= LEAST_SHARED_CONTENT)]:
            out.setdefault(cue, []).append((score, n))
    return out, tuple(loose)


def _chosen(ranked: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """The likeliest source, and others that are likely beside it; none where none is more likely than not."""
    best = max((score for score, _ in ranked), default=0.0)
    if sum(score for score, _ in ranked) < LEAST_SOURCE or not ranked:
        return []
    return sorted((c for c in ranked if c[0] >= LEAST_SHARE * best), key=lambda c: c[1])


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
