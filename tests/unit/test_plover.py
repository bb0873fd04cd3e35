"""The tables of PLOVER and the linear classifiers."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from onrecord.errors import KnowledgeError
from onrecord.knowledge import plover
from onrecord.knowledge.plover import QUADS, Classifier, Trigger, cameo_of, load_plover
from onrecord.records import EventType, Factuality


def small() -> Classifier:
    return Classifier(classes=["yes", "no"], features=["", "l=war", "l=tea"], weights=np.array([[0, 1], [3, 0], [0, 2]]))


def test_scores_add_up_the_weights_of_what_is_present_each_once() -> None:
    assert small().scores(["l=war", "l=war", "unknown"]).tolist() == [3.0, 1.0]
    assert small().scores([]).tolist() == [0.0, 1.0]


def test_chances_add_up_to_one() -> None:
    chances = small().chances(["l=tea"])
    assert float(chances.sum()) == pytest.approx(1) and chances[1] > chances[0]


def test_features_that_are_numbers_count_as_often_as_they_say() -> None:
    assert small().weigh({"l=war": 0.5, "l=tea": 2.0, "unknown": 7.0}) == 1.5
    assert small().weigh({}) == 0.0


def test_the_features_that_decided_can_be_asked_for() -> None:
    assert small().because(["l=tea", "l=war"], "yes") == ("l=war",)


def test_the_tables_that_ship_hold_only_known_types() -> None:
    tables = load_plover()
    types = set(get_args(EventType))
    assert {t.type for told in (*tables.triggers.values(), *tables.phrases.values()) for t in told} == types
    assert set(tables.classifiers["trigger"].classes) == types | {"-"}
    assert set(tables.classifiers["factuality"].classes) == set(get_args(Factuality))
    assert tables.triggers["sanction", "noun"] == (Trigger("SANCTION", "discontinue"),)


def test_cameo_roots_come_by_type_and_mode_and_say_where_they_are_not_one_to_one() -> None:
    told = {
        ("CONSULT", "visit"): (("04",), False),
        ("CONSULT", "multilateral"): (("04",), False),  # a mode the mapping does not know
        ("ACCUSE", "investigate"): (("09",), False),
        ("ACCUSE", None): (("09", "11"), True),
        ("RETREAT", "withdraw"): (("08",), True),  # CONCEDE is 08, too
        ("SANCTION", "expel"): (("16",), True),  # as is COERCE, for embargoes
        ("ASSAULT", "torture"): (("18",), False),
        ("ASSAULT", "aerial"): (("17", "18", "19", "20"), True),
    }
    assert {key: tuple(cameo_of(*key)) for key in told} == told


def test_every_type_has_cameo_roots_and_a_quad_category() -> None:
    types = get_args(EventType)
    assert all(cameo_of(t, None).roots for t in types)
    assert sorted(QUADS) == sorted(types)
    assert {root for t in types for root in cameo_of(t, None).roots} == {f"{n:02}" for n in range(3, 21)}  # 01 and 02 have no type


def test_a_damaged_table_names_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plover_triggers.tsv").write_text("type\tmode\tpart\twords\nAID\tverb\n", encoding="utf-8")
    monkeypatch.setattr(plover, "TABLES", tmp_path)
    with pytest.raises(KnowledgeError, match=r"plover_triggers\.tsv, line 2: 2 columns"):
        load_plover()


def test_damaged_weights_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "w.npz").write_bytes(b"PK no archive")
    with pytest.raises(KnowledgeError, match=r"w\.npz is damaged"):
        plover._classifiers(tmp_path / "w.npz")
