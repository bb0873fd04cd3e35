"""How sure an event is, and on whose word: factuality and the statement that carries it.

Takes the events with the text's annotation, statements and time expressions; gives the events with `factuality` and `statement` (the number
of the innermost statement whose content holds the trigger). Read from tense, modality, negation, conditions, the cue it stands under,
hedges and the date, by a linear classifier over features that name them; `evidence.deciding_words` gives the words behind a judgement.

Rules: contract/GUIDE.md, "factuality" and rulings 1, 2, 8.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import get_args

from msgspec import structs

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import Plover
from onrecord.models import Annotation, Trigger
from onrecord.read.triggers import Scene, mixed, scene_of, tagged_trigger, times_near, word_set
from onrecord.records import EventDate, EventDraft, Factuality, Published, StatementDraft, TimeExpression
from onrecord.spans import Span, contains

__all__ = ["carrier_of", "certainty_features", "certainty_of", "factuality_features", "judge_factuality"]

LONG_AGO = 365  # days; background a year or more before the document is historical (GUIDE)
TAGGER = 0.65  # how much the trained tagger's judgement counts beside the linear classifier's
_HEDGES = word_set(
    "reportedly allegedly apparently possibly perhaps probably likely suspected alleged possible potential planned proposed future "
    "upcoming imminent would-be attempted threatened so-called supposedly seemingly maybe presumably purported rumoured rumored "
    "hypothetical eventual recent ongoing past previous former earlier already never not no hardly barely nearly almost yet before once "
    "originally initially formerly historically new next last"
)
_MARKS = word_set("if unless whether should provided lest until in_case although though because since while when before after")

_NOBODY = word_set("no few neither nobody none")


def judge_factuality(
    text: str,
    annotation: Annotation,
    events: Sequence[EventDraft],
    statements: Sequence[StatementDraft],
    *,
    expressions: Sequence[TimeExpression],
    published: Published | None,
    knowledge: Knowledge,
) -> tuple[EventDraft, ...]:
    """The events, each with its factuality and the statement that carries it.

    "The minister said troops would withdraw if talks failed": withdraw is hypothetical, on the minister's word.
    """
    scene, contents = scene_of(annotation, statements), _Contents(statements)
    out = []
    for event in events:
        carrier = contents.innermost(event.trigger)
        token = annotation.head_of(event.trigger)
        near = () if token is None else times_near(annotation, token, expressions)
        label = _by_rule(scene, event, expressions=near, published=published)
        if label is None:
            features = factuality_features(scene, knowledge.plover, event, carrier, expressions=near, published=published)
            told = _told(features, tagged_trigger(annotation, event.trigger), knowledge.plover)
            label = _likeliest(told, carrier, past=_past(scene, token))
        out.append(structs.replace(event, factuality=label, statement=carrier))
    return tuple(out)


def _past(scene: Scene, token: int | None) -> bool:
    """Is it a verb in the past tense, by itself or by its helpers ("was cancelled"; not "would be", "was to be")?"""
    tokens = scene.annotation.tokens
    if token is None:
        return False
    helpers = {tokens[c].tag for c in scene.annotation.children[token] if tokens[c].dep in ("aux", "auxpass")}
    return (tokens[token].tag == "VBD" and not helpers) or (tokens[token].tag == "VBN" and helpers == {"VBD"})


def _told(features: Sequence[str], tagged: Trigger | None, plover: Plover) -> dict[str, float]:
    """The chance of each label by the classifier and the tagger; nothing without weights."""
    classifier = plover.classifiers.get("factuality")
    chances = dict(zip(classifier.classes, map(float, classifier.chances(features)), strict=True)) if classifier else {}
    return mixed(chances, tagged.factuality if tagged else (), weight=TAGGER)


def _likeliest(chances: Mapping[str, float], carrier: int | None, *, past: bool) -> Factuality:
    """The likeliest label: never attributed without a statement, never asserted within one, and no past tense to come. What no chance
    is known of is as the page or the statement says it."""
    plain: Factuality = "asserted" if carrier is None else "attributed"
    barred = {"attributed" if carrier is None else "asserted"} | ({"future"} if past else set())
    return max((n for n in get_args(Factuality) if n not in barred), key=lambda n: (chances.get(n, 0.0), n == plain))


def carrier_of(trigger: Span, statements: Sequence[StatementDraft]) -> int | None:
    """The innermost statement whose content holds the trigger; where the trigger is its own inner cue, the outer one (ruling 2)."""
    return _Contents(statements).innermost(trigger)


class _Contents:
    """The contents of all statements, to be asked by place."""

    def __init__(self, statements: Sequence[StatementDraft]) -> None:
        self.sizes = [sum(p.end - p.start for p in s.content) for s in statements]
        self.pieces = sorted((p, n) for n, s in enumerate(statements) for p in s.content)
        self.ends = list(accumulate((p.end for p, _ in self.pieces), max))  # the furthest end up to each piece

    def innermost(self, span: Span) -> int | None:
        """The number of the statement with the least content of those one piece of which holds the span."""
        last = bisect_right(self.pieces, span.start, key=lambda piece: piece[0].start)
        first = bisect_left(self.ends, span.end, hi=last)
        holding = {n for p, n in self.pieces[first:last] if contains(p, span)}
        return min(holding, key=lambda n: (self.sizes[n], n), default=None)


def factuality_features(
    scene: Scene,
    plover: Plover,
    event: EventDraft,
    carrier: int | None,
    *,
    expressions: Sequence[TimeExpression],
    published: Published | None,
) -> list[str]:
    """What the judgement is read from: the verb group, its governors up to the root, the cue, hedges nearby, the date."""
    annotation = scene.annotation
    token = annotation.head_of(event.trigger)
    if token is None:
        return []
    place = "out" if carrier is None else "in"
    out = [
        place,
        f"type={event.type}",
        f"type={event.type}|{place}",
        f"tag={annotation.tokens[token].tag}|{place}",
        f"l={scene.lemmas[token]}",
    ]
    if carrier is not None:
        cue = scene.cue_lemma[carrier]
        out += [f"cue={cue}", f"cue={cue}|{event.type}", f"depth={scene.depth[token]}"]
    if token in scene.cues:
        out += [f"is-cue|{place}", f"is-cue|{event.type}"]
    out += _verb_group(scene, token, place)
    out += _governors(scene, token, place)
    out += _dated(scene, token, event, expressions, published)
    certainty = certainty_of(scene, plover, token)
    if certainty:
        out += [f"sure={name}|{int(chance * 5)}|{place}" for name, chance in certainty.items()]
    return out


def certainty_features(scene: Scene, token: int) -> list[str]:
    """What certainty is read from: the word, its verb group and its governors; no statement, type or date."""
    tokens = scene.annotation.tokens
    out = [f"tag={tokens[token].tag}", f"l={scene.lemmas[token]}", f"ld={scene.lemmas[token]}|{tokens[token].dep}"]
    return [*out, *_verb_group(scene, token, ""), *_subjects(scene, token), *_governors(scene, token, "")]


def certainty_of(scene: Scene, plover: Plover, token: int) -> dict[str, float] | None:
    """The chances that the text tells what a word says as fact, as not so (negative), or leaves it open (uncertain).

    Learnt on the news of the UW and MEANTIME factuality corpora. None where the weights are missing.
    """
    classifier = plover.classifiers.get("certainty")
    if classifier is None:
        return None
    return dict(zip(classifier.classes, map(float, classifier.chances(certainty_features(scene, token))), strict=True))


def _subjects(scene: Scene, token: int) -> Iterator[str]:
    """Subject and object of a verb: "no soldiers crossed" tells that it did not happen, without negating the verb."""
    tokens, children = scene.annotation.tokens, scene.annotation.children
    for c in children[token]:
        if tokens[c].dep in ("nsubj", "nsubjpass", "dobj"):
            yield f"{tokens[c].dep}={scene.lemmas[c]}"
        if tokens[c].dep in ("nsubj", "nsubjpass") and any(scene.lemmas[g] in _NOBODY for g in (c, *children[c])):
            yield "nobody"


def _verb_group(scene: Scene, token: int, place: str) -> Iterator[str]:
    """Tense, helpers, negation, determiner and hedges at the trigger."""
    tokens = scene.annotation.tokens
    helpers = sorted({scene.lemmas[c] for c in scene.annotation.children[token] if tokens[c].dep in ("aux", "auxpass")})
    finite = next((tokens[c].tag for c in scene.annotation.children[token] if tokens[c].dep in ("aux", "auxpass")), tokens[token].tag)
    yield f"group={'+'.join(helpers)}|{tokens[token].tag}"
    yield f"finite={finite}|{place}"
    yield f"dep={tokens[token].dep}|{place}"
    for h in helpers:
        yield f"aux={h}|{place}"
    for c in scene.annotation.children[token]:
        lemma = scene.lemmas[c]
        if tokens[c].dep in ("det", "neg", "poss", "mark", "nummod") or lemma in _HEDGES:
            yield f"kid={lemma if tokens[c].dep != 'poss' else 'poss'}"
            yield f"kid={tokens[c].dep}|{place}"
        elif tokens[c].dep in ("amod", "advmod"):
            yield f"mod={lemma}"
    for c in (token - 1, token - 2):
        if c >= 0:
            yield f"before{token - c}={scene.lemmas[c]}"


def _governors(scene: Scene, token: int, place: str) -> Iterator[str]:
    """The heads above the trigger, up to the root of its sentence, each with how it is reached and its own verb group."""
    tokens = scene.annotation.tokens
    at, steps = token, 0
    while tokens[at].head != at and steps < 7:
        dep = tokens[at].dep
        up = tokens[at].head
        steps += 1
        lemma = scene.lemmas[up]
        near = "1" if steps == 1 else "2" if steps == 2 else "+"
        yield f"gov{near}={lemma}|{dep}"
        yield f"gov={lemma}"
        yield f"up={dep}|{place}"
        for c in scene.annotation.children[up]:
            if tokens[c].dep in ("aux", "neg", "mark", "auxpass") or scene.lemmas[c] in _MARKS:
                yield f"gaux={scene.lemmas[c]}|{near}|{place}"
                yield f"gaux={scene.lemmas[c]}"
            elif scene.lemmas[c] in _HEDGES:
                yield f"ghedge={scene.lemmas[c]}"
        yield f"gtag{near}={tokens[up].tag}|{place}"
        for c in scene.annotation.children[at]:
            if scene.lemmas[c] in _MARKS:
                yield f"mark={scene.lemmas[c]}"
        if up in scene.cues:
            yield f"under-cue={lemma}|{near}"
        at = up
    first, last = scene.annotation.sentences[scene.annotation.sentence_of[token]]
    for k in range(first, last):
        if scene.lemmas[k] in ("will", "would", "could", "may", "might", "if", "should", "must", "plan", "expect", "?"):
            yield f"sent={scene.lemmas[k]}|{place}"


def _dated(
    scene: Scene, token: int, event: EventDraft, expressions: Sequence[TimeExpression], published: Published | None
) -> Iterator[str]:
    """How the event's date lies to the publication day: long before, before, on it, after; and whether long ago was named nearby."""
    if published is None:
        yield "undated"
        return
    annotation = scene.annotation
    number = annotation.sentence_of[token]
    for back in (0, 1):
        if number >= back:
            sentence = annotation.sentence_span(number - back)
            if any(sentence.start <= x.span.start < sentence.end and _age(x.date, published) >= LONG_AGO for x in expressions):
                yield f"long-ago={back}"
    when = _date_of(event, expressions)
    if when is None or when.start is None or when.end is None:
        yield "undated"
        return
    years = date.fromisoformat(published.end).year - date.fromisoformat(when.end).year
    yield f"years={min(max(years, -1), 3)}|{when.precision}"
    yield "old" if _age(when, published) >= LONG_AGO else "ahead" if when.start > published.end else "dated"


