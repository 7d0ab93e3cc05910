"""What holds of every statistic, whatever the ratings."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement import LEVELS, STATISTICS, Ratings, difference
from domain.agreement.statistics import measured_at

EACH = pytest.mark.parametrize("statistic", STATISTICS.values(), ids=list(STATISTICS))
rows = st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abcd"), st.sampled_from([0, 1, 2, 10])), max_size=40)
tables = st.integers(2, 4).flatmap(
    lambda people: st.lists(st.lists(st.sampled_from([0, 1, 2, 10]), min_size=people, max_size=people), min_size=2, max_size=15)
)


def ratings(triples, **options):
    return Ratings.from_triples(*(zip(*triples, strict=True) if triples else ([], [], [])), **options)


def long(table):
    return [(i, f"p{who}", label) for i, row in enumerate(table) for who, label in enumerate(row)]


def near(value):
    return None if value is None else pytest.approx(value, abs=1e-7)


@EACH
@settings(deadline=None, max_examples=40)
@given(rows, st.sampled_from(LEVELS))
def test_defined_and_on_the_scale_or_with_a_reason(statistic, triples, level):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = statistic.function(ratings(triples), level=level, rng=np.random.default_rng(0), draws=30)
    assert found.value is not None or found.reason
    for number in (found.value, found.low, found.high):
        assert number is None or (math.isfinite(number) and -1 <= number <= 1)
    assert (found.low is None) == (found.high is None)
    assert found.low is None or found.low <= found.high
    assert found.low is None or found.value is not None


@EACH
@settings(deadline=None, max_examples=30)
@given(rows, st.sampled_from(LEVELS), st.randoms())
def test_names_and_the_order_of_rows_do_not_matter(statistic, triples, level, random):
    unique = list({row[:2]: row for row in triples}.values())
    renamed = [(f"item {item}", {"a": "d", "b": "c", "c": "a", "d": "b"}[who], label) for item, who, label in unique]
    random.shuffle(renamed)
    one, other = (statistic.function(ratings(some), level=level) for some in (unique, renamed))
    assert other.value == near(one.value)
    assert (other.items, other.annotations) == (one.items, one.annotations)


@pytest.mark.parametrize("statistic", [one for one in STATISTICS.values() if "nominal" in one.levels], ids=lambda one: one.name)
@settings(deadline=None, max_examples=30)
@given(rows, st.permutations(["w", "x", "y", "z"]))
def test_renaming_labels_does_not_matter_where_they_are_names(statistic, triples, names):
    called = dict(zip([0, 1, 2, 10], names, strict=True))
    one = statistic.function(ratings(triples))
    other = statistic.function(ratings([(item, who, called[label]) for item, who, label in triples]))
    assert other.value == near(one.value)


@EACH
@settings(deadline=None, max_examples=30)
@given(rows, st.sampled_from([2.0, 0.5, 1000.0]))
def test_the_unit_of_a_scale_does_not_matter(statistic, triples, unit):
    for level in statistic.levels:
        one = statistic.function(ratings(triples), level=level)
        other = statistic.function(ratings([(item, who, label * unit) for item, who, label in triples]), level=level)
        assert other.value == near(one.value)


@EACH
@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from([0, 1, 2, 10]), min_size=2, max_size=12).filter(lambda labels: len(set(labels)) > 1))
def test_identical_work_is_one(statistic, labels):
    again = [(i, "p0", label) for i, label in enumerate(labels)]
    for level in statistic.levels:
        found = statistic.function(ratings(long([[label] * 3 for label in labels]) + again), level=level)
        assert found.value == pytest.approx(1)


@settings(deadline=None, max_examples=40)
@given(tables, st.sampled_from([one.name for one in STATISTICS.values() if one.parts]), st.sampled_from(LEVELS))
def test_a_difference_turned_round_changes_its_sign(table, name, level):
    one, other = ratings(long(table)), ratings(long([row[::-1] for row in table[1:]]))
    there, back = difference(one, other, name, level=level), difference(other, one, name, level=level)
    assert back.value == (None if there.value is None else near(-there.value))
    assert difference(one, one, name, level=level).value in (0, None)


@pytest.mark.parametrize("level", LEVELS)
def test_every_statistic_is_told_with_title_and_levels(level):
    assert {one.name for one in STATISTICS.values() if level in one.levels} <= {one.name for one in measured_at(level)}
    assert len({one.title for one in STATISTICS.values()}) == len(STATISTICS)
    assert all(name == one.name and set(one.levels) <= set(LEVELS) for name, one in STATISTICS.items())
