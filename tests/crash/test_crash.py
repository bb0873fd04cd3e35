"""Killed at any moment (SIGKILL: no handler, no flush) and started again, a ledger verifies and equals one that was never interrupted."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ledgers import content

from onrecord.errors import LedgerError
from onrecord.store import open_store

# Adds six pages to the ledger argv[1] as `onrecord add` does. At the argv[2]-th SQL statement, COMMIT and BEGIN among them, it kills itself
# (0: never), before the statement where argv[3] is "before", else when it is done. Prints how many statements it took to open
# it, and how many in all.
CHILD = """
import os, signal, sys
from ledgers import READER, filler, page
from onrecord.run import add_all
from onrecord.store import open_store, sqlite
from sqlalchemy import event

kill_at, when, count = int(sys.argv[2]), sys.argv[3], 0

def passed(at):
    global count
    if when == at:
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

engine_of = sqlite.engine
def engine(path, **how):
    made = engine_of(path, **how)
    event.listen(made, "before_cursor_execute", lambda *a: passed("before"))
    event.listen(made, "after_cursor_execute", lambda *a: passed("after"))
    event.listen(made, "commit", lambda *a: passed("before"))
    return made
sqlite.engine = engine

pages = {p[0].id: p for p in [
    page("one", more=filler("wire")), page("two", more=filler("two")), page("three", more=filler("wire"), raw=b"<p>x" * 3000),
    page("four"), page("five", url="https://a.example/5"), page("six", verb="quit")]}
changed = page("two", more=filler("wire"))

with open_store(sys.argv[1], create=True, clock=lambda: "2024-05-20T00:00:00+00:00") as store:
    print(count, flush=True)
    for _ in add_all([d for d, _ in pages.values()], store=store, read=lambda b: [pages[d.id][1] for d in b], reader=READER):
        print("done", flush=True)
    for _ in add_all([changed[0]], store=store, read=lambda b: [changed[1]]):
        print("changed", flush=True)
print(count)
"""


def child(path: Path, *, kill_at: int = 0, when: str = "before") -> subprocess.CompletedProcess[str]:
    here = Path(__file__).resolve().parents[1]
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(kill_at), when],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(here), "PATH": ""},
    )


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """A ledger made in one go; how many statements its tables took, and how many all."""
    path = tmp_path_factory.mktemp("crash") / "whole.db"
    done = child(path)
    assert done.returncode == 0, done.stderr
    return path, int(done.stdout.splitlines()[0]), int(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_again_and_again_it_ends_as_if_nothing_had_been(when: str, uninterrupted: tuple[Path, int, int], tmp_path: Path) -> None:
    whole, made, _ = uninterrupted
    path = tmp_path / "killed.db"
    # While it is made (twice), in the first page, and in pages that later starts come to.
    for start, kill_at in enumerate((3, made // 2, made + 20, 40, 75)):
        done = child(path, kill_at=kill_at, when=when)
        assert done.returncode == -signal.SIGKILL, done.stderr
        try:
            with open_store(path, read_only=True) as store:
                assert store.verify().problems == ()
        except LedgerError as e:
            assert start < 2, e  # killed while it was made: an empty file, which the next start makes a ledger of
    finished = child(path)
    assert finished.returncode == 0, finished.stderr
    with open_store(path, read_only=True) as store:
        assert store.verify().problems == ()
    assert content(path) == content(whole)


def test_what_was_reported_as_added_is_there_after_a_kill(uninterrupted: tuple[Path, int, int], tmp_path: Path) -> None:
    _, made, statements = uninterrupted
    path = tmp_path / "killed.db"
    done = child(path, kill_at=(made + statements) // 2)
    assert done.returncode == -signal.SIGKILL
    reported = done.stdout.count("done")
    assert 0 < reported < 6
    with open_store(path) as store:
        assert reported <= store.stats().pages <= reported + 1
        assert store.verify().ok
