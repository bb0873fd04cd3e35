"""Hand readings kept apart from their texts: joins the stand-off files of `training/readings/` with the stories they were written on.

A stand-off reading holds the id of a story, the digest of its text and characters of it, no words of it. Joined with the text it has the
shape of a row of `gold_train.jsonl`. Offsets are code points.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["ReadingError", "load_readings", "load_stories"]

NEWS = ("international_2012_2020.jsonl.gz", "wikinews_2019_2021.jsonl.gz")


class ReadingError(Exception):
    """A hand reading that cannot be tied to its text."""


def load_stories(news_dir: Path) -> dict[str, dict[str, Any]]:
    """All stories of the two news files of `news_dir`, by id: objects with `id`, `text`, `published`, `outlet` and more."""
    stories: dict[str, dict[str, Any]] = {}
    for name in NEWS:
        with gzip.open(news_dir / name, "rt", encoding="utf-8") as f:
            for line in f:
                story = json.loads(line)
                stories[story["id"]] = story
    return stories


def load_readings(paths: Iterable[Path], news_dir: Path) -> list[dict[str, Any]]:
    """The readings of the stand-off files `paths` as rows of the shape of `gold_train.jsonl`, in their order.

    Raises ReadingError where a story is missing in `news_dir`, its text is another one than was read, or two readings have one id.
    """
    stories = load_stories(news_dir)
    rows: dict[str, dict[str, Any]] = {}
    for path in paths:
        with path.open(encoding="utf-8") as f:
            for line in f:
                row = _joined(json.loads(line), stories, path.name)
                if row["id"] in rows:
                    raise ReadingError(f"{path.name}: {row['id']} was read before")
                rows[row["id"]] = row
    return list(rows.values())


def _joined(reading: dict[str, Any], stories: dict[str, dict[str, Any]], where: str) -> dict[str, Any]:
    story = stories.get(reading["id"])
    if story is None:
        raise ReadingError(f"{where}: no story {reading['id']}")
    text = story["text"]
    if hashlib.sha256(text.encode()).hexdigest() != reading["text_sha256"]:
        raise ReadingError(f"{where}: the text of {reading['id']} is not the one that was read")
    actors = [{**a, "aliases": [text[start:end] for start, end in a["aliases"]]} for a in reading["actors"]]
    return {
        "id": reading["id"],
        "actors": actors,
        "statements": reading["statements"],
        "events": reading["events"],
        "text": text,
        "published": reading["published"],
        "outlet": story.get("outlet"),
    }
