"""What rules and decoding share: borders of content put right by quotation marks, who stands inside whom, mode.

Works on spans and quotations only; no parse is needed.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from onrecord.records import Quotation, StatementDraft, StatementMode
from onrecord.spans import Span, contains, cover, merge, size, subtract, touches, trim

__all__ = ["Marks", "mode_of", "nested", "repaired"]

_LOOSE = " \t\n\u00a0,;:—–-("  # punctuation that is no part of a content's borders, outside quotation marks


class Marks:
    """The quotations of a text, to be asked by place. `outer` are those that stand in no other one."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.all = tuple(sorted((q.span for q in quotations), key=lambda s: (s.start, -s.end)))
        outer: list[Span] = []
        for span in self.all:
            if not outer or span.start >= outer[-1].end:
                outer.append(span)
        self.outer = tuple(outer)
        self._starts = [s.start for s in outer]
        self._inner = [s.start for s in self.all]
        self.closed = frozenset(q.span for q in quotations if q.closed)

    def around(self, at: int) -> Span | None:
        """The outer quotation that holds this character."""
        n = bisect_right(self._starts, at) - 1
        return self.outer[n] if n >= 0 and at < self.outer[n].end else None

    def innermost(self, at: int) -> Span | None:
        """The smallest quotation that holds this character."""
        outer = self.around(at)
        if outer is None:
            return None
        found, n = outer, bisect_right(self._inner, at) - 1
        while n >= 0 and self.all[n].start >= outer.start:
            if at < self.all[n].end and contains(found, self.all[n]):
                return self.all[n]
            n -= 1
        return found

    def touching(self, span: Span) -> list[Span]:
        """The outer quotations that share a character with the span, or begin or end right beside it."""
        n = max(0, bisect_right(self._starts, span.start) - 1)
        out = []
        while n < len(self.outer) and self.outer[n].start <= span.end:
            if touches(self.outer[n], Span(span.start - 1, span.end + 1)):
                out.append(self.outer[n])
            n += 1
        return out


def repaired(text: str, content: Iterable[Span], *, held: Sequence[Span], marks: Marks) -> tuple[Span, ...]:
    """Content pieces with their borders put right; `held` are cue and source, which are never content.

    A quotation without cue or source in it is content as a whole, with both its marks. Where the cue itself stands inside a quotation,
    content does not leave that quotation nor take its marks. Punctuation at a border stays only where it stands within marks.
    """
    frame = marks.innermost(held[0].start) if held else None
    pieces: list[Span] = []
    for piece in content:
        for part in subtract(piece, held):
            framed = part if frame is None else Span(max(part.start, frame.start + 1), min(part.end, frame.end - (frame in marks.closed)))
            kept = trim(framed, text, also=_LOOSE)
            if kept.start < kept.end:
                pieces.append(_whole(kept, held, marks, frame))
    out = []
    for piece in _joined(text, pieces):
        for part in subtract(piece, held) if any(touches(piece, h) for h in held) else (piece,):
            bare = _bare(text, part, marks, frame)
            if any(c.isalnum() for c in text[bare.start : bare.end]):
                out.append(bare)
    return tuple(out)


def _whole(part: Span, held: Sequence[Span], marks: Marks, frame: Span | None) -> Span:
    if frame is not None:
        inner = [q for q in marks.all if contains(frame, q) and q != frame and touches(q, part)] if len(marks.all) < 400 else []
    else:
        inner = marks.touching(part)
    for quotation in inner:
        if touches(quotation, part) and not any(touches(quotation, h) for h in held):
            part = cover((part, quotation))
        elif quotation.end == part.start or part.end == quotation.start:
            continue
    return part


def _joined(text: str, pieces: Iterable[Span]) -> list[Span]:
    """Pieces with nothing but white space between them are one; a line break parts them."""
    out: list[Span] = []
    for piece in merge(pieces):
        if out and not text[out[-1].end : piece.start].strip() and "\n" not in text[out[-1].end : piece.start]:
            out[-1] = Span(out[-1].start, piece.end)
        else:
            out.append(piece)
    return out


