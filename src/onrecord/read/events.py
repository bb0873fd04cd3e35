"""PLOVER events: the words that tell a political act, who does it to whom, when and where.

Takes the text, its annotation, the statements and the time expressions; gives `EventDraft`s in order of the text, with spans for the
parties. Types, modes and contexts are read by linear classifiers over the trigger's words and its place in the sentence
(`knowledge.plover`), parties by rules over dependencies. It decides neither factuality nor on whose word (`factuality.judge_factuality`),
and it does not resolve the parties.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import Plover
from onrecord.models import Annotation
from onrecord.read.dating import choose_date
from onrecord.read.parties import parties_of, party_span
from onrecord.read.triggers import Scene, context_features, document_words, mixed, mode_features, scene_of, tagged_trigger, trigger_features
from onrecord.records import EventDraft, EventType, StatementDraft, TimeExpression
from onrecord.spans import Span

__all__ = ["find_events"]

THRESHOLD = 0.35  # a token is a trigger above this chance of any type: F1 is flat from .25 to .5 on held-out readings, P and R meet here
TAGGER = 0.65  # how much the trained tagger's word counts beside the linear classifiers', where the annotation has it
CONTEXTS = 3  # at most so many contexts an event (GUIDE: one to three)
CONTEXT_THRESHOLD = 0.04
_JOINED = ("dobj", "compound", "amod", "xcomp", "prt", "acl")
_TYPES: frozenset[str] = frozenset(get_args(EventType))


class _Found(NamedTuple):
    token: int
    type: EventType
    chance: float


def find_events(
    text: str,
    annotation: Annotation,
    statements: Sequence[StatementDraft],
    *,
    expressions: Sequence[TimeExpression],
    knowledge: Knowledge,
) -> tuple[EventDraft, ...]:
    """The events of a text, in order of their triggers.

    "Turkey's offensive against Kurdish forces" is an ASSAULT with actor *Turkey* and recipient *Kurdish forces*.
    """
    plover = knowledge.plover
    if "trigger" not in plover.classifiers:
        return ()
    scene = scene_of(annotation, statements)
    background = _background(scene, plover)
    found = list(_triggers(scene, plover))
    triggers = [f.token for f in found]
    return tuple(_event(scene, plover, f, expressions=expressions, background=background, triggers=triggers) for f in found)


def _triggers(scene: Scene, plover: Plover) -> Iterator[_Found]:
    """The tokens that tell an act. Of two that tell the same type and hang directly together ("hold talks") the surer one stays."""
    found = {}
    for i, chances in _chances(scene, plover):
        none = chances.pop("-", 0.0)
        if 1 - none > THRESHOLD:
            label = max(chances, key=lambda name: chances[name])
            if label in _TYPES:
                found[i] = _Found(i, label, chances[label])  # type: ignore[arg-type]
    tokens = scene.annotation.tokens
    for f in found.values():
        above = found.get(tokens[f.token].head)
        below = [b for c in scene.annotation.children[f.token] if (b := found.get(c)) and tokens[c].dep in _JOINED]
        rivals = [*below, above] if above and tokens[f.token].dep in _JOINED else below
        if not any(r.type == f.type and r.token != f.token and r.chance > f.chance for r in rivals):
            yield f


def _chances(scene: Scene, plover: Plover) -> Iterator[tuple[int, dict[str, float]]]:
    """The chance of each type, and of none ("-"), for every token that may be a trigger."""
    classifier, annotation = plover.classifiers["trigger"], scene.annotation
    tagged = {h: t for t in annotation.triggers if (h := _told_by(annotation, t.span)) is not None}
    for i, part in enumerate(scene.parts):
        if part in ("verb", "noun", "adjective"):
            chances = dict(zip(classifier.classes, map(float, classifier.chances(trigger_features(scene, plover, i))), strict=True))
        elif i in tagged:
            chances = {"-": 1.0}
        else:
            continue
        if annotation.triggers:
            told = tagged.get(i)
            chances = mixed(chances, ((told.type, told.score), ("-", 1 - told.score)) if told else (("-", 1.0),), weight=TAGGER)
        yield i, chances


def _told_by(annotation: Annotation, span: Span) -> int | None:
    """The token that a tagged trigger stands for: its head, or the verb that its auxiliary helps ("would not" of "would not attack")."""
    head = annotation.head_of(span)
    if head is not None and annotation.tokens[head].dep in ("aux", "auxpass", "neg"):
        return annotation.tokens[head].head
    return head


def _event(
    scene: Scene,
    plover: Plover,
    found: _Found,
    *,
    expressions: Sequence[TimeExpression],
    background: NDArray[np.float32],
    triggers: Sequence[int],
) -> EventDraft:
    actors, recipients = parties_of(scene, found.token, found.type)
    return EventDraft(
        type=found.type,
        trigger=_trigger_span(scene, found.token),
        mode=_mode(scene, plover, found),
        contexts=_contexts(scene, plover, found, background),
        actor=tuple(party_span(scene, t) for t in actors),
        recipient=tuple(party_span(scene, t) for t in recipients),
        date=choose_date(scene, plover, found.token, found.type, expressions=expressions, triggers=triggers),
        place=_place(scene, found.token),
        confidence=round(found.chance, 3),
    )


def _trigger_span(scene: Scene, token: int) -> Span:
    """The word, with its particle ("walk back")."""
    tokens = scene.annotation.tokens
    particle = [c for c in scene.annotation.children[token] if tokens[c].dep == "prt" and c == token + 1]
    return Span(tokens[token].start, tokens[particle[0] if particle else token].end)


def _mode(scene: Scene, plover: Plover, found: _Found) -> str | None:
    classifier = plover.classifiers.get(f"mode.{found.type}")
    if classifier is None:
        return None
    chances = dict(zip(classifier.classes, map(float, classifier.chances(mode_features(scene, plover, found.token))), strict=True))
    tagged = tagged_trigger(scene.annotation, scene.annotation.tokens[found.token].span)
    if tagged and tagged.type == found.type:
        chances = mixed(chances, tagged.modes, weight=TAGGER)
    return max(chances, key=lambda name: chances[name]) or None


def _background(scene: Scene, plover: Plover) -> NDArray[np.float32]:
    classifier = plover.classifiers.get("contexts")
    return classifier.scores(document_words(scene)) if classifier else np.zeros(0, np.float32)


def _contexts(scene: Scene, plover: Plover, found: _Found, background: NDArray[np.float32]) -> tuple[str, ...]:
    """One to three contexts, the likeliest first."""
    classifier = plover.classifiers.get("contexts")
    if classifier is None:
        return ()
    scores = background + classifier.scores(context_features(scene, found.token, found.type)) - classifier.scores(())
    chances = dict(zip(classifier.classes, map(float, 1 / (1 + np.exp(-scores))), strict=True))
    tagged = tagged_trigger(scene.annotation, scene.annotation.tokens[found.token].span)
    if tagged:
        chances = mixed(chances, tagged.contexts, weight=TAGGER)
    order = sorted(chances, key=lambda name: -chances[name])[:CONTEXTS]
    return tuple(name for n, name in enumerate(order) if n == 0 or chances[name] > CONTEXT_THRESHOLD)


def _place(scene: Scene, trigger: int) -> Span | None:
    """A named place after "in", "at", "near" or "outside" that depends on the trigger or on the verb it belongs to."""
    annotation = scene.annotation
    tokens = annotation.tokens
    for token in (trigger, tokens[trigger].head):
        for p in annotation.children[token]:
            if tokens[p].dep == "prep" and scene.lemmas[p] in ("in", "at", "near", "outside", "inside"):
                for g in annotation.children[p]:
                    if tokens[g].dep == "pobj" and scene.labels[g] in ("GPE", "LOC", "FAC"):
                        return party_span(scene, g)
    return None
