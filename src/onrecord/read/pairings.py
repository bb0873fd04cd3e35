"""Which camps together are the sides of an event: the pairings that the chances of the camps allow, and what speaks for each.

A chance for each camp alone does not say that most acts have one actor and one recipient, that those who meet are all actors, or that a
strike at home has the same country on both sides. So whole pairings are weighed against each other by the linear classifier `pairing`;
its features are numbers. Training and reading both call these functions.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import chain, combinations
from math import log
from typing import NamedTuple

from onrecord.knowledge.plover import Classifier
from onrecord.models import Annotation
from onrecord.read.camps import Cast, Sides
from onrecord.read.triggers import mixed, tagged_trigger
from onrecord.spans import Span

__all__ = [
    "BOTH",
    "Chances",
    "Doubts",
    "Pairing",
    "Told",
    "choose",
    "joined",
    "pairing_features",
    "pairings",
    "tagged_chances",
    "told_by_tagger",
]

Chances = Mapping[str, Mapping[str, float]]  # per camp what it may be: actor, recipient, BOTH, or - (neither)

BOTH = "both"
_ROLES = ("actor", "recipient", BOTH)
LIKELY = 0.45  # the camps above this together are always among the pairings
SOMEBODY = 0.12  # with a camp likelier than this on one side an event is not without sides
TOP = 3  # of how many camps a side is made up, the likeliest
MOST = 8  # the likeliest pairings, and
PLAIN = 4  # as many more at most of one actor and at most one recipient, or of two actors and one recipient
LEAST = 1e-4
TAGGER = 0.4  # how much the trained tagger's party words count beside the linear classifier

Told = Mapping[str, Mapping[str, float]]  # per actor the tagger's chances of its party words


class Pairing(NamedTuple):
    """The camps of both sides, and how much likelier they are than that nobody takes part (log odds, each camp for itself)."""

    odds: float
    sides: Sides


def told_by_tagger(annotation: Annotation, cast: Cast, trigger: Span) -> Told | None:
    """What the tagger's party words say of each actor; None where it did not see the event."""
    tagged = tagged_trigger(annotation, trigger)
    if tagged is None:
        return None
    told: dict[str, dict[str, float]] = defaultdict(lambda: {"actor": 0.0, "recipient": 0.0})
    for party in tagged.parties:
        for name in (n for t in annotation.tokens_in(party.span) for n in cast.at.get(t, ())):
            told[name][party.role] = max(told[name][party.role], party.score)
    return told


