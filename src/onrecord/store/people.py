"""The queries over actors: who goes by a name, what is known of an identity, and what two of them did to each other."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, distinct, func, select, union

from onrecord.ledger.identities import fold
from onrecord.store import schema
from onrecord.store.conditions import Where, by_actor
from onrecord.store.judging import judgements
from onrecord.store.queries import between, events, months, statements
from onrecord.store.rows import ActorRecord, ActorRow, Found, PairRecord

__all__ = ["actor", "actors", "pair"]

MOST = 20  # identities told of one name
listing = schema.listing


def identities(connection: Connection, name: str, *, side: bool = False) -> list[str]:
    """The identities a name stands for, the most often met first."""
    a = schema.actors.c
    query = select(a.identity).where(by_actor(name, side=side)).group_by(a.identity).order_by(func.count().desc(), a.identity)
    return list(connection.execute(query).scalars())


def actors(connection: Connection, *, query: str | None, limit: int, offset: int) -> Found[ActorRow]:
    """See `Store.actors`."""
    a = schema.actors.c
    where: Where = []
    if query:
        where.append(a.folded.contains(fold(query), autoescape=True))
    reports = connection.execute(
        select(func.count(distinct(listing.c.report))).join(schema.actors, a.page == listing.c.page).where(*where)
    ).scalar_one()
    matching = select(a.identity).where(*where).distinct()
    total = connection.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
    often = select(a.identity).where(a.identity.in_(matching)).group_by(a.identity).order_by(func.count().desc(), a.identity)
    names = connection.execute(often.limit(limit).offset(offset)).scalars().all()
    return Found(total=total, reports=reports, limit=limit, offset=offset, rows=tuple(actor_rows(connection, names)))


def actor_rows(connection: Connection, names: Sequence[str]) -> list[ActorRow]:
    """What the ledger knows of some identities, in their order."""
    if not names:
        return []
    fields = {field: _commonest(connection, names, field) for field in ("name", "kind", "country", "sector", "role", "wikidata")}
    called = _called(connection, names)
    pages_of = _counted(connection, names, select(schema.actors.c.identity, func.count(distinct(schema.actors.c.page))))
    said, done = (
        _records(connection, names, schema.statements, ["source"]),
        _records(connection, names, schema.events, ["actor", "recipient"]),
    )
    return [
        ActorRow(
            identity=name,
            name=fields["name"].get(name) or "",
            kind=fields["kind"].get(name) or "",
            country=fields["country"].get(name),
            sector=fields["sector"].get(name),
            role=fields["role"].get(name),
            wikidata=fields["wikidata"].get(name),
            names=called.get(name, ()),
            pages=pages_of.get(name, 0),
            statements=said.get(name, 0),
            events=done.get(name, 0),
        )
        for name in names
    ]


def _commonest(connection: Connection, names: Sequence[str], field: str) -> dict[str, str]:
    """The value of a column that most pages give to each identity; of equals the first of the alphabet."""
    a = schema.actors.c
    query = select(a.identity, a[field], func.count()).where(a.identity.in_(names), a[field].is_not(None)).group_by(a.identity, a[field])
    best: dict[str, tuple[int, str]] = {}
    for identity, value, n in connection.execute(query):
        best[identity] = min(best.get(identity, (0, value)), (-n, value))
    return {identity: value for identity, (_, value) in best.items()}


def _called(connection: Connection, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Names and metonyms of each identity, the most used first."""
    a, m = schema.actors.c, schema.mentions.c
    given = select(a.identity, a.name.label("words"), a.page).where(a.identity.in_(names), a.kind != "unnamed")
    used = (
        select(a.identity, m.words, a.page)
        .join(schema.mentions, and_(m.page == a.page, m.actor == a.id))
        .where(a.identity.in_(names), m.form.in_(("name", "metonym")))
    )
    both = union(given, used).subquery()
    query = select(both.c.identity, both.c.words).group_by(both.c.identity, both.c.words).order_by(func.count().desc(), both.c.words)
    found: dict[str, list[str]] = defaultdict(list)
    for identity, words in connection.execute(query):
        found[identity].append(words)
    return {identity: tuple(words) for identity, words in found.items()}


def _counted(connection: Connection, names: Sequence[str], query: Select[Any]) -> dict[str, int]:
    a = schema.actors.c
    return dict(connection.execute(query.where(a.identity.in_(names)).group_by(a.identity)).all())


def _records(connection: Connection, names: Sequence[str], table: Table, parts: Sequence[str]) -> dict[str, int]:
    """In how many records each identity has one of these parts; what copies repeat counts once."""
    a, p = schema.actors.c, schema.parties.c
    once = (
        select(a.identity, listing.c.report, table.c.key)
        .join(schema.parties, and_(p.page == a.page, p.actor == a.id))
        .join(table, and_(table.c.page == p.page, table.c.id == p.record))
        .join(listing, listing.c.page == a.page)
        .where(a.identity.in_(names), p.part.in_(parts))
        .distinct()
        .subquery()
    )
    return dict(connection.execute(select(once.c.identity, func.count()).group_by(once.c.identity)).all())


def actor(connection: Connection, name: str, *, limit: int) -> tuple[ActorRecord, ...]:
    """See `Store.actor`."""
    return tuple(
        ActorRecord(
            actor=row,
            said=statements(connection, actor=row.identity, limit=limit),
            about=statements(connection, about=row.identity, limit=limit),
            events=events(connection, party=row.identity, limit=limit),
            judgements=judgements(connection, row.identity),
        )
        for row in actor_rows(connection, identities(connection, name)[:MOST])
    )


def pair(connection: Connection, a: str, b: str, *, since: str | None, until: str | None, limit: int, offset: int) -> PairRecord:
    """See `Store.pair`."""
    return PairRecord(
        a=tuple(actor_rows(connection, identities(connection, a)[:MOST])),
        b=tuple(actor_rows(connection, identities(connection, b)[:MOST])),
        months=months(connection, a, b, since=since, until=until),
        events=events(connection, since=since, until=until, limit=limit, offset=offset, also=[between(a, b)]),
    )
