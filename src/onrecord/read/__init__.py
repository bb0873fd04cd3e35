"""The reader: documents in, readings out. The stages beside this file are composed here, line by line, and do not know each other.

    document → page → (the model annotates the readable text) → quotations → statements → chains → dates → events → factuality
             → mentions → actors → sides → reading

Every stage is a pure function over records; the model is asked once a batch. What a stage cannot decide stays null or empty on the
record. Three things found on the way are left out of the reading: statements and events that the model itself is too unsure of, events
in which nobody takes part (`sides.is_act`) or that a text outside public life tells (`sides.is_of_public_life`), and relays whose words
name nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from urllib.parse import urlsplit

from onrecord.knowledge import Knowledge
from onrecord.models import Annotation, Model
from onrecord.read.actors import Resolution, resolve_actors
from onrecord.read.chains import link_chains
from onrecord.read.dates import find_dates
from onrecord.read.events import find_events
from onrecord.read.factuality import judge_factuality
from onrecord.read.mentions import find_mentions
from onrecord.read.page import find_page
from onrecord.read.quotations import find_quotations
from onrecord.read.sides import Sides, choose_sides, is_act, is_of_public_life
from onrecord.read.statements import find_statements
from onrecord.records import (
    Actor,
    Document,
    Event,
    EventDate,
    EventDraft,
    Page,
    Reader,
    Reading,
    Relay,
    Statement,
    StatementDraft,
    TimeExpression,
    check,
    digest,
)
from onrecord.spans import Span

__all__ = ["read_many", "readable_text", "reader_of"]

BATCH = 16  # documents a call of the model; more saves no time and costs memory


def read_many(documents: Iterable[Document], *, model: Model, knowledge: Knowledge) -> Iterator[Reading]:
    """One reading a document, in order. A document that is not to be read (language, empty …) gives a reading that says so in `unread`.

    Batches change nothing: each reading is the same as if its document had been read alone.
    """
    reader = reader_of(model, knowledge)
    source = iter(documents)
    while batch := list(islice(source, BATCH)):
        pages = [find_page(document) for document in batch]
        texts = [readable_text(d.text, p.readable) for d, p in zip(batch, pages, strict=True) if not p.unread]
        annotations = iter(model.annotate(texts)) if texts else iter(())
        for document, page in zip(batch, pages, strict=True):
            if page.unread:
                yield _reading(document, page, reader)
            else:
                yield _read(document, page, next(annotations), reader=reader, knowledge=knowledge)


def reader_of(model: Model, knowledge: Knowledge) -> Reader:
    """What a reading says of its reader: other names that a user added make another reader."""
    if knowledge.own is None:
        return Reader(version=version("onrecord"), model=model.name, digest=model.digest)
    return Reader(version=version("onrecord"), model=f"{model.name}+names", digest=digest([model.digest, knowledge.own]))


def readable_text(text: str, readable: Sequence[Span]) -> str:
    """The text as the model gets it: of the same length, one readable span a line, all else blank, so that offsets stay as they are."""
    out = [" "] * len(text)
    for span in readable:
        out[span.start : span.end] = text[span.start : span.end].replace("\n", " ")
        if span.end < len(text):
            out[span.end] = "\n"
    return "".join(out)


def _read(document: Document, page: Page, annotation: Annotation, *, reader: Reader, knowledge: Knowledge) -> Reading:
    text = document.text
    quotations = find_quotations(text, page.readable)
    statements = find_statements(text, annotation, quotations, readable=page.readable)
    statements = link_chains(text, annotation, statements, knowledge=knowledge, outlet=_outlet(document))
    expressions = find_dates(text, annotation, published=page.published)
    events = find_events(text, annotation, statements, expressions=expressions, knowledge=knowledge)
    events = judge_factuality(text, annotation, events, statements, expressions=expressions, published=page.published, knowledge=knowledge)
    parties = _parties(statements, events)
    mentions = find_mentions(text, annotation, parties=parties, knowledge=knowledge)
    resolution = resolve_actors(text, annotation, mentions, parties=parties, published=page.published, knowledge=knowledge)
    events = events if is_of_public_life(annotation, resolution.actors) else ()
    sides = choose_sides(annotation, statements, events, actors=resolution.actors, who=resolution.actors_of, knowledge=knowledge)
    return _reading(
        document, page, reader, resolution.actors, _statements(statements, resolution), _events(events, sides, expressions, resolution)
    )


def _outlet(document: Document) -> str | None:
    """The page's own outlet: the document's `outlet`, where its maker gave one, else the host of its address."""
    named = document.extra.get("outlet")
    if isinstance(named, str) and named.strip():
        return named
    try:
        return urlsplit(document.url or "").hostname
    except ValueError:
        return None


def _parties(statements: Sequence[StatementDraft], events: Sequence[EventDraft]) -> tuple[Span, ...]:
    """Every span whose actor some record needs, each once, in order."""
    spans = {span for s in statements for span in (*s.source, *s.relays, *s.to)}
    spans |= {span for e in events for span in (*e.actor, *e.recipient)}
    return tuple(sorted(spans))


def _reading(
    document: Document,
    page: Page,
    reader: Reader,
    actors: tuple[Actor, ...] = (),
    statements: tuple[Statement, ...] = (),
    events: tuple[Event, ...] = (),
) -> Reading:
    passed = {k: v for k, v in (("url", document.url), ("title", document.title or page.title)) if v is not None}
    reading = Reading(
        id=document.id,
        text_sha256=digest(document.text.encode("utf-8", "surrogatepass")),
        reader=reader,
        unread=page.unread,
        language=page.language,
        published=page.published,
        blocks=page.blocks,
        actors=actors,
        statements=statements,
        events=events,
        extra=passed | document.extra,
    )
    return check(reading, document.text)


def _statements(drafts: Sequence[StatementDraft], resolution: Resolution) -> tuple[Statement, ...]:
    who = resolution.actors_of
    return tuple(
        Statement(
            id=f"s{n}",
            actors=who(d.source),
            source=d.source,
            cue=d.cue,
            content=d.content,
            mode=d.mode,
            chain=tuple(Relay(actor=a, span=span) for span in d.relays for a in who((span,))),
            inside=None if d.inside is None else f"s{d.inside + 1}",
            to=who(d.to),
            confidence=d.confidence,
        )
        for n, d in enumerate(drafts, start=1)
    )


def _events(
    drafts: Sequence[EventDraft], sides: Sequence[Sides], expressions: Sequence[TimeExpression], resolution: Resolution
) -> tuple[Event, ...]:
    dated = {x.span: x.date or EventDate(start=None, end=None, precision=None, span=x.span) for x in expressions}
    return tuple(
        Event(
            id=f"e{n}",
            type=d.type,
            mode=d.mode,
            contexts=d.contexts,
            actor=side.actor,
            recipient=side.recipient,
            trigger=d.trigger,
            date=dated.get(d.date) if d.date else None,
            place=resolution.place_of(d.place) if d.place else None,
            factuality=d.factuality,
            statement=None if d.statement is None else f"s{d.statement + 1}",
            confidence=d.confidence,
        )
        for n, (d, side) in enumerate(((d, s) for d, s in zip(drafts, sides, strict=True) if is_act(d, s)), start=1)
    )
