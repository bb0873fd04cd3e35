"""Who may be a side of an event, and what speaks for it: the camps of a text, and the evidence for each near a trigger.

A camp is a country with all who act for it, or one actor of no country: what event data count as one party. The evidence of all its
actors counts together, so that "Trump", "the White House" and "U.S. officials" do not compete for the one place of the United States.
Takes the scene, the resolved actors and what is known of the events before; gives features for the classifier `sides`. Training and
reading both call these functions, so that they cannot differ. It decides nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from onrecord.models import Annotation
from onrecord.read.triggers import Scene
from onrecord.records import Actor

__all__ = ["Cast", "Earlier", "Place", "Sides", "camp_of", "candidates", "cast_of", "side_features"]

BEFORE = 3  # sentences back in which a camp still counts as near
SALIENT = 4  # the camps most often mentioned are always candidates
STEPS = 6  # how far up the tree the event above is looked for


class Sides(NamedTuple):
    """The actors and recipients of one event: ids of actors, or camps."""

    actor: tuple[str, ...]
    recipient: tuple[str, ...]


class Earlier(NamedTuple):
    """An event already read: its type, the token of its trigger, its sides as camps."""

    type: str
    trigger: int
    sides: Sides


class Place(NamedTuple):
    """A mention near a trigger: sentences back, tokens away, the token, and the actor it mentions."""

    back: int
    away: int
    token: int
    actor: str


class Cast(NamedTuple):
    """Who is mentioned where. Per actor: its camp, kind and sector. Per token: the actors it mentions. Per camp: its actors and its
    share of all mentions; `rank` has the camps in order, the most mentioned first."""

    camp: Mapping[str, str]
    kind: Mapping[str, str]
    sector: Mapping[str, str]
    at: Mapping[int, Sequence[str]]
    actors: Mapping[str, Sequence[str]]
    rank: Mapping[str, int]
    share: Mapping[str, float]

    def camps(self, actors: Iterable[str]) -> tuple[str, ...]:
        """The camps of these actors, each once."""
        return tuple(dict.fromkeys(self.camp[a] for a in actors if a in self.camp))


def camp_of(actor: Actor) -> str:
    """The country an actor acts for; the actor's own id where it has none. Media stand for themselves."""
    return actor.country if actor.country and actor.kind != "media" else actor.id


def cast_of(annotation: Annotation, actors: Sequence[Actor]) -> Cast:
    """The cast of a text."""
    camp = {a.id: camp_of(a) for a in actors}
    at: dict[int, list[str]] = defaultdict(list)
    counts: Counter[str] = Counter()
    mine: dict[str, list[str]] = defaultdict(list)
    for actor in actors:
        heads = [h for m in actor.mentions if (h := annotation.head_of(m.span)) is not None]
        counts[camp[actor.id]] += len(heads)
        mine[camp[actor.id]].append(actor.id)
        for head in dict.fromkeys(heads):
            at[head].append(actor.id)
    total = max(1, counts.total())
    return Cast(
        camp=camp,
        kind={a.id: a.kind for a in actors},
        sector={a.id: a.sector or "" for a in actors},
        at=dict(at),
        actors=dict(mine),
        rank={name: n for n, (name, _) in enumerate(counts.most_common())},
        share={name: n / total for name, n in counts.items()},
    )


def candidates(scene: Scene, cast: Cast, trigger: int, by_rule: Sides) -> dict[str, list[Place]]:
    """The camps that may be a side, each with its mentions near the trigger, the nearest first: those mentioned near, those that the
    rules give (`by_rule` holds camps) and those of which the text speaks most."""
    number, sentences = scene.annotation.sentence_of, scene.annotation.sentences
    here = number[trigger]
    out: dict[str, list[Place]] = {}
    for token in range(sentences[max(0, here - BEFORE)][0], sentences[here][1]):
        for name in cast.at.get(token, ()):
            out.setdefault(cast.camp[name], []).append(Place(here - number[token], abs(token - trigger), token, name))
    for camp in (*by_rule.actor, *by_rule.recipient, *islice(cast.rank, SALIENT)):
        out.setdefault(camp, [])
    return {camp: sorted(places) for camp, places in out.items()}


def side_features(
    scene: Scene,
    cast: Cast,
    near: Mapping[str, Sequence[Place]],
    trigger: int,
    type_: str,
    *,
    by_rule: Sides,
    speaking: Sequence[Sequence[str]],
    before: Sequence[Earlier],
) -> dict[str, list[str]]:
    """For each of the candidates `near`, the evidence: its role by rule, its place in the tree, how far and how often it is mentioned,
    whether it speaks here, what it was in the events before. `by_rule` holds camps, `speaking` the camps of each statement's source,
    `before` the events read so far, in order."""
    view = _View(scene, cast, type_, trigger, by_rule, near)
    holder = scene.holder[trigger]
    told = [*_told(scene, before, trigger, type_)]
    out = {}
    for camp, places in near.items():
        role = _role(camp, by_rule)
        features = list(_standing(view, camp, places, role))
        features += _placing(view, camp, places, role)
        features += _speaking(view, camp, speaking[holder] if holder >= 0 else None, role)
        for name, earlier in told:
            was = ("a" if camp in earlier.sides.actor else "") + ("r" if camp in earlier.sides.recipient else "")
            features += [f"{name}={was}|{role}", f"{name}={was}|{view.known}|{type_}", f"{name}={was}|{earlier.type}|{type_}"]
        out[camp] = features
    return out


