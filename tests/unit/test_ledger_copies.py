"""Near-copies are found and coincidences are not; runs and bands are the same on every machine and in every process."""

import itertools
import subprocess
import sys

import pytest
from ledgers import filler

from onrecord.ledger.copies import BANDS, THRESHOLD, are_copies, bands, reports, runs_of, similarity

STORY = filler("word", 300)


def words(text: str, keep: slice) -> str:
    return " ".join(text.split()[keep])


def test_runs_and_bands_never_change() -> None:
    """Pinned: ledgers keep them, and one made on another machine or by another rensa must compare."""
    assert len(runs_of(STORY) or b"") == 4 * 296
    assert len(bands(runs_of(STORY) or b"")) == BANDS
    code = "import sys; sys.path.insert(0, 'tests'); from ledgers import filler; from onrecord.ledger.copies import runs_of"
    told = [
        subprocess.run(
            [sys.executable, "-c", f"{code}; print(runs_of(filler('word', 300)).hex())"],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] == (runs_of(STORY) or b"").hex()
    assert told[0][:32] == PINNED
    assert bands(runs_of(STORY) or b"")[0] == PINNED_BAND


PINNED = "000d1d50001ae7ba002fbbb0003c0f03"
PINNED_BAND = 6554948147465011141


@pytest.mark.parametrize(
    "copy",
    [
        STORY.upper(),
        STORY.replace(" ", "\n\n"),
        STORY.replace(" ", ", "),
        "Sign up for our newsletter. " + STORY + " Source link",
        words(STORY, slice(20, None)),
        words(STORY, slice(0, 250)),
        STORY.replace("word150", "another"),
    ],
)
def test_copies_are_known_in_spite_of_what_is_around_them(copy: str) -> None:
    assert are_copies(runs_of(STORY), runs_of(copy))
    mine, theirs = bands(runs_of(STORY) or b""), bands(runs_of(copy) or b"")
    assert any(a == b for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize("other", [filler("other", 300), words(STORY, slice(0, 80)) + " " + filler("other", 220)])
def test_stories_that_share_little_are_none(other: str) -> None:
    assert not are_copies(runs_of(STORY), runs_of(other))


def test_a_short_text_is_a_copy_of_nothing() -> None:
    short, long_enough = filler("w", 53), filler("w", 54)
    assert runs_of(short) is None
    assert runs_of(long_enough) is not None
    assert not are_copies(None, None)
    assert not are_copies(runs_of(STORY), None)
    assert runs_of("again and again " * 200) is None  # many words, few different runs of them


def test_similarity_is_the_share_of_runs() -> None:
    half = words(STORY, slice(0, 200))
    assert similarity(runs_of(STORY) or b"", runs_of(half) or b"") == 196 / 296
    assert similarity(runs_of(STORY) or b"", runs_of(STORY) or b"") == 1.0
    assert 0 < THRESHOLD < 1


def test_reports_are_the_same_in_any_order_and_transitive() -> None:
    pairs = [(1, 4), (4, 2), (5, 3)]
    expected = {1: 1, 2: 1, 4: 1, 3: 3, 5: 3, 6: 6}
    for order in itertools.permutations(pairs):
        assert reports([6, 5, 4, 3, 2, 1], [(b, a) for a, b in order]) == expected
    assert reports([], []) == {}
