"""Examples for the classifier that chooses the relays of a statement: hand-written statements as drafts, answers from their chains.

A medium of the text answers for a hand-written relay when it has one of its names, else when the words of the one name the other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import Classifier
from onrecord.models import Annotation
from onrecord.read.chains import relay_scene
from onrecord.read.relays import Answers, RelayScene, choose_relays, relay_features
from onrecord.records import StatementDraft
from onrecord.spans import Span, overlap, touches

__all__ = ["relay_examples"]


def relay_examples(
    row: Mapping[str, Any],
    annotation: Annotation,
    statements: Sequence[StatementDraft],
    *,
    knowledge: Knowledge,
    classifier: Classifier | None = None,
) -> Iterator[tuple[list[str], str]]:
    """Features and answer (yes or no) for every medium that may be a relay of a statement, in the order of reading. What was answered
    for the statements before is what the classifier answers, as it will be in reading; without one it is the right answer.
    """
    scene = relay_scene(row["text"], annotation, statements, knowledge=knowledge, outlet=row.get("outlet"))
    actors = {a["id"]: a for a in row["actors"]}
    chains = [[(Span(*link["span"]), actors[link["actor"]]) for link in s.get("chain") or []] for s in row["statements"]]
    number = _numbers(scene.drafts, statements)
    chosen = choose_relays(scene, classifier) if classifier else None
    answers = Answers()
    for k in scene.order:
        found = relay_features(scene, k, answers)
        right = relays_of(scene, found, chains[number[k]] if k in number else (), knowledge=knowledge)
        yield from ((features, "yes" if name in right else "no") for name, (features, _) in found.items())
        answers.add(k, chosen[k] if chosen else {name: found[name][1] for name in right})


def _numbers(drafts: Sequence[StatementDraft], statements: Sequence[StatementDraft]) -> dict[int, int]:
    """For each draft the hand-written statement it was: the chain's rules drop some and trim others."""
    out = {}
    for k, d in enumerate(drafts):
        near = [n for n, s in enumerate(statements) if (s.cue == d.cue or s.source == d.source) and overlap(s.content, d.content) > 0]
        if near:
            out[k] = max(near, key=lambda n: overlap(statements[n].content, d.content))
    return out


def relays_of(
    scene: RelayScene, names: Iterable[str], chain: Sequence[tuple[Span, Mapping[str, Any]]], *, knowledge: Knowledge
) -> set[str]:
    """Which of the media are links of a hand-written chain; each link is answered for by one."""
    out = set()
    for span, actor in chain:
        words = {_plain(w) for w in (*actor["aliases"], actor["name"])}
        known = {m.name for w in (actor["name"], *actor["aliases"]) if (m := knowledge.medium(w))}
        called = [n for n in names if _plain(n) in words or n in known]
        there = [n for n in names if any(m.name == n and touches(m.span, span) for m in scene.media)]
        alike = [n for n in names if any(_plain(n) in w or w in _plain(n) for w in words if len(w) > 3)]
        best = [n for n in called if n in there] or called or there or alike
        out.update(best[:1])
    return out


def _plain(words: str) -> str:
    return words.lower().removeprefix("the ")
