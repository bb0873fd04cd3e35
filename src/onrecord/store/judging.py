"""Judgements: what a person decided about identities, appended to its chain like all that is recorded, and what of it still holds.

A judgement joins (`merge`) or parts (`split`) two keys of `ledger.identities`; the newest on a pair holds. One that would change nothing,
or that would join what another one that holds keeps apart, is refused: the judgement in its way is named, and has to be undone first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from onrecord.errors import LedgerError
from onrecord.ledger.identities import key_apart, merged
from onrecord.records import canonical
from onrecord.store import derive, schema
from onrecord.store.chain import append
from onrecord.store.conditions import by_actor, by_page, called
from onrecord.store.recording import storable
from onrecord.store.rows import Judged, JudgementRow

__all__ = ["apart", "judge", "judgements", "named"]

IDENTITY = ("merge", "split")  # the kinds of judgement on identities
PRINTED = 12  # digits of an identity in a message
Pair = tuple[str, str]


class _Standing(NamedTuple):
    """The newest judgement on a pair of keys."""

    number: int
    kind: str
    who: str
    why: str
    added: str


def judge(connection: Connection, kind: str, about: Mapping[str, Any], *, who: str, why: str, now: str) -> str:
    """See `Session.judge`."""
    if not who.strip() or not why.strip():
        raise LedgerError("a judgement says who made it and why")
    if kind in IDENTITY:
        named = about.get("identities")
        if not (isinstance(named, list | tuple) and len(named) == 2 and all(isinstance(n, str) for n in named) and named[0] != named[1]):
            raise LedgerError(f"a judgement of the kind {kind!r} names two different identities")
        if "page" in about and (kind != "split" or named[1] != key_apart(named[0], page=str(about["page"]))):
            raise LedgerError("a judgement on one page sets an actor of it apart, under the key that `key_apart` gives")
        _refuse_unknown(connection, named[:1] if "page" in about else named)
        _refuse_contradiction(connection, kind, _pair(*named))
    row = {"kind": kind, "about": canonical(dict(about)).decode(), "who": storable(who), "why": storable(why), "added": now}
    number = append(connection, schema.judgements, row)
    derive.judged(connection)
    return str(connection.execute(select(schema.judgements.c.hash).where(schema.judgements.c.number == number)).scalar_one())


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _refuse_unknown(connection: Connection, keys: Iterable[str]) -> None:
    a, m = schema.actors.c, schema.merges.c
    for key in keys:
        if not connection.execute(select(a.key).where(a.key == key).union(select(m.key).where(m.key == key))).first():
            raise LedgerError(f"a judgement names actors of this ledger, and {key!r} is none")


def _refuse_contradiction(connection: Connection, kind: str, pair: Pair) -> None:
    """LedgerError where a judgement changes nothing, or not what it says, or what another that holds forbids."""
    standing = _standing(connection)
    before, after = _identities(standing), _identities(standing | {pair: _Standing(0, kind, "", "", "")})
    names = _names(connection, pair)
    if pair in standing and standing[pair].kind == kind:
        raise LedgerError(f"{names} {'are one actor' if kind == 'merge' else 'are two actors'} already: {_told(standing[pair])}")
    if kind == "split" and _one(after, pair):
        between = " and ".join(
            _names(connection, p) for p, s in standing.items() if s.kind == "merge" and p != pair and _one(after, (*p, *pair))
        )
        raise LedgerError(f"{names} would stay one actor, joined by the judgements on {between}: split those first")
    if kind == "merge" and _one(before, pair):
        raise LedgerError(f"{names} are one actor already, through others")
    for other, s in standing.items():
        if kind == "merge" and s.kind == "split" and other != pair and _one(after, other):
            raise LedgerError(f"{_names(connection, other)} would become one actor, and were parted: {_told(s)}; merge those two first")


def _standing(connection: Connection) -> dict[Pair, _Standing]:
    """The newest judgement on each pair, oldest pair first."""
    j = schema.judgements.c
    found: dict[Pair, _Standing] = {}
    for row in connection.execute(select(schema.judgements).where(j.kind.in_(IDENTITY)).order_by(j.number)):
        found[_pair(*json.loads(row.about)["identities"])] = _Standing(row.number, row.kind, row.who, row.why, row.added)
    return found


def _identities(standing: Mapping[Pair, _Standing]) -> dict[str, str]:
    return merged((s.kind, *pair) for pair, s in standing.items())


def _one(identities: Mapping[str, str], keys: Iterable[str]) -> bool:
    return len({identities.get(key, key) for key in keys}) == 1


def _told(s: _Standing) -> str:
    return f"judged by {s.who} on {s.added[:10]} ({s.why})"


def _names(connection: Connection, pair: Pair) -> str:
    known = _called(connection, pair)
    return " and ".join(f"{known.get(key, 'an actor no page names now')} [{key[:PRINTED]}]" for key in pair)


def _called(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """The name that most pages give to each key."""
    a = schema.actors.c
    query = select(a.key, a.name).where(a.key.in_(set(keys))).group_by(a.key, a.name).order_by(func.count(), a.name.desc())
    return dict(connection.execute(query).all())  # the last of a key stays: the commonest, of equals the first of the alphabet


# --- by name --------------------------------------------------------------------------------------------------------------------


def named(connection: Connection, kind: str, a: str, b: str, *, who: str, why: str, now: str) -> JudgementRow:
    """See `Session.judge_named`."""
    judge(connection, kind, {"identities": list(_pair_called(connection, kind, a, b))}, who=who, why=why, now=now)
    return next(_rows(connection))


def _pair_called(connection: Connection, kind: str, a: str, b: str) -> Pair:
    """The two keys that a judgement on two names means. LedgerError where a name is nobody's, or more than one actor's.

    Two names of one identity mean, in a split, the two keys that a judgement joined.
    """
    one, other = _keys_called(connection, a), _keys_called(connection, b)
    if kind == "split":
        joined = [p for p, s in _standing(connection).items() if s.kind == "merge"]
        meant = [p for p in joined if (p[0] in one and p[1] in other) or (p[1] in one and p[0] in other)]
        if len(meant) == 1:
            return meant[0]
    keys = _key_of(connection, a, one), _key_of(connection, b, other)
    if keys[0] == keys[1]:
        raise LedgerError(f"{a!r} and {b!r} are one actor by its item, state or name [{keys[0][:PRINTED]}]; a judgement is on two")
    return keys


def apart(connection: Connection, name: str, page: str, *, who: str, why: str, now: str) -> JudgementRow:
    """See `Session.judge_apart`."""
    a, p = schema.actors.c, schema.pages.c
    ids = connection.execute(select(p.id).where(p.number.in_(by_page(page)))).scalars().all()
    if len(ids) != 1:
        raise LedgerError(f"{'no page is' if not ids else f'{len(ids)} pages are'} called {page!r}")
    there = select(a.key, a.identity).join(schema.pages, p.number == a.page).where(called(name), p.id == ids[0])
    keys = dict(connection.execute(there.order_by(a.key)).all())
    if not keys:
        raise LedgerError(f"no actor of the page {page!r} goes by the name {name!r}")
    key = _key_of(connection, name, keys)
    if key in derive.apart_of(connection).get(ids[0], {}).values():
        raise LedgerError(f"{name!r} is set apart on that page already [{key[:PRINTED]}]; to part it from others, split the two")
    if not connection.execute(select(a.key).join(schema.pages, p.number == a.page).where(a.key == key, p.id != ids[0])).first():
        raise LedgerError(f"{name!r} is named on that page only [{key[:PRINTED]}]: there is nobody to set it apart from")
    about = {"identities": [key, key_apart(key, page=ids[0])], "page": ids[0]}
    judge(connection, "split", about, who=who, why=why, now=now)
    return next(_rows(connection))


def _keys_called(connection: Connection, name: str) -> dict[str, str]:
    """The keys that go by a name or a Wikidata id, or begin with these eight digits or more, with their identities."""
    a = schema.actors.c
    return dict(connection.execute(select(a.key, a.identity).where(called(name)).order_by(a.key)).all())


def _key_of(connection: Connection, name: str, keys: Mapping[str, str]) -> str:
    if not keys:
        raise LedgerError(f"no actor goes by the name {name!r}")
    identities = sorted(set(keys.values()))
    if len(identities) > 1:
        known = _called(connection, identities)
        told = ", ".join(f"{known.get(i, name)} [{i[:PRINTED]}]" for i in identities)
        raise LedgerError(f"{len(identities)} actors go by the name {name!r}; give one by its identity: {told}")
    return next(iter(keys)) if len(keys) == 1 else identities[0]


# --- to be shown ----------------------------------------------------------------------------------------------------------------


def judgements(connection: Connection, name: str | None) -> tuple[JudgementRow, ...]:
    """See `Store.judgements`."""
    if name is None:
        return tuple(_rows(connection))
    keys = set(connection.execute(select(schema.actors.c.key).where(by_actor(name))).scalars())
    return tuple(row for row in _rows(connection) if any(one.key in keys for one in row.about))


def _rows(connection: Connection) -> Iterator[JudgementRow]:
    j = schema.judgements
    found = connection.execute(select(j).order_by(j.c.number.desc())).all()
    standing = {s.number for s in _standing(connection).values()}
    abouts = {row.number: json.loads(row.about) for row in found}
    pairs = {row.number: abouts[row.number]["identities"] if row.kind in IDENTITY else () for row in found}
    names = _called(connection, {key for pair in pairs.values() for key in pair})
    for row in found:
        yield JudgementRow(
            number=row.number,
            hash=row.hash,
            kind=row.kind,
            about=tuple(Judged(key=key, name=names.get(key)) for key in pairs[row.number]),
            page=abouts[row.number].get("page"),
            who=row.who,
            why=row.why,
            added=row.added,
            holds=row.kind not in IDENTITY or row.number in standing,
        )
