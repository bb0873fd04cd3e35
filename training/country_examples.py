"""Examples for the classifier that says whose an actor is: actors as the reader resolves them, answers from the hand readings.

An actor is the hand-written one that the same sources name, else the only one that it shares a name with.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.knowledge import Knowledge
from onrecord.models import Annotation
from onrecord.read.actors import Resolution
from onrecord.records import Actor, StatementDraft
from training.side_examples import plain, resolved

__all__ = ["country_examples"]


def country_examples(
    row: Mapping[str, Any], annotation: Annotation, statements: Sequence[StatementDraft], *, knowledge: Knowledge
) -> Iterator[tuple[list[str], str]]:
    """Features and answer (yes or no) for every country that may be that of an actor whose own words do not tell it."""
    _, resolution = resolved(row, annotation, statements, knowledge)
    hand = {a["id"]: a for a in row["actors"]}
    meant = _by_source(row, statements, resolution)
    for actor in resolution.actors:
        evidence = resolution.evidence.get(actor.id, {})
        name = meant.get(actor.id) or _by_name(actor, row)
        if name is None or hand[name]["kind"] == "media":
            continue
        yield from ((list(features), "yes" if country == hand[name]["country"] else "no") for country, features in evidence.items())


def _by_source(row: Mapping[str, Any], statements: Sequence[StatementDraft], resolution: Resolution) -> dict[str, str]:
    """The hand-written actor that most sources take each resolved one for, where a source names one actor only."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    known = {a["id"] for a in row["actors"]}
    for told, draft in zip(row["statements"], statements, strict=True):
        ours = resolution.actors_of(draft.source)
        if len(ours) == 1 and len(told["actors"]) == 1 and told["actors"][0] in known:
            votes[ours[0]][told["actors"][0]] += 1
    return {name: count.most_common(1)[0][0] for name, count in votes.items()}


def _by_name(actor: Actor, row: Mapping[str, Any]) -> str | None:
    """The one hand-written actor that shares most names with it; None where two do."""
    forms = {plain(row["text"][m.span.start : m.span.end]) for m in actor.mentions if m.form != "pronoun"} | {actor.name.lower()}
    scores = {}
    for a in row["actors"]:
        aliases = {plain(x) for x in (*a["aliases"], a["name"])}
        if score := len(aliases & forms) or 0.5 * any(x in f for f in forms for x in aliases if len(x) > 3):
            scores[a["id"]] = score
    best = [name for name, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else None
