"""From scores to spans, links and triggers: every score is made by hand."""

import numpy as np

from onrecord.models.decoding import CHUNK, FAR, Head, Scores, decode
from onrecord.models.tagging import PAIR_FEATURES, TAGS, Words
from onrecord.spans import Span

TYPES = ("ACCUSE", "CONSULT")
HEAD = Head(
    name="small",
    digest="0" * 64,
    limit=382,
    margin=48,
    types=TYPES,
    factuality=("asserted", "negated"),
    modes=("ACCUSE/allege", "ACCUSE/disapprove", "CONSULT/"),
    contexts=("diplomatic", "military"),
    transitions=np.zeros((2, 7, 7)).tolist(),
    start=np.zeros((2, 7)).tolist(),
    pair_bias=[np.zeros((2, n)).tolist() for n in PAIR_FEATURES],
    no_source=0.0,
    no_cue=0.0,
    party_bias=np.full((2, 2 * FAR + 1), -5.0).tolist(),
    training={},
)


def words(n: int) -> Words:
    starts = np.arange(n) * 3
    return Words(starts, starts + 2, np.zeros(n, np.int64), np.arange(n), np.zeros(n, np.int64), np.zeros((n, 3), np.int64))


def scores(n: int) -> Scores:
    return Scores(np.zeros((n, 2 * 7 + 3), np.float32), np.zeros((n, 12 * 32), np.float32), np.zeros((n, 7), np.float32))


def tag(s: Scores, word: int, name: str, *, layer: int = 0) -> None:
    s.tags[word, layer * 7 + TAGS.index(name)] = 9.0


def outside(s: Scores) -> None:
    for layer in range(2):
        s.tags[:, layer * 7] += 4.0


def vector(s: Scores, word: int, slot: int, at: int, value: float = 12.0) -> None:
    s.links[word, slot * 32 + at] = value


def said() -> Scores:
    """Words 0 source, 1 cue, 2-3 content, then 5 another source."""
    s = scores(6)
    outside(s)
    for word, name in ((0, "B-source"), (1, "B-cue"), (2, "B-content"), (3, "I-content"), (5, "B-source")):
        tag(s, word, name)
    return s


def test_spans_come_out_in_code_points_with_layer_and_a_chance() -> None:
    s = said()
    tag(s, 3, "B-cue", layer=1)
    found = decode(words(6), s, HEAD).tagged
    assert [(t.role, t.layer, t.span) for t in found] == [
        ("source", 0, Span(0, 2)),
        ("cue", 0, Span(3, 5)),
        ("content", 0, Span(6, 11)),
        ("cue", 1, Span(9, 11)),
        ("source", 0, Span(15, 17)),
    ]
    assert all(0.9 < t.score <= 1 for t in found)


def test_an_unsure_end_lowers_the_chance_of_a_span() -> None:
    s = said()
    s.tags[4, TAGS.index("I-content")] = 3.9
    content = next(t for t in decode(words(6), s, HEAD).tagged if t.role == "content")
    assert 0.4 < content.score < 0.6


def test_a_step_that_no_sequence_may_take_is_not_taken_however_high_it_scores() -> None:
    s = scores(3)
    outside(s)
    s.tags[1, TAGS.index("I-content")] = 20.0
    assert [t.span for t in decode(words(3), s, HEAD).tagged] == [Span(0, 5)]
    s = scores(1)
    s.tags[0, TAGS.index("I-content")] = 20.0
    assert decode(words(1), s, HEAD).tagged == ()


def test_a_cue_links_to_the_source_whose_vector_agrees_and_not_to_the_nearest() -> None:
    s = said()
    vector(s, 1, 0, 7)
    vector(s, 5, 4, 7)
    got = decode(words(6), s, HEAD)
    far = next(i for i, t in enumerate(got.tagged) if t.span == Span(15, 17))
    best = max((link for link in got.links if got.tagged[link.other].role == "source"), key=lambda link: link.score)
    assert best.other == far
    assert best.score > 0.99


def test_links_of_a_cue_without_a_source_add_up_to_little() -> None:
    head = HEAD.__class__(**{f: getattr(HEAD, f) for f in HEAD.__struct_fields__} | {"no_source": 6.0})
    got = decode(words(6), said(), head)
    assert sum(link.score for link in got.links if got.tagged[link.other].role == "source") < 0.05


def test_contents_choose_among_cues() -> None:
    s = said()
    got = decode(words(6), s, HEAD)
    link = next(link for link in got.links if got.tagged[link.other].role == "content")
    assert got.tagged[link.cue].role == "cue"
    assert link.score == 0.5


def test_many_spans_are_linked_in_chunks_to_what_lies_near() -> None:
    n = 3 * CHUNK
    s = scores(9 * n)
    outside(s)
    for i in range(n):
        tag(s, 9 * i, "B-source")
        tag(s, 9 * i + 1, "B-cue")
    got = decode(words(9 * n), s, HEAD)
    assert len(got.tagged) == 2 * n
    for link in got.links:
        assert abs(got.tagged[link.cue].span.start - got.tagged[link.other].span.start) < 3 * (9 * CHUNK + 900)


def test_triggers_carry_type_factuality_the_modes_of_the_type_and_contexts() -> None:
    s = scores(4)
    outside(s)
    s.tags[:, 14] = 5.0
    s.tags[2, 15] = s.tags[3, 15] = 12.0
    s.kinds[2:, 1] = 4.0
    s.kinds[2:, 3] = 4.0
    s.kinds[2:, 4] = 50.0
    s.kinds[2:, 5:] = (3.0, -6.0)
    (t,) = decode(words(4), s, HEAD).triggers
    assert (t.type, t.span) == ("ACCUSE", Span(6, 11))
    assert t.score > 0.99
    assert t.factuality[0][0] == "negated"
    assert [name for name, _ in t.modes] == ["disapprove", "allege"]
    assert [name for name, _ in t.contexts] == ["diplomatic"]


def test_neighbouring_triggers_of_two_types_stay_apart_and_a_quiet_text_has_none() -> None:
    s = scores(3)
    s.tags[1, 15] = s.tags[2, 16] = 9.0
    s.tags[0, 14] = 9.0
    assert [t.type for t in decode(words(3), s, HEAD).triggers] == ["ACCUSE", "CONSULT"]
    quiet = scores(3)
    quiet.tags[:, 14] = 9.0
    assert decode(words(3), quiet, HEAD).triggers == ()


def test_parties_are_the_words_that_answer_the_trigger() -> None:
    s = scores(5)
    s.tags[:, 14] = 9.0
    s.tags[2, 15] = 19.0
    vector(s, 2, 8, 1)
    for word in (0, 1):
        vector(s, word, 10, 1)
    vector(s, 2, 9, 2)
    vector(s, 4, 11, 2)
    (t,) = decode(words(5), s, HEAD).triggers
    assert [(p.role, p.span) for p in t.parties] == [("actor", Span(0, 5)), ("recipient", Span(12, 14))]


def test_no_words_nothing_found() -> None:
    assert decode(words(0), scores(0), HEAD) == ((), (), ())
