"""Figures on the held-out documents, word by word: `python -m training.evaluate --run RUN`. The official scorers run on readings."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray

from onrecord.models.tagging import ROLES, TAGS, spans_of, viterbi, windows
from training.batches import batch_of, link_answers
from training.data import Document, Labels, cut
from training.model import LINK_WIDTH, LINKS, PARTIES, Tagger

MARGIN = 48
BARRED = -1e4


def f1(gold: set[object], found: set[object], counts: list[int]) -> None:
    """Adds hits, gold and found to a list of three."""
    for i, n in enumerate((len(gold & found), len(gold), len(found))):
        counts[i] += n


@torch.no_grad()
def tag_scores(model: Tagger, document: Document, *, limit: int) -> NDArray[np.float32]:
    """The `tags` output for every word of a document, [words, 2 * tags + types + 1]."""
    out: list[NDArray[np.float32]] = []
    cuts = windows(document.words.first, len(document.words.pieces), limit=limit, margin=MARGIN)
    for i in range(0, len(cuts), 8):
        batch = batch_of([(document, w.first, w.last) for w in cuts[i : i + 8]])
        with torch.autocast("cpu", torch.bfloat16):
            tags, _, _ = model(batch.pieces, batch.features, batch.mask)
        for k, w in enumerate(cuts[i : i + 8]):
            rows = batch.first[k, w.keep_from - w.first : w.keep_to - w.first]
            out.append(tags[k, rows].float().numpy())
    return np.concatenate(out)


def on_documents(model: Tagger, documents: Sequence[Document], *, limit: int) -> dict[str, float]:
    """Exact span F1 of each role and layer, and of triggers with their type."""
    model.eval()
    n = len(TAGS)
    barred = np.array([[BARRED if b.startswith("I-") and a[2:] != b[2:] else 0.0 for b in TAGS] for a in TAGS], dtype=np.float32)
    steps = model.transitions.detach().numpy() + barred
    begin = model.start.detach().numpy() + np.array([BARRED if t.startswith("I-") else 0.0 for t in TAGS], dtype=np.float32)
    counts: dict[str, list[int]] = {}
    for d in documents:
        scores = tag_scores(model, d, limit=limit)
        for layer, gold in enumerate((d.outer, d.inner) if d.nested else (d.outer,)):
            tags = viterbi(scores[None, :, layer * n : layer * n + n], steps[layer], begin[layer])[0]
            name = d.corpus + ("_inner_" if layer else "_outer_")
            want, got = spans_of(gold.tolist()), spans_of(tags.tolist())
            for number, role in enumerate(ROLES):
                f1({s for s in want if s[0] == number}, {s for s in got if s[0] == number}, counts.setdefault(name + role, [0, 0, 0]))
        if d.nested:
            types = scores[:, 2 * n :].argmax(1)
            f1(
                {(i, int(t)) for i, t in enumerate(d.triggers) if t},
                {(i, int(t)) for i, t in enumerate(types) if t},
                counts.setdefault(d.corpus + "_trigger_words", [0, 0, 0]),
            )
    model.train()
    return {k: round(2 * h / (g + f), 4) if g + f else 0.0 for k, (h, g, f) in counts.items()}


@torch.no_grad()
def answers(model: Tagger, documents: Sequence[Document], labels: Labels, *, limit: int) -> dict[str, float]:
    """Share right of what is chosen for gold spans: links of sources and of contents; factuality and mode of triggers, by corpus."""
    model.eval()
    counts: dict[str, list[int]] = {}
    for d in documents:
        for first, last in cut(d, limit=limit, rng=Random(d.id)):
            for name, right in _answers(model, d, first, last, labels):
                count = counts.setdefault(f"{d.corpus}_{name}", [0, 0])
                count[0] += right
                count[1] += 1
    return {k: round(hit / all_, 4) for k, (hit, all_) in counts.items()}


def _answers(model: Tagger, document: Document, first: int, last: int, labels: Labels) -> Iterator[tuple[str, bool]]:
    batch = batch_of([(document, first, last)])
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model.encoder(batch.pieces, batch.features, batch.mask)
        _, links, kinds = model.heads(hidden[torch.arange(1)[:, None], batch.first])
    links, kinds = links.float().view(1, -1, LINKS + PARTIES, LINK_WIDTH), kinds.float()
    for name, (scores, right) in zip(("source_link", "content_link"), link_answers(model, batch, links), strict=True):
        hit = right.gather(2, scores.argmax(2, keepdim=True))[..., 0]
        yield from ((name, bool(h)) for h in hit[right.any(2)])
    f, m = len(labels.factuality), len(labels.factuality) + len(labels.modes)
    for _, begin, event in batch.events:
        mean = kinds[0, event.trigger[0] - begin : event.trigger[1] - begin].mean(0)
        yield "factuality", int(mean[:f].argmax()) == event.factuality
        own = [i for i, name in enumerate(labels.modes) if name.startswith(labels.types[event.type] + "/")]
        if event.modes:
            yield "mode", own[int(mean[f:m][own].argmax())] in event.modes


def main() -> None:
    """Reads the command line."""
    from training.export import load
    from training.train import Plan, documents

    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--run", type=Path, required=True, help="the folder that training wrote")
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    ap.add_argument("--checkpoint", default="model.pt")
    given = ap.parse_args()
    model, labels, plan, _ = load(given.run, given.checkpoint)
    _, _, held = documents(Plan(given.run, given.data, Path(str(plan["encoder"])), init=str(given.run / given.checkpoint)))
    limit = Plan.limit
    print(json.dumps(on_documents(model, held, limit=limit) | answers(model, held, labels, limit=limit), indent=1))


if __name__ == "__main__":
    main()
