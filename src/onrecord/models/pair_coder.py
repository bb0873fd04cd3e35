"""The trained model of the relation between two given parties: int8 ONNX weights that ship with the package. Figures: docs/models.md."""

from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from onrecord.models.onnx_files import WEIGHTS, framed, load_head, load_session, load_tokenizer, words_in_pieces
from onrecord.models.tagging import marked, range_in
from onrecord.spans import Span

__all__ = ["PairCoder", "PairHead"]


class PairHead(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the weights in NAME.json."""

    name: str
    digest: str
    limit: int
    roots: tuple[str, ...]
    training: dict[str, str | int | float]


class PairCoder:
    """Gives the chance of each PLOVER root between two marked parties. ModelError where the weights are missing or damaged."""

    def __init__(self, name: str = "pair", *, folder: Path = WEIGHTS) -> None:
        self.name = name
        self.folder = folder

    @cached_property
    def head(self) -> PairHead:
        """The parameters beside the weights."""
        return load_head(self.folder, self.name, PairHead)

    @cached_property
    def _session(self) -> Any:
        return load_session(self.folder, self.name, self.head.digest)

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(self.folder)

    def chances(self, text: str, actor: Span, recipient: Span) -> dict[str, float]:
        """The chance of each root, likeliest first. Of a long text only the words nearest to the two parties are looked at.

        ValueError where a span touches no word of the text.
        """
        limit = self.head.limit
        words = words_in_pieces(self._tokenizer, text)
        parties = [range_in(words, *span) for span in (actor, recipient)]
        if not all(parties):
            raise ValueError(f"no word of the text stands at {actor if not parties[0] else recipient}")
        given = marked(words, *parties, limit=limit)
        marks = np.array([[given.actor + 1, given.recipient + 1]], dtype=np.int64)
        (scores,) = self._session.run(None, framed(given.pieces, given.features) | {"marks": marks})
        raised = np.exp(scores[0] - scores[0].max())
        ranked = sorted(zip(self.head.roots, (raised / raised.sum()).tolist(), strict=True), key=lambda x: -x[1])
        return {root: round(chance, 4) for root, chance in ranked}
