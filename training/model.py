"""The tagger's network: a BERT or MPNet encoder with word features, and heads for two statement layers, links, events and parties."""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own convention)

from onrecord.models.tagging import FEATURES, PAIR_FEATURES, TAGS

LINK_WIDTH = 32
LINKS = 8  # cue first/last word looking for sources, for contents; first/last word of sources, of contents
BEGIN, END, PADDING = 101, 102, 0  # [CLS], [SEP], [PAD]
PARTIES = 4  # trigger looking for actor, for recipient; word as actor, as recipient


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder."""

    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    buckets: int = 0  # of relative distance, shared by all layers (MPNet); 0: none (BERT)
    epsilon: float = 1e-12


MINILM = Shape()
MPNET = Shape(hidden=768, layers=12, inner=3072, buckets=32, epsilon=1e-5)


class Dropout(nn.Module):
    """Dropout that draws eight chances from one random number (in steps of 1/256): torch's own takes a sixth of a step on CPU."""

    def __init__(self, chance: float) -> None:
        super().__init__()
        self.least = round(chance * 256)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.least:
            return x
        drawn = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(-(2**63), None)
        keep = drawn.view(torch.uint8)[: x.numel()].view(x.shape) >= self.least
        return x * (keep.to(x.dtype) * (256 / (256 - self.least)))


class Block(nn.Module):
    """One transformer layer (post-norm, as BERT)."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.scale = (shape.hidden // shape.heads) ** -0.5
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.norm1 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        # Written out: on CPU the backward pass of scaled_dot_product_attention takes three times as long as these products in bfloat16.
        scores = q @ k.transpose(-1, -2) * self.scale
        weight = torch.softmax(scores if bias is None else scores + bias, dim=-1)
        mixed = weight.to(v.dtype) @ v
        x = self.norm1(x + self.dropout(self.out(mixed.transpose(1, 2).reshape(batch, length, hidden))))
        result: Tensor = self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))
        return result


class Encoder(nn.Module):
    """BERT's or MPNet's encoder, with BERT's numbers of pieces; `features` adds an embedding per word feature (zero at first)."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.features = nn.ModuleList(nn.Embedding(n, shape.hidden) for n in FEATURES)
        for table in self.features:
            nn.init.zeros_(table.weight)  # type: ignore[arg-type]
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.dropout = Dropout(dropout)
        self.blocks = nn.ModuleList(Block(shape, dropout) for _ in range(shape.layers))
        self.distances = nn.Embedding(shape.buckets, shape.heads) if shape.buckets else None
        if shape.buckets:
            self.register_buffer("bucket_of", distance_buckets(shape.positions, shape.buckets), persistent=False)

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor | None) -> Tensor:
        x: Tensor = self.words(pieces) + self.places.weight[: pieces.shape[1]]
        for i, table in enumerate(self.features):
            x = x + table(features[:, :, i])
        x = self.dropout(self.norm(x))
        if torch.is_autocast_enabled("cpu"):
            x = x.to(torch.bfloat16)  # else additions and norms run on twice the bytes, a third of the time of a step
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        if self.distances is not None:
            bucket_of = self.bucket_of
            assert isinstance(bucket_of, Tensor)
            place = torch.arange(pieces.shape[1], device=pieces.device)
            near = self.distances(bucket_of[place[None, :] - place[:, None] + self.places.num_embeddings - 1])
            near = near.permute(2, 0, 1)[None]
            bias = near if bias is None else bias + near
        for block in self.blocks:
            x = block(x, bias)
        return x

    def load(self, folder: Path) -> None:
        """Takes the lower layers of a BERT or MPNet checkpoint (safetensors)."""
        old = load_file(str(folder / "model.safetensors"))
        mpnet = self.distances is not None
        with torch.no_grad():
            words, places = old["embeddings.word_embeddings.weight"], old["embeddings.position_embeddings.weight"]
            if mpnet:
                # MPNet has BERT's pieces four numbers higher, its own begin, end and padding, and counts places from 2.
                assert self.distances is not None
                moved = words[4 : 4 + len(self.words.weight)].clone()
                moved[BEGIN], moved[END], moved[PADDING] = words[0], words[2], words[1]
                words, places = moved, places[2:]
                self.distances.weight.copy_(old["encoder.relative_attention_bias.weight"])
            else:
                places = places + old["embeddings.token_type_embeddings.weight"][0]
            self.words.weight.copy_(words)
            self.places.weight.copy_(places)
            _copy(self.norm, old, "embeddings.LayerNorm")
            names = (
                ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm")
                if mpnet
                else ("self.query", "self.key", "self.value", "output.dense", "output.LayerNorm")
            )
            for i, block in enumerate(self.blocks):
                assert isinstance(block, Block)
                at = f"encoder.layer.{i}"
                for part in ("weight", "bias"):
                    getattr(block.qkv, part).copy_(torch.cat([old[f"{at}.attention.{n}.{part}"] for n in names[:3]]))
                _copy(block.out, old, f"{at}.attention.{names[3]}")
                _copy(block.norm1, old, f"{at}.attention.{names[4]}")
                _copy(block.up, old, f"{at}.intermediate.dense")
                _copy(block.down, old, f"{at}.output.dense")
                _copy(block.norm2, old, f"{at}.output.LayerNorm")


