"""Gold files to labelled windows: what the tagger is trained on. Texts stay in memory; nothing of them is written anywhere."""

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.models.onnx_files import words_in_pieces
from onrecord.models.tagging import ROLES, Words, range_in

Ints = NDArray[np.int64]
IGNORED = -100
REACH = 60  # words on either side of a trigger among which its parties are looked for


@dataclass(frozen=True)
class Labels:
    """The closed sets of names that the event heads tell apart, sorted; read off the training readings."""

    types: tuple[str, ...]
    factuality: tuple[str, ...]
    modes: tuple[str, ...]
    contexts: tuple[str, ...]

    @classmethod
    def of(cls, documents: Iterable[dict[str, Any]]) -> "Labels":
        events = [e for d in documents for e in d.get("events", [])]
        modes = {f"{e['type']}/{m or ''}" for e in events for m in e["modes"]}
        return cls(
            tuple(sorted({e["type"] for e in events})),
            tuple(sorted({e["factuality"] for e in events})),
            tuple(sorted(modes)),
            tuple(sorted({c for e in events for c in e["contexts"]})),
        )


@dataclass
class Statement:
    """Word ranges of one gold statement."""

    layer: int
    cue: tuple[int, int] | None
    source: list[tuple[int, int]]
    content: list[tuple[int, int]]


@dataclass
class Event:
    """One gold event: trigger words, numbers of its labels; for actor (0) and recipient (1) its words (1) and what may be (IGNORED).

    A mode or context outside the label sets is left out.
    """

    trigger: tuple[int, int]
    type: int
    factuality: int
    modes: list[int]
    contexts: list[int]
    parties: dict[int, dict[int, int]] = field(default_factory=dict)


@dataclass
class Document:
    """One labelled text of a `corpus` (polnear, gold, hand, silver). `nested` says whether the inner layer and events were annotated."""

    id: str
    words: Words
    outer: Ints
    inner: Ints
    triggers: Ints
    statements: list[Statement]
    events: list[Event]
    nested: bool
    corpus: str


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """All objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def words_in(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """The range of words that touch characters [start, end); None where there are none."""
    found = range_in(words, start, end)
    return (found.start, found.stop) if found else None


def labelled(raw: dict[str, Any], tokenizer: Tokenizer, labels: Labels, *, corpus: str) -> Document:
    """A gold document with its labels laid on words."""
    words = words_in_pieces(tokenizer, raw["text"])
    n = len(words.starts)
    nested = "events" in raw
    out = Document(raw["id"], words, np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64), [], [], nested, corpus)
    by_id = {s["id"]: s for s in raw["statements"]}
    for s in raw["statements"]:
        layer = 1 if s.get("inside") in by_id else 0
        pieces = {r: [w for a, b in s.get(r) or [] if (w := words_in(words, a, b))] for r in ROLES}
        for number, role in enumerate(ROLES):
            for span in pieces[role]:
                lay(out.inner if layer else out.outer, span, 1 + 2 * number)
        out.statements.append(Statement(layer, pieces["cue"][0] if pieces["cue"] else None, pieces["source"], pieces["content"]))
    if nested:
        named = _named(raw, words)
        for e in raw["events"]:
            trigger = words_in(words, *e["trigger"])
            if trigger is None:
                continue
            event = _event(e, trigger, labels)
            out.triggers[trigger[0] : trigger[1]] = event.type + 1
            for number, key in enumerate(("actor", "recipient")):
                event.parties[number] = _party_words(trigger, e.get(key) or [], named, words)
            out.events.append(event)
    return out


def lay(tags: Ints, span: tuple[int, int], begin: int) -> None:
    """Writes B-, I-, I-… where nothing was written before."""
    first, last = span
    if tags[first:last].any():
        return
    tags[first] = begin
    tags[first + 1 : last] = begin + 1


def _event(raw: dict[str, Any], trigger: tuple[int, int], labels: Labels) -> Event:
    return Event(
        trigger,
        labels.types.index(raw["type"]),
        labels.factuality.index(raw["factuality"]),
        [labels.modes.index(name) for m in raw["modes"] if (name := f"{raw['type']}/{m or ''}") in labels.modes],
        [labels.contexts.index(c) for c in raw["contexts"] if c in labels.contexts],
    )


def _named(raw: dict[str, Any], words: Words) -> dict[str, list[tuple[int, int]]]:
    """For each actor the word ranges of its aliases, and of the sources of its statements."""
    text = raw["text"]
    taken = np.zeros(len(text) + 1, dtype=bool)
    found: dict[str, list[tuple[int, int]]] = {a["id"]: [] for a in raw["actors"]}
    aliases = sorted(((alias, a["id"]) for a in raw["actors"] for alias in {*a["aliases"], a["name"]} if alias), key=lambda x: -len(x[0]))
    for alias, actor in aliases:
        for m in re.finditer(r"(?<!\w)" + re.escape(alias) + r"(?!\w)", text):
            span = words_in(words, *m.span())
            if span and not taken[m.start() : m.end()].any():
                taken[m.start() : m.end()] = True
                found[actor].append(span)
    for s in raw["statements"]:
        for actor in s["actors"]:
            found.setdefault(actor, []).extend(w for a, b in s["source"] if (w := words_in(words, a, b)) and w[1] - w[0] <= 6)
    return found


def _party_words(trigger: tuple[int, int], actors: Sequence[str], named: dict[str, list[tuple[int, int]]], words: Words) -> dict[int, int]:
    """Words near the trigger: 1 = names a party (the mention nearest to the trigger), IGNORED = may name it, left out = does not."""
    line = words.lines[trigger[0]]
    low, high = max(0, trigger[0] - REACH), min(len(words.starts), trigger[1] + REACH)
    out: dict[int, int] = {}
    for actor in actors:
        near = [s for s in named.get(actor, []) if s[0] >= low and s[1] <= high and words.lines[s[0]] == line]
        if not near:
            for w in range(low, high):
                out.setdefault(w, IGNORED)
            continue
        best = min(near, key=lambda s: min(abs(s[0] - trigger[1]), abs(trigger[0] - s[1])))
        for s in near:
            for w in range(*s):
                if s is best:
                    out[w] = 1
                else:
                    out.setdefault(w, IGNORED)
    return out


def cut(document: Document, *, limit: int, rng: random.Random) -> list[tuple[int, int]]:
    """Word ranges of at most `limit` pieces that cover the document, cut at line ends where possible; the first is cut short at random."""
    n = len(document.words.starts)
    bounds = np.append(document.words.first, len(document.words.pieces))
    lines = np.append(document.words.lines, -1)
    out: list[tuple[int, int]] = []
    at, room = 0, rng.randint(limit // 4, limit) if bounds[-1] > limit else limit
    while at < n:
        last = max(int(np.searchsorted(bounds, bounds[at] + room, side="right")) - 1, at + 1)
        if last < n:
            back = last
            while back > at and lines[back] == lines[back - 1]:
                back -= 1
            if back > at and bounds[back] - bounds[at] > room // 2:
                last = back
        out.append((at, min(last, n)))
        at, room = last, limit
    return out