def tagged_chances(told: Told | None, actors: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The tagger's chances that a camp is on one side, on both or on none; nothing where it did not see the event."""
    if told is None:
        return ()
    actor, recipient = (max((told[a][role] for a in actors if a in told), default=0.0) for role in ("actor", "recipient"))
    chances = {"actor": actor * (1 - recipient), "recipient": recipient * (1 - actor), BOTH: actor * recipient}
    return tuple({**chances, "-": (1 - actor) * (1 - recipient)}.items())


def joined(mine: Mapping[str, float], tagged: Sequence[tuple[str, float]]) -> dict[str, float]:
    """The chances of the classifier with those of the tagger, where it saw the event."""
    return mixed(mine, tagged, weight=TAGGER)


def pairings(chances: Chances, *, split: Set[str]) -> list[Pairing]:
    """The pairings worth weighing, the likeliest first. Only the camps of `split` have actors enough to stand on both sides."""
    roles = [_chance_of(chances, role) for role in ("actor", "recipient")]
    nobody = all(p <= SOMEBODY for chance in roles for p in chance.values())
    actors, recipients = (dict.fromkeys(_groups(chance)) for chance in roles)
    found = [
        Sides(actor, recipient)
        for actor in actors
        for recipient in recipients
        if (actor or recipient or nobody) and (not actor or not recipient or all(c in split for c in actor if c in recipient))
    ]
    named = {camp for sides in found for camps in sides for camp in camps}
    odds = {
        camp: {role: log(max(chances[camp].get(role, 0.0), LEAST) / max(chances[camp].get("-", 0.0), LEAST)) for role in _ROLES}
        for camp in named
    }
    ranked = sorted((Pairing(_odds(odds, sides), sides) for sides in found), key=lambda p: -p.odds)
    plain = (p for p in ranked[MOST:] if (len(p.sides.actor), len(p.sides.recipient)) in ((1, 0), (0, 1), (1, 1), (2, 1)))
    return ranked[:MOST] + [p for p, _ in zip(plain, range(PLAIN), strict=False)]


def choose(
    chances: Chances, type_: str, by_rule: Sides, *, split: Set[str], weigher: Classifier, together: Sequence[Sequence[str]] = ()
) -> Sides:
    """The camps of the pairing that weighs most. `together`: groups of camps named in one breath ("Mali and Chad condemned …"), which stand
    where the others of the group stand."""
    found = pairings(chances, split=split)
    whole = [p for p in found if not any(_torn(p.sides, group) for group in together)]
    doubts = Doubts(chances)
    return max((weigher.weigh(pairing_features(p, doubts, type_, by_rule)), p) for p in whole or found)[1].sides


def _torn(sides: Sides, together: Sequence[str]) -> bool:
    """Do some of them stand elsewhere than the others?"""
    return len({(camp in sides.actor, camp in sides.recipient) for camp in together}) > 1


def _chance_of(chances: Chances, role: str) -> dict[str, float]:
    return {camp: c.get(role, 0.0) + c.get(BOTH, 0.0) for camp, c in chances.items()}


def _groups(chance: Mapping[str, float]) -> Iterator[tuple[str, ...]]:
    """Sets of camps that may be one side; the camps of each in order."""
    top = sorted(chance, key=lambda camp: -chance[camp])[:TOP]
    likely = [camp for camp in chance if chance[camp] > LIKELY]
    for group in chain([()], ((c,) for c in top), combinations(top[:3], 2), [top[:3], likely]):
        yield tuple(sorted(group))


def _odds(odds: Mapping[str, Mapping[str, float]], sides: Sides) -> float:
    actor, recipient = sides
    both = sum(odds[camp][BOTH] for camp in actor if camp in recipient)
    alone = sum(odds[camp]["actor"] for camp in actor if camp not in recipient)
    return both + alone + sum(odds[camp]["recipient"] for camp in recipient if camp not in actor)


class Doubts:
    """For the camps of one side how sure the least sure of them is, and the surest of those left out, as log odds. Each side comes in many
    pairings and is looked at once."""

    def __init__(self, chances: Chances) -> None:
        self._chance = {role: _chance_of(chances, role) for role in ("actor", "recipient")}
        self._known: dict[tuple[str, tuple[str, ...]], tuple[float, float]] = {}

    def of(self, role: str, camps: tuple[str, ...]) -> tuple[float, float]:
        """The least sure of the camps, the surest of the others."""
        if (role, camps) not in self._known:
            chance = self._chance[role]
            least = min((chance[c] for c in camps), default=0.5)
            left = max((p for c, p in chance.items() if c not in camps), default=0.0)
            self._known[role, camps] = (_logit(least), _logit(left))
        return self._known[role, camps]


def pairing_features(pairing: Pairing, doubts: Doubts, type_: str, by_rule: Sides) -> dict[str, float]:
    """What speaks for a pairing: its odds, its surest doubt on each side, how many there are, who stands on both, what the rules say."""
    actor, recipient = pairing.sides
    size = f"{min(len(actor), 3)}{min(len(recipient), 3)}"
    known = ("a" if by_rule.actor else "-") + ("r" if by_rule.recipient else "-")
    shared = "none"
    if any(camp in recipient for camp in actor):
        shared = "same" if set(actor) == set(recipient) else "some"
    rule = f"{set(by_rule.actor) == set(actor)}{set(by_rule.recipient) == set(recipient)}"
    out = dict.fromkeys(_told(size, shared, rule, f"{_land(actor)}>{_land(recipient)}", known, type_), 1.0)
    out |= {"odds": pairing.odds, f"odds|{type_}": pairing.odds}
    for role, camps in zip(("actor", "recipient"), pairing.sides, strict=True):
        for names, value in zip(_measured(role, size, type_), doubts.of(role, camps), strict=True):
            out |= dict.fromkeys(names, value)
    return out


@cache
def _told(size: str, shared: str, rule: str, land: str, known: str, type_: str) -> tuple[str, ...]:
    """The features that are yes or no. There are few of them, and many pairings: their names are made once."""
    plain = (f"size={size}", f"shared={shared}", f"rule={rule}", f"land={land}")
    return (*plain, *(f"{name}|{type_}" for name in plain), f"size={size}|{known}", f"shared={shared}|{size}", f"land={land}|{size}")


@cache
def _measured(role: str, size: str, type_: str) -> tuple[tuple[str, ...], ...]:
    """The names under which the two doubts of a side count."""
    return tuple((name, f"{name}|{size}", f"{name}|{type_}") for name in (f"least-{role}", f"left-{role}"))


def _land(camps: Sequence[str]) -> str:
    return "".join(sorted({"country" if camp.isupper() else "other" for camp in camps}))


def _logit(chance: float) -> float:
    return log(max(chance, LEAST) / max(1.0 - chance, LEAST))
