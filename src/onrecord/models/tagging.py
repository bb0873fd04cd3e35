"""From a text to the tagger's input, and from its scores to spans: words, features, windows, decoding. Pure; numpy only.

The tagger counts in *words* (a run of letters and digits, or one other character: what BERT's first split gives). Its scores come for a
word's first word-piece. Training and run time both use this module, so that they cannot differ.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.models import Role

__all__ = [
    "FEATURES",
    "MARKS",
    "Marked",
    "OUTSIDE",
    "ROLES",
    "TAGS",
    "Window",
    "Words",
    "marginals",
    "marked",
    "pair_features",
    "range_in",
    "spans_of",
    "viterbi",
    "windows",
    "words_of",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ROLES: tuple[Role, ...] = ("source", "cue", "content")
TAGS = ("O", *(f"{bi}-{role}" for role in ROLES for bi in "BI"))
OUTSIDE = 0
FEATURES = (14, 4, 4)  # how many values each feature of a word has: shape, place to quotation marks, place in the line
DISTANCES = 20
PAIR_FEATURES = (DISTANCES, 4, 3, 2)  # signed distance, cues between, lines between, same layer

_OPENING, _CLOSING, _STRAIGHT = "“„«‟❝", "”»❞", '"＂'
_SHAPES = {",": 5, ":": 6, ";": 5, ".": 7, "!": 7, "?": 7, "…": 7, "-": 8, "–": 8, "—": 8, "'": 9, "’": 9, "‘": 9}

MARKS = ((1, 2), (3, 4))  # pieces of the vocabulary that stand in no text, before and behind the actor, before and behind the recipient


class Words(NamedTuple):
    """A text in words: per word `starts`/`ends` in code points, `lines` (those that hold words, numbered), `first` piece; per piece its
    number in the vocabulary and the `features` of its word."""

    starts: Ints
    ends: Ints
    lines: Ints
    first: Ints
    pieces: Ints
    features: Ints


class Window(NamedTuple):
    """Words [first, last) go through the encoder together; scores are kept for words [keep_from, keep_to)."""

    first: int
    last: int
    keep_from: int
    keep_to: int


class Marked(NamedTuple):
    """A text with two parties marked: its pieces with their features, and where the marks before actor and recipient stand."""

    pieces: Ints
    features: Ints
    actor: int
    recipient: int


def marked(words: Words, actor: range, recipient: range, *, limit: int) -> Marked:
    """The words nearest to the two parties (ranges of words), at most `limit` pieces of them, with marks around each party."""
    n = len(words.starts)
    size = np.diff(np.append(words.first, len(words.pieces)))
    place = np.arange(n)
    away = np.minimum(*(np.maximum(np.maximum(p.start - place, place - p.stop + 1), 0) for p in (actor, recipient)))
    away[[actor.start, recipient.start]] = -1  # a party longer than the limit leaves the other its mark
    order = np.argsort(away, kind="stable")
    kept = np.sort(order[np.cumsum(size[order]) <= limit])
    pieces: list[int] = []
    numbers: list[int] = []  # of the piece whose features count; -1: a mark, which has none
    opened = [0, 0]
    for w in kept.tolist():
        for k, party in enumerate((actor, recipient)):
            if w == party.start:
                opened[k] = len(pieces)
                pieces.append(MARKS[k][0])
                numbers.append(-1)
        run = range(int(words.first[w]), int(words.first[w] + size[w]))
        pieces += words.pieces[run.start : run.stop].tolist()
        numbers += run
        for k, party in reversed(tuple(enumerate((actor, recipient)))):
            if w == party.stop - 1:
                pieces.append(MARKS[k][1])
                numbers.append(-1)
    at = np.asarray(numbers, dtype=np.int64)
    features = np.where(at[:, None] >= 0, words.features[at], 0) if len(at) else words.features[:0]
    return Marked(np.asarray(pieces, dtype=np.int64), features, *opened)


def words_of(text: str, pieces: Sequence[int], offsets: Sequence[tuple[int, int]], word_ids: Sequence[int | None]) -> Words:
    """Groups the tokenizer's pieces (no special tokens) into words and adds what an uncased vocabulary loses: case, marks, lines."""
    ids = np.asarray(word_ids, dtype=np.int64)
    ends_of_pieces = np.asarray([e for _, e in offsets], dtype=np.int64)
    new = np.ones(len(ids), dtype=bool)
    new[1:] = ids[1:] != ids[:-1]
    first = np.flatnonzero(new).astype(np.int64)
    starts = np.asarray([offsets[i][0] for i in first.tolist()], dtype=np.int64)
    ends = ends_of_pieces[np.append(first[1:], len(ids)) - 1] if len(ids) else starts
    breaks = np.asarray([i for i, c in enumerate(text) if c == "\n"], dtype=np.int64)
    lines = np.unique(np.searchsorted(breaks, starts), return_inverse=True)[1].astype(np.int64)
    by_word = _features([text[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)], lines.tolist())
    number = np.cumsum(new) - 1
    return Words(starts, ends, lines, first, np.asarray(pieces, dtype=np.int64), by_word[number] if len(ids) else by_word)


