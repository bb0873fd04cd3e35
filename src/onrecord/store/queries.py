"""The queries over a ledger: one function a question, from a connection to the rows of `store.rows`. Nothing here writes.

Copies count once: records are grouped by report and by what they say (`key`), and the one on the first page of its report stands for all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import CTE, ColumnElement, Connection, Select, Table, and_, case, distinct, func, or_, select, true, tuple_

from onrecord.errors import TamperedError
from onrecord.knowledge.plover import PLOVER_VERSION, cameo_of
from onrecord.records import Event, Published, Statement, from_json
from onrecord.store import schema, sqlite
from onrecord.store.chain import head, sha256
from onrecord.store.conditions import Where, by_actor, by_days, by_page, taking_part
from onrecord.store.rows import (
    EventRow,
    Found,
    Month,
    OutletRow,
    PageRecord,
    PageRef,
    PageRow,
    Party,
    StatementRow,
    Stats,
    VersionRow,
)

__all__ = ["between", "events", "months", "outlets", "page", "pages", "raw", "statements", "stats"]

Item = TypeVar("Item")

TOGETHER = 10_000  # rows looked up in one query; SQLite takes 32,766 values, of which a record needs two
listing, pages_, versions_ = schema.listing, schema.pages, schema.versions


# --- sheets ---------------------------------------------------------------------------------------------------------------------


def _grouped(table: Table, where: Where) -> Select[Any]:
    """One row for what the copies of a report repeat: the number of the first and how many pages carry it."""
    t = table.c
    return (
        select(func.min(t.number).label("number"), func.count(distinct(t.page)).label("pages"), listing.c.report)
        .join(listing, listing.c.page == t.page)
        .where(*where)
        .group_by(listing.c.report, t.key)
    )


def _sheet(
    connection: Connection, table: Table, where: Where, order: Sequence[ColumnElement[Any]], *, limit: int, offset: int
) -> tuple[int, int, Sequence[Any]]:
    """Total, reports and the rows of one sheet, each with `pages` (how many copies carry it) and `report` (the id of its first page)."""
    group = _grouped(table, where).subquery()
    total, reports = connection.execute(select(func.count(), func.count(distinct(group.c.report))).select_from(group)).one()
    first = pages_.alias("first")
    query = (
        select(table, group.c.pages, first.c.id.label("report_id"), *_page_columns())
        .join(group, group.c.number == table.c.number)
        .join(listing, listing.c.page == table.c.page)
        .join(pages_, pages_.c.number == table.c.page)
        .join(first, first.c.number == group.c.report)
        .order_by(*order, table.c.page.desc(), table.c.position)
    )
    return total, reports, connection.execute(query.limit(limit).offset(offset)).all()


def _page_columns() -> list[ColumnElement[Any]]:
    c = listing.c
    return [pages_.c.id.label("page_id"), c.title, c.outlet, c.url, c.published_start]


def _ref(row: Any) -> PageRef:
    return PageRef(id=row.page_id, title=row.title, outlet=row.outlet, url=row.url, published=row.published_start)


def _parties(connection: Connection, rows: Sequence[Any]) -> dict[tuple[int, str, str], tuple[Party, ...]]:
    """The parties of some records, by (page, record, part)."""
    a, p = schema.actors.c, schema.parties.c
    fields = [a[name] for name in Party.__struct_fields__]
    query = (
        select(p.page, p.record, p.part, *fields)
        .join(schema.actors, and_(a.page == p.page, a.id == p.actor))
        .where(p.part != "about")
        .order_by(p.page, p.record, p.part, p.position)
    )
    found: dict[tuple[int, str, str], list[Party]] = defaultdict(list)
    for some in _parts([(r.page, r.id) for r in rows]):
        for row in connection.execute(query.where(tuple_(p.page, p.record).in_(some))):
            found[row.page, row.record, row.part].append(Party(**{name: row._mapping[name] for name in Party.__struct_fields__}))
    return {key: tuple(parties) for key, parties in found.items()}


def _words_of(connection: Connection, rows: Sequence[Any]) -> dict[int, str]:
    """The texts of the pages that some records stand on, by the page's number."""
    query = select(listing.c.page, versions_.c.text).join(versions_, versions_.c.number == listing.c.version)
    return {
        page: data.decode("utf-8", "surrogatepass")
        for some in _parts(sorted({r.page for r in rows}))
        for page, data in connection.execute(query.where(listing.c.page.in_(some)))
    }


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + TOGETHER] for start in range(0, len(items), TOGETHER))


# --- pages ----------------------------------------------------------------------------------------------------------------------


