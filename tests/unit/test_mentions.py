"""Which words are mentions, on annotations written by hand."""

import time

import pytest
from factory import annotated

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.models import Annotation, Labelled
from onrecord.read.mentions import find_mentions
from onrecord.read.names import find_names
from onrecord.records import MentionDraft
from onrecord.spans import Span


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load_knowledge()


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def found(text: str, annotation: Annotation, known: Knowledge, *parties: str) -> dict[str, MentionDraft]:
    mentions = find_mentions(text, annotation, parties=[span(text, p) for p in parties], knowledge=known)
    return {text[m.span.start : m.span.end]: m for m in mentions}


PUTIN = "President Vladimir Putin met him in Ankara."
PUTIN_PARSED = annotated(
    PUTIN,
    "President/NNP/compound/2 Vladimir/NNP/compound/2 Putin/NNP/nsubj/3 met=meet/VBD/ROOT/3 "
    "him=he/PRP/dobj/3 in/IN/prep/3 Ankara/NNP/pobj/5 ./././3",
    entities=[("Vladimir Putin", "PERSON"), ("Ankara", "GPE")],
)


def test_the_title_is_beside_the_name(known: Knowledge) -> None:
    putin = found(PUTIN, PUTIN_PARSED, known)["Vladimir Putin"]
    assert (putin.form, putin.label) == ("name", "person")
    assert [PUTIN[s.start : s.end] for s in putin.described] == ["President"]


def test_a_city_behind_in_is_a_place(known: Knowledge) -> None:
    assert found(PUTIN, PUTIN_PARSED, known)["Ankara"].label == "place"


def test_pronouns_that_may_mean_a_party_are_mentions(known: Knowledge) -> None:
    assert found(PUTIN, PUTIN_PARSED, known)["him"].form == "pronoun"


def test_a_party_with_its_title_is_answered_for_by_the_name(known: Knowledge) -> None:
    mentions = found(PUTIN, PUTIN_PARSED, known, "President Vladimir Putin")
    assert [w for w, m in mentions.items() if m.parties] == ["Vladimir Putin"]


def test_a_place_that_is_a_party_is_its_government(known: Knowledge) -> None:
    assert found(PUTIN, PUTIN_PARSED, known, "Ankara")["Ankara"].label == "metonym"


ROW = "France, Germany and the EU agreed."
ROW_PARSED = annotated(
    ROW,
    "France/NNP/nsubj/6 ,/,/punct/0 Germany/NNP/conj/0 and/CC/cc/2 the/DT/det/5 EU/NNP/conj/2 agreed=agree/VBD/ROOT/6 ./././6",
    entities=[("France", "GPE"), ("Germany", "GPE"), ("the EU", "ORG")],
)


def test_each_member_of_a_coordination_answers(known: Knowledge) -> None:
    mentions = found(ROW, ROW_PARSED, known, "France, Germany and the EU")
    assert sorted(w for w, m in mentions.items() if m.parties == (0,)) == ["EU", "France", "Germany"]


def test_a_party_no_model_saw_is_its_own_mention(known: Knowledge) -> None:
    text = "Somebody unheard of spoke."
    mentions = find_mentions(text, Annotation(), parties=[Span(0, 8)], knowledge=known)
    assert [(m.span, m.form, m.parties) for m in mentions] == [(Span(0, 8), "nominal", (0,))]


FORCES = "Turkish forces left, the alliance said."
FORCES_PARSED = annotated(
    FORCES,
    "Turkish/JJ/amod/1 forces=force/NNS/nsubj/2 left=leave/VBD/ccomp/6 ,/,/punct/6 "
    "the/DT/det/5 alliance/NN/nsubj/6 said=say/VBD/ROOT/6 ./././6",
    entities=[("Turkish", "NORP")],
)


def test_descriptions_are_nominals(known: Knowledge) -> None:
    mentions = found(FORCES, FORCES_PARSED, known)
    assert mentions["the alliance"].form == "nominal"
    assert mentions["Turkish forces"].label == "organisation"  # the tables know them as the Turkish Armed Forces


