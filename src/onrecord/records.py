"""The records of OnRecord: the reading (the contract, one JSON object a document) and what the stages of `read` hand each other.

All are frozen. `to_json` and `from_json` are lossless; `check` is the strict test that every span lies inside the text, every id
resolves and no statement stands inside itself. Offsets are code points of the document's text as it was given.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from onrecord.errors import RecordError
from onrecord.spans import Span

__all__ = [
    "Actor", "Block", "Document", "Event", "EventDate", "EventDraft", "Mention", "MentionDraft", "Page", "Place", "Published", "Quotation",
    "Reader", "Reading", "Relay", "Statement", "StatementDraft", "TimeExpression",
    "canonical", "check", "digest", "from_json", "json_schema", "to_json",
]  # fmt: skip

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Confidence = Annotated[float, Meta(ge=0, le=1)]
Precision = Literal["day", "week", "month", "year"]
BlockKind = Literal["headline", "byline", "dateline", "body", "quote", "caption", "credit", "source_link", "related", "form", "chrome"]
ActorKind = Literal["person", "country", "organisation", "media", "bloc", "group", "unnamed"]
MentionForm = Literal["name", "nominal", "pronoun", "metonym"]
StatementMode = Literal["direct", "indirect", "mixed"]
Factuality = Literal["asserted", "attributed", "hedged", "negated", "future", "hypothetical", "historical"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Unread = Literal["language", "empty", "too_long", "not_an_article"]


# --- what goes in ---------------------------------------------------------------------------------------------------------------


class Document(Struct, frozen=True, kw_only=True):
    """One document to read. `published` is YYYY-MM-DD (or YYYY-MM, YYYY) as given; `extra` holds the other keys of the input object.

    `raw` are the bytes as they were fetched, of the kind `media` (null: the text was given as text, its UTF-8 bytes are the raw bytes).
    They may differ from the text (another character set, a byte order mark, HTML) and are evidence for dates, never for offsets.
    """

    id: str
    text: str
    published: str | None = None
    url: str | None = None
    title: str | None = None
    raw: bytes | None = None
    media: Literal["html", "text"] = "text"
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def html(self) -> bytes | None:
        """The page's source, where the text was taken from HTML."""
        return self.raw if self.media == "html" else None


# --- the reading ----------------------------------------------------------------------------------------------------------------


class Reader(Struct, frozen=True, kw_only=True):
    """What read it: enough to read the same page again and get the same."""

    version: str
    model: str
    digest: str


class Published(Struct, frozen=True, kw_only=True):
    """When the document was published: an interval of days with its precision and where it is known from."""

    start: Day
    end: Day
    precision: Precision
    origin: Literal["metadata", "page", "text", "age"] = field(name="from")


class Block(Struct, frozen=True, kw_only=True):
    """A stretch of the page of one kind; `fields` holds what was read off it (comments, credit, author …)."""

    kind: BlockKind
    span: Span
    fields: dict[str, Any] = field(default_factory=dict)


class Mention(Struct, frozen=True, kw_only=True):
    """The words that name an actor."""

    span: Span
    form: MentionForm


class Actor(Struct, frozen=True, kw_only=True):
    """A party, resolved as of the document's date. `country` is ISO 3166-1 alpha-3, `sector` a PLOVER code."""

    id: str
    name: str
    kind: ActorKind
    country: Country | None = None
    sector: str | None = None
    role: str | None = None
    wikidata: str | None = None
    mentions: tuple[Mention, ...] = ()


class Relay(Struct, frozen=True, kw_only=True):
    """One link of a chain: through whom a statement reached this page, and the words that say so."""

    actor: str
    span: Span


class Statement(Struct, frozen=True, kw_only=True):
    """One attribution (PolNeAR / PARC 3 sense); `chain` runs from the relay nearest the reader."""

    id: str
    actors: tuple[str, ...] = ()
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()
    mode: StatementMode = "indirect"
    chain: tuple[Relay, ...] = ()
    inside: str | None = None
    to: tuple[str, ...] = ()
    confidence: Confidence | None = None


class EventDate(Struct, frozen=True, kw_only=True):
    """When an event happened: an interval of days (null where the words cannot be resolved) and the words that say so."""

    start: Day | None
    end: Day | None
    precision: Precision | None
    span: Span


class Place(Struct, frozen=True, kw_only=True):
    """Where an event happened, as named."""

    name: str
    country: Country | None
    span: Span


class Event(Struct, frozen=True, kw_only=True):
    """A PLOVER event; `statement` is the id of the statement on whose word it stands (null: the page itself says so)."""

    id: str
    type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    trigger: Span
    date: EventDate | None = None
    place: Place | None = None
    factuality: Factuality = "asserted"
    statement: str | None = None
    confidence: Confidence | None = None


