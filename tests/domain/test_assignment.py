"""Plans: who sits at which task."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assignment import plan
from domain.errors import Refused


def laid_out(tasks, seats, people, seed=0, **more) -> np.ndarray:
    return plan(tasks, seats, people, rng=np.random.default_rng(seed), **more)


def loads(rows: np.ndarray, people) -> list[int]:
    counts = Counter(rows.ravel().tolist())
    return [counts[person] for person in people]


def pairs(rows: np.ndarray, people) -> list[int]:
    counts = Counter(pair for row in rows.tolist() for pair in combinations(sorted(row), 2))
    return [counts[pair] for pair in combinations(sorted(people), 2)]


@given(tasks=st.integers(0, 120), seats=st.integers(1, 5), extra=st.integers(0, 8), seed=st.integers(0, 30))
def test_distinct_people_and_loads_within_one(tasks, seats, extra, seed):
    people = [10 + 3 * n for n in range(seats + extra)]
    rows = laid_out(tasks, seats, people, seed)
    assert rows.shape == (tasks, seats)
    assert all(len(set(row)) == seats and set(row) <= set(people) for row in rows.tolist())
    given_out = loads(rows, people)
    assert max(given_out) - min(given_out) <= 1


@given(
    tasks=st.integers(1, 60), seats=st.integers(1, 4), most=st.lists(st.integers(0, 80), min_size=4, max_size=9), seed=st.integers(0, 30)
)
def test_limits_hold_and_the_rest_is_level(tasks, seats, most, seed):
    people = list(range(len(most)))
    limits = dict(zip(people, most, strict=True))
    if sum(min(one, tasks) for one in most) < tasks * seats:
        with pytest.raises(Refused, match="within their limits"):
            laid_out(tasks, seats, people, seed, at_most=limits)
        return
    given_out = loads(laid_out(tasks, seats, people, seed, at_most=limits), people)
    assert all(got <= limit for got, limit in zip(given_out, most, strict=True))
    free = [got for got, limit in zip(given_out, most, strict=True) if got < min(limit, tasks)]
    assert all(one >= max(given_out) - 1 for one in free)


@given(tasks=st.integers(1, 80), seats=st.integers(1, 4), natives=st.integers(1, 4), others=st.integers(0, 6), seed=st.integers(0, 30))
def test_a_native_speaker_at_every_task(tasks, seats, natives, others, seed):
    people = list(range(natives + others))
    if len(people) < seats:
        return
    speakers = set(people[:natives])
    rows = laid_out(tasks, seats, people, seed, natives=speakers)
    assert all(speakers & set(row) for row in rows.tolist())
    assert all(len(set(row)) == seats for row in rows.tolist())
    of_speakers, of_others = loads(rows, people[:natives]), loads(rows, people[natives:])
    assert max(of_speakers) - min(of_speakers) <= 1
    assert max(of_others, default=0) - min(of_others, default=0) <= 1


@pytest.mark.parametrize(("tasks", "seats", "people"), [(15, 2, 6), (66, 2, 12), (100, 3, 7), (200, 2, 4), (997, 2, 12), (1000, 3, 10)])
def test_nobody_sits_beside_the_same_person_all_the_time(tasks, seats, people):
    met = pairs(laid_out(tasks, seats, range(people)), range(people))
    assert max(met) - min(met) <= 2


def test_the_same_seed_lays_out_the_same_plan():
    assert (laid_out(40, 2, range(5), 3) == laid_out(40, 2, range(5), 3)).all()
    assert (laid_out(40, 2, range(5), 3) != laid_out(40, 2, range(5), 4)).any()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"people": [1]}, "there are 1"),
        ({"people": [1, 2], "at_most": {1: 3}}, "these people take 13"),
        ({"people": [1, 2, 3], "natives": set()}, "the 0 there are take 0"),
        ({"people": [1, 2, 3], "natives": {1}, "at_most": {1: 4}}, "take 4"),
    ],
)
def test_what_cannot_be_planned_says_what_is_missing(more, told):
    with pytest.raises(Refused, match=told):
        laid_out(10, 2, **more)
