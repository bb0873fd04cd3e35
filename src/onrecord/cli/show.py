"""What the commands print: records as lines for people, answers as JSON, errors and progress on standard error.

Nothing that a page says can steer the terminal: control characters are shown as replacement characters.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from onrecord.records import Event, Reading, Statement
    from onrecord.spans import Span
    from onrecord.store.rows import ActorRow, EventRow, Found, JudgementRow, PageRef, Party, StatementRow

__all__ = [
    "UNREAD", "actor_line", "answer", "complain", "deaf", "event_row_lines", "judgement_line", "known_line", "plain", "progress",
    "reading_output", "say", "sheet_lines", "statement_row_lines",
]  # fmt: skip

UNREAD = {  # why a document was not read, by the contract's word
    "language": "it is not in English",
    "empty": "it holds no text",
    "too_long": "it is too long",
    "not_an_article": "it is not an article",
}
EXCERPT = 240  # characters of a content shown
# What a page says may not steer the terminal: control characters, and those that turn the direction of writing.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def say(*lines: str, go_on: bool = False) -> None:
    """Prints lines. Where nobody reads them any more (`| head`), the command ends quietly; with `go_on` it finishes its work unheard.

    Where they cannot be written (a full disk), that is told and the command ends with status 1.
    """
    try:
        for line in lines:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        deaf()
        if not go_on:
            raise typer.Exit(0) from None
    except OSError as e:
        deaf()
        complain(f"standard output: cannot be written: {e.strerror or e}")
        raise typer.Exit(1) from None


def deaf() -> None:
    """From here on what is printed goes nowhere, so that the end of the process does not fail on it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: str) -> None:
    sys.stderr.write(f"onrecord: {plain(message)}\n")


def plain(text: str) -> str:
    """One line that cannot steer a terminal."""
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def answer(value: object, as_json: bool, lines: Callable[[], Iterable[str]]) -> None:
    import msgspec

    say(*([json.dumps(msgspec.to_builtins(value), ensure_ascii=False)] if as_json else lines()))


