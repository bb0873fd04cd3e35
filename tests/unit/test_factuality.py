"""How sure an event is, and on whose word, from annotations written by hand."""

import pytest
from factory import annotated, draft, marked

from onrecord.knowledge import Knowledge
from onrecord.knowledge.plover import load_plover
from onrecord.read.dates import expressions_in
from onrecord.read.factuality import carrier_of, certainty_features, certainty_of, judge_factuality
from onrecord.read.triggers import scene_of
from onrecord.records import EventDate, EventDraft, Published, StatementDraft, TimeExpression
from onrecord.spans import Span

PLOVER = Knowledge(plover=load_plover())
PUBLISHED = Published(start="2019-02-20", end="2019-02-20", precision="day", origin="metadata")


def judged(
    text: str, parse: str, word: str, *, type_: str = "ASSAULT", statements: tuple[StatementDraft, ...] = (), dated: str = ""
) -> EventDraft:
    from datetime import date

    at = text.index(word)
    expressions = expressions_in(text, today=date(2019, 2, 20))
    when = next((x.span for x in expressions if text[x.span.start : x.span.end] == dated), None)
    event = EventDraft(type=type_, trigger=Span(at, at + len(word)), date=when)  # type: ignore[arg-type]
    (out,) = judge_factuality(
        text, annotated(text, parse), [event], statements, expressions=expressions, published=PUBLISHED, knowledge=PLOVER
    )
    return out


@pytest.mark.parametrize(
    ("text", "parse", "word", "dated", "factuality"),
    [
        (
            "Rebels attacked the town.", "Rebels=rebel/NNS/nsubj/1 attacked=attack/VBD/ROOT/1 the/DT/det/3 town/NN/dobj/1 ././punct/1",
            "attacked", "", "asserted",
        ),
        (
            "Rebels did not attack the town.",
            "Rebels=rebel/NNS/nsubj/3 did=do/VBD/aux/3 not/RB/neg/3 attack/VB/ROOT/3 the/DT/det/5 town/NN/dobj/3 ././punct/3",
            "attack", "", "negated",
        ),
        (
            "Rebels never attacked the town.",
            "Rebels=rebel/NNS/nsubj/2 never/RB/neg/2 attacked=attack/VBD/ROOT/2 the/DT/det/4 town/NN/dobj/2 ././punct/2",
            "attacked", "", "negated",
        ),
        (
            "Rebels reportedly attacked the town.",
            "Rebels=rebel/NNS/nsubj/2 reportedly/RB/advmod/2 attacked=attack/VBD/ROOT/2 the/DT/det/4 town/NN/dobj/2 ././punct/2",
            "attacked", "", "hedged",
        ),
        (
            "If rebels attack the town, people flee.",
            "If/IN/mark/2 rebels=rebel/NNS/nsubj/2 attack/VBP/advcl/7 the/DT/det/4 town/NN/dobj/2 ,/,/punct/7 people/NNS/nsubj/7 "
            "flee/VBP/ROOT/7 ././punct/7",
            "attack", "", "hypothetical",
        ),
        (
            "Rebels attacked the town in 2011.",
            "Rebels=rebel/NNS/nsubj/1 attacked=attack/VBD/ROOT/1 the/DT/det/3 town/NN/dobj/1 in/IN/prep/1 2011/CD/pobj/4 ././punct/1",
            "attacked", "2011", "historical",
        ),
        (
            "Rebels attack the town on 1 May 2020.",
            "Rebels=rebel/NNS/nsubj/1 attack/VBP/ROOT/1 the/DT/det/3 town/NN/dobj/1 on/IN/prep/1 1/CD/pobj/4 May=May/NNP/nmod/5 "
            "2020/CD/nummod/5 ././punct/1",
            "attack", "1 May 2020", "future",
        ),
        (  # by the outlet's clock the day was still to come
            "Rebels attacked the town on Thursday.",
            "Rebels=rebel/NNS/nsubj/1 attacked=attack/VBD/ROOT/1 the/DT/det/3 town/NN/dobj/1 on/IN/prep/1 Thursday/NNP/pobj/4 ././punct/1",
            "attacked", "Thursday", "asserted",
        ),
    ],
)  # fmt: skip
def test_what_the_clause_says(text: str, parse: str, word: str, dated: str, factuality: str) -> None:
    event = judged(text, parse, word, dated=dated)
    assert (event.factuality, event.statement) == (factuality, None)


