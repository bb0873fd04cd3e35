"""Which actors are the sides of an event: of all actors near it, those that do it and those it is done to.

Takes the events with the parties that the rules of `parties` found, and the resolved actors; gives for each event the ids of its actors and
recipients. Where the clause names no party ("Trump could order more airstrikes" says not on whom) the actors of the sentences before, of
the statement and of the event before stand by. Read by a linear classifier over features that name the evidence; what is not likely enough
stays empty.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from onrecord.knowledge import Knowledge
from onrecord.models import Annotation
from onrecord.read.triggers import Scene, mixed, scene_of, tagged_trigger
from onrecord.records import Actor, EventDraft, StatementDraft
from onrecord.spans import Span

__all__ = ["Cast", "Sides", "cast_of", "choose_sides", "is_act", "is_of_public_life", "side_features"]

BEFORE = 3  # sentences back in which an actor still counts as near
SALIENT = 4  # the actors most often mentioned are always candidates
LIKELY = 0.45  # an actor is a side when its chance is above this; best on five folds of gold_train
SECOND = 0.6  # of acts that are not done together most have one actor and one recipient: a second one must be surer
BEST = 0.12  # and where none is, the likeliest one when above this
NOBODY = 0.7  # an event without any side must be surer than this: 17 of the 2,329 events of gold_train have none
CROWD = 0.4  # a protest has often only a crowd for its actor ("thousands marched")
SHORT = 100  # tokens; in a shorter text one actor may be all there is
OFTEN = 4  # mentions of public actors that make a text one of public life where it names only one of them
PUBLIC = frozenset(("GOV", "MIL", "COP", "LEG", "JUD", "SPY", "OPP", "PTY", "REB", "UAF", "IGO"))  # PLOVER sectors
TAGGER = 0.4  # how much the trained tagger's party words count beside the linear classifier
_TOGETHER = frozenset(("CONSULT", "COOPERATE", "AGREE"))
_NO_RECIPIENT = frozenset(("CONSULT", "COOPERATE"))

Who = Callable[[Iterable[Span]], tuple[str, ...]]


class Sides(NamedTuple):
    """Ids of the actors and recipients of one event."""

    actor: tuple[str, ...]
    recipient: tuple[str, ...]


class Cast(NamedTuple):
    """Who is mentioned where: per actor the tokens of its mentions in order, its rank by number of mentions (the most mentioned first),
    and what it is; per token the actors it mentions."""

    tokens: Mapping[str, tuple[int, ...]]
    at: Mapping[int, Sequence[str]]
    rank: Mapping[str, int]
    kind: Mapping[str, str]
    country: Mapping[str, str | None]


def cast_of(annotation: Annotation, actors: Sequence[Actor]) -> Cast:
    """The cast of a text."""
    tokens = {a.id: tuple(h for m in a.mentions if (h := annotation.head_of(m.span)) is not None) for a in actors}
    counts = Counter({name: len(t) for name, t in tokens.items()})
    at: dict[int, list[str]] = defaultdict(list)
    for name, heads in tokens.items():
        for head in dict.fromkeys(heads):
            at[head].append(name)
    return Cast(
        tokens=tokens,
        at=dict(at),
        rank={name: n for n, (name, _) in enumerate(counts.most_common())},
        kind={a.id: a.kind for a in actors},
        country={a.id: a.country for a in actors},
    )


def choose_sides(
    annotation: Annotation,
    statements: Sequence[StatementDraft],
    events: Sequence[EventDraft],
    *,
    actors: Sequence[Actor],
    who: Who,
    knowledge: Knowledge,
) -> tuple[Sides, ...]:
    """The sides of each event, in the order of the events. `who` gives the ids of the actors that spans name."""
    classifier = knowledge.plover.classifiers.get("sides")
    if classifier is None:
        return tuple(_by_rule(event, who) for event in events)
    scene, cast = scene_of(annotation, statements), cast_of(annotation, actors)
    sources = [who(s.source) for s in statements]
    chosen: list[Sides] = []
    for n, event in enumerate(events):
        before = [(chosen[k], events[k].type) for k in range(max(0, n - 2), n)][::-1]
        features = side_features(scene, cast, event, _by_rule(event, who), sources=sources, before=before)
        chances = {name: dict(zip(classifier.classes, map(float, classifier.chances(f)), strict=True)) for name, f in features.items()}
        chosen.append(_choose(event.type, _with_tagger(annotation, cast, event, chances)))
    return tuple(chosen)


def is_act(event: EventDraft, sides: Sides) -> bool:
    """Is it an act between actors at all? Words that tell of nobody ("attack the dough with a fork") must be very sure to tell one."""
    return bool(sides.actor or sides.recipient) or (event.confidence or 0.0) > (CROWD if event.type == "PROTEST" else NOBODY)


def is_of_public_life(annotation: Annotation, actors: Sequence[Actor]) -> bool:
    """Does a text tell of political acts at all? A match report or a recipe, in which no two actors of public life stand, is full of
    words of fight and help that tell none. The 165 hand readings lose no event by it; of twenty texts of ours that tell of no
    political act (benchmarks/quiet.py) most lose all."""
    public = [a for a in actors if a.sector in PUBLIC]
    return len(annotation.tokens) < SHORT or len(public) > 1 or sum(len(a.mentions) for a in public) >= OFTEN


def _by_rule(event: EventDraft, who: Who) -> Sides:
    actor = who(event.actor)
    return Sides(actor, tuple(a for a in who(event.recipient) if a not in actor))


def _with_tagger(
    annotation: Annotation, cast: Cast, event: EventDraft, chances: dict[str, dict[str, float]]
) -> dict[str, dict[str, float]]:
    """The chances, mixed with those of the tagger's party words where it saw the same event."""
    tagged = tagged_trigger(annotation, event.trigger)
    if tagged is None:
        return chances
    told: dict[str, dict[str, float]] = defaultdict(lambda: {"actor": 0.0, "recipient": 0.0})
    for party in tagged.parties:
        for name in (n for t in annotation.tokens_in(party.span) for n in cast.at.get(t, ())):
            told[name][party.role] = max(told[name][party.role], party.score)
    return {name: mixed(mine, tuple(told[name].items()), weight=TAGGER) for name, mine in chances.items()}


