"""onrecord.models: questions to an annotation, and the recorded stand-in."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from factory import annotated

from onrecord.errors import ModelError
from onrecord.models import Annotation, Labelled, Link, Party, Recorded, Tagged, Token, Trigger, text_key
from onrecord.spans import Span

TEXT = "The envoy left. She said no."
NOTE = annotated(
    TEXT,
    "The/DT/det/1 envoy/NN/nsubj/2 left=leave/VBD/ROOT/2 ./././2",
    "She/PRP/nsubj/1 said=say/VBD/ROOT/1 no/UH/intj/1 ./././1",
    entities=[("envoy", "PERSON")],
)


def at(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def test_dependents_and_subtrees() -> None:
    assert NOTE.children[2] == (1, 3)
    assert NOTE.children[0] == ()
    assert NOTE.subtree(2) == (0, 1, 2, 3)
    assert NOTE.subtree(1) == (0, 1)


def test_sentences() -> None:
    assert NOTE.sentence_of == (0, 0, 0, 0, 1, 1, 1, 1)
    assert NOTE.sentence_span(1) == at("She said no.")


@pytest.mark.parametrize(
    ("span", "numbers"),
    [
        (at("envoy left"), [1, 2]),
        (Span(at("envoy").start + 2, at("envoy").end), [1]),  # the middle of a word touches it
        (Span(at("envoy").end, at("left").start), []),  # between two words
        (Span(0, len(TEXT)), list(range(8))),
        (Span(len(TEXT), len(TEXT) + 5), []),
    ],
)
def test_tokens_in_a_span_are_those_that_touch_it(span: Span, numbers: list[int]) -> None:
    assert list(NOTE.tokens_in(span)) == numbers


def test_the_head_of_a_span_is_the_word_that_hangs_on_none_inside() -> None:
    assert NOTE.head_of(at("The envoy")) == 1
    assert NOTE.head_of(at("left. She")) == 2
    assert NOTE.head_of(at("The envoy left.")) == 2
    assert NOTE.head_of(Span(len(TEXT), len(TEXT))) is None


def test_the_triggers_on_a_span_are_those_that_touch_it() -> None:
    long, left, said = (Trigger(type="CONSULT", span=at(w), score=0.5) for w in ("envoy left. She", "left", "said"))
    note = Annotation(triggers=(said, left, long))
    assert note.triggers_on(at("left")) == [long, left]
    assert note.triggers_on(at("She")) == [long]
    assert note.triggers_on(at("She said no.")) == [long, said]
    assert note.triggers_on(at("The")) == []
    assert Annotation().triggers_on(at("left")) == []


def test_an_empty_annotation_answers_too() -> None:
    empty = Annotation()
    assert (empty.children, empty.sentence_of, list(empty.tokens_in(Span(0, 9)))) == ((), (), [])


class Counting:
    """A model that tags each word and counts how often it is asked."""

    name = "counting"
    digest = "0"
    asked = 0

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        self.asked += 1
        return [Annotation(tokens=(Token(0, len(t), t.lower(), "NN", "ROOT", 0),)) for t in texts]


def test_recorded_answers_are_those_of_the_model_in_any_order(tmp_path: Path) -> None:
    model = Counting()
    recorded = Recorded.of(model, ["One", "Two"])
    assert model.asked == 1
    assert recorded.annotate(["Two", "One", "Two"]) == model.annotate(["Two", "One", "Two"])
    recorded.save(tmp_path / "answers.json")
    loaded = Recorded.load(tmp_path / "answers.json")
    assert loaded.answers == recorded.answers
    assert loaded.digest == recorded.digest


def test_what_was_not_recorded_is_an_error_that_shows_the_text() -> None:
    with pytest.raises(ModelError, match="begins 'Three'"):
        Recorded({}).annotate(["Three"])


def test_the_digest_of_recorded_answers_changes_with_the_answers() -> None:
    assert Recorded({}).digest != Recorded({"x": NOTE}).digest != Recorded({"x": Annotation()}).digest


def test_an_annotation_with_all_its_parts_is_stored_without_loss(tmp_path: Path) -> None:
    whole = Annotation(
        tokens=NOTE.tokens,
        sentences=NOTE.sentences,
        entities=(Labelled(at("envoy"), "PERSON"),),
        tagged=(Tagged("source", 0, at("She"), 0.75), Tagged("cue", 0, at("said"), 0.5)),
        links=(Link(1, 0, 0.25),),
        triggers=(
            Trigger(
                type="CONSULT",
                span=at("left"),
                score=0.5,
                factuality=(("asserted", 1.0),),
                modes=(("", 1.0),),
                contexts=(("diplomatic", 0.5),),
                parties=(Party("actor", at("envoy"), 0.5),),
            ),
        ),
    )
    assert {name for name in whole.__struct_fields__ if not getattr(whole, name)} == set()
    assert whole.children  # a cached answer is not stored and takes no part in equality
    Recorded({text_key(TEXT): whole}).save(tmp_path / "a.json")
    assert Recorded.load(tmp_path / "a.json").annotate([TEXT]) == [whole]
