"""Scores the reader on the gold beside the checkout, against floors that only rise.

    python -m golden.score            scores and compares with floors.json (exit status 1 below a floor)
    python -m golden.score --repin    also raises the floors to what is reached and rewrites the snapshots of the sample pages

Works on ../shared with the scorers that stand there (run as they are, in a process of their own). `floors.json` holds, for each task,
the SHA-256 of the corpus that the floors were measured on, the tolerance for noise between machines, and a floor for each figure.
"""

import hashlib
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from golden import snapshots

import benchmarks.dates
import benchmarks.pages
from onrecord.knowledge import load_knowledge
from onrecord.read import read_many
from onrecord.records import Document, Reading, to_json
from onrecord.spans import Span, overlap

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
MEASUREMENTS = HERE.parents[1] / "docs" / "measurements.md"
SHARED = HERE.parents[2] / "shared"

SEED = "seed/gold.json"
GOLD_DEV = "data/readings/gold_dev.jsonl"
POLNEAR = "data/statements/polnear_dev.jsonl"
PAGES = "data/pages/pages_2023.jsonl.gz"
TIMEBANK = "data/dates/timebank.jsonl"
PASSAGES = "data/statements/polnear_dev_passages.jsonl"

Figures = dict[str, float]


class Task(NamedTuple):
    """What is measured on which files of ../shared, how far a figure may lie under its floor before that counts, and with which model
    (None: the default one)."""

    corpus: tuple[str, ...]
    tolerance: float
    model: str | None = None


# Shares may differ a little between processors (the order of additions in a matrix product); what the seed must show may not.
TASKS = {
    "seed": Task((SEED,), 0.0),
    "gold_dev": Task((GOLD_DEV,), 0.005),
    "polnear_dev": Task((POLNEAR, PASSAGES), 0.005),
    "pages_2023": Task((PAGES,), 0.005),
    "timebank": Task((TIMEBANK,), 0.005),
    "gold_dev, large": Task((GOLD_DEV,), 0.005, "large"),
    "polnear_dev, large": Task((POLNEAR, PASSAGES), 0.005, "large"),
}


def score(task: str) -> Figures:
    """The figures of one task, read and scored now."""
    corpus = TASKS[task].corpus[0]
    if corpus == PAGES:
        return _pages()
    gold, model = _rows(SHARED / corpus), snapshots.model_of(TASKS[task].model)
    if corpus == TIMEBANK:
        return {name: value for name, value in benchmarks.dates.score(gold, model=model).items() if name.endswith("f1")}
    readings = list(read_many(map(document_of, gold), model=model, knowledge=load_knowledge()))
    if corpus == SEED:
        return seed_figures(gold[0], readings[0])
    if corpus == GOLD_DEV:
        return _flat(_scorer("score_reading.py", GOLD_DEV, readings), "f1")
    return _flat(_scorer("score_polnear.py", POLNEAR, readings, "--passages", str(SHARED / PASSAGES)), "f1")


def document_of(row: Mapping[str, Any]) -> Document:
    """A gold row as the document to read: its text, its date as metadata, and the outlet it was printed in, as `onrecord read` takes it."""
    published = row.get("published") or row.get("document", {}).get("published")
    return Document(id=row["id"], text=row["text"], published=published, extra={k: row[k] for k in ("outlet",) if k in row})


def corpus_digest(task: str) -> str:
    """SHA-256 over the files that a task is measured on."""
    return hashlib.sha256(b"".join((SHARED / name).read_bytes() for name in TASKS[task].corpus)).hexdigest()


def _pages() -> Figures:
    measured = benchmarks.pages.measure(SHARED / PAGES)
    lead = measured["body_f1"] - measured["trafilatura_f1"]
    return {"body_f1": measured["body_f1"], "body_f1_above_trafilatura": lead, "publication_day": measured["day_accuracy"]}


# --- the seed page: what the first issue asks for by name -------------------------------------------------------------------------


def seed_figures(gold: Mapping[str, Any], reading: Reading) -> Figures:
    """Counts on the seed page; each statement of the gold is paired with the reading's by the scorer's rule (half of the content)."""
    scores = _scorer("score_reading.py", SEED, [reading])
    paired = {s["id"]: _paired(s, reading) for s in gold["statements"]}
    relays = {s["id"]: {_name(gold["actors"], c["actor"]) for c in s["chain"]} for s in gold["statements"]}
    actors = [{"id": a.id, "name": a.name} for a in reading.actors]
    chains = sum(
        bool(relays[name]) and (found := paired[name]) is not None and relays[name] == {_name(actors, r.actor) for r in found.chain}
        for name in ("s10", "s12")
    )
    nested = sum(
        (found := paired[s["id"]]) is not None and found.inside is not None and found.inside == getattr(paired[s["inside"]], "id", None)
        for s in gold["statements"]
        if s["inside"]
    )
    published = reading.published
    return {
        "furniture_blocks": sum(_block_found(b, reading) for b in gold["blocks"]),
        "published_from_metadata": float(
            published is not None and (published.start, published.origin) == (gold["document"]["published"], "metadata")
        ),
        "statements": scores["statement"]["hit"],
        "source_actors": scores["source_actor"]["hit"],
        "chains": chains,
        "nested_statements": nested,
        "events": scores["event"]["hit"],
    }


