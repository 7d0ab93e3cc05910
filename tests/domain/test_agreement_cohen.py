"""Cohen's kappa, plain and weighted, of every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from domain.agreement import Ratings, cohen_kappa, confusion
from domain.errors import Invalid

# Cohen (1960), table 2: two psychiatrists on 200 patients.
TABLE = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]


def ratings_of(table):
    cells = [(a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]
    rows = [(i, who, said) for i, cell in enumerate(cells) for who, said in zip("AB", cell, strict=True)]
    return Ratings.from_triples(*zip(*rows, strict=True))


def test_the_example_of_the_paper():
    (pair,) = cohen_kappa(ratings_of(TABLE), rng=np.random.default_rng(0))
    assert pair.annotators == ("A", "B")
    assert pair.measurement.value == pytest.approx(0.492, abs=0.0005)
    assert pair.measurement.items == 200
    # The large-sample standard error is .051 (Fleiss, Cohen & Everitt 1969): the bootstrap should say much the same.
    assert pair.measurement.low == pytest.approx(0.492 - 1.96 * 0.051, abs=0.02)
    assert pair.measurement.high == pytest.approx(0.492 + 1.96 * 0.051, abs=0.02)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 4, 8]), st.sampled_from([1, 2, 4, 8])), min_size=2, max_size=40),
    st.sampled_from([("nominal", None), ("ordinal", "linear"), ("ordinal", "quadratic")]),
)
def test_the_same_as_an_independent_library(votes, how):
    level, weights = how
    rows = [(i, who, said) for i, cell in enumerate(votes) for who, said in zip("AB", cell, strict=True)]
    ratings = Ratings.from_triples(*zip(*rows, strict=True), order=[1, 2, 4, 8])
    ((_, named, found),) = cohen_kappa(ratings, level=level, weights=weights)
    assert named == weights
    if len({said for cell in votes for said in cell}) == 1:
        assert found.value is None
    else:
        assert found.value == pytest.approx(cohen_kappa_score(*zip(*votes, strict=True), labels=[1, 2, 4, 8], weights=weights), abs=1e-9)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 4, 8]), st.sampled_from([1, 2, 4, 8])), min_size=2, max_size=40),
    st.sampled_from([("nominal", None), ("ordinal", "linear"), ("interval", "quadratic")]),
)
def test_the_same_as_another_independent_library(votes, how):
    level, weights = how
    rows = [(i, who, said) for i, cell in enumerate(votes) for who, said in zip("AB", cell, strict=True)]
    ((_, _, found),) = cohen_kappa(Ratings.from_triples(*zip(*rows, strict=True)), level=level)
    used = sorted({said for cell in votes for said in cell})
    assume(len(used) > 1)
    square = np.zeros((len(used), len(used)))
    for a, b in votes:
        square[used.index(a), used.index(b)] += 1
    # Linear weights go by the rank and quadratic ones by the value.
    places = np.array(used, float) if level == "interval" else np.arange(len(used), dtype=float)
    expected = inter_rater.cohens_kappa(square, weights=places if weights else None, wt=weights, return_results=False)
    assert found.value == pytest.approx(float(expected), abs=1e-9)


def test_thousands_of_pairs_at_once_are_what_each_is_alone():
    rng = np.random.default_rng(2)
    rows = [(i, int(who), int(rng.integers(4))) for i in range(400) for who in rng.choice(40, size=4, replace=False)]
    ratings = Ratings.from_triples(*zip(*rows, strict=True))
    for pair in cohen_kappa(ratings, level="ordinal")[::50]:
        ((_, _, alone),) = cohen_kappa(ratings.restricted(annotators=set(pair.annotators)), level="ordinal")
        assert alone.value == (None if pair.measurement.value is None else pytest.approx(pair.measurement.value, abs=1e-9))


def test_interval_weights_are_the_squared_differences_of_the_values():
    # o: one of four pairs differs, by 2 of 3 steps (cost 4). e from the margins, by hand.
    rows = [(i, w, s) for i, cell in enumerate([(0, 0), (0, 0), (3, 3), (1, 3)]) for w, s in zip("AB", cell, strict=True)]
    ((_, weights, found),) = cohen_kappa(Ratings.from_triples(*zip(*rows, strict=True)), level="interval")
    expected = (2 * 2 * 9 + 1 * 2 * 9 + 1 * 2 * 1 + 1 * 2 * 4) / 16
    assert weights == "quadratic"
    assert found.value == pytest.approx(1 - (4 / 4) / expected)


def test_the_interval_follows_the_weights():
    (plain,) = cohen_kappa(ratings_of(TABLE), rng=np.random.default_rng(0))
    (linear,) = cohen_kappa(ratings_of(TABLE), level="ordinal", rng=np.random.default_rng(0))
    assert linear.measurement.low < linear.measurement.value < linear.measurement.high
    assert linear.measurement.low != plain.measurement.low


def test_a_pair_that_shares_no_item_is_listed_with_the_reason():
    ratings = Ratings.from_triples([1, 1, 2, 2, 3, 3], ["a", "b", "b", "c", "a", "b"], "xyxxyy")
    found = {pair.annotators: pair.measurement for pair in cohen_kappa(ratings)}
    assert (found["a", "c"].value, found["a", "c"].reason) == (None, "These two share no item.")
    assert found["a", "b"].items == 2


def test_a_pair_with_one_label_is_undefined_and_names_it():
    ((_, _, found),) = cohen_kappa(Ratings.from_triples([1, 1, 2, 2], "abab", "xxxx"), rng=np.random.default_rng(0))
    assert (found.value, found.low, found.items) == (None, None, 2)
    assert "Every rating is 'x'" in found.reason


def test_only_the_pairs_with_the_most_shared_items_get_an_interval():
    rng = np.random.default_rng(5)
    rows = [(i, who, int(rng.integers(3))) for i in range(60) for who in ("ab" if i < 40 else "bc")]
    found = cohen_kappa(Ratings.from_triples(*zip(*rows, strict=True)), rng=rng, draws=100, pairs_with_interval=1)
    assert [(pair.annotators, pair.measurement.low is None) for pair in found] == [(("a", "b"), False), (("b", "c"), True)]
    assert "no interval" in found[1].measurement.reason
    assert found[1].measurement.value is not None


def test_two_hundred_annotators_all_have_values():
    rng = np.random.default_rng(6)
    rows = [(i, int(who), int(rng.integers(2))) for i in range(300) for who in rng.choice(200, size=5, replace=False)]
    ratings = Ratings.from_triples(*zip(*rows, strict=True))
    found = cohen_kappa(ratings)
    together = {frozenset(map(int, pair)) for i in range(300) for pair in _pairs([w for item, w, _ in rows if item == i])}
    assert {frozenset(pair.annotators) for pair in found} == together
    assert all(pair.measurement.value is not None or pair.measurement.reason for pair in found)


def _pairs(people):
    return [(a, b) for place, a in enumerate(people) for b in people[place + 1 :]]


def test_the_confusion_of_two_annotators():
    found = confusion(ratings_of(TABLE), "B", "A")
    assert found == {"annotators": ["B", "A"], "labels": [0, 1, 2], "matrix": np.array(TABLE).T.tolist(), "items": 200}


def test_the_confusion_with_a_stranger_is_refused():
    with pytest.raises(Invalid, match="'Z'"):
        confusion(ratings_of(TABLE), "A", "Z")
    with pytest.raises(Invalid, match="themselves"):
        confusion(ratings_of(TABLE), "A", "A")


def test_of_more_pairs_than_asked_for_those_with_the_most_items():
    rows = [(i, who, (i + ord(who)) % 3) for i in range(30) for who in ("ab" if i < 10 else "bc" if i < 25 else "ac")]
    found = cohen_kappa(Ratings.from_triples(*zip(*rows, strict=True)), most=2, pairs_with_interval=0)
    assert [(pair.annotators, pair.measurement.items) for pair in found] == [(("a", "b"), 10), (("b", "c"), 15)]
