"""The PLOVER relation between two given parties of a sentence, for those who bring their own actors.

Takes a text, the spans of the two and a model that parses; gives the chances of each root. It looks at the words on the way between the two
in the tree, at what the event classifiers hold of the words there, and at the sentence. It finds no parties itself: that is `events`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.knowledge.plover import Plover, load_plover
from onrecord.models import Annotation, Model
from onrecord.read.triggers import Scene, scene_of, trigger_features
from onrecord.spans import Span

__all__ = ["QUADS", "Relation", "code_pair", "pair_features"]

# The quad classes of the PLOVER manual: verbal and material cooperation, verbal and material conflict.
QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "YIELD": 2, "COOPERATE": 2, "AID": 2,
    "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3,
    "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip


class Relation(NamedTuple):
    """The likeliest root, the quad class (1 to 4) likeliest in sum, and the chance of every root. YIELD is CONCEDE or RETREAT."""

    root: str
    quad: int
    chances: dict[str, float]


def code_pair(text: str, actor: Span, recipient: Span, *, model: Model) -> Relation | None:
    """What `actor` does to `recipient` in this text of a sentence or two; None where the weights are missing.

    In "Iran accused Turkey of arming rebels" between Iran and Turkey: ACCUSE, class 3.
    """
    classifier = load_plover().classifiers.get("pair")
    if classifier is None:
        return None
    (annotation,) = model.annotate([text])
    chances = classifier.chances(pair_features(annotation, actor, recipient))
    roots = dict(zip(classifier.classes, map(float, chances), strict=True))
    quads = {q: sum(c for root, c in roots.items() if QUADS[root] == q) for q in set(QUADS.values())}
    return Relation(max(roots, key=lambda r: roots[r]), max(quads, key=lambda q: quads[q]), roots)


def pair_features(annotation: Annotation, actor: Span, recipient: Span) -> list[str]:
    """The evidence: words on the way between the two, each with what the event classifiers hold of it; the words around."""
    scene, plover = scene_of(annotation, ()), load_plover()
    ends = [annotation.head_of(actor), annotation.head_of(recipient)]
    inside = {t for span in (actor, recipient) for t in annotation.tokens_in(span)}
    up = [_above(annotation, t) for t in ends if t is not None]
    way = [t for t in dict.fromkeys(t for path in up for t in path) if t not in inside]
    if len(up) == 2:
        shared = [t for t in up[0] if t in up[1]]
        beyond = set(shared[1:])
        way = [t for t in way if t not in beyond]
    out = [f"way={scene.lemmas[t]}" for t in way]
    out += [f"way-dep={annotation.tokens[t].dep}:{scene.lemmas[t]}" for t in way]
    out += _told(scene, plover, way, "way")
    near = [c for t in way for c in annotation.children[t] if c not in inside and c not in way]
    out += [f"near={scene.lemmas[t]}" for t in near]
    out += _told(scene, plover, near, "near")
    between = range(*sorted((ends[0] or 0, ends[1] or 0)))
    out += [f"between={scene.lemmas[t]}" for t in between if t not in inside]
    out += _told(scene, plover, [t for t in between if t not in inside], "between")
    out += [f"w={lemma}" for t, lemma in enumerate(scene.lemmas) if t not in inside and scene.parts[t] in ("verb", "noun", "adjective")]
    out += [f"{name}={annotation.tokens[t].dep}" for name, t in zip(("a", "r"), ends, strict=True) if t is not None]
    out.append(f"first={'actor' if actor.start < recipient.start else 'recipient'}")
    return out


def _above(annotation: Annotation, token: int) -> list[int]:
    out = [token]
    while annotation.tokens[out[-1]].head != out[-1] and len(out) < 20:
        out.append(annotation.tokens[out[-1]].head)
    return out


def _told(scene: Scene, plover: Plover, tokens: Sequence[int], where: str) -> Iterator[str]:
    """Of some words, the types that the table and the trigger classifier hold of them."""
    classifier = plover.classifiers.get("trigger")
    best: dict[str, float] = {}
    for t in tokens:
        for trigger in plover.triggers.get((scene.lemmas[t], scene.parts[t]), ()):
            yield f"{where}-table={trigger.type}"
        if classifier and scene.parts[t] in ("verb", "noun", "adjective"):
            for type_, chance in zip(classifier.classes, classifier.chances(trigger_features(scene, plover, t)), strict=True):
                best[type_] = max(best.get(type_, 0.0), float(chance))
    for type_, chance in best.items():
        if type_ != "-":
            for step in (0.05, 0.15, 0.3, 0.5):
                if chance > step:
                    yield f"{where}-told={type_}>{step}"
