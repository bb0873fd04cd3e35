"""The ledger on disk: pages, versions, readings and judgements, append-only and bound by hashes, and the queries over them.

`open_store` gives a `Store`. Its queries are what the commands, the desk and the API share; each is one consistent look at the ledger.
Writing goes through a unit of work, and only its end commits:

    with open_store("onrecord.db", create=True) as store:
        with store.session() as session:
            session.add(document, reading)
        store.statements(query="ceasefire").rows

A Store may be used by several threads at once. All failures are LedgerError, its message naming the ledger and the reason.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from sqlalchemy import Connection, Engine

from onrecord.errors import LedgerError, TamperedError
from onrecord.records import Document, Reader, Reading
from onrecord.store import derive, judging, opening, people, queries, recording, sqlite
from onrecord.store.rows import (
    ActorRecord,
    ActorRow,
    Added,
    EventRow,
    Found,
    JudgementRow,
    OutletRow,
    PageRecord,
    PageRow,
    PairRecord,
    StatementRow,
    Stats,
    Verification,
)
from onrecord.store.verify import verified

__all__ = ["Session", "Store", "open_store"]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def open_store(url: str | Path, *, create: bool = False, read_only: bool = False, clock: Callable[[], str] = _now) -> "Store":
    """Opens a ledger: a path or `sqlite:///path`. An older schema is upgraded, a newer one is a LedgerError.

    `create` makes it where there is none (else that is a LedgerError); `read_only` never writes, so it neither creates nor upgrades.
    `clock` tells the moment that is recorded with what is added.
    """
    path = sqlite.path_of(url)
    with sqlite.reasons(str(url)):
        return Store(
            str(url), path, opening.opened(path, name=str(url), create=create, read_only=read_only), read_only=read_only, clock=clock
        )


class Session:
    """One unit of work: what is added in it is committed together at its end, or not at all."""

    def __init__(self, connection: Connection, now: str, *, ledger: str) -> None:
        self._connection, self._now, self._ledger = connection, now, ledger

    def add(self, document: Document, reading: Reading) -> Added:
        """Records a page with its reading.

        The page is known by its URL, else by the document's id. The same content and reading again change nothing; changed content is
        a new version; the same content read anew (another reader, another result) is a new reading of that version.
        RecordError where the reading breaks the contract on this text.
        """
        return recording.add(self._connection, document, reading, now=self._now)

    def judge(self, kind: str, about: Mapping[str, Any], *, who: str, why: str) -> str:
        """Appends a judgement and gives its hash. `merge` and `split` take `{"identities": [a, b]}`: the two are (not) the same actor.

        LedgerError where an identity is none of this ledger's, and where a judgement that holds says so already or forbids it.
        """
        with self._named():
            return judging.judge(self._connection, kind, about, who=who, why=why, now=self._now)

    def judge_named(self, kind: Literal["merge", "split"], a: str, b: str, *, who: str, why: str) -> JudgementRow:
        """The same on two actors by name, Wikidata id or identity. LedgerError, too, where that is nobody, or more than one."""
        with self._named():
            return judging.named(self._connection, kind, a, b, who=who, why=why, now=self._now)

    def judge_apart(self, name: str, page: str, *, who: str, why: str) -> JudgementRow:
        """The actor of that name on that page (its id or the beginning of it, its URL or document) is another than those of other pages."""
        with self._named():
            return judging.apart(self._connection, name, page, who=who, why=why, now=self._now)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Names the ledger in what a judgement is refused for."""
        try:
            yield
        except TamperedError:
            raise
        except LedgerError as e:
            raise LedgerError(f"{self._ledger}: {e}") from None


