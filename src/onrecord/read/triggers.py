"""A text prepared for looking at its tokens one by one, and what the classifiers of events see of a token.

Takes the text's annotation and its statements; gives features (strings) for `knowledge.plover.Classifier`. Training and reading both call
these functions, so that they cannot differ. It decides nothing.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from onrecord.knowledge.plover import Plover
from onrecord.models import Annotation, Trigger
from onrecord.records import StatementDraft, TimeExpression
from onrecord.spans import Span

__all__ = [
    "Scene",
    "context_features",
    "document_words",
    "mixed",
    "mode_features",
    "scene_of",
    "tagged_trigger",
    "times_near",
    "trigger_features",
    "word_set",
]


def word_set(words: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(words.split())


_PARTS = {"VB": "verb", "NN": "noun", "JJ": "adjective"}
_PRONOUNS = word_set("i you he she it we they who which that this these those him her them us me")


class Scene(NamedTuple):
    """A text prepared for looking at its tokens one by one: per token its lemma in lower case, part, entity label,
    and the statement whose content holds it (-1: none), how deep, and whether it is part of a cue."""

    annotation: Annotation
    lemmas: tuple[str, ...]
    parts: tuple[str, ...]
    labels: tuple[str, ...]
    holder: tuple[int, ...]
    depth: tuple[int, ...]
    cues: frozenset[int]
    cue_lemma: tuple[str, ...]


def scene_of(annotation: Annotation, statements: Sequence[StatementDraft]) -> Scene:
    """The scene of an annotated text."""
    tokens = annotation.tokens
    labels = [""] * len(tokens)
    for entity in annotation.entities:
        for i in annotation.tokens_in(entity.span):
            labels[i] = entity.label
    holder, depth, size = [-1] * len(tokens), [0] * len(tokens), [1 << 30] * len(tokens)
    cues: set[int] = set()
    cue_lemma = []
    for n, statement in enumerate(statements):
        cue = [i for piece in statement.cue for i in annotation.tokens_in(piece)]
        cues.update(cue)
        verbs = [i for i in cue if tokens[i].tag[:2] in ("VB", "NN") and tokens[i].dep not in ("aux", "auxpass")]
        cue_lemma.append(tokens[verbs[-1]].lemma.lower() if verbs else "according" if cue else "")
        length = sum(piece.end - piece.start for piece in statement.content)
        for piece in statement.content:
            for i in annotation.tokens_in(piece):
                depth[i] += 1
                if length < size[i]:
                    holder[i], size[i] = n, length
    return Scene(
        annotation=annotation,
        lemmas=tuple(t.lemma.lower() for t in tokens),
        parts=tuple(_PARTS.get(t.tag[:2], "") if t.tag not in ("NNP", "NNPS") else "name" for t in tokens),
        labels=tuple(labels),
        holder=tuple(holder),
        depth=tuple(depth),
        cues=frozenset(cues),
        cue_lemma=tuple(cue_lemma),
    )


def trigger_features(scene: Scene, plover: Plover, i: int) -> list[str]:
    """What the classifiers see of a token: lemma and part, neighbours in the tree and in the line, tables, the statement it is in."""
    tokens, lemmas = scene.annotation.tokens, scene.lemmas
    token, lemma, part = tokens[i], lemmas[i], scene.parts[i][:1]
    head = token.head
    me = f"{lemma}|{part}"
    out = [f"l={me}", f"t={token.tag}", f"d={token.dep}|{part}", f"ld={me}|{token.dep}", f"suf={lemma[-4:]}|{part}"]
    out += [f"lx={t.type}|{t.mode}|{part}" for t in plover.triggers.get((lemma, scene.parts[i]), ())]
    if head != i:
        out += [f"h={lemmas[head]}|{token.dep}|{part}", f"lh={me}|{lemmas[head]}"]
        out += [f"ph={t.type}" for t in plover.phrases.get((lemmas[head], lemma), ())]
        out += [f"hlx={t.type}|{token.dep}" for t in plover.triggers.get((lemmas[head], scene.parts[head]), ())]
    out += _child_features(scene, plover, i, me, part)
    first, last = scene.annotation.sentences[scene.annotation.sentence_of[i]]
    for step, name in ((-1, "p"), (1, "n"), (2, "m")):
        if first <= i + step < last:
            out.append(f"{name}={lemmas[i + step]}|{part}")
            if step != 2:
                out.append(f"l{name}={me}|{lemmas[i + step]}")
    out += _statement_features(scene, i, part)
    return out


def _child_features(scene: Scene, plover: Plover, i: int, me: str, part: str) -> Iterator[str]:
    tokens, lemmas, labels = scene.annotation.tokens, scene.lemmas, scene.labels
    kinds = set()
    for c in scene.annotation.children[i]:
        dep, lemma = tokens[c].dep, lemmas[c]
        kinds.add(dep)
        if dep in ("punct", "det", "cc"):
            continue
        what = labels[c] or ("PRON" if lemma in _PRONOUNS else lemma)
        yield f"c={dep}|{what}|{part}"
        if dep in _TOLD_WITH:
            yield f"lc={me}|{dep}|{what}"
        for t in plover.phrases.get((lemmas[i], lemma), ()):
            yield f"ph={t.type}"
        for t in plover.phrases.get((lemma, lemmas[i]), ()):
            yield f"ph={t.type}"
        for t in plover.triggers.get((lemma, scene.parts[c]), ()):
            yield f"clx={t.type}|{dep}|{part}"
        if dep in ("prep", "agent", "dative"):
            for g in scene.annotation.children[c]:
                what = labels[g] or lemmas[g]
                yield f"g={lemma}|{what}|{part}"
                if labels[g]:
                    yield f"lg={me}|{lemma}|{what}"
                for t in plover.phrases.get((lemmas[i], lemmas[g]), ()):
                    yield f"ph={t.type}"
    for dep in ("dobj", "nsubj", "nsubjpass", "neg", "prep", "ccomp", "xcomp"):
        if dep in kinds:
            yield f"has={dep}|{part}"
            yield f"lhas={me}|{dep}"


def _statement_features(scene: Scene, i: int, part: str) -> Iterator[str]:
    if i in scene.cues:
        yield f"cue|{part}"
        yield f"cue={scene.lemmas[i]}"
    holder = scene.holder[i]
    if holder >= 0:
        yield f"in={scene.cue_lemma[holder]}|{part}"
        yield f"depth={min(scene.depth[i], 3)}|{part}"


_TOLD_WITH = word_set("dobj prt prep compound amod xcomp nsubjpass neg acomp advmod nsubj ccomp agent poss")
_CONTENT_TAGS = ("NN", "VB", "JJ")


def mode_features(scene: Scene, plover: Plover, i: int) -> list[str]:
    """What the mode is read from: the trigger's own features and the words of its sentence."""
    return [*trigger_features(scene, plover, i), *(f"w={w}" for w in _words(scene, i))]


