"""Which camps together are the sides of an event."""

import numpy as np
import pytest
from factory import annotated
from msgspec.structs import replace

from onrecord.knowledge.plover import Classifier
from onrecord.models import Party, Trigger
from onrecord.read.camps import Sides, cast_of
from onrecord.read.pairings import BOTH, Doubts, Pairing, choose, joined, pairing_features, pairings, tagged_chances, told_by_tagger
from onrecord.records import Actor, Mention
from onrecord.spans import Span

NONE = Sides((), ())
CHANCES = {
    "IRN": {"-": 0.1, "actor": 0.8, "recipient": 0.05, BOTH: 0.05},
    "TUR": {"-": 0.3, "actor": 0.1, "recipient": 0.5, BOTH: 0.1},
}


def test_the_likeliest_pairing_comes_first_and_each_once() -> None:
    found = pairings(CHANCES, split=set())
    assert found[0].sides == Sides(("IRN",), ("TUR",))
    assert len({p.sides for p in found}) == len(found)
    assert Sides(("IRN", "TUR"), ()) in [p.sides for p in found]
    assert [p.odds for p in found] == sorted((p.odds for p in found), reverse=True)


def test_only_a_camp_of_several_actors_stands_on_both_sides() -> None:
    assert all(not set(p.sides.actor) & set(p.sides.recipient) for p in pairings(CHANCES, split=set()))
    assert Sides(("IRN",), ("IRN",)) in [p.sides for p in pairings(CHANCES, split={"IRN"})]


def test_nobody_takes_part_only_where_no_camp_is_likely() -> None:
    faint = {"IRN": {"-": 0.95, "actor": 0.05, "recipient": 0.0, BOTH: 0.0}}
    assert NONE in [p.sides for p in pairings(faint, split=set())]
    assert NONE not in [p.sides for p in pairings(CHANCES, split=set())]
    assert [p.sides for p in pairings({}, split=set())] == [NONE]


def test_a_pairing_that_weighs_more_wins_over_a_likelier_one() -> None:
    weights = np.array([[0.0], [1.0], [9.0]])
    together = Classifier(classes=["right"], features=["", "odds", "size=20|CONSULT"], weights=weights)
    assert choose(CHANCES, "CONSULT", NONE, split=set(), weigher=together) == Sides(("IRN", "TUR"), ())
    assert choose(CHANCES, "ACCUSE", NONE, split=set(), weigher=together) == Sides(("IRN",), ("TUR",))


def test_those_named_together_are_not_set_against_each_other() -> None:
    odds = Classifier(classes=["right"], features=["", "odds"], weights=np.array([[0.0], [1.0]]))
    assert choose(CHANCES, "ACCUSE", NONE, split=set(), weigher=odds) == Sides(("IRN",), ("TUR",))
    chosen = choose(CHANCES, "ACCUSE", NONE, split=set(), weigher=odds, together=[("IRN", "TUR")])
    assert chosen in (Sides(("IRN", "TUR"), ()), Sides((), ("IRN", "TUR")))


def test_the_features_tell_size_rule_land_and_the_surest_doubt() -> None:
    rule = Sides(("IRN",), ())
    features = pairing_features(Pairing(1.5, Sides(("IRN",), ("TUR",))), Doubts(CHANCES), "ACCUSE", rule)
    assert features["odds"] == 1.5
    assert {"size=11", "size=11|a-", "shared=none", "rule=TrueFalse", "land=country>country"} <= features.keys()
    assert features["least-recipient"] == pytest.approx(np.log(0.6 / 0.4))
    assert features["left-actor"] == pytest.approx(np.log(0.2 / 0.8))
    same = pairing_features(Pairing(0.0, Sides(("a1",), ("a1",))), Doubts({"a1": CHANCES["IRN"]}), "ASSAULT", rule)
    assert {"shared=same", "land=other>other", "rule=FalseFalse"} <= same.keys()


def test_the_taggers_chances_are_those_of_all_actors_of_a_camp() -> None:
    told = {"a1": {"actor": 0.8, "recipient": 0.0}, "a2": {"actor": 0.1, "recipient": 0.5}}
    assert dict(tagged_chances(told, ("a1", "a2"))) == pytest.approx({"actor": 0.4, "recipient": 0.1, BOTH: 0.4, "-": 0.1})
    assert dict(tagged_chances({}, ("a1",)))["-"] == 1.0
    assert tagged_chances(None, ("a1",)) == ()
    assert joined(CHANCES["IRN"], ()) == CHANCES["IRN"]
    assert joined(CHANCES["IRN"], (("-", 1.0),))["-"] > 0.4


def test_the_taggers_party_words_are_heard_where_it_saw_the_event() -> None:
    a = annotated("Iran left.", "Iran=Iran/NNP/nsubj/1 left=leave/VBD/ROOT/1 ././punct/1")
    cast = cast_of(a, (Actor(id="a1", name="Iran", kind="country", country="IRN", mentions=(Mention(span=Span(0, 4), form="name"),)),))
    assert told_by_tagger(a, cast, Span(5, 9)) is None
    heard = Trigger(type="RETREAT", span=Span(5, 9), score=0.9, parties=(Party(role="actor", span=Span(0, 4), score=0.7),))
    assert told_by_tagger(replace(a, triggers=(heard,)), cast, Span(5, 9)) == {"a1": {"actor": 0.7, "recipient": 0.0}}
