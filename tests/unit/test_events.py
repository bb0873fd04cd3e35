"""Events from annotations written by hand: triggers, parties, dates, places; the tagger's word."""

from factory import annotated
from msgspec.structs import replace

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import load_plover
from onrecord.models import Annotation, Trigger
from onrecord.read.dates import expressions_in
from onrecord.read.events import find_events
from onrecord.read.parties import parties_of, party_span
from onrecord.read.triggers import mixed, scene_of, tagged_trigger, times_near, trigger_features
from onrecord.records import EventDraft
from onrecord.spans import Span

OFFENSIVE = "Turkey launched an offensive against Kurdish forces in northern Syria on Monday."
OFFENSIVE_PARSE = (
    "Turkey=Turkey/NNP/nsubj/1 launched=launch/VBD/ROOT/1 an/DT/det/3 offensive/NN/dobj/1 against/IN/prep/3 Kurdish/JJ/amod/6 "
    "forces=force/NNS/pobj/4 in/IN/prep/6 northern/JJ/amod/9 Syria=Syria/NNP/pobj/7 on/IN/prep/1 Monday=Monday/NNP/pobj/10 ././punct/1"
)
AIRSTRIKES = "The Israeli airstrikes on Gaza killed 12 people."
AIRSTRIKES_PARSE = (
    "The/DT/det/2 Israeli/JJ/amod/2 airstrikes=airstrike/NNS/nsubj/5 on/IN/prep/2 Gaza=Gaza/NNP/pobj/3 killed=kill/VBD/ROOT/5 "
    "12/CD/nummod/7 people/NNS/dobj/5 ././punct/5"
)
CONDEMNED = "Germany and France condemned the attack."
CONDEMNED_PARSE = (
    "Germany=Germany/NNP/nsubj/3 and/CC/cc/0 France=France/NNP/conj/0 condemned=condemn/VBD/ROOT/3 the/DT/det/5 attack/NN/dobj/3 "
    "././punct/3"
)
ARRESTED = "Two activists were arrested by police in Minsk."
ARRESTED_PARSE = (
    "Two/CD/nummod/1 activists=activist/NNS/nsubjpass/3 were=be/VBD/auxpass/3 arrested=arrest/VBN/ROOT/3 by/IN/agent/3 police/NNS/pobj/4 "
    "in/IN/prep/3 Minsk=Minsk/NNP/pobj/6 ././punct/3"
)
URGED = "Iran urged Turkey to withdraw."
URGED_PARSE = "Iran=Iran/NNP/nsubj/1 urged=urge/VBD/ROOT/1 Turkey=Turkey/NNP/dobj/1 to/TO/aux/4 withdraw/VB/xcomp/1 ././punct/1"
PLOVER = Knowledge(plover=load_plover())


def sides(text: str, annotation: Annotation, word: str, type_: str) -> tuple[list[str], list[str]]:
    """The words that name the actors and the recipients of the event told by a word."""
    scene = scene_of(annotation, ())
    token = annotation.tokens_in(Span(text.index(word), text.index(word) + len(word)))[0]
    spans = [[party_span(scene, t) for t in tokens] for tokens in parties_of(scene, token, type_)]
    return [text[s.start : s.end] for s in spans[0]], [text[s.start : s.end] for s in spans[1]]


def events(text: str, annotation: Annotation) -> list[EventDraft]:
    from datetime import date

    expressions = expressions_in(text, today=date(2019, 2, 20))
    return list(find_events(text, annotation, (), expressions=expressions, knowledge=PLOVER))


