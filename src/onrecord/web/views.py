"""The pages of the desk: one function a page, from the request's parameters to a frozen context, which HTML and JSON both show.

Takes a Store and a `Query` (checked parameters); gives a context record. What a parameter may be is said where it is read; whatever
else is asked is a `BadQuery` with its reason. docs/desk.md lists the keys of each context.
"""

import re
from typing import get_args

import msgspec
from msgspec import Struct

from onrecord.records import EventType, Factuality
from onrecord.store import Store
from onrecord.store.rows import (
    ActorRecord,
    ActorRow,
    EventRow,
    Found,
    OutletRow,
    PageRecord,
    PageRow,
    PairRecord,
    StatementRow,
    Stats,
    Verification,
)
from onrecord.web.marks import first_words

__all__ = [
    "ActorContext", "ActorsContext", "BadQuery", "ErrorContext", "EventsContext", "LedgerContext", "Missing", "PageContext",
    "PagesContext", "PairContext", "Query", "StatementsContext", "actor", "actors", "events", "ledger", "page", "pages", "pair",
    "statements",
]  # fmt: skip

SHEET = 50  # rows a sheet of a list
LONGEST = 300  # characters of a parameter: longer ones are no name and no search
DAYS = ("since", "until")
LAST = 1_000_000  # sheets: beyond it the offset is no longer one that every database takes

Filters = dict[str, str | None]


class BadQuery(Exception):  # noqa: N818  (it is an answer, status 400, not a fault)
    """A parameter that cannot be taken; the message says which and why."""


class Missing(Exception):  # noqa: N818  (status 404)
    """Nothing of that name; the message says what was looked for."""


class Query:
    """The parameters of a request. Each must be one the page knows, given once, and not too long."""

    def __init__(self, items: list[tuple[str, str]], *known: str) -> None:
        self.values: dict[str, str] = {}
        for name, value in items:
            if name not in known:
                raise BadQuery(f"{name[:40]!r} is no parameter of this page; it takes {', '.join(known) or 'none'}")
            if name in self.values:
                raise BadQuery(f"{name!r} is given twice")
            if len(value) > LONGEST:
                raise BadQuery(f"{name!r} is longer than {LONGEST} characters")
            if "\0" in value:
                raise BadQuery(f"{name!r} holds a NUL character")
            self.values[name] = value.strip()

    def text(self, name: str) -> str | None:
        """Free words; None when empty or not given."""
        return self.values.get(name) or None

    def choice(self, name: str, options: tuple[str, ...]) -> str | None:
        """One of the options, or None."""
        value = self.text(name)
        if value is not None and value not in options:
            raise BadQuery(f"{name!r} is one of {', '.join(options)}")
        return value

    def day(self, name: str) -> str | None:
        """YYYY, YYYY-MM or YYYY-MM-DD, or None."""
        value = self.text(name)
        if value is not None and not re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", value):
            raise BadQuery(f"{name!r} is a day (2021-12-23), a month (2021-12) or a year (2021)")
        return value

    def days(self) -> Filters:
        """`since` and `until`."""
        return {name: self.day(name) for name in DAYS}

    def number(self, name: str) -> int | None:
        """A whole number from 1 to a million, or None."""
        value = self.text(name)
        if value is None:
            return None
        if not re.fullmatch(r"[0-9]{1,7}", value) or not 1 <= int(value) <= LAST:
            raise BadQuery(f"{name!r} is a whole number from 1 to {LAST}")
        return int(value)

    def sheet(self) -> tuple[int, int]:
        """The sheet asked for (from 1) and the offset of its first row."""
        sheet = self.number("sheet") or 1
        return sheet, (sheet - 1) * SHEET


# --- the contexts ---------------------------------------------------------------------------------------------------------------


class PagesContext(Struct, frozen=True, kw_only=True):
    """`/`: the pages of the ledger, or those a search found. `openings` are the first words, by id, of the pages without a title."""

    filters: Filters
    sheet: int
    sheets: int
    found: Found[PageRow]
    openings: dict[str, str]
    outlets: tuple[OutletRow, ...]


class PageContext(PageRecord, frozen=True, kw_only=True):
    """`/page/<id>`: one version of a page with its reading, its other versions and its copies."""


class StatementsContext(Struct, frozen=True, kw_only=True):
    """`/statements`: who said what."""

    filters: Filters
    sheet: int
    sheets: int
    found: Found[StatementRow]


class EventsContext(Struct, frozen=True, kw_only=True):
    """`/events`: who did what to whom."""

    filters: Filters
    sheet: int
    sheets: int
    found: Found[EventRow]


class ActorsContext(Struct, frozen=True, kw_only=True):
    """`/actors`: everyone met so far."""

    filters: Filters
    sheet: int
    sheets: int
    found: Found[ActorRow]


class ActorContext(Struct, frozen=True, kw_only=True):
    """`/actor/<name>`: every identity of that name."""

    name: str
    actors: tuple[ActorRecord, ...]


class PairContext(Struct, frozen=True, kw_only=True):
    """`/pair/<a>/<b>`: what two parties did to each other."""

    a: str
    b: str
    filters: Filters
    sheet: int
    sheets: int
    pair: PairRecord


class LedgerContext(Struct, frozen=True, kw_only=True):
    """`/ledger`: how much it holds, and (with `verify=yes`) whether every hash still holds."""

    stats: Stats
    outlets: tuple[OutletRow, ...]
    verification: Verification | None