def distance_buckets(positions: int, buckets: int) -> Tensor:
    """Bucket of each distance (key minus query) from -(positions - 1) to positions - 1: exact when near, logarithmic to 128."""
    distance = torch.arange(-(positions - 1), positions)
    half = buckets // 2
    exact = half // 2
    size = distance.abs()
    far = exact + (torch.log(size.clamp(min=1) / exact) / math.log(128 / exact) * (half - exact)).long()
    return torch.where(size < exact, size, far.clamp(max=half - 1)) + half * (distance > 0).long()


def _copy(module: nn.Module, old: dict[str, Tensor], name: str) -> None:
    for part, value in module.named_parameters():
        value.copy_(old[f"{name}.{part}"])


class Tagger(nn.Module):
    """Scores per piece: `tags` (outer, inner, trigger type), `links` and parties, `kinds` (factuality, modes, contexts of a trigger)."""

    def __init__(self, shape: Shape, *, types: int, factuality: int, modes: int, contexts: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(shape, dropout)
        self.dropout = Dropout(dropout)
        self.tags = nn.Linear(shape.hidden, 2 * len(TAGS) + types + 1)
        self.pairs = nn.Linear(shape.hidden, 256)
        self.links = nn.Linear(256, (LINKS + PARTIES) * LINK_WIDTH)
        self.trigger = nn.Linear(shape.hidden, 256)
        self.kinds = nn.Linear(256, factuality + modes + contexts)
        self.transitions = nn.Parameter(torch.zeros(2, len(TAGS), len(TAGS)))
        self.start = nn.Parameter(torch.zeros(2, len(TAGS)))
        self.pair_bias = nn.ParameterList(nn.Parameter(torch.zeros(2, n)) for n in PAIR_FEATURES)
        self.no_source = nn.Parameter(torch.zeros(1))
        self.no_cue = nn.Parameter(torch.zeros(1))
        self.party_bias = nn.Parameter(torch.full((2, 2 * 64 + 1), -3.0))

    def heads(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """tags, links and parties together, kinds, for states [..., hidden]."""
        x = self.dropout(states)
        links = self.links(F.gelu(self.pairs(x)))
        kinds = self.kinds(F.gelu(self.trigger(x)))
        return self.tags(x), links, kinds

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        result: tuple[Tensor, Tensor, Tensor] = self.heads(self.encoder(pieces, features, mask))
        return result

    def link_scores(self, links: Tensor, cues: Tensor, others: Tensor, pairs: Tensor, role: int) -> Tensor:
        """Scores [batch, cues, others] from link vectors of words [batch, words, LINKS + PARTIES, width]; role 0 source, 1 content."""
        row = torch.arange(len(links), device=links.device)[:, None]
        q = links[row, cues[..., 0], 2 * role] + links[row, cues[..., 1] - 1, 2 * role + 1]
        k = links[row, others[..., 0], 4 + 2 * role] + links[row, others[..., 1] - 1, 5 + 2 * role]
        scores = torch.einsum("bcd,bod->bco", q, k) / math.sqrt(LINK_WIDTH)
        for i, table in enumerate(self.pair_bias):
            scores = scores + table[role][pairs[..., i]]
        return scores


def crf_loss(scores: Tensor, tags: Tensor, lengths: Tensor, transitions: Tensor, start: Tensor) -> Tensor:
    """Negative log-likelihood of each row's tag sequence: scores [rows, words, tags], transitions [rows, from, to], start [rows, tags]."""
    rows, length, _ = scores.shape
    inside = torch.arange(length, device=scores.device)[None, :] < lengths[:, None]
    gold = scores.gather(2, tags[:, :, None])[..., 0]
    row = torch.arange(rows, device=scores.device)[:, None]
    steps = transitions[row, tags[:, :-1], tags[:, 1:]]
    path = (gold * inside).sum(1) + (steps * inside[:, 1:]).sum(1) + start.gather(1, tags[:, :1])[:, 0]
    columns, on = scores.unbind(1), inside[:, :, None].unbind(1)
    total = columns[0] + start
    for t in range(1, length):
        new = torch.logsumexp(total[:, :, None] + transitions, dim=1) + columns[t]
        total = torch.where(on[t], new, total)
    result: Tensor = torch.logsumexp(total, dim=1) - path
    return result
