"""Which state those act for whose words name none: the country spoken of around them."""

from onrecord.models import Annotation
from onrecord.read.clusters import Clusters
from onrecord.read.pronouns import Pronouns
from onrecord.read.states import FAR, States
from onrecord.records import MentionDraft
from onrecord.spans import Span


def around(at: int, *spoken: tuple[int, str]) -> str | None:
    clusters = Clusters("", Annotation())
    states = States("", clusters, Pronouns("", Annotation(), clusters))
    states.hear(spoken)
    span = Span(at, at + 1)
    return states.country_around(MentionDraft(span=span, head=span, form="nominal", label="role"))


def test_the_nearer_country_is_meant_and_of_those_far_away_the_more_often_spoken_of() -> None:
    assert around(100, (900, "FIN"), (150, "EST")) == "EST"
    assert around(5 * FAR, (0, "EST"), (10, "FIN"), (20, "FIN")) == "FIN"
    assert around(5 * FAR, (0, "EST"), (10, "FIN"), (20, "FIN"), (5 * FAR + 9, "EST")) == "EST"


def test_where_none_has_a_clear_share_it_is_none() -> None:
    assert around(0) is None
    assert around(5 * FAR, (0, "EST"), (10, "FIN"), (20, "SWE")) is None
