"""Statements: who says what, in spans. Takes text, annotation, quotations and readable paragraphs, gives `StatementDraft`s in text order.

With a tagger's output in the annotation it decodes that (`decoding`), without one it goes by rules (`attribution`). Either way quotations
without a cue go on with the statement before, transcripts and signed posts are statements of their own, and every draft learns its mode
and the statement whose content holds it. A statement without a named source keeps an empty one. Relays and addressees are not found here
(`chains` does), nor who the source is (`actors`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from msgspec.structs import replace

from onrecord.knowledge import cues
from onrecord.models import Annotation
from onrecord.read.attribution import Attribution, Run, Tree, attributions, subject_of
from onrecord.read.pieces import Marks, mode_of, nested, repaired
from onrecord.records import Quotation, StatementDraft
from onrecord.spans import Span, cover, touches, trim

__all__ = ["find_statements"]

_CONTINUED = 0.7  # confidence of a statement with a quotation found beside it rather than by the parse


def find_statements(
    text: str, annotation: Annotation, quotations: Sequence[Quotation], *, readable: Sequence[Span]
) -> tuple[StatementDraft, ...]:
    """All statements of the readable paragraphs, with `inside` and `mode`."""
    marks = Marks(quotations)
    tree = Tree(text, annotation)
    drafts = _by_rule(tree, marks)
    drafts += _signed(text, readable, drafts)
    drafts = _with_quotations(tree, drafts, marks, readable)
    return tuple(replace(d, mode=mode_of(text, d.content, marks)) for d in nested(drafts))


def _by_rule(tree: Tree, marks: Marks) -> list[StatementDraft]:
    out = []
    for found in attributions(tree):
        draft = _draft(tree, found, marks)
        if draft is not None:
            out.append(draft)
    return out


def _spans(tree: Tree, runs: Sequence[Run]) -> tuple[Span, ...]:
    return tuple(Span(tree.tokens[a].start, tree.tokens[b].end) for a, b in runs)


def _draft(tree: Tree, found: Attribution, marks: Marks) -> StatementDraft | None:
    source, cue = _spans(tree, found.source), _spans(tree, found.cue)
    content = repaired(tree.text, _spans(tree, found.content), held=(*cue, *source), marks=marks)
    if not content:
        return None
    return StatementDraft(source=source, cue=cue, content=content, mode="indirect", confidence=found.confidence)


# --- quotations that no statement holds yet ---------------------------------------------------------------------------------------


def _with_quotations(tree: Tree, drafts: list[StatementDraft], marks: Marks, readable: Sequence[Span]) -> list[StatementDraft]:
    """Quotations outside of every content: joined to a cue beside them, or to the statement before which they continue."""
    text = tree.text
    starts = [p.start for p in readable]
    out = sorted(drafts, key=_place)
    covered = sorted(piece for d in out for piece in d.content)
    last_end = _running_ends(covered)
    for quotation in marks.outer:
        n = bisect_left(covered, (quotation.end,)) - 1
        if (n >= 0 and last_end[n] > quotation.start) or not _spoken(text, quotation):
            continue
        number = bisect_right(starts, quotation.start) - 1
        if number < 0:
            continue
        beside = _beside(tree, quotation, marks)
        if beside is not None and not any(touches(c, d) for c in beside.cue for o in out for d in o.cue):
            out.append(beside)
            continue
        k = _before(text, out, quotation, number, readable)
        if k is not None:
            out[k] = replace(out[k], content=tuple(sorted((*out[k].content, quotation))))
    return out


def _place(draft: StatementDraft) -> Span:
    return cover((*draft.cue, *draft.content))


def _running_ends(pieces: Sequence[Span]) -> list[int]:
    out: list[int] = []
    for piece in pieces:
        out.append(max(piece.end, out[-1]) if out else piece.end)
    return out


def _spoken(text: str, quotation: Span) -> bool:
    """Is it somebody's sentence, and no title, nickname or word in marks for its sound?"""
    inner = text[quotation.start : quotation.end].strip("“”\"'‘’«»„ \n")
    words = inner.split()
    return len(words) >= 3 and inner[:1].isupper() and (inner[-1:] in ".!?,…" or len(words) >= 8)


def _beside(tree: Tree, quotation: Span, marks: Marks) -> StatementDraft | None:
    """A cue right after (`“…,” X said`) or right before (`X said: “…”`) the quotation, in words of the same line."""
    tokens, text = tree.tokens, tree.text
    inside = tree.annotation.tokens_in(quotation)
    if not inside:
        return None
    after = range(inside.stop, min(len(tokens), inside.stop + 14))
    before = range(inside.start - 1, max(-1, inside.start - 16), -1)
    for numbers, between in ((after, ".!?\n"), (before, "\n")):
        for i in numbers:
            gap = text[quotation.end : tokens[i].start] if i >= inside.stop else text[tokens[i].end : quotation.start]
            if any(c in gap for c in between) or marks.around(tokens[i].start) is not None:
                break
            lemma = tokens[i].lemma.lower()
            if tokens[i].tag[:1] != "V" or "that" not in cues.verbs().get(lemma, ()):
                continue
            subject = subject_of(tree, i)
            source = _spans(tree, (tree.run(subject),)) if subject is not None else ()
            source = tuple(trim(s, text, also=",;:") for s in source if not touches(s, quotation))
            if source or tokens[i].tag == "VBG":
                cue = (Span(tokens[i].start, tokens[i].end),)
                return StatementDraft(source=source, cue=cue, content=(quotation,), mode="direct", confidence=_CONTINUED)
    return None


def _before(text: str, drafts: Sequence[StatementDraft], quotation: Span, number: int, readable: Sequence[Span]) -> int | None:
    """The statement that the quotation goes on with: the last outer one of its paragraph, else of the paragraph before if this one is all
    quotation."""
    paragraph = readable[number]
    alone = not any(c.isalnum() for c in text[paragraph.start : quotation.start])
    lowest = readable[number - 1].start if alone and number else paragraph.start
    best: tuple[int, int] | None = None
    for k in range(len(drafts) - 1, -1, -1):
        place = _place(drafts[k])
        if place.start >= quotation.start or place.end < lowest or place.end > quotation.start:
            if place.end < lowest - 20_000:
                break
            continue
        if best is None or (place.end, -place.start) > (best[0], -_place(drafts[best[1]]).start):
            best = (place.end, k)
    return None if best is None else best[1]


# --- posts and transcripts ----------------------------------------------------------------------------------------------------------


def _signed(text: str, readable: Sequence[Span], drafts: Sequence[StatementDraft]) -> list[StatementDraft]:
    return []
