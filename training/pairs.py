"""Trains the model of the relation between two given parties: `python -m training.pairs PLV.jsonl --init RUN/model.pt [--folds 5]`.

The encoder starts from a trained tagger's. First it sees the events of the hand readings whose parties both stand in the sentence of the
trigger, then the rows of the file ({"sentence", "source", "target", "gold_root"}). `--folds` measures by cross-validation and writes
nothing; else NAME.onnx (int8) and NAME.json go to `--out`.
"""

import argparse
import copy
import dataclasses
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from benchmarks.plv import macro_f1, parties
from onrecord.models.onnx_files import WEIGHTS, load_tokenizer, words_in_pieces
from onrecord.models.tagging import Marked, Words, marked, range_in
from onrecord.read.pairs import QUADS
from training.data import Document, Labels, labelled, read_jsonl
from training.export import commit, sample, write_onnx
from training.model import BEGIN, END, Dropout, Encoder, Shape
from training.readings import load_readings
from training.train import SHAPES

ROOTS = tuple(QUADS)
LIMIT = 200  # pieces of a text that are looked at
BATCH = 16
RATE, HEAD_RATE, DECAY, WARM_UP = 1e-4, 1e-3, 0.9, 0.1
HAND_EPOCHS, EPOCHS = 2, 5
LONGEST = 110  # words of a sentence of the hand readings


class Example(NamedTuple):
    """A marked text and the number of its root."""

    given: Marked
    root: int


