"""The difference of a statistic between two sets of ratings."""

from __future__ import annotations

import json

import numpy as np
import pytest

from domain.agreement import STATISTICS, Ratings, difference, differences
from domain.errors import Invalid


def rows_of(items, noise, seed, people="ab", start=0):
    rng = np.random.default_rng(seed)
    truth = np.random.default_rng(99).integers(3, size=start + items)
    return [
        (i, who, int(rng.integers(3)) if rng.random() < noise else int(truth[i])) for i in range(start, start + items) for who in people
    ]


def ratings(rows):
    return Ratings.from_triples(*zip(*rows, strict=True))


BEFORE, AFTER, OTHERS = rows_of(150, 0.6, 1), rows_of(150, 0.3, 2), rows_of(150, 0.3, 3, start=1000)


def test_it_is_the_second_minus_the_first():
    found = difference(ratings(BEFORE), ratings(AFTER), rng=np.random.default_rng(0))
    alpha = STATISTICS["krippendorff_alpha"].function
    assert found.value == pytest.approx(alpha(ratings(AFTER)).value - alpha(ratings(BEFORE)).value)
    assert found.value == pytest.approx(found.second - found.first)
    assert 0 < found.low < found.value < found.high
    assert (found.items, found.annotations, found.paired) == (150, 600, 150)
    json.dumps(found.as_dict(), allow_nan=False)


def plain(one, other, paired, statistic, draws=400):
    """Items drawn one by one, ratings built anew, the statistic asked each time."""
    rng = np.random.default_rng(7)

    def redrawn(rows, chosen):
        by_item = {}
        for item, who, label in rows:
            by_item.setdefault(item, []).append((who, label))
        return ratings([(place, who, label) for place, item in enumerate(chosen) for who, label in by_item[item]])

    names = [sorted({item for item, _, _ in rows}) for rows in (one, other)]
    function, found = STATISTICS[statistic].function, []
    for _ in range(draws):
        first = rng.choice(names[0], len(names[0]))
        second = first if paired else rng.choice(names[1], len(names[1]))
        values = [function(redrawn(rows, chosen)).value for rows, chosen in ((one, first), (other, second))]
        found.append(values[1] - values[0])
    return np.array(found)


@pytest.mark.parametrize("statistic", ["raw", "krippendorff_alpha", "light_kappa"])
@pytest.mark.parametrize(("other", "paired"), [(AFTER, True), (OTHERS, False)])
def test_the_interval_is_that_of_a_bootstrap_done_plainly(statistic, other, paired):
    found = difference(ratings(BEFORE), ratings(other), statistic, rng=np.random.default_rng(0), draws=4000)
    expected = plain(BEFORE, other, paired, statistic)
    # The 2.5 % point of 400 draws has a standard error of .134 standard deviations.
    close = 4 * 0.134 * expected.std()
    assert found.low == pytest.approx(np.percentile(expected, 2.5), abs=close)
    assert found.high == pytest.approx(np.percentile(expected, 97.5), abs=close)
    assert found.high - found.low == pytest.approx(2 * 1.96 * expected.std(), rel=0.15)


def test_drawing_the_same_items_together_makes_the_interval_narrower():
    """A second pass over the same texts that changed little: most of what varies between texts is in both figures."""
    again = [(item, who, label if item % 10 else (label + 1) % 3) for item, who, label in BEFORE]
    apart = [(item + 1000, who, label) for item, who, label in again]
    together, alone = (difference(ratings(BEFORE), ratings(rows), rng=np.random.default_rng(0)) for rows in (again, apart))
    assert together.value == pytest.approx(alone.value)
    assert together.high - together.low < 0.8 * (alone.high - alone.low)
    assert (together.paired, alone.paired) == (150, 0)


def test_identical_ratings_differ_by_nothing_at_all():
    found = difference(ratings(BEFORE), ratings(BEFORE), rng=np.random.default_rng(0))
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_partly_the_same_items():
    found = difference(ratings(BEFORE), ratings(AFTER[100:] + OTHERS), rng=np.random.default_rng(0))
    assert found.paired == 100
    assert found.low < found.value < found.high


def test_what_is_undefined_says_in_which_of_the_two():
    found = difference(ratings([(1, "a", "x")]), ratings(AFTER), rng=np.random.default_rng(0))
    assert (found.value, found.low, found.first) == (None, None, None)
    assert found.second is not None
    assert found.reason == "first: Only one annotator (a) has rated: agreement needs two."


def test_several_at_once_share_their_draws():
    names = ["krippendorff_alpha", "light_kappa", "raw"]
    found = differences(ratings(BEFORE), ratings(AFTER), names, rng=np.random.default_rng(0))
    assert list(found) == names
    assert found["krippendorff_alpha"] == difference(ratings(BEFORE), ratings(AFTER), rng=np.random.default_rng(0))
    assert all(one.low < one.value < one.high for one in found.values())


def test_an_unknown_statistic_is_refused():
    with pytest.raises(Invalid, match="no difference of 'self_agreement': one of raw, fleiss_kappa"):
        difference(ratings(BEFORE), ratings(AFTER), "self_agreement")
