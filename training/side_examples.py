"""Examples for the classifier that chooses the sides of an event: actors as the reader resolves them, answers from the hand readings.

A resolved actor answers for a hand-written one when they share an alias, or when they share the key that scoring uses (country, else name)
and nothing nearer does.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.knowledge import Knowledge
from onrecord.models import Annotation
from onrecord.read.actors import Resolution, resolve_actors
from onrecord.read.mentions import find_mentions
from onrecord.read.parties import parties_of, party_span
from onrecord.read.sides import Sides, cast_of, side_features
from onrecord.read.triggers import scene_of
from onrecord.records import Actor, EventDraft, Published, StatementDraft
from onrecord.spans import Span

__all__ = ["plain", "resolved", "side_examples"]


def side_examples(
    row: Mapping[str, Any], annotation: Annotation, statements: Sequence[StatementDraft], *, knowledge: Knowledge
) -> Iterator[tuple[list[str], str]]:
    """Features and answer (actor, recipient or -) for every candidate of every event of one hand reading."""
    text, scene = row["text"], scene_of(annotation, statements)
    hand = sorted(row["events"], key=lambda e: e["trigger"])
    drafts, resolution = resolved(row, annotation, statements, knowledge)
    answers = _Answers(row["actors"], text, resolution.actors)
    cast, sources = cast_of(annotation, resolution.actors), [resolution.actors_of(s.source) for s in statements]
    before: list[tuple[Sides, str]] = []
    for draft, e in zip(drafts, hand, strict=True):
        actor = resolution.actors_of(draft.actor)
        by_rule = Sides(actor, tuple(a for a in resolution.actors_of(draft.recipient) if a not in actor))
        features = side_features(scene, cast, draft, by_rule, sources=sources, before=before[:2])
        told = answers.of(e, list(features))
        yield from ((features[name], told[name]) for name in features)
        sides = Sides(*(tuple(n for n in told if told[n] == role) for role in ("actor", "recipient")))
        before.insert(0, (sides, e["type"]))


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
    """Which hand-written actors each resolved one may be."""

    def __init__(self, hand: Sequence[Mapping[str, Any]], text: str, actors: Sequence[Actor]) -> None:
        self.hand_key = {a["id"]: _key(a["name"], a["kind"], a["country"]) for a in hand}
        self.key = {a.id: _key(a.name, a.kind, a.country) for a in actors}
        self.same = {a.id: self._same(a, hand, text) for a in actors}

    def _same(self, actor: Actor, hand: Sequence[Mapping[str, Any]], text: str) -> set[str]:
        forms = {plain(text[m.span.start : m.span.end]) for m in actor.mentions if m.form != "pronoun"} | {actor.name.lower()}
        scores = {}
        for a in hand:
            aliases = {plain(x) for x in (*a["aliases"], a["name"])}
            score = len(aliases & forms) or 0.5 * any(x in f for f in forms for x in aliases if len(x) > 3)
            score += 0.3 * (self.hand_key[a["id"]] == self.key[actor.id])
            if score:
                scores[a["id"]] = score
        best = max(scores.values(), default=0.0)
        alone = sum(k == self.key[actor.id] for k in self.hand_key.values()) == 1
        return {name for name, s in scores.items() if s == best and (best >= 0.5 or alone)}

    def of(self, event: Mapping[str, Any], candidates: Sequence[str]) -> dict[str, str]:
        """The answer for each candidate."""
        ids = {role: set(event[role]) for role in ("actor", "recipient")}
        keys = {role: {self.hand_key[i] for i in ids[role]} for role in ids}
        out = {}
        for name in candidates:
            roles = [r for r in ids if self.same[name] & ids[r]]
            if not roles:
                by_key = [r for r in ids if self.key[name] in keys[r]]
                free = [r for r in by_key if not self.same[name] or not any(self.same[c] & ids[r] for c in candidates)]
                roles = free if len(by_key) == 1 else []
            out[name] = roles[0] if roles else "-"
        return out


def _key(name: str, kind: str, country: str | None) -> str:
    return name.lower() if kind == "media" or not country else country


def plain(words: str) -> str:
    """The words without an article, in lower case."""
    return words.lower().removeprefix("the ")
