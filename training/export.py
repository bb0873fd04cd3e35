"""Checkpoint to int8 ONNX: `python -m training.export --run DIR` (see README.md beside this file)."""

import argparse
import dataclasses
import hashlib
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from onrecord.models.onnx_files import WEIGHTS, load_tokenizer
from training.data import Labels, read_jsonl
from training.model import Tagger
from training.readings import load_stories
from training.train import SHAPES, labels_of

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


class Exported(nn.Module):
    """The tagger for one window without padding: no mask."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, pieces: Tensor, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        result: tuple[Tensor, Tensor, Tensor] = self.tagger.heads(self.tagger.encoder(pieces, features, None))
        return result


class CutWords(nn.Module):
    """An embedding table with the rows `kept` alone; every other piece takes the row that is nearest to its own by cosine."""

    def __init__(self, table: nn.Embedding, kept: list[int]) -> None:
        super().__init__()
        rows = table.weight.detach()
        unit = F.normalize(rows, dim=1)
        nearest = torch.cat([(part @ unit[kept].T).argmax(1) for part in unit.split(1024)])
        nearest[kept] = torch.arange(len(kept))
        self.register_buffer("row_of", nearest)
        self.rows = nn.Embedding.from_pretrained(rows[kept])

    def forward(self, pieces: Tensor) -> Tensor:
        assert isinstance(self.row_of, Tensor)
        result: Tensor = self.rows(self.row_of[pieces])
        return result


def most_used(data: Path, number: int) -> list[int]:
    """The numbers of the special pieces and of those that the news and PolNeAR's articles use most, `number` in all."""
    tokenizer = load_tokenizer(WEIGHTS)
    counts: Counter[int] = Counter()
    stories = (story["text"] for story in load_stories(data / "news").values())
    for text in itertools.chain(stories, (raw["text"] for raw in read_jsonl(data / "statements/polnear_train.jsonl"))):
        counts.update(tokenizer.encode(text, add_special_tokens=False).ids)
    special = dict.fromkeys(n for piece in SPECIAL if (n := tokenizer.token_to_id(piece)) is not None)
    return sorted(itertools.islice(dict.fromkeys([*special, *(n for n, _ in counts.most_common())]), number))


def load(run: Path, checkpoint: str) -> tuple[Tagger, Labels, dict[str, object], dict[str, float]]:
    """Model, label sets, plan and state of a run's checkpoint."""
    labels = labels_of(run)
    plan = json.loads((run / "plan.json").read_text())
    saved = torch.load(run / checkpoint, weights_only=True)
    shape = dataclasses.replace(SHAPES[plan.get("kind", "minilm")], layers=plan["layers"])
    model = Tagger(
        shape, types=len(labels.types), factuality=len(labels.factuality), modes=len(labels.modes), contexts=len(labels.contexts)
    )
    model.load_state_dict(saved["model"])
    return model.eval(), labels, plan, saved["state"]


def write_onnx(network: nn.Module, inputs: dict[str, Tensor], outputs: dict[str, bool], target: Path, *, fp32: bool = False) -> str:
    """Writes a network as int8 ONNX (`fp32`: as it is) and gives the SHA-256. `outputs` says of each whether it has a row a piece."""
    axes = {name: {1: "length"} for name in ("pieces", "features", *(name for name, long in outputs.items() if long))}
    with tempfile.TemporaryDirectory() as folder:
        raw, ready = Path(folder) / "raw.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            network, tuple(inputs.values()), str(raw), input_names=list(inputs), output_names=list(outputs),
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        if fp32:
            shutil.copy(raw, target)
        else:
            quant_pre_process(str(raw), str(ready), skip_symbolic_shape=True)
            quantize_dynamic(
                str(ready), str(target), per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"]
            )
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    print(target, f"{target.stat().st_size / 1e6:.1f} MB", digest)
    return digest


def sample() -> dict[str, Tensor]:
    """Inputs of the shape that every network here takes."""
    return {"pieces": torch.randint(1000, 20000, (1, 50)), "features": torch.zeros(1, 50, 3, dtype=torch.int64)}


def commit() -> str:
    """What the weights were made with."""
    return subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()


def export(run: Path, out: Path, *, name: str, checkpoint: str, fp32: bool = False, pieces: int = 0, beside: dict[str, float]) -> None:
    """Writes NAME.onnx and NAME.json, and beside them the tokenizer where `out` is not the package's own folder.

    `pieces` (if above 0) keeps the embeddings of so many word-pieces, so that a deep network fits the size limit of a file. `beside`: the
    networks in that folder that are read together with this one, with their weights against its 1.
    """
    model, labels, plan, state = load(run, checkpoint)
    if pieces:
        model.encoder.words = CutWords(model.encoder.words, most_used(Path(str(plan["data"])), pieces))
    out.mkdir(parents=True, exist_ok=True)
    outputs = {"tags": True, "links": True, "kinds": True}
    digest = write_onnx(Exported(model), sample(), outputs, out / f"{name}.onnx", fp32=fp32)
    head = {
        "name": name,
        "digest": digest,
        "limit": plan["limit"],
        "margin": 48,
        "types": labels.types,
        "factuality": labels.factuality,
        "modes": labels.modes,
        "contexts": labels.contexts,
        "transitions": _rounded(model.transitions),
        "start": _rounded(model.start),
        "pair_bias": [_rounded(b) for b in model.pair_bias],
        "no_source": float(model.no_source),
        "no_cue": float(model.no_cue),
        "party_bias": _rounded(model.party_bias),
        "training": {
            "commit": commit(),
            "seed": plan["seed"],
            "steps": int(state["step"]),
            "date": time.strftime("%Y-%m-%d", time.gmtime((run / checkpoint).stat().st_mtime)),
        },
        "beside": beside,
    }
    (out / f"{name}.json").write_text(json.dumps(head, indent=1) + "\n")
    if out.resolve() != WEIGHTS.resolve():
        shutil.copy(WEIGHTS / "tokenizer.json", out / "tokenizer.json")


def _rounded(x: Tensor) -> list[object]:
    return json.loads(json.dumps(x.detach().tolist()), parse_float=lambda f: round(float(f), 5))  # type: ignore[no-any-return]


def main() -> None:
    """Reads the command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--run", type=Path, required=True, help="the folder that training wrote")
    ap.add_argument("--out", type=Path, default=WEIGHTS)
    ap.add_argument("--name", default="small")
    ap.add_argument("--checkpoint", default="model.pt")
    ap.add_argument("--pieces", type=int, default=0, help="keep the embeddings of the so many word-pieces that news uses most; 0: of all")
    ap.add_argument("--beside", nargs="+", default=[], metavar="NAME=WEIGHT", help="exported networks to be read together with this one")
    ap.add_argument("--fp32", action="store_true", help="do not quantise")
    given = vars(ap.parse_args())
    given["beside"] = {name: float(weight) for name, _, weight in (pair.partition("=") for pair in given["beside"])}
    export(given.pop("run"), given.pop("out"), **given)


if __name__ == "__main__":
    main()
