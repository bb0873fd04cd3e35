"""Which time expression dates an event: the evidence, and the choice."""

import numpy as np
from factory import annotated

from onrecord.knowledge.plover import Classifier, Plover
from onrecord.models import Annotation
from onrecord.read.dates import find_dates
from onrecord.read.dating import choose_date, date_features
from onrecord.read.triggers import scene_of
from onrecord.records import Published, StatementDraft, TimeExpression
from onrecord.spans import Span

PUBLISHED = Published(start="2019-02-20", end="2019-02-20", precision="day", origin="metadata")
TEXT = "Osk said on Monday that an army had attacked Tal in 2015."
PARSE = (
    "Osk/NNP/nsubj/1 said=say/VBD/ROOT/1 on/IN/prep/1 Monday/NNP/pobj/2 that/IN/mark/8 an/DT/det/6 army/NN/nsubj/8 had=have/VBD/aux/8"
    " attacked=attack/VBN/ccomp/1 Tal/NNP/dobj/8 in/IN/prep/8 2015/CD/pobj/10 ./././1"
)
SAID = StatementDraft(source=(Span(0, 3),), cue=(Span(4, 8),), content=(Span(19, 56),), mode="indirect")
ATTACKED = 8


def found() -> tuple[Annotation, tuple[TimeExpression, ...]]:
    annotation = annotated(TEXT, PARSE)
    return annotation, find_dates(TEXT, annotation, published=PUBLISHED)


def features(number: int) -> list[str]:
    annotation, expressions = found()
    scene = scene_of(annotation, (SAID,))
    return date_features(scene, ATTACKED, "ASSAULT", expressions[number], expressions=expressions, triggers={ATTACKED})


def test_evidence_tells_what_dates_the_saying() -> None:
    monday, year = features(0), features(1)
    assert "said=True|True|False|ASSAULT|0" in monday
    assert "said=False|True|False|ASSAULT|0" in year


def test_evidence_names_the_words_around_the_expression_and_the_tense() -> None:
    assert {"prep=on|0", "before=on|0", "after=that|0", "tense=have|day|0", "lemma=attack|0"} <= set(features(0))
    assert {"prep=in|0", "before=in|0", "after=.|0", "tense=have|year|0"} <= set(features(1))


def test_the_likeliest_expression_dates_the_event_and_none_where_all_are_unlikely() -> None:
    annotation, expressions = found()
    scene = scene_of(annotation, (SAID,))

    def chosen(weight: float) -> Span | None:
        weights = np.array([[0.0, -8.0], [0.0, weight]], dtype=np.float32)
        classifier = Classifier(classes=["no", "yes"], features=["", "prep=in|0"], weights=weights)
        plover = Plover(triggers={}, phrases={}, classifiers={"date": classifier})
        return choose_date(scene, plover, ATTACKED, "ASSAULT", expressions=expressions, triggers=[ATTACKED])

    assert chosen(9.0) == expressions[1].span
    assert chosen(1.0) is None