class ErrorContext(Struct, frozen=True, kw_only=True):
    """What went wrong, for a person; programs get the same as `{"error": {"status", "reason"}}`."""

    status: int
    phrase: str
    reason: str


# --- the pages ------------------------------------------------------------------------------------------------------------------


def pages(store: Store, items: list[tuple[str, str]]) -> PagesContext:
    """`q` words of title or text, `outlet`, `actor` named there, `report` whose copies, `since` and `until` of publication."""
    q = Query(items, "q", "outlet", "actor", "report", *DAYS, "sheet")
    filters = {name: q.text(name) for name in ("outlet", "actor", "report")} | q.days()
    sheet, offset = q.sheet()
    found = store.pages(query=q.text("q"), **filters, limit=SHEET, offset=offset)
    return PagesContext(
        filters={"q": q.text("q"), **filters},
        sheet=sheet,
        sheets=_sheets(found.total, sheet),
        found=found,
        openings={
            row.id: first_words(record.reading, record.text) for row in found.rows if not row.title and (record := store.page(row.id))
        },
        outlets=store.outlets(),
    )


def page(store: Store, items: list[tuple[str, str]], *, page: str) -> PageContext:
    """`version` from 1; the newest without it."""
    version = Query(items, "version").number("version")
    record = store.page(page, version=version)
    if record is None:
        raise Missing(f"the ledger holds no page {page!r}" + (f" in a version {version}" if version else ""))
    return PageContext(**msgspec.structs.asdict(record))


def statements(store: Store, items: list[tuple[str, str]]) -> StatementsContext:
    """`q` words of source and content, `actor` who says it, `about`, `to`, `through` whom, `outlet`, `since`, `until`."""
    words = ("actor", "about", "to", "through", "outlet")
    q = Query(items, "q", *words, *DAYS, "sheet")
    filters = {name: q.text(name) for name in words} | q.days()
    sheet, offset = q.sheet()
    found = store.statements(query=q.text("q"), **filters, limit=SHEET, offset=offset)
    return StatementsContext(filters={"q": q.text("q"), **filters}, sheet=sheet, sheets=_sheets(found.total, sheet), found=found)


def events(store: Store, items: list[tuple[str, str]]) -> EventsContext:
    """`q` words, PLOVER `type`, `actor`, `recipient`, `party` on either side, `factuality`, `said_by`, `outlet`, `since`, `until`."""
    words = ("actor", "recipient", "party", "said_by", "outlet")
    q = Query(items, "q", *words, "type", "factuality", *DAYS, "sheet")
    filters = {name: q.text(name) for name in words} | q.days()
    filters |= {"type": q.choice("type", get_args(EventType)), "factuality": q.choice("factuality", get_args(Factuality))}
    sheet, offset = q.sheet()
    found = store.events(query=q.text("q"), **filters, limit=SHEET, offset=offset)
    return EventsContext(filters={"q": q.text("q"), **filters}, sheet=sheet, sheets=_sheets(found.total, sheet), found=found)


def actors(store: Store, items: list[tuple[str, str]]) -> ActorsContext:
    """`q` is a part of a name."""
    q = Query(items, "q", "sheet")
    sheet, offset = q.sheet()
    found = store.actors(query=q.text("q"), limit=SHEET, offset=offset)
    return ActorsContext(filters={"q": q.text("q")}, sheet=sheet, sheets=_sheets(found.total, sheet), found=found)


def actor(store: Store, items: list[tuple[str, str]], *, name: str = "") -> ActorContext:
    """The name, identity or Wikidata id stands in the path, or in `name`."""
    q = Query(items, *(() if name else ("name",)))
    name = name or q.text("name") or ""
    found = store.actor(name) if name else ()
    if not found:
        raise Missing(f"the ledger knows no actor {name!r}")
    return ActorContext(name=name, actors=found)


def pair(store: Store, items: list[tuple[str, str]], *, a: str = "", b: str = "") -> PairContext:
    """The two stand in the path, or in `a` and `b`; `since` and `until` bound the events."""
    q = Query(items, *(() if a else ("a", "b")), *DAYS, "sheet")
    a, b = a or q.text("a") or "", b or q.text("b") or ""
    if not a or not b:
        raise BadQuery("two parties are needed: a and b")
    sheet, offset = q.sheet()
    found = store.pair(a, b, **q.days(), limit=SHEET, offset=offset)
    for name, known in ((a, found.a), (b, found.b)):
        if not known:
            raise Missing(f"the ledger knows no actor {name!r}")
    return PairContext(a=a, b=b, filters=q.days(), sheet=sheet, sheets=_sheets(found.events.total, sheet), pair=found)


def ledger(store: Store, items: list[tuple[str, str]]) -> LedgerContext:
    """`verify=yes` recomputes every hash, which takes as long as it takes to read the whole ledger."""
    verify = Query(items, "verify").choice("verify", ("yes",))
    return LedgerContext(stats=store.stats(), outlets=store.outlets(), verification=store.verify() if verify else None)


def _sheets(total: int, sheet: int) -> int:
    """How many sheets the answer has (at least one); the sheet asked for must be one of them."""
    sheets = max(1, -(-total // SHEET))
    if sheet > sheets:
        raise Missing(f"there is no sheet {sheet}: the list has {sheets}")
    return sheets
