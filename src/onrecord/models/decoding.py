"""From the tagger's scores for the words of a text to labelled spans, links and event triggers. Pure; numpy only.

Statements come out as loose parts: spans with a role and a layer, and for each pair of cue and span how likely they belong together. What
is made of them is the business of `read`. The chances are the network's own; docs/models.md says how well they are calibrated.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from onrecord.models import Link, Party, Tagged, Trigger
from onrecord.models.tagging import ROLES, TAGS, Floats, Ints, Words, marginals, pair_features, spans_of, viterbi
from onrecord.spans import Span

__all__ = ["Decoded", "Head", "Scores", "decode", "vectors_of"]

LINK_WIDTH = 32  # of a vector of one network: by its root products are scaled, as in training
LINKS = 8  # vectors of a word: as cue (first, last word) for sources, for contents; as source; as content
PARTIES = 4  # as trigger for actors, for recipients; as actor, as recipient
FAR = 64  # words; how far from a trigger its parties were looked for in training
REACH = 400  # words; a cue and a span further apart are no candidates (training saw them within one window)
CHUNK = 64  # spans scored at once, so that memory does not grow with the square of a text
LEAST_LINK = 0.02
LEAST_TRIGGER = 0.2
LEAST_PARTY = 0.25
LEAST_CONTEXT = 0.2
BARRED = np.float32(-1e4)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the weights in `NAME.json`: their digest, label sets, and the small parameters that numpy applies.

    `beside` names other networks that are read together with this one, each with its weight against this one's 1 (`blending`).
    """

    name: str
    digest: str
    limit: int
    margin: int
    types: tuple[str, ...]
    factuality: tuple[str, ...]
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    transitions: list[list[list[float]]]
    start: list[list[float]]
    pair_bias: list[list[list[float]]]
    no_source: float
    no_cue: float
    party_bias: list[list[float]]
    training: dict[str, str | int | float]
    beside: dict[str, float] = msgspec.field(default_factory=dict)


class Scores(NamedTuple):
    """The network's outputs, a row a word: `tags` (both layers, then trigger types), `links` (links, then parties), `kinds`."""

    tags: Floats
    links: Floats
    kinds: Floats


class Decoded(NamedTuple):
    """What an annotation takes over."""

    tagged: tuple[Tagged, ...]
    links: tuple[Link, ...]
    triggers: tuple[Trigger, ...]


class _Piece(NamedTuple):
    first: int
    end: int
    layer: int
    role: int
    score: float


def decode(words: Words, scores: Scores, head: Head) -> Decoded:
    """Everything found in the words that `scores` has rows for; spans in code points. `Link` numbers count within the result."""
    pieces = _pieces(scores.tags, head)
    vectors = vectors_of(scores.links)
    tagged = tuple(Tagged(ROLES[p.role], p.layer, _span(words, p.first, p.end), p.score) for p in pieces)
    return Decoded(tagged, tuple(_links(pieces, vectors, words.lines, head)), tuple(_triggers(words, scores, vectors, head)))


def vectors_of(links: Floats) -> Floats:
    """The vectors of each word, [words, LINKS + PARTIES, width]: of one network, or of several side by side."""
    return links.reshape(len(links), LINKS + PARTIES, links.shape[1] // (LINKS + PARTIES))


def _span(words: Words, first: int, end: int) -> Span:
    return Span(int(words.starts[first]), int(words.ends[end - 1]))


def steps(head: Head) -> tuple[Floats, Floats]:
    """Transition and start scores of both layers, with steps that no tag sequence may take barred."""
    illegal = np.array([[b.startswith("I-") and a[2:] != b[2:] for b in TAGS] for a in TAGS])
    transitions = np.asarray(head.transitions, dtype=np.float32)
    start = np.asarray(head.start, dtype=np.float32)
    inner = np.array([t.startswith("I-") for t in TAGS])
    return np.where(illegal, BARRED, transitions), np.where(inner, BARRED, start)


def _pieces(tags: Floats, head: Head) -> list[_Piece]:
    out: list[_Piece] = []
    transitions, start = steps(head)
    n = len(TAGS)
    scores = np.ascontiguousarray(tags[:, : 2 * n].reshape(-1, 2, n).swapaxes(0, 1))
    chances = marginals(scores, transitions, start)
    for layer, best in enumerate(viterbi(scores, transitions, start)):
        chance = chances[layer]
        for role, first, end in spans_of(best.tolist()):
            goes_on = chance[end, 2 * role + 2] if end < len(chance) else 0.0
            score = float(chance[first, 2 * role + 1] * (1 - goes_on))
            out.append(_Piece(first, end, layer, role, round(score, 4)))
    return sorted(out)


def _links(pieces: Sequence[_Piece], vectors: Floats, lines: Ints, head: Head) -> Iterator[Link]:
    """Per cue a distribution over sources (what is missing to 1: it has none), per content one over cues."""
    numbers = {role: [i for i, p in enumerate(pieces) if p.role == role] for role in range(3)}
    bias = [np.asarray(b, dtype=np.float32) for b in head.pair_bias]
    for asking, answering, none, role in ((1, 0, head.no_source, 0), (2, 1, head.no_cue, 1)):
        for group, candidates in _neighbours(pieces, numbers[asking], numbers[answering]):
            cues, others = (group, candidates) if role == 0 else (candidates, group)
            scores = _pair_scores(_array(pieces, cues), _array(pieces, others), vectors, lines, bias, role)
            scores = scores if role == 0 else scores.T
            full = np.concatenate([np.full((len(group), 1), none, dtype=np.float32), scores], axis=1)
            chance = np.exp(full - full.max(1, keepdims=True))
            chance /= chance.sum(1, keepdims=True)
            for i, j in zip(*np.nonzero(chance[:, 1:] >= LEAST_LINK), strict=True):
                cue, other = (group[i], candidates[j]) if role == 0 else (candidates[j], group[i])
                yield Link(cue, other, round(float(chance[i, j + 1]), 4))


def _neighbours(pieces: Sequence[_Piece], asking: Sequence[int], answering: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """The askers in chunks, each with the answers that lie within reach of the chunk (pieces are sorted by place)."""
    for at in range(0, len(asking), CHUNK):
        group = list(asking[at : at + CHUNK])
        low = pieces[group[0]].first - REACH
        high = max(pieces[i].end for i in group) + REACH
        yield group, [i for i in answering if pieces[i].end > low and pieces[i].first < high]


def _array(pieces: Sequence[_Piece], numbers: Sequence[int]) -> Ints:
    return np.asarray([pieces[i][:3] for i in numbers], dtype=np.int64).reshape(-1, 3)


def _pair_scores(cues: Ints, others: Ints, vectors: Floats, lines: Ints, bias: Sequence[Floats], role: int) -> Floats:
    query = vectors[cues[:, 0], 2 * role] + vectors[cues[:, 1] - 1, 2 * role + 1]
    key = vectors[others[:, 0], 4 + 2 * role] + vectors[others[:, 1] - 1, 5 + 2 * role]
    out = query @ key.T / np.float32(LINK_WIDTH**0.5)
    features = pair_features(cues, others, lines)
    for i, table in enumerate(bias):
        out = out + table[role][features[:, :, i]]
    return np.asarray(out, dtype=np.float32)


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), dtype=np.float32)