class Store:
    """An open ledger. Close it, or use it as a context manager."""

    def __init__(self, url: str, path: Path, engine: Engine, *, read_only: bool, clock: Callable[[], str]) -> None:
        self.url, self.read_only = url, read_only
        self._path, self._engine, self._clock = path, engine, clock

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Gives the file back."""
        self._engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A unit of work, the only way to write. Others wait for it for some seconds, then get a LedgerError."""
        if self.read_only:
            raise LedgerError(f"{self.url}: was opened for reading only")
        with sqlite.reasons(self.url), sqlite.begin_write(self._engine) as connection:
            yield Session(connection, self._clock(), ledger=self.url)

    @contextmanager
    def _look(self) -> Iterator[Connection]:
        try:
            with sqlite.reasons(self.url), self._engine.connect() as connection, connection.begin():
                yield connection
        except UnicodeEncodeError:  # half a surrogate pair, as Python has it for an argument in another encoding
            raise LedgerError(f"{self.url}: cannot be asked for what is no text") from None

    # --- queries ----------------------------------------------------------------------------------------------------------------

    def pages(
        self,
        *,
        query: str | None = None,
        outlet: str | None = None,
        actor: str | None = None,
        report: str | None = None,
        on: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Found[PageRow]:
        """Pages, the newest published first. `query` are words of title or text ("in quotation marks" a phrase), all of which must
        stand there; the row then carries a `snippet` in which \\x02 and \\x03 stand around what matched.

        `report` lists the copies of one story. `on`, `since` and `until` (YYYY, YYYY-MM or YYYY-MM-DD) mean the day of publication.
        """
        with self._look() as connection:
            return queries.pages(
                connection,
                query=query,
                outlet=outlet,
                actor=actor,
                report=report,
                on=on,
                since=since,
                until=until,
                limit=limit,
                offset=offset,
            )

    def page(self, page: str, *, version: int | None = None) -> PageRecord | None:
        """A page by its id (or the first eight or more characters of it), its URL or its document's id; None where there is none.

        `version` counts from 1; None is the newest.
        """
        with self._look() as connection:
            return queries.page(connection, page, version=version)

    def raw(self, page: str, *, version: int | None = None) -> bytes | None:
        """The bytes as they were fetched (of a text that was given as text, its own in UTF-8); None where the page is unknown."""
        with self._look() as connection:
            return queries.raw(connection, page, version=version)

    def outlets(self) -> tuple[OutletRow, ...]:
        """All outlets, the largest first."""
        with self._look() as connection:
            return queries.outlets(connection)

    def statements(
        self,
        *,
        query: str | None = None,
        actor: str | None = None,
        about: str | None = None,
        to: str | None = None,
        through: str | None = None,
        outlet: str | None = None,
        page: str | None = None,
        on: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Found[StatementRow]:
        """Statements, the newest page first, in the order of the text; what copies of one report repeat comes once.

        `query` searches source and content. `actor` is who says it, `about` who is named in it, `to` who is told, `through` who relayed
        it: each an identity, a Wikidata id, a name in any case, or an ISO 3166 alpha-3 code for everyone who acts for that country.
        """
        with self._look() as connection:
            return queries.statements(
                connection,
                query=query,
                actor=actor,
                about=about,
                to=to,
                through=through,
                outlet=outlet,
                page=page,
                on=on,
                since=since,
                until=until,
                limit=limit,
                offset=offset,
            )

    def events(
        self,
        *,
        query: str | None = None,
        type: str | None = None,
        actor: str | None = None,
        recipient: str | None = None,
        party: str | None = None,
        factuality: str | None = None,
        said_by: str | None = None,
        outlet: str | None = None,
        page: str | None = None,
        on: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Found[EventRow]:
        """Events, the newest first; what copies of one report repeat comes once. Days mean the event's date, its page's where undated.

        `party` takes part on either side. `query` searches the sentence of the event. Parties as in `statements`.
        """
        with self._look() as connection:
            return queries.events(
                connection,
                query=query,
                type=type,
                actor=actor,
                recipient=recipient,
                party=party,
                factuality=factuality,
                said_by=said_by,
                outlet=outlet,
                page=page,
                on=on,
                since=since,
                until=until,
                limit=limit,
                offset=offset,
            )

    def actors(self, *, query: str | None = None, limit: int = 50, offset: int = 0) -> Found[ActorRow]:
        """Identities, the most often met first; `query` is a part of one of their names."""
        with self._look() as connection:
            return people.actors(connection, query=query, limit=limit, offset=offset)

    def actor(self, name: str, *, limit: int = 50) -> tuple[ActorRecord, ...]:
        """Every identity of that name (or with that identity or Wikidata id), with what it said, what was said of it, and what it did."""
        with self._look() as connection:
            return people.actor(connection, name, limit=limit)

    def judgements(self, name: str | None = None) -> tuple[JudgementRow, ...]:
        """What was judged, the newest first: all of it, or what is on the actors that a name stands for."""
        with self._look() as connection:
            return judging.judgements(connection, name)

    def pair(self, a: str, b: str, *, since: str | None = None, until: str | None = None, limit: int = 50, offset: int = 0) -> PairRecord:
        """Events between two parties, by month. A country stands for everyone who acts for it."""
        with self._look() as connection:
            return people.pair(connection, a, b, since=since, until=until, limit=limit, offset=offset)

    def stats(self) -> Stats:
        """How much the ledger holds, and its head."""
        with self._look() as connection:
            return queries.stats(connection)

    # --- trust ------------------------------------------------------------------------------------------------------------------

    def known(self, document: Document, reader: Reader) -> Added | None:
        """`unchanged`, where the newest version of this page is this document, already read by this reader; None otherwise."""
        with self._look() as connection:
            return recording.known(connection, document, reader)

    def verify(self, *, against: Mapping[str, tuple[int, str]] | None = None) -> Verification:
        """Recomputes every hash and every derived row, and names what does not hold.

        `against` are the `ends` of an earlier verification, kept elsewhere: proof that nothing before them was rewritten since.
        """
        with sqlite.reasons(self.url):
            return verified(self._path, against=against)

    def rebuild(self, *, progress: Callable[[int], None] = lambda page: None) -> None:
        """Makes all derived tables again from what was recorded, in one transaction; tells `progress` the number of each page done."""
        if self.read_only:
            raise LedgerError(f"{self.url}: was opened for reading only")
        with sqlite.reasons(self.url), sqlite.begin_write(self._engine) as connection:
            for page in derive.rebuild(connection):
                progress(page)
