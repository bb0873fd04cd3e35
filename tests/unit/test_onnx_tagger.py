"""The adapter to onnxruntime: missing and damaged weights without a model; with the model (marker `model`), texts of every kind."""

import hashlib
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from onrecord.errors import ModelError
from onrecord.models import Annotation, Tagged, Token
from onrecord.models.decoding import Head
from onrecord.models.onnx_files import WEIGHTS
from onrecord.models.onnx_tagger import BLOCK, Joined, Tagger, _blocks
from onrecord.models.tagging import Window
from onrecord.spans import Span


def head(digest: str) -> Head:
    return Head(
        name="tiny",
        digest=digest,
        limit=382,
        margin=48,
        types=("ACCUSE",),
        factuality=("asserted",),
        modes=("ACCUSE/",),
        contexts=("military",),
        transitions=[],
        start=[],
        pair_bias=[],
        no_source=0.0,
        no_cue=0.0,
        party_bias=[],
        training={},
    )


def folder(at: Path, *, digest: str, weights: bytes | None) -> Path:
    """A folder of weights whose tokenizer knows no word."""
    at.joinpath("tiny.json").write_bytes(msgspec.json.encode(head(digest)))
    model = {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": {"[UNK]": 0},
    }
    tokenizer = {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "BertPreTokenizer"}, "model": model}
    at.joinpath("tokenizer.json").write_bytes(msgspec.json.encode(tokenizer))
    if weights is not None:
        at.joinpath("tiny.onnx").write_bytes(weights)
    return at


def test_missing_weights_name_the_digest_expected(tmp_path: Path) -> None:
    tagger = Tagger("tiny", folder=folder(tmp_path, digest="ab" * 32, weights=None))
    with pytest.raises(ModelError, match=r"tiny\.onnx cannot be read .*expected SHA-256 " + "ab" * 32):
        tagger.annotate(["Paris said no."])


def test_damaged_weights_name_both_digests(tmp_path: Path) -> None:
    tagger = Tagger("tiny", folder=folder(tmp_path, digest="ab" * 32, weights=b"cut off"))
    found = hashlib.sha256(b"cut off").hexdigest()
    with pytest.raises(ModelError, match=f"SHA-256 {found}, expected {'ab' * 32}"):
        tagger.annotate(["Paris said no."])


def test_weights_with_the_right_digest_that_are_no_network(tmp_path: Path) -> None:
    tagger = Tagger("tiny", folder=folder(tmp_path, digest=hashlib.sha256(b"no network").hexdigest(), weights=b"no network"))
    with pytest.raises(ModelError, match=r"tiny\.onnx cannot be loaded"):
        tagger.annotate(["Paris said no."])