class Reading(Struct, frozen=True, kw_only=True):
    """All that was read of one document. `extra` are the document's other keys, passed through at the top level of the JSON object."""

    id: str
    text_sha256: Hash
    reader: Reader
    unread: Unread | None = None
    language: str | None = None
    published: Published | None = None
    blocks: tuple[Block, ...] = ()
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


# --- what stages hand each other ------------------------------------------------------------------------------------------------


class Page(Struct, frozen=True, kw_only=True):
    """A document with its furniture told from its article: what `read.page` gives.

    `readable` are the spans that the later stages read (headline, body, quotes), in order and one a paragraph.
    """

    blocks: tuple[Block, ...]
    readable: tuple[Span, ...]
    language: str | None
    published: Published | None
    unread: Unread | None = None
    title: str | None = None


class Quotation(Struct, frozen=True, kw_only=True):
    """A pair of quotation marks and what stands between. `closed` is false where the mark was never closed (a paragraph ended)."""

    span: Span
    closed: bool = True


class TimeExpression(Struct, frozen=True, kw_only=True):
    """Words that tell a time, resolved where they can be. `value` and `type` as in TIMEX3; `date` only for calendar intervals of days."""

    span: Span
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str | None
    date: EventDate | None


class MentionDraft(Struct, frozen=True, kw_only=True):
    """Words that may name an actor, before it is known which. `head` is the word that says what it is, `name` the proper name in it.

    `described` are the words beside the name that describe its bearer (title, apposition); `parties` the numbers of the party spans
    that this mention answers for. `label` is the sort of thing: person, place, organisation, media, country, demonym, metonym, role,
    pronoun or "" (not known).
    """

    span: Span
    form: MentionForm
    head: Span
    label: str = ""
    name: Span | None = None
    described: tuple[Span, ...] = ()
    plural: bool = False
    parties: tuple[int, ...] = ()


class StatementDraft(Struct, frozen=True, kw_only=True):
    """A statement before its actors are resolved: spans only. `inside` is the number of the statement in the list that holds this one.

    `relays` (nearest the reader first) and `to` are the words that name the relays and addressees.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    mode: StatementMode
    relays: tuple[Span, ...] = ()
    inside: int | None = None
    to: tuple[Span, ...] = ()
    confidence: Confidence | None = None


class EventDraft(Struct, frozen=True, kw_only=True):
    """An event before its parties are resolved: spans only. `statement` is the number of the statement it stands on."""

    type: EventType
    trigger: Span
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    actor: tuple[Span, ...] = ()
    recipient: tuple[Span, ...] = ()
    date: Span | None = None
    place: Span | None = None
    factuality: Factuality = "asserted"
    statement: int | None = None
    confidence: Confidence | None = None


# --- JSON -----------------------------------------------------------------------------------------------------------------------

_SURROGATE = re.compile("[\ud800-\udfff]")
_FIELDS = frozenset(f.encode_name for f in msgspec.structs.fields(Reading)) - {"extra"}


def canonical(value: object) -> bytes:
    """UTF-8 JSON with sorted keys and no white space: what ids and hashes are taken of."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def digest(value: object) -> str:
    """SHA-256 (hex) of the canonical JSON of a value; of the bytes themselves for bytes."""
    return hashlib.sha256(value if isinstance(value, bytes) else canonical(value)).hexdigest()


def to_json(reading: Reading) -> str:
    """One line of JSON in the contract's order of keys, fit to be written as UTF-8; without keys of `extra` that the contract knows."""
    row = msgspec.to_builtins(reading)
    extra = row.pop("extra")
    row |= {k: v for k, v in extra.items() if k not in _FIELDS}
    line = json.dumps(row, ensure_ascii=False)
    # Half a surrogate pair (JSON input may hold one) is no UTF-8: such a line is escaped as a whole.
    return line if line.isascii() or not _SURROGATE.search(line) else json.dumps(row)


def from_json(line: str | bytes) -> Reading:
    """The reading of one JSON object. RecordError (naming id and field) if it is not of the contract's shape."""
    try:
        row = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as e:
        raise RecordError("?", "$", f"not JSON: {e}") from None
    if not isinstance(row, dict):
        raise RecordError("?", "$", "not an object")
    known = {k: v for k, v in row.items() if k in _FIELDS}
    return _shape(str(row.get("id", "?")), known | {"extra": {k: v for k, v in row.items() if k not in _FIELDS}})


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def json_schema() -> dict[str, Any]:
    """JSON Schema of the reading, as published in docs/reading.schema.json; unknown keys are allowed (they are passed through)."""
    schema = msgspec.json.schema(Reading)
    schema["$defs"]["Reading"]["properties"].pop("extra")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OnRecord reading", **schema}


