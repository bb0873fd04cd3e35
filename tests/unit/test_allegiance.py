"""Whose an actor is whose own words do not tell it: the evidence for each country, and what a classifier makes of it."""

import numpy as np
import pytest
from factory import annotated

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.knowledge.plover import Classifier
from onrecord.read.actors import Resolution, resolve_actors
from onrecord.read.mentions import find_mentions
from onrecord.spans import Span

TEXT = "Norway spoke. Lea Brill left. Finland spoke. Norway ended."
PARSED = (
    "Norway/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ././punct/1",
    "Lea/NNP/compound/1 Brill/NNP/nsubj/2 left=leave/VBD/ROOT/2 ././punct/2",
    "Finland/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ././punct/1",
    "Norway/NNP/nsubj/1 ended=end/VBD/ROOT/1 ././punct/1",
)
WORKERS = "Norway spoke. Angry farmers left. Finland spoke."
OF_WORKERS = (
    "Norway/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ././punct/1",
    "Angry/JJ/amod/1 farmers=farmer/NNS/nsubj/2 left=leave/VBD/ROOT/2 ././punct/2",
    "Finland/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ././punct/1",
)


@pytest.fixture  # each test changes its own
def known() -> Knowledge:
    return load_knowledge()


def resolved(known: Knowledge, text: str, parsed: tuple[str, ...], *parties: str, **weights: float) -> Resolution:
    """The actors, with a classifier for which a feature that begins so speaks for a country ("rule=other" as `rule_other`)."""
    entities = [(word, label) for word, label in (("Norway", "GPE"), ("Lea Brill", "PERSON"), ("Finland", "GPE")) if word in text]
    annotation = annotated(text, *parsed, entities=entities)
    spans = tuple(Span(text.index(p), text.index(p) + len(p)) for p in parties)
    mentions = find_mentions(text, annotation, parties=spans, knowledge=known)
    known.plover.classifiers.pop("country", None)
    first = resolve_actors(text, annotation, mentions, parties=spans, published=None, knowledge=known)
    features = sorted({f for e in first.evidence.values() for told in e.values() for f in told})
    column = [sum(w for name, w in weights.items() if f.startswith(name.replace("_", "="))) for f in features]
    table = np.array([[0.0, -3.0], *([0.0, w] for w in column)])
    known.plover.classifiers["country"] = Classifier(classes=("no", "yes"), features=("", *features), weights=table)
    return resolve_actors(text, annotation, mentions, parties=spans, published=None, knowledge=known)


def countries(found: Resolution) -> dict[str, str | None]:
    return {a.name: a.country for a in found.actors}


def test_the_likeliest_country_is_the_actor_s_whatever_the_rule_guessed(known: Knowledge) -> None:
    assert countries(resolved(known, TEXT, PARSED, "Lea Brill", rule_same=6.0))["Lea Brill"] == "NOR"
    assert countries(resolved(known, TEXT, PARSED, "Lea Brill", rule_other=6.0))["Lea Brill"] == "FIN"


def test_where_none_is_likely_enough_it_is_null(known: Knowledge) -> None:
    assert countries(resolved(known, TEXT, PARSED, "Lea Brill", rule_same=1.0))["Lea Brill"] is None


def test_what_the_words_told_is_not_asked_again(known: Knowledge) -> None:
    found = resolved(known, TEXT, PARSED, "Norway", "Lea Brill", rule_other=6.0)
    assert [a.name for a in found.actors if a.id in found.evidence] == ["Lea Brill"]
    assert countries(found)["Norway"] == "NOR"


def test_the_words_of_the_unnamed_are_evidence_and_a_person_s_name_is_none(known: Knowledge) -> None:
    (person,) = resolved(known, TEXT, PARSED, "Lea Brill").evidence.values()
    assert not [f for told in person.values() for f in told if f.startswith("word=")]
    (farmers,) = resolved(known, WORKERS, OF_WORKERS, "Angry farmers").evidence.values()
    assert "word=farmers|FIN" in farmers["FIN"] and "word=angry|NOR" in farmers["NOR"]


def test_a_country_is_near_by_sentences_on_either_side(known: Knowledge) -> None:
    (person,) = resolved(known, TEXT, PARSED, "Lea Brill").evidence.values()
    sides = {country: [f.split("|")[0] for f in told if f.startswith(("before=", "behind="))] for country, told in person.items()}
    assert sides == {"NOR": ["before=1", "behind=2"], "FIN": ["before=none", "behind=1"]}


def test_two_names_that_turn_out_to_be_one_organisation_are_one_actor(known: Knowledge) -> None:
    text = f"Norway spoke. Verdant Trust left. {'':2000}Finland spoke. Finland ended. Verdant Trust returned."
    parsed = (
        "Norway/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ././punct/1",
        "Verdant/NNP/compound/1 Trust/NNP/nsubj/2 left=leave/VBD/ROOT/2 ././punct/2",
        "Finland/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ././punct/1",
        "Finland/NNP/nsubj/1 ended=end/VBD/ROOT/1 ././punct/1",
        "Verdant/NNP/compound/1 Trust/NNP/nsubj/2 returned=return/VBD/ROOT/2 ././punct/2",
    )
    annotation = annotated(text, *parsed, entities=[("Verdant Trust", "ORG"), ("Verdant Trust", "ORG")])
    spans = tuple(Span(at, at + 13) for at in (14, text.rindex("Verdant")))
    mentions = find_mentions(text, annotation, parties=spans, knowledge=known)
    known.plover.classifiers["country"] = Classifier(classes=("no", "yes"), features=("",), weights=np.array([[9.0, 0.0]]))
    found = resolve_actors(text, annotation, mentions, parties=spans, published=None, knowledge=known)
    (trust,) = (a for a in found.actors if a.name == "Verdant Trust")
    assert [m.span for m in trust.mentions] == list(spans)
    assert found.actors_of(spans) == (trust.id,)


def test_a_thing_acts_for_no_state(known: Knowledge) -> None:
    fish = OF_WORKERS[1].replace("Angry/JJ/amod/1 farmers=farmer/NNS", "Fat/JJ/amod/1 mackerel/NN")
    text = WORKERS.replace("Angry farmers", "Fat mackerel")
    found = resolved(known, text, (OF_WORKERS[0], fish, OF_WORKERS[2]), "Fat mackerel", rule=9.0, rank=9.0, share=9.0)
    assert countries(found)["Fat mackerel (unnamed)"] is None
    workers = resolved(known, WORKERS, OF_WORKERS, "Angry farmers", rule=9.0, rank=9.0, share=9.0)
    assert countries(workers)["Angry farmers (unnamed)"] == "NOR"
