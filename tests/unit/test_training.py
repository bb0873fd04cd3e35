"""The training code, where torch is installed: the losses and the laying of labels, on sentences made up here."""

import dataclasses
import itertools
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("tokenizers")
pytest.importorskip("safetensors")
pytest.importorskip("onnx")

from onrecord.models.onnx_files import WEIGHTS, load_tokenizer  # noqa: E402 (after the check that torch is here)
from onrecord.models.tagging import ROLES, TAGS, spans_of  # noqa: E402
from training.batches import batch_of, losses  # noqa: E402
from training.card import calibration  # noqa: E402
from training.data import IGNORED, Document, Labels, cut, labelled  # noqa: E402
from training.evaluate import answers  # noqa: E402
from training.export import CutWords  # noqa: E402
from training.model import Dropout, Shape, Tagger, crf_loss, distance_buckets  # noqa: E402
from training.train import Plan, epoch_batches, hand_held_out, held_out, take_over  # noqa: E402

TEXT = "Ada Lund said that Oslo had attacked the port.\nLund told Kiev to wait."
RAW = {
    "id": "x",
    "text": TEXT,
    "actors": [{"id": "oslo", "name": "Norway", "aliases": ["Oslo"]}, {"id": "kiev", "name": "Ukraine", "aliases": ["Kiev"]}],
    "statements": [
        {"id": "s1", "source": [[0, 8]], "cue": [[9, 13]], "content": [[14, 45]], "inside": None, "actors": []},
        {"id": "s2", "source": [[19, 23]], "cue": [[24, 36]], "content": [[37, 45]], "inside": "s1", "actors": []},
    ],
    "events": [
        {
            "type": "ASSAULT", "factuality": "attributed", "modes": [None], "contexts": ["military"],
            "actor": ["oslo"], "recipient": ["kiev"], "trigger": [28, 36],
        },
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return load_tokenizer(WEIGHTS)


@pytest.fixture(scope="module")
def document(tokenizer: Any) -> Document:
    return labelled(RAW, tokenizer, Labels.of([RAW]), corpus="gold")


def words_of_spans(document: Document, tags: np.ndarray) -> list[tuple[str, str]]:
    starts, ends = document.words.starts, document.words.ends
    return [(ROLES[role], TEXT[starts[a] : ends[b - 1]]) for role, a, b in spans_of(tags.tolist())]


def test_labels_are_laid_on_the_layer_of_their_statement(document: Document) -> None:
    assert words_of_spans(document, document.outer) == [
        ("source", "Ada Lund"),
        ("cue", "said"),
        ("content", "that Oslo had attacked the port"),
    ]
    assert words_of_spans(document, document.inner) == [("source", "Oslo"), ("cue", "had attacked"), ("content", "the port")]


def test_a_party_named_near_is_marked_and_one_named_elsewhere_leaves_all_open(document: Document) -> None:
    (event,) = document.events
    named = {TEXT[document.words.starts[w] : document.words.ends[w]] for w, answer in event.parties[0].items() if answer == 1}
    assert named == {"Oslo"}
    assert set(event.parties[1].values()) == {IGNORED}


def test_a_mode_outside_the_label_sets_is_left_out_and_takes_no_part_in_the_loss(tokenizer: Any) -> None:
    labels = Labels(types=("ASSAULT",), factuality=("attributed",), modes=("ASSAULT/beat",), contexts=("economic",))
    document = labelled(RAW, tokenizer, labels, corpus="hand")
    (event,) = document.events
    assert (event.modes, event.contexts) == ([], [])
    model = Tagger(Shape(hidden=24, layers=1, heads=2, inner=48), types=1, factuality=1, modes=1, contexts=1)
    assert float(losses(model, batch_of([(document, 0, len(document.words.starts))]), (1, 1, 1, 1))["mode"].detach()) == 0.0


def test_windows_of_training_cover_the_document_once(document: Document) -> None:
    for seed in range(5):
        windows = cut(document, limit=6, rng=random.Random(seed))
        assert [w for a, b in windows for w in range(a, b)] == list(range(len(document.words.starts)))


def test_crf_loss_is_minus_the_log_of_the_share_of_all_paths() -> None:
    torch.manual_seed(1)
    scores, steps, start = torch.randn(1, 4, 3), torch.randn(1, 3, 3), torch.randn(1, 3)

    def total(path: tuple[int, ...]) -> float:
        inner = sum(float(steps[0, a, b]) for a, b in itertools.pairwise(path))
        return float(start[0, path[0]]) + sum(float(scores[0, i, t]) for i, t in enumerate(path)) + inner

    gold = (0, 2, 1)
    every = torch.tensor([total(p) for p in itertools.product(range(3), repeat=3)])
    want = float(torch.logsumexp(every, 0)) - total(gold)
    got = crf_loss(scores, torch.tensor([[*gold, 0]]), torch.tensor([3]), steps, start)
    assert float(got[0]) == pytest.approx(want, abs=1e-4)


def test_every_loss_falls_when_a_tiny_network_learns_one_document(document: Document) -> None:
    torch.manual_seed(2)
    shape = Shape(hidden=24, layers=1, heads=2, inner=48)
    model = Tagger(shape, types=1, factuality=1, modes=1, contexts=1, dropout=0.0)
    batch = batch_of([(document, 0, len(document.words.starts))])
    counts = (1, 1, 1, 1)
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    seen = []
    for _ in range(40):
        parts = losses(model, batch, counts)
        seen.append({k: float(v.detach()) for k, v in parts.items()})
        adam.zero_grad()
        torch.autograd.backward(sum(parts.values()))
        adam.step()
    for name in ("outer", "inner", "source", "content", "trigger", "context", "party"):
        assert seen[-1][name] < 0.7 * seen[0][name], name


def test_every_link_and_label_of_an_event_is_asked_for_once(document: Document) -> None:
    torch.manual_seed(4)
    model = Tagger(Shape(hidden=24, layers=1, heads=2, inner=48), types=1, factuality=1, modes=1, contexts=1)
    found = answers(model, [document], Labels.of([RAW]), limit=382)
    assert set(found) == {"gold_source_link", "gold_content_link", "gold_factuality", "gold_mode"}
    assert found["gold_factuality"] == found["gold_mode"] == 1.0  # one label each: nothing else to choose
    assert {found["gold_source_link"], found["gold_content_link"]} <= {0.0, 0.5, 1.0}  # two statements


def test_buckets_of_distance_are_exact_near_and_differ_by_direction() -> None:
    buckets = distance_buckets(512, 32)
    middle = 511
    assert buckets[middle - 7 : middle + 1].tolist() == [7, 6, 5, 4, 3, 2, 1, 0]
    assert [int(buckets[i]) for i in (middle + 3, middle + 500, 0)] == [19, 31, 15]


def test_dropout_drops_its_share_and_nothing_outside_of_training() -> None:
    torch.manual_seed(3)
    drop = Dropout(0.1)
    x = torch.ones(100, 1001)
    share = float((drop(x) == 0).float().mean())
    assert 0.09 < share < 0.115
    assert float(drop(x).mean()) == pytest.approx(1, abs=0.01)
    assert drop.eval()(x) is x


def test_held_out_documents_are_a_twentieth_and_always_the_same() -> None:
    assert held_out(840, seed=1) == held_out(840, seed=1)
    assert len(held_out(840, seed=1)) == 42


def test_a_hand_reading_is_held_out_by_its_id_alone() -> None:
    kept = [n for n in range(800) if hand_held_out(f"story-{n}")]
    assert 60 < len(kept) < 140
    assert kept == [n for n in range(800) if hand_held_out(f"story-{n}")]


def test_an_epoch_takes_copies_and_a_share_as_planned(document: Document) -> None:
    plan = Plan(Path(), Path(), Path(), polnear_share=0.25, gold_copies=2, hand_copies=5)
    of = {"polnear": 400, "gold": 3, "hand": 2}
    train = [dataclasses.replace(document, id=f"{c}-{i}", corpus=c) for c, n in of.items() for i in range(n)]
    seen = [Counter(d.id for b in epoch_batches(plan, train, epoch) for d, _, _ in b) for epoch in range(2)]
    for count in seen:
        by_corpus = Counter(name.split("-")[0] for name in count.elements())
        assert (by_corpus["gold"], by_corpus["hand"]) == (6, 10)
        assert 60 < by_corpus["polnear"] < 140
    assert seen[0] != seen[1]


def test_calibration_error_of_sure_and_wrong_is_one() -> None:
    assert calibration([(1.0, False)] * 3) == 1.0
    assert calibration([(0.75, True)] * 3 + [(0.75, False)]) == 0.0


def test_tags_are_outside_and_begin_and_inside_of_each_role() -> None:
    assert TAGS[0] == "O"
    assert len(TAGS) == 1 + 2 * len(ROLES)


def tiny(layers: int) -> Tagger:
    return Tagger(Shape(hidden=24, layers=layers, heads=2, inner=16, vocabulary=60), types=2, factuality=2, modes=2, contexts=2)


def test_a_deeper_network_takes_over_what_a_shallower_one_learnt(tmp_path: Path) -> None:
    shallow, deep = tiny(1), tiny(2)
    learnt: Any = shallow.state_dict()
    before: Any = {name: weight.clone() for name, weight in deep.state_dict().items()}
    torch.save({"model": learnt}, tmp_path / "model.pt")
    take_over(deep, tmp_path / "model.pt")
    after: Any = deep.state_dict()
    assert all(torch.equal(after[name], learnt[name]) for name in learnt)
    assert all(torch.equal(after[name], before[name]) for name in set(before) - set(learnt))
    with pytest.raises(ValueError, match=r"encoder\.blocks\.1"):
        take_over(tiny(1), _saved(deep, tmp_path))


def _saved(model: Tagger, folder: Path) -> Path:
    torch.save({"model": model.state_dict()}, folder / "deep.pt")
    return folder / "deep.pt"


def test_a_cut_table_keeps_its_rows_and_gives_others_the_nearest() -> None:
    table = torch.nn.Embedding.from_pretrained(torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.9, 0.1], [0.0, 3.0]]))
    cut_table = CutWords(table, [0, 1])
    assert torch.equal(cut_table(torch.tensor([[0, 1, 2, 3]])), torch.tensor([[[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]]))
