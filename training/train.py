"""Trains the tagger: `python -m training.train --out DIR` (see README.md beside this file)."""

import argparse
import dataclasses
import hashlib
import json
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from onrecord.models.onnx_files import WEIGHTS, load_tokenizer
from onrecord.models.tagging import TAGS
from training import evaluate, silver
from training.batches import Piece, batch_of, losses
from training.data import Document, Labels, cut, labelled, read_jsonl
from training.model import MINILM, MPNET, Tagger
from training.readings import load_readings

SHARES = {
    "outer": 1.0, "inner": 1.0, "source": 2.0, "content": 2.0,
    "trigger": 1.0, "factuality": 1.0, "mode": 0.5, "context": 0.25, "party": 0.25,
}  # fmt: skip
SHAPES = {"minilm": MINILM, "mpnet": MPNET}
HELD_OUT = 0.05  # share of the training documents that is kept for tuning, never for the weights
HAND_HELD_OUT = 8  # one hand reading of so many is


@dataclasses.dataclass(frozen=True)
class Plan:
    """One run.

    `minutes` (if above 0) makes the learning rate follow the clock instead of the steps, so that a run ends when it must. `init` (if
    given) is the `model.pt` of an earlier run, from whose weights and label sets this one starts; layers it did not have come from the
    encoder. An epoch takes a random `polnear_share` of PolNeAR's articles, `gold_copies` times gold_train, `hand_copies` times the hand
    readings in the folder `readings`, and once the stories that another model labelled in the file `silver` (silver.py).
    """

    out: Path
    data: Path
    encoder: Path
    epochs: int = 6
    minutes: float = 0.0
    batch: int = 8
    limit: int = 382
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    warm_up: float = 0.06
    init: str = ""
    readings: Path = Path("training/readings")
    polnear_share: float = 1.0
    gold_copies: int = 3
    hand_copies: int = 3
    silver: str = ""
    kind: str = "minilm"
    layers: int = 6
    seed: int = 20161108


def held_out(documents: int, *, seed: int) -> set[int]:
    """Which documents of a file are kept for tuning."""
    order = random.Random(seed).sample(range(documents), documents)
    return set(order[: max(1, round(documents * HELD_OUT))])


