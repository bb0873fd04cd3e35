"""What one reading puts into the ledger."""

import msgspec
import pytest
from factory import marked
from ledgers import filler, page

from onrecord.ledger.identities import fold, identity_key, merged
from onrecord.ledger.views import Views, outlet_of, sentence_around, story, views
from onrecord.records import Actor, Block, Reading


def made(**how: str) -> Views:
    document, reading = page(**how)  # type: ignore[arg-type]
    return views(reading, document.text, page="p")


def test_parties_have_their_parts() -> None:
    parts = {(p.part, p.record, p.actor) for p in made().parties}
    assert parts == {
        ("source", "s1", "a1"),
        ("chain", "s1", "a3"),
        ("about", "s1", "a2"),
        ("actor", "e1", "a4"),
        ("recipient", "e1", "a2"),
    }


def test_an_event_on_a_statements_word_names_who_gave_it() -> None:
    document, reading = page()
    event = msgspec.structs.replace(reading.events[0], statement="s1", factuality="attributed")
    found = views(msgspec.structs.replace(reading, events=(event,)), document.text, page="p")
    assert [(p.record, p.actor) for p in found.parties if p.part == "said_by"] == [("e1", "a1")]


def test_what_copies_repeat_has_the_same_key_and_what_differs_another() -> None:
    plain, typed, other = made(), made(verb="LEFT"), made(verb="quit")
    assert plain.statements[0].key == typed.statements[0].key != other.statements[0].key
    assert plain.events[0].key == made(name="two", more=filler("more")).events[0].key


def test_the_story_is_the_page_without_its_furniture() -> None:
    m = marked("[form|0 5 min] [headline|Talks fail] [body|They met.] [related|More]")
    blocks = tuple(Block(kind=kind, span=m.one(kind)) for kind in ("form", "headline", "body", "related"))
    _, reading = page()
    assert story(msgspec.structs.replace(reading, blocks=blocks), m.text) == "Talks fail\nThey met."
    assert story(msgspec.structs.replace(reading, blocks=()), m.text) == m.text


@pytest.mark.parametrize(
    ("extra", "outlet"),
    [
        ({"outlet": " The Gazette "}, "The Gazette"),
        ({"site": "Courier", "url": "https://x.example/"}, "Courier"),
        ({"url": "https://www.gazette.example/a"}, "gazette.example"),
        ({"url": "https://[broken/a"}, None),
        ({"url": "a/b"}, None),
        ({"outlet": 3, "url": 4}, None),
        ({}, None),
    ],
)
def test_the_outlet_is_as_the_page_names_it_else_its_host(extra: dict[str, object], outlet: str | None) -> None:
    _, reading = page()
    assert outlet_of(msgspec.structs.replace(reading, extra=extra)) == outlet


@pytest.mark.parametrize(
    "text",
    [
        "They left. [s|Ostria [t|met] Northland.] They came.",
        "They left!” [s|Ostria [t|met] Northland?”] Then:",
        "They left\n[s|Ostria [t|met] Northland]\nThen",
        "[s|Ostria [t|met]]",
        "[s|[t|Met.]] So.",
    ],
)
def test_the_sentence_around_a_trigger(text: str) -> None:
    m = marked(text)
    assert sentence_around(m.text, m.one("t")) == m.words("s")[0]


def test_the_sentence_around_a_trigger_in_a_text_without_end_is_bounded() -> None:
    m = marked("no end " * 1000 + "[t|met]" + " no end" * 1000)
    assert len(sentence_around(m.text, m.one("t"))) <= 1210


def test_runs_are_noted_only_of_what_was_read() -> None:
    document, reading = page(more=filler("w"))
    assert views(reading, document.text, page="p").page.runs is not None
    unread = Reading(id=reading.id, text_sha256=reading.text_sha256, reader=reading.reader, unread="language")
    assert views(unread, document.text, page="p").page.runs is None


# --- identities -------------------------------------------------------------------------------------------------------------------


def key(name: str = "Ilse Varga", kind: str = "person", page: str = "p", **more: str) -> str:
    return identity_key(Actor(id="a1", name=name, kind=kind, **more), page=page)  # type: ignore[arg-type]


def test_actors_are_the_same_by_what_is_certain_of_them() -> None:
    assert key("Putin", wikidata="Q7747") == key("Vladimir Putin", wikidata="Q7747", country="RUS")
    assert key("Russia", "country", country="RUS") == key("Kremlin", "country", country="RUS", wikidata="Q159")
    assert key("Recep Erdoğan") == key("RECEP  ERDOGAN", page="other")
    assert key("Ilse Varga", country="NLD") != key("Ilse Varga")
    assert key("Georgia", "country") != key("Georgia", "person")


def test_an_actor_without_a_name_is_the_same_on_no_other_page() -> None:
    assert key("official (unnamed)", "unnamed") == key("official (unnamed)", "unnamed")
    assert key("official (unnamed)", "unnamed") != key("official (unnamed)", "unnamed", page="q")


def test_names_are_folded_for_comparing() -> None:
    assert fold("  Nguyễn\tPhú  TRỌNG ") == "nguyen phu trong"


@pytest.mark.parametrize(
    ("judgements", "expected"),
    [
        ([], {}),
        ([("merge", "a", "b"), ("merge", "b", "c")], {"a": "a", "b": "a", "c": "a"}),
        ([("merge", "a", "b"), ("split", "b", "a")], {}),
        ([("split", "a", "b"), ("merge", "b", "a")], {"a": "a", "b": "a"}),
        ([("merge", "a", "b"), ("merge", "b", "c"), ("merge", "a", "c"), ("split", "a", "b")], {"a": "a", "b": "a", "c": "a"}),
    ],
)
def test_the_newest_judgement_on_a_pair_holds(judgements: list[tuple[str, str, str]], expected: dict[str, str]) -> None:
    assert merged(judgements) == expected
