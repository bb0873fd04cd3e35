"""Figures on labelled documents, word by word; the official scorers run on readings (see README.md)."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from onrecord.models.tagging import ROLES, TAGS, spans_of, viterbi, windows
from training.batches import batch_of
from training.data import Document
from training.model import Tagger

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
            name = ("gold_" if d.nested else "polnear_") + ("inner_" if layer else "outer_")
            want, got = spans_of(gold.tolist()), spans_of(tags.tolist())
            for number, role in enumerate(ROLES):
                f1({s for s in want if s[0] == number}, {s for s in got if s[0] == number}, counts.setdefault(name + role, [0, 0, 0]))
        if d.nested:
            types = scores[:, 2 * n :].argmax(1)
            f1(
                {(i, int(t)) for i, t in enumerate(d.triggers) if t},
                {(i, int(t)) for i, t in enumerate(types) if t},
                counts.setdefault("trigger_words", [0, 0, 0]),
            )
    model.train()
    return {k: round(2 * h / (g + f), 4) if g + f else 0.0 for k, (h, g, f) in counts.items()}
