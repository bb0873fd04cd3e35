"""Stories that nobody read by hand, labelled by a larger model for a smaller one: `python -m training.silver --model large --out FILE`.

FILE has one line a story: its id and what the model found there, as offsets; no text. `training.train --silver FILE` joins it with the
stories and trains on it as on hand readings. Stories of `readings/` and of the hand-read gold files are left out.
"""

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from tokenizers import Tokenizer

from onrecord.models import Annotation, Tagged, Trigger
from onrecord.models.onnx_files import WEIGHTS, words_in_pieces
from onrecord.models.onnx_tagger import Tagger as Labeller
from onrecord.models.tagging import ROLES, Words
from training.data import IGNORED, REACH, Document, Event, Labels, Statement, lay, read_jsonl, words_in
from training.readings import load_stories

SURE = 0.5  # a link, a trigger or a party counts from here
LONGEST = 9_000  # characters of a story that is taken
SHORTEST = 1_200
GOLD = ("readings/gold_train.jsonl", "readings/gold_dev.jsonl", "statements/polnear_dev.jsonl")
RUN, SHARED = 8, 0.1  # words of a run; share of them from which two texts are one story


class Row(msgspec.Struct, frozen=True):
    """One labelled story."""

    id: str
    annotation: Annotation


def stories(data: Path, readings: Path, *, number: int, seed: int) -> list[dict[str, Any]]:
    """A random choice of stories of middling length that no hand reading and no gold file holds: neither the same text, nor one that shares
    a tenth of its runs of words with it, since a story comes with other spacing and other furniture in another file."""
    read = {row["id"] for path in sorted(readings.glob("*.jsonl")) for row in read_jsonl(path)}
    known = {run for name in GOLD for row in read_jsonl(data / name) for run in _runs(row["text"])}
    middling = [s for s in load_stories(data / "news").values() if s["id"] not in read and SHORTEST <= len(s["text"]) <= LONGEST]
    left = [s for s in middling if len((runs := _runs(s["text"])) & known) <= SHARED * len(runs)]
    return random.Random(seed).sample(left, min(number, len(left)))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def label(model: Labeller, data: Path, readings: Path, out: Path, *, number: int, seed: int) -> None:
    """Labels stories and writes them to `out`; goes on where an earlier call stopped."""
    whole = [line for line in out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")] if out.exists() else []
    out.write_bytes(b"".join(whole))  # a call that was killed may leave half a line
    done = {row.id for row in load(out)}
    with out.open("ab") as f:
        for story in stories(data, readings, number=number, seed=seed):
            if story["id"] not in done:
                f.write(msgspec.json.encode(Row(story["id"], model.annotate([story["text"]])[0])) + b"\n")
                f.flush()


def load(path: Path) -> list[Row]:
    """The rows of a file."""
    with path.open("rb") as f:
        return [msgspec.json.decode(line, type=Row) for line in f]


def documents(path: Path, data: Path, tokenizer: Tokenizer, labels: Labels) -> Iterator[Document]:
    """The labelled stories of a file with their labels laid on words."""
    texts = load_stories(data / "news")
    for row in load(path):
        yield document(row, words_in_pieces(tokenizer, texts[row.id]["text"]), labels)


def document(row: Row, words: Words, labels: Labels) -> Document:
    """One story. Statements are the cues with the source and the contents that the model links to them."""
    n = len(words.starts)
    out = Document(row.id, words, np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64), [], [], True, "silver")
    spans = [words_in(words, t.span.start, t.span.end) for t in row.annotation.tagged]
    for t, span in zip(row.annotation.tagged, spans, strict=True):
        if span:
            lay(out.inner if t.layer else out.outer, span, 1 + 2 * ROLES.index(t.role))
    out.statements.extend(_statements(row.annotation, spans))
    for trigger in row.annotation.triggers:
        at = words_in(words, trigger.span.start, trigger.span.end)
        if at and trigger.score >= SURE:
            out.triggers[at[0] : at[1]] = labels.types.index(trigger.type) + 1
            out.events.append(_event(trigger, at, words, labels))
        elif at:
            out.triggers[at[0] : at[1]] = IGNORED
    return out


def _statements(annotation: Annotation, spans: Sequence[tuple[int, int] | None]) -> Iterator[Statement]:
    linked: dict[int, list[int]] = {}
    for link in annotation.links:
        if link.score >= SURE:
            linked.setdefault(link.cue, []).append(link.other)

    def of(numbers: Sequence[int], role: str, tagged: Sequence[Tagged]) -> list[tuple[int, int]]:
        return [s for i in numbers if tagged[i].role == role and (s := spans[i])]

    for i, cue in enumerate(annotation.tagged):
        if cue.role == "cue" and spans[i]:
            others = linked.get(i, [])
            yield Statement(cue.layer, spans[i], of(others, "source", annotation.tagged), of(others, "content", annotation.tagged))


def _event(trigger: Trigger, at: tuple[int, int], words: Words, labels: Labels) -> Event:
    best = trigger.modes[0][0] if trigger.modes else ""
    event = Event(
        at,
        labels.types.index(trigger.type),
        labels.factuality.index(trigger.factuality[0][0]),
        [labels.modes.index(name) for name in (f"{trigger.type}/{best}",) if name in labels.modes],
        [labels.contexts.index(name) for name, chance in trigger.contexts if chance >= SURE and name in labels.contexts],
    )
    for number, role in enumerate(("actor", "recipient")):
        event.parties[number] = {
            w: 1 if party.score >= SURE else IGNORED
            for party in trigger.parties
            if party.role == role and (span := words_in(words, party.span.start, party.span.end))
            for w in range(*span)
            if abs(w - at[0]) < REACH
        }
    return event


def main() -> None:
    """Reads the command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--model", default="large", help="which exported model labels")
    ap.add_argument("--folder", type=Path, default=WEIGHTS, help="where its files are")
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--readings", type=Path, default=Path("training/readings"))
    ap.add_argument("--stories", type=int, default=1_000)
    ap.add_argument("--seed", type=int, default=20161108)
    given = ap.parse_args()
    model = Labeller(given.model, threads=2, folder=given.folder)
    label(model, given.data, given.readings, given.out, number=given.stories, seed=given.seed)


if __name__ == "__main__":
    main()
