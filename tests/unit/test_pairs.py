"""The relation between two given parties, and what its benchmarks count."""

from pathlib import Path

import pytest
from factory import annotated

from benchmarks.factuality import certainty, target_token
from benchmarks.plv import macro_f1, parties
from onrecord.errors import ModelError
from onrecord.models.pair_coder import PairCoder
from onrecord.read.pairs import QUADS, code_pair
from onrecord.spans import Span

TEXT = "Iran accused Turkey of arming rebels."
IRAN, TURKEY = Span(0, 4), Span(13, 19)


class Fixed:
    """A model that always gives the same chances."""

    def __init__(self, **chances: float) -> None:
        self.given = chances

    def chances(self, text: str, actor: Span, recipient: Span) -> dict[str, float]:
        return dict.fromkeys(QUADS, 0.0) | self.given


def test_the_class_is_the_likeliest_in_sum_and_need_not_be_that_of_the_root() -> None:
    relation = code_pair(TEXT, IRAN, TURKEY, model=Fixed(ASSAULT=0.4, ACCUSE=0.35, REJECT=0.25))
    assert (relation.root, relation.quad) == ("ASSAULT", 3)
    assert set(relation.chances) == set(QUADS)


@pytest.mark.model
def test_the_trained_model_tells_who_does_it_from_whom_it_is_done_to() -> None:
    coder = PairCoder()
    assert code_pair(TEXT, IRAN, TURKEY, model=coder).root == "ACCUSE"
    text = "Northland sent food and tents to Ostria after the flood."
    relation = code_pair(text, Span(0, 9), Span(33, 39), model=coder)
    assert (relation.root, relation.quad) == ("AID", 2) and sum(relation.chances.values()) == pytest.approx(1, abs=0.01)


@pytest.mark.model
def test_a_party_that_touches_no_word_is_an_error_and_a_long_text_is_none() -> None:
    with pytest.raises(ValueError, match="no word"):
        PairCoder().chances(TEXT, IRAN, Span(37, 37))
    long = "It rained. " * 400 + TEXT + " It rained." * 400
    assert code_pair(long, Span(4400, 4404), Span(4413, 4419), model=PairCoder()).root == "ACCUSE"


def test_weights_that_are_missing_are_an_error_with_their_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"pair\.json is missing"):
        PairCoder(folder=tmp_path).chances(TEXT, IRAN, TURKEY)


def test_the_parties_of_a_row_stand_apart_where_they_can() -> None:
    row = {"sentence": "Iranian rebels met rebels.", "source": "Iranian rebels", "target": "rebels"}
    assert parties(row) == (Span(0, 14), Span(19, 25))


def test_macro_f1_is_the_mean_over_the_classes_of_gold() -> None:
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3, abs=1e-4)
    assert macro_f1([], []) == 0.0


@pytest.mark.parametrize(("label", "name"), [(-3, "negative"), (-0.5, "uncertain"), (1.5, "uncertain"), (1.6, "factual")])
def test_thresholds_of_certainty(label: float, name: str) -> None:
    assert certainty(label) == name


def test_a_target_in_tokens_parted_by_spaces_is_found() -> None:
    text = "Rebels did n't attack ."
    a = annotated(text, "Rebels=rebel/NNS/nsubj/3 did=do/VBD/aux/3 n't=not/RB/neg/3 attack/VB/ROOT/3 ././punct/3")
    assert target_token(text, a, (3, 4)) == 3
