"""What figures would be if nobody had looked."""

from __future__ import annotations

import json

import numpy as np
import pytest

from domain.agreement import (
    Ratings,
    expected_by_majority,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    raw_agreement,
    says,
    scott_pi,
)
from tests.domain.test_agreement_gwet import of_table

FUNCTIONS = {
    "raw": raw_agreement,
    "fleiss_kappa": fleiss_kappa,
    "krippendorff_alpha": krippendorff_alpha,
    "scott_pi": scott_pi,
    "gwet_ac1": gwet_ac1,
}


def test_the_two_tables_of_the_paradox():
    """Feinstein & Cicchetti (1990): raw .85 in both; kappa .70 and .32. PABAK (Byrt, Bishop & Carlin 1993) is .70 in both."""
    even, uneven = (expected_by_majority(of_table(table)) for table in ([[40, 9], [6, 45]], [[80, 10], [5, 5]]))
    assert even.raw == uneven.raw == pytest.approx(0.85)
    assert even.balanced == uneven.balanced == pytest.approx(0.70)
    assert (uneven.majority, uneven.share) == ("0", pytest.approx(0.875))
    assert uneven.shuffled == pytest.approx((175 * 174 + 25 * 24) / (200 * 199))
    assert uneven.room < 0.23 < even.room
    assert says(even, 0.70) == "agreement"
    assert says(uneven, 0.32) == "imbalance"
    json.dumps(uneven.as_dict(), allow_nan=False)


def test_even_labels_and_a_low_figure_are_disagreement():
    found = expected_by_majority(of_table([[30, 20], [20, 30]]))
    assert says(found, 0.2) == "disagreement"
    assert says(found, None) == "undefined"


def test_at_random_is_what_dealing_the_labels_out_gives():
    rng = np.random.default_rng(0)
    labels = np.repeat(["x", "y", "z"], [2400, 400, 200])
    ratings = Ratings.from_triples(np.repeat(np.arange(1000), 3), list("abc") * 1000, rng.permutation(labels).tolist())
    found = expected_by_majority(ratings)
    for name, function in FUNCTIONS.items():
        assert function(ratings).value == pytest.approx(found.at_random[name], abs=0.03)


def test_one_who_always_says_the_majority():
    rng = np.random.default_rng(1)
    worked = rng.permutation(np.repeat(["x", "y", "z"], [6000, 3000, 1000])).tolist()
    rows = [(i, who, label) for i, label in enumerate(worked) for who, label in (("a", label), ("b", "x"))]
    ratings = Ratings.from_triples(*zip(*rows, strict=True))
    alone = Ratings.from_triples(*zip(*[(i, who, label) for i, label in enumerate(worked) for who in "ab"], strict=True))
    found = expected_by_majority(alone)
    for name, function in FUNCTIONS.items():
        assert function(ratings).value == pytest.approx(found.one_the_majority[name], abs=0.001)


def test_everyone_the_majority_has_full_agreement_and_no_kappa():
    found = expected_by_majority(of_table([[80, 10], [5, 5]])).everyone_the_majority
    assert found == {"raw": 1, "gwet_ac1": 1, "fleiss_kappa": None, "krippendorff_alpha": None, "scott_pi": None}


def test_one_label_and_nothing_to_compare():
    only = expected_by_majority(Ratings.from_triples([1, 1], "ab", "xx"))
    assert (only.room, only.balanced, "Every rating is 'x'" in only.reason) == (0, None, True)
    assert expected_by_majority(Ratings.from_triples([], [], [])).reason == "There are no ratings yet."
