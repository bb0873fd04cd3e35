"""Relays chosen by a classifier, with weights and parses written by hand."""

import numpy as np
import pytest
from factory import annotated, draft, marked

from onrecord.knowledge import Knowledge, Medium, load_knowledge
from onrecord.knowledge.plover import Classifier, Plover
from onrecord.models import Annotation
from onrecord.read.attribution import Tree
from onrecord.read.chains import link_chains, relay_scene
from onrecord.read.media_names import MediaNames
from onrecord.read.relays import Answers, RelayScene, choose_relays, relay_features
from onrecord.records import StatementDraft
from onrecord.spans import Span
from training.relay_examples import relay_examples, relays_of


def known(classifier: Classifier | None = None) -> Knowledge:
    names = {"Reuters": (), "CNN": (), "Twitter": (), "NBC": (), "NBC News": (), "The Hill": (), "Orrel Herald": (), "USA Orrel": ()}
    media = [
        Medium(name=n, aliases=a, country="", ownership="", domain=f"{n.lower()}.com", wikidata="", source="test") for n, a in names.items()
    ]
    return Knowledge(media=media, plover=Plover(classifiers={"relay": classifier} if classifier else {}))


def weighed(weights: dict[str, float]) -> Classifier:
    rows = [[2.0, -2.0], *([-w, w] for w in weights.values())]
    return Classifier(classes=["no", "yes"], features=["", *weights], weights=np.array(rows))


TWO = marked("[source|Osk] [cue|told] [relay|CNN] [content|it sank].\n[source2|He] [cue2|added] [content2|it burned].")
PARSE = annotated(
    TWO.text,
    "Osk/NNP/nsubj/1 told=tell/VBD/ROOT/1 CNN/NNP/dobj/1 it/PRP/nsubj/4 sank=sink/VBD/ccomp/1 ././punct/1",
    "He/PRP/nsubj/1 added=add/VBD/ROOT/1 it/PRP/nsubj/3 burned=burn/VBD/ccomp/1 ././punct/1",
)
DRAFTS = (draft(TWO), draft(TWO, "2"))


def relays(classifier: Classifier, *, outlet: str | None = None) -> list[list[str]]:
    drafts = link_chains(TWO.text, PARSE, DRAFTS, knowledge=known(classifier), outlet=outlet)
    return [[TWO.text[s.start : s.end] for s in d.relays] for d in drafts]


FAR = marked("[source|Osk] [cue|said] [content|it sank].\n[source2|Lund] [cue2|added] [content2|it burned].\nCNN aired the talk.")


def far(classifier: Classifier) -> list[list[str]]:
    parse = annotated(
        FAR.text,
        "Osk/NNP/nsubj/1 said=say/VBD/ROOT/1 it/PRP/nsubj/3 sank=sink/VBD/ccomp/1 ././punct/1",
        "Lund/NNP/nsubj/1 added=add/VBD/ROOT/1 it/PRP/nsubj/3 burned=burn/VBD/ccomp/1 ././punct/1",
        "CNN/NNP/nsubj/1 aired=air/VBD/ROOT/1 the/DT/det/3 talk/NN/dobj/1 ././punct/1",
    )
    drafts = link_chains(FAR.text, parse, (draft(FAR), draft(FAR, "2")), knowledge=known(classifier))
    return [[FAR.text[s.start : s.end] for s in d.relays] for d in drafts]


def test_what_the_rules_found_stays_and_what_they_do_not_reach_must_be_likely() -> None:
    assert relays(weighed({})) == [["CNN"], ["CNN"]]
    assert far(weighed({})) == [[], []]
    assert far(weighed({"cue=say|no": 5.0})) == [["CNN"], []]


def test_what_was_answered_for_the_statement_before_is_evidence_for_the_next() -> None:
    assert far(weighed({"cue=say|no": 5.0, "told=False|False": 5.0})) == [["CNN"], ["CNN"]]
    assert far(weighed({"told=False|False": 5.0})) == [[], []]


def test_where_it_goes_on_it_is_said_to_the_medium_as_well() -> None:
    classifier = weighed({"rule=beside": 5.0, "told=True|False": 5.0})
    drafts = link_chains(TWO.text, PARSE, DRAFTS, knowledge=known(classifier))
    assert [[TWO.text[s.start : s.end] for s in d.to] for d in drafts] == [["CNN"], ["CNN"]]


def test_the_pages_own_outlet_is_no_candidate() -> None:
    assert relays(weighed({"": 9.0, "near=none": 9.0, "rule=no": 9.0}), outlet="CNN") == [[], []]


def test_a_medium_near_a_statement_is_a_candidate_with_its_place_and_the_way_to_it() -> None:
    scene = relay_scene(TWO.text, PARSE, DRAFTS, knowledge=known())
    features, words = relay_features(scene, 0, Answers())["CNN"]
    assert words == TWO.one("relay")
    assert {"rule=beside", "at=page|0|after", "at=page|dobj tell", "path=dobj ^", "path=dobj ^|tell", "told=no|True"} <= {*features}
    features, _ = relay_features(scene, 1, Answers())["CNN"]
    assert {"rule=carried", "paragraph=True|before|page|1"} <= {*features}


def test_a_statement_without_words_for_source_or_cue_is_read_too() -> None:
    bare = StatementDraft(source=(), cue=(), content=TWO["content"], mode="direct")
    by_medium = StatementDraft(source=TWO["relay"], cue=(), content=TWO["content2"], mode="direct")
    drafts = link_chains(TWO.text, PARSE, [bare, by_medium], knowledge=known(weighed({"rule=no": 1.0})))
    assert len(drafts) == 2