# --- the strict check -----------------------------------------------------------------------------------------------------------


def check(reading: Reading, text: str) -> Reading:
    """The reading itself, when it keeps the contract on this text; else RecordError with the path of the first fault."""
    if digest(text.encode("utf-8", "surrogatepass")) != reading.text_sha256:
        raise RecordError(reading.id, "text_sha256", "is not the hash of this text")
    _shape(reading.id, msgspec.to_builtins(reading))
    for path, span in _spans(reading):
        if not 0 <= span.start < span.end <= len(text):
            raise RecordError(reading.id, path, f"span [{span.start}, {span.end}) is empty or outside the text of {len(text)} characters")
    for path, start, end in _intervals(reading):
        _interval(reading.id, path, start, end)
    if reading.unread and (reading.actors or reading.statements or reading.events):
        raise RecordError(reading.id, "unread", "what was not read has no actors, statements or events")
    actors = _unique(reading, "actors", (a.id for a in reading.actors))
    statements = _unique(reading, "statements", (s.id for s in reading.statements))
    _unique(reading, "events", (e.id for e in reading.events))
    for path, name, known in _references(reading, actors, statements):
        if name not in known:
            raise RecordError(reading.id, path, f"no record has the id {name!r}")
    _acyclic(reading)
    return reading


def _shape(name: str, row: dict[str, Any]) -> Reading:
    """The reading in plain values, typed: RecordError where a value is not of its field's type, word list or form."""
    try:
        return msgspec.convert(row, Reading, strict=True)
    except msgspec.ValidationError as e:
        reason, _, path = str(e).partition(" - at `$")
        raise RecordError(name, path.strip("`.") or "$", reason) from None


def _intervals(reading: Reading) -> Iterable[tuple[str, str | None, str | None]]:
    if reading.published:
        yield "published", reading.published.start, reading.published.end
    for i, e in enumerate(reading.events):
        if e.date:
            yield f"events[{i}].date", e.date.start, e.date.end


def _interval(name: str, path: str, start: str | None, end: str | None) -> None:
    if start is None and end is None:
        return
    try:
        backwards = start is None or end is None or date.fromisoformat(start) > date.fromisoformat(end)
    except ValueError as e:
        raise RecordError(name, path, str(e)) from None
    if backwards:
        raise RecordError(name, path, f"from {start} to {end} is no interval of days")


def _spans(reading: Reading) -> Iterable[tuple[str, Span]]:
    for i, b in enumerate(reading.blocks):
        yield f"blocks[{i}].span", b.span
    for i, a in enumerate(reading.actors):
        yield from ((f"actors[{i}].mentions[{j}].span", m.span) for j, m in enumerate(a.mentions))
    for i, s in enumerate(reading.statements):
        for role, spans in (("source", s.source), ("cue", s.cue), ("content", s.content)):
            yield from ((f"statements[{i}].{role}[{j}]", span) for j, span in enumerate(spans))
        yield from ((f"statements[{i}].chain[{j}].span", r.span) for j, r in enumerate(s.chain))
    for i, e in enumerate(reading.events):
        yield f"events[{i}].trigger", e.trigger
        if e.date:
            yield f"events[{i}].date.span", e.date.span
        if e.place:
            yield f"events[{i}].place.span", e.place.span


def _unique(reading: Reading, path: str, ids: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for i, name in enumerate(ids):
        if name in seen:
            raise RecordError(reading.id, f"{path}[{i}].id", f"{name!r} is used twice")
        seen.add(name)
    return seen


def _references(reading: Reading, actors: set[str], statements: set[str]) -> Iterable[tuple[str, str, set[str]]]:
    for i, s in enumerate(reading.statements):
        for name, ids in (("actors", s.actors), ("to", s.to), ("chain", tuple(r.actor for r in s.chain))):
            yield from ((f"statements[{i}].{name}[{j}]", x, actors) for j, x in enumerate(ids))
        if s.inside is not None:
            yield f"statements[{i}].inside", s.inside, statements
    for i, e in enumerate(reading.events):
        for name, ids in (("actor", e.actor), ("recipient", e.recipient)):
            yield from ((f"events[{i}].{name}[{j}]", x, actors) for j, x in enumerate(ids))
        if e.statement is not None:
            yield f"events[{i}].statement", e.statement, statements


def _acyclic(reading: Reading) -> None:
    holder: Mapping[str, str | None] = {s.id: s.inside for s in reading.statements}
    for i, s in enumerate(reading.statements):
        seen, at = {s.id}, s.inside
        while at is not None:
            if at in seen:
                raise RecordError(reading.id, f"statements[{i}].inside", "the statement stands inside itself")
            seen.add(at)
            at = holder[at]