def context_features(scene: Scene, i: int, type_: str) -> list[str]:
    """What the contexts are read from, besides the document's words: type, trigger and the words of its sentence."""
    return [f"type={type_}", f"l={scene.lemmas[i]}", *(f"w={w}" for w in _words(scene, i))]


def document_words(scene: Scene) -> list[str]:
    """The words of the whole text as features, each once."""
    tokens = scene.annotation.tokens
    return sorted({f"dw={w}" for w, t in zip(scene.lemmas, tokens, strict=True) if t.tag[:2] in _CONTENT_TAGS and len(w) > 2})


def _words(scene: Scene, i: int) -> set[str]:
    first, last = scene.annotation.sentences[scene.annotation.sentence_of[i]]
    tokens = scene.annotation.tokens
    return {scene.lemmas[k] for k in range(first, last) if tokens[k].tag[:2] in _CONTENT_TAGS}


def tagged_trigger(annotation: Annotation, span: Span) -> Trigger | None:
    """The tagger's own trigger on these words, the surest where there are several."""
    return max(annotation.triggers_on(span), key=lambda t: t.score, default=None)


def times_near(annotation: Annotation, token: int, expressions: Sequence[TimeExpression]) -> Sequence[TimeExpression]:
    """Of time expressions in order, those that begin in the token's sentence or in the one before."""
    number = annotation.sentence_of[token]
    low, high = annotation.sentence_span(max(0, number - 1)).start, annotation.sentence_span(number).end
    first = bisect_left(expressions, low, key=lambda x: x.span.start)
    return expressions[first : bisect_left(expressions, high, lo=first, key=lambda x: x.span.start)]


def mixed(chances: Mapping[str, float], other: Sequence[tuple[str, float]], *, weight: float) -> dict[str, float]:
    """Chances of two readers, the second counting for `weight` of 1; only the first where the second says nothing."""
    if not other:
        return dict(chances)
    second = dict(other)
    names = dict.fromkeys((*chances, *second))
    return {n: (1 - weight) * chances.get(n, 0.0) + weight * second.get(n, 0.0) for n in names}
