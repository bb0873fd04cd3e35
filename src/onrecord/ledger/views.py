"""The rows that one page's newest reading puts into the ledger: what `store` keeps beside the reading so that it can be asked.

`views` is a pure function of the reading and its text. Every row can be made again from them, and `onrecord verify` does.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from onrecord.ledger.copies import runs_of
from onrecord.ledger.identities import fold, identity_key
from onrecord.records import Actor, Event, Reading, Statement, canonical, digest
from onrecord.spans import Span, within

__all__ = ["ActorView", "EventView", "MentionView", "PageView", "PartyView", "StatementView", "Views", "outlet_of", "story", "views"]

RECIPE = "1"  # to be raised with every change of what a reading gives here: ledgers made before are then derived anew

_STORY = frozenset({"headline", "body", "quote"})
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s|\n")
_WORD = re.compile(r"\w+")


class PageView(Struct, frozen=True, kw_only=True):
    """The page itself. `runs` are those of its story (see `copies`), None where that is too short to have copies."""

    title: str | None
    outlet: str | None
    url: str | None
    published_start: str | None
    published_end: str | None
    published_precision: str | None
    published_from: str | None
    language: str | None
    unread: str | None
    runs: bytes | None


class ActorView(Struct, frozen=True, kw_only=True):
    """An actor of the page; `key` is what makes it the same on another page, `folded` its name as it is searched."""

    id: str
    key: str
    name: str
    folded: str
    kind: str
    country: str | None
    sector: str | None
    role: str | None
    wikidata: str | None


class MentionView(Struct, frozen=True, kw_only=True):
    """Words that name an actor; `folded` as they are searched."""

    actor: str
    start: int
    end: int
    form: str
    words: str
    folded: str


class StatementView(Struct, frozen=True, kw_only=True):
    """A statement with the words of its spans. `key` is the same for the same words from the same source in a copy of the story."""

    position: int
    id: str
    key: str
    source: str
    cue: str
    content: str
    record: str


class EventView(Struct, frozen=True, kw_only=True):
    """An event with the words around its trigger; `day_start` to `day_end` is its date, that of its page where it has none."""

    position: int
    id: str
    key: str
    type: str
    mode: str | None
    factuality: str
    statement: str | None
    place: str | None
    place_country: str | None
    day_start: str | None
    day_end: str | None
    trigger: str
    sentence: str
    record: str


class PartyView(Struct, frozen=True, kw_only=True):
    """An actor's part in a statement (source, to, chain, about) or in an event (actor, recipient, said_by)."""

    record: str
    part: Literal["source", "to", "chain", "about", "actor", "recipient", "said_by"]
    position: int
    actor: str


class Views(Struct, frozen=True, kw_only=True):
    """All that one reading puts into the ledger. Parties of statements and of events are told apart by their part."""

    page: PageView
    actors: tuple[ActorView, ...]
    mentions: tuple[MentionView, ...]
    statements: tuple[StatementView, ...]
    events: tuple[EventView, ...]
    parties: tuple[PartyView, ...]


def views(reading: Reading, text: str, *, page: str) -> Views:
    """The rows of a reading; `page` is the page's id in the ledger (actors without a name are the same on no other page)."""
    maker = _Maker(reading, text, page)
    return Views(
        page=maker.page_view(),
        actors=tuple(map(maker.actor, reading.actors)),
        mentions=tuple(maker.mentions()),
        statements=tuple(maker.statement(n, s) for n, s in enumerate(reading.statements)),
        events=tuple(maker.event(n, e) for n, e in enumerate(reading.events)),
        parties=(*maker.statement_parties(), *maker.event_parties()),
    )


def outlet_of(reading: Reading) -> str | None:
    """The site or publication: as the document names it (`outlet`, `site`), else the host of its URL without "www."."""
    for key in ("outlet", "site"):
        named = reading.extra.get(key)
        if isinstance(named, str) and named.strip():
            return named.strip()
    url = reading.extra.get("url")
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def story(reading: Reading, text: str) -> str:
    """The words that copies of a page share: headline, body and quotes, without the furniture of the site around them."""
    spans = [b.span for b in reading.blocks if b.kind in _STORY]
    return "\n".join(text[s.start : s.end] for s in spans) if spans else text


def sentence_around(text: str, span: Span) -> str:
    """The words from the end of the sentence (or line) before a span to the end of its own, white space made single."""
    start = max((m.end() for m in _END.finditer(text, max(0, span.start - 600), span.start)), default=max(0, span.start - 600))
    ending = _END.search(text, max(span.start, span.end - 1), min(len(text), span.end + 600))
    return " ".join(text[start : ending.end() if ending else min(len(text), span.end + 600)].split())


