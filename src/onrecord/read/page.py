"""Document -> Page: the article told from the furniture of its page, its language and its date of publication.

Takes a document (`Document.text`, and `Document.html` where the text was taken from a page) and gives blocks over the text, the spans
to read (one a paragraph), the language, and when it was published and where that is known from. It does not change the text and does not
decide what the article says. When it is unsure whether a line is furniture, the line is article.

Lines that a mail program or an agency wire broke at a fixed width are put together again: a paragraph is then the whole run of lines.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from onrecord.read.calendar_days import find_day
from onrecord.read.datelines import split_dateline
from onrecord.read.furniture import LONGEST, Furniture, classify, is_name_line, opens_related
from onrecord.read.html_dates import page_dates
from onrecord.read.language import find_language
from onrecord.records import Block, Document, Page, Precision, Published, Unread
from onrecord.spans import Span, trim

__all__ = ["MAX_CHARACTERS", "find_page"]

MAX_CHARACTERS = 2_000_000  # about 300,000 words, several books; a longer text is an archive, and would hold a batch up for minutes

_RAGGED = 0.8  # of the width; a line that breaks inside a sentence may be that much shorter than the others
_READABLE = frozenset({"headline", "body", "quote"})
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*(?:\s|$)")
_WORD = re.compile(r"\w+")
_SOURCE_LABEL = re.compile(r"source\s*:(?!\s*(?:https?:|www\.))", re.IGNORECASE)


def find_page(document: Document) -> Page:
    """The page of a document. Never raises on any text; `unread` says why a text is not read: empty, too_long, not_an_article, language."""
    text = document.text
    if not text.strip():
        return _unread(document, "not_an_article" if document.html and document.html.strip() else "empty")
    if len(text) > MAX_CHARACTERS:
        return _unread(document, "too_long")
    blocks = tuple(_blocks(text, document.title))
    readable = tuple(b.span for b in blocks if b.kind in _READABLE)
    words = "\n".join(text[s.start : s.end] for s in readable)
    language = find_language(words)
    unread: Unread | None = None
    if not readable or (document.html is not None and not _is_article(words)):
        unread = "not_an_article"
    elif language not in (None, "en"):
        unread = "language"
    headline = next((text[b.span.start : b.span.end] for b in blocks if b.kind == "headline"), None)
    published = _published(document, blocks)
    return Page(
        blocks=_with_year(blocks, published),
        readable=readable,
        language=language,
        published=published,
        unread=unread,
        title=document.title or headline,
    )


def _unread(document: Document, why: Unread) -> Page:
    return Page(blocks=(), readable=(), language=None, published=_published(document, ()), unread=why, title=document.title)


def _is_article(words: str) -> bool:
    """One sentence of six words, or fifty words however they are put; less was left of a menu, a log-in wall or an error page."""
    if len(_WORD.findall(words)) >= 50:
        return True
    return any(len(_WORD.findall(_sentences(line))) >= 6 for line in words.split("\n"))


def _sentences(line: str) -> str:
    """The line up to the end of its last sentence; "" where no sentence of words ends on it."""
    stop = max((m.start() for m in _SENTENCE_END.finditer(line)), default=0)
    return line[:stop] if _WORD.search(line, 0, stop) else ""


# --- paragraphs -----------------------------------------------------------------------------------------------------------------


def _paragraphs(text: str) -> list[Span]:
    """One span a paragraph, without white space at its ends, in order."""
    lines = [s for s in (trim(Span(m.start(), m.end()), text) for m in _LINE.finditer(text)) if s.end > s.start]
    width = _wrap_width(text, lines)
    if width is None:
        return lines
    out: list[Span] = []
    for n, line in enumerate(lines):
        if out and _wrapped(text, lines[n - 1], line, width):
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(line)
    return out


def _wrap_width(text: str, lines: Sequence[Span]) -> int | None:
    """The width at which the text's lines were broken, or None where each line is a paragraph.

    A line was broken at a width when the next word would not have fitted on it. Told from short paragraphs by three signs: the width is one
    that mail, wires and e-texts use; most lines that another follows at once (no blank line between) are full in that sense; and most of
    those break in the middle of a sentence.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if _adjacent(text, a, b)]
    if len(pairs) < 2:
        return None
    lengths = sorted(a.end - a.start for a, _ in pairs)
    width = lengths[len(lengths) * 19 // 20]  # not the longest: an address in the text cannot be broken and stands out
    if not 40 <= width <= 132:
        return None
    full = [a for a, b in pairs if _full(text, a, b, width * _RAGGED)]
    inside = sum(not _ends_sentence(text, a) for a in full)
    return width if inside >= 2 and len(full) >= 0.6 * len(pairs) and inside >= 0.6 * len(full) else None


def _adjacent(text: str, a: Span, b: Span) -> bool:
    """Nothing but one line break and blanks between the two lines."""
    between = text[a.end : b.start]
    return between.count("\n") + between.count("\r") - between.count("\r\n") + between.count("\u2028") + between.count("\u2029") == 1


def _full(text: str, a: Span, b: Span, width: float) -> bool:
    """Would the first word of the second line have gone beyond the width?"""
    word = text[b.start : b.end].split(maxsplit=1)[0]
    return (a.end - a.start) + 1 + len(word) > width


def _ends_sentence(text: str, line: Span) -> bool:
    return bool(re.search(r"[.!?:…][\"”’')\]]*$", text[line.start : line.end]))


def _wrapped(text: str, a: Span, b: Span, width: int) -> bool:
    """Does the second line go on with the first one's paragraph? A line that ends a sentence must be full to the last word to be sure."""
    indented = b.start > 0 and text[b.start - 1] in " \t\u3000"
    return _adjacent(text, a, b) and not indented and _full(text, a, b, width if _ends_sentence(text, a) else width * _RAGGED)


# --- blocks ---------------------------------------------------------------------------------------------------------------------


def _blocks(text: str, title: str | None) -> Iterator[Block]:
    """The blocks in order: furniture by what a line says, then what only its place on the page tells."""
    paragraphs = _paragraphs(text)
    found = [classify(text[s.start : s.end]) for s in paragraphs]
    _mark_links(text, paragraphs, found)
    _mark_sources(text, paragraphs, found)
    first = next((n for n, f in enumerate(found) if f is None), None)
    if first is None:
        yield from (Block(kind=f[0], span=s, fields=f[1]) for s, f in zip(paragraphs, found, strict=True) if f)
        return
    _mark_top(text, paragraphs, found, first, title)
    bodies = 0
    for span, furniture in zip(paragraphs, found, strict=True):
        if furniture:
            yield Block(kind=furniture[0], span=span, fields=furniture[1])
            continue
        bodies += 1
        yield from _body(text, span, may_have_dateline=bodies <= 3)


def _body(text: str, span: Span, *, may_have_dateline: bool) -> Iterator[Block]:
    dateline = split_dateline(text[span.start : span.end]) if may_have_dateline else None
    if dateline:
        cut = span.start + dateline[0]
        rest = trim(Span(cut, span.end), text)
        if rest.end > rest.start:
            yield Block(kind="dateline", span=Span(span.start, cut), fields=dateline[1])
            yield Block(kind="body", span=rest)
            return
    yield Block(kind="body", span=span)


def _mark_links(text: str, paragraphs: Sequence[Span], found: list[Furniture | None]) -> None:
    """Under a heading such as "Related stories" the lines without a full stop are links, up to the first that reads like a sentence."""
    listing = False
    for n, span in enumerate(paragraphs):
        line = text[span.start : span.end]
        if found[n]:
            listing = found[n] == ("related", {}) and opens_related(line)
        elif listing and len(line) <= 160 and not re.search(r"[.!…][\"”’')\]]*$", line):
            found[n] = ("related", {})
        else:
            listing = False


def _mark_sources(text: str, paragraphs: Sequence[Span], found: list[Furniture | None]) -> None:
    """ "Source: X" with article after it credits a picture or a table; only after the article it says where the page was taken from."""
    last = max((n for n, f in enumerate(found) if f is None), default=-1)
    for n, furniture in enumerate(found[: max(last, 0)]):
        if furniture and furniture[0] == "source_link" and _SOURCE_LABEL.match(text[paragraphs[n].start : paragraphs[n].end]):
            found[n] = ("credit", {"credit": furniture[1]["outlet"]})


def _mark_top(text: str, paragraphs: Sequence[Span], found: list[Furniture | None], first: int, title: str | None) -> None:
    """The headline, and bare names over the story."""
    lines = [text[s.start : s.end] for s in paragraphs]
    n = first
    if title and any(_same(line, title) for line in lines[: first + 4]):
        n = next(k for k, line in enumerate(lines) if _same(line, title))
        found[n] = ("headline", {})
    elif not title and _like_headline(lines, first, found):
        found[first] = ("headline", {})
    else:
        n = first - 1
    names = 0
    for k in range(first, min(first + 6, len(lines) - 1)):
        if found[k] is not None:
            continue
        if names == 2 or not is_name_line(lines[k]) or not _has_prose(lines, k + 1):
            break
        found[k] = ("byline", {"author": lines[k]})
        names += 1


def _same(line: str, title: str) -> bool:
    return len(line) <= LONGEST and bool(_key(line)) and _key(line) == _key(title)


def _key(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


def _like_headline(lines: Sequence[str], first: int, found: Sequence[Furniture | None]) -> bool:
    """A short first line without a full stop, over a paragraph at least as long that is a sentence."""
    line = lines[first]
    after = next((lines[k] for k in range(first + 1, len(lines)) if found[k] is None), "")
    if not line[0].isalnum() and line[0] not in "‘'“\"":
        return False
    if len(line) > 130 or len(line.split()) < 3 or re.search(r"[.!:;,…–—-][\"”’')\]]*$", line) or split_dateline(line):
        return False
    return len(after) >= len(line) and any(map(_sentences, after.split("\n")))


def _has_prose(lines: Sequence[str], start: int) -> bool:
    return any(len(line.split()) >= 8 and any(map(_sentences, line.split("\n"))) for line in lines[start : start + 8])


# --- when it was published ------------------------------------------------------------------------------------------------------


def _published(document: Document, blocks: Sequence[Block]) -> Published | None:
    """As given; else as the page's metadata say; else as its HTML shows; else as written in its text; else by age and day of capture."""
    given = _interval(document.published, "metadata") if document.published else None
    if given:
        return given
    if document.html:
        stated, shown = page_dates(document.html, url=document.url)
        if stated or shown:
            return _interval(stated, "metadata") if stated else _interval(shown, "page")
    dated = [b.fields for b in blocks if b.kind in ("dateline", "byline")]
    for key in ("date", "updated"):
        for fields in dated:
            if (day := fields.get(key)) and (found := _interval(day, "text")):
                return found
    return _by_age(document, blocks)


def _interval(words: str | None, origin: str) -> Published | None:
    """YYYY, YYYY-MM, YYYY-MM-DD (a clock time after it is left out: the day stands as the page's own zone has it) or a day in words."""
    words = (words or "").strip()
    m = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", words)
    if not m:
        found = find_day(words)
        m = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", found.value) if found else None
        if not m:
            return None
    year, month, day = int(m[1]), int(m[2] or 1), int(m[3] or 1)
    try:
        start = date(year, month, day)
        end = start if m[3] else _month_end(start) if m[2] else date(year, 12, 31)
    except ValueError:
        return None
    precision: Precision = "day" if m[3] else "month" if m[2] else "year"
    return Published(start=start.isoformat(), end=end.isoformat(), precision=precision, origin=origin)  # type: ignore[arg-type]


def _month_end(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1) if (day.year, day.month) != (9999, 12) else date.max


def _by_age(document: Document, blocks: Sequence[Block]) -> Published | None:
    """Day of capture (`fetched` among the document's other keys) less an age such as "11 mths": as rough as the age. Null without it."""
    captured = _interval(str(document.extra.get("fetched") or ""), "age")
    ages = [b.fields for b in blocks if any(k.startswith("age_") for k in b.fields)]
    if not captured or not ages:
        return None
    at = date.fromisoformat(captured.start)
    fields = ages[0]
    if "age_years" in fields:
        return _interval(str(at.year - fields["age_years"]), "age") if fields["age_years"] < at.year else None
    if "age_months" in fields:
        month = at.year * 12 + at.month - 1 - fields["age_months"]
        return _interval(f"{month // 12:04}-{month % 12 + 1:02}", "age") if month >= 12 else None
    try:
        if "age_weeks" in fields:
            monday = at - timedelta(weeks=fields["age_weeks"], days=at.weekday())
            return Published(start=monday.isoformat(), end=(monday + timedelta(days=6)).isoformat(), precision="week", origin="age")
        day = at - timedelta(days=fields.get("age_days", 0))
    except OverflowError:
        return None
    return _interval(day.isoformat(), "age")


def _with_year(blocks: tuple[Block, ...], published: Published | None) -> tuple[Block, ...]:
    """Dates of datelines that are written without a year get the one that puts them nearest the day of publication."""
    if not published or published.precision != "day":
        return blocks
    return tuple(
        Block(kind=b.kind, span=b.span, fields=b.fields | {"date": _nearest(b.fields["date"], date.fromisoformat(published.start))})
        if str(b.fields.get("date") or "").startswith("XXXX")
        else b
        for b in blocks
    )


def _nearest(value: str, day: date) -> str:
    month, of_month = int(value[5:7]), int(value[8:10])
    days = []
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            days.append(date(year, month, of_month))
        except ValueError:
            continue
    return min(days, key=lambda d: abs((d - day).days)).isoformat() if days else value