def _choose(type_: str, chances: Mapping[str, Mapping[str, float]]) -> Sides:
    def pick(role: str, other: str, taken: Iterable[str]) -> tuple[str, ...]:
        left = sorted(((c[role], c[other], name) for name, c in chances.items() if name not in taken), reverse=True)
        more = LIKELY if type_ in _TOGETHER else SECOND
        likely = tuple(name for n, (mine, its, name) in enumerate(left) if mine > (more if n else LIKELY) and mine >= its)
        return likely or tuple(name for mine, _, name in left[:1] if mine > BEST)

    actor = pick("actor", "recipient", ())
    if type_ in _NO_RECIPIENT:
        return Sides(actor, tuple(n for n, c in chances.items() if n not in actor and c["recipient"] > LIKELY))
    return Sides(actor, pick("recipient", "actor", actor))


def side_features(
    scene: Scene,
    cast: Cast,
    event: EventDraft,
    by_rule: Sides,
    *,
    sources: Sequence[Sequence[str]],
    before: Sequence[tuple[Sides, str]],
) -> dict[str, list[str]]:
    """For each actor that may be a side, the evidence: its role by rule, its place in the tree, how far and how often it is mentioned,
    whether it speaks here, what it was in the events before (`before`, the nearest first)."""
    annotation = scene.annotation
    trigger = annotation.head_of(event.trigger)
    if trigger is None:
        return {}
    near = _near(scene, cast, trigger)
    for name in (*by_rule.actor, *by_rule.recipient):
        near.setdefault(name, [])
    for name in islice(cast.rank, SALIENT):
        near.setdefault(name, [])
    here = sum(1 for places in near.values() if places and places[0][0] == 0)
    known = ("a" if by_rule.actor else "-") + ("r" if by_rule.recipient else "-")
    holder = scene.holder[trigger]
    speaking = sources[holder] if holder >= 0 else None
    first = [*by_rule.actor[:1], *by_rule.recipient[:1]]
    lands = {cast.country.get(a) for a in by_rule.actor} - {None}
    out = {}
    for name, places in near.items():
        role = _role(name, by_rule, first)
        features = list(_standing(cast, name, places, role, known, event.type, here))
        features += _placing(scene, cast, name, places, trigger, role, event.type)
        features += _speaking(scene, name, speaking, holder, role, known, event.type)
        features.append(f"same-land={cast.country.get(name) in lands}|{role}|{event.type}")
        for n, (sides, type_) in enumerate(before):
            was = ("a" if name in sides.actor else "") + ("r" if name in sides.recipient else "")
            features += [f"before{n}={was}|{type_ == event.type}|{role}", f"before{n}={was}|{known}"]
        out[name] = features
    return out


