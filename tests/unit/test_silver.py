"""Stories labelled by a model: what becomes of an annotation when it is laid on words to train on."""

import json
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np
import pytest

pytest.importorskip("tokenizers")

from onrecord.models import Annotation, Link, Party, Tagged, Trigger
from onrecord.models.onnx_files import WEIGHTS, load_tokenizer, words_in_pieces
from onrecord.models.tagging import ROLES, Words, spans_of
from onrecord.spans import Span
from training import silver
from training.data import IGNORED, Labels

TEXT = "Ada Lund said that Oslo had attacked the port. Kiev waited."
LABELS = Labels(types=("ASSAULT", "REJECT"), factuality=("attributed",), modes=("ASSAULT/bombard",), contexts=("military",))
ANNOTATION = Annotation(
    tagged=(
        Tagged("source", 0, Span(0, 8), 0.9),
        Tagged("cue", 0, Span(9, 13), 0.9),
        Tagged("content", 0, Span(14, 45), 0.9),
        Tagged("content", 0, Span(47, 51), 0.9),
    ),
    links=(Link(1, 0, 0.9), Link(1, 2, 0.8), Link(1, 3, 0.3)),
    triggers=(
        Trigger(
            "ASSAULT",
            Span(28, 36),
            0.8,
            factuality=(("attributed", 1.0),),
            modes=(("bombard", 0.9), ("", 0.1)),
            contexts=(("military", 0.9), ("economic", 0.8)),
            parties=(Party("actor", Span(19, 23), 0.7), Party("recipient", Span(37, 45), 0.3)),
        ),
        Trigger("REJECT", Span(52, 58), 0.4),
    ),
)


@pytest.fixture(scope="module")
def words() -> Words:
    return words_in_pieces(load_tokenizer(WEIGHTS), TEXT)


def test_spans_are_laid_and_only_sure_links_make_a_statement(words: Words) -> None:
    document = silver.document(silver.Row("x", ANNOTATION), words, LABELS)
    laid = [(ROLES[role], TEXT[words.starts[a] : words.ends[b - 1]]) for role, a, b in spans_of(document.outer.tolist())]
    assert laid == [("source", "Ada Lund"), ("cue", "said"), ("content", "that Oslo had attacked the port"), ("content", "Kiev")]
    (statement,) = document.statements
    assert (statement.cue, statement.source, statement.content) == ((2, 3), [(0, 2)], [(3, 9)])


def test_a_trigger_that_is_not_sure_takes_no_part_and_what_no_label_set_knows_is_left_out(words: Words) -> None:
    document = silver.document(silver.Row("x", ANNOTATION), words, LABELS)
    assert {TEXT[words.starts[w] : words.ends[w]]: int(document.triggers[w]) for w in np.flatnonzero(document.triggers)} == {
        "attacked": 1,
        "waited": IGNORED,
    }
    (event,) = document.events
    assert (event.type, event.modes, event.contexts) == (0, [0], [0])
    assert event.parties == {0: {4: 1}, 1: {7: IGNORED, 8: IGNORED}}


def test_stories_that_were_read_by_hand_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def story(word: str) -> str:
        return " ".join(f"{word}{n} happened." for n in range(120))

    texts = {
        "read": story("a"),
        "gold": story("b").replace(" ", "  "),
        "dev": "Furniture. " + story("c"),
        "free": story("d"),
        "short": "Too short.",
    }
    monkeypatch.setattr(silver, "load_stories", lambda _: {k: {"id": k, "text": v} for k, v in texts.items()})
    for folder in ("hand", "readings", "statements"):
        (tmp_path / folder).mkdir()
    (tmp_path / "hand/a.jsonl").write_text(json.dumps({"id": "read"}) + "\n")
    for name, word in zip(silver.GOLD, "bbc", strict=True):
        (tmp_path / name).write_text(json.dumps({"text": story(word)}) + "\n")
    chosen = silver.stories(tmp_path, tmp_path / "hand", number=10, seed=1)
    assert [s["id"] for s in chosen] == ["free"]


def test_labelling_goes_on_where_it_stopped_and_drops_half_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Labeller:
        asked: ClassVar[list[str]] = []

        def annotate(self, texts: list[str]) -> list[Annotation]:
            self.asked.extend(texts)
            return [ANNOTATION for _ in texts]

    monkeypatch.setattr(silver, "stories", lambda *_, **__: [{"id": n, "text": n} for n in "abc"])
    out = tmp_path / "silver.jsonl"
    out.write_bytes(msgspec.json.encode(silver.Row("a", ANNOTATION)) + b'\n{"id":"b","anno')
    silver.label(Labeller(), tmp_path, tmp_path, out, number=3, seed=1)  # type: ignore[arg-type]
    assert [row.id for row in silver.load(out)] == ["a", "b", "c"] and Labeller.asked == ["b", "c"]
