"""`onrecord judge`: say that two actors of the ledger are one, or two after all, and see what was said."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.asking import existing
from onrecord.cli.options import DEFAULT_LEDGER, AsJson, Ledger
from onrecord.cli.show import answer, complain, judgement_line

if TYPE_CHECKING:
    from onrecord.store import Session
    from onrecord.store.rows import JudgementRow

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
    _judged(ledger, lambda session: session.judge_named("merge", a, b, who=by, why=why), as_json=as_json)


@app.command("split")
def split(
    a: A,
    by: By,
    why: Why,
    b: Annotated[str | None, typer.Argument(metavar="[B]", help="Of one that was merged, A and B are the names it had before.")] = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="PAGE", help="Without B: the A of this page is another than the A of the others.")
    ] = None,
    as_json: AsJson = False,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Judge that A and B are two actors, or that the A of one page is not the A of the others."""
    if b is not None and page is None:
        _judged(ledger, lambda session: session.judge_named("split", a, b, who=by, why=why), as_json=as_json)
    elif page is not None and b is None:
        _judged(ledger, lambda session: session.judge_apart(a, page, who=by, why=why), as_json=as_json)
    else:
        raise typer.BadParameter("either B or --page is needed", param_hint="[B]")


def _judged(ledger: str, judge: "Callable[[Session], JudgementRow]", *, as_json: bool) -> None:
    from onrecord.store import open_store

    with open_store(ledger) as store, store.session() as session:
        row = judge(session)
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