def entities(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return pairs


def test_an_event_noun_takes_the_subject_of_its_verb_and_what_stands_after_against() -> None:
    a = annotated(OFFENSIVE, OFFENSIVE_PARSE, entities=entities(("Turkey", "GPE"), ("Kurdish", "NORP"), ("Syria", "GPE")))
    assert sides(OFFENSIVE, a, "offensive", "ASSAULT") == (["Turkey"], ["Kurdish forces"])


def test_an_adjective_of_a_people_is_the_actor() -> None:
    a = annotated(AIRSTRIKES, AIRSTRIKES_PARSE, entities=entities(("Israeli", "NORP"), ("Gaza", "GPE")))
    assert sides(AIRSTRIKES, a, "airstrikes", "ASSAULT") == (["Israeli"], ["Gaza"])


def test_all_that_are_joined_are_actors() -> None:
    a = annotated(CONDEMNED, CONDEMNED_PARSE, entities=entities(("Germany", "GPE"), ("France", "GPE")))
    assert sides(CONDEMNED, a, "condemned", "ACCUSE")[0] == ["Germany", "France"]


def test_the_agent_of_a_passive_is_the_actor_and_its_subject_the_recipient() -> None:
    a = annotated(ARRESTED, ARRESTED_PARSE, entities=entities(("Minsk", "GPE")))
    assert sides(ARRESTED, a, "arrested", "COERCE") == (["police"], ["Two activists"])


def test_who_is_urged_does_what_is_demanded() -> None:
    a = annotated(URGED, URGED_PARSE, entities=entities(("Iran", "GPE"), ("Turkey", "GPE")))
    assert sides(URGED, a, "urged", "REQUEST") == (["Iran"], ["Turkey"])
    assert sides(URGED, a, "withdraw", "RETREAT")[0] == ["Turkey"]


def test_of_reciprocal_types_all_sides_are_actors() -> None:
    text = "Merkel met Erdogan in Berlin."
    a = annotated(
        text,
        "Merkel=Merkel/NNP/nsubj/1 met=meet/VBD/ROOT/1 Erdogan=Erdogan/NNP/dobj/1 in/IN/prep/1 Berlin=Berlin/NNP/pobj/3 ././punct/1",
        entities=entities(("Merkel", "PERSON"), ("Erdogan", "PERSON"), ("Berlin", "GPE")),
    )
    assert sides(text, a, "met", "CONSULT") == (["Merkel", "Erdogan"], [])
    (event,) = events(text, a)
    assert (event.type, event.place and text[event.place.start : event.place.end]) == ("CONSULT", "Berlin")


def test_type_trigger_and_date_are_read_with_the_weights_that_ship() -> None:
    a = annotated(ARRESTED, ARRESTED_PARSE, entities=entities(("Minsk", "GPE")))
    (event,) = events(ARRESTED, a)
    assert (event.type, event.mode, ARRESTED[event.trigger.start : event.trigger.end]) == ("COERCE", "arrest", "arrested")
    assert 1 <= len(event.contexts) <= 3 and event.confidence is not None and 0 < event.confidence <= 1
    text = "Germany and France condemned the attack on Monday."
    b = annotated(text, CONDEMNED_PARSE.replace("././punct/3", "on/IN/prep/3 Monday=Monday/NNP/pobj/6 ././punct/3"))
    dated = {e.type: e.date and text[e.date.start : e.date.end] for e in events(text, b)}
    assert dated["ACCUSE"] == "Monday"


def test_a_sentence_without_an_act_has_no_event() -> None:
    text = "The weather was fine."
    assert events(text, annotated(text, "The/DT/det/1 weather/NN/nsubj/2 was=be/VBD/ROOT/2 fine/JJ/acomp/2 ././punct/2")) == []


def test_the_taggers_word_weighs_in_for_and_against() -> None:
    text = "The weather was fine."
    plain = annotated(text, "The/DT/det/1 weather/NN/nsubj/2 was=be/VBD/ROOT/2 fine/JJ/acomp/2 ././punct/2")
    weather = Span(4, 11)
    sure = replace(plain, triggers=(Trigger(type="PROTEST", span=weather, score=0.99, modes=(("riot", 0.9), ("", 0.1))),))
    (event,) = events(text, sure)
    assert (event.type, event.trigger, event.mode) == ("PROTEST", weather, "riot")
    unsure = replace(plain, triggers=(Trigger(type="PROTEST", span=weather, score=0.2),))
    assert events(text, unsure) == []


def test_an_auxiliary_that_the_tagger_saw_stands_for_its_verb() -> None:
    text = "France would not listen."
    plain = annotated(text, "France=France/NNP/nsubj/3 would/MD/aux/3 not/RB/neg/3 listen/VB/ROOT/3 ././punct/3")
    (event,) = events(text, replace(plain, triggers=(Trigger(type="REJECT", span=Span(7, 16), score=0.99),)))
    assert (event.type, event.trigger) == ("REJECT", Span(17, 23))


def test_of_several_triggers_on_the_same_words_the_surest_counts() -> None:
    low, high = (Trigger(type=t, span=Span(0, 5), score=s) for t, s in (("AID", 0.3), ("REJECT", 0.8)))
    assert tagged_trigger(Annotation(triggers=(low, high)), Span(2, 4)) == high
    assert tagged_trigger(Annotation(triggers=(low, high)), Span(5, 6)) is None


def test_times_near_are_those_of_the_sentence_and_of_the_one_before() -> None:
    days = ("Monday", "Tuesday", "Wednesday")
    text = " ".join(f"On {day} it ended." for day in days)
    a = annotated(text, *(f"On/IN/prep/3 {day}/NNP/pobj/0 it/PRP/nsubj/3 ended=end/VBD/ROOT/3 ././punct/3" for day in days))
    expressions = expressions_in(text, today=None)
    near = {token: [text[x.span.start : x.span.end] for x in times_near(a, token, expressions)] for token in (3, 8, 13)}
    assert near == {3: ["Monday"], 8: ["Monday", "Tuesday"], 13: ["Tuesday", "Wednesday"]}


def test_mixing_keeps_a_reader_that_is_alone() -> None:
    assert mixed({"a": 0.6, "b": 0.4}, (), weight=0.5) == {"a": 0.6, "b": 0.4}
    assert mixed({"a": 1.0}, (("b", 1.0),), weight=0.25) == {"a": 0.75, "b": 0.25}


def test_features_name_the_evidence() -> None:
    a = annotated(OFFENSIVE, OFFENSIVE_PARSE, entities=entities(("Turkey", "GPE")))
    features = trigger_features(scene_of(a, ()), load_plover(), 3)
    assert {"l=offensive|n", "lh=offensive|n|launch", "c=prep|against|n"} <= set(features)
