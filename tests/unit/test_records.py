"""onrecord.records: the JSON round trip loses nothing, and the strict check names the first fault."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from strategies import readings

from onrecord.errors import RecordError
from onrecord.records import (
    Actor,
    Block,
    Event,
    EventDate,
    Mention,
    Place,
    Published,
    Reader,
    Reading,
    Relay,
    Statement,
    canonical,
    check,
    digest,
    from_json,
    json_schema,
    to_json,
)
from onrecord.spans import Span

TEXT = "Mira Holt said the strait was open."
HOLT, SAID, OPEN = Span(0, 9), Span(10, 14), Span(15, 34)
BEYOND = Span(30, 99)


def reading(**changes: Any) -> Reading:
    row: dict[str, Any] = {"id": "page-1", "text_sha256": digest(TEXT.encode()), "reader": Reader(version="0", model="none", digest="")}
    return Reading(**row | changes)


def statement(name: str = "s1", **changes: Any) -> Statement:
    return Statement(id=name, **{"source": (HOLT,), "cue": (SAID,), "content": (OPEN,)} | changes)


HOLT_ACTOR = Actor(id="a1", name="Mira Holt", kind="person", mentions=(Mention(span=HOLT, form="name"),))


@given(readings())
def test_a_reading_that_keeps_the_contract_passes_and_survives_json(pair: tuple[Reading, str]) -> None:
    kept, text = pair
    assert check(kept, text) is kept
    line = to_json(kept)
    assert "\n" not in line
    assert from_json(line.encode("utf-8")) == kept


@given(readings())
def test_canonical_json_does_not_depend_on_the_order_of_keys(pair: tuple[Reading, str]) -> None:
    row = json.loads(to_json(pair[0]))
    assert digest(row) == digest(dict(reversed(row.items())))
    assert json.loads(canonical(row).decode("utf-8", "surrogatepass")) == row


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"text_sha256": "0" * 64}, "text_sha256", "not the hash"),
        ({"text_sha256": "x"}, "text_sha256", "not the hash"),
        ({"blocks": (Block(kind="body", span=BEYOND),)}, "blocks[0].span", "outside the text of 35"),
        ({"blocks": (Block(kind="body", span=Span(4, 4)),)}, "blocks[0].span", "empty"),
        ({"blocks": (Block(kind="body", span=Span(-1, 4)),)}, "blocks[0].span", "outside"),
        ({"blocks": (Block(kind="sidebar", span=HOLT),)}, "blocks[0].kind", "sidebar"),  # type: ignore[arg-type]
        (
            {"actors": (Actor(id="a1", name="", kind="person", mentions=(Mention(span=BEYOND, form="name"),)),)},
            "actors[0].mentions[0].span",
            "outside",
        ),
        ({"actors": (Actor(id="a1", name="", kind="person", country="Russia"),)}, "actors[0].country", "A-Z"),
        ({"actors": (HOLT_ACTOR, HOLT_ACTOR)}, "actors[1].id", "twice"),
        ({"statements": (statement(source=(HOLT, BEYOND)),)}, "statements[0].source[1]", "outside"),
        ({"statements": (statement(cue=(BEYOND,)),)}, "statements[0].cue[0]", "outside"),
        ({"statements": (statement(content=(BEYOND,)),)}, "statements[0].content[0]", "outside"),
        ({"statements": (statement(actors=("a1",)),)}, "statements[0].actors[0]", "no record has the id 'a1'"),
        ({"statements": (statement(to=("a1",)),)}, "statements[0].to[0]", "no record"),
        ({"statements": (statement(chain=(Relay(actor="a1", span=HOLT),)),)}, "statements[0].chain[0]", "no record"),
        (
            {"actors": (HOLT_ACTOR,), "statements": (statement(chain=(Relay(actor="a1", span=BEYOND),)),)},
            "statements[0].chain[0].span",
            "outside",
        ),
        ({"statements": (statement(inside="s2"),)}, "statements[0].inside", "no record"),
        ({"statements": (statement(inside="s1"),)}, "statements[0].inside", "inside itself"),
        ({"statements": (statement("s1", inside="s2"), statement("s2", inside="s1"))}, "statements[0].inside", "inside itself"),
        ({"statements": (statement(confidence=1.5),)}, "statements[0].confidence", "<= 1"),
        ({"events": (Event(id="e1", type="CONSULT", trigger=BEYOND),)}, "events[0].trigger", "outside"),
        ({"events": (Event(id="e1", type="MEET", trigger=SAID),)}, "events[0].type", "MEET"),  # type: ignore[arg-type]
        ({"events": (Event(id="e1", type="CONSULT", trigger=SAID, actor=("a9",)),)}, "events[0].actor[0]", "a9"),
        ({"events": (Event(id="e1", type="CONSULT", trigger=SAID, recipient=("a9",)),)}, "events[0].recipient[0]", "a9"),
        ({"events": (Event(id="e1", type="CONSULT", trigger=SAID, statement="s1"),)}, "events[0].statement", "s1"),
        (
            {"events": (Event(id="e1", type="AID", trigger=SAID, place=Place(name="x", country=None, span=BEYOND)),)},
            "events[0].place.span",
            "outside",
        ),
        ({"published": Published(start="2020-02-02", end="2020-02-01", precision="day", origin="text")}, "published", "no interval"),
        ({"published": Published(start="2020-02-30", end="2020-02-30", precision="day", origin="text")}, "published", "day"),
        ({"published": Published(start="Sunday", end="2020-02-30", precision="day", origin="text")}, "published.start", "Sunday|regex"),
        ({"unread": "language", "statements": (statement(),)}, "unread", "not read"),
    ],
)
def test_the_check_names_the_first_fault(changes: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(RecordError, match=reason) as error:
        check(reading(**changes), TEXT)
    assert (error.value.document, error.value.path) == ("page-1", path)
    assert str(error.value).startswith(f"page-1: {path}: ")


@pytest.mark.parametrize(("start", "end"), [("2020-02-01", None), (None, "2020-02-01"), ("2020-03-01", "2020-02-01")])
def test_a_date_is_an_interval_or_unknown_at_both_ends(start: str | None, end: str | None) -> None:
    dated = Event(id="e1", type="AID", trigger=SAID, date=EventDate(start=start, end=end, precision="day", span=SAID))
    with pytest.raises(RecordError, match="no interval"):
        check(reading(events=(dated,)), TEXT)
    unknown = Event(id="e1", type="AID", trigger=SAID, date=EventDate(start=None, end=None, precision=None, span=SAID))
    check(reading(events=(unknown,)), TEXT)


def test_a_statement_without_a_source_keeps_the_contract() -> None:
    check(reading(statements=(statement(source=(), actors=()),)), TEXT)


def test_a_chain_of_nesting_that_ends_is_no_cycle() -> None:
    check(reading(statements=(statement("s1"), statement("s2", inside="s1"), statement("s3", inside="s2"))), TEXT)


@pytest.mark.parametrize(
    ("line", "path", "reason"),
    [
        ("{", "$", "not JSON"),
        ("[" * 100_000, "$", "not JSON"),
        ('{"id": "x", "text_sha256": NaN}', "$", "NaN is no JSON value"),
        ("[]", "$", "not an object"),
        ("{}", "$", "missing required field `id`"),
        ('{"id": 7}', "id", "Expected `str`, got `int`"),
        (b"\xff", "$", "not JSON"),
    ],
)
def test_what_is_no_reading_is_refused_with_its_path(line: str | bytes, path: str, reason: str) -> None:
    with pytest.raises(RecordError, match=re.escape(reason)) as error:
        from_json(line)
    assert error.value.path == path


def test_other_keys_pass_through_at_the_top_and_do_not_replace_those_of_the_contract() -> None:
    kept = reading(extra={"url": "page.example", "unread": "empty"})
    row = json.loads(to_json(kept))
    assert (row["url"], row["unread"]) == ("page.example", None)
    assert "extra" not in row
    assert from_json(json.dumps(row)).extra == {"url": "page.example"}


def test_the_schema_describes_every_field_of_the_contract() -> None:
    schema = json_schema()
    defined = schema["$defs"]["Reading"]
    assert set(defined["properties"]) == set(json.loads(to_json(reading())))
    assert defined["required"] == ["id", "text_sha256", "reader"]
    assert schema["$defs"]["Published"]["properties"].keys() == {"start", "end", "precision", "from"}
