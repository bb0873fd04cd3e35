"""Examples for the classifiers that choose the sides of an event: camps as the reader resolves them, answers from the hand readings.

A camp answers for a hand-written actor when both have the key that scoring counts by (country, else name); for one whose key no candidate
has, an actor that shares an alias with it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from onrecord.knowledge import Knowledge
from onrecord.models import Annotation
from onrecord.read.actors import Resolution, resolve_actors
from onrecord.read.camps import Cast, Earlier, Sides, candidates, cast_of, side_features
from onrecord.read.mentions import find_mentions
from onrecord.read.pairings import BOTH, Chances, Doubts, pairing_features, pairings, tagged_chances, told_by_tagger
from onrecord.read.parties import parties_of, party_span
from onrecord.read.triggers import scene_of
from onrecord.records import Actor, EventDraft, Published, StatementDraft
from onrecord.spans import Span

__all__ = ["SideExample", "plain", "resolved", "side_examples"]


class SideExample(NamedTuple):
    """One event: per candidate camp its features, its answer (actor, recipient, both or -) and its key; what the hand reading says."""

    type: str
    features: Mapping[str, list[str]]
    answers: Mapping[str, str]
    keys: Mapping[str, str]
    by_rule: Sides
    split: Set[str]
    actor: Set[str]
    recipient: Set[str]
    tagged: Mapping[str, tuple[tuple[str, float], ...]]

    def right(self, sides: Sides) -> bool:
        """Are these the sides of the hand reading, by key?"""
        return all({self.keys[c] for c in camps} == told for camps, told in zip(sides, (self.actor, self.recipient), strict=True))

    def weighed(self, chances: Chances) -> list[tuple[dict[str, float], bool]]:
        """The features of each pairing that these chances allow, and whether it is right."""
        found, doubts = pairings(chances, split=self.split), Doubts(chances)
        return [(pairing_features(p, doubts, self.type, self.by_rule), self.right(p.sides)) for p in found]


def side_examples(
    row: Mapping[str, Any],
    annotation: Annotation,
    statements: Sequence[StatementDraft],
    *,
    knowledge: Knowledge,
    chosen: Sequence[Sides] | None = None,
) -> Iterator[SideExample]:
    """An example for every event of one hand reading whose trigger has a token. What the events before were is told by `chosen`, the
    sides of each example as reading would choose them, or by the hand reading."""
    text, scene = row["text"], scene_of(annotation, statements)
    drafts, resolution = resolved(row, annotation, statements, knowledge)
    found = [(annotation.head_of(d.trigger), d, e) for d, e in zip(drafts, sorted(row["events"], key=lambda e: e["trigger"]), strict=True)]
    hand = [(token, draft, e) for token, draft, e in found if token is not None]
    cast, who = cast_of(annotation, resolution.actors), resolution.actors_of
    answers, speaking = _Answers(row["actors"], text, resolution.actors, cast), [cast.camps(who(s.source)) for s in statements]
    split = {camp for camp, mine in cast.actors.items() if len(mine) > 1}
    before: list[Earlier] = []
    for number, (trigger, draft, e) in enumerate(hand):
        actor = who(draft.actor)
        by_rule = Sides(cast.camps(actor), cast.camps(a for a in who(draft.recipient) if a not in actor))
        near = candidates(scene, cast, trigger, by_rule)
        features = side_features(scene, cast, near, trigger, e["type"], by_rule=by_rule, speaking=speaking, before=before)
        party = told_by_tagger(annotation, cast, draft.trigger)
        tagged = {camp: tagged_chances(party, cast.actors[camp]) for camp in near}
        told, sides = answers.of(e, list(near)), [{answers.hand_key[i] for i in e[role]} for role in ("actor", "recipient")]
        yield SideExample(e["type"], features, told, {c: answers.key[c] for c in near}, by_rule, split, *sides, tagged)
        right = Sides(*(tuple(c for c in told if told[c] in (role, BOTH)) for role in ("actor", "recipient")))
        before.append(Earlier(e["type"], trigger, right if chosen is None else chosen[number]))


def resolved(
    row: Mapping[str, Any], annotation: Annotation, statements: Sequence[StatementDraft], knowledge: Knowledge
) -> tuple[list[EventDraft], Resolution]:
    """The hand-written events with the parties that the rules find, in order, and the actors of all that the reading tells."""
    text, scene = row["text"], scene_of(annotation, statements)
    drafts = []
    for e in sorted(row["events"], key=lambda e: e["trigger"]):
        token = annotation.head_of(Span(*e["trigger"]))
        actors, recipients = parties_of(scene, token, e["type"]) if token is not None else ((), ())
        spans = [tuple(party_span(scene, t) for t in tokens) for tokens in (actors, recipients)]
        drafts.append(EventDraft(type=e["type"], trigger=Span(*e["trigger"]), actor=spans[0], recipient=spans[1]))
    found = {span for s in statements for span in (*s.source, *s.relays, *s.to)}
    found |= {span for e in drafts for span in (*e.actor, *e.recipient)}
    parties = tuple(sorted(found))
    day = Published(start=row["published"], end=row["published"], precision="day", origin="metadata")
    mentions = find_mentions(text, annotation, parties=parties, knowledge=knowledge)
    return drafts, resolve_actors(text, annotation, mentions, parties=parties, published=day, knowledge=knowledge)


class _Answers:
    """Which side of an event each camp is on by the hand reading."""

    def __init__(self, hand: Sequence[Mapping[str, Any]], text: str, actors: Sequence[Actor], cast: Cast) -> None:
        self.hand_key = {a["id"]: _key(a["name"], a["kind"], a["country"]) for a in hand}
        self.key = {cast.camp[a.id]: _key(a.name, a.kind, a.country) for a in actors}
        self._alike: dict[str, set[str]] = {}
        for a in actors:
            self._alike.setdefault(cast.camp[a.id], set()).update(self._same(a, hand, text))

    def _same(self, actor: Actor, hand: Sequence[Mapping[str, Any]], text: str) -> set[str]:
        """The hand-written actors that share most aliases with this one."""
        forms = {plain(text[m.span.start : m.span.end]) for m in actor.mentions if m.form != "pronoun"} | {actor.name.lower()}
        scores = {}
        for a in hand:
            aliases = {plain(x) for x in (*a["aliases"], a["name"])}
            if score := len(aliases & forms) or 0.5 * any(x in f for f in forms for x in aliases if len(x) > 3):
                scores[a["id"]] = score
        best = max(scores.values(), default=0.0)
        return {name for name, s in scores.items() if s == best}

    def of(self, event: Mapping[str, Any], camps: Sequence[str]) -> dict[str, str]:
        """The answer for each camp."""
        there = {self.key[c] for c in camps}
        out = {}
        for camp in camps:
            on = [
                role
                for role in ("actor", "recipient")
                if any(
                    self.hand_key[i] == self.key[camp] or (self.hand_key[i] not in there and i in self._alike[camp]) for i in event[role]
                )
            ]
            out[camp] = BOTH if len(on) == 2 else on[0] if on else "-"
        return out


def _key(name: str, kind: str, country: str | None) -> str:
    return name.lower() if kind == "media" or not country else country


def plain(words: str) -> str:
    """The words without an article, in lower case."""
    return words.lower().removeprefix("the ")
