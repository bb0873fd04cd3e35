"""Windows of documents to padded tensors, and the losses over them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from onrecord.models.tagging import PAIR_FEATURES, TAGS, pair_features
from training.data import IGNORED, Document, Event, Statement
from training.model import BEGIN, END, LINK_WIDTH, LINKS, PARTIES, Tagger, crf_loss

Ints = NDArray[np.int64]
FAR = 64  # distance in words at which the position of a party to its trigger stops to count
Piece = tuple[Document, int, int]  # words [first, last) of a document


@dataclass
class Batch:
    """Tensors of some windows; words are padded to the longest, spans likewise."""

    pieces: Tensor
    features: Tensor
    mask: Tensor
    first: Tensor
    lengths: Tensor
    outer: Tensor
    inner: Tensor
    triggers: Tensor
    nested: Tensor
    cues: Tensor
    links: tuple["Pairs", "Pairs"]
    events: list[tuple[int, int, Event]]


@dataclass
class Pairs:
    """Candidates of one role: their spans, pair features, and for each cue (source) or span (content) which answers are right."""

    spans: Tensor
    features: Tensor
    right: Tensor


def batch_of(windows: Sequence[Piece]) -> Batch:
    """Pads windows together."""
    size = len(windows)
    n_words = _rounded(max(b - a for _, a, b in windows))
    ranges = [_piece_range(d, a, b) for d, a, b in windows]
    n_pieces = _rounded(max(q - p for p, q in ranges) + 2)
    pieces, mask = np.zeros((size, n_pieces), np.int64), np.zeros((size, n_pieces), np.float32)
    features = np.zeros((size, n_pieces, 3), np.int64)
    first = np.zeros((size, n_words), np.int64)
    tags = np.full((3, size, n_words), IGNORED, np.int64)
    for i, ((d, a, b), (p, q)) in enumerate(zip(windows, ranges, strict=True)):
        pieces[i, : q - p + 2] = [BEGIN, *d.words.pieces[p:q], END]
        mask[i, : q - p + 2] = 1
        features[i, 1 : q - p + 1] = d.words.features[p:q]
        first[i, : b - a] = d.words.first[a:b] - p + 1
        for k, row in enumerate((d.outer, d.inner, d.triggers)):
            tags[k, i, : b - a] = row[a:b]
    cues, links = _links(windows)
    events = [(i, a, e) for i, (d, a, b) in enumerate(windows) for e in d.events if a <= e.trigger[0] and e.trigger[1] <= b]
    return Batch(
        pieces=torch.from_numpy(pieces),
        features=torch.from_numpy(features),
        mask=torch.from_numpy(mask),
        first=torch.from_numpy(first),
        lengths=torch.tensor([b - a for _, a, b in windows]),
        outer=torch.from_numpy(tags[0]),
        inner=torch.from_numpy(tags[1]),
        triggers=torch.from_numpy(tags[2]),
        nested=torch.tensor([d.nested for d, _, _ in windows]),
        cues=cues,
        links=links,
        events=events,
    )


def _rounded(n: int) -> int:
    """Up to a multiple of 32: the matrix library plans anew for every new shape, which takes as long as a step."""
    return -(-n // 32) * 32


def _piece_range(d: Document, a: int, b: int) -> tuple[int, int]:
    return int(d.words.first[a]), int(d.words.first[b]) if b < len(d.words.first) else len(d.words.pieces)


def _links(windows: Sequence[Piece]) -> tuple[Tensor, tuple[Pairs, Pairs]]:
    rows = [_spans(d.statements, a, b) for d, a, b in windows]
    count = [max(1, *(len(r[k]) for r in rows)) for k in range(3)]
    spans = [np.tile(np.array([0, 1, 0]), (len(rows), c, 1)) for c in count]
    features = [np.zeros((len(rows), count[0], count[k], len(PAIR_FEATURES)), np.int64) for k in (1, 2)]
    right = [np.zeros((len(rows), count[0], count[1] + 1), bool), np.zeros((len(rows), count[2], count[0] + 1), bool)]
    padding = [np.ones((len(rows), count[1]), bool), np.ones((len(rows), count[0]), bool)]
    for i, ((d, a, b), row) in enumerate(zip(windows, rows, strict=True)):
        lines = d.words.lines[a:b]
        for k in range(3):
            if row[k]:
                spans[k][i, : len(row[k])] = row[k]
        for k in (1, 2):
            if row[0] and row[k]:
                features[k - 1][i, : len(row[0]), : len(row[k])] = pair_features(np.array(row[0]), np.array(row[k]), lines)
        padding[0][i, : len(row[1])] = False
        padding[1][i, : len(row[0])] = False
        _right(d.statements, a, b, row, right[0][i], right[1][i])
    # `right` holds 0 wrong, 1 right, 2 padding
    marks = []
    for r, pad in zip(right, padding, strict=True):
        m = r.astype(np.int64)
        m[:, :, 1:][np.broadcast_to(pad[:, None, :], m[:, :, 1:].shape)] = 2
        marks.append(torch.from_numpy(m))
    cue_spans, *others = (torch.from_numpy(s) for s in spans)
    pairs = [Pairs(s, torch.from_numpy(f), m) for s, f, m in zip(others, features, marks, strict=True)]
    return cue_spans, (pairs[0], pairs[1])


def _spans(statements: Sequence[Statement], a: int, b: int) -> tuple[list[tuple[int, int, int]], ...]:
    """Distinct cue, source and content spans (first, end, layer) that lie wholly inside the window, counted from its first word."""
    out: tuple[dict[tuple[int, int, int], None], ...] = ({}, {}, {})
    for s in statements:
        for k, spans in enumerate(([s.cue] if s.cue else [], s.source, s.content)):
            for x, y in spans:
                if a <= x and y <= b:
                    out[k][(x - a, y - a, s.layer)] = None
    return tuple(list(o) for o in out)


def _right(
    statements: Sequence[Statement],
    a: int,
    b: int,
    rows: Sequence[list[tuple[int, int, int]]],
    sources: NDArray[np.bool_],
    contents: NDArray[np.bool_],
) -> None:
    """Marks right answers; a row without any takes no part in the loss (what belongs to it lies outside the window)."""
    cues, source_spans, content_spans = rows
    for s in statements:
        cue = cues.index((s.cue[0] - a, s.cue[1] - a, s.layer)) if s.cue and a <= s.cue[0] and s.cue[1] <= b else None
        if cue is not None:
            seen = [source_spans.index((x - a, y - a, s.layer)) for x, y in s.source if a <= x and y <= b]
            for n in seen:
                sources[cue, n + 1] = True
            if not s.source:
                sources[cue, 0] = True
        for x, y in s.content:
            if a <= x and y <= b:
                n = content_spans.index((x - a, y - a, s.layer))
                if cue is not None:
                    contents[n, cue + 1] = True
                elif s.cue is None:
                    contents[n, 0] = True


def losses(model: Tagger, batch: Batch, counts: tuple[int, int, int, int]) -> dict[str, Tensor]:
    """Sums of each loss over the batch; `counts` are the numbers of types, factuality classes, modes and contexts."""
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model.encoder(batch.pieces, batch.features, batch.mask)
        row = torch.arange(len(hidden))[:, None]
        tags, links, kinds = model.heads(hidden[row, batch.first])
    tags, links, kinds = tags.float(), links.float(), kinds.float()
    n = len(TAGS)
    outer, inner, types = tags[..., :n], tags[..., n : 2 * n], tags[..., 2 * n :]
    on = batch.nested
    crf = crf_loss(
        torch.cat([outer, inner[on]]),
        torch.cat([batch.outer, batch.inner[on]]).clamp(min=0),
        torch.cat([batch.lengths, batch.lengths[on]]),
        torch.cat([model.transitions[:1].expand(len(on), n, n), model.transitions[1:].expand(int(on.sum()), n, n)]),
        torch.cat([model.start[:1].expand(len(on), n), model.start[1:].expand(int(on.sum()), n)]),
    )
    out = {"outer": crf[: len(on)].sum(), "inner": crf[len(on) :].sum()}
    links = links.view(*links.shape[:2], LINKS + PARTIES, LINK_WIDTH)
    out["source"], out["content"] = _link_losses(model, batch, links)
    out["trigger"] = (
        F.cross_entropy(types[on].flatten(0, 1), batch.triggers[on].flatten(), ignore_index=IGNORED, reduction="sum")
        if on.any()
        else crf.sum() * 0
    )
    out |= _event_losses(model, batch, links, kinds, counts)
    return out


def link_answers(model: Tagger, batch: Batch, links: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """For sources, then for contents: scores of each answer (the first: none), and which are right [batch, asking, answers].

    Whoever asks without a right answer takes no part. `links` are the link vectors of words [batch, words, LINKS + PARTIES, width].
    """
    for role, pairs in enumerate(batch.links):
        scores = model.link_scores(links, batch.cues, pairs.spans, pairs.features, role)
        if role == 1:
            scores = scores.transpose(1, 2)
        none = (model.no_cue if role else model.no_source).expand(*scores.shape[:2], 1)
        yield torch.cat([none, scores], dim=2).masked_fill(pairs.right == 2, -1e9), pairs.right == 1


def _link_losses(model: Tagger, batch: Batch, links: Tensor) -> tuple[Tensor, Tensor]:
    out = []
    for scores, right in link_answers(model, batch, links):
        chosen = torch.logsumexp(scores.masked_fill(~right, -1e9), 2)
        out.append(((torch.logsumexp(scores, 2) - chosen) * right.any(2)).sum())
    return out[0], out[1]


def _event_losses(model: Tagger, batch: Batch, links: Tensor, kinds: Tensor, counts: tuple[int, int, int, int]) -> dict[str, Tensor]:
    words = [(i, w - a, a, e) for i, a, e in batch.events for w in range(*e.trigger)]
    zero = kinds.sum() * 0
    if not words:
        return {"factuality": zero, "mode": zero, "context": zero, "party": zero}
    _, n_fact, n_modes, n_contexts = counts
    rows, at = torch.tensor([w[0] for w in words]), torch.tensor([w[1] for w in words])
    share = torch.tensor([1.0 / (e.trigger[1] - e.trigger[0]) for *_, e in words])
    fact, modes, contexts = torch.split(kinds[rows, at], [n_fact, n_modes, n_contexts], dim=1)
    truth = torch.tensor([e.factuality for *_, e in words])
    mode_right, context_right = torch.zeros_like(modes), torch.zeros_like(contexts)
    for k, (*_, e) in enumerate(words):
        mode_right[k, e.modes] = 1
        context_right[k, e.contexts] = 1
    mode_loss = torch.logsumexp(modes, 1) - torch.logsumexp(modes.masked_fill(mode_right == 0, -1e9), 1)
    mode_loss = mode_loss * mode_right.any(1)
    context_loss = F.binary_cross_entropy_with_logits(contexts, context_right, reduction="none").sum(1)
    query = links[rows, at, LINKS : LINKS + 2]
    keys = links[rows][:, :, LINKS + 2 :]
    scores = torch.einsum("krd,kwrd->krw", query, keys) / LINK_WIDTH**0.5
    offset = (torch.arange(scores.shape[2])[None] - at[:, None]).clamp(-FAR, FAR) + FAR
    scores = scores + model.party_bias[:, offset].transpose(0, 1)
    answers = _party_answers(words, batch.lengths, scores.shape[2])
    party = F.binary_cross_entropy_with_logits(scores, (answers == 1).float(), reduction="none") * (answers >= 0)
    return {
        "factuality": (F.cross_entropy(fact, truth, reduction="none") * share).sum(),
        "mode": (mode_loss * share).sum(),
        "context": (context_loss * share).sum(),
        "party": (party.sum((1, 2)) * share).sum(),
    }


def _party_answers(words: Sequence[tuple[int, int, int, Event]], lengths: Tensor, width: int) -> Tensor:
    out = np.full((len(words), 2, width), -1, np.int64)
    for k, (i, at, begin, e) in enumerate(words):
        end = int(lengths[i])
        out[k, :, max(0, at - FAR) : min(end, at + FAR)] = 0
        for role, named in e.parties.items():
            for w, answer in named.items():
                if 0 <= w - begin < end:
                    out[k, role, w - begin] = answer
    return torch.from_numpy(out)
