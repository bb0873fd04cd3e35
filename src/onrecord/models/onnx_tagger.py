"""The trained statement and event tagger: int8 ONNX weights that ship with the package, run by onnxruntime on the CPU.

`Tagger("small").annotate(texts)` gives annotations with `tagged`, `links` and `triggers`; `Joined` adds them to those of a parser. Each
window of a text goes through the network alone: dynamic quantisation takes its scale from all that runs together, and an annotation must
not depend on what stands beside the text. A name may stand for several networks that are read together (`Head.beside`). Data, figures and
limits: docs/models.md.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.models import Annotation, Link, Model, Tagged, Trigger, text_key
from onrecord.models.blending import Blend
from onrecord.models.decoding import Decoded, Head, Scores, decode
from onrecord.models.onnx_files import WEIGHTS, framed, load_head, load_session, load_tokenizer, words_in_pieces
from onrecord.models.tagging import Window, Words, windows

__all__ = ["Joined", "Tagger"]

BLOCK = 8_000  # words decoded together: bounds memory; a statement that runs over the seam comes out in two pieces


class Tagger:
    """A model that finds statements and event triggers; tokens and sentences stay empty.

    `threads` windows run at once, each on one thread. ModelError where the weights are missing or not those that `NAME.json` expects.
    """

    def __init__(self, name: str = "small", *, threads: int = 1, folder: Path = WEIGHTS) -> None:
        self.name = name
        self.threads = threads
        self.folder = folder

    @cached_property
    def _heads(self) -> tuple[Head, ...]:
        """The parameters beside each network's weights, its own first."""
        own = load_head(self.folder, self.name, Head)
        return (own, *(load_head(self.folder, name, Head) for name in own.beside))

    @cached_property
    def _blend(self) -> Blend:
        return Blend(self._heads, (1.0, *self._heads[0].beside.values()))

    @property
    def digest(self) -> str:
        """SHA-256 of the weights, checked when they are loaded; of several networks one over their digests and weights."""
        own, *others = self._heads
        if not others:
            return own.digest
        weights = own.beside.values()
        return text_key(" ".join([own.digest, *(f"{h.digest} {w}" for h, w in zip(others, weights, strict=True))]))

    @cached_property
    def _sessions(self) -> tuple[Any, ...]:
        names = (self.name, *self._heads[0].beside)
        return tuple(load_session(self.folder, name, head.digest) for name, head in zip(names, self._heads, strict=True))

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(self.folder)

    def words(self, text: str) -> Words:
        """The text as the network counts it."""
        return words_in_pieces(self._tokenizer, text)

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        """One annotation a text, offsets in that text. Texts of any length; memory grows with the text, not with its square."""
        if self.threads == 1:
            return [self._annotate(text, map) for text in texts]
        with ThreadPoolExecutor(self.threads) as pool:
            return [self._annotate(text, pool.map) for text in texts]

    def _annotate(self, text: str, each: Any) -> Annotation:
        words = self.words(text)
        head = self._blend.head
        cuts = windows(words.first, len(words.pieces), limit=head.limit, margin=head.margin)
        tagged: list[Tagged] = []
        links: list[Link] = []
        triggers: list[Trigger] = []
        for block in _blocks(cuts):
            part = self._decode(words, block, each)
            links += [Link(link.cue + len(tagged), link.other + len(tagged), link.score) for link in part.links]
            tagged += part.tagged
            triggers += part.triggers
        return Annotation(tagged=tuple(tagged), links=tuple(links), triggers=tuple(triggers))

    def _decode(self, words: Words, block: Sequence[Window], each: Any) -> Decoded:
        rows = list(each(lambda w: self._run(words, w), block))
        scores = Scores(*(np.concatenate(column) for column in zip(*rows, strict=True)))
        low, high = block[0].keep_from, block[-1].keep_to
        part = Words(
            words.starts[low:high], words.ends[low:high], words.lines[low:high], words.first[low:high], words.pieces, words.features
        )
        return decode(part, scores, self._blend.head)

    def _run(self, words: Words, window: Window) -> Scores:
        begin = int(words.first[window.first])
        end = int(words.first[window.last]) if window.last < len(words.first) else len(words.pieces)
        rows = words.first[window.keep_from : window.keep_to] - begin + 1
        given = framed(words.pieces[begin:end], words.features[begin:end])
        outputs = [session.run(None, given) for session in self._sessions]
        return self._blend.scores([Scores(*(np.asarray(o[0, rows], dtype=np.float32) for o in out)) for out in outputs])


def _blocks(cuts: Sequence[Window]) -> Iterator[list[Window]]:
    block: list[Window] = []
    for window in cuts:
        if block and window.keep_to - block[0].keep_from > BLOCK:
            yield block
            block = []
        block.append(window)
    if block:
        yield block


class Joined:
    """Two models as one: tokens, sentences and entities of the parser, the rest of the tagger. The digest covers both."""

    def __init__(self, parser: Model, tagger: Model) -> None:
        self.parser = parser
        self.tagger = tagger

    @property
    def name(self) -> str:
        return self.tagger.name

    @property
    def digest(self) -> str:
        return text_key(f"{self.parser.digest} {self.tagger.digest}")

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        """The parser's annotation of each text with the tagger's spans, links and triggers added."""
        # Side by side: the network leaves the interpreter free while it runs, so a second core halves the time of a reading.
        with ThreadPoolExecutor(1) as pool:
            tagged = pool.submit(self.tagger.annotate, texts)
            pairs = list(zip(self.parser.annotate(texts), tagged.result(), strict=True))
        return [
            Annotation(tokens=p.tokens, sentences=p.sentences, entities=p.entities, tagged=t.tagged, links=t.links, triggers=t.triggers)
            for p, t in pairs
        ]
