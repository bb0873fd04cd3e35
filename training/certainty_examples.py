"""Examples for the certainty of an event, from the factuality corpora: {"text", "targets": [{"span1": [token, token), "label": -3..3}]}."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.factuality import certainty, target_token
from onrecord.models import Model
from onrecord.read.factuality import certainty_features
from onrecord.read.triggers import scene_of

__all__ = ["certainty_examples"]


def certainty_examples(path: Path, *, model: Model) -> Iterator[tuple[list[str], str]]:
    """Features and answer (negative, uncertain, factual) of every target of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for row, annotation in zip(rows, model.annotate([row["text"] for row in rows]), strict=True):
        scene = scene_of(annotation, ())
        for target in row["targets"]:
            token = target_token(row["text"], annotation, target["span1"])
            if token is not None:
                yield certainty_features(scene, token), certainty(target["label"])
