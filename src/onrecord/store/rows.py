"""What the queries of the ledger give: frozen records that the commands, the desk and the API all use as they are.

`msgspec.to_builtins(row)` (or `to_rows`) is their JSON. Identifiers are hexadecimal SHA-256 over canonical JSON; every command and
address also takes the first characters of one, down to eight. Days are YYYY-MM-DD, moments ISO 8601 in UTC, spans code points of the
text of the page's newest version.
"""

from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from onrecord.records import Event, Published, Reading, Statement

__all__ = [
    "ActorRecord", "ActorRow", "Added", "EventRow", "Found", "Judged", "JudgementRow", "Month", "OutletRow", "PageRecord", "PageRef",
    "PageRow", "PairRecord", "Party", "Problem", "StatementRow", "Stats", "Verification", "VersionRow", "to_rows",
]  # fmt: skip

Row = TypeVar("Row")


class Found(Struct, Generic[Row], frozen=True, kw_only=True):
    """One sheet of an answer. `total` counts all rows that match, `reports` the stories they stand in (copies count once)."""

    total: int
    reports: int
    limit: int
    offset: int
    rows: tuple[Row, ...]


class PageRef(Struct, frozen=True, kw_only=True):
    """The page a record stands on: enough to name it and to link to it."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None


class PageRow(Struct, frozen=True, kw_only=True):
    """A page of the ledger as its newest version reads.

    `document` is the id it was first added under. `report` is the id of the page that stands for its story (the first of its copies in
    the ledger; its own where it has none) and `copies` how many pages tell that story, this one included.
    """

    id: str
    document: str
    url: str | None
    title: str | None
    outlet: str | None
    published: Published | None
    language: str | None
    unread: str | None
    statements: int
    events: int
    versions: int
    report: str
    copies: int
    added: str
    snippet: str | None = None


class VersionRow(Struct, frozen=True, kw_only=True):
    """One version of a page: `number` counts from 1 within the page, `readings` how often it was read."""

    number: int
    added: str
    title: str | None
    published: str | None
    text_sha256: str
    raw_sha256: str
    media: Literal["html", "text"]
    readings: int


class PageRecord(Struct, frozen=True, kw_only=True):
    """A page with everything known of it: one version's text and its newest reading, all versions, the copies in other places."""

    page: PageRow
    version: int
    text: str
    reading: Reading
    versions: tuple[VersionRow, ...]
    copies: tuple[PageRef, ...]


class Party(Struct, frozen=True, kw_only=True):
    """An actor in its part in a record. `id` is its id in the reading, `identity` the one it has across the ledger."""

    id: str
    identity: str
    name: str
    kind: str
    country: str | None
    sector: str | None
    role: str | None
    wikidata: str | None


class StatementRow(Struct, frozen=True, kw_only=True):
    """A statement with the words of its spans. `pages` counts the copies of its report that carry it.

    `statement` is the contract's own record. `source`, `cue` and `content` are the words at its spans, one a piece.
    """

    page: PageRef
    report: str
    pages: int
    statement: Statement
    source: tuple[str, ...]
    cue: tuple[str, ...]
    content: tuple[str, ...]
    actors: tuple[Party, ...]
    to: tuple[Party, ...]
    chain: tuple[Party, ...]


class EventRow(Struct, frozen=True, kw_only=True):
    """An event with its parties and its words. `day` is the first day of its date, of its page where the event is undated.

    `sentence` is the text around the trigger. `said_by` are the actors of the statement on whose word it stands (empty where the page
    itself says so, and where the source is not named). `plover` is the version of the manual the event is coded by, `cameo` the root
    codes that the published mapping gives for its type and mode, `cameo_lossy` whether that is more or less than the event says.
    """

    page: PageRef
    report: str
    pages: int
    event: Event
    day: str | None
    trigger: str
    sentence: str
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    said_by: tuple[Party, ...]
    plover: str
    cameo: tuple[str, ...]
    cameo_lossy: bool


class ActorRow(Struct, frozen=True, kw_only=True):
    """One identity across the ledger. `names` are the names and metonyms it goes by; counts are of reports, copies once."""

    identity: str
    name: str
    kind: str
    country: str | None
    sector: str | None
    role: str | None
    wikidata: str | None
    names: tuple[str, ...]
    pages: int
    statements: int
    events: int


class Judged(Struct, frozen=True, kw_only=True):
    """An actor that a judgement is on: the key it has without any judgement, and its commonest name (null: no page names it now)."""

    key: str
    name: str | None


class JudgementRow(Struct, frozen=True, kw_only=True):
    """What a person decided. `holds` is false where a newer judgement on the same two undoes it.

    `page` is the id of the page whose actor was set apart (the second of the two); null where the judgement is on all pages.
    """

    number: int
    hash: str
    kind: str
    about: tuple[Judged, ...]
    page: str | None
    who: str
    why: str
    added: str
    holds: bool


class ActorRecord(Struct, frozen=True, kw_only=True):
    """An identity with the statements it made, those whose content names it, the events it takes part in, and what was judged of it:
    newest first."""

    actor: ActorRow
    said: Found[StatementRow]
    about: Found[StatementRow]
    events: Found[EventRow]
    judgements: tuple[JudgementRow, ...]


class Month(Struct, frozen=True, kw_only=True):
    """Events between two parties in one month (YYYY-MM; null where neither event nor page is dated), each report once.

    `forth` are done by the first to the second, `back` by the second to the first, `both` together; `types` counts PLOVER types.
    """

    month: str | None
    total: int
    forth: int
    back: int
    both: int
    types: dict[str, int]


class PairRecord(Struct, frozen=True, kw_only=True):
    """What two parties did to each other. A party that is a country stands for everyone who acts for it."""

    a: tuple[ActorRow, ...]
    b: tuple[ActorRow, ...]
    months: tuple[Month, ...]
    events: Found[EventRow]


class OutletRow(Struct, frozen=True, kw_only=True):
    """An outlet and how many pages of it the ledger holds."""

    outlet: str
    pages: int


class Stats(Struct, frozen=True, kw_only=True):
    """What a ledger holds. `head` is the hash that all its rows lead to, `schema` the revision of its tables."""

    pages: int
    versions: int
    readings: int
    judgements: int
    reports: int
    statements: int
    events: int
    identities: int
    outlets: int
    first: str | None
    last: str | None
    schema: str
    head: str


class Added(Struct, frozen=True, kw_only=True):
    """What `Session.add` did. `page` is the page's id, `version` counts within the page, `unread` says why the page holds no records."""

    page: str
    version: int
    outcome: Literal["new page", "new version", "new reading", "unchanged"]
    unread: str | None = None


class Problem(Struct, frozen=True, kw_only=True):
    """One thing that does not hold: in which table, at which row (null: the table or file as a whole), and why."""

    table: str
    row: str | None
    reason: str


class Verification(Struct, frozen=True, kw_only=True):
    """What `verify` checked and found. No problem means: every byte that was recorded is still what it was.

    `ends` says for each chain how many rows it has and the hash of the last; `head` is the hash over them. Whoever keeps `ends` elsewhere
    can later prove that nothing before them was rewritten (`Store.verify(against=…)`).
    """

    rows: dict[str, int]
    head: str | None
    ends: dict[str, tuple[int, str]]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def to_rows(value: Any) -> Any:
    """Plain dicts and lists of a record (or of several), as the JSON of commands and API has them."""
    return msgspec.to_builtins(value)