def page_query() -> Select[Any]:
    """A page's row in all its columns, to be narrowed and ordered."""
    first, other, v = pages_.alias("first"), listing.alias("other"), versions_.c
    copies = select(func.count()).where(other.c.report == listing.c.report).scalar_subquery()
    count = select(func.count()).where(v.page == pages_.c.number).scalar_subquery()
    return (
        select(
            listing,
            pages_.c.id,
            pages_.c.document,
            pages_.c.added,
            first.c.id.label("report_id"),
            copies.label("copies"),
            count.label("count"),
        )
        .join(pages_, pages_.c.number == listing.c.page)
        .join(first, first.c.number == listing.c.report)
    )


def page_row(row: Any, *, snippet: str | None = None) -> PageRow:
    """The record of one row of `page_query`."""
    published = (
        Published(start=row.published_start, end=row.published_end, precision=row.published_precision, origin=row.published_from)
        if row.published_start
        else None
    )
    return PageRow(
        id=row.id,
        document=row.document,
        url=row.url,
        title=row.title,
        outlet=row.outlet,
        published=published,
        language=row.language,
        unread=row.unread,
        statements=row.statements,
        events=row.events,
        versions=row.count,
        report=row.report_id,
        copies=row.copies,
        added=row.added,
        snippet=snippet,
    )


def pages(
    connection: Connection,
    *,
    query: str | None,
    outlet: str | None,
    actor: str | None,
    report: str | None,
    on: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    offset: int,
) -> Found[PageRow]:
    """See `Store.pages`."""
    c = listing.c
    where = by_days(c.published_start, c.published_end, on=on, since=since, until=until)
    if query:
        where.append(sqlite.matches(listing, "pages_words", query))
    if outlet:
        where.append(c.outlet == outlet)
    if actor:
        where.append(c.page.in_(select(schema.actors.c.page).where(by_actor(actor))))
    if report:
        where.append(c.report.in_(select(c.report).where(c.page.in_(by_page(report)))))
    total, reports = connection.execute(select(func.count(), func.count(distinct(c.report))).where(*where)).one()
    ordered = page_query().where(*where).order_by(c.published_start.desc().nulls_last(), c.page.desc())
    rows = connection.execute(ordered.limit(limit).offset(offset)).all()
    around = sqlite.snippet(connection, query, [r.page for r in rows]) if query else {}
    found = tuple(page_row(r, snippet=around.get(r.page)) for r in rows)
    return Found(total=total, reports=reports, limit=limit, offset=offset, rows=found)


def outlets(connection: Connection) -> tuple[OutletRow, ...]:
    """See `Store.outlets`."""
    c = listing.c
    query = select(c.outlet, func.count()).where(c.outlet.is_not(None)).group_by(c.outlet).order_by(func.count().desc(), c.outlet)
    return tuple(OutletRow(outlet=outlet, pages=n) for outlet, n in connection.execute(query))


# --- statements and events ------------------------------------------------------------------------------------------------------


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in spans)


