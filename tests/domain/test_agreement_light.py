"""The mean of Cohen's kappa over pairs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from domain.agreement import Ratings, cohen_kappa, light_kappa
from tests.domain.test_agreement_cohen import TABLE, ratings_of


def said_by(people, items=80, seed=1):
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=items)
    return np.where(rng.random((people, items)) < 0.3, rng.integers(3, size=(people, items)), truth)


def long(said):
    rows = [(i, who, int(label)) for who, labels in enumerate(said) for i, label in enumerate(labels)]
    return Ratings.from_triples(*zip(*rows, strict=True))


def test_of_two_it_is_cohens_kappa_of_the_paper():
    found = light_kappa(ratings_of(TABLE), rng=np.random.default_rng(0))
    assert found.value == pytest.approx(0.492, abs=0.0005)
    assert found.low == pytest.approx(0.492 - 1.96 * 0.051, abs=0.02)


@pytest.mark.parametrize(("level", "weights"), [("nominal", None), ("ordinal", "linear"), ("interval", "quadratic")])
def test_of_four_it_is_the_mean_of_six(level, weights):
    said = said_by(4)
    expected = np.mean([cohen_kappa_score(a, b, weights=weights) for a, b in combinations(said, 2)])
    found = light_kappa(long(said), level=level, rng=np.random.default_rng(0), draws=200)
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high


def test_a_pair_without_a_kappa_is_left_out_and_counted():
    ratings = Ratings.from_triples([1, 1, 2, 2, 3, 3], "abbcab", "xyxxyy")
    defined = [pair.measurement.value for pair in cohen_kappa(ratings) if pair.measurement.value is not None]
    found = light_kappa(ratings)
    assert found.value == pytest.approx(np.mean(defined))
    assert "1 of 2 pairs have no kappa" in found.reason


def test_many_people_have_a_value_and_no_interval():
    found = light_kappa(long(said_by(12)), rng=np.random.default_rng(0))
    assert found.value is not None
    assert found.low is None
    assert "more than 10 annotators" in found.reason


def test_nothing_but_one_label():
    assert light_kappa(Ratings.from_triples([1, 1], "ab", "xx")).reason.startswith("No two annotators have a defined kappa.")
