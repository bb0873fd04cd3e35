"""Words, features, windows and decoding of the tagger, on sentences and scores made by hand."""

import itertools
import re

import numpy as np
import pytest

from onrecord.models.tagging import (
    FEATURES,
    MARKS,
    PAIR_FEATURES,
    TAGS,
    Words,
    marginals,
    marked,
    pair_features,
    range_in,
    spans_of,
    viterbi,
    windows,
    words_of,
)

SHAPE, QUOTE, LINE = range(3)


def cut(text: str) -> Words:
    """The words of a text by a tokenizer that cuts every long run of letters in two pieces."""
    offsets, ids = [], []
    for number, m in enumerate(re.finditer(r"\w+|[^\w\s]", text)):
        middle = (m.start() + m.end() + 1) // 2
        parts = [(m.start(), middle), (middle, m.end())] if m.end() - m.start() > 5 else [m.span()]
        offsets += parts
        ids += [number] * len(parts)
    return words_of(text, [7] * len(offsets), offsets, ids)


def by_word(words: Words, feature: int) -> list[int]:
    return [int(f) for f in words.features[words.first, feature]]


def test_words_are_runs_of_letters_or_single_marks_and_join_their_pieces() -> None:
    text = "Moscow’s envoy left."
    words = cut(text)
    assert [text[s:e] for s, e in zip(words.starts, words.ends, strict=True)] == ["Moscow", "’", "s", "envoy", "left", "."]
    assert words.first.tolist() == [0, 2, 3, 4, 5, 6]
    assert len(words.pieces) == len(words.features) == 7


def test_lines_are_numbered_by_those_that_hold_words() -> None:
    assert cut("One.\n\n\n  \nTwo.\nThree.").lines.tolist() == [0, 0, 1, 1, 2, 2]


def test_marks_open_and_close_and_a_line_without_a_close_is_marked_as_such() -> None:
    assert by_word(cut("He said “we go” twice"), QUOTE) == [0, 0, 2, 1, 1, 2, 0]
    assert by_word(cut('He said "we go" twice'), QUOTE) == [0, 0, 2, 1, 1, 2, 0]
    assert by_word(cut("“We go\nHe left"), QUOTE) == [2, 3, 3, 0, 0]


def test_case_and_line_ends_are_features() -> None:
    words = cut("NATO said Ankara left in 2019\nno")
    assert by_word(words, SHAPE) == [2, 0, 1, 0, 0, 4, 0]
    assert by_word(words, LINE) == [1, 0, 0, 0, 0, 2, 3]


def test_every_feature_stays_below_its_count() -> None:
    words = cut("“A” „b‟ 'c' \"d\" — 5% é İ 中文 🙂 x:y; z… ok?\n!")
    for number, count in enumerate(FEATURES):
        assert set(by_word(words, number)) <= set(range(count))


def test_no_words() -> None:
    words = words_of(" \n ", [], [], [])
    assert len(words.starts) == 0
    assert windows(words.first, 0, limit=10, margin=2) == []


@pytest.mark.parametrize("limit", [8, 17, 64])
def test_windows_keep_every_word_once_within_the_limit(limit: int) -> None:
    words = cut("The spokesman for the foreign ministry told reporters that talks would resume. " * 9)
    cuts = windows(words.first, len(words.pieces), limit=limit, margin=2)
    bounds = np.append(words.first, len(words.pieces))
    assert [i for w in cuts for i in range(w.keep_from, w.keep_to)] == list(range(len(words.first)))
    for w in cuts:
        assert w.first <= w.keep_from < w.keep_to <= w.last
        assert bounds[w.last] - bounds[w.first] <= limit


def test_a_word_longer_than_the_limit_has_its_own_window() -> None:
    first = np.array([0, 3, 53, 55])
    cuts = windows(first, 60, limit=10, margin=2)
    assert [i for w in cuts for i in range(w.keep_from, w.keep_to)] == [0, 1, 2, 3]


def brute(scores: np.ndarray, steps: np.ndarray, start: np.ndarray) -> list[tuple[float, tuple[int, ...]]]:
    tags = range(scores.shape[1])
    out = []
    for path in itertools.product(tags, repeat=len(scores)):
        total = start[path[0]] + sum(scores[i, t] for i, t in enumerate(path)) + sum(steps[a, b] for a, b in itertools.pairwise(path))
        out.append((float(total), path))
    return out


