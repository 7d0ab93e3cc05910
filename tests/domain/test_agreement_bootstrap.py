"""Intervals against a bootstrap done in the plainest way: items drawn one by one, ratings built anew, the statistic asked again."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from domain.agreement import STATISTICS, Ratings, bootstrap, cohen_kappa, krippendorff_alpha, per_annotator, per_class, raw_agreement
from domain.agreement.parts import inside

DRAWS = 250
SUMMED = [(one.name, one.levels[-1] if one.name != "krippendorff_alpha" else "ordinal") for one in STATISTICS.values() if one.parts]


def rows_of(items=60, missing=0.0, alone=0):
    """Three annotators on a five-point scale with uneven labels; `alone` more items with one rating each."""
    rng = np.random.default_rng(5)
    truth = rng.choice(5, items, p=[0.5, 0.2, 0.1, 0.1, 0.1])
    said = np.where(rng.random((3, items)) < 0.35, rng.choice(5, (3, items)), truth)
    rows = [(i, "abc"[k], int(said[k, i]) + 1) for i in range(items) for k in range(3) if k == i % 3 or rng.random() >= missing]
    return rows + [(items + i, "a", 1 + i % 5) for i in range(alone)]


def ratings(rows):
    return Ratings.from_triples(*zip(*rows, strict=True), order=[1, 2, 3, 4, 5])


def drawn_plainly(rows, figure, seed=11):
    """`figure(ratings)` of each draw; items with one rating are drawn apart from the others."""
    by_item = {}
    for item, who, label in rows:
        by_item.setdefault(item, []).append((who, label))
    sorts = [[i for i, said in by_item.items() if len(said) > 1], [i for i, said in by_item.items() if len(said) == 1]]
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS):
        chosen = [item for sort in sorts if sort for item in rng.choice(sort, len(sort)).tolist()]
        found.append(figure(ratings([(place, who, label) for place, item in enumerate(chosen) for who, label in by_item[item]])))
    return np.array(found)


def assert_alike(found, plain):
    """Within Monte-Carlo error: the percentiles of so few draws have a standard error of .134 √(400/draws) deviations."""
    spread = plain.std()
    close = 4 * 0.134 * np.sqrt(400 / DRAWS) * spread
    assert found.low == pytest.approx(np.percentile(plain, 2.5), abs=close)
    assert found.high == pytest.approx(np.percentile(plain, 97.5), abs=close)


@pytest.mark.parametrize(("name", "level"), SUMMED)
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_every_statistic(name, level, missing):
    rows = rows_of(missing=missing, alone=6 if missing else 0)
    if name == "fleiss_kappa":  # which number of ratings is the most common is settled once, not anew in every draw
        number = Counter(item for item, *_ in rows)
        most = max(Counter(number.values()).items(), key=lambda pair: pair[1])[0]
        rows = [row for row in rows if number[row[0]] == most]
    statistic = STATISTICS[name]
    parts = statistic.parts(ratings(rows), level)
    (ours,) = (inside(values) for values in bootstrap.drawn([parts], rng=np.random.default_rng(1), draws=4000))
    plain = drawn_plainly(rows, lambda some: statistic.function(some, level=level).value)
    found = statistic.function(ratings(rows), level=level, rng=np.random.default_rng(1), draws=4000)
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(ours, [2.5, 97.5])))
    assert_alike(found, plain)
    assert ours.mean() == pytest.approx(plain.mean(), abs=4 * plain.std() / np.sqrt(DRAWS))
    assert ours.std() == pytest.approx(plain.std(), rel=4 / np.sqrt(2 * DRAWS))


def test_a_pair_a_class_and_an_annotator():
    rows = rows_of(missing=0.2)
    how = {"rng": np.random.default_rng(2), "draws": 4000}
    in_all = ratings(rows)
    pair = cohen_kappa(in_all, level="ordinal", **how)[0].measurement
    shared = [row for row in rows if row[1] != "c"]
    both = {item for item, who, _ in shared if who == "a"} & {item for item, who, _ in shared if who == "b"}
    shared = [row for row in shared if row[0] in both]
    assert_alike(pair, drawn_plainly(shared, lambda some: cohen_kappa(some, level="ordinal")[0].measurement.value))
    one = per_class(in_all, **how)[0]
    assert_alike(one.alpha, drawn_plainly(rows, lambda some: per_class(some)[0].alpha.value))
    assert_alike(one.agreement, drawn_plainly(rows, lambda some: per_class(some)[0].agreement.value))
    # An annotator's interval is over their own items.
    theirs = {item for item, who, _ in rows if who == "b"}
    of_b = [row for row in rows if row[0] in theirs]
    person = next(found for found in per_annotator(in_all, **how) if found.annotator == "b").agreement
    together = [row for row in of_b if sum(other[0] == row[0] for other in of_b) > 1]
    assert_alike(
        person,
        drawn_plainly(together, lambda some: next(found for found in per_annotator(some) if found.annotator == "b").agreement.value),
    )


def test_the_mean_of_items_is_as_scipy_has_it():
    rows = rows_of(items=120)
    found = raw_agreement(ratings(rows), rng=np.random.default_rng(3), draws=4000)
    said = np.array([label for *_, label in rows]).reshape(-1, 3)
    share = [np.mean([row[0] == row[1], row[0] == row[2], row[1] == row[2]]) for row in said]
    theirs = stats.bootstrap((share,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(4)).confidence_interval
    assert (found.low, found.high) == pytest.approx(tuple(theirs), abs=0.008)


def test_statistics_over_the_same_items_share_their_draws():
    """So the interval of a statistic is the same whether it is asked alone or among others."""
    from domain.agreement import measure

    one = ratings(rows_of())
    among = measure(one, rng=np.random.default_rng(6), draws=300)["krippendorff_alpha"]
    assert among == krippendorff_alpha(one, rng=np.random.default_rng(6), draws=300).as_dict()


def test_items_with_one_rating_do_not_thin_out_the_draws():
    """Two items with pairs among a thousand without: every draw still holds two."""
    rows = [(0, "a", 1), (0, "b", 1), (1, "a", 1), (1, "b", 2)] + [(i, "a", 1) for i in range(2, 1000)]
    found = raw_agreement(ratings(rows), rng=np.random.default_rng(0))
    assert (found.value, found.low, found.high) == (0.5, 0, 1)
    assert "draws" not in found.reason
