"""Scott's pi."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.agreement import Ratings, cohen_kappa, fleiss_kappa, scott_pi
from tests.domain.test_agreement_gwet import four_raters, of_table

# Artstein & Poesio (2008), section 2: two coders tag 100 utterances as statements, information requests and checks.
DIALOGUE = [[46, 6, 0], [0, 32, 0], [0, 6, 10]]


def test_the_example_of_the_survey():
    """Observed .88; by chance .4014 for pi and .396 for kappa, so π ≈ .799 and κ ≈ .801."""
    found = scott_pi(of_table(DIALOGUE), rng=np.random.default_rng(0))
    assert found.value == pytest.approx((0.88 - 0.4014) / (1 - 0.4014))
    assert cohen_kappa(of_table(DIALOGUE))[0].measurement.value == pytest.approx((0.88 - 0.396) / (1 - 0.396))
    assert found.low < found.value < found.high


def test_four_raters_with_missing_ratings():
    """Gwet (2014) and his program irrCAC: .76117."""
    assert scott_pi(four_raters()).value == pytest.approx(0.76117, abs=5e-6)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=25))
def test_on_a_full_table_it_is_fleiss_kappa(rows):
    assume(len({label for row in rows for label in row}) > 1)
    triples = [(i, who, label) for i, row in enumerate(rows) for who, label in enumerate(row)]
    ratings = Ratings.from_triples(*zip(*triples, strict=True))
    assert scott_pi(ratings).value == pytest.approx(fleiss_kappa(ratings).value, abs=1e-9)


def test_one_label_has_none():
    found = scott_pi(Ratings.from_triples([1, 1], "ab", "xx"))
    assert (found.value, "Every rating is 'x'" in found.reason) == (None, True)