SAID = marked("[source|Holt] [cue|said] [content|that rebels attacked the town].")
SAID_PARSE = (
    "Holt=Holt/NNP/nsubj/1 said=say/VBD/ROOT/1 that/IN/mark/4 rebels=rebel/NNS/nsubj/4 attacked=attack/VBD/ccomp/1 the/DT/det/6 "
    "town/NN/dobj/4 ././punct/1"
)


def test_within_a_statement_only_its_source_vouches() -> None:
    event = judged(SAID.text, SAID_PARSE, "attacked", statements=(draft(SAID),))
    assert (event.factuality, event.statement) == ("attributed", 0)


def test_ruling_2_the_innermost_statement_carries_and_an_inner_cue_stands_on_the_outer_one() -> None:
    m = marked("[source|Holt] [cue|said] [content|that [source2|Veld] [cue2|accused] [content2|rebels of an attack]].")
    outer, inner = draft(m), draft(m, "2")
    assert carrier_of(Span(m.text.index("attack"), m.text.index("attack") + 6), (outer, inner)) == 1
    assert carrier_of(m.one("cue2"), (outer, inner)) == 0
    assert carrier_of(m.one("cue"), (outer, inner)) is None


def test_without_a_publication_date_nothing_is_historical_or_future_by_date() -> None:
    text = "Rebels attacked the town in 2011."
    parse = "Rebels=rebel/NNS/nsubj/1 attacked=attack/VBD/ROOT/1 the/DT/det/3 town/NN/dobj/1 in/IN/prep/1 2011/CD/pobj/4 ././punct/1"
    (x,) = expressions_in(text, today=None)
    event = EventDraft(type="ASSAULT", trigger=Span(7, 15), date=x.span)
    (out,) = judge_factuality(text, annotated(text, parse), [event], (), expressions=(x,), published=None, knowledge=PLOVER)
    assert out.factuality == "asserted"


def test_certainty_tells_what_is_denied() -> None:
    text = "Rebels did not attack the town."
    a = annotated(text, "Rebels=rebel/NNS/nsubj/3 did=do/VBD/aux/3 not/RB/neg/3 attack/VB/ROOT/3 the/DT/det/5 town/NN/dobj/3 ././punct/3")
    chances = certainty_of(scene_of(a, ()), PLOVER.plover, 3)
    assert chances and max(chances, key=lambda c: chances[c]) == "negative"
    assert sum(chances.values()) == pytest.approx(1, abs=1e-3)


def test_a_yes_or_no_question_asserts_nothing_and_another_one_may() -> None:
    parse = "Did=do/VBD/aux/2 rebels=rebel/NNS/nsubj/2 attack/VB/ROOT/2 ?/./punct/2"
    assert judged("Did rebels attack?", parse, "attack").factuality == "hypothetical"
    parse = "Why/WRB/advmod/3 did=do/VBD/aux/3 rebels=rebel/NNS/nsubj/3 attack/VB/ROOT/3 ?/./punct/3"
    assert judged("Why did rebels attack?", parse, "attack").factuality != "hypothetical"


def test_a_subject_that_is_nobody_is_evidence_of_its_own() -> None:
    a = annotated("No soldiers crossed it.", "No/DT/det/1 soldiers=soldier/NNS/nsubj/2 crossed=cross/VBD/ROOT/2 it/PRP/dobj/2 ././punct/2")
    assert {"nobody", "nsubj=soldier", "dobj=it"} <= set(certainty_features(scene_of(a, ()), 2))


def test_a_past_passive_is_not_to_come_whatever_its_day() -> None:
    text = "Talks were cancelled on Friday."
    parse = "Talks=talk/NNS/nsubjpass/2 were=be/VBD/auxpass/2 cancelled=cancel/VBN/ROOT/2 on/IN/prep/2 Friday/NNP/pobj/3 ././punct/2"
    day = EventDate(start="2019-02-22", end="2019-02-22", precision="day", span=Span(24, 30))
    friday = TimeExpression(span=day.span, type="DATE", value="2019-02-22", date=day)
    event = EventDraft(type="REJECT", trigger=Span(11, 20), date=friday.span)
    (out,) = judge_factuality(text, annotated(text, parse), [event], (), expressions=(friday,), published=PUBLISHED, knowledge=PLOVER)
    assert out.factuality == "asserted"
