"""Which time expression dates an event. A helper of `events`.

Takes the scene, the triggers of all events and the resolved time expressions; gives for a trigger the expression that dates it: one of its
own sentence or of the sentence before. Read by a linear classifier over the way between the two in the tree and what stands between them.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from onrecord.knowledge.plover import Plover
from onrecord.read.triggers import Scene, times_near, word_set
from onrecord.records import TimeExpression
from onrecord.spans import Span

__all__ = ["choose_date", "date_candidates", "date_features"]

LIKELY = 0.12  # an expression dates an event above this chance; over folds of readings 82% of dates right, 11% of undated given one
_MODALS = word_set("will would could may might shall should must can")


def choose_date(
    scene: Scene, plover: Plover, trigger: int, type_: str, *, expressions: Sequence[TimeExpression], triggers: Sequence[int]
) -> Span | None:
    """The words that date the event, or None. `triggers` are the tokens of all events of the text; both are in order."""
    classifier = plover.classifiers.get("date")
    best: tuple[float, Span] | None = None
    near, told = times_near(scene.annotation, trigger, expressions), _told_near(scene, trigger, triggers)
    for x in date_candidates(scene, trigger, near) if classifier else ():
        features = date_features(scene, trigger, type_, x, expressions=near, triggers=told)
        chance = float(classifier.chances(features)[classifier.classes.index("yes")]) if classifier else 0.0
        if chance > LIKELY and (best is None or chance > best[0]):
            best = chance, x.span
    return best[1] if best else None


def _told_near(scene: Scene, trigger: int, triggers: Sequence[int]) -> Sequence[int]:
    """The triggers of the trigger's sentence and of the one before."""
    sentences, number = scene.annotation.sentences, scene.annotation.sentence_of[trigger]
    return triggers[bisect_left(triggers, sentences[max(0, number - 1)][0]) : bisect_left(triggers, sentences[number][1])]


def date_candidates(scene: Scene, trigger: int, expressions: Sequence[TimeExpression]) -> list[TimeExpression]:
    """The resolved expressions of the trigger's sentence and of the one before; what only repeats dates nothing."""
    annotation = scene.annotation
    near = times_near(annotation, trigger, expressions)
    return [x for x in near if x.date and x.type != "SET" and annotation.tokens_in(x.span)]


def date_features(
    scene: Scene, trigger: int, type_: str, x: TimeExpression, *, expressions: Sequence[TimeExpression], triggers: Collection[int]
) -> list[str]:
    """The evidence that an expression dates the event told at a token."""
    annotation = scene.annotation
    at = annotation.tokens_in(x.span)[0]
    number = annotation.sentence_of[trigger]
    back = number - annotation.sentence_of[at]
    precision = x.date.precision if x.date else None
    out = [f"back={back}", f"type={x.type}|{back}", f"precision={precision}|{back}", f"et={type_}|{back}"]
    out += [f"{f}|{back}" for f in (*_told_with(scene, x, type_, trigger), *_trigger_features(scene, trigger, precision))]
    if back:
        return [*out, f"far={min((trigger - at) // 8, 6)}|{precision}"]
    up, down = _above(scene, trigger), _above(scene, at)
    meet = next((t for t in down if t in up), None)
    if meet is not None:
        a, b = up[: up.index(meet)], down[: down.index(meet)]
        tokens = annotation.tokens
        out += [f"a={len(a)}", f"b={min(len(b), 6)}", f"ab={min(len(a), 5)}|{min(len(b), 5)}", f"top={scene.parts[meet]}|{meet == trigger}"]
        out += ["a-deps=" + " ".join(tokens[t].dep for t in a[:3]), "b-deps=" + " ".join(tokens[t].dep for t in b[-3:])]
        out.append(f"other={any(t in triggers and t != trigger for t in b)}")
        out.append(f"verbs={sum(scene.parts[t] == 'verb' for t in a)}|{sum(scene.parts[t] == 'verb' for t in b)}")
    low, high = min(at, trigger), max(at, trigger)
    first, last = annotation.sentences[number]
    rivals = sum(bool(x.date) and any(first <= t < last for t in annotation.tokens_in(x.span)) for x in expressions)
    token = annotation.tokens[trigger]
    return [
        *out,
        f"initial={at - first < 3}|{len(down)}",
        f"distance={min((high - low) // 4, 6)}|{at < trigger}",
        f"between={min(sum(low < t < high for t in triggers), 3)}",
        f"commas={sum(scene.lemmas[t] == ',' for t in range(low, high))}",
        f"rivals={min(rivals, 4)}",
        f"trigger={scene.parts[trigger]}|{token.tag}|{token.dep}",
        f"holder={scene.holder[trigger] == scene.holder[at]}|{scene.depth[trigger] > scene.depth[at]}",
    ]


def _told_with(scene: Scene, x: TimeExpression, type_: str, trigger: int) -> list[str]:
    """The words around the expression, and whether it tells when something was said ("said on Monday that")."""
    annotation, lemmas = scene.annotation, scene.lemmas
    inside = annotation.tokens_in(x.span)
    first, last = annotation.sentences[annotation.sentence_of[inside[0]]]
    up = _above(scene, inside[0])[1:]
    said = next((t in scene.cues for t in up if scene.parts[t] == "verb"), None)
    return [
        f"prep={next((lemmas[t] for t in up[:2] if annotation.tokens[t].dep in ('prep', 'mark')), '')}",
        f"before={lemmas[inside[0] - 1] if inside[0] > first else '^'}",
        f"after={lemmas[inside[-1] + 1] if inside[-1] + 1 < last else '$'}",
        f"said={said}|{scene.holder[trigger] >= 0}|{trigger in scene.cues}|{type_}",
    ]


def _trigger_features(scene: Scene, trigger: int, precision: str | None) -> list[str]:
    """Word, tense and determiner of the trigger: "an attack" is dated where "the attack" was dated before."""
    tokens, children, lemmas = scene.annotation.tokens, scene.annotation.children[trigger], scene.lemmas
    helpers = [c for c in children if tokens[c].dep in ("aux", "auxpass")]
    words = {lemmas[c] for c in helpers}
    tense = "modal" if words & _MODALS else next((w for w in ("to", "have") if w in words), tokens[next(iter(helpers), trigger)].tag)
    which = next((lemmas[c] for c in children if tokens[c].dep in ("det", "poss")), "")
    which = which if which in ("a", "an", "the", "this", "that", "") else "poss"
    part = scene.parts[trigger]
    return [f"tense={tense}|{precision}", f"lemma={lemmas[trigger]}", f"told={part}|{tokens[trigger].dep}", f"det={which}|{part}"]


def _above(scene: Scene, token: int) -> list[int]:
    """The token and all above it, up to the root."""
    out = [token]
    while scene.annotation.tokens[out[-1]].head != out[-1] and len(out) < 15:
        out.append(scene.annotation.tokens[out[-1]].head)
    return out
