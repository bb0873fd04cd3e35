"""Quotation marks, paired: takes the text and its readable spans (one a paragraph), gives `Quotation`s in order of their start.

Curly, straight, single, low and angle marks, quotations inside quotations, marks that are never closed. A quotation that runs over
several paragraphs, each opened again and only the last one closed, gives one `Quotation` a paragraph, all but the last with `closed`
false: each stays one piece of text. Who is quoted is not asked here, and words put in marks for their sound are quotations too.

>>> text = 'He said: “They told us ‘no’.”'
>>> [text[q.span.start : q.span.end] for q in find_quotations(text, [Span(0, len(text))])]
['“They told us ‘no’.”', '‘no’']
"""

import re
from collections.abc import Sequence

from onrecord.records import Quotation
from onrecord.spans import Span, trim

__all__ = ["find_quotations"]

_MARK = re.compile("''|``|[“”„‟«»‹›‘’‚\"'`″]")
_CLOSERS = {"“": '”"', "„": "“”‟", "«": "»", "»": "«", "‹": "›", "›": "‹", "‘": "’", "‚": "‘’", '"': '"”', "″": "″", "'": "'", "``": "''"}
_SINGLE = frozenset("‘‚'‹›")
_WINDOW = 2_000  # characters looked ahead to tell an apostrophe from a mark; bounds the work on texts of nothing but marks
_DEEPEST = 4  # quotations open at once; deeper ones are typing errors, and the bound keeps a text of nothing but marks linear
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++(?=\s+[A-Z0-9“\"‘]|\s*$)")
_ELISION = re.compile(r"['’](?:\d0s\b|em\b|til\b|tis\b|cause\b|n['’])", re.I)


def find_quotations(text: str, readable: Sequence[Span]) -> tuple[Quotation, ...]:
    """All quotations of the readable spans; one inside another comes after it. Marks with no letter or digit between them are left out."""
    found: list[Quotation] = []
    running = False  # the paragraph before ended inside a quotation
    for number, paragraph in enumerate(readable):
        follower = readable[number + 1] if number + 1 < len(readable) else None
        goes_on = follower is not None and text[follower.start] in '“"„«'
        own = _paragraph(text, paragraph, running=running, goes_on=goes_on)
        running = any(not q.closed and q.span.end >= trim(paragraph, text).end for q in own)
        found += own
    return tuple(found)


def _paragraph(text: str, paragraph: Span, *, running: bool, goes_on: bool) -> list[Quotation]:
    open_: list[tuple[str, int]] = []
    found: list[Quotation] = []
    straight = text.count("'", paragraph.start, paragraph.end)
    first = True
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark, at = match[0], match.start()
        mark = {"''": '"' if not _is_open(open_, "``") else "''", "`": "‘"}.get(mark, mark)
        before = text[at - 1] if at > paragraph.start else " "
        after = text[match.end()] if match.end() < paragraph.end else " "
        level = _closes(mark, open_, before, after, text, match.end(), paragraph.end)
        if level is not None:
            found.append(Quotation(span=Span(open_[level][1], match.end())))
            del open_[level:]
        elif first and running and mark in "”»" and not open_:
            found.append(Quotation(span=Span(trim(paragraph, text).start, match.end())))
        elif _opens(mark, open_, before, after, text, at, straight):
            if open_ and open_[-1][0] == mark and mark not in _SINGLE and text[trim(Span(paragraph.start, at), text).end - 1] in ".!?…,":
                found.append(Quotation(span=trim(Span(open_.pop()[1], at), text), closed=False))
            if len(open_) < _DEEPEST:
                open_.append((mark, at))
        first = first and mark in _SINGLE | {"’"}
    found += _unclosed(text, paragraph, open_, goes_on=goes_on)
    return sorted(
        (q for q in found if any(c.isalnum() for c in text[q.span.start : q.span.end])), key=lambda q: (q.span.start, -q.span.end)
    )


def _is_open(open_: Sequence[tuple[str, int]], mark: str) -> bool:
    return any(m == mark for m, _ in open_)


def _closes(mark: str, open_: Sequence[tuple[str, int]], before: str, after: str, text: str, end: int, limit: int) -> int | None:
    """The number of the open mark that this one closes, the innermost that fits; None where it closes nothing."""
    for level in range(len(open_) - 1, -1, -1):
        if mark not in _CLOSERS[open_[level][0]]:
            continue
        if mark in "'’‘" and not _ends_single(before, after, text, end, limit):
            return None
        if mark == '"' and before.isspace() and after.isalnum():
            return None
        return level
    return None


def _ends_single(before: str, after: str, text: str, end: int, limit: int) -> bool:
    """Is a single mark the end of a quotation, and no apostrophe? `workers’ rights` is an apostrophe where another end follows."""
    if before.isspace() or after.isalnum():
        return False
    if before in "sS" and after == " " and text[end + 1 : end + 2].islower():
        rest = re.search(r"[^\ss]['’](?!\w)|[‘“\"]", text[end : min(limit, end + _WINDOW)])
        return rest is None or rest[0][-1] not in "'’"
    return True


def _opens(mark: str, open_: Sequence[tuple[str, int]], before: str, after: str, text: str, at: int, straight: int) -> bool:
    free = before.isspace() or before in "([{—–-/…:,“\"‘'„«"
    if mark in "“„«‹``":
        return mark != "“" or not _is_open(open_, "“") or free
    if mark == "»":
        return not open_ and free and not after.isspace() and "«" in text[at : at + _WINDOW]
    if mark in '"″':
        return free and not after.isspace()
    if mark in "‘‚":
        return free and (after.isalnum() or after in '“"…[(¡¿@#') and not _ELISION.match(text, at)
    if mark == "'":
        return free and straight > 1 and (after.isalnum() or after in '“"…[(@#') and not _ELISION.match(text, at)
    return False


def _unclosed(text: str, paragraph: Span, open_: Sequence[tuple[str, int]], *, goes_on: bool) -> list[Quotation]:
    """Quotations whose mark was never closed: to the end of the paragraph where they begin it or are taken up in the next one, else to the
    end of the sentence. A single mark that is never closed was an apostrophe."""
    found = []
    start, end = trim(paragraph, text)
    for mark, at in open_:
        if mark in _SINGLE:
            continue
        stop = _SENTENCE_END.search(text, at, end)
        whole = at == start or goes_on or stop is None
        found.append(Quotation(span=Span(at, end if whole or stop is None else stop.end()), closed=False))
        break
    return found
