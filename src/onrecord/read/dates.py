"""Time expressions: the words that tell a time, resolved against the publication date.

Takes the text, its annotation and the publication date; gives `TimeExpression`s in order of the text, with the value of TIMEX3 and, for
intervals of the calendar, the days from first to last. Where an expression counts from the publication date and that is unknown, or
known too coarsely, it stays unresolved: the reading clock is never asked. It does not decide which event a time belongs to.

>>> from datetime import date
>>> [(x.value, x.date.start, x.date.end) for x in expressions_in("They met last week.", today=date(2019, 2, 20))]
[('2019-W07', '2019-02-11', '2019-02-17')]

Rules: contract/GUIDE.md ("a bare weekday is the latest one up to the publication day", rulings 9 and 14); values as in TimeML 1.2.1.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import structs

from onrecord.models import Annotation
from onrecord.read.time_rules import RULES, Resolve, meant
from onrecord.read.time_values import FINENESS, Scene, Tense, Time
from onrecord.records import EventDate, Published, TimeExpression
from onrecord.spans import Span, touches

__all__ = ["expressions_in", "find_dates"]

_FUTURE_HEADS = frozenset(
    "expect schedule plan due set slate intend agree want hope prepare arrange poise aim ask invite order urge call vow pledge promise "
    "ready need have".split()
)
_PRESENT_FUTURE = frozenset("begin start meet open visit travel arrive expire vote hold go return take leave come host run end".split())
_HINT = re.compile(
    r"\d{2}|\d\s?[ap]\.?m|day|week|month|quarter|year|decade|hour|minute|second|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|spring|summer"
    r"|autumn|fall|winter|tonight|night|morning|afternoon|evening|tomorrow|daily|annual|now|current|recent|future|past|soon|present|moment"
    r"|Christmas|Thanksgiving|noon|half|nineteen|eighteen|previous|9/11",
    re.IGNORECASE,
)


def find_dates(text: str, annotation: Annotation, *, published: Published | None) -> tuple[TimeExpression, ...]:
    """The time expressions of the readable text, in order. `date` is an interval of days, or None where the words cannot be resolved.

    "on Thursday" in a page published on a Friday is the day before it; without a publication date it is unresolved.
    """
    today = date.fromisoformat(published.end) if published and len(published.end) == 10 else None
    fineness = FINENESS[published.precision] if published else 0
    out: list[TimeExpression] = []
    named = _Named(None, None)
    for n in range(len(annotation.sentences)):
        found, named = _in_sentence(text, annotation.sentence_span(n), annotation, today, fineness, named)
        out.extend(found)
    return tuple(out)


class _Named(NamedTuple):
    """What the text named so far: the last time, and the last quarter of a year."""

    last: Time | None
    quarter: Time | None


def expressions_in(text: str, *, today: date | None) -> tuple[TimeExpression, ...]:
    """The time expressions of a text without annotation: bare weekdays (but tomorrow's) and months are then taken to lie in the past."""
    return tuple(_in_sentence(text, Span(0, len(text)), Annotation(), today, 0, _Named(None, None))[0])


def _in_sentence(
    text: str, sentence: Span, annotation: Annotation, today: date | None, fineness: int, named: _Named
) -> tuple[list[TimeExpression], _Named]:
    """The expressions of one sentence, and the last time named (what "a day later" in the next sentence counts from)."""
    out: list[TimeExpression] = []
    if not _HINT.search(text, sentence.start, sentence.end):
        return out, named
    for m, resolve in _matches(text, sentence):
        scene = Scene(today, fineness, lambda span: _tense(annotation, span), named.last, named.quarter)
        time = resolve(m, scene)
        if time is None or not meant(text, m, resolve):
            continue
        since = _SINCE.search(text, max(0, m.start() - 12), m.start()) and not _WHEN.match(text, m.end())
        if since and time.first and today and scene.day() and time.first <= today:
            time = time._replace(last=today)
        out.append(_expression(Span(*m.span()), time))
        if time.first and time.kind in ("DATE", "TIME"):
            is_quarter = "-Q" in (time.value or "") and not m[0].lower().endswith(("ago", "earlier"))
            named = _Named(time, time if is_quarter else named.quarter)
    return _joined(text, out), named


_SINCE = re.compile(r"\bsince\s$", re.IGNORECASE)  # not "since the 2011 revolution"
_WHEN = re.compile(r",?\swhen\b")  # "since 2011, when protests broke out" dates what broke out then
_LIST = re.compile(r"(?:,|,?\sand)\s?(?:(?:the|early|late)\s){0,2}", re.IGNORECASE)
_RANGE = re.compile(r"(?:\s(?:to|through|until)|\s?[-–—])\s?(?:(?:the|early|late)\s){0,2}", re.IGNORECASE)
_NEXT = {"day": 1, "week": 7, "month": 31, "year": 366}  # days from the end of one to the start of its neighbour, at most


def _joined(text: str, found: list[TimeExpression]) -> list[TimeExpression]:
    """The same expressions, those of one list ("Monday and Tuesday", "between 2004 and 2006") each with the interval of the whole list."""
    out: list[TimeExpression] = []
    first = 0
    for n, x in enumerate(found, start=1):
        if n < len(found) and _belong(text, x, found[n]):
            continue
        out += _over(found[first:n])
        first = n
    return out


def _belong(text: str, a: TimeExpression, b: TimeExpression) -> bool:
    """Are two expressions neighbours in a list ("Monday and Tuesday"; not "in 2008, and in 2014"), or the ends of a range?"""
    if a.date is None or b.date is None or a.date.precision != b.date.precision or {"SET", "DURATION"} & {a.type, b.type}:
        return False
    if not (a.date.end and b.date.start and a.date.precision) or a.date.end > b.date.start:
        return False
    apart = (date.fromisoformat(b.date.start) - date.fromisoformat(a.date.end)).days
    listed = _LIST.fullmatch(text, a.span.end, b.span.start) and apart <= _NEXT.get(a.date.precision, 0)
    return bool(listed or _RANGE.fullmatch(text, a.span.end, b.span.start))


def _over(found: Sequence[TimeExpression]) -> Iterator[TimeExpression]:
    """Expressions of one list with the days of them all."""
    days = [x.date for x in found if x.date]
    if len(days) < 2 or len(days) < len(found):
        yield from found
        return
    start, end, span = min(d.start or "" for d in days), max(d.end or "" for d in days), Span(found[0].span.start, found[-1].span.end)
    for x, d in zip(found, days, strict=True):
        yield structs.replace(x, date=structs.replace(d, start=start, end=end, span=span))


def _matches(text: str, sentence: Span) -> Iterator[tuple[re.Match[str], Resolve]]:
    """Matches of the rules, the longest first where they overlap, then in order of the text."""
    found = [(m, resolve) for rule, resolve in RULES for m in rule.finditer(text, sentence.start, sentence.end)]
    found.sort(key=lambda f: (f[0].start() - f[0].end(), f[0].start()))
    kept: list[tuple[re.Match[str], Resolve]] = []
    for m, resolve in found:
        n = bisect_left(kept, m.start(), key=lambda k: k[0].start())
        if not any(touches(Span(*m.span()), Span(*k.span())) for k, _ in kept[max(0, n - 1) : n + 1]):
            kept.insert(n, (m, resolve))
    return iter(kept)


def _expression(span: Span, time: Time) -> TimeExpression:
    when = None
    if time.first and time.last:
        when = EventDate(start=time.first.isoformat(), end=time.last.isoformat(), precision=time.precision, span=span)
    return TimeExpression(span=span, type=time.kind, value=time.value, date=when)


def _tense(annotation: Annotation, span: Span) -> Tense:
    """Does the clause that holds the expression look forward? By "will", "to", present tense of a plan, or a verb of planning above it."""
    inside = annotation.tokens_in(span)
    if not inside:
        return "past"
    tokens, at, steps = annotation.tokens, inside[0], 0
    limit = inside[0] > 0 and tokens[inside[0] - 1].lemma.lower() in ("by", "until", "till", "through")
    before = next((i for i in range(inside[0] - 1, -1, -1) if tokens[i].lemma.lower() not in ("on", "early", "late")), 0)
    # "said on Friday the talks would go on": right behind a past tense it is that verb's, whatever the parse makes of it
    if tokens[before].tag == "VBD" or any(tokens[c].tag == "POS" for i in inside for c in annotation.children[i]):
        return "past"
    while tokens[at].head != at and steps < 12:
        at, steps = tokens[at].head, steps + 1
        if tokens[at].tag.startswith("VB") or tokens[at].lemma in ("due", "ready", "set"):
            return "future" if _looks_forward(annotation, at) or (limit and not _looks_back(annotation, at)) else "past"
    return "future" if limit else "past"


def _looks_back(annotation: Annotation, verb: int) -> bool:
    """Is the verb, or its helper, in the past tense?"""
    return "VBD" in (annotation.tokens[verb].tag, *(annotation.tokens[c].tag for c in annotation.children[verb]))


def _looks_forward(annotation: Annotation, verb: int) -> bool:
    tokens, token = annotation.tokens, annotation.tokens[verb]
    helpers = {tokens[c].lemma.lower() for c in annotation.children[verb] if tokens[c].dep in ("aux", "auxpass")}
    if helpers & {"will", "shall", "would", "could", "may", "might", "'ll", "’ll", "wo"} and "have" not in helpers:
        return True
    if token.lemma in ("due", "schedule", "slate", "expect", "plan", "set") and token.tag in ("VBN", "JJ", "IN", "VBD"):
        return token.tag != "VBD" or bool(helpers)
    head = tokens[token.head]
    if "to" in helpers and token.tag in ("VB", "VBN") and "have" not in helpers:
        return head.lemma in _FUTURE_HEADS or (token.head != verb and token.dep in ("acl", "relcl", "csubjpass"))
    if token.tag == "VBG" and helpers & {"be"}:
        return (
            any(tokens[c].tag in ("VBZ", "VBP") for c in annotation.children[verb] if tokens[c].dep == "aux")
            and token.lemma in _PRESENT_FUTURE
        )
    return token.tag in ("VBZ", "VBP") and token.lemma in _PRESENT_FUTURE
