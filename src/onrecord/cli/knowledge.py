"""`onrecord knowledge`: see and add to the tables of who is who."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import DEFAULT_NAMES, AsJson, Names, OnDay
from onrecord.cli.show import answer, complain, known_line
from onrecord.errors import KnowledgeError

if TYPE_CHECKING:
    from onrecord.knowledge import Knowledge

__all__ = ["app", "known"]

app = typer.Typer(help="Who is who: see and add to the tables that pages are read with.", no_args_is_help=True)


@app.command("add")
def add(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="TSV with the documented header, or Wikidata JSON; also .gz or .bz2.")],
    as_json: AsJson = False,
    names: Names = DEFAULT_NAMES,
) -> None:
    """Add names of your own, which count before those that ship. The whole file is taken, or the first bad row named and nothing taken."""
    from onrecord.knowledge import load_knowledge
    from onrecord.knowledge.user_tables import add_names

    kept, count = add_names(path, names, knowledge=load_knowledge())
    answer({"file": str(kept), "rows": count}, as_json, lambda: [f"{kept}: {count} rows"])


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="A name of a person, state, organisation or outlet, or a metonym.")],
    on: OnDay = None,
    as_json: AsJson = False,
    names: Names = DEFAULT_NAMES,
) -> None:
    """Print what the tables know of a name."""
    from onrecord.knowledge.user_tables import shown

    found = shown(name, knowledge=known(names), on=on)
    answer(found, as_json, lambda: map(known_line, found))
    if not found:
        complain(f"the tables know nobody and nothing by the name {name!r}{f' on {on}' if on else ''}")
        raise typer.Exit(1)


def known(names: Path) -> "Knowledge":
    """The tables, with the user's names before them. A directory that was named must be there; the usual one need not."""
    from onrecord.knowledge import load_knowledge
    from onrecord.knowledge.user_tables import kept_names, with_names

    if not names.is_dir() and (names != DEFAULT_NAMES or names.exists()):
        raise KnowledgeError(f"{names}: no names are kept here (`onrecord knowledge add` makes the directory)")
    tables = load_knowledge()
    return with_names(tables, kept_names(names, knowledge=tables))
