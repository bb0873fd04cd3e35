"""`onrecord judge`: say that two actors of the ledger are one, or two after all, and see what was said."""

from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from onrecord.cli.asking import existing
from onrecord.cli.options import DEFAULT_LEDGER, AsJson, Ledger
from onrecord.cli.show import answer, complain, judgement_line

__all__ = ["app"]

app = typer.Typer(help="Who is the same: join and part the actors of the ledger, with name and reason.", no_args_is_help=True)


def _words(value: str) -> str:
    if not value.strip():
        raise typer.BadParameter("no words")
    return " ".join(value.split())


A = Annotated[
    str, typer.Argument(metavar="A", help="A name in any case, a Wikidata id, or an identity (its first eight characters will do).")
]
B = Annotated[str, typer.Argument(metavar="B")]
By = Annotated[str, typer.Option("--by", metavar="NAME", callback=_words, help="Who judges.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", callback=_words, help="For which reason.")]


@app.command("merge")
def merge(a: A, b: B, by: By, why: Why, as_json: AsJson = False, ledger: Ledger = DEFAULT_LEDGER) -> None:
    """Judge that A and B are one actor."""
    _judge("merge", a, b, by=by, why=why, as_json=as_json, ledger=ledger)


@app.command("split")
def split(a: A, b: B, by: By, why: Why, as_json: AsJson = False, ledger: Ledger = DEFAULT_LEDGER) -> None:
    """Judge that A and B are two actors; of one that was merged, A and B are the names it had before."""
    _judge("split", a, b, by=by, why=why, as_json=as_json, ledger=ledger)


def _judge(kind: Literal["merge", "split"], a: str, b: str, *, by: str, why: str, as_json: bool, ledger: str) -> None:
    from onrecord.store import open_store

    with open_store(ledger) as store, store.session() as session:
        row = session.judge_named(kind, a, b, who=by, why=why)
    answer(row, as_json, lambda: [judgement_line(row)])


@app.command("list")
def show(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only what was judged of that actor.")] = None,
    as_json: AsJson = False,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Print what was judged, the newest first."""
    with existing(ledger) as store:
        found = store.judgements(name)
        known = name is None or bool(store.actor(name, limit=1))

    def lines() -> Iterator[str]:
        yield from map(judgement_line, found)
        yield f"{len(found)} judgements"

    answer(found, as_json, lines)
    if not known:
        complain(f"{ledger}: no actor goes by the name {name!r}")
        raise typer.Exit(1)
