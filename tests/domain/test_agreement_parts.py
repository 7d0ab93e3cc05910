"""Agreement by class, by annotator, and of annotators with themselves."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest

from domain.agreement import Ratings, per_annotator, per_class, self_agreement

ROWS = [
    (1, "a", "x"), (1, "b", "x"), (1, "c", "y"),
    (2, "a", "y"), (2, "b", "y"),
    (3, "a", "z"), (3, "c", "x"),
    (4, "d", "x"),
]  # fmt: skip


def ratings(rows=ROWS, **options):
    return Ratings.from_triples(*zip(*rows, strict=True), **options)


def test_a_class_against_the_rest_is_alpha_of_two_classes():
    binary = [[1, 0, 0, np.nan], [1, 0, np.nan, np.nan], [0, np.nan, 1, np.nan]]
    found = {one.label: one for one in per_class(ratings(), rng=np.random.default_rng(0))}
    expected = krippendorff.alpha(reliability_data=binary, level_of_measurement="nominal")
    assert found["x"].alpha.value == pytest.approx(expected)
    assert found["x"].annotations == 4


def test_specific_agreement_is_how_often_another_says_so_too():
    # z was said once with another rating beside it, and nobody joined; y three times: once alone, once in full agreement.
    found = {one.label: one.agreement.value for one in per_class(ratings())}
    assert found["z"] == 0
    assert found["y"] == pytest.approx(2 / 3)


def test_a_class_nobody_gave_says_so():
    found = {one.label: one for one in per_class(ratings(order=["x", "y", "z", "w"]))}
    assert found["w"].alpha.value is None
    assert found["w"].alpha.reason == "Nobody gave 'w' to an item with two ratings."


def test_the_only_class_has_no_alpha_but_full_agreement():
    (one,) = per_class(ratings([(1, "a", "x"), (1, "b", "x")]))
    assert (one.agreement.value, one.alpha.value) == (1.0, None)
    assert "Every rating is 'x'" in one.alpha.reason


def test_an_annotator_against_the_others():
    found = {one.annotator: one for one in per_annotator(ratings(), rng=np.random.default_rng(0))}
    assert found["a"].agreement.value == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert (found["a"].agreement.items, found["a"].annotations) == (3, 3)
    assert found["c"].agreement.value == 0
    assert (found["d"].agreement.value, found["d"].agreement.reason) == (None, "Nobody else rated the items of this annotator.")


def test_self_agreement_compares_the_first_and_the_second_rating():
    again = [(i, "a", label) for i, label in enumerate("xxyy")] + [(i, "a", label) for i, label in enumerate("xyyy")]
    found = self_agreement(ratings(again), rng=np.random.default_rng(0))
    # Observed 3/4; by chance 1/2 · 1/4 + 1/2 · 3/4 = 1/2.
    assert (found.value, found.items) == (pytest.approx(0.5), 4)


def test_without_repeats_there_is_no_self_agreement():
    assert self_agreement(ratings()).reason == "No annotator rated an item twice."
