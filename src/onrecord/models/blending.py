"""Several networks as one: the weighted mean of their scores, and of the parameters that decoding applies to them. Pure; numpy only.

A tag sequence's score is a sum of scores of words and of steps, so the mean of both ranks sequences by the mean of the networks' scores.
A link's score is a product of two vectors; the networks' vectors side by side, each scaled by the root of its share, give the mean of
their products. Labels go by name: what a network has no label for, it takes no part in.
"""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from onrecord.errors import ModelError
from onrecord.models.decoding import Head, Scores, vectors_of
from onrecord.models.tagging import Floats, Ints

__all__ = ["Blend"]


class Blend:
    """The mean of networks with these heads; `weights` need not sum to one. The labels are those of the first.

    ModelError where two networks differ in what cannot be matched by name: event types and the size of a window.
    """

    def __init__(self, heads: Sequence[Head], weights: Sequence[float]) -> None:
        first = heads[0]
        for other in heads[1:]:
            if (other.types, other.limit, other.margin) != (first.types, first.limit, first.margin):
                raise ModelError(f"models {first.name!r} and {other.name!r} cannot be read together: other event types or windows")
        self.shares = np.asarray(weights, dtype=np.float32) / np.float32(sum(weights))
        self._columns = [_columns(first, other) for other in heads]
        named = np.stack([share * (columns >= 0) for share, columns in zip(self.shares, self._columns, strict=True)])
        self._label_shares = named / named.sum(0)
        self.head = first if len(heads) == 1 else self._mean(heads)

    def scores(self, each: Sequence[Scores]) -> Scores:
        """The mean of the networks' scores for the same words."""
        if len(each) == 1:
            return each[0]
        tags = sum((share * s.tags for share, s in zip(self.shares, each, strict=True)), np.float32(0))
        links = np.concatenate([np.sqrt(share) * vectors_of(s.links) for share, s in zip(self.shares, each, strict=True)], axis=2)
        return Scores(np.asarray(tags), links.reshape(len(links), links.shape[1] * links.shape[2]), self._kinds(each))

    def _kinds(self, each: Sequence[Scores]) -> Floats:
        parts = zip(self._label_shares, each, self._columns, strict=True)
        return np.asarray(sum((share * s.kinds[:, columns] for share, s, columns in parts), np.float32(0)))

    def _mean(self, heads: Sequence[Head]) -> Head:
        def mean(values: Sequence[object]) -> list[object]:
            total = sum(float(share) * np.asarray(v, dtype=np.float64) for share, v in zip(self.shares, values, strict=True))
            return np.asarray(total).tolist()  # type: ignore[no-any-return]

        return replace(
            heads[0],
            transitions=mean([h.transitions for h in heads]),
            start=mean([h.start for h in heads]),
            pair_bias=[mean(tables) for tables in zip(*(h.pair_bias for h in heads), strict=True)],
            no_source=float(mean([[h.no_source] for h in heads])[0]),  # type: ignore[arg-type]
            no_cue=float(mean([[h.no_cue] for h in heads])[0]),  # type: ignore[arg-type]
            party_bias=mean([h.party_bias for h in heads]),
        )


def _columns(first: Head, other: Head) -> Ints:
    """For each column of the first network's `kinds` the column of the other's with that label; -1 where it has none."""
    named = {label: i for i, label in enumerate(_labels(other))}
    return np.asarray([named.get(label, -1) for label in _labels(first)], dtype=np.int64)


def _labels(head: Head) -> list[tuple[str, str]]:
    kinds = (("factuality", head.factuality), ("mode", head.modes), ("context", head.contexts))
    return [(kind, label) for kind, labels in kinds for label in labels]
