"""The PLOVER relation between two given parties of a sentence, for those who bring their own actors.

It finds no parties itself: that is `events`.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from onrecord.spans import Span

__all__ = ["PairModel", "QUADS", "Relation", "code_pair"]

# The quad classes as PLV numbers them: verbal and material cooperation, verbal and material conflict; YIELD counts as material.
QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "YIELD": 2, "COOPERATE": 2, "AID": 2,
    "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3,
    "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip


class PairModel(Protocol):
    """What gives the chances of the roots between two parties: `onrecord.models.pair_coder.PairCoder`, or a stand-in."""

    def chances(self, text: str, actor: Span, recipient: Span) -> Mapping[str, float]: ...


class Relation(NamedTuple):
    """The likeliest root, the quad class (1 to 4) likeliest in sum, and the chance of every root. YIELD is CONCEDE or RETREAT."""

    root: str
    quad: int
    chances: dict[str, float]


def code_pair(text: str, actor: Span, recipient: Span, *, model: PairModel) -> Relation:
    """What `actor` does to `recipient` in this text of a sentence or two.

    In "Iran accused Turkey of arming rebels" between Iran and Turkey: ACCUSE, class 3. Spans are code points of the text; ValueError
    where one touches no word.
    """
    roots = dict(model.chances(text, actor, recipient))
    quads = {q: sum(c for root, c in roots.items() if QUADS[root] == q) for q in sorted(set(QUADS.values()))}
    return Relation(max(roots, key=lambda r: roots[r]), max(quads, key=lambda q: quads[q]), roots)
