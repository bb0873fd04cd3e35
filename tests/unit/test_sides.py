"""Which actors are the sides of an event."""

from collections.abc import Iterable

from factory import annotated
from msgspec.structs import replace

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import Plover, load_plover
from onrecord.models import Party, Trigger
from onrecord.read.sides import Sides, choose_sides, is_act, is_of_public_life
from onrecord.records import Actor, EventDraft, Mention
from onrecord.spans import Span

PLOVER = Knowledge(plover=load_plover())
TEXT = "Iran urged Turkey to withdraw. It later attacked."
PARSE = (
    "Iran=Iran/NNP/nsubj/1 urged=urge/VBD/ROOT/1 Turkey=Turkey/NNP/dobj/1 to/TO/aux/4 withdraw/VB/xcomp/1 ././punct/1",
    "It/PRP/nsubj/2 later/RB/advmod/2 attacked=attack/VBD/ROOT/2 ././punct/2",
)
IRAN, TURKEY, IT = Span(0, 4), Span(11, 17), Span(31, 33)
ACTORS = (
    Actor(id="a1", name="Iran", kind="country", country="IRN", mentions=(Mention(span=IRAN, form="name"),)),
    Actor(
        id="a2",
        name="Turkey",
        kind="country",
        country="TUR",
        mentions=(Mention(span=TURKEY, form="name"), Mention(span=IT, form="pronoun")),
    ),
)
URGED = EventDraft(type="REQUEST", trigger=Span(5, 10), actor=(IRAN,), recipient=(TURKEY,), confidence=0.9)
ATTACKED = EventDraft(type="ASSAULT", trigger=Span(40, 48), actor=(IT,), confidence=0.9)


def who(spans: Iterable[Span]) -> tuple[str, ...]:
    return tuple(a.id for span in spans for a in ACTORS if any(m.span == span for m in a.mentions))


def test_the_parties_of_the_clause_come_first() -> None:
    (sides,) = choose_sides(annotated(TEXT, *PARSE), (), (URGED,), actors=ACTORS, who=who, knowledge=PLOVER)
    assert sides == Sides(("a1",), ("a2",))


def test_each_event_has_its_sides_and_nobody_is_on_both() -> None:
    chosen = choose_sides(annotated(TEXT, *PARSE), (), (URGED, ATTACKED), actors=ACTORS, who=who, knowledge=PLOVER)
    assert len(chosen) == 2 and chosen[1].actor == ("a2",)
    assert all(not set(s.actor) & set(s.recipient) for s in chosen)


def test_the_taggers_party_words_can_turn_the_choice() -> None:
    from msgspec.structs import replace

    parties = (Party(role="actor", span=TURKEY, score=1.0), Party(role="recipient", span=IRAN, score=1.0))
    a = annotated(TEXT, *PARSE)
    bare = EventDraft(type="REQUEST", trigger=URGED.trigger, confidence=0.9)
    (plain,) = choose_sides(a, (), (bare,), actors=ACTORS, who=who, knowledge=PLOVER)
    told = replace(a, triggers=(Trigger(type="REQUEST", span=URGED.trigger, score=0.9, parties=parties),))
    (turned,) = choose_sides(told, (), (bare,), actors=ACTORS, who=who, knowledge=PLOVER)
    assert plain.actor == ("a1",) and "a2" in turned.actor


def test_without_actors_there_are_no_sides() -> None:
    assert choose_sides(annotated(TEXT, *PARSE), (), (URGED,), actors=(), who=lambda spans: (), knowledge=PLOVER) == (Sides((), ()),)


def test_words_that_tell_of_nobody_must_be_sure() -> None:
    def event(confidence: float | None) -> EventDraft:
        return EventDraft(type="ASSAULT", trigger=Span(0, 4), confidence=confidence)

    assert is_act(event(0.3), Sides(("a1",), ()))
    assert is_act(event(0.3), Sides((), ("a1",)))
    assert not is_act(event(0.3), Sides((), ()))
    assert not is_act(event(None), Sides((), ()))
    assert is_act(event(0.95), Sides((), ()))