def statements(
    connection: Connection,
    *,
    query: str | None = None,
    actor: str | None = None,
    about: str | None = None,
    to: str | None = None,
    through: str | None = None,
    outlet: str | None = None,
    page: str | None = None,
    on: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Found[StatementRow]:
    """See `Store.statements`."""
    table = schema.statements
    where = by_days(listing.c.published_start, listing.c.published_end, on=on, since=since, until=until)
    for name, part in ((actor, "source"), (about, "about"), (to, "to"), (through, "chain")):
        if name:
            where.append(taking_part(table, name, [part]))
    where += _common(table, "statements_words", query=query, outlet=outlet, page=page)
    order = [listing.c.published_start.desc().nulls_last()]
    total, reports, rows = _sheet(connection, table, where, order, limit=limit, offset=offset)
    parties, texts = _parties(connection, rows), _words_of(connection, rows)

    def record(row: Any) -> StatementRow:
        statement, text = msgspec.json.decode(row.record, type=Statement), texts[row.page]
        return StatementRow(
            page=_ref(row),
            report=row.report_id,
            pages=row.pages,
            statement=statement,
            source=_pieces(text, statement.source),
            cue=_pieces(text, statement.cue),
            content=_pieces(text, statement.content),
            actors=parties.get((row.page, row.id, "source"), ()),
            to=parties.get((row.page, row.id, "to"), ()),
            chain=parties.get((row.page, row.id, "chain"), ()),
        )

    return Found(total=total, reports=reports, limit=limit, offset=offset, rows=tuple(map(record, rows)))


def _common(table: Table, words: str, *, query: str | None, outlet: str | None, page: str | None) -> Where:
    where: Where = []
    if query:
        where.append(sqlite.matches(table, words, query))
    if outlet:
        where.append(listing.c.outlet == outlet)
    if page:
        where.append(table.c.page.in_(by_page(page)))
    return where


def events(
    connection: Connection,
    *,
    query: str | None = None,
    type: str | None = None,
    actor: str | None = None,
    recipient: str | None = None,
    party: str | None = None,
    factuality: str | None = None,
    said_by: str | None = None,
    outlet: str | None = None,
    page: str | None = None,
    on: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 50,
    offset: int = 0,
    also: Sequence[ColumnElement[bool]] = (),
) -> Found[EventRow]:
    """See `Store.events`; `also` are further conditions."""
    table = schema.events
    where = [*also, *by_days(table.c.day_start, table.c.day_end, on=on, since=since, until=until)]
    for name, parts in ((actor, ["actor"]), (recipient, ["recipient"]), (party, ["actor", "recipient"]), (said_by, ["said_by"])):
        if name:
            where.append(taking_part(table, name, parts))
    if type:
        where.append(table.c.type == type.upper())
    if factuality:
        where.append(table.c.factuality == factuality)
    where += _common(table, "events_words", query=query, outlet=outlet, page=page)
    order = [table.c.day_start.desc().nulls_last(), listing.c.published_start.desc().nulls_last()]
    total, reports, rows = _sheet(connection, table, where, order, limit=limit, offset=offset)
    parties = _parties(connection, rows)

    def record(row: Any) -> EventRow:
        event = msgspec.json.decode(row.record, type=Event)
        cameo = cameo_of(event.type, event.mode)
        return EventRow(
            page=_ref(row),
            report=row.report_id,
            pages=row.pages,
            event=event,
            day=row.day_start,
            trigger=row.trigger,
            sentence=row.sentence,
            actor=parties.get((row.page, row.id, "actor"), ()),
            recipient=parties.get((row.page, row.id, "recipient"), ()),
            said_by=parties.get((row.page, row.id, "said_by"), ()),
            plover=PLOVER_VERSION,
            cameo=cameo.roots,
            cameo_lossy=cameo.lossy,
        )

    return Found(total=total, reports=reports, limit=limit, offset=offset, rows=tuple(map(record, rows)))


# --- pairs ----------------------------------------------------------------------------------------------------------------------


def between(a: str, b: str) -> ColumnElement[bool]:
    """Events in which one of two parties does something to the other, or both do something together."""
    ways = _ways(a, b).subquery()
    return tuple_(schema.events.c.page, schema.events.c.id).in_(select(ways.c.page, ways.c.record))


def _ways(a: str, b: str) -> Select[Any]:
    """The events between two parties by (page, record): `forth` and `back` are 1 where it runs in that direction."""
    one, other = _side(a), _side(b)
    forth = and_(one.c.part == "actor", other.c.part == "recipient")
    back = and_(one.c.part == "recipient", other.c.part == "actor")
    both = and_(one.c.part == "actor", other.c.part == "actor")
    return (
        select(
            one.c.page, one.c.record, func.max(case((forth, 1), else_=0)).label("forth"), func.max(case((back, 1), else_=0)).label("back")
        )
        .join(other, and_(one.c.page == other.c.page, one.c.record == other.c.record, one.c.actor != other.c.actor))
        .where(or_(forth, back, both))
        .group_by(one.c.page, one.c.record)
    )


def _side(name: str) -> CTE:
    """The parts that a party, or whoever acts for it, has in events."""
    a, p = schema.actors.c, schema.parties.c
    parts = select(p.page, p.record, p.part, p.actor).join(schema.actors, and_(a.page == p.page, a.id == p.actor))
    # Materialised by DISTINCT: else the join of two sides is evaluated event by event (450 ms for 12,800 events).
    return parts.where(p.part.in_(("actor", "recipient")), by_actor(name, side=True)).distinct().cte()


def months(connection: Connection, a: str, b: str, *, since: str | None, until: str | None) -> tuple[Month, ...]:
    """Events between two parties counted by month, the newest first; undated ones last."""
    t, ways = schema.events, _ways(a, b).subquery()
    where = [between(a, b), *by_days(t.c.day_start, t.c.day_end, on=None, since=since, until=until)]
    group = _grouped(t, where).subquery()
    way = case((ways.c.forth == 1, "forth"), (ways.c.back == 1, "back"), else_="both")
    month_of = func.substr(t.c.day_start, 1, 7)
    query = (
        select(month_of, t.c.type, way, func.count())
        .join(group, group.c.number == t.c.number)
        .join(ways, and_(ways.c.page == t.c.page, ways.c.record == t.c.id))
        .group_by(month_of, t.c.type, way)
    )
    counts: dict[str | None, dict[str, dict[str, int]]] = defaultdict(lambda: {"ways": defaultdict(int), "types": defaultdict(int)})
    for month, type_, way_, n in connection.execute(query):
        counts[month]["ways"][way_] += n
        counts[month]["types"][type_] += n

    def made(month: str | None) -> Month:
        ways, types = counts[month]["ways"], counts[month]["types"]
        return Month(
            month=month,
            total=sum(ways.values()),
            forth=ways["forth"],
            back=ways["back"],
            both=ways["both"],
            types=dict(sorted(types.items())),
        )

    return tuple(made(month) for month in sorted(counts, key=lambda m: m or "", reverse=True))


# --- one page, and the whole ----------------------------------------------------------------------------------------------------


def _version_number(connection: Connection, page: str, version: int | None) -> tuple[int, int, int] | None:
    """(page, version, ordinal) by number, of one version of a page or of its newest."""
    number = connection.execute(by_page(page).order_by(pages_.c.number).limit(1)).scalar_one_or_none()
    v = versions_.c
    query = select(v.number, v.ordinal).where(v.page == number, true() if version is None else v.ordinal == version)
    found = connection.execute(query.order_by(v.ordinal.desc()).limit(1)).one_or_none()
    return (int(number), int(found.number), int(found.ordinal)) if number is not None and found else None


def page(connection: Connection, name: str, *, version: int | None) -> PageRecord | None:
    """See `Store.page`."""
    found = _version_number(connection, name, version)
    if found is None:
        return None
    number, version_number, ordinal = found
    v, r = versions_.c, schema.readings.c
    data, recorded = connection.execute(select(v.text, v.text_sha256).where(v.number == version_number)).one()
    if sha256(data) != recorded:
        raise TamperedError(f"versions row {version_number}: its text does not hash to what was recorded")
    body = connection.execute(select(r.body).where(r.version == version_number).order_by(r.number.desc()).limit(1)).scalar_one()
    row = connection.execute(page_query().where(listing.c.page == number)).one()
    others = select(*_page_columns()).join(pages_, pages_.c.number == listing.c.page)
    copies = connection.execute(others.where(listing.c.report == row.report, listing.c.page != number).order_by(listing.c.page))
    return PageRecord(
        page=page_row(row),
        version=ordinal,
        text=data.decode("utf-8", "surrogatepass"),
        reading=from_json(body),
        versions=_versions(connection, number),
        copies=tuple(map(_ref, copies)),
    )


def _versions(connection: Connection, number: int) -> tuple[VersionRow, ...]:
    v, r = versions_.c, schema.readings.c
    read = select(func.count()).where(r.version == v.number).scalar_subquery()
    query = select(v.ordinal, v.added, v.title, v.published, v.text_sha256, v.raw_sha256, v.media, read).where(v.page == number)
    return tuple(
        VersionRow(number=n, added=added, title=title, published=day, text_sha256=words, raw_sha256=raw, media=media, readings=count)
        for n, added, title, day, words, raw, media, count in connection.execute(query.order_by(v.ordinal))
    )


def raw(connection: Connection, name: str, *, version: int | None) -> bytes | None:
    """See `Store.raw`."""
    found = _version_number(connection, name, version)
    query = select(func.coalesce(versions_.c.raw, versions_.c.text))
    return connection.execute(query.where(versions_.c.number == found[1])).scalar_one() if found else None


def stats(connection: Connection) -> Stats:
    """See `Store.stats`."""

    def count(column: ColumnElement[Any]) -> int:
        return int(connection.execute(select(func.count(distinct(column)))).scalar_one())

    c = listing.c
    once = {t.name: select(c.report, t.c.key).join(t, t.c.page == c.page).distinct().subquery() for t in (schema.statements, schema.events)}
    first, last = connection.execute(select(func.min(c.published_start), func.max(c.published_end))).one()
    return Stats(
        pages=count(pages_.c.number),
        versions=count(versions_.c.number),
        readings=count(schema.readings.c.number),
        judgements=count(schema.judgements.c.number),
        reports=count(c.report),
        statements=int(connection.execute(select(func.count()).select_from(once["statements"])).scalar_one()),
        events=int(connection.execute(select(func.count()).select_from(once["events"])).scalar_one()),
        identities=count(schema.actors.c.identity),
        outlets=count(c.outlet),
        first=first,
        last=last,
        schema=schema.SCHEMA,
        head=head(connection),
    )