def _printable(text: str) -> str:
    """Without what a database's text cannot hold: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


class _Maker:
    """One reading with its text while its rows are made."""

    def __init__(self, reading: Reading, text: str, page: str) -> None:
        self.reading, self.text, self.page = reading, text, page

    def at(self, spans: Iterable[Span]) -> str:
        """The words of several pieces, parted by an ellipsis."""
        return " … ".join(_printable(self.text[s.start : s.end]) for s in spans)

    @cached_property
    def keys(self) -> dict[str, str]:
        return {a.id: identity_key(a, page=self.page) for a in self.reading.actors}

    def page_view(self) -> PageView:
        reading, published = self.reading, self.reading.published
        title, url, outlet = reading.extra.get("title"), reading.extra.get("url"), outlet_of(reading)
        return PageView(
            title=_printable(title) if isinstance(title, str) else None,
            outlet=_printable(outlet) if outlet else None,
            url=_printable(url) if isinstance(url, str) else None,
            published_start=published.start if published else None,
            published_end=published.end if published else None,
            published_precision=published.precision if published else None,
            published_from=published.origin if published else None,
            language=reading.language,
            unread=reading.unread,
            runs=None if reading.unread else runs_of(story(reading, self.text)),
        )

    def actor(self, actor: Actor) -> ActorView:
        name = _printable(actor.name)
        return ActorView(
            id=actor.id,
            key=self.keys[actor.id],
            name=name,
            folded=fold(name),
            kind=actor.kind,
            country=actor.country,
            sector=actor.sector,
            role=_printable(actor.role) if actor.role else None,
            wikidata=actor.wikidata,
        )

    def mentions(self) -> Iterable[MentionView]:
        for actor in self.reading.actors:
            for mention in dict.fromkeys(actor.mentions):
                words = self.at((mention.span,))
                start, end = mention.span
                yield MentionView(actor=actor.id, start=start, end=end, form=mention.form, words=words, folded=fold(words))

    def statement(self, position: int, statement: Statement) -> StatementView:
        source, content = self.at(statement.source), self.at(statement.content)
        return StatementView(
            position=position,
            id=statement.id,
            key=digest([_words(source), _words(content) or _words(self.at(statement.cue))])[:32],
            source=source,
            cue=self.at(statement.cue),
            content=content,
            record=canonical(statement).decode("utf-8", "replace"),
        )

    def event(self, position: int, event: Event) -> EventView:
        dated, published = event.date if event.date and event.date.start else None, self.reading.published
        sentence = _printable(sentence_around(self.text, event.trigger))
        parties = [sorted(self.keys[a] if not self._unnamed(a) else "" for a in side) for side in (event.actor, event.recipient)]
        return EventView(
            position=position,
            id=event.id,
            key=digest([event.type, _words(self.at((event.trigger,))), _words(sentence), parties])[:32],
            type=event.type,
            mode=event.mode,
            factuality=event.factuality,
            statement=event.statement,
            place=_printable(event.place.name) if event.place else None,
            place_country=event.place.country if event.place else None,
            day_start=dated.start if dated else published.start if published else None,
            day_end=(dated.end or dated.start) if dated else published.end if published else None,
            trigger=self.at((event.trigger,)),
            sentence=sentence,
            record=canonical(event).decode("utf-8", "replace"),
        )

    def _unnamed(self, actor: str) -> bool:
        return any(a.id == actor and a.kind == "unnamed" for a in self.reading.actors)

    def statement_parties(self) -> Iterable[PartyView]:
        for s in self.reading.statements:
            yield from _parties(s.id, "source", s.actors)
            yield from _parties(s.id, "to", s.to)
            yield from _parties(s.id, "chain", [r.actor for r in s.chain])
            yield from _parties(s.id, "about", [a.id for a in self.reading.actors if a.id not in s.actors and self._named_in(a, s.content)])

    def event_parties(self) -> Iterable[PartyView]:
        sources = {s.id: s.actors for s in self.reading.statements}
        for e in self.reading.events:
            yield from _parties(e.id, "actor", e.actor)
            yield from _parties(e.id, "recipient", e.recipient)
            yield from _parties(e.id, "said_by", sources[e.statement] if e.statement else ())

    def _named_in(self, actor: Actor, content: Sequence[Span]) -> bool:
        return any(within(m.span, content) for m in actor.mentions)


Part = Literal["source", "to", "chain", "about", "actor", "recipient", "said_by"]


def _parties(record: str, part: Part, actors: Iterable[str]) -> Iterable[PartyView]:
    for position, actor in enumerate(dict.fromkeys(actors)):
        yield PartyView(record=record, part=part, position=position, actor=actor)
