"""The conditions that queries share: what a day, a page or an actor means as the user names it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select, tuple_

from onrecord.ledger.identities import fold
from onrecord.store import schema
from onrecord.store.days import interval

__all__ = ["Where", "by_actor", "by_days", "by_page", "called", "taking_part"]

Where = list[ColumnElement[bool]]

SHORTEST_PREFIX = 8  # hexadecimal digits of an id that may stand for the whole


def by_days(start: ColumnElement[Any], end: ColumnElement[Any], *, on: str | None, since: str | None, until: str | None) -> Where:
    """Rows whose interval of days shares a day with the one asked for; undated rows share none."""
    where: Where = []
    if on:
        since, until = (on, on) if not (since or until) else (since or on, until or on)
    if since:
        where.append(func.coalesce(end, start) >= interval(since)[0])
    if until:
        where.append(start <= interval(until)[1])
    return where


def by_page(name: str) -> Select[int]:
    """Numbers of the pages that go by an id (or the beginning of one), a URL or a document's id."""
    p = schema.pages.c
    where = or_(p.id == name, p.url == name, p.document == name)
    if _is_prefix(name):
        where = or_(where, and_(p.id >= name, p.id < name + "g"))
    return select(p.number).where(where)


def _is_prefix(name: str) -> bool:
    return len(name) >= SHORTEST_PREFIX and all(c in "0123456789abcdef" for c in name)


def by_actor(name: str, *, side: bool = False) -> ColumnElement[bool]:
    """Rows of `actors` that a name stands for: an identity, a Wikidata id, an alpha-3 code (all who act for that country), or a name.

    With `side`, a country called by its name stands for all who act for it, too.
    """
    a = schema.actors.c
    if len(name) == 3 and name.isalpha() and name.isupper() and name.isascii():
        return a.country == name
    meant = called(name)
    if _is_prefix(name):
        meant = or_(meant, and_(a.identity >= name, a.identity < name + "g"))
    same = a.identity.in_(select(a.identity).where(meant))
    if not side:
        return same
    countries = select(a.country).where(meant, a.kind == "country", a.country.is_not(None))
    return or_(same, a.country.in_(countries))


def called(name: str) -> ColumnElement[bool]:
    """Rows of `actors` that themselves go by a Wikidata id, by a name or metonym, or by a key (or the beginning of one).

    Those that judgements join to them are not among them.
    """
    a, m = schema.actors.c, schema.mentions.c
    if name[:1] == "Q" and name[1:].isdigit():
        return a.wikidata == name
    named = select(m.page, m.actor).where(m.folded == fold(name), m.form.in_(("name", "metonym")))
    found = or_(a.folded == fold(name), tuple_(a.page, a.id).in_(named))
    return or_(found, and_(a.key >= name, a.key < name + "g")) if _is_prefix(name) else found


def taking_part(table: Table, name: str, parts: Sequence[str], *, side: bool = False) -> ColumnElement[bool]:
    """Statements or events in which an actor has one of these parts."""
    a, p = schema.actors.c, schema.parties.c
    found = (
        select(p.page, p.record)
        .join(schema.actors, and_(a.page == p.page, a.id == p.actor))
        .where(p.part.in_(parts), by_actor(name, side=side))
    )
    return tuple_(table.c.page, table.c.id).in_(found)
