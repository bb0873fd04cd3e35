"""The options that several commands share, with what they are by default and the variables of the environment that set them."""

from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = [
    "AsJson", "DEFAULT_LEDGER", "DEFAULT_NAMES", "Ledger", "Limit", "ModelName", "Names", "Offset", "On", "OnDay", "Outlet", "Paths",
    "Query", "Since", "Until",
]  # fmt: skip

DEFAULT_LEDGER = "onrecord.db"
DEFAULT_NAMES = Path("onrecord-names")


def _day(value: str | None) -> str | None:
    if value:
        from onrecord.store.days import interval

        try:
            interval(value)
        except ValueError as e:
            raise typer.BadParameter(str(e)) from None
    return value


def _whole_day(value: str | None) -> str | None:
    if value and len(value) != len("YYYY-MM-DD"):
        raise typer.BadParameter(f"{value!r} is no day (YYYY-MM-DD)")
    return _day(value)


Paths = Annotated[
    list[str], typer.Argument(metavar="PATH…", help="Files (.txt, .html, .jsonl, .warc.gz), addresses of pages, or - for standard input.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Ledger = Annotated[str, typer.Option("--ledger", envvar="ONRECORD_LEDGER", metavar="URL", help="The ledger: a path or sqlite:///path.")]
ModelName = Annotated[
    Literal["rules", "small", "large"] | None,
    typer.Option(
        "--model",
        envvar="ONRECORD_MODEL",
        help="rules: parser and cue lists; small: with the trained tagger; large: with a larger, slower one. "
        "[default: small where its weights are, else rules]",
        show_default=False,
    ),
]
Names = Annotated[
    Path,
    typer.Option(
        "--names", envvar="ONRECORD_NAMES", metavar="DIR", help="Where the names are kept that `knowledge add` took; they are read first."
    ),
]
On = Annotated[str | None, typer.Option(metavar="DAY", callback=_day, help="YYYY-MM-DD, YYYY-MM or YYYY.")]
OnDay = Annotated[str | None, typer.Option("--on", metavar="DAY", callback=_whole_day, help="YYYY-MM-DD: offices held on that day.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", callback=_day, help="From that day on.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", callback=_day, help="Up to that day.")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="Rows at most.")]
Offset = Annotated[int, typer.Option(min=0, help="Rows left out at the start.")]
Outlet = Annotated[str | None, typer.Option(help="Only pages of this outlet.")]
Query = Annotated[str | None, typer.Argument(metavar="[WORDS]", help='All of these words; "in quotation marks" a phrase; a* a beginning.')]