def _features(words: Sequence[str], lines: Sequence[int]) -> Ints:
    out = np.zeros((len(words), len(FEATURES)), dtype=np.int64)
    opened = -1
    for i, word in enumerate(words):
        starts_line = i == 0 or lines[i - 1] != lines[i]
        ends_line = i + 1 == len(words) or lines[i + 1] != lines[i]
        if starts_line:
            if opened >= 0:
                out[opened + 1 : i, 1] = 3
            opened = -1
        shape = _shape(word)
        if shape in (10, 11, 12):
            out[i, 1] = 2
            opening = shape == 10 or (shape == 12 and opened < 0)
            opened = i if opening else -1
        elif opened >= 0:
            out[i, 1] = 1
        out[i, 0] = shape
        out[i, 2] = starts_line + 2 * ends_line
    if opened >= 0:
        out[opened + 1 :, 1] = 3
    return out


def _shape(word: str) -> int:
    c = word[:1]
    if c.isalpha():
        if word.islower():
            return 0
        if c.isupper() and (len(word) == 1 or word[1:].islower()):
            return 1
        return 2 if word.isupper() else 3
    if c.isdigit():
        return 4
    if c in _OPENING:
        return 10
    if c in _CLOSING:
        return 11
    if c in _STRAIGHT:
        return 12
    return _SHAPES.get(c, 13)


def windows(first: Ints, pieces: int, *, limit: int, margin: int) -> list[Window]:
    """Cuts a text into runs of words of at most `limit` pieces; neighbours share `margin` pieces on either side as context.

    Every word is kept by exactly one window. A single word longer than the limit gets a window of its own.
    """
    n = len(first)
    bounds = np.append(first, pieces)
    out: list[Window] = []
    at = 0
    while at < n:
        left = at
        while left > 0 and bounds[at] - bounds[left - 1] <= margin:
            left -= 1
        last = max(int(np.searchsorted(bounds, bounds[left] + limit, side="right")) - 1, at + 1)
        if last >= n:
            out.append(Window(left, n, at, n))
            break
        keep_to = max(int(np.searchsorted(bounds, bounds[last] - margin, side="right")) - 1, at + 1)
        out.append(Window(left, last, at, keep_to))
        at = keep_to
    return out


def range_in(words: Words, start: int, end: int) -> range:
    """The words that touch characters [start, end); empty where there are none."""
    return range(int(np.searchsorted(words.ends, start, side="right")), int(np.searchsorted(words.starts, end, side="left")))


