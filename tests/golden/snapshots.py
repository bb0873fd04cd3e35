"""Exact snapshots of how the sample pages are read, one JSON file a page beside this file: a changed reading is a diff in review.

Left out is what changes without the reading changing: who read it (version, digest of the model) and the last digits of confidences.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.cli import _model
from onrecord.cli.show import reading_output
from onrecord.errors import DocumentError
from onrecord.knowledge import load_knowledge
from onrecord.models import Model
from onrecord.read import read_many
from onrecord.records import Document, to_json
from onrecord.run.fetch import documents, samples

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "golden" / "readings"
README = ROOT / "README.md"


@cache
def model_of(name: str | None) -> Model:
    """What `onrecord read --model NAME` reads with (None: when it is told nothing), loaded once."""
    return _model(name)


def names() -> list[str]:
    """The sample pages, by the name of their file without its ending."""
    return sorted(path.stem for path in samples())


def read(name: str, *, model: Model) -> Any:
    """The reading of a sample page as plain values, without what a snapshot leaves out."""
    (path,) = (p for p in samples() if p.stem == name)
    (document,) = documents([str(path)])
    if isinstance(document, DocumentError):
        raise document
    (reading,) = read_many([document], model=model, knowledge=load_knowledge())
    row: dict[str, Any] = json.loads(to_json(reading))
    del row["reader"]
    for record in (*row["statements"], *row["events"]):
        del record["confidence"]
    return row | {"id": name}


def pinned(name: str) -> Any:
    """The snapshot; None where there is none yet."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def write(*, model: Model) -> Iterator[Path]:
    """Writes every snapshot and the README's example anew and removes those of pages that are gone; gives the files that changed."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        if path.stem not in names():
            path.unlink()
            yield path
    for name in names():
        text = _lines(read(name, model=model))
        path = FOLDER / f"{name}.json"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            yield path
    README.write_text(with_output(README.read_text(encoding="utf-8"), model=model), encoding="utf-8")


EXAMPLE = re.compile(r"^\$ \.venv/bin/onrecord read (\S+) \| head -(\d+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def with_output(document: str, *, model: Model) -> str:
    """The README with what its `onrecord read … | head` examples print now."""

    def made(example: re.Match[str]) -> str:
        (document,) = documents([str(ROOT / example[1])])
        assert isinstance(document, Document)
        (reading,) = read_many([document], model=model, knowledge=load_knowledge())
        lines = "\n".join(reading_output(reading, document.text, as_json=False)).split("\n")[: int(example[2])]
        return f"$ .venv/bin/onrecord read {example[1]} | head -{example[2]}\n" + "\n".join(lines) + "\n```"

    return EXAMPLE.sub(made, document)


def _lines(row: dict[str, Any]) -> str:
    """One record a line, so that a diff shows the records that changed."""
    fields = []
    for key, value in row.items():
        if isinstance(value, list) and value:
            inner = ",\n".join("  " + json.dumps(v, ensure_ascii=False) for v in value)
            fields.append(f"{json.dumps(key)}: [\n{inner}\n]")
        else:
            fields.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(fields) + "\n}\n"