def names_of(text: str, parse: Annotation, own: Medium | None = None) -> MediaNames:
    return MediaNames(Tree(text, parse), known(), own)


def identity(source: str, *, own: str | None = None) -> str:
    """Of the marked words of a text all names of which stand in capitals: the medium they mean."""
    m = marked(source)
    words = m.text.split()
    parse = annotated(
        m.text,
        " ".join(f"{w}/{'NNP' if w[0].isupper() else 'DT' if w == 'the' else 'NN'}/dep/0" for w in words),
        entities=[(n, "ORG") for n in ("Orrel Herald", "NBC News", "CNN", "The Hill") if n in m.text],
    )
    return names_of(m.text, parse, known().medium(own) if own else None).identity(m.one("it"))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("CNN asked and [it|the network] says", "network"),
        ("[it|a network] says", "a network"),
        ("Orrel Herald asked and [it|the Herald] says", "Orrel Herald"),
        ("[it|the CNN network] says", "CNN"),
        ("[it|@lena] says", "Twitter"),
        ("[it|pic.twitter.com/orrel] says", "Twitter"),
        ("[it|NBC] says", "NBC"),
        ("NBC News asked and [it|NBC] says", "NBC News"),
        ("[it|the Hill] says", "The Hill"),
        ("[it|USA Orrel] says", "USA Orrel"),
    ],
)
def test_words_that_mean_the_same_medium_have_one_name(source: str, name: str) -> None:
    assert identity(source) == name


def test_the_short_name_of_the_pages_own_outlet_is_its_own() -> None:
    assert identity("[it|the Herald] says") == "herald"
    assert identity("[it|the Herald] says", own="Orrel Herald") == "Orrel Herald"


def test_a_hill_is_no_paper_and_a_day_no_part_of_a_name() -> None:
    text = "Osk wrote on Capitol Hill and on Twitter Sunday ."
    parse = annotated(
        text,
        "Osk/NNP/nsubj/1 wrote=write/VBD/ROOT/1 on/IN/prep/1 Capitol/NNP/compound/4 Hill/NNP/pobj/2 and/CC/cc/2 on/IN/conj/2 "
        "Twitter/NNP/pobj/6 Sunday/NNP/npadvmod/1 ././punct/1",
    )
    names = names_of(text, parse)
    assert [text[s.start : s.end] for s in names.everything(0, len(parse.tokens) - 1)] == ["Twitter"]


def test_the_words_of_a_relay_are_the_name_itself() -> None:
    m = marked("[it|the Orrel network CNN] says and [again|the network] says")
    parse = annotated(
        m.text,
        "the/DT/det/3 Orrel/NNP/compound/3 network/NN/compound/3 CNN/NNP/nsubj/4 says=say/VBZ/ROOT/4 and/CC/cc/4 "
        "the/DT/det/7 network/NN/nsubj/8 says=say/VBZ/conj/4",
        entities=[("CNN", "ORG")],
    )
    scene = RelayScene(names_of(m.text, parse), (), (), frozenset())
    for label, words in (("it", "CNN"), ("again", "the network")):
        span = scene.words(m.one(label))
        assert m.text[span.start : span.end] == words


def test_no_statements_no_relays() -> None:
    assert choose_relays(RelayScene(names_of(TWO.text, PARSE), (), (), frozenset()), weighed({})) == []


def test_each_link_written_by_hand_is_answered_for_by_one_medium() -> None:
    scene = relay_scene(TWO.text, PARSE, DRAFTS, knowledge=known())
    cnn, other = ({"name": n, "aliases": [a]} for n, a in (("CNN", "the network"), ("Lantern Weekly", "Lantern")))
    assert relays_of(scene, ["Reuters", "CNN"], [(TWO.one("relay"), cnn)], knowledge=known()) == {"CNN"}
    assert relays_of(scene, ["Reuters", "CNN"], [(Span(0, 3), other)], knowledge=known()) == set()
    assert relays_of(scene, ["Reuters", "lantern"], [(Span(0, 3), other)], knowledge=known()) == {"lantern"}


def test_examples_go_by_the_chain_that_was_written() -> None:
    link = {"actor": "cnn", "span": list(TWO.one("relay"))}
    row = {
        "text": TWO.text,
        "actors": [{"id": "cnn", "name": "CNN", "aliases": []}],
        "statements": [{"chain": [link]}, {"chain": []}],
    }
    answers = [answer for _, answer in relay_examples(row, PARSE, DRAFTS, knowledge=known())]
    assert answers == ["yes", "no"]
    row["statements"] = [{"chain": [link]}, {"chain": [link]}]
    examples = list(relay_examples(row, PARSE, DRAFTS, knowledge=known()))
    assert [answer for _, answer in examples] == ["yes", "yes"]
    assert "told=True|False" in examples[1][0]


def test_the_shipped_weights_know_relays() -> None:
    knowledge = load_knowledge()
    assert knowledge.plover.classifiers["relay"].classes == ("no", "yes")
    drafts = link_chains(TWO.text, PARSE, DRAFTS, knowledge=knowledge)
    assert [TWO.text[s.start : s.end] for s in drafts[0].relays] == ["CNN"]


def test_a_short_name_in_capitals_may_begin_a_longer_one() -> None:
    assert known().longest("USA") == len("USA Orrel")
