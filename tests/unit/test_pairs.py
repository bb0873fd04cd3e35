"""The relation between two given parties, and what its benchmarks count."""

import pytest
from factory import annotated

from benchmarks.factuality import certainty, target_token
from benchmarks.plv import macro_f1, parties
from onrecord.models import Recorded, text_key
from onrecord.read.pairs import QUADS, code_pair, pair_features
from onrecord.spans import Span

TEXT = "Iran accused Turkey of arming rebels."
PARSE = (
    "Iran=Iran/NNP/nsubj/1 accused=accuse/VBD/ROOT/1 Turkey=Turkey/NNP/dobj/1 of/IN/prep/1 arming=arm/VBG/pcomp/3 "
    "rebels=rebel/NNS/dobj/4 ././punct/1"
)
IRAN, TURKEY = Span(0, 4), Span(13, 19)


def test_the_root_the_class_and_all_chances() -> None:
    model = Recorded({text_key(TEXT): annotated(TEXT, PARSE)})
    relation = code_pair(TEXT, IRAN, TURKEY, model=model)
    assert relation and (relation.root, relation.quad) == ("ACCUSE", 3)
    assert set(relation.chances) == set(QUADS) and sum(relation.chances.values()) == pytest.approx(1, abs=1e-3)


def test_the_words_on_the_way_are_evidence_and_the_parties_are_not() -> None:
    features = pair_features(annotated(TEXT, PARSE), IRAN, TURKEY)
    assert {"way=accuse", "near=of", "first=actor"} <= set(features)
    assert not any("iran" in f or "turkey" in f for f in features)


def test_parties_outside_the_words_give_no_crash() -> None:
    assert pair_features(annotated(TEXT, PARSE), Span(36, 37), Span(37, 37))


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