def _bare(text: str, part: Span, marks: Marks, frame: Span | None) -> Span:
    part = trim(part, text, also=_LOOSE)
    end = part.end
    while end > part.start and text[end - 1] in ".!?…":
        if frame is not None or marks.around(end - 1) is not None or text[end - 1] in "!?" or _abbreviated(text, part.start, end):
            break
        end -= 1
    start = part.start
    if frame is None:
        # a mark at the border whose partner stands outside is not of this content
        while start < end and text[start] in "”»" and marks.around(start) is None:
            start += 1
        while end > start and text[end - 1] in "“«‘" and marks.around(end - 1) is None:
            end -= 1
    return trim(Span(start, end), text, also=_LOOSE)


def _abbreviated(text: str, start: int, end: int) -> bool:
    """Does the last full stop belong to the word, as in "U.S." and "p.m."?"""
    word = text[max(start, end - 8) : end].split(" ")[-1]
    return word.count(".") > 1 and "..." not in word


def mode_of(text: str, content: Sequence[Span], marks: Marks) -> StatementMode:
    """direct: every letter and digit stands in quotation marks; indirect: none; mixed: some."""
    inside = outside = False
    for piece in content:
        quoted = [Span(max(q.start, piece.start), min(q.end, piece.end)) for q in marks.touching(piece) if touches(q, piece)]
        inside = inside or any(any(c.isalnum() for c in text[s.start : s.end]) for s in quoted)
        outside = outside or any(any(c.isalnum() for c in text[s.start : s.end]) for s in subtract(piece, quoted))
    return "mixed" if inside and outside else "direct" if inside else "indirect"


def nested(drafts: Sequence[StatementDraft]) -> tuple[StatementDraft, ...]:
    """Drafts in order of the text, each with the number of the smallest one whose content holds its cue and most of its content.

    Only a larger content holds a smaller one, so no statement stands inside itself.
    """
    ordered = sorted(drafts, key=_outer_first)
    sizes = [size(d.content) for d in ordered]
    pieces = sorted((piece.start, piece.end, n) for n, d in enumerate(ordered) for piece in d.content)
    asked = sorted((_anchor(d), n) for n, d in enumerate(ordered))
    inside: list[int | None] = [None] * len(ordered)
    active: list[tuple[int, int, int]] = []  # size, number and end of what has begun, the smallest first
    at = 0
    for anchor, n in asked:
        while at < len(pieces) and pieces[at][0] <= anchor.start:
            insort(active, (sizes[pieces[at][2]], pieces[at][2], pieces[at][1]))
            at += 1
        m = bisect_right(active, (sizes[n], len(ordered), 0))
        while m < len(active) and inside[n] is None:
            _, k, end = active[m]
            if end <= anchor.start:
                del active[m]
                continue
            if end >= anchor.end and _held(ordered[n], ordered[k]):
                inside[n] = k
            m += 1
    return tuple(replace(d, inside=inside[n]) for n, d in enumerate(ordered))


def _outer_first(draft: StatementDraft) -> tuple[int, int, tuple[Span, ...]]:
    start, end = cover((*draft.cue, *draft.content))
    return start, -end, draft.cue


def _anchor(draft: StatementDraft) -> Span:
    return draft.cue[0] if draft.cue else draft.content[0]


def _held(inner: StatementDraft, outer: StatementDraft) -> bool:
    """Is at least half of the inner content (and all of its cue) within the outer content?"""
    shared = sum(size([Span(max(a.start, b.start), min(a.end, b.end))]) for a in inner.content for b in outer.content if touches(a, b))
    return 2 * shared >= size(inner.content) and all(any(contains(p, c) for p in outer.content) for c in inner.cue)
