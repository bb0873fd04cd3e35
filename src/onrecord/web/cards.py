"""The records of a reading as cards: what stands on the desk beside the words.

Takes a reading and its text, gives for each statement, event and actor a heading and facts (label, values) with the page's own words
as evidence and links to the records it hangs together with. Pure; what is unknown is said to be unknown, never left out.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from onrecord.knowledge.plover import PLOVER_VERSION, cameo_of
from onrecord.records import Actor, Event, EventDate, Reading, Statement
from onrecord.spans import Span
from onrecord.web.links import actor_href, key_of, pair_href, wikidata_href
from onrecord.web.marks import Anchors, anchors_of, home_of

__all__ = ["Card", "FACTUALITY", "Fact", "MODES", "SECTORS", "Value", "find_cards"]

LONGEST = 600  # characters of content on a card; the rest is marked in the article beside it

FACTUALITY = {
    "asserted": "the page says that it happened or is happening",
    "attributed": "only a source vouches for it",
    "hedged": "the reporting itself is unsure",
    "negated": "said not to have happened",
    "future": "announced, planned or expected",
    "hypothetical": "conditional, demanded, feared or asked for",
    "historical": "background, a year or more before the page",
}
MODES = {"direct": "in quotation marks", "indirect": "in the page's own words", "mixed": "partly in quotation marks"}
SECTORS = {
    "GOV": "government", "MIL": "armed forces", "COP": "police", "LEG": "parliament", "JUD": "courts", "SPY": "intelligence",
    "OPP": "opposition", "PTY": "party", "REB": "armed rebels", "UAF": "unaffiliated armed group", "CRM": "criminals", "BUS": "business",
    "JRN": "media", "NGO": "non-governmental organisation", "IGO": "intergovernmental organisation", "EDU": "education",
    "LAB": "labour", "HLH": "health", "REL": "religion", "CVL": "civilians",
}  # fmt: skip


class Value(NamedTuple):
    """One value of a fact. `words` come from the page, a `record` is a link to another card here, `none` says what is not known."""

    text: str
    kind: Literal["plain", "words", "name", "record", "none"] = "plain"
    href: str | None = None
    note: str | None = None


class Fact(NamedTuple):
    """One line of a card."""

    label: str
    values: tuple[Value, ...]


class Card(NamedTuple):
    """A record, ready to be shown.

    `brief` and `cue` (of statements only) are its line in the margin, `tag` its mode, factuality or kind. `home` is the offset of the
    words it stands beside; None for actors, whose words are all over.
    """

    anchor: str
    kind: Literal["statement", "event", "actor"]
    id: str
    title: str
    brief: str
    cue: str
    tag: str
    home: int | None
    facts: tuple[Fact, ...]


def find_cards(text: str, reading: Reading) -> tuple[Card, ...]:
    """A card a record: statements, then events, then actors, each in the order of the reading."""
    desk = _Desk(text, reading)
    return (*map(desk.statement, reading.statements), *map(desk.event, reading.events), *map(desk.actor, reading.actors))


class _Desk:
    """One reading with the look-ups that its cards share."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.reading = reading
        self.anchors: Anchors = anchors_of(reading)
        self.actors = {a.id: a for a in reading.actors}
        self.statements = {s.id: s for s in reading.statements}

    def statement(self, s: Statement) -> Card:
        held = [self.to_statement(x.id) for x in self.reading.statements if x.inside == s.id]
        carried = [self.to_event(e) for e in self.reading.events if e.statement == s.id]
        facts = [
            Fact("Source", (*self.names(s.actors), *self.words(s.source)) or _none("not named")),
            Fact("Cue", self.words(s.cue) or _none("no word of its own")),
            Fact("Content", self.words(s.content) or _none("not found")),
            Fact("Mode", (Value(s.mode, note=MODES[s.mode]),)),
            Fact("Came through", tuple(self.relay(r.actor, r.span) for r in s.chain) or _none("no one else")),
            Fact("Said inside", (self.to_statement(s.inside),) if s.inside else _none("no other statement")),
            Fact("Said to", self.names(s.to) or _none("not named")),
            Fact("Holds", (*held, *carried) or _none("no other record")),
            _confidence(s.confidence),
        ]
        return Card(
            self.anchors.statements[s.id],
            "statement",
            s.id,
            "Statement",
            self.speaker(s),
            self.quoted(s.cue),
            s.mode,
            home_of(s),
            tuple(facts),
        )

    def event(self, e: Event) -> Card:
        cameo = cameo_of(e.type, e.mode)
        mode = Value(e.mode, note="mode") if e.mode else Value("no mode", "none")
        place = (Value(e.place.name, "plain", None, e.place.country), *self.words([e.place.span])) if e.place else _none("not named")
        facts = [
            Fact("Who", self.names(e.actor) or _none("not named")),
            Fact("To whom", self.names(e.recipient) or _none("done together" if len(e.actor) > 1 else "not named")),
            Fact("Trigger", self.words([e.trigger])),
            Fact("PLOVER", (Value(e.type), mode, Value(PLOVER_VERSION, note="version of the manual"))),
            Fact("CAMEO", (Value(" or ".join(cameo.roots), note="not one to one" if cameo.lossy else "one to one"),)),
            Fact("Contexts", tuple(Value(c) for c in e.contexts) or _none("none given")),
            Fact("Factuality", (Value(e.factuality, note=FACTUALITY[e.factuality]),)),
            Fact("On whose word", (self.to_statement(e.statement),) if e.statement else (Value("the page's own"),)),
            Fact("Date", self.when(e.date)),
            Fact("Place", place),
            *self.history([*e.actor, *e.recipient]),
            _confidence(e.confidence),
        ]
        return Card(self.anchors.events[e.id], "event", e.id, "Event", self.deed(e), "", e.factuality, home_of(e), tuple(facts))

    def actor(self, a: Actor) -> Card:
        spoken = [self.to_statement(s.id) for s in self.reading.statements if a.id in s.actors]
        relayed = [self.to_statement(s.id) for s in self.reading.statements if a.id in {r.actor for r in s.chain}]
        done = [self.to_event(e) for e in self.reading.events if a.id in (*e.actor, *e.recipient)]
        sector = (Value(a.sector, note=SECTORS.get(a.sector)),) if a.sector else _none("none")
        forms = {(self.text[m.span.start : m.span.end], m.form): None for m in a.mentions}
        facts = [
            Fact("Name", (Value(a.name, "name", actor_href(key_of(a)), "in the whole ledger"),)),
            Fact("Role", (Value(a.role),) if a.role else _none("not known")),
            Fact("Country", (Value(a.country),) if a.country else _none("none or not known")),
            Fact("Sector", sector),
            Fact("Wikidata", (Value(a.wikidata, href=wikidata_href(a.wikidata)),) if a.wikidata else _none("not known")),
            Fact("Named", tuple(Value(words, "words", None, form) for words, form in forms) or _none("only by its records")),
            Fact("Says", tuple(spoken) or _none("nothing here")),
            Fact("Relays", tuple(relayed) or _none("nothing here")),
            Fact("Takes part in", tuple(done) or _none("no event here")),
        ]
        return Card(self.anchors.actors[a.id], "actor", a.id, "Actor", a.name, "", a.kind, None, tuple(facts))

    def history(self, parties: Sequence[str]) -> tuple[Fact, ...]:
        """The way to all events between the two, where there are two."""
        if len(parties) != 2:
            return ()
        a, b = (self.actors[x] for x in parties)
        return (Fact("Between them", (Value(f"{a.name} and {b.name}", href=pair_href(key_of(a), key_of(b))),)),)

    def words(self, spans: Iterable[Span]) -> tuple[Value, ...]:
        out = []
        for span in sorted(spans):
            words = self.text[span.start : span.end]
            out.append(Value(words if len(words) <= LONGEST else words[:LONGEST].rstrip() + " …", "words"))
        return tuple(out)

    def names(self, ids: Sequence[str]) -> tuple[Value, ...]:
        return tuple(Value(self.actors[x].name, "name", "#" + self.anchors.actors[x], self.side(self.actors[x])) for x in ids)

    def side(self, a: Actor) -> str | None:
        return " ".join(x for x in (a.country, a.sector) if x) or None

    def relay(self, actor: str, span: Span) -> Value:
        words = self.text[span.start : span.end]
        name = self.actors[actor].name
        return Value(name, "name", "#" + self.anchors.actors[actor], None if words == name else f"“{words}”")

    def speaker(self, s: Statement) -> str:
        """Who says it, shortly: the actors' names, else the words of the source."""
        return ", ".join(self.actors[x].name for x in s.actors) or self.quoted(s.source) or "source not named"

    def quoted(self, spans: Iterable[Span]) -> str:
        return " … ".join(self.text[x.start : x.end] for x in sorted(spans))

    def deed(self, e: Event) -> str:
        who, whom = (", ".join(self.actors[x].name for x in ids) for ids in (e.actor, e.recipient))
        return f"{e.type} {who or '?'}" + (f" → {whom}" if whom else "")

    def to_statement(self, name: str) -> Value:
        s = self.statements[name]
        return Value(f"{s.id} {self.speaker(s)}", "record", "#" + self.anchors.statements[name])

    def to_event(self, e: Event) -> Value:
        return Value(f"{e.id} {self.deed(e)}", "record", "#" + self.anchors.events[e.id])

    def when(self, date: EventDate | None) -> tuple[Value, ...]:
        if date is None:
            return _none("not dated")
        days = " to ".join(dict.fromkeys(x for x in (date.start, date.end) if x))
        known = Value(days, note=date.precision) if days else Value("not resolved", "none")
        return (known, *self.words([date.span]))


def _none(reason: str) -> tuple[Value, ...]:
    return (Value(reason, "none"),)


def _confidence(value: float | None) -> Fact:
    """To two places, and 1.00 only where it is: what is nearly certain is not rounded up to certain."""
    return Fact("Confidence", _none("not given") if value is None else (Value(f"{value if value == 1 else min(value, 0.99):.2f}"),))
