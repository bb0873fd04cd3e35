"""Statements: who says what, in spans. Takes text, annotation, quotations and readable paragraphs, gives `StatementDraft`s in text order.

With a tagger's output in the annotation it decodes that (`decoding`), without one it goes by rules (`attribution`). Either way quotations
without a cue go on with the statement before, transcripts and signed posts are statements of their own, and every draft learns its mode
and the statement whose content holds it. A statement without a named source keeps an empty one. Relays and addressees are not found here
(`chains` does), nor who the source is (`actors`).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from msgspec.structs import replace

from onrecord.knowledge import cues
from onrecord.models import Annotation
from onrecord.read.attribution import Attribution, Run, Tree, attributions, subject_of
from onrecord.read.decoding import decoded
from onrecord.read.pieces import Marks, mode_of, nested, repaired
from onrecord.records import Quotation, StatementDraft, StatementMode
from onrecord.spans import Span, contains, cover, merge, overlap, subtract, touches, trim

__all__ = ["find_statements"]

_SELF = frozenset(["", "i", "we", "you"])
_SURE = 0.6  # gold_train: constructions from here on are right in seven of ten inside quotations, the others in a third
_SAFE = 0.8
_SAME = 0.5  # overlap from which two contents are one
_CONTINUED = 0.7  # confidence of a statement with a quotation found beside it rather than by the parse


def find_statements(
    text: str, annotation: Annotation, quotations: Sequence[Quotation], *, readable: Sequence[Span]
) -> tuple[StatementDraft, ...]:
    """All statements of the readable paragraphs, with `inside` and `mode`."""
    marks = Marks(quotations)
    tree = Tree(text, annotation)
    if annotation.tagged:
        outcome = decoded(text, annotation, marks)
        rules = attributions(tree)
        drafts = _sourced(tree, outcome.drafts, rules)
        drafts += _untold(tree, rules, drafts, merge(t.span for t in outcome.loose), marks)
    else:
        drafts = _by_rule(tree, marks)
    drafts += _news(_labelled(text, annotation, readable), drafts)
    drafts = _with_quotations(tree, drafts, marks, readable)
    return tuple(replace(d, mode=_mode(text, d, marks)) for d in nested(drafts))


def _mode(text: str, draft: StatementDraft, marks: Marks) -> StatementMode:
    """Posts and turns of a transcript are somebody's very words without any mark."""
    verbatim = not draft.cue or text[draft.cue[0].start : draft.cue[-1].end] == ":"
    return "direct" if verbatim else mode_of(text, draft.content, marks)


def _news(found: Sequence[StatementDraft], drafts: Sequence[StatementDraft]) -> list[StatementDraft]:
    """Those whose content no draft has yet."""
    pieces = sorted((p.start, k) for k, d in enumerate(drafts) for p in d.content)
    out = []
    for draft in found:
        first, last = bisect_left(pieces, (draft.content[0].start,)), bisect_left(pieces, (draft.content[-1].end,))
        if not any(overlap(drafts[k].content, draft.content) >= _SAME for _, k in pieces[first:last]):
            out.append(draft)
    return out


def _sourced(tree: Tree, drafts: Sequence[StatementDraft], rules: Sequence[Attribution]) -> list[StatementDraft]:
    """The drafts, those without a source with the one that the parse gives their cue."""
    told = sorted((tree.tokens[f.head].span, _spans(tree, f.source)) for f in rules if f.source)
    out = []
    for draft in drafts:
        n = bisect_left(told, (Span(draft.cue[0].start, 0),)) if not draft.source else len(told)
        if n < len(told) and contains(cover(draft.cue), told[n][0]) and not any(touches(s, c) for s in told[n][1] for c in draft.cue):
            pieces = (trim(p, tree.text, also=" ,;:") for piece in draft.content for p in subtract(piece, told[n][1]))
            content = tuple(p for p in pieces if any(c.isalnum() for c in tree.text[p.start : p.end]))
            out.append(replace(draft, source=told[n][1], content=content) if content else draft)
        else:
            out.append(draft)
    return out


