"""Hand readings: from quotation form to stand-off and back to rows with the text, on a made-up story."""

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tools.standoff import in_gold, shares_passage, span_of, stand_off
from training.readings import ReadingError, load_readings

TEXT = "Ruritania said it will withdraw. “We said no,” the Duke of Strelsau told the Herald in Zenda on Monday. He said nothing more."
READING: dict[str, Any] = {
    "id": "made-up",
    "published": "2020-02-05",
    "actors": [
        {"id": "rur", "name": "Ruritania", "kind": "country", "country": None, "sector": None, "aliases": ["Ruritania"]},
        {"id": "duke", "name": "Michael", "kind": "person", "country": None, "sector": "GOV", "aliases": ["the Duke of Strelsau"]},
        {"id": "herald", "name": "Herald", "kind": "media", "country": None, "sector": "JRN", "aliases": ["the Herald"]},
    ],
    "statements": [
        {"id": "s1", "actors": ["rur"], "source": ["Ruritania"], "cue": ["Ruritania [[said]]"], "content": ["it will withdraw"],
         "mode": "indirect", "chain": [], "inside": None, "to": []},
        {"id": "s2", "actors": ["duke"], "source": ["the Duke of Strelsau"], "cue": ["told"], "content": ["“We said no,”"],
         "mode": "direct", "chain": [{"actor": "herald", "quote": "the [[Herald]]"}], "inside": None, "to": ["herald"]},
    ],
    "events": [
        {"id": "e1", "type": "RETREAT", "modes": ["withdraw"], "contexts": ["military"], "actor": ["rur"], "recipient": [],
         "trigger": "withdraw", "date": None, "place": None, "factuality": "future", "statement": "s1"},
        {"id": "e2", "type": "REJECT", "modes": [None], "contexts": ["diplomatic"], "actor": ["duke"], "recipient": [],
         "trigger": "We [[said no]]", "date": {"quote": "on Monday", "start": "2020-02-03", "end": "2020-02-03", "precision": "day"},
         "place": {"quote": "in [[Zenda]]", "name": "Zenda", "country": None}, "factuality": "attributed", "statement": "s2"},
    ],
}  # fmt: skip


def words(span: list[int]) -> str:
    return TEXT[span[0] : span[1]]


@pytest.mark.parametrize(
    ("quotation", "found"),
    [("on Monday", "on Monday"), ("Ruritania [[said]] it", "said"), ("[[said]] nothing", "said"), ("more[[.]]", ".")],
)
def test_a_quotation_is_found(quotation: str, found: str) -> None:
    assert words(span_of(quotation, TEXT)) == found


@pytest.mark.parametrize(
    ("quotation", "message"),
    [
        ("on Tuesday", "not in the text"),
        ("said", "3 times"),
        ("", "not in the text"),
        ("[[it", "not one mark"),
        ("[[it]] [[will]]", "not one mark"),
    ],
)
def test_a_quotation_that_points_nowhere_is_refused(quotation: str, message: str) -> None:
    with pytest.raises(ReadingError, match=message):
        span_of(quotation, TEXT)


def test_overlapping_occurrences_count() -> None:
    with pytest.raises(ReadingError, match="2 times"):
        span_of("ana", "banana")


def test_the_stand_off_form_points_and_holds_no_text() -> None:
    out = stand_off(READING, TEXT)
    assert words(out["statements"][0]["cue"][0]) == "said"
    assert words(out["statements"][1]["chain"][0]["span"]) == "Herald"
    assert words(out["events"][1]["trigger"]) == "said no"
    assert words(out["events"][1]["date"]["span"]) == "on Monday"
    assert words(out["events"][1]["place"]["span"]) == "Zenda"
    kept = json.dumps(out, ensure_ascii=False)
    assert not any(phrase in kept for phrase in ("will withdraw", "We said", "on Monday", "the Duke of"))


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("actors", "kind", "people"),
        ("actors", "sector", "XYZ"),
        ("statements", "actors", ["nobody"]),
        ("statements", "inside", "s1"),
        ("statements", "content", []),
        ("statements", "mode", "quoted"),
        ("events", "modes", ["visit"]),
        ("events", "modes", []),
        ("events", "contexts", ["sport"]),
        ("events", "statement", "s9"),
        ("events", "id", "s1"),
    ],
)
def test_an_unsound_reading_is_refused(part: str, field: str, value: object) -> None:
    reading = copy.deepcopy(READING)
    reading[part][0][field] = value
    with pytest.raises(ReadingError):
        stand_off(reading, TEXT)


def test_what_is_attributed_needs_a_statement() -> None:
    reading = copy.deepcopy(READING)
    reading["events"][1]["statement"] = None
    with pytest.raises(ReadingError, match="attributed to nobody"):
        stand_off(reading, TEXT)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    story = json.dumps({"id": "made-up", "text": TEXT, "outlet": "Strelsau Gazette"}, ensure_ascii=False)
    for name, lines in (("international_2012_2020", ""), ("wikinews_2019_2021", story)):
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return tmp_path


def written(tmp_path: Path, *readings: dict[str, Any]) -> Path:
    path = tmp_path / "batch.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in readings), encoding="utf-8")
    return path


def test_readings_are_joined_with_their_texts(news: Path) -> None:
    (row,) = load_readings([written(news, stand_off(READING, TEXT))], news)
    assert row["text"] == TEXT
    assert row["outlet"] == "Strelsau Gazette"
    assert row["actors"] == READING["actors"]
    assert row["events"][0]["trigger"] == span_of("withdraw", TEXT)


def test_another_text_is_refused(news: Path) -> None:
    with pytest.raises(ReadingError, match="not the one that was read"):
        load_readings([written(news, stand_off(READING, TEXT + " "))], news)


def test_a_missing_story_and_a_second_reading_are_refused(news: Path) -> None:
    out = stand_off(READING, TEXT)
    with pytest.raises(ReadingError, match="no story"):
        load_readings([written(news, {**out, "id": "other"})], news)
    with pytest.raises(ReadingError, match="before"):
        load_readings([written(news, out, out)], news)


def test_a_story_of_a_gold_file_is_known_whatever_its_marks() -> None:
    gold = "Ruritania’s old king, who had reigned for forty quiet years, gave up his crown on a cold Sunday morning in March."
    assert in_gold(gold.replace("’", "'").replace(" ", "\n"), [gold])
    assert not in_gold(TEXT, [gold])


def test_a_passage_of_a_dev_file_is_known_wherever_it_stands() -> None:
    passage = (
        "“The river belongs to all of us, and whoever dams it without asking his neighbours has no right to complain "
        "of their anger, nor of their thirst, nor of the silence of their markets when the summer comes,” "
    )
    story = "Many words of another story stand before it. " + passage + "she said, and many others stand after it too."
    assert shares_passage(story, ["At the lake, " + passage + "the minister said."])
    assert not shares_passage(story, [TEXT])