def _date_of(event: EventDraft, expressions: Sequence[TimeExpression]) -> EventDate | None:
    return next((x.date for x in expressions if event.date and x.span == event.date), None)


def _age(when: EventDate | None, published: Published) -> int:
    """Days from the end of an interval to the publication day; negative for what is unknown or still to come."""
    if when is None or when.end is None:
        return -1
    return (date.fromisoformat(published.end) - date.fromisoformat(when.end)).days


def _asked(scene: Scene, token: int) -> bool:
    """Does it stand in a yes-or-no question ("Did the army really retreat?")? The 270 hand readings have no event in one."""
    tokens = scene.annotation.tokens
    sentence = range(*scene.annotation.sentences[scene.annotation.sentence_of[token]])
    first, last = (
        next((tokens[i] for i in numbers if tokens[i].tag not in ("``", "''", "CC")), None) for numbers in (sentence, reversed(sentence))
    )
    if first is None or last is None or last.lemma != "?":
        return False
    return first.dep in ("aux", "auxpass") or (first.lemma == "be" and first.tag[:2] == "VB")


def _by_rule(scene: Scene, event: EventDraft, *, expressions: Sequence[TimeExpression], published: Published | None) -> Factuality | None:
    """What the clause itself settles: "if", a question, "reportedly", "did not"; a date a year or more before, or after, publication."""
    token = scene.annotation.head_of(event.trigger)
    if token is None:
        return None
    tokens, children = scene.annotation.tokens, scene.annotation.children[token]
    words = {scene.lemmas[c] for c in children}
    if any(tokens[c].dep == "mark" and scene.lemmas[c] in ("if", "unless") for c in children):
        return "hypothetical"
    if _asked(scene, token):
        return "hypothetical"
    told_not = words & {"do", "have", "be"} or ("never" in words and tokens[token].tag == "VBD")  # "never" needs no helper
    if any(tokens[c].dep == "neg" for c in children) and told_not and event.type != "REJECT":
        return "negated"
    if words & {"reportedly", "allegedly", "apparently"}:
        return "hedged"
    when = _date_of(event, expressions)
    if published is None or when is None or when.start is None:
        return None
    if _age(when, published) >= LONG_AGO:
        return "historical"
    return "future" if when.start > published.end and not _past(scene, token) else None