class _View:
    """What is the same for all candidates of an event."""

    def __init__(self, scene: Scene, cast: Cast, type_: str, trigger: int, by_rule: Sides, near: Mapping[str, Sequence[Place]]) -> None:
        self.scene, self.cast, self.type, self.trigger = scene, cast, type_, trigger
        self.known = ("a" if by_rule.actor else "-") + ("r" if by_rule.recipient else "-")
        self.here = sum(1 for places in near.values() if places and places[0].back == 0)


def _told(scene: Scene, before: Sequence[Earlier], trigger: int, type_: str) -> Iterator[tuple[str, Earlier]]:
    """The events that this one may share its sides with: the two before, the last one of its type, the one above it in the tree."""
    if before:
        number = scene.annotation.sentence_of
        yield f"before{number[before[-1].trigger] == number[trigger]}", before[-1]
    if len(before) > 1:
        yield "before2", before[-2]
    if (same := next((e for e in reversed(before) if e.type == type_), None)) is not None:
        yield "alike", same
    tokens, at = scene.annotation.tokens, trigger
    triggers = {e.trigger: e for e in before}
    for _ in range(STEPS):
        at = tokens[at].head
        if at != trigger and at in triggers:
            yield "above", triggers[at]
            return


def _role(camp: str, by_rule: Sides) -> str:
    role = ""
    for letter, camps in zip("AR", by_rule, strict=True):
        if camp in camps:
            role += letter + ("" if camp == camps[0] else "+")
    return role or "N"


def _standing(view: _View, camp: str, places: Sequence[Place], role: str) -> Iterator[str]:
    type_, known, cast = view.type, view.known, view.cast
    back = places[0].back if places else 9
    rank = min(cast.rank[camp], 5)
    yield from (f"role={role}", f"role={role}|{type_}", f"role={role}|{known}", f"role={role}|{known}|{type_}")
    yield from (f"back={back}", f"back={back}|{role}", f"back={back}|{known}|{role}", f"rank={rank}|{back}")
    yield from (f"rank={rank}|{known}|{type_}|{role}", f"here={min(view.here, 4)}|{back}|{role}")
    mine = {p.actor for p in places if p.back == 0}
    share = f"{min(int(cast.share[camp] * 5), 4)}{camp in cast.camp}"
    own = min(len(mine), 3)
    yield from (f"share={share}|{role}", f"share={share}|{type_}", f"own={own}|{view.here}|{role}", f"own={own}|{type_}")
    whose = mine or {places[0].actor if places else cast.actors[camp][0]}
    for what in sorted({cast.kind[a] for a in whose} | {cast.sector[a] for a in whose}):
        yield from (f"kind={what}|{type_}|{role}", f"kind={what}|{back}")


def _placing(view: _View, camp: str, places: Sequence[Place], role: str) -> Iterator[str]:
    """Where the camp's mentions in the trigger's own sentence stand in the tree."""
    scene, trigger, type_ = view.scene, view.trigger, view.type
    tokens = scene.annotation.tokens
    lemma = scene.lemmas[trigger]
    for path in dict.fromkeys(_path(scene, p.token, trigger) for p in places if p.back == 0):
        yield from (f"p={path}", f"p={path}|{type_}", f"p={path}|{scene.parts[trigger]}", f"p1={path.split(' ')[0]}|{type_}|{role}")
        yield f"lp={lemma}|{path}"
    yield f"rl={lemma}|{role}"
    if places and places[0].back == 0:
        token = places[0].token
        head = tokens[token].head
        part = tokens[token].dep in ("compound", "amod", "nmod", "poss", "appos") and any(
            view.cast.camp[a] != camp for a in view.cast.at.get(head, ())
        )
        yield from (f"part={part}|{tokens[token].dep}", f"part={part}|{role}|{scene.parts[head]}|{head == trigger}")
        side = "left" if token < trigger else "right"
        yield from (f"{side}|{type_}|{role}", f"{side}|{tokens[trigger].dep}|{role}")
        yield f"form={scene.labels[token] or tokens[token].tag}|{role}"


def _speaking(view: _View, camp: str, speaking: Sequence[str] | None, role: str) -> Iterator[str]:
    if speaking is None:
        yield f"page|{view.known}|{role}"
        return
    yield from (f"speaks={camp in speaking}|{view.type}|{role}", f"speaks={camp in speaking}|{view.known}")
    if camp in speaking:
        yield f"cue={view.scene.cue_lemma[view.scene.holder[view.trigger]]}|{view.type}"


def _path(scene: Scene, start: int, end: int) -> str:
    """The way in the tree from token to token: labels up, "^", labels down; prepositions with their word; long ways only by length."""
    tokens = scene.annotation.tokens
    below: dict[int, int] = {}
    at, steps = end, 0
    while steps <= 8:
        below[at] = steps
        if tokens[at].head == at:
            break
        at, steps = tokens[at].head, steps + 1
    up: list[str] = []
    at = start
    while at not in below:
        up.append(_step(scene, at))
        if tokens[at].head == at or len(up) > 8:
            return "none"
        at = tokens[at].head
    down: list[str] = []
    top, at = at, end
    while at != top:
        down.append(_step(scene, at))
        at = tokens[at].head
    return " ".join([*up, "^", *reversed(down)]) if len(up) + len(down) < 6 else f"long{min(len(up) + len(down), 9)}"


def _step(scene: Scene, token: int) -> str:
    dep = scene.annotation.tokens[token].dep
    return f"{dep}:{scene.lemmas[token]}" if dep in ("prep", "agent") else dep
