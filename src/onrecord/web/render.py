"""Contexts to HTML and to JSON.

Templates escape everything and fail on an undefined name. Text of a page keeps its length: what HTML cannot carry (NUL, half of a
surrogate pair) is shown as U+FFFD, one character for one.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import Any, get_args
from urllib.parse import parse_qsl, quote

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from msgspec import Struct

from onrecord.records import EventType, Published, Reading, to_json
from onrecord.spans import Span
from onrecord.store.rows import Month, PageRow
from onrecord.web import cards, links, marks
from onrecord.web.cards import Card
from onrecord.web.marks import Row, Segment

__all__ = ["as_json", "beside", "marks_css", "render", "render_words"]

_UNSHOWABLE = re.compile("[\0\ud800-\udfff]")
LONGEST_CHART = 120  # months
_KINDS = {"s": "statement", "e": "event", "a": "actor"}  # by the first letter of an anchor

FURNITURE = {
    "byline": "byline", "dateline": "dateline", "caption": "caption", "credit": "credit", "source_link": "source link",
    "related": "related", "form": "comment form", "chrome": "page furniture",
}  # fmt: skip


def as_json(context: Struct) -> bytes:
    """The context as JSON in UTF-8; readings stand in it as the contract writes them."""
    row = {f.encode_name: _plain(getattr(context, f.name)) for f in msgspec.structs.fields(context)}
    # Half of a surrogate pair has no UTF-8; its backslash form is what JSON would write.
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _plain(value: Any) -> Any:
    return json.loads(to_json(value)) if isinstance(value, Reading) else msgspec.to_builtins(value)


def render(template: str, context: Struct, path: str, query: str = "") -> bytes:
    """The template with the fields of the context. `path` and `query` are those of the request, for the links to itself and to its JSON."""
    names = {f.name: getattr(context, f.name) for f in msgspec.structs.fields(context)}
    html = _environment().get_template(template).render(names | _frame(path, query, template))
    return html.encode("utf-8", "replace")


def render_words(row: Row, text: str) -> str:
    """The words of a row with their marks, as they stand in the article."""
    macros = _environment().get_template("macros.html").module
    return str(macros.words(row, text))  # type: ignore[attr-defined]


def _frame(path: str, query: str, template: str) -> dict[str, object]:
    json_path = None if template == "error.html" else ("/pages.json" if path == "/" else quote(path) + ".json")
    items = dict(parse_qsl(query))
    return {
        "here": path,
        "json_href": json_path and json_path + (f"?{query}" if query else ""),
        "asked": items,
        "program": version("onrecord"),
    }


def marks_css(reading: Reading) -> str:
    """The style sheet of one page: which words light up with which open record. What it looks like is in desk.css, as variables.

    Without scripts no rule but `:has` can lead from the open card back to its words, and it needs a selector a record.
    """
    rules = []
    by_role: dict[str, dict[str, None]] = {}
    for mark in marks.find_marks(reading):
        by_role.setdefault(mark.role, {})[mark.anchor] = None
    for role, anchors in by_role.items():
        selectors = ",\n".join(f"main:has(#{a}:target) .{a}-{role}" for a in anchors)
        rules.append(f"{selectors} {{ background: var(--open-{role}); }}\n")
    return "".join(rules)


# --- what the templates call ------------------------------------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("onrecord.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.filters |= {
        "anchors": _anchors, "classes": _classes, "first_words": marks.first_words, "kind": lambda k: FURNITURE.get(k, k), "marks": _marks,
        "of": _of, "opening": marks.opening, "outside": links.outside, "plural": _plural, "snippet": _snippet, "when": _when,
        "with": links.with_query,
    }  # fmt: skip
    env.globals |= {
        "ARTICLE": marks.ARTICLE, "EVENT_TYPES": get_args(EventType), "FACTUALITY": cards.FACTUALITY, "SECTORS": cards.SECTORS,
        "actor_href": links.actor_href, "bars": _bars, "beside": beside, "find_cards": cards.find_cards, "find_rows": marks.find_rows,
        "page_href": links.page_href, "pair_href": links.pair_href, "reports": _reports, "wikidata_href": links.wikidata_href,
        "with_query": links.with_query,
    }  # fmt: skip
    return env


def _of(span: Span, text: str) -> Markup:
    """The words at a span, escaped so that they come out of an HTML parser as they went in."""
    return escape(_UNSHOWABLE.sub("\ufffd", text[span.start : span.end])).replace("\r", Markup("&#13;"))


def _classes(segment: Segment) -> str:
    names = {"m": None} | {f"m-{m.role}": None for m in segment.marks} | {f"m-{m.look}": None for m in segment.marks if m.look}
    return " ".join([*names, *{f"{m.anchor}-{m.role}": None for m in segment.marks}])


def _anchors(segment: Segment) -> str:
    return " ".join({m.anchor: None for m in segment.marks})


def _marks(segment: Segment) -> str:
    """What the words are, for the tooltip: each record that covers them with their role in it."""
    return ", ".join({f"{_KINDS[m.anchor[0]]} {m.anchor}: {m.role}": None for m in segment.marks})


def _when(published: Published) -> str:
    """2021-12-23, December 2021, 2021, or a week from its first to its last day."""
    try:
        start = date.fromisoformat(published.start)
    except ValueError:
        return published.start
    if published.precision == "day":
        return f"{start:%-d} {start:%B} {start.year:04}"
    if published.precision == "month":
        return f"{start:%B} {start.year:04}"
    return f"{start.year:04}" if published.precision == "year" else f"{published.start} to {published.end}"


def _snippet(text: str) -> Markup:
    """A snippet of the ledger: what matched stands between \\x02 and \\x03. The marks are made elements after everything is escaped."""
    parts = str(escape(text)).split("\x02")
    out = [parts[0].replace("\x03", "")]
    for part in parts[1:]:
        hit, _, rest = part.partition("\x03")
        out.append(f"<mark>{hit}</mark>{rest}")
    return Markup("".join(out))


def _plural(number: int, word: str, many: str = "") -> str:
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def beside(rows: Sequence[Row], found: Sequence[Card]) -> Mapping[int, Sequence[Card]]:
    """The cards that stand beside each row that is not blank, by the row's start, in the order of their words.

    A record without words of its own (or with none but white space) stands beside the row before, else beside the first.
    """
    starts = [row.span.start for row in rows if not row.blank]
    out: dict[int, list[Card]] = {start: [] for start in starts}
    for home, card in sorted(((c.home, c) for c in found if c.home is not None), key=lambda pair: pair[0]) if starts else ():
        out[starts[max(0, bisect_right(starts, home) - 1)]].append(card)
    return out


def _reports(rows: Sequence[PageRow]) -> list[list[PageRow]]:
    """The rows of a sheet with the copies of one report together, at the place of the first of them, led by the page that stands for it."""
    groups: dict[str, list[PageRow]] = {}
    for row in rows:
        groups.setdefault(row.report, []).append(row)
    return [sorted(group, key=lambda row: row.id != row.report) for group in groups.values()]


def _bars(months: Sequence[Month]) -> list[Mapping[str, object]]:
    """The bars of a chart 100 units high: a month each, empty ones between too; over more than ten years a year each."""
    dated = {m.month: m.total for m in months if m.month}
    if not dated:
        return []
    labels = _months(min(dated), max(dated))
    if len(labels) > LONGEST_CHART:
        totals: dict[str, int] = {}
        for month, total in dated.items():
            totals[month[:4]] = totals.get(month[:4], 0) + total
        dated, labels = totals, sorted(totals)
    most = max(dated.values())
    return [{"label": x, "total": dated.get(x, 0), "height": round(100 * dated.get(x, 0) / most, 1)} for x in labels]


def _months(first: str, last: str) -> list[str]:
    a, b = (12 * int(month[:4]) + int(month[5:7]) - 1 for month in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(a, b + 1)]
