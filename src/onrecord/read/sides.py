"""Which actors are the sides of an event: of all actors near it, those that do it and those it is done to.

Takes the events with the parties that the rules of `parties` found, and the resolved actors; gives for each event the ids of its actors and
recipients. Where the clause names no party ("Trump could order more airstrikes" says not on whom) the actors of the sentences before, of
the statement and of the events before stand by. First the camps are chosen: a linear classifier gives each its chance from features that
name the evidence (`camps`), a second weighs the sides together (`pairings`). Then it is asked who of a camp it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from onrecord.knowledge import Knowledge
from onrecord.models import Annotation
from onrecord.read.camps import Cast, Earlier, Place, Sides, candidates, cast_of, side_features
from onrecord.read.pairings import Told, choose, joined, tagged_chances, told_by_tagger
from onrecord.read.triggers import scene_of
from onrecord.records import Actor, EventDraft, StatementDraft
from onrecord.spans import Span

__all__ = ["Sides", "choose_sides", "is_act", "is_of_public_life"]

NOBODY = 0.7  # an event without any side must be surer than this: 17 of the 2,329 events of gold_train have none
CROWD = 0.4  # a protest has often only a crowd for its actor ("thousands marched")
SHORT = 100  # tokens; in a shorter text one actor may be all there is
OFTEN = 4  # mentions of public actors that make a text one of public life where it names only one of them
PUBLIC = frozenset(("GOV", "MIL", "COP", "LEG", "JUD", "SPY", "OPP", "PTY", "REB", "UAF", "IGO"))  # PLOVER sectors
SURE = 0.5  # a party word of the tagger that says who of a camp it is

Who = Callable[[Iterable[Span]], tuple[str, ...]]


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
    ruled = tuple(_by_rule(event, who) for event in events)
    classifier, weigher = (knowledge.plover.classifiers.get(name) for name in ("sides", "pairing"))
    if classifier is None or weigher is None:
        return ruled
    scene, cast = scene_of(annotation, statements), cast_of(annotation, actors)
    speaking = [cast.camps(who(s.source)) for s in statements]
    split = {camp for camp, mine in cast.actors.items() if len(mine) > 1}
    before: list[Earlier] = []
    chosen: list[Sides] = []
    for event, rule in zip(events, ruled, strict=True):
        trigger = annotation.head_of(event.trigger)
        if trigger is None:
            chosen.append(Sides((), ()))
            continue
        by_rule, told = Sides(*map(cast.camps, rule)), told_by_tagger(annotation, cast, event.trigger)
        near = candidates(scene, cast, trigger, by_rule)
        features = side_features(scene, cast, near, trigger, event.type, by_rule=by_rule, speaking=speaking, before=before)
        chances = {}
        for camp, evidence in features.items():
            mine = dict(zip(classifier.classes, map(float, classifier.chances(evidence)), strict=True))
            chances[camp] = joined(mine, tagged_chances(told, cast.actors[camp]))
        together = [cast.camps(who(_coordinated(annotation, spans))) for spans in (event.actor, event.recipient)]
        found = choose(chances, event.type, by_rule, split=split, weigher=weigher, together=together)
        sides = Sides(*(tuple(camp for camp in near if camp in camps) for camps in found))  # in the order of the text
        before.append(Earlier(event.type, trigger, sides))
        chosen.append(_members(cast, sides, rule, told or {}, near))
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


def _coordinated(annotation: Annotation, spans: Sequence[Span]) -> Iterator[Span]:
    """Those of the spans that are joined to another of them ("Mali and Chad"), not merely named in the same clause ("talks with Chad")."""
    heads = {span: annotation.head_of(span) for span in spans}
    for span, head in heads.items():
        others = {h for s, h in heads.items() if s != span} - {None}
        if head is not None and (
            (annotation.tokens[head].dep == "conj" and annotation.tokens[head].head in others)
            or any(annotation.tokens[h].dep == "conj" and annotation.tokens[h].head == head for h in others if h is not None)
        ):
            yield span


def _members(cast: Cast, camps: Sides, rule: Sides, told: Told, near: Mapping[str, Sequence[Place]]) -> Sides:
    """Who of the chosen camps it is; nobody is on both sides."""

    def members(camp: str, role: str, by_rule: Sequence[str], taken: Sequence[str]) -> tuple[str, ...]:
        def options() -> Iterator[Sequence[str]]:
            yield by_rule
            yield [a for a, chances in told.items() if chances[role] > SURE]
            yield from ([place.actor] for place in near[camp])
            yield from ([a] for a in cast.actors[camp])

        left = (tuple(a for a in group if cast.camp[a] == camp and a not in taken) for group in options())
        return next((group for group in left if group), ())

    done_to = [*rule.recipient, *(a for a, chances in told.items() if chances["recipient"] > max(SURE, chances["actor"]))]
    actor: list[str] = []
    for camp in camps.actor:
        taken = done_to if camp in camps.recipient else ()
        actor += members(camp, "actor", rule.actor, taken) or members(camp, "actor", rule.actor, ())
    return Sides(tuple(actor), tuple(a for camp in camps.recipient for a in members(camp, "recipient", rule.recipient, actor)))