def _untold(
    tree: Tree, rules: Sequence[Attribution], drafts: Sequence[StatementDraft], loose: Sequence[Span], marks: Marks
) -> list[StatementDraft]:
    """What the rules find where the tagger has no cue, and it is safe to say: a third party's statement inside a quotation ("I think" is
    what the speaker says anyway), a clause behind a verb of saying that no other statement has as content, and any content that the
    tagger saw without a cue to go with it (`loose`)."""
    cued = sorted(c for d in drafts for c in d.cue)
    taken = merge(piece for d in drafts for piece in d.content)
    out = []
    for found in rules:
        at = tree.tokens[found.head].span
        quoted = marks.around(at.start) is not None
        nested = _among(taken, at)
        safe = found.confidence >= (_SURE if quoted or nested else _SAFE)
        if _among(cued, at) or not (safe or loose):
            continue
        draft = _draft(tree, found, marks)
        if draft is not None and not safe and not _saw(loose, draft):
            continue
        if draft is None or (quoted and " ".join(tree.text[s.start : s.end] for s in draft.source).lower() in _SELF):
            continue
        plain = draft.source and tree.tokens[found.head].lemma == "say"
        if quoted or nested or plain or not any(_among(taken, piece) for piece in draft.content):
            out.append(draft)
    return out


def _saw(loose: Sequence[Span], draft: StatementDraft) -> bool:
    """Is the draft's content one of these?"""
    n = bisect_left(loose, draft.content[0])
    return any(overlap(draft.content, (span,)) >= _SAME for span in loose[max(0, n - 1) : n + 1])


def _among(spans: Sequence[Span], span: Span) -> bool:
    """Does one of the sorted spans, which do not overlap, touch this one?"""
    n = bisect_left(spans, span)
    return any(touches(s, span) for s in spans[max(0, n - 1) : n + 1])


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
    cued = {c for d in out for c in d.cue}
    # outer statements: a quotation goes on with what the page reports, not with what somebody says within it
    hosts = [(_place(d), k) for k, d in enumerate(out) if marks.around((d.cue or d.content)[0].start) is None or not d.cue]
    covered = sorted(piece for _, k in hosts for piece in out[k].content)
    last_end = _running_ends(covered)
    at, host = 0, None
    for quotation in marks.outer:
        while at < len(hosts) and hosts[at][0].start < quotation.start:
            host = _later(hosts[at], host)
            at += 1
        n = bisect_left(covered, (quotation.end,)) - 1
        if (n >= 0 and last_end[n] > quotation.start) or not _spoken(text, quotation):
            continue
        number = bisect_right(starts, quotation.start) - 1
        if number < 0:
            continue
        beside = _beside(tree, quotation, marks)
        if beside is not None and not any(touches(c, d) for c in beside.cue for d in cued):
            host = _later((_place(beside), len(out)), host)
            out.append(beside)
            cued.update(beside.cue)
        elif host is not None and _goes_on(text, host[0], quotation, number, readable):
            draft = out[host[1]]
            out[host[1]] = replace(draft, content=tuple(sorted((*draft.content, quotation))))
            host = (cover((host[0], quotation)), host[1])
    return out


def _later(a: tuple[Span, int], b: tuple[Span, int] | None) -> tuple[Span, int]:
    """Which of two statements ends later; of two that end together the larger one."""
    return a if b is None or (a[0].end, -a[0].start) > (b[0].end, -b[0].start) else b


def _goes_on(text: str, place: Span, quotation: Span, number: int, readable: Sequence[Span]) -> bool:
    """Does the quotation stand in the paragraph of the statement before it, or make up the next one by itself?"""
    paragraph = readable[number]
    alone = not any(c.isalnum() for c in text[paragraph.start : quotation.start])
    lowest = readable[number - 1].start if alone and number else paragraph.start
    return lowest < place.end <= quotation.start


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
    colon = _colon_before(text, quotation.start)
    for numbers in (after, before):
        for i in numbers:
            gap = text[quotation.end : tokens[i].start] if i >= inside.stop else text[tokens[i].end : colon or quotation.start]
            if any(c in gap for c in ".!?\n") or marks.around(tokens[i].start) is not None:
                break
            last = _cue_end(tree, i)
            if last is None:
                continue
            subject = subject_of(tree, i)
            source = _spans(tree, (tree.run(subject),)) if subject is not None else ()
            source = tuple(trim(s, text, also=",;:") for s in source if not touches(s, quotation))
            if source or tokens[i].tag == "VBG":
                cue = (Span(tokens[i].start, tokens[last].end),)
                return StatementDraft(source=source, cue=cue, content=(quotation,), mode="direct", confidence=_CONTINUED)
    return None