def _triggers(words: Words, scores: Scores, vectors: Floats, head: Head) -> Iterator[Trigger]:
    chance = _softmax(scores.tags[:, 2 * len(TAGS) :])
    kind = chance[:, 1:].argmax(1) if len(chance) else np.zeros(0, np.int64)
    found = np.flatnonzero(1 - chance[:, 0] >= LEAST_TRIGGER).tolist()
    at = 0
    while at < len(found):
        end = at + 1
        while end < len(found) and found[end] == found[end - 1] + 1 and kind[found[end]] == kind[found[at]]:
            end += 1
        run = slice(found[at], found[end - 1] + 1)
        yield _trigger(words, run, int(kind[found[at]]), float((1 - chance[run, 0]).max()), scores.kinds, vectors, head)
        at = end


def _trigger(words: Words, run: slice, kind: int, score: float, kinds: Floats, vectors: Floats, head: Head) -> Trigger:
    type_ = head.types[kind]
    f, m = len(head.factuality), len(head.factuality) + len(head.modes)
    mean = kinds[run].mean(0)
    own = [i for i, name in enumerate(head.modes) if name.startswith(type_ + "/")]
    modes = _softmax(mean[f:m][own])
    contexts = 1 / (1 + np.exp(-mean[m:]))
    return Trigger(
        type=type_,
        span=_span(words, run.start, run.stop),
        score=round(score, 4),
        factuality=_ranked(head.factuality, _softmax(mean[:f])),
        modes=_ranked([head.modes[i].partition("/")[2] for i in own], modes),
        contexts=tuple(c for c in _ranked(head.contexts, contexts) if c[1] >= LEAST_CONTEXT) or _ranked(head.contexts, contexts)[:1],
        parties=tuple(_parties(words, run, vectors, head)),
    )


def _ranked(names: Sequence[str], chance: NDArray[np.floating]) -> tuple[tuple[str, float], ...]:
    return tuple((names[i], round(float(chance[i]), 4)) for i in np.argsort(-chance, kind="stable"))


def _parties(words: Words, run: slice, vectors: Floats, head: Head) -> Iterator[Party]:
    low, high = max(0, run.start - FAR), min(len(vectors), run.stop + FAR)
    offset = np.clip(np.arange(low, high) - run.start, -FAR, FAR) + FAR
    for number, role in enumerate(("actor", "recipient")):
        query = vectors[run, LINKS + number].mean(0)
        score = vectors[low:high, LINKS + 2 + number] @ query / np.float32(LINK_WIDTH**0.5) + np.asarray(head.party_bias[number])[offset]
        chance = 1 / (1 + np.exp(-score))
        named = np.flatnonzero(chance >= LEAST_PARTY).tolist()
        at = 0
        while at < len(named):
            end = at + 1
            while end < len(named) and named[end] == named[end - 1] + 1:
                end += 1
            yield Party(
                "actor" if role == "actor" else "recipient",
                _span(words, low + named[at], low + named[end - 1] + 1),
                round(float(chance[named[at:end]].max()), 4),
            )
            at = end