def viterbi(scores: Floats, transitions: Floats, start: Floats) -> Ints:
    """Best tags of each row: scores [rows, words, tags], transitions [from, to] or [rows, from, to], start [tags] or [rows, tags]."""
    rows, length, tags = scores.shape
    back = np.zeros((length, rows, tags), dtype=np.int8)
    best = scores[:, 0] + start if length else scores.sum(1)
    for t in range(1, length):
        paths = best[:, :, None] + transitions
        back[t] = paths.argmax(1)
        best = paths.max(1) + scores[:, t]
    out = np.zeros((rows, length), dtype=np.int64)
    if not length:
        return out
    out[:, -1] = best.argmax(1)
    row = np.arange(rows)
    for t in range(length - 1, 0, -1):
        out[:, t - 1] = back[t, row, out[:, t]]
    return out


def marginals(scores: Floats, transitions: Floats, start: Floats) -> Floats:
    """Probability of each tag at each word given its whole row: forward-backward, scaled. Shapes as in `viterbi`."""
    rows, length, tags = scores.shape
    if not length:
        return scores
    weight = np.exp(scores - scores.max(2, keepdims=True)).swapaxes(0, 1)[:, :, None, :]
    ahead = np.empty((length, rows, 1, tags), dtype=np.float32)
    behind = np.ones((length, rows, 1, tags), dtype=np.float32)
    step = np.exp(transitions)
    back = step.swapaxes(-1, -2)
    now = weight[0] * np.exp(start).reshape(-1, 1, tags)
    ahead[0] = now / now.sum(-1, keepdims=True)
    for t in range(1, length):
        now = (ahead[t - 1] @ step) * weight[t]
        ahead[t] = now / now.sum(-1, keepdims=True)
    for t in range(length - 2, -1, -1):
        now = (weight[t + 1] * behind[t + 1]) @ back
        behind[t] = now / now.sum(-1, keepdims=True)
    out = ahead * behind
    out /= out.sum(-1, keepdims=True)
    return np.asarray(out[:, :, 0].swapaxes(0, 1), dtype=np.float32)


def spans_of(tags: Sequence[int]) -> list[tuple[int, int, int]]:
    """(role, first word, end word) of each run in a sequence of `TAGS` numbers; an I- that follows nothing of its role begins a run."""
    out: list[tuple[int, int, int]] = []
    role, begun = -1, 0
    for i, tag in enumerate([*tags, OUTSIDE]):
        now = (tag - 1) // 2 if tag else -1
        if role >= 0 and (now != role or tag % 2 == 1):
            out.append((role, begun, i))
            role = -1
        if now >= 0 and role < 0:
            role, begun = now, i
    return out


def pair_features(cues: Ints, others: Ints, lines: Ints) -> Ints:
    """What the link score knows of a pair beside the encoder's states: [cues, others, 4] numbers below `PAIR_FEATURES`.

    `cues` and `others` are rows of (first word, end word, layer).
    """
    out = np.zeros((len(cues), len(others), len(PAIR_FEATURES)), dtype=np.int64)
    if not len(cues) or not len(others):
        return out
    after = others[None, :, 0] >= cues[:, None, 1]
    before = others[None, :, 1] <= cues[:, None, 0]
    gap = np.where(after, others[None, :, 0] - cues[:, None, 1], np.where(before, cues[:, None, 0] - others[None, :, 1], 0))
    bucket = np.where(gap < 3, gap, np.minimum(np.floor(np.log2(np.maximum(gap, 1)) + 2), 8)).astype(np.int64)
    out[:, :, 0] = np.where(after, 10 + bucket, np.where(before, bucket, 9))
    low = np.where(after, cues[:, None, 1], others[None, :, 1])
    high = np.where(after, others[None, :, 0], cues[:, None, 0])
    begins = np.sort(cues[:, 0])
    out[:, :, 1] = np.clip(np.searchsorted(begins, high) - np.searchsorted(begins, low), 0, 3)
    edge = np.clip(np.where(after, others[None, :, 0], others[None, :, 1] - 1), 0, max(len(lines) - 1, 0))
    crossed = np.abs(lines[edge] - lines[cues[:, 0]][:, None])
    out[:, :, 2] = np.minimum(crossed, 2)
    out[:, :, 3] = cues[:, None, 2] == others[None, :, 2]
    return out
