"""Krippendorff's alpha."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.agreement import LEVELS, Ratings, fleiss_kappa, krippendorff_alpha
from domain.errors import Invalid

# Krippendorff (2011), section C: four observers, twelve units, some values missing.
OBSERVERS = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "12332441251."}


def example():
    rows = [(unit, who, int(said)) for who, values in OBSERVERS.items() for unit, said in enumerate(values) if said != "."]
    return Ratings.from_triples(*zip(*rows, strict=True))


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_the_example_of_the_paper(level, value):
    found = krippendorff_alpha(example(), level=level, rng=np.random.default_rng(0))
    assert found.value == pytest.approx(value, abs=0.0005)
    assert (found.items, found.annotations, found.level) == (11, 40, level)
    assert found.low < found.value <= found.high


triples = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.sampled_from([0, 1, 2.5, 3, 7])), min_size=2, max_size=80)


@settings(deadline=None)
@given(triples, st.sampled_from(LEVELS))
def test_the_same_as_an_independent_library(rows, level):
    ratings = Ratings.from_triples(*zip(*rows, strict=True))
    matrix = np.full((len(ratings.annotators), len(ratings.items)), np.nan)
    matrix[ratings.annotator, ratings.item] = np.array(ratings.labels)[ratings.label]
    paired = matrix[:, (~np.isnan(matrix)).sum(axis=0) >= 2]
    assume(len(np.unique(paired[~np.isnan(paired)])) > 1)
    expected = krippendorff.alpha(reliability_data=paired, level_of_measurement=level)
    assert krippendorff_alpha(ratings, level=level).value == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(triples, st.sampled_from(LEVELS))
def test_bounds_are_defined_together_and_in_order(rows, level):
    found = krippendorff_alpha(Ratings.from_triples(*zip(*rows, strict=True)), level=level, rng=np.random.default_rng(0), draws=50)
    assert (found.low is None) == (found.high is None)
    if found.low is not None:
        assert found.low <= found.high <= 1 + 1e-9
    assert found.value is not None or found.reason


def test_ordinal_labels_without_an_order_are_ranked_alphabetically_and_it_says_so():
    ratings = Ratings.from_triples([1, 1, 2, 2], "abab", ["low", "low", "high", "medium"])
    assert "ranked alphabetically" in krippendorff_alpha(ratings, level="ordinal").reason


def test_the_interval_level_needs_numbers():
    found = krippendorff_alpha(Ratings.from_triples([1, 1, 2, 2], "abab", "xyxx"), level="interval")
    assert (found.value, found.reason) == (None, "The interval level needs labels that are numbers.")


def test_an_unknown_level_is_refused():
    with pytest.raises(Invalid, match="'cardinal': one of nominal, ordinal, interval, ratio"):
        krippendorff_alpha(example(), level="cardinal")


def test_the_ratio_level_needs_a_scale_from_zero():
    found = krippendorff_alpha(Ratings.from_triples([1, 1, 2, 2], "abab", [-1, 2, 3, 3]), level="ratio")
    assert (found.value, found.reason) == (None, "The ratio level needs a scale that starts at zero; there are labels below it.")


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=2, max_size=30))
def test_with_as_many_ratings_on_every_item_nominal_alpha_is_fleiss_kappa_of_a_sample(rows):
    """n ratings in all: 1 − α = (1 − κ)(n − 1)/n, so the two meet as n grows."""
    assume(len({label for row in rows for label in row}) > 1)
    triples = [(i, who, label) for i, row in enumerate(rows) for who, label in enumerate(row)]
    ratings = Ratings.from_triples(*zip(*triples, strict=True))
    n = len(triples)
    kappa, alpha = fleiss_kappa(ratings).value, krippendorff_alpha(ratings).value
    assert 1 - alpha == pytest.approx((1 - kappa) * (n - 1) / n, abs=1e-9)
