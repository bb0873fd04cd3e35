"""When a page says it was published: its metadata, and what it shows its readers.

Takes the bytes of a page and gives a calendar day as the page's own zone has it. Metadata give moments, often in UTC, and several of them;
the line under the headline gives the day that readers of this version saw. So a day shown there decides between the days stated, and moves
a stated one by the day that lies between UTC and the page's zone. Nothing is taken from sentences of the article.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from lxml import etree

from onrecord.read.calendar_days import find_day
from onrecord.read.html import declared_charset, decode, json_ld, meta, parse, strings, title_of

__all__ = ["page_dates"]

_EARLIEST, _LATEST = "1990-01-01", "2100-01-01"  # htmldate's own latest is today; a stage has no clock
_ISO_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})")
_OWN_OFFSET = re.compile(r"\d[+-](?!00:?00)\d{2}:?\d{2}$|\s[+-](?!00:?00)\d{4}$")
_SHOWN_BEFORE, _SHOWN_AFTER = 8, 25  # lines of visible text round the headline in which sites put the date
_SHOWN_LENGTH = 120  # characters; a longer line is a sentence of the article
_HIDDEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "select", "button"})
_INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "time", "u"})

_PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dc.date.created", "dc.date", "pubdate",
    "publishdate", "publish-date", "publication_date", "publish_date", "article.published", "cxenseparse:recs:publishtime", "date",
    "datecreated", "og:pubdate", "displaydate", "bt:pubdate", "vr:published_time", "originalpublicationdate", "ptime",
)  # fmt: skip
_MODIFIED_NAMES = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")


def page_dates(raw: bytes, *, url: str | None = None) -> tuple[str | None, str | None]:
    """Day of publication (YYYY-MM-DD): as metadata state it, or else as the page shows it; one of the two, or neither, is given.

    Stated is JSON-LD datePublished, then meta elements. Where the page shows by its headline only the day of a later version that it also
    states, that is the day: it is the version that was read. A page that states nothing is asked for the day by its headline, then for time
    elements, address and text (htmldate), last for a stated day of modification.
    """
    tree = parse(decode(raw, declared=declared_charset(raw))[0])
    nodes = json_ld(tree)
    published = (*strings(nodes, "datePublished"), *meta(tree, *_PUBLISHED_NAMES))
    stated = list(_days((*published, *strings(nodes, "dateCreated"), *strings(nodes, "uploadDate"))))
    modified = list(_days((*strings(nodes, "dateModified"), *meta(tree, *_MODIFIED_NAMES))))
    shown = [day for line in _lines_by_headline(tree, title_of(tree, nodes)) for day in _days_of_line(line)]
    if stated:
        zoned = _shown_of(shown, stated[:1])
        later = None if zoned else _shown_of(shown, stated[1:] + modified)
        return (None, later) if later else (zoned or stated[0].value, None)
    found = next(iter([*shown, *(day.value for day in _days(_times(tree)))]), None) or _htmldate(tree, url)
    if found:
        return None, found
    return modified[0].value if modified else None, None


class _Stated(NamedTuple):
    """A day stated; `in_utc` where the stamp gives no zone of the page's own, so that the page may show the day beside it."""

    value: str
    in_utc: bool


def _days(stamps: Iterable[str]) -> Iterator[_Stated]:
    for words in stamps:
        iso = _ISO_DAY.match(words)
        found = find_day(iso[1] if iso else words[:_SHOWN_LENGTH])
        if found and _EARLIEST <= found.value < _LATEST:
            yield _Stated(found.value, not _OWN_OFFSET.search(words))


def _days_of_line(line: str) -> Iterator[str]:
    while found := find_day(line):
        if _EARLIEST <= found.value < _LATEST:
            yield found.value
        line = line[: found.start] + " " + line[found.end :]


def _shown_of(shown: list[str], stated: list[_Stated]) -> str | None:
    """The day shown that is one of those stated; or lies a day off one, where that is stated in UTC."""
    exact = next((day for day in shown if any(day == s.value for s in stated)), None)
    return exact or next((day for day in shown if any(s.in_utc and _apart(day, s.value) == 1 for s in stated)), None)


def _apart(a: str, b: str) -> int:
    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)


def _lines_by_headline(tree: Any, title: str | None) -> list[str]:
    """Short lines of visible text by the headline, those after it first; none where the headline cannot be found."""
    lines, heading = _visible_lines(tree)
    wanted = _key(title or "")
    at = next((n for n, line in enumerate(lines) if wanted and _key(line) == wanted), heading)
    if at is None:
        return []
    near = lines[at + 1 : at + 1 + _SHOWN_AFTER] + lines[max(0, at - _SHOWN_BEFORE) : at]
    return [line for line in near if len(line) <= _SHOWN_LENGTH]


def _key(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


def _visible_lines(tree: Any) -> tuple[list[str], int | None]:
    """Text of the page in order, one line an element that is not inline, and the number of the first h1 among the lines."""
    lines: list[str] = [""]
    heading: int | None = None
    skipped: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else None
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                lines[-1] += element.tail or ""
            continue
        if event == "start" and (tag is None or tag in _HIDDEN):
            skipped = element
            continue
        if tag not in _INLINE and lines[-1].strip():
            lines.append("")
        if tag == "h1" and event == "start" and heading is None:
            heading = len(lines) - 1
        lines[-1] += " " + ((element.text if event == "start" else element.tail) or "")
    return [" ".join(line.split()) for line in lines], heading


def _times(tree: Any) -> Iterator[str]:
    """Of elements whose microdata name them the day of publication."""
    for element in tree.iter("time", "span", "div", "abbr", "p", "a"):
        if "datepublished" in (element.get("itemprop") or "").lower() or element.get("pubdate") is not None:
            yield element.get("datetime") or element.get("content") or element.get("title") or element.text_content().strip()


def _htmldate(tree: Any, url: str | None) -> str | None:
    from htmldate import find_date  # pulls dateparser: not for those who read plain text

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        etree.strip_elements(tree, "script", "style", with_tail=False)  # it takes any day in them, such as that of a list of links
        found = find_date(tree, original_date=True, url=url, max_date=_LATEST)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError, RecursionError, etree.LxmlError):
        return None  # a page it cannot take has no date we know of
    return str(found) if found else None