def test_viterbi_finds_the_best_of_all_paths() -> None:
    rng = np.random.default_rng(3)
    scores, steps, start = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    best = max(brute(scores, steps, start))[1]
    assert tuple(viterbi(scores[None].astype(np.float32), steps.astype(np.float32), start.astype(np.float32))[0]) == best


def test_rows_go_by_their_own_transitions() -> None:
    rng = np.random.default_rng(5)
    scores, steps, start = rng.normal(size=(2, 6, 3)), rng.normal(size=(2, 3, 3)), rng.normal(size=(2, 3))
    args = [a.astype(np.float32) for a in (scores, steps, start)]
    for row in range(2):
        alone = [args[0][row : row + 1], args[1][row], args[2][row]]
        assert (viterbi(*args)[row] == viterbi(*alone)[0]).all()
        assert np.allclose(marginals(*args)[row], marginals(*alone)[0], atol=1e-6)


def test_marginals_add_up_all_paths() -> None:
    rng = np.random.default_rng(4)
    scores, steps, start = rng.normal(size=(4, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    paths = [(np.exp(v), p) for v, p in brute(scores, steps, start)]
    total = sum(v for v, _ in paths)
    want = [[sum(v for v, p in paths if p[i] == t) / total for t in range(3)] for i in range(4)]
    got = marginals(scores[None].astype(np.float32), steps.astype(np.float32), start.astype(np.float32))[0]
    assert np.allclose(got, want, atol=1e-5)


def test_long_texts_do_not_underflow() -> None:
    scores = np.full((1, 20_000, 7), -50, dtype=np.float32)
    got = marginals(scores, np.zeros((7, 7), np.float32), np.zeros(7, np.float32))
    assert np.allclose(got, 1 / 7)


def test_spans_end_where_the_role_changes_or_begins_anew() -> None:
    b, i = TAGS.index("B-source"), TAGS.index("I-source")
    cue, content = TAGS.index("B-cue"), TAGS.index("I-content")
    assert spans_of([b, i, b, cue, 0, content, content]) == [(0, 0, 2), (0, 2, 3), (1, 3, 4), (2, 5, 7)]
    assert spans_of([]) == []


def test_pair_features_know_side_distance_cues_between_lines_and_layer() -> None:
    lines = np.array([0] * 10 + [1] * 10)
    cues = np.array([[2, 3, 0], [5, 6, 0]])
    others = np.array([[1, 2, 0], [3, 5, 0], [12, 14, 1]])
    got = pair_features(cues, others, lines)
    assert got[0, 0].tolist() == [0, 0, 0, 1]
    assert got[0, 1].tolist() == [10, 0, 0, 1]
    assert got[1, 0, 0] == 3
    assert got[1, 0, 1] == 1
    assert got[0, 2].tolist() == [15, 1, 1, 0]
    assert (got < np.array(PAIR_FEATURES)).all()


def test_marks_stand_around_both_parties_and_have_no_features() -> None:
    words = cut("Northland met old Ostria today.")
    actor, recipient = range_in(words, 0, 9), range_in(words, 14, 24)
    assert (actor, recipient) == (range(1), range(2, 4))
    given = marked(words, actor, recipient, limit=100)
    (before, behind), (before_second, behind_second) = MARKS
    assert given.pieces.tolist() == [before, 7, 7, behind, 7, before_second, 7, 7, 7, behind_second, 7, 7]
    assert (given.actor, given.recipient) == (0, 5)
    assert not given.features[[0, 3, 5, 9]].any() and given.features[1].any()


def test_a_party_within_a_party_is_marked_inside_of_it() -> None:
    words = cut("big Ostria won")
    given = marked(words, range(2), range(1, 2), limit=100)
    (before, behind), (before_second, behind_second) = MARKS
    assert given.pieces.tolist() == [before, 7, before_second, 7, 7, behind_second, behind, 7]


@pytest.mark.parametrize("limit", [4, 8, 20])
def test_of_a_long_text_the_words_nearest_to_the_parties_stay(limit: int) -> None:
    words = cut("far " * 50 + "one two " + "far " * 50 + "six " + "far " * 50)
    given = marked(words, range(50, 52), range(102, 103), limit=limit)
    assert len(given.pieces) == limit + 4 and [p for p in given.pieces.tolist() if p != 7] == [1, 2, 3, 4]


def test_a_party_longer_than_the_limit_leaves_the_other_its_mark() -> None:
    given = marked(cut("far " * 50 + "six"), range(50), range(50, 51), limit=8)
    (before, _), (before_second, _) = MARKS
    assert (given.pieces[given.actor], given.pieces[given.recipient]) == (before, before_second)