@contextmanager
def progress(doing: str) -> Iterator[Callable[[], None]]:
    """Tells on standard error what goes on and how often it was done, where that is a terminal; call what it gives once a piece."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    # Redirected, lines of standard output go above the bar: right where both are the terminal, else they would not reach the file.
    both = sys.stdout.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=both, redirect_stderr=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda: bar.advance(task)


def _excerpt(pieces: Iterable[str]) -> str:
    words = " … ".join(plain(piece) for piece in pieces)
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1].rsplit(" ", 1)[0] + " …"


def reading_output(reading: "Reading", text: str, *, as_json: bool) -> list[str]:
    from onrecord.records import to_json

    return [to_json(reading)] if as_json else [*_reading_lines(reading, text), ""]


def _reading_lines(reading: "Reading", text: str) -> Iterator[str]:
    """A reading for people: the page, each statement as source → cue → content, each event as who → whom."""
    title = reading.extra.get("title")
    yield f"{_bold(plain(reading.id))}{f'  {plain(title)}' if isinstance(title, str) else ''}"
    published = (
        f"published {_interval(reading.published.start, reading.published.end)} ({reading.published.origin})"
        if reading.published
        else "undated"
    )
    yield f"{published}, language {reading.language or 'unknown'}, read by {reading.reader.model} {reading.reader.version}"
    if reading.unread:
        yield f"not read: {UNREAD[reading.unread]}"
    names = {a.id: plain(a.name) for a in reading.actors}

    def words(spans: "Iterable[Span]") -> list[str]:
        return [text[s.start : s.end] for s in spans]

    for s in reading.statements:
        actors, to, chain = ([names[i] for i in ids] for ids in (s.actors, s.to, [r.actor for r in s.chain]))
        yield from _statement_lines(s, words(s.source), words(s.cue), words(s.content), actors=actors, to=to, chain=chain)
    said_by = {s.id: [names[i] for i in s.actors] for s in reading.statements}
    for e in reading.events:
        trigger = text[e.trigger.start : e.trigger.end]
        actors, recipients = ([names[i] for i in ids] for ids in (e.actor, e.recipient))
        yield from _event_lines(e, trigger, actor=actors, recipient=recipients, said_by=said_by.get(e.statement or "", []))


def _statement_lines(
    s: "Statement",
    source: Iterable[str],
    cue: Iterable[str],
    content: Iterable[str],
    *,
    actors: Sequence[str],
    to: Sequence[str],
    chain: Sequence[str],
) -> Iterator[str]:
    yield f"  {s.id:<4} {_bold(_excerpt(source) or '(source not named)')} → {_excerpt(cue) or '(no cue)'} → {_excerpt(content)}"
    told = [s.mode, f"said by {', '.join(actors)}" if actors else "", f"to {', '.join(to)}" if to else ""]
    told += [f"via {' ← '.join(chain)}" if chain else "", f"inside {s.inside}" if s.inside else ""]
    yield f"       {', '.join(filter(None, told))}"


def _event_lines(e: "Event", trigger: str, *, actor: Sequence[str], recipient: Sequence[str], said_by: Sequence[str]) -> Iterator[str]:
    who = _bold(", ".join(actor) or "(somebody)")
    whom = f" → {_bold(', '.join(recipient))}" if recipient else ""
    yield f"  {e.id:<4} {e.type}{f' {e.mode}' if e.mode else ''}: {who}{whom}  “{plain(trigger)}”"
    told: list[str] = [e.factuality]
    if e.statement:
        told.append(f"on the word of {', '.join(said_by) or 'a source not named'} ({e.statement})")
    if e.date:
        told.append(_interval(e.date.start, e.date.end) if e.date.start else "date not resolved")
    told += [plain(e.place.name)] if e.place else []
    yield f"       {', '.join([*told, *e.contexts])}"


def _interval(start: str | None, end: str | None) -> str:
    return f"{start}" if end in (None, start) else f"{start} to {end}"


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text


def sheet_lines(found: "Found[Any]", what: str, lines: Callable[[Any], Iterable[str]]) -> Iterator[str]:
    for row in found.rows:
        yield from lines(row)
    shown = (
        ""
        if len(found.rows) == found.total
        else f" ({found.offset + 1} to {found.offset + len(found.rows)} shown)"
        if found.rows
        else " (none shown)"
    )
    yield f"{found.total} {what} in {found.reports} reports{shown}"


def _page_line(page: "PageRef", pages: int) -> str:
    where = ", ".join(plain(w) for w in (page.published or "undated", page.outlet, page.title) if w)
    return f"       {where}{f' (and {pages - 1} more)' if pages > 1 else ''} [{page.id[:12]}]"


def _called(parties: "Iterable[Party]") -> list[str]:
    return [plain(p.name) for p in parties]


def statement_row_lines(row: "StatementRow") -> Iterator[str]:
    said = {"actors": _called(row.actors), "to": _called(row.to), "chain": _called(row.chain)}
    yield from _statement_lines(row.statement, row.source, row.cue, row.content, **said)
    yield _page_line(row.page, row.pages)


def event_row_lines(row: "EventRow") -> Iterator[str]:
    parties = {"actor": _called(row.actor), "recipient": _called(row.recipient), "said_by": _called(row.said_by)}
    yield from _event_lines(row.event, row.trigger, **parties)
    yield f"       {_excerpt([row.sentence])}"
    yield _page_line(row.page, row.pages)


def known_line(row: "Mapping[str, str | None]") -> str:
    """A row of the tables of who is who."""
    when = f"{row['start'] or '?'} to {row['end'] or '?'}" if row["start"] or row["end"] else None
    told = (row["country"], row["sector"], row["office"], when, row["wikidata"], f"from: {row['source']}")
    return f"{row['sense'] or '':<13} {_bold(plain(row['name'] or ''))}  {', '.join(plain(t) for t in told if t)}"


def judgement_line(row: "JudgementRow") -> str:
    """A judgement: the day, what was decided on whom, by whom and why."""
    who = " and ".join(f"{_bold(plain(one.name or 'an actor no page names now'))} [{one.key[:12]}]" for one in row.about)
    undone = "" if row.holds else " (undone since)"
    there = f" of the page {row.page[:12]}" if row.page else ""
    return f"{row.added[:10]}  {row.kind} {who}{there}  by {plain(row.who)}: {plain(row.why)}{undone}"


def actor_line(a: "ActorRow") -> str:
    known = ", ".join(plain(w) for w in (a.kind, a.role, a.country, a.sector, a.wikidata) if w)
    also = [name for name in map(plain, a.names) if name != plain(a.name)][:8]
    counts = f"{a.statements} statements, {a.events} events on {a.pages} pages"
    others = f"; also {', '.join(also)}" if also else ""
    return f"{_bold(plain(a.name))} ({known}): {counts}{others} [{a.identity[:12]}]"