class Net(nn.Module):
    """The encoder, and a layer over the states of the marks before both parties."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder = Encoder(shape, 0.1)
        self.dropout = Dropout(0.1)
        self.both = nn.Linear(2 * shape.hidden, shape.hidden)
        self.roots = nn.Linear(shape.hidden, len(ROOTS))

    def forward(self, pieces: Tensor, features: Tensor, marks: Tensor, mask: Tensor | None = None) -> Tensor:
        states = self.encoder(pieces, features, mask)
        row = torch.arange(len(pieces), device=pieces.device)
        both = torch.cat([states[row, marks[:, 0]], states[row, marks[:, 1]]], dim=1)
        result: Tensor = self.roots(self.dropout(torch.tanh(self.both(self.dropout(both)))))
        return result


def examples(path: Path, tokenizer: Any) -> list[Example]:
    """The rows of a file of marked pairs."""
    out = []
    for row in read_jsonl(path):
        words = words_in_pieces(tokenizer, row["sentence"])
        actor, recipient = (range_in(words, *span) for span in parties(row))
        out.append(Example(marked(words, actor, recipient, limit=LIMIT), ROOTS.index(row["gold_root"])))
    return out


def hand_examples(data: Path, readings: Path, tokenizer: Any) -> list[Example]:
    """Events of the hand readings as pairs; two parties between whom one sentence tells different roots are left out."""
    raws = read_jsonl(data / "readings/gold_train.jsonl") + load_readings(sorted(readings.glob("*.jsonl")), data / "news")
    labels = Labels.of(raws)
    out = []
    for raw in raws:
        document = labelled(raw, tokenizer, labels, corpus="hand")
        found: dict[tuple[range, range, range], set[int]] = {}
        for sentence, actor, recipient, type_ in _pairs(document, raw["text"], labels):
            root = "YIELD" if type_ in ("CONCEDE", "RETREAT") else type_
            found.setdefault((sentence, actor, recipient), set()).add(ROOTS.index(root))
        for (sentence, actor, recipient), roots in found.items():
            if len(roots) == 1:
                out.append(
                    Example(
                        marked(_part(document.words, sentence), *(_shifted(r, sentence) for r in (actor, recipient)), limit=LIMIT), *roots
                    )
                )
    return out


def _pairs(document: Document, text: str, labels: Labels) -> Iterator[tuple[range, range, range, str]]:
    """Per event the words of its sentence, of its actor and of its recipient, and its type."""
    words = document.words
    for event in document.events:
        actor, recipient = (_run([w for w, v in event.parties.get(k, {}).items() if v == 1]) for k in (0, 1))
        if not actor or not recipient or set(actor) & set(recipient):
            continue
        first = min(actor.start, recipient.start, event.trigger[0])
        last = max(actor.stop, recipient.stop, event.trigger[1])
        line = words.lines[event.trigger[0]]
        while first > 0 and words.lines[first - 1] == line and text[words.starts[first - 1]] not in ".!?":
            first -= 1
        while last < len(words.starts) and words.lines[last] == line and text[words.starts[last - 1]] not in ".!?":
            last += 1
        if last - first <= LONGEST:
            yield range(first, last), actor, recipient, labels.types[event.type]


def _run(words: Sequence[int]) -> range:
    """The first run of words that follow each other."""
    ordered = sorted(words)
    n = next((i for i, w in enumerate(ordered) if w != ordered[0] + i), len(ordered))
    return range(ordered[0], ordered[0] + n) if ordered else range(0)


def _shifted(words: range, sentence: range) -> range:
    return range(words.start - sentence.start, words.stop - sentence.start)


def _part(words: Words, part: range) -> Words:
    """Some words of a text as a text of their own."""
    cut = slice(part.start, part.stop)
    begin = int(words.first[part.start])
    end = int(words.first[part.stop]) if part.stop < len(words.first) else len(words.pieces)
    return Words(
        words.starts[cut], words.ends[cut], words.lines[cut], words.first[cut] - begin, words.pieces[begin:end], words.features[begin:end]
    )


def tensors(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pieces, features, marks, mask and roots of some examples, padded together."""
    width = -(-(max(len(e.given.pieces) for e in batch) + 2) // 16) * 16
    pieces, mask = np.zeros((len(batch), width), np.int64), np.zeros((len(batch), width), np.float32)
    features = np.zeros((len(batch), width, 3), np.int64)
    for i, (given, _) in enumerate(batch):
        n = len(given.pieces) + 2
        pieces[i, :n] = [BEGIN, *given.pieces, END]
        features[i, 1 : n - 1] = given.features
        mask[i, :n] = 1
    marks = torch.tensor([[e.given.actor + 1, e.given.recipient + 1] for e in batch])
    return torch.from_numpy(pieces), torch.from_numpy(features), marks, torch.from_numpy(mask), torch.tensor([e.root for e in batch])


def started(init: Path) -> Net:
    """A network whose encoder is that of a tagger's run."""
    plan = json.loads((init.parent / "plan.json").read_text())
    net = Net(dataclasses.replace(SHAPES[plan.get("kind", "minilm")], layers=plan["layers"]))
    saved = torch.load(init, weights_only=True)["model"]
    net.encoder.load_state_dict({k.removeprefix("encoder."): v for k, v in saved.items() if k.startswith("encoder.")})
    return net


def fit(net: Net, data: Sequence[Example], epochs: int, rng: random.Random) -> None:
    """Some epochs over the examples, in batches of like length, the rate falling to nothing."""
    layers = len(net.encoder.blocks)
    groups = []
    for name, p in net.named_parameters():
        depth = layers - 1 - int(name.split(".")[2]) if name.startswith("encoder.blocks.") else layers
        rate = RATE * DECAY**depth if name.startswith("encoder.") else HEAD_RATE
        groups.append({"params": [p], "lr": rate, "rate": rate, "weight_decay": 0.01 if p.ndim > 1 else 0.0})
    adam = torch.optim.AdamW(groups)
    plan = [batch for _ in range(epochs) for batch in _batches(data, rng)]
    net.train()
    for step, batch in enumerate(plan):
        done = step / len(plan)
        for group in adam.param_groups:
            group["lr"] = group["rate"] * min(done / WARM_UP, (1 - done) / (1 - WARM_UP))
        *given, roots = tensors(batch)
        with torch.autocast("cpu", torch.bfloat16):
            scores = net(*given)
        loss = F.cross_entropy(scores.float(), roots)
        adam.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()


def _batches(data: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    order = rng.sample(list(data), len(data))
    out = []
    for i in range(0, len(order), BATCH * 8):
        group = sorted(order[i : i + BATCH * 8], key=lambda e: len(e.given.pieces))
        out += [group[j : j + BATCH] for j in range(0, len(group), BATCH)]
    rng.shuffle(out)
    return out


@torch.no_grad()
def told(net: Net, data: Sequence[Example]) -> tuple[list[str], list[str]]:
    """The likeliest root and quad class of each example."""
    net.eval()
    quads = torch.tensor([[float(QUADS[r] == q) for q in (1, 2, 3, 4)] for r in ROOTS])
    roots, classes = [], []
    for i in range(0, len(data), BATCH):
        *given, _ = tensors(data[i : i + BATCH])
        chances = torch.softmax(net(*given), dim=1)
        roots += [ROOTS[r] for r in chances.argmax(1).tolist()]
        classes += [str(q + 1) for q in (chances @ quads).argmax(1).tolist()]
    return roots, classes


def trained(init: Path, hand: Sequence[Example], *, seed: int) -> Net:
    """A network that has seen the hand readings."""
    torch.manual_seed(seed)
    net = started(init)
    if hand:
        fit(net, hand, HAND_EPOCHS, random.Random(seed))
    return net


def tuned(net: Net, data: Sequence[Example], *, seed: int) -> Net:
    """A copy of a network that has seen the data as well."""
    torch.manual_seed(seed)
    own = copy.deepcopy(net)
    fit(own, data, EPOCHS, random.Random(seed))
    return own


def cross_validated(init: Path, hand: Sequence[Example], data: Sequence[Example], *, folds: int, seed: int) -> dict[str, float]:
    """Macro-F1 over roots and quad classes, each example told by a network that was trained without its fold."""
    order = list(range(len(data)))
    random.Random(0).shuffle(order)
    gold: list[str] = []
    roots: list[str] = []
    quads: list[str] = []
    begun = trained(init, hand, seed=seed)  # which knows none of the data
    for k in range(folds):
        held = set(order[k::folds])
        net = tuned(begun, [e for i, e in enumerate(data) if i not in held], seed=seed + k)
        test = [data[i] for i in sorted(held)]
        gold += [ROOTS[e.root] for e in test]
        more_roots, more_quads = told(net, test)
        roots += more_roots
        quads += more_quads
        print(k + 1, "folds", macro_f1(gold, roots), macro_f1([str(QUADS[g]) for g in gold], quads), flush=True)
    return {"root_macro_f1": macro_f1(gold, roots), "quad_macro_f1": macro_f1([str(QUADS[g]) for g in gold], quads), "pairs": len(data)}


def export(net: Net, out: Path, *, name: str, seed: int) -> None:
    """Writes NAME.onnx (int8) and NAME.json."""
    inputs = sample() | {"marks": torch.tensor([[3, 9]])}
    digest = write_onnx(net.eval(), inputs, {"roots": False}, out / f"{name}.onnx")
    training = {"commit": commit(), "seed": seed, "date": time.strftime("%Y-%m-%d", time.gmtime())}
    head = {"name": name, "digest": digest, "limit": LIMIT, "roots": ROOTS, "training": training}
    (out / f"{name}.json").write_text(json.dumps(head, indent=1) + "\n")


def main() -> None:
    """Reads the command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("file", type=Path)
    ap.add_argument("--init", type=Path, required=True, help="model.pt of a run of training.train")
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--readings", type=Path, default=Path("training/readings"))
    ap.add_argument("--without-hand", action="store_true", help="leave out the hand readings")
    ap.add_argument("--folds", type=int, default=0)
    ap.add_argument("--seed", type=int, default=20161108)
    ap.add_argument("--out", type=Path, default=WEIGHTS)
    ap.add_argument("--name", default="pair")
    given = ap.parse_args()
    tokenizer = load_tokenizer(WEIGHTS)
    data = examples(given.file, tokenizer)
    hand = [] if given.without_hand else hand_examples(given.data, given.readings, tokenizer)
    print(len(data), "rows", len(hand), "pairs of the hand readings", flush=True)
    if given.folds:
        print(json.dumps(cross_validated(given.init, hand, data, folds=given.folds, seed=given.seed)))
    else:
        net = tuned(trained(given.init, hand, seed=given.seed), data, seed=given.seed)
        export(net, given.out, name=given.name, seed=given.seed)


if __name__ == "__main__":
    main()
