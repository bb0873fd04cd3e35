"""The confidence of a statement decoded from the tagger's parts."""

import pytest

from onrecord.models import Annotation, Link, Tagged
from onrecord.read.decoding import decoded
from onrecord.read.pieces import Marks
from onrecord.spans import Span

TEXT = "Lund said it rained."


def confidence(*, cue: float = 0.9, content: float = 0.9, source: float = 0.9, link: float = 0.9) -> float:
    tagged = (
        Tagged("source", 0, Span(0, 4), source),
        Tagged("cue", 0, Span(5, 9), cue),
        Tagged("content", 0, Span(10, 19), content),
    )
    links = (Link(1, 0, link), Link(1, 2, 0.95))
    (draft,) = decoded(TEXT, Annotation(tagged=tagged, links=links), Marks(())).drafts
    assert draft.confidence is not None
    return draft.confidence


@pytest.mark.parametrize("part", ["cue", "content", "source", "link"])
def test_each_doubt_lowers_it(part: str) -> None:
    assert confidence(**{part: 0.5}) < confidence()


def test_it_is_a_chance_even_where_every_part_is_sure_or_doubtful() -> None:
    sure, doubtful = confidence(cue=1.0, content=1.0, source=1.0, link=1.0), confidence(cue=0.7, content=0.7, source=0.7)
    assert 0 < doubtful < 0.7 < 0.8 < sure < 1


def test_what_is_hopeless_in_every_part_is_no_statement() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        confidence(cue=0.0, content=0.0, source=0.0)
