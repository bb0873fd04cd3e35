"""Which time expression dates an event. A helper of `events`.

Takes the scene, the triggers of all events and the resolved time expressions; gives for a trigger the expression that dates it: one of its
own sentence or of the sentence before. Read by a linear classifier over the way between the two in the tree and what stands between them.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from onrecord.knowledge.plover import Plover
from onrecord.read.triggers import Scene, times_near
from onrecord.records import TimeExpression
from onrecord.spans import Span

__all__ = ["choose_date", "date_candidates", "date_features"]

LIKELY = 0.2  # an expression dates an event above this chance; on 109 readings not fitted on 197 of 262 dates right, 87 too many


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


def _above(scene: Scene, token: int) -> list[int]:
    """The token and all above it, up to the root."""
    out = [token]
    while scene.annotation.tokens[out[-1]].head != out[-1] and len(out) < 15:
        out.append(scene.annotation.tokens[out[-1]].head)
    return out
