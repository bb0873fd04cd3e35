"""The commands that ask the ledger: `statements`, `events`, `actor` and `pair`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.columns import event_table
from onrecord.cli.options import DEFAULT_LEDGER, AsJson, Ledger, Limit, Offset, On, Outlet, Query, Since, Until
from onrecord.cli.show import (
    actor_line,
    answer,
    complain,
    event_row_lines,
    judgement_line,
    sheet_lines,
    statement_row_lines,
)

if TYPE_CHECKING:
    from onrecord.store import Store

__all__ = ["actor", "events", "existing", "pair", "statements"]

ALL = 1_000_000_000  # rows; more than a ledger holds


def existing(url: str) -> "Store":
    """An existing ledger, for asking."""
    from onrecord.store import open_store

    return open_store(url, read_only=True)


def _one_of(value: str | None, allowed: Sequence[str], option: str) -> str | None:
    if value is not None and value not in allowed:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}", param_hint=option)
    return value


def statements(
    query: Query = None,
    actor: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who says it. NAME: a name, Wikidata id, or RUS for a whole side.")
    ] = None,
    about: Annotated[str | None, typer.Option(metavar="NAME", help="Who is named in it.")] = None,
    to: Annotated[str | None, typer.Option(metavar="NAME", help="Who is told.")] = None,
    through: Annotated[str | None, typer.Option(metavar="NAME", help="Who relayed it.")] = None,
    outlet: Outlet = None,
    on: On = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: AsJson = False,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Print statements of the ledger, the newest page first. Days are those of publication; copies of one story count once."""
    with existing(ledger) as store:
        found = store.statements(
            query=query,
            actor=actor,
            about=about,
            to=to,
            through=through,
            outlet=outlet,
            on=on,
            since=since,
            until=until,
            limit=limit,
            offset=offset,
        )
    answer(found, as_json, lambda: sheet_lines(found, "statements", statement_row_lines))


def events(
    query: Query = None,
    type: Annotated[str | None, typer.Option(metavar="TYPE", help="PLOVER type: ACCUSE, CONSULT …")] = None,
    actor: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who does it. NAME: a name, Wikidata id, or RUS for a whole side.")
    ] = None,
    recipient: Annotated[str | None, typer.Option(metavar="NAME", help="To whom.")] = None,
    party: Annotated[str | None, typer.Option(metavar="NAME", help="On either side.")] = None,
    said_by: Annotated[str | None, typer.Option(metavar="NAME", help="On whose word.")] = None,
    factuality: Annotated[str | None, typer.Option(metavar="WORD", help="asserted, attributed, hedged, negated, future …")] = None,
    outlet: Outlet = None,
    on: On = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Rows at most.  [default: 50; with --csv all]", show_default=False)
    ] = None,
    offset: Offset = 0,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table: POLECAT's columns, then ours.")] = False,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Print events of the ledger, the newest first. Days are those of the event; copies of one story count once."""
    from typing import get_args

    from onrecord.records import EventType, Factuality

    if as_csv and as_json:
        raise typer.BadParameter("cannot be had with --json", param_hint="--csv")
    type = _one_of(type.upper() if type else None, get_args(EventType), "--type")
    factuality = _one_of(factuality, get_args(Factuality), "--factuality")
    with existing(ledger) as store:
        found = store.events(
            query=query,
            type=type,
            actor=actor,
            recipient=recipient,
            party=party,
            said_by=said_by,
            factuality=factuality,
            outlet=outlet,
            on=on,
            since=since,
            until=until,
            limit=limit or (ALL if as_csv else 50),
            offset=offset,
        )
    answer(found, as_json, lambda: event_table(found.rows) if as_csv else sheet_lines(found, "events", event_row_lines))


def actor(
    name: Annotated[str, typer.Argument(help="A name in any case, a Wikidata id, an identity, or RUS for all who act for Russia.")],
    limit: Limit = 20,
    as_json: AsJson = False,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Print who goes by that name: what they said, what was said of them, what they did."""
    with existing(ledger) as store:
        found = store.actor(name, limit=limit)

    def lines() -> Iterator[str]:
        for record in found:
            yield actor_line(record.actor)
            yield from ("", "JUDGED", *map(judgement_line, record.judgements)) if record.judgements else ()
            for heading, sheet in (("said", record.said), ("said of them", record.about)):
                yield from ("", heading.upper(), *sheet_lines(sheet, "statements", statement_row_lines)) if sheet.total else ()
            yield from ("", "EVENTS", *sheet_lines(record.events, "events", event_row_lines), "") if record.events.total else ("",)

    answer(found, as_json, lines)
    if not found:
        complain(f"{ledger}: no actor goes by the name {name!r}")
        raise typer.Exit(1)


def pair(
    a: Annotated[str, typer.Argument(metavar="A", help="A name; a country stands for all who act for it.")],
    b: Annotated[str, typer.Argument(metavar="B")],
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: AsJson = False,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Print the events between two actors, by month."""
    with existing(ledger) as store:
        found = store.pair(a, b, since=since, until=until, limit=limit, offset=offset)

    def lines() -> Iterator[str]:
        yield f"{'month':<8} {'all':>5} {f'{a} → {b}':>24} {f'{b} → {a}':>24} {'both':>6}  types"
        for m in found.months:
            types = ", ".join(f"{type} {n}" for type, n in m.types.items())
            yield f"{m.month or 'undated':<8} {m.total:>5} {m.forth:>24} {m.back:>24} {m.both:>6}  {types}"
        yield ""
        yield from sheet_lines(found.events, "events", event_row_lines)

    answer(found, as_json, lines)
    for name, actors in ((a, found.a), (b, found.b)):
        if not actors:
            complain(f"{ledger}: no actor goes by the name {name!r}")
    if not (found.a and found.b):
        raise typer.Exit(1)
