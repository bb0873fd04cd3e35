"""The rules of the floors themselves, without a model or ../shared: they only rise, and a missing figure is a fault."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden.score import MEASUREMENTS, TASKS, below, load_floors, raised, repin, with_table

PINNED: dict[str, Any] = {"seed": {"corpus": "c1", "tolerance": 0.0, "floors": {"statements": 12.0, "chains": 2.0}}}


def test_a_figure_at_its_floor_or_within_the_tolerance_passes() -> None:
    assert below({"a": 0.5}, {"a": 0.5}, tolerance=0.0) == []
    assert below({"a": 0.5}, {"a": 0.496, "b": 0.1}, tolerance=0.005) == []


def test_a_figure_below_its_floor_or_gone_is_named() -> None:
    assert below({"a": 0.5, "b": 1.0}, {"a": 0.49}, tolerance=0.005) == [
        "a is 0.4900, its floor 0.5",
        "b is pinned at 1 but no longer measured",
    ]


def test_floors_rise_to_what_is_reached_rounded_down_and_never_fall() -> None:
    assert raised({"a": 0.5, "b": 0.5}, {"a": 0.61239, "b": 0.499, "c": 3}) == {"a": 0.6123, "b": 0.5, "c": 3.0}


def test_repinning_raises() -> None:
    new = repin(PINNED, {"seed": {"statements": 14, "chains": 2, "events": 8}}, {"seed": "c1"})
    assert new["seed"]["floors"] == {"statements": 14.0, "chains": 2.0, "events": 8.0}


@pytest.mark.parametrize("figures", [{"statements": 11, "chains": 2}, {"statements": 14}])
def test_repinning_refuses_to_lower_or_to_forget_a_floor(figures: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="never lowered"):
        repin(PINNED, {"seed": figures}, {"seed": "c1"})


def test_another_corpus_starts_anew() -> None:
    new = repin(PINNED, {"seed": {"statements": 3}}, {"seed": "c2"})
    assert new["seed"] == {"corpus": "c2", "tolerance": TASKS["seed"].tolerance, "floors": {"statements": 3.0}}


@pytest.mark.parametrize(
    ("task", "figure", "bar"),
    [
        ("seed", "furniture_blocks", 5),
        ("seed", "published_from_metadata", 1),
        ("seed", "statements", 12),
        ("seed", "source_actors", 10),
        ("seed", "chains", 2),
        ("seed", "nested_statements", 1),
        ("seed", "events", 8),
        ("pages_2023", "body_f1_above_trafilatura", 0.0),
        ("pages_2023", "publication_day", 0.9),
    ],
)
def test_what_was_asked_for_by_name_is_a_floor(task: str, figure: str, bar: float) -> None:
    assert load_floors()[task]["floors"][figure] >= bar


def test_no_file_means_no_floors(tmp_path: Path) -> None:
    assert load_floors(tmp_path / "none.json") == {}


def test_what_is_pinned_is_what_is_measured() -> None:
    pinned = load_floors()
    assert set(pinned) == set(TASKS)
    assert all(pinned[task]["tolerance"] == TASKS[task].tolerance for task in TASKS)
    assert all(value >= 0 for task in pinned.values() for value in task["floors"].values())
    json.dumps(pinned, allow_nan=False)


def test_the_documentation_shows_the_floors_as_they_are() -> None:
    document = MEASUREMENTS.read_text(encoding="utf-8")
    assert with_table(document, load_floors()) == document, "run `make repin`"


def test_only_the_table_is_made_anew() -> None:
    document = "a\n<!-- floors -->\nold\n<!-- end of floors -->\nb"
    rows = "| task | figure | floor |\n|---|---|---|\n| seed | statements | 12 |\n| seed | chains | 2 |"
    assert with_table(document, PINNED) == f"a\n<!-- floors -->\n{rows}\n<!-- end of floors -->\nb"