def _name(actors: Iterable[Mapping[str, Any]], name: str) -> str:
    return next((str(a["name"]).lower() for a in actors if a["id"] == name), "?")


def _block_found(block: Mapping[str, Any], reading: Reading) -> bool:
    """Same kind, and the same characters but for white space at the ends; what the gold read off it was read too."""
    return any(
        b.kind == block["kind"] and overlap([b.span], [Span(*block["span"])]) >= 0.9 and block["fields"].items() <= b.fields.items()
        for b in reading.blocks
    )


def _paired(statement: Mapping[str, Any], reading: Reading) -> Any:
    content = [Span(*s) for s in statement["content"]]
    best = max(reading.statements, key=lambda s: overlap(content, s.content), default=None)
    return best if best and overlap(content, best.content) >= 0.5 else None


# --- the scorers of ../shared -----------------------------------------------------------------------------------------------------


def _scorer(script: str, gold: str, readings: Iterable[Reading], *options: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        predicted.write_text("".join(to_json(r) + "\n" for r in readings), encoding="utf-8")
        command = [sys.executable, str(SHARED / "score" / script), str(SHARED / gold), str(predicted), "--json", *options]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


def _flat(scores: Mapping[str, Any], measure: str) -> Figures:
    rows = {name: row for name, row in scores.items() if isinstance(row, dict) and row["gold"]}
    return {name: float(row[measure] if measure in row else row["p"]) for name, row in rows.items()}


def _rows(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    return [json.loads(text)] if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]


# --- floors -----------------------------------------------------------------------------------------------------------------------


def load_floors(path: Path = FLOORS) -> dict[str, Any]:
    """What is pinned; nothing where there is no file yet."""
    pinned: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return pinned


def below(floors: Mapping[str, float], figures: Mapping[str, float], *, tolerance: float) -> list[str]:
    """The figures that lie under their floor by more than the tolerance, or that are no longer measured, each as one line."""
    lines = []
    for name, floor in floors.items():
        if name not in figures:
            lines.append(f"{name} is pinned at {floor:g} but no longer measured")
        elif figures[name] < floor - tolerance:
            lines.append(f"{name} is {figures[name]:.4f}, its floor {floor:g}")
    return lines


def raised(floors: Mapping[str, float], figures: Mapping[str, float]) -> Figures:
    """The floors after these figures: each at what is reached, rounded down, or where it was if that is higher."""
    return {name: max(floors.get(name, 0.0), math.floor(value * 10_000) / 10_000) for name, value in figures.items()}


def repin(pinned: Mapping[str, Any], measured: Mapping[str, Figures], digests: Mapping[str, str]) -> dict[str, Any]:
    """The new content of floors.json. ValueError, naming each, when a floor on the same corpus would have to be lowered."""
    faults, out = [], {}
    for task, figures in measured.items():
        before = pinned.get(task, {})
        old = before.get("floors", {}) if before.get("corpus") == digests[task] else {}
        faults += [f"{task}: {line}" for line in below(old, figures, tolerance=TASKS[task].tolerance)]
        out[task] = {"corpus": digests[task], "tolerance": TASKS[task].tolerance, "floors": raised(old, figures)}
    if faults:
        raise ValueError("a floor is never lowered:\n" + "\n".join(faults))
    return out


def table(pinned: Mapping[str, Any]) -> str:
    """The floors as docs/measurements.md shows them."""
    lines = ["| task | figure | floor |", "|---|---|---|"]
    for task, row in pinned.items():
        lines += [
            f"| {task} | {name} | {value:.3f} |" if value % 1 else f"| {task} | {name} | {value:.0f} |"
            for name, value in row["floors"].items()
        ]
    return "\n".join(lines)


def with_table(document: str, pinned: Mapping[str, Any]) -> str:
    """The document with its table of floors made anew, between two comments."""
    before, _, rest = document.partition("<!-- floors -->\n")
    _, _, after = rest.partition("<!-- end of floors -->")
    return f"{before}<!-- floors -->\n{table(pinned)}\n<!-- end of floors -->{after}"


def main(arguments: list[str]) -> int:
    """Prints every figure beside its floor; 0, or 1 where one is below."""
    if not SHARED.is_dir():
        print(f"golden: there is no {SHARED}: nothing to score on", file=sys.stderr)
        return 1
    pinned = load_floors()
    measured = {task: score(task) for task in TASKS}
    faults = []
    for task, figures in measured.items():
        floors = pinned.get(task, {}).get("floors", {})
        for name, value in figures.items():
            print(f"{task:18} {name:24} {value:8.4f}   floor {floors.get(name, math.nan):8.4f}")
        faults += [f"{task}: {line}" for line in below(floors, figures, tolerance=TASKS[task].tolerance)]
    if "--repin" in arguments:
        try:
            pinned = repin(pinned, measured, {task: corpus_digest(task) for task in TASKS})
        except ValueError as e:
            print(e, file=sys.stderr)
            return 1
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")
        MEASUREMENTS.write_text(with_table(MEASUREMENTS.read_text(encoding="utf-8"), pinned), encoding="utf-8")
        for path in snapshots.write(model=snapshots.model_of(None)):
            print(f"wrote {path}")
        return 0
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