def _cue_end(tree: Tree, verb: int) -> int | None:
    """The last token of the cue that a verb begins, its particle ("went on") or itself; None where it attributes no quotation."""
    tokens = tree.tokens
    if tokens[verb].tag[:1] != "V":
        return None
    lemma = tokens[verb].lemma.lower()
    if verb + 1 < len(tokens) and "that" in cues.verbs().get(f"{lemma}_{tokens[verb + 1].lemma.lower()}", ()):
        return verb + 1
    return verb if "that" in cues.verbs().get(lemma, ()) or lemma in cues.QUOTING else None


def _colon_before(text: str, at: int) -> int | None:
    """Where the colon stands that introduces what begins here, be it the next paragraph."""
    while at and text[at - 1].isspace():
        at -= 1
    return at - 1 if at and text[at - 1] == ":" else None


# --- posts and transcripts ----------------------------------------------------------------------------------------------------------

_NAME = r"[A-Z@][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|of|the|de|van|bin|al|and|&)){0,5}(?: \([^()\n]{1,30}\))?"
_LABEL = re.compile(rf"({_NAME})(:)\s+(?=\S)")
_NO_SPEAKER = re.compile(
    r"(?:read|see|watch|photo|image|video|related|update|note|source|correction|advert|credit|contact|tags?|topics?|date|story|more|also|editor|"
    r"published|share|follow|by|breaking|exclusive|opinion|analysis|live|file|warning|answer|question|q|a|what|why|how|when|where|who|here)\b",
    re.I,
)
_HANDLE = r"\(@\w{1,20}\)"
_SIGNED = re.compile(rf"(?<![—–-])[—–-]+\s*((?:[A-Z][\w.’'-]* ){{1,6}}{_HANDLE})(?:,? [A-Z][a-z]+ \d{{1,2}}, \d{{4}})?")
_POSTED = re.compile(rf"((?:[A-Z][\w.’'-]* ){{1,6}}{_HANDLE})[:,]?\s+(?=\S)")


def _labelled(text: str, annotation: Annotation, readable: Sequence[Span]) -> list[StatementDraft]:
    """ "WALLACE: …", "Kerry: talks go on", and posts with their signature: a paragraph each, without a cue or with the colon as one."""
    names = frozenset(e.span.end for e in annotation.entities if e.label in ("PERSON", "ORG", "GPE", "NORP"))
    out = []
    for number, paragraph in enumerate(readable):
        start, end = trim(paragraph, text)
        head = text[start : min(end, start + 200)]
        if (post := _POSTED.match(head)) and end - start > post.end():
            out.append(_post(text, Span(start, start + post.end(1)), Span(start + post.end(), end)))
        elif label := _LABEL.match(head):
            source, cue = Span(start, start + label.end(1)), Span(start + label.start(2), start + label.end(2))
            known = label[1].isupper() or source.end in names or text[start + label.end()] in '“"‘'
            if known and not _NO_SPEAKER.match(label[1]) and (number == 0 or label[1].isupper() or text[start + label.end()] in '“"‘'):
                content = trim(Span(start + label.end(), end), text)
                out.append(StatementDraft(source=(source,), cue=(cue,), content=(content,), mode="direct", confidence=_CONTINUED))
        at = start
        for signature in _SIGNED.finditer(text, start, end):
            if signature.start() > at:
                out.append(_post(text, Span(*signature.span(1)), Span(at, signature.start())))
            at = signature.end()
    return [d for d in out if d.content]


def _post(text: str, source: Span, content: Span) -> StatementDraft:
    piece = trim(content, text)
    return StatementDraft(
        source=(source,), cue=(), content=(piece,) if piece.start < piece.end else (), mode="direct", confidence=_CONTINUED
    )