def test_missing_and_damaged_parameters(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tiny\.json is missing"):
        _ = Tagger("tiny", folder=tmp_path).digest
    tmp_path.joinpath("tiny.json").write_text('{"name": 3}')
    with pytest.raises(ModelError, match=r"tiny\.json is damaged"):
        _ = Tagger("tiny", folder=tmp_path).digest


def test_networks_read_together_are_all_looked_for_and_have_a_digest_of_their_own(tmp_path: Path) -> None:
    alone = Tagger("tiny", folder=folder(tmp_path, digest="ab" * 32, weights=None)).digest
    assert alone == "ab" * 32
    tmp_path.joinpath("deep.json").write_bytes(msgspec.json.encode(replace(head("cd" * 32), name="deep")))
    digests = {alone}
    for beside in ({"deep": 1.0}, {"deep": 0.5}):
        tmp_path.joinpath("tiny.json").write_bytes(msgspec.json.encode(replace(head("ab" * 32), beside=beside)))
        digests.add(Tagger("tiny", folder=tmp_path).digest)
    assert len(digests) == 3
    tmp_path.joinpath("deep.json").unlink()
    with pytest.raises(ModelError, match=r"'deep': deep\.json is missing"):
        _ = Tagger("tiny", folder=tmp_path).digest


def test_missing_tokenizer(tmp_path: Path) -> None:
    folder(tmp_path, digest="ab" * 32, weights=b"").joinpath("tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json cannot be loaded"):
        Tagger("tiny", folder=tmp_path).annotate(["Paris said no."])


def test_a_text_without_words_needs_no_network(tmp_path: Path) -> None:
    tagger = Tagger("tiny", folder=folder(tmp_path, digest="ab" * 32, weights=None))
    assert tagger.annotate(["", " \n\t"]) == [Annotation(), Annotation()]


def test_long_texts_are_decoded_in_blocks_that_keep_every_window() -> None:
    cuts = [Window(i * 300, i * 300 + 340, i * 300, i * 300 + 300) for i in range(100)]
    blocks = list(_blocks(cuts))
    assert [w for b in blocks for w in b] == cuts
    assert len(blocks) > 1
    assert all(b[-1].keep_to - b[0].keep_from <= BLOCK for b in blocks)


class Stub:
    def __init__(self, name: str, answer: Annotation) -> None:
        self.name = name
        self.digest = hashlib.sha256(name.encode()).hexdigest()
        self.answer = answer

    def annotate(self, texts: list[str]) -> list[Annotation]:
        return [self.answer for _ in texts]


def test_joined_takes_words_from_the_parser_and_spans_from_the_tagger() -> None:
    token, tagged = Token(0, 2, "he", "PRP", "ROOT", 0), Tagged("source", 0, Span(0, 2), 0.9)
    parser, tagger = Stub("p", Annotation(tokens=(token,), sentences=((0, 1),))), Stub("t", Annotation(tagged=(tagged,)))
    both = Joined(parser, tagger)  # type: ignore[arg-type]
    assert both.annotate(["he"]) == [Annotation(tokens=(token,), sentences=((0, 1),), tagged=(tagged,))]
    assert both.name == "t"
    assert both.digest not in (parser.digest, tagger.digest)
    assert both.digest != Joined(tagger, parser).digest  # type: ignore[arg-type]


# --- with the weights -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> Tagger:
    return Tagger("small")


def said(tagger: Tagger, text: str) -> list[tuple[str, int, str]]:
    return [(t.role, t.layer, text[t.span.start : t.span.end]) for t in tagger.annotate([text])[0].tagged]


@pytest.mark.model
def test_the_package_has_the_weights_it_expects(small: Tagger) -> None:
    weights = (WEIGHTS / "small.onnx").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == small.digest
    assert len(weights) < 95_000_000


@pytest.mark.model
def test_a_plain_sentence(small: Tagger) -> None:
    text = "The minister said that the bridge would open in May."
    assert said(small, text) == [("source", 0, "The minister"), ("cue", 0, "said"), ("content", 0, "that the bridge would open in May")]


@pytest.mark.model
def test_the_same_text_gives_the_same_whatever_stands_beside_it_and_with_more_threads(small: Tagger) -> None:
    texts = ["“We will not go,” Ada Lund told reporters.\nShe added that talks were over.", "Rain.", "The union wants higher pay. " * 150]
    alone = [small.annotate([t])[0] for t in texts]
    assert small.annotate(texts) == alone
    assert small.annotate(texts[::-1]) == alone[::-1]
    assert Tagger("small", threads=2).annotate(texts) == alone


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "“”\"'«»‘’" * 40,
        "🙂🙃🇫🇷👩‍👩‍👧 said 🙂",
        "قال الوزير إن المحادثات انتهت. She said: «שלום»",
        "\ud800 he said \udfff",
        "x" * 30_000,
        "he said " * 5_000,
        "中文新闻说" * 500,
        "\x00\x01 said \u200b\u202e",
    ],
)
def test_odd_texts_give_spans_inside_the_text(small: Tagger, text: str) -> None:
    a = small.annotate([text])[0]
    spans = [t.span for t in a.tagged] + [t.span for t in a.triggers] + [p.span for t in a.triggers for p in t.parties]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(0 <= n < len(a.tagged) for link in a.links for n in (link.cue, link.other))


@pytest.mark.model
def test_the_end_of_a_long_text_is_read_like_its_beginning(small: Tagger) -> None:
    filler = "The road runs along the river for a mile.\n" * 2_000
    text = filler + "The mayor said that the bridge was safe."
    assert [t.span.start for t in small.annotate([text])[0].tagged if t.role == "cue"][-1] == text.rindex("said")
