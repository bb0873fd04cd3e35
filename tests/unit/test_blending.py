"""Several networks as one: the mean of scores made by hand."""

import numpy as np
import pytest
from msgspec.structs import replace
from unit.test_decoding import HEAD, said, scores, tag, vector, words

from onrecord.errors import ModelError
from onrecord.models.blending import Blend
from onrecord.models.decoding import Scores, decode


def noise(seed: int, n: int = 6) -> Scores:
    rng = np.random.default_rng(seed)
    return Scores(*(rng.normal(size=s.shape).astype(np.float32) for s in scores(n)))


def test_one_network_stays_what_it_is() -> None:
    blend, only = Blend([HEAD], [1.0]), noise(1)
    assert blend.head is HEAD
    assert blend.scores([only]) is only


def test_the_same_network_twice_reads_as_once() -> None:
    once, blend = said(), Blend([HEAD, HEAD], [1.0, 0.4])
    vector(once, 1, 0, 3)
    vector(once, 0, 4, 3)
    alone = decode(words(6), once, HEAD)
    assert alone.links
    assert decode(words(6), blend.scores([once, once]), blend.head) == alone


def test_scores_count_by_weight() -> None:
    yes, no = said(), scores(6)
    no.tags[:, [0, 7]] = 9.0  # outside, in both layers
    assert decode(words(6), Blend([HEAD, HEAD], [3.0, 1.0]).scores([yes, no]), HEAD).tagged
    assert not decode(words(6), Blend([HEAD, HEAD], [1.0, 3.0]).scores([yes, no]), HEAD).tagged


def test_products_of_vectors_are_averaged() -> None:
    one, other = noise(1), noise(2)
    both = Blend([HEAD, HEAD], [1.0, 3.0]).scores([one, other]).links.reshape(6, 12, 64)
    products = [s.links.reshape(6, 12, 32)[0, 0] @ s.links.reshape(6, 12, 32)[1, 4] for s in (one, other)]
    assert both[0, 0] @ both[1, 4] == pytest.approx(0.25 * products[0] + 0.75 * products[1], rel=1e-5)


def test_parameters_are_averaged() -> None:
    other = replace(HEAD, no_source=4.0, start=np.ones((2, 7)).tolist(), party_bias=np.ones((2, 129)).tolist())
    mean = Blend([HEAD, other], [1.0, 1.0]).head
    assert (mean.no_source, mean.no_cue) == (2.0, 0.0)
    assert mean.start == np.full((2, 7), 0.5).tolist()
    assert mean.party_bias == np.full((2, 129), -2.0).tolist()
    assert [np.shape(t) for t in mean.pair_bias] == [np.shape(t) for t in HEAD.pair_bias]


def test_labels_go_by_name_and_who_lacks_one_does_not_count() -> None:
    other = replace(HEAD, factuality=("negated", "asserted"), modes=("CONSULT/", "ACCUSE/allege"), contexts=("military",))
    one, two = scores(1), scores(1)
    one.kinds[0] = [1, 2, 3, 4, 5, 6, 7]
    two = two._replace(kinds=np.array([[20, 10, 50, 30, 70]], np.float32))
    # asserted, negated, ACCUSE/allege, ACCUSE/disapprove (only the first has it), CONSULT/, diplomatic (likewise), military
    assert Blend([HEAD, other], [1.0, 1.0]).scores([one, two]).kinds[0].tolist() == [5.5, 11, 16.5, 4, 27.5, 6, 38.5]


def test_no_words_are_no_matter() -> None:
    assert [s.shape for s in Blend([HEAD, HEAD], [1.0, 1.0]).scores([scores(0), scores(0)])] == [(0, 17), (0, 768), (0, 7)]


@pytest.mark.parametrize("other", [replace(HEAD, types=("ACCUSE",)), replace(HEAD, limit=254), replace(HEAD, margin=24)])
def test_networks_of_different_kinds_are_refused(other: object) -> None:
    with pytest.raises(ModelError, match="'small' and 'small' cannot be read together"):
        Blend([HEAD, other], [1.0, 1.0])  # type: ignore[list-item]


def test_a_tag_that_both_find_likely_wins_over_what_one_is_sure_of() -> None:
    one, other = scores(1), scores(1)
    tag(one, 0, "B-cue")
    one.tags[0, 0] = other.tags[0, 0] = 7.0
    other.tags[0, 7] = one.tags[0, 7] = 7.0
    assert [t.role for t in decode(words(1), one, HEAD).tagged] == ["cue"]
    assert not decode(words(1), Blend([HEAD, HEAD], [1.0, 1.0]).scores([one, other]), HEAD).tagged
