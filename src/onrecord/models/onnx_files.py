"""The files of a trained model and how they are opened: NAME.json beside NAME.onnx, and one tokenizer for all.

Every function raises ModelError, with the SHA-256 expected, where a file is missing, damaged or not the one that NAME.json names.
"""

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np

from onrecord.errors import ModelError
from onrecord.models.tagging import Ints, Words, words_of

__all__ = ["WEIGHTS", "framed", "load_head", "load_session", "load_tokenizer", "words_in_pieces"]

WEIGHTS = Path(__file__).parent / "weights"
BEGIN, END = 101, 102  # [CLS] and [SEP] of the vocabulary
SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)

T = TypeVar("T")


def load_head(folder: Path, name: str, type_: type[T]) -> T:
    """What stands beside the weights in NAME.json."""
    path = folder / f"{name}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=type_)
    except FileNotFoundError:
        raise ModelError(f"model {name!r}: {path.name} is missing from the package's weights") from None
    except msgspec.DecodeError as e:
        raise ModelError(f"model {name!r}: {path.name} is damaged: {e}") from None


def load_session(folder: Path, name: str, digest: str) -> Any:
    """An onnxruntime session of one thread over NAME.onnx, whose SHA-256 must be `digest`."""
    import onnxruntime

    path = folder / f"{name}.onnx"
    try:
        weights = path.read_bytes()
    except OSError as e:
        raise ModelError(f"model {name!r}: {path.name} cannot be read ({e.strerror}); expected SHA-256 {digest}") from None
    found = hashlib.sha256(weights).hexdigest()
    if found != digest:
        raise ModelError(f"model {name!r}: {path.name} has SHA-256 {found}, expected {digest}: it is damaged or of another version")
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
        raise ModelError(f"model {name!r}: {path.name} cannot be loaded: {e}") from None


def load_tokenizer(folder: Path) -> Any:
    """The word-piece tokenizer, which neither cuts nor pads."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as e:  # the library raises bare Exception
        raise ModelError(f"{path.name} cannot be loaded: {e}") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def words_in_pieces(tokenizer: Any, text: str) -> Words:
    """The text as the networks count it. Half a surrogate pair counts as an unknown character."""
    encoded = tokenizer.encode(text.translate(SURROGATES), add_special_tokens=False)
    return words_of(text, encoded.ids, encoded.offsets, encoded.word_ids)


def framed(pieces: Ints, features: Ints) -> dict[str, Ints]:
    """Pieces with their features as every network here takes them: a batch of one, between [CLS] and [SEP], which have no features."""
    framing = ((1, 1), (0, 0))
    return {"pieces": np.concatenate([[BEGIN], pieces, [END]])[None], "features": np.pad(features, framing)[None]}
