"""The words that stand for an event's factuality."""

import pytest
from factory import annotated

from onrecord.read.evidence import deciding_words
from onrecord.records import Event, EventDate, Factuality, Statement
from onrecord.spans import Span


def words(text: str, parse: str, trigger: str, factuality: Factuality, *, cue: str = "", dated: str = "") -> list[str]:
    def span(of: str) -> Span:
        return Span(text.index(of), text.index(of) + len(of))

    statements = (Statement(id="s1", cue=(span(cue),), content=(Span(text.index(cue) + len(cue) + 1, len(text) - 1),)),) if cue else ()
    when = EventDate(start="2011-01-01", end="2011-12-31", precision="year", span=span(dated)) if dated else None
    event = Event(id="e1", type="ASSAULT", trigger=span(trigger), factuality=factuality, date=when, statement="s1" if statements else None)
    return [text[s.start : s.end] for s in deciding_words(annotated(text, parse), event, statements)]


PLAIN = "Rebels=rebel/NNS/nsubj/1 attacked=attack/VBD/ROOT/1 it/PRP/dobj/1 in/IN/prep/1 2011/CD/pobj/3 ././punct/1"
SAID = "Holt/NNP/nsubj/1 said=say/VBD/ROOT/1 rebels=rebel/NNS/nsubj/3 attacked=attack/VBD/ccomp/1 ././punct/1"
URGED = "Holt/NNP/nsubj/1 urged=urge/VBD/ROOT/1 rebels=rebel/NNS/dobj/1 to/TO/aux/4 attack/VB/xcomp/1 ././punct/1"
DID_NOT = "Holt/NNP/nsubj/1 said=say/VBD/ROOT/1 rebels=rebel/NNS/nsubj/5 did=do/VBD/aux/5 not/RB/neg/5 attack/VB/ccomp/1 ././punct/1"
IF = "If/IN/mark/2 rebels=rebel/NNS/nsubj/2 attack/VBP/advcl/6 ,/,/punct/6 people/NNS/nsubj/6 will/MD/aux/6 flee/VB/ROOT/6 ././punct/6"
HEDGED = "The/DT/det/2 suspected/JJ/amod/2 attack/NN/nsubj/3 failed=fail/VBD/ROOT/3 ././punct/3"


@pytest.mark.parametrize(
    ("text", "parse", "trigger", "factuality", "more", "expected"),
    [
        ("Rebels attacked it in 2011.", PLAIN, "attacked", "asserted", {"dated": "2011"}, []),
        ("Rebels attacked it in 2011.", PLAIN, "attacked", "historical", {"dated": "2011"}, ["2011"]),
        ("Holt said rebels attacked.", SAID, "attacked", "attributed", {"cue": "said"}, ["said"]),
        ("Holt urged rebels to attack.", URGED, "attack", "hypothetical", {"cue": "urged"}, ["urged"]),
        ("Holt said rebels did not attack.", DID_NOT, "attack", "negated", {"cue": "said"}, ["not"]),
        ("If rebels attack, people will flee.", IF, "attack", "hypothetical", {}, ["If"]),
        ("If rebels attack, people will flee.", IF, "flee", "future", {}, ["will"]),
        ("The suspected attack failed.", HEDGED, "attack", "hedged", {}, ["suspected"]),
        ("The suspected attack failed.", HEDGED, "attack", "historical", {}, []),
    ],
)
def test_the_words_that_speak_for_a_label(
    text: str, parse: str, trigger: str, factuality: Factuality, more: dict[str, str], expected: list[str]
) -> None:
    assert words(text, parse, trigger, factuality, **more) == expected


def test_a_trigger_outside_the_annotation_has_none() -> None:
    event = Event(id="e1", type="ASSAULT", trigger=Span(90, 95), factuality="negated")
    assert deciding_words(annotated("Rebels attacked it in 2011.", PLAIN), event, ()) == ()
