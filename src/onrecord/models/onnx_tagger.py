"""The trained statement and event tagger: int8 ONNX weights that ship with the package, run by onnxruntime on the CPU.

`Tagger("small").annotate(texts)` gives annotations with `tagged`, `links` and `triggers`; `Joined` adds them to those of a parser. Each
window of a text goes through the network alone: dynamic quantisation takes its scale from all that runs together, and an annotation must
not depend on what stands beside the text. Data, figures and limits: docs/models.md.
"""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from onrecord.errors import ModelError
from onrecord.models import Annotation, Link, Model, Tagged, Trigger, text_key
from onrecord.models.decoding import Decoded, Head, Scores, decode
from onrecord.models.tagging import Window, Words, windows, words_of

__all__ = ["Joined", "Tagger"]

WEIGHTS = Path(__file__).parent / "weights"
BEGIN, END = 101, 102  # [CLS] and [SEP] of the vocabulary
BLOCK = 8_000  # words decoded together: bounds memory; a statement that runs over the seam comes out in two pieces
SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


class Tagger:
    """A model that finds statements and event triggers; tokens and sentences stay empty.

    `threads` windows run at once, each on one thread. ModelError where the weights are missing or not those that `NAME.json` expects.
    """

    def __init__(self, name: str = "small", *, threads: int = 1, folder: Path = WEIGHTS) -> None:
        self.name = name
        self.threads = threads
        self.folder = folder

    @cached_property
    def head(self) -> Head:
        """The parameters beside the weights."""
        path = self.folder / f"{self.name}.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=Head)
        except FileNotFoundError:
            raise ModelError(f"model {self.name!r}: {path.name} is missing from the package's weights") from None
        except msgspec.DecodeError as e:
            raise ModelError(f"model {self.name!r}: {path.name} is damaged: {e}") from None

    @property
    def digest(self) -> str:
        """SHA-256 of the weights, checked when they are loaded."""
        return self.head.digest

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        path = self.folder / f"{self.name}.onnx"
        try:
            weights = path.read_bytes()
        except OSError as e:
            raise ModelError(f"model {self.name!r}: {path.name} cannot be read ({e.strerror}); expected SHA-256 {self.digest}") from None
        found = hashlib.sha256(weights).hexdigest()
        if found != self.digest:
            raise ModelError(
                f"model {self.name!r}: {path.name} has SHA-256 {found}, expected {self.digest}: it is damaged or of another version"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            # onnxruntime's fused add-and-norm takes five times as long as the parts on this kind of CPU: a tenth of the whole run.
            return onnxruntime.InferenceSession(
                weights, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
            )
        except Exception as e:  # onnxruntime derives its errors from Exception, in a module that is not public
            raise ModelError(f"model {self.name!r}: {path.name} cannot be loaded: {e}") from None

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        path = self.folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as e:  # the library raises bare Exception
            raise ModelError(f"model {self.name!r}: {path.name} cannot be loaded: {e}") from None
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def words(self, text: str) -> Words:
        """The text as the network counts it."""
        encoded = self._tokenizer.encode(text.translate(SURROGATES), add_special_tokens=False)
        return words_of(text, encoded.ids, encoded.offsets, encoded.word_ids)

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        """One annotation a text, offsets in that text. Texts of any length; memory grows with the text, not with its square."""
        if self.threads == 1:
            return [self._annotate(text, map) for text in texts]
        with ThreadPoolExecutor(self.threads) as pool:
            return [self._annotate(text, pool.map) for text in texts]

    def _annotate(self, text: str, each: Any) -> Annotation:
        words = self.words(text)
        cuts = windows(words.first, len(words.pieces), limit=self.head.limit, margin=self.head.margin)
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
        return decode(part, scores, self.head)

    def _run(self, words: Words, window: Window) -> Scores:
        begin = int(words.first[window.first])
        end = int(words.first[window.last]) if window.last < len(words.first) else len(words.pieces)
        pieces = np.concatenate([[BEGIN], words.pieces[begin:end], [END]])[None]
        features = np.zeros((1, pieces.shape[1], words.features.shape[1]), dtype=np.int64)
        features[0, 1:-1] = words.features[begin:end]
        rows = words.first[window.keep_from : window.keep_to] - begin + 1
        outputs = self._session.run(None, {"pieces": pieces, "features": features})
        return Scores(*(np.asarray(o[0, rows], dtype=np.float32) for o in outputs))


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
