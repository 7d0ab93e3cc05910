"""Samples: the same seed, the same items; strata in proportion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.sampling.draw import STRATA_AT_MOST, draw, quotas, start

SIZES = st.dictionaries(st.text(max_size=3), st.integers(0, 5000), max_size=12)


@given(sizes=SIZES, wanted=st.integers(0, 4000))
def test_quotas_add_up_and_stay_within_one_of_the_proportion(sizes, wanted):
    found = quotas(sizes, wanted)
    there = {name: n for name, n in sizes.items() if n}
    total = sum(there.values())
    assert sum(found.values()) == min(wanted, total)
    assert all(0 <= found[name] <= n for name, n in there.items())
    if wanted >= len(there):
        assert all(found[name] >= 1 for name in there)
    for name, n in there.items():
        exact = n * min(wanted, total) / total
        assert exact - len(there) <= found[name] <= max(1, exact + 1)


def test_a_small_stratum_is_not_missed():
    assert quotas({"spam": 2, "ham": 998}, 100) == {"spam": 1, "ham": 99}


def test_the_order_in_which_strata_come_changes_nothing():
    assert quotas({"a": 5, "b": 5, "c": 5}, 7) == quotas({"c": 5, "b": 5, "a": 5}, 7)


@given(st.dictionaries(st.integers(0, 10_000), st.sampled_from("abc"), max_size=200), st.integers(0, 250), st.integers(0, 50))
def test_a_draw_is_reproducible_and_takes_its_quotas(strata, wanted, seed):
    found = draw(strata, wanted, seed)
    assert found == draw(dict(reversed(strata.items())), wanted, seed)
    assert len(set(found)) == len(found) == min(wanted, len(strata))
    of_each = {name: list(strata.values()).count(name) for name in set(strata.values())}
    assert {name: sum(strata[one] == name for one in found) for name in of_each} == quotas(of_each, wanted)


def test_another_seed_draws_others():
    strata = dict.fromkeys(range(1000), "a")
    assert draw(strata, 20, 1) != draw(strata, 20, 2)
    assert 0 <= start(1) < 1
    assert start(1) != start(2)


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(Invalid, match="can be strata"):
        quotas({str(n): 1 for n in range(STRATA_AT_MOST + 1)}, 5)
    with pytest.raises(Invalid, match="seed"):
        draw({1: "a"}, 1, -1)
