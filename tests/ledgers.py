"""Pages with readings made by hand for the tests of the ledger, and a ledger's whole content to compare."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from factory import Marked, marked

from onrecord.records import Actor, Block, Document, Event, EventDate, Mention, Published, Reader, Reading, Relay, Statement, digest
from onrecord.store import Store

__all__ = ["READER", "RECORDED", "add", "content", "filler", "page", "read_by_hand", "tables"]

READER = Reader(version="1", model="by hand", digest="0" * 64)
RECORDED = ("pages", "versions", "readings", "judgements")

STORY = (
    "[source|[actor1|Ilse Varga]] [cue|said] [content|that [actor2|Ostria] {verb} the talks], "
    "[relay|[actor3|Halden News Agency]] reported. "
    "[actor4|Northland] [trigger|accused] [actor5|Ostria] of shelling Karst on Sunday. {filler}"
)


def filler(seed: str, words: int = 80) -> str:
    """Words that are the same for the same seed and shared with no other, enough for a story to have copies."""
    return " ".join(f"{seed}{n}" for n in range(words))


def page(
    name: str = "one",
    *,
    verb: str = "left",
    more: str = "",
    url: str | None = None,
    day: str | None = "2024-05-14",
    outlet: str | None = None,
    reader: Reader = READER,
    raw: bytes | None = None,
) -> tuple[Document, Reading]:
    """A story of a statement with a chain and of an event; `verb` and `more` change its words."""
    m = marked(STORY.format(verb=verb, filler=more))

    extra = {"url": url, "title": f"Page {name}", "outlet": outlet}
    document = Document(
        id=name,
        text=m.text,
        url=url,
        title=f"Page {name}",
        published=day,
        raw=raw,
        media="html" if raw else "text",
        extra={"outlet": outlet} if outlet else {},
    )
    reading = Reading(
        id=name,
        text_sha256=digest(m.text.encode()),
        reader=reader,
        language="en",
        published=Published(start=day, end=day, precision="day", origin="metadata") if day else None,
        blocks=(Block(kind="body", span=_whole(m.text)),),
        actors=_actors(m),
        statements=(
            Statement(
                id="s1",
                actors=("a1",),
                source=m["source"],
                cue=m["cue"],
                content=m["content"],
                chain=(Relay(actor="a3", span=m.one("relay")),),
            ),
        ),
        events=(
            Event(
                id="e1",
                type="ACCUSE",
                mode="disapprove",
                actor=("a4",),
                recipient=("a2",),
                trigger=m.one("trigger"),
                date=EventDate(start="2024-05-12", end="2024-05-12", precision="day", span=m.one("trigger")),
            ),
        ),
        extra={key: value for key, value in extra.items() if value},
    )
    return document, reading


def _actors(m: Marked) -> tuple[Actor, ...]:
    def who(id: str, name: str, kind: Any, country: str | None, *labels: str, wikidata: str | None = None) -> Actor:
        mentions = tuple(Mention(span=m.one(label), form="name") for label in labels)
        return Actor(id=id, name=name, kind=kind, country=country, wikidata=wikidata, mentions=mentions)

    return (
        who("a1", "Ilse Varga", "person", "NLD", "actor1", wikidata="Q999001"),
        who("a2", "Ostria", "country", "AUT", "actor2", "actor5"),
        who("a3", "Halden News Agency", "media", None, "actor3"),
        who("a4", "Northland", "country", "NLD", "actor4"),
    )


def _whole(text: str) -> Any:
    from onrecord.spans import Span

    return Span(0, len(text))


def add(store: Store, *pages: tuple[Document, Reading]) -> list[str]:
    """Adds each in a unit of work of its own and says what came of it."""
    outcomes: list[str] = []
    for document, reading in pages:
        with store.session() as session:
            outcomes.append(session.add(document, reading).outcome)
    return outcomes


def read_by_hand(documents: Sequence[Document]) -> Iterable[Reading]:
    """A reader for the loop: finds nothing, fails at texts that say so, leaves those that say they are foreign unread."""
    for document in documents:
        if "unreadable" in document.text:
            raise RuntimeError("tripped over a word")
        unread: Literal["language"] | None = "language" if "foreign" in document.text else None
        yield Reading(id=document.id, text_sha256=digest(document.text.encode()), reader=READER, unread=unread, extra=document.extra)


def tables(path: Path) -> list[str]:
    """Every table of the file, those that full-text search keeps included."""
    with sqlite3.connect(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    connection.close()
    return names


def content(path: Path, *, only: Sequence[str] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables that hold something of their own (not the indexes of full-text search)."""
    connection = sqlite3.connect(path)
    shadow = ("_data", "_idx", "_docsize", "_config", "_content")
    names = only or [n for n in tables(path) if not n.endswith(shadow)]
    try:
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    finally:
        connection.close()