def test_within_one_country_one_acts_and_another_is_acted_on() -> None:
    text = "Police beat protesters."
    a = annotated(text, "Police=police/NNS/nsubj/1 beat=beat/VBD/ROOT/1 protesters=protester/NNS/dobj/1 ././punct/1")
    there = tuple(
        Actor(id=i, name=name, kind="group", country="FRA", sector=sector, mentions=(Mention(span=span, form="nominal"),))
        for i, name, sector, span in (("a1", "Police", "COP", Span(0, 6)), ("a2", "Protesters", "CVL", Span(12, 22)))
    )
    beat = EventDraft(type="ASSAULT", trigger=Span(7, 11), actor=(Span(0, 6),), recipient=(Span(12, 22),), confidence=0.9)

    def of(spans: Iterable[Span]) -> tuple[str, ...]:
        return tuple(x.id for span in spans for x in there if x.mentions[0].span == span)

    assert choose_sides(a, (), (beat,), actors=there, who=of, knowledge=PLOVER) == (Sides(("a1",), ("a2",)),)
    turned = EventDraft(type="ASSAULT", trigger=Span(7, 11), recipient=(Span(0, 6),), confidence=0.9)
    (sides,) = choose_sides(a, (), (turned,), actors=there, who=of, knowledge=PLOVER)
    assert "a1" not in sides.actor or not sides.recipient


def test_an_event_whose_trigger_has_no_token_has_no_sides() -> None:
    blank = EventDraft(type="ASSAULT", trigger=Span(30, 31), actor=(IRAN,), confidence=0.9)
    chosen = choose_sides(annotated(TEXT, *PARSE), (), (blank, URGED), actors=ACTORS, who=who, knowledge=PLOVER)
    assert chosen == (Sides((), ()), Sides(("a1",), ("a2",)))


def test_without_the_classifiers_the_rules_stand() -> None:
    bare = Knowledge(plover=Plover())
    assert choose_sides(annotated(TEXT, *PARSE), (), (URGED,), actors=ACTORS, who=who, knowledge=bare) == (Sides(("a1",), ("a2",)),)


def test_a_long_text_in_which_no_two_actors_of_public_life_stand_tells_no_political_act() -> None:
    long = annotated("word " * 120, " ".join(f"word/NN/dep/{i}" for i in range(120)))
    player = Actor(id="a1", name="A player", kind="person", sector="CVL", mentions=ACTORS[0].mentions)
    minister = Actor(id="a2", name="A minister", kind="person", sector="GOV", mentions=ACTORS[1].mentions)
    assert not is_of_public_life(long, (player, minister))
    assert is_of_public_life(long, (player, minister, Actor(id="a3", name="A court", kind="organisation", sector="JUD")))
    often = Actor(id="a2", name="A minister", kind="person", sector="GOV", mentions=ACTORS[1].mentions * 2)
    assert is_of_public_life(long, (player, often))
    assert is_of_public_life(annotated(TEXT, *PARSE), (player,))


def test_those_who_do_it_together_are_not_set_against_each_other() -> None:
    text = "Iran and Turkey condemned the attack."
    parse = (
        "Iran=Iran/NNP/nsubj/3 and/CC/cc/0 Turkey=Turkey/NNP/conj/0 condemned=condemn/VBD/ROOT/3 the/DT/det/5 attack/NN/dobj/3 ././punct/3"
    )
    spans = {Span(0, 4): "a1", Span(9, 15): "a2"}
    actors = tuple(replace(a, mentions=(Mention(span=s, form="name"),)) for a, s in zip(ACTORS, spans, strict=True))
    event = EventDraft(type="ACCUSE", trigger=Span(16, 25), actor=tuple(spans), confidence=0.9)

    def named(given: Iterable[Span]) -> tuple[str, ...]:
        return tuple(spans[s] for s in given)

    (sides,) = choose_sides(annotated(text, parse), (), (event,), actors=actors, who=named, knowledge=PLOVER)
    assert sides.actor
    assert not sides.recipient