def hand_held_out(name: str) -> bool:
    """Whether the hand reading of this id is kept for tuning: by its digest, so that it stays where it is when others are added."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % HAND_HELD_OUT == 0


def documents(plan: Plan) -> tuple[Labels, list[Document], list[Document]]:
    """The label sets, the documents to train on and those held out."""
    pieces = load_tokenizer(WEIGHTS)  # whatever numbers an encoder's own files give the pieces
    polnear = read_jsonl(plan.data / "statements/polnear_train.jsonl")
    gold = read_jsonl(plan.data / "readings/gold_train.jsonl")
    hand = load_readings(sorted(plan.readings.glob("*.jsonl")), plan.data / "news") if plan.hand_copies else []
    labels = labels_of(Path(plan.init).parent) if plan.init else Labels.of(gold + hand)
    kept = {
        "polnear": held_out(len(polnear), seed=plan.seed),
        "gold": held_out(len(gold), seed=plan.seed),
        "hand": {i for i, raw in enumerate(hand) if hand_held_out(raw["id"])},
    }
    train: list[Document] = []
    held: list[Document] = []
    for corpus, raws in (("polnear", polnear), ("gold", gold), ("hand", hand)):
        for i, raw in enumerate(raws):
            (held if i in kept[corpus] else train).append(labelled(raw, pieces, labels, corpus=corpus))
    if plan.silver:
        train.extend(silver.documents(Path(plan.silver), plan.data, pieces, labels))
    return labels, train, held


def labels_of(run: Path) -> Labels:
    """The label sets of a run."""
    return Labels(**{k: tuple(v) for k, v in json.loads((run / "labels.json").read_text()).items()})


def epoch_batches(plan: Plan, train: list[Document], epoch: int) -> Iterator[list[Piece]]:
    """All windows of an epoch, cut anew, in random batches of windows of similar length."""
    rng = random.Random(f"{plan.seed}/{epoch}")
    copies = {"polnear": 1, "silver": 1, "gold": plan.gold_copies, "hand": plan.hand_copies}
    left_out = {d.id for d in train if d.corpus == "polnear" and plan.polnear_share < 1 and rng.random() >= plan.polnear_share}
    pieces = [
        (d, a, b) for d in train if d.id not in left_out for _ in range(copies[d.corpus]) for a, b in cut(d, limit=plan.limit, rng=rng)
    ]
    rng.shuffle(pieces)
    batches = []
    for i in range(0, len(pieces), plan.batch * 24):
        group = sorted(pieces[i : i + plan.batch * 24], key=lambda p: p[2] - p[1])
        batches += [group[j : j + plan.batch] for j in range(0, len(group), plan.batch)]
    rng.shuffle(batches)
    yield from batches


def optimiser(model: Tagger, plan: Plan) -> torch.optim.AdamW:
    """AdamW with a rate that falls from the top layer to the embeddings, and a higher one for the heads."""
    groups = []
    for name, p in model.named_parameters():
        rate = plan.head_rate
        if name.startswith("encoder.blocks."):
            rate = plan.rate * plan.layer_decay ** (plan.layers - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.features"):
            rate = plan.rate
        elif name.startswith("encoder."):
            rate = plan.rate * plan.layer_decay**plan.layers
        groups.append({"params": [p], "lr": rate, "rate": rate, "weight_decay": 0.01 if p.ndim > 1 else 0.0})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


@torch.no_grad()
def start_transitions(model: Tagger) -> None:
    """Illegal steps (O or another role before I-) begin unlikely; training may move them."""
    for i, a in enumerate(TAGS):
        for j, b in enumerate(TAGS):
            if b.startswith("I-") and a[2:] != b[2:]:
                model.transitions[:, i, j] = -6.0


def take_over(model: Tagger, checkpoint: Path) -> None:
    """Copies the weights of an earlier run, which may have had fewer layers; ValueError if anything else than layers is missing."""
    missing, unknown = model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"], strict=False)
    wrong = [name for name in missing if not name.startswith("encoder.blocks.")] + unknown
    if wrong:
        raise ValueError(f"{checkpoint} is of another network: {', '.join(wrong)}")


def train(plan: Plan, *, resume: bool) -> None:
    """Runs the plan; writes `log.jsonl`, `last.pt` (every ten minutes) and `model.pt` into its folder."""
    torch.manual_seed(plan.seed)
    plan.out.mkdir(parents=True, exist_ok=True)
    labels, train_set, held = documents(plan)
    counts = (len(labels.types), len(labels.factuality), len(labels.modes), len(labels.contexts))
    shape = dataclasses.replace(SHAPES[plan.kind], layers=plan.layers)
    model = Tagger(shape, types=counts[0], factuality=counts[1], modes=counts[2], contexts=counts[3])
    model.encoder.load(plan.encoder)
    if plan.init:
        take_over(model, Path(plan.init))
    else:
        start_transitions(model)
    adam = optimiser(model, plan)
    state = {"epoch": 0, "batch": 0, "step": 0, "seconds": 0.0}
    if resume:
        saved = torch.load(plan.out / "last.pt", weights_only=True)
        model.load_state_dict(saved["model"])
        adam.load_state_dict(saved["optimiser"])
        state = saved["state"]
    (plan.out / "labels.json").write_text(json.dumps(dataclasses.asdict(labels)))
    (plan.out / "plan.json").write_text(json.dumps({k: str(v) if isinstance(v, Path) else v for k, v in dataclasses.asdict(plan).items()}))
    _loop(plan, model, adam, state, train_set, held, counts)
    torch.save({"model": model.state_dict(), "state": state}, plan.out / "model.pt")


def _loop(
    plan: Plan,
    model: Tagger,
    adam: torch.optim.AdamW,
    state: dict[str, float],
    train_set: list[Document],
    held: list[Document],
    counts: tuple[int, int, int, int],
) -> None:
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stop.append(number))
    per_epoch = sum(1 for _ in epoch_batches(plan, train_set, 0))
    saved = shown = time.monotonic()
    sums: dict[str, float] = {}
    words = 0
    while state["epoch"] < plan.epochs or plan.minutes:
        model.train()
        for number, windows in enumerate(epoch_batches(plan, train_set, int(state["epoch"]))):
            if number < state["batch"]:
                continue
            begun = time.monotonic()
            done = min(1.0, state["seconds"] / 60 / plan.minutes if plan.minutes else state["step"] / (per_epoch * plan.epochs))
            if done >= 1.0:
                return
            for group in adam.param_groups:
                group["lr"] = group["rate"] * min(done / plan.warm_up, (1 - done) / (1 - plan.warm_up))
            batch = batch_of(windows)
            parts = losses(model, batch, counts)
            n = int(batch.lengths.sum())
            loss = sum((SHARES[k] * v for k, v in parts.items()), torch.zeros(())) / n
            adam.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            words += n
            for k, v in parts.items():
                sums[k] = sums.get(k, 0.0) + float(v.detach())
            state["step"] += 1
            state["batch"] = number + 1
            now = time.monotonic()
            state["seconds"] += now - begun
            if state["step"] % 50 == 0:
                _log(
                    plan,
                    {
                        **state,
                        "done": round(done, 4),
                        "words_a_second": round(words / (now - shown), 1),
                        **{k: round(v / words, 5) for k, v in sums.items()},
                    },
                )
                shown, words, sums = now, 0, {}
            if now - saved > 600 or stop:
                _save(plan, model, adam, state)
                saved = now
            if stop:
                raise SystemExit(f"stopped at step {state['step']}; --resume goes on from here")
        state["epoch"] += 1
        state["batch"] = 0
        _log(plan, {**state, "held_out": evaluate.on_documents(model, held, limit=plan.limit)})
        _save(plan, model, adam, state)
        saved = shown = time.monotonic()


def _save(plan: Plan, model: Tagger, adam: torch.optim.AdamW, state: dict[str, float]) -> None:
    new = plan.out / "last.new"
    torch.save({"model": model.state_dict(), "optimiser": adam.state_dict(), "state": state}, new)
    new.replace(plan.out / "last.pt")


def _log(plan: Plan, row: dict[str, object]) -> None:
    line = json.dumps(row)
    print(line, flush=True)
    with (plan.out / "log.jsonl").open("a") as f:
        f.write(line + "\n")


def main() -> None:
    """Reads the command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the log")
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--encoder", type=Path, required=True, help="folder with the model.safetensors of the encoder")
    ap.add_argument("--resume", action="store_true", help="go on from DIR/last.pt")
    for f in dataclasses.fields(Plan):
        if f.name not in ("out", "data", "encoder"):
            ap.add_argument("--" + f.name.replace("_", "-"), type=type(f.default), default=f.default)
    given = vars(ap.parse_args())
    resume = given.pop("resume")
    train(Plan(**given), resume=resume)


if __name__ == "__main__":
    main()
