"""The cards: every field of a record is there, with its words, and what is not known is said."""

import desk
from factory import marked

from onrecord.records import Event, EventDate, Reading, Statement
from onrecord.spans import Span
from onrecord.web.cards import LONGEST, Card, find_cards
from onrecord.web.marks import find_rows
from onrecord.web.render import beside


def cards() -> dict[str, Card]:
    document, reading = desk.story()
    return {c.anchor: c for c in find_cards(document.text, reading)}


def facts(card: Card) -> dict[str, list[str]]:
    return {f.label: [v.text for v in f.values] for f in card.facts}


def test_a_statement_with_a_chain() -> None:
    card = cards()["s1"]
    assert (card.title, card.id, card.brief, card.cue, card.tag) == ("Statement", "s1", "Ilse Varga", "said", "mixed")
    assert facts(card) == {
        "Source": ["Ilse Varga", "Northland’s foreign minister Ilse Varga"],
        "Cue": ["said"],
        "Content": ["that Ostria “had walked out of talks in Geneva last week” and that she would demand a return to the table"],
        "Mode": ["mixed"],
        "Came through": ["Halden News Agency"],
        "Said inside": ["no other statement"],
        "Said to": ["not named"],
        "Holds": ["e1 SANCTION Ostria", "e2 CONSULT Ilse Varga, Ostria", "e3 REQUEST Ilse Varga → Ostria"],
        "Confidence": ["0.93"],
    }


def test_a_statement_inside_another_links_both_ways() -> None:
    inner, outer = cards()["s4"], cards()["s2"]
    assert facts(inner)["Said inside"] == ["s2 Ilse Varga"]
    assert [v.href for f in inner.facts if f.label == "Said inside" for v in f.values] == ["#s2"]
    assert facts(outer)["Holds"] == ["s3 Ostria", "s4 Ilse Varga"]
    assert facts(outer)["Said to"] == ["Radio Meridian"]


def test_a_statement_without_a_source_says_so() -> None:
    card = cards()["s6"]
    assert card.brief == "source not named"
    assert facts(card)["Source"] == ["not named"]
    assert facts(card)["Confidence"] == ["0.60"]


def test_an_event_with_all_there_is_to_know() -> None:
    card = cards()["e5"]
    assert facts(card) == {
        "Who": ["Defence ministry of Ostria"],
        "To whom": ["Northland"],
        "Trigger": ["had shelled"],
        "PLOVER": ["ASSAULT", "no mode", "2.0-draft"],
        "CAMEO": ["17 or 18 or 19 or 20"],
        "Contexts": ["military", "territory"],
        "Factuality": ["negated"],
        "On whose word": ["s5 Defence ministry of Ostria"],
        "Date": ["2024-05-12", "on Sunday"],
        "Place": ["Karst", "Karst"],
        "Between them": ["Defence ministry of Ostria and Northland"],
        "Confidence": ["0.90"],
    }


def test_an_event_of_both_sides_and_an_event_of_nobody() -> None:
    both, nobody = cards()["e7"], cards()["e6"]
    assert facts(both)["To whom"] == ["done together"]
    assert facts(both)["On whose word"] == ["the page's own"]
    assert facts(both)["Date"] == ["2019-01-01 to 2019-12-31", "in 2019"]
    assert (facts(nobody)["Who"], facts(nobody)["To whom"], nobody.brief) == (["not named"], ["not named"], "MOBILIZE ?")
    assert "Between them" not in facts(nobody)


def test_words_of_time_that_could_not_be_resolved_are_shown_as_such() -> None:
    m = marked("They [e|met] [when|the other day].")
    date = EventDate(start=None, end=None, precision=None, span=m.one("when"))
    _, reading = desk.story()
    reading = Reading(
        id="x", text_sha256="", reader=reading.reader, events=(Event(id="e1", type="CONSULT", trigger=m.one("e"), date=date),)
    )
    (card,) = find_cards(m.text, reading)
    assert facts(card)["Date"] == ["not resolved", "the other day"]


def test_an_actor_with_its_records() -> None:
    card = cards()["a2"]
    assert card.home is None
    assert facts(card) == {
        "Name": ["Ilse Varga"],
        "Role": ["foreign minister of Northland"],
        "Country": ["NLD"],
        "Sector": ["GOV"],
        "Wikidata": ["Q1042"],
        "Named": ["Northland’s foreign minister Ilse Varga", "she", "We", "Varga"],
        "Says": ["s1 Ilse Varga", "s2 Ilse Varga", "s4 Ilse Varga"],
        "Relays": ["nothing here"],
        "Takes part in": ["e2 CONSULT Ilse Varga, Ostria", "e3 REQUEST Ilse Varga → Ostria"],
    }
    assert facts(cards()["a4"])["Relays"] == ["s1 Ilse Varga"]


def test_there_is_a_card_for_every_record_of_the_reading() -> None:
    _, reading = desk.story()
    wanted = [*(s.id for s in reading.statements), *(e.id for e in reading.events), *(a.id for a in reading.actors)]
    assert list(cards()) == wanted


def test_long_content_is_cut_on_the_card_only() -> None:
    text = "word " * 400
    statement = Statement(id="s1", content=(Span(0, 1999),))
    reading = Reading(id="x", text_sha256="", reader=desk.READER, statements=(statement,))
    content = facts(find_cards(text, reading)[0])["Content"][0]
    assert content.endswith(" …")
    assert len(content) <= LONGEST + 2


def test_each_record_stands_beside_one_row_that_shows() -> None:
    document, reading = desk.repost()
    found = find_cards(document.text, reading)
    shown = beside(find_rows(document.text, reading), found)
    assert sorted(c.anchor for row in shown.values() for c in row) == sorted(c.anchor for c in found if c.kind != "actor")
    assert [c.anchor for c in next(row for row in shown.values() if row)] == ["s1", "e1", "e2", "e3"]


def test_a_record_without_words_stands_beside_the_first_row_that_shows() -> None:
    text = "\n\nOne line.\n"
    statements = (Statement(id="s1"), Statement(id="s2", content=(Span(11, 12),)))
    reading = Reading(id="x", text_sha256="", reader=desk.READER, statements=statements)
    shown = beside(find_rows(text, reading), find_cards(text, reading))
    assert {start: [c.anchor for c in row] for start, row in shown.items()} == {2: ["s1", "s2"]}
    assert beside(find_rows("\n", reading), find_cards("\n", reading)) == {}


def test_nearly_certain_is_not_shown_as_certain() -> None:
    shown = {}
    for confidence in (None, 0.0, 0.874, 0.9999, 1.0):
        reading = Reading(id="x", text_sha256="", reader=desk.READER, statements=(Statement(id="s1", confidence=confidence),))
        shown[confidence] = facts(find_cards("", reading)[0])["Confidence"]
    assert shown == {None: ["not given"], 0.0: ["0.00"], 0.874: ["0.87"], 0.9999: ["0.99"], 1.0: ["1.00"]}
