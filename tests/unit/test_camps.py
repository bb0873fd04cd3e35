"""Who may be a side of an event, and what speaks for it."""

from factory import annotated

from onrecord.read.camps import Cast, Earlier, Sides, camp_of, candidates, cast_of, side_features
from onrecord.read.triggers import Scene, scene_of
from onrecord.records import Actor, Mention
from onrecord.spans import Span

TEXT = "Iran urged Turkey to withdraw. The ministry later attacked."
PARSE = (
    "Iran=Iran/NNP/nsubj/1 urged=urge/VBD/ROOT/1 Turkey=Turkey/NNP/dobj/1 to/TO/aux/4 withdraw/VB/xcomp/1 ././punct/1",
    "The/DT/det/1 ministry/NN/nsubj/3 later/RB/advmod/3 attacked=attack/VBD/ROOT/3 ././punct/3",
)
URGED, WITHDRAW, ATTACKED = 1, 4, 9
IRAN, TURKEY, MINISTRY = Span(0, 4), Span(11, 17), Span(31, 43)


def actor(id_: str, country: str | None, *spans: Span, kind: str = "country", sector: str | None = None) -> Actor:
    mentions = tuple(Mention(span=s, form="name") for s in spans)
    return Actor(id=id_, name=id_, kind=kind, country=country, sector=sector, mentions=mentions)  # type: ignore[arg-type]


ACTORS = (actor("a1", "IRN", IRAN), actor("a2", "TUR", TURKEY), actor("a3", "IRN", MINISTRY, kind="organisation", sector="MIL"))


def staged() -> tuple[Scene, Cast]:
    annotation = annotated(TEXT, *PARSE)
    return scene_of(annotation, ()), cast_of(annotation, ACTORS)


def told(trigger: int, by_rule: Sides, *before: Earlier) -> dict[str, list[str]]:
    scene, cast = staged()
    near = candidates(scene, cast, trigger, by_rule)
    return side_features(scene, cast, near, trigger, "RETREAT", by_rule=by_rule, speaking=(), before=before)


def test_a_country_is_one_camp_with_all_who_act_for_it_and_media_stand_for_themselves() -> None:
    _, cast = staged()
    assert cast.actors == {"IRN": ["a1", "a3"], "TUR": ["a2"]}
    assert cast.camps(("a3", "a1", "a2", "a9")) == ("IRN", "TUR")
    assert camp_of(actor("a4", "GBR", IRAN, kind="media")) == "a4"
    assert camp_of(actor("a5", None, IRAN)) == "a5"


def test_the_cast_ranks_camps_by_how_often_they_are_mentioned() -> None:
    _, cast = staged()
    assert cast.rank == {"IRN": 0, "TUR": 1}
    assert cast.share == {"IRN": 2 / 3, "TUR": 1 / 3}


def test_the_nearest_mention_of_any_of_its_actors_counts_for_a_camp() -> None:
    scene, cast = staged()
    near = candidates(scene, cast, ATTACKED, Sides((), ()))
    assert [(p.back, p.token, p.actor) for p in near["IRN"]] == [(0, 7, "a3"), (1, 0, "a1")]
    assert [p.back for p in near["TUR"]] == [1]


def test_what_the_rules_say_of_a_camp_is_among_its_features() -> None:
    features = told(ATTACKED, Sides(("IRN",), ("IRN", "TUR")))
    assert "role=AR" in features["IRN"] and "role=R+" in features["TUR"]
    assert "role=N" in told(ATTACKED, Sides((), ()))["IRN"]


def test_the_event_above_in_the_tree_tells_its_sides() -> None:
    urged = Earlier("REQUEST", URGED, Sides(("IRN",), ("TUR",)))
    features = told(WITHDRAW, Sides((), ()), urged)
    assert "above=r|REQUEST|RETREAT" in features["TUR"] and "above=a|REQUEST|RETREAT" in features["IRN"]
    assert not any(f.startswith("above") for f in told(ATTACKED, Sides((), ()), urged)["TUR"])


def test_the_last_event_of_the_same_type_tells_its_sides() -> None:
    before = (Earlier("RETREAT", WITHDRAW, Sides(("TUR",), ())), Earlier("REQUEST", URGED, Sides(("IRN",), ("TUR",))))
    features = told(ATTACKED, Sides((), ()), *before)
    assert "alike=a|RETREAT|RETREAT" in features["TUR"] and "before2=a|N" in features["TUR"]
    assert not any(f.startswith("alike") for f in told(ATTACKED, Sides((), ()), before[1])["TUR"])
