"""The reader keeps its floors on the gold beside the checkout, and reads the sample pages exactly as pinned."""

from pathlib import Path

import pytest
from golden import score, snapshots

pytestmark = [pytest.mark.golden, pytest.mark.model]


@pytest.mark.parametrize("task", list(score.TASKS))
def test_every_figure_keeps_its_floor(task: str, shared: Path) -> None:
    assert shared == score.SHARED
    pinned = score.load_floors()[task]
    assert score.corpus_digest(task) == pinned["corpus"], "the floors were measured on another corpus: run `make repin`"
    figures = score.score(task)
    assert score.below(pinned["floors"], figures, tolerance=pinned["tolerance"]) == []
    assert set(figures) == set(pinned["floors"]), "a new figure is pinned by `make repin`"


@pytest.mark.parametrize("name", snapshots.names())
def test_a_sample_page_is_read_exactly_as_pinned(name: str) -> None:
    assert snapshots.read(name, model=snapshots.model_of(None)) == snapshots.pinned(name), "meant? then `make repin` and review the diff"


def test_no_snapshot_is_left_of_a_page_that_is_gone() -> None:
    assert {path.stem for path in snapshots.FOLDER.glob("*.json")} == set(snapshots.names())


def test_the_readme_shows_what_is_printed() -> None:
    document = snapshots.README.read_text(encoding="utf-8")
    assert snapshots.EXAMPLE.search(document)
    assert snapshots.with_output(document, model=snapshots.model_of(None)) == document, "run `make repin`"