def _near(scene: Scene, cast: Cast, trigger: int) -> dict[str, list[tuple[int, int, int]]]:
    """Per actor its mentions near the trigger: sentences back, tokens away, token; the nearest first."""
    number, sentences = scene.annotation.sentence_of, scene.annotation.sentences
    here = number[trigger]
    out: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for token in range(sentences[max(0, here - BEFORE)][0], sentences[here][1]):
        for name in cast.at.get(token, ()):
            out[name].append((here - number[token], abs(token - trigger), token))
    return {name: sorted(out[name]) for name in sorted(out, key=lambda name: cast.tokens[name][0])}


def _role(name: str, by_rule: Sides, first: Sequence[str]) -> str:
    if name in by_rule.actor:
        return "A0" if name in first else "A+"
    if name in by_rule.recipient:
        return "R0" if name in first else "R+"
    return "N"


def _standing(cast: Cast, name: str, places: Sequence[tuple[int, int, int]], role: str, known: str, type_: str, here: int) -> Iterator[str]:
    back = places[0][0] if places else 9
    rank = min(cast.rank.get(name, 9), 5)
    kind = cast.kind.get(name, "")
    yield from (f"role={role}", f"role={role}|{type_}", f"role={role}|{known}", f"role={role}|{known}|{type_}")
    yield from (f"back={back}", f"back={back}|{role}", f"back={back}|{known}|{role}", f"rank={rank}|{back}")
    yield from (f"rank={rank}|{known}|{type_}|{role}", f"here={min(here, 4)}|{back}|{role}")
    yield from (f"kind={kind}|{type_}|{role}", f"kind={kind}|{back}")


def _placing(
    scene: Scene, cast: Cast, name: str, places: Sequence[tuple[int, int, int]], trigger: int, role: str, type_: str
) -> Iterator[str]:
    """Where the actor's mentions in the trigger's own sentence stand in the tree."""
    tokens = scene.annotation.tokens
    paths = set()
    for back, _, token in places:
        if back == 0:
            paths.add(_path(scene, token, trigger))
    for path in paths:
        yield from (f"p={path}", f"p={path}|{type_}", f"p={path}|{scene.parts[trigger]}", f"p1={path.split(' ')[0]}|{type_}|{role}")
        yield f"lp={scene.lemmas[trigger]}|{path}"
    yield f"rl={scene.lemmas[trigger]}|{role}"
    if places and places[0][0] == 0:
        token = places[0][2]
        head = tokens[token].head
        part = tokens[token].dep in ("compound", "amod", "nmod", "poss", "appos") and any(other != name for other in cast.at.get(head, ()))
        yield from (f"part={part}|{tokens[token].dep}", f"part={part}|{role}|{scene.parts[head]}|{head == trigger}")
        side = "left" if token < trigger else "right"
        yield from (f"{side}|{type_}|{role}", f"{side}|{tokens[trigger].dep}|{role}")
        yield f"form={scene.labels[token] or tokens[token].tag}|{role}"


def _speaking(scene: Scene, name: str, speaking: Sequence[str] | None, holder: int, role: str, known: str, type_: str) -> Iterator[str]:
    if speaking is None:
        yield f"page|{known}|{role}"
        return
    yield from (f"speaks={name in speaking}|{type_}|{role}", f"speaks={name in speaking}|{known}")
    if name in speaking:
        yield f"cue={scene.cue_lemma[holder]}|{type_}"


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