def test_compounds_say_nothing_of_whom_one_acts_for(known: Knowledge) -> None:
    text = "US-backed fighters left."
    parsed = annotated(
        text, "US/NNP/npadvmod/2 -/HYPH/punct/2 backed=back/VBN/amod/3 fighters=fighter/NNS/nsubj/4 left=leave/VBD/ROOT/4 ./././4"
    )
    assert "US" not in [text[n.span.start : n.span.end] for n in find_names(text, parsed, knowledge=known)]


@pytest.mark.parametrize(
    ("text", "parse", "meant"),
    [
        ("Moscow rejected it.", "Moscow/NNP/nsubj/1 rejected=reject/VBD/ROOT/1 it/PRP/dobj/1 ./././1", "metonym"),
        ("Shells hit Moscow.", "Shells=shell/NNS/nsubj/1 hit/VBD/ROOT/1 Moscow/NNP/dobj/1 ./././1", "place"),
        ("Pressure on Moscow grew.", "Pressure/NN/nsubj/3 on/IN/prep/0 Moscow/NNP/pobj/1 grew=grow/VBD/ROOT/3 ./././3", "metonym"),
        ("He fled to Moscow.", "He/PRP/nsubj/1 fled=flee/VBD/ROOT/1 to/IN/prep/1 Moscow/NNP/pobj/2 ./././1", "place"),
        ("The Kremlin knew.", "The/DT/det/1 Kremlin/NNP/nsubj/2 knew=know/VBD/ROOT/2 ./././2", "metonym"),
    ],
)
def test_seats_of_power_and_places(known: Knowledge, text: str, parse: str, meant: str) -> None:
    mentions = find_mentions(text, annotated(text, parse), parties=(), knowledge=known)
    assert [m.label for m in mentions if "Moscow" in text[m.span.start : m.span.end] or "Kremlin" in text[m.span.start : m.span.end]] == [
        meant
    ]


def test_a_list_of_any_length_is_answered_for_member_by_member(known: Knowledge) -> None:
    count = 1_500
    text = ", ".join(f"the unit{n}" for n in range(count)) + " left."
    verb = 3 * count - 1
    members = [
        f"the/DT/det/{3 * n + 1} unit{n}/NNS/{'conj' if n else 'nsubj'}/{3 * n - 2 if n else verb}"
        + (f" ,/,/punct/{verb}" if n < count - 1 else "")
        for n in range(count)
    ]
    parsed = annotated(text, " ".join(members) + f" left=leave/VBD/ROOT/{verb} ././punct/{verb}")
    mentions = find_mentions(text, parsed, parties=[Span(0, text.index(" left"))], knowledge=known)
    assert sum(m.parties == (0,) for m in mentions) == count


def test_a_row_of_commas_between_names_costs_no_time(known: Knowledge) -> None:
    text = "Iran " + ", " * 60 + "as for Turkey left."
    commas = " ".join(f",/,/punct/{64}" for _ in range(60))
    parsed = annotated(
        text,
        f"Iran=Iran/NNP/nsubj/64 {commas} as/IN/prep/64 for/IN/prep/64 Turkey=Turkey/NNP/pobj/62 left=leave/VBD/ROOT/64 ././punct/64",
        entities=[("Iran", "GPE"), ("Turkey", "GPE")],
    )
    assert found(text, parsed, known, text.removesuffix(" left."))


def test_a_list_of_a_thousand_headlines_takes_linear_time() -> None:
    line = "Northland Minister Visits Ostria Amid Protest\nthe talks went on in the old port.\n"
    spans = [Span(at, at + len("Northland Minister")) for at in range(0, 1500 * len(line), len(line))]
    text = "".join(line.replace("Minister", f"Mini{n}", 1) for n in range(1000, 2500))
    started = time.process_time()
    named = find_names(text, Annotation(entities=tuple(Labelled(s, "ORG") for s in spans)), knowledge=Knowledge())
    assert time.process_time() - started < 4
    assert len(named) > 1000
