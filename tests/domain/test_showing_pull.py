"""The pull of suggestions, measured on people who were parted by chance."""

from __future__ import annotations

import numpy as np
import pytest

from domain import pull, showing
from domain.pull import Seat

CLASSES = ["a", "b", "c"]


def crowd(tasks: int, pulled: float, *, seed: int = 0, seats: int = 4, slower: float = 1.0) -> tuple[list[Seat], list]:
    """People who are right 8 times in 10; with a wrong suggestion in sight they follow it with probability `pulled`."""
    rng = np.random.default_rng(seed)
    seats_made, blind = [], []
    for task in range(tasks):
        truth = CLASSES[rng.integers(3)]
        suggested = truth if rng.random() < 0.6 else CLASSES[rng.integers(3)]
        for who in range(seats):
            shown = showing.is_drawn(0.5, task, who)
            said = truth if rng.random() < 0.8 else CLASSES[rng.integers(3)]
            if shown and rng.random() < pulled:
                said = suggested
            seconds = float(rng.lognormal(2, 0.3)) * (slower if shown else 1.0)
            seats_made.append(Seat(task, who, shown, said, suggested, seconds))
            if not shown:
                blind.append((task, who, said))
    return seats_made, blind


def measured(*args, **more):
    return {one.name: one for one in pull.effects(*crowd(*args, **more), rng=np.random.default_rng(1))}


def test_people_who_are_pulled_agree_with_the_model_and_each_other_more_and_are_right_less():
    found = measured(500, 0.9, slower=0.7)
    assert found["with_suggestion"].low > 0
    assert found["between_people"].low > 0
    assert found["right"].high < 0
    assert found["seconds"].high < 0
    assert found["seconds"].shown.value == pytest.approx(0.7 * found["seconds"].hidden.value, rel=0.1)


def test_people_who_do_not_look_are_not_said_to_be_pulled():
    """Of the intervals of a thing that is not there about 5 in 100 leave out zero."""
    wrong = [one.is_certain for seed in range(15) for one in pull.effects(*crowd(120, 0.0, seed=seed), rng=np.random.default_rng(seed))]
    assert len(wrong) == 60
    assert sum(wrong) <= 9


def test_too_few_are_said_to_be_too_few():
    found = pull.effects(*crowd(6, 0.5), rng=np.random.default_rng(0))
    assert [one.name for one in found] == list(pull.MEASURES)
    assert all(one.too_few and not one.is_certain and one.low is None for one in found)
    assert all(side.value is not None for one in found for side in (one.shown, one.hidden) if side.n)


def test_nothing_at_all():
    for one in pull.effects([], [], rng=np.random.default_rng(0)):
        assert (one.difference, one.shown.value, one.shown.n) == (None, None, 0)


def test_gold_says_what_is_right_before_others_do():
    rows = pull._right([Seat(1, 1, True, "a", "a", is_right=True), Seat(1, 2, False, "b", "a", is_right=False)], [(1, 3, "b")])
    assert rows == [(1, True, 1.0), (1, False, 0.0)]


def test_nobody_is_measured_against_themselves_or_a_tie():
    assert pull.most_of_others({1: "a"}, 1) is None
    assert pull.most_of_others({1: "a", 2: "b"}, 2) == "a"
    assert pull.most_of_others({1: "a", 2: "b", 3: "c"}, 3) is None
    assert pull.most_of_others({1: "a", 2: "b", 3: "a"}, 9) == "a"


def test_what_keeps_a_suggestion_back():
    assert showing.how(1.0, "arm", 1, 1) == "arm"
    assert showing.how(0.0, "", 1, 1) == "off"
    assert showing.how(1.0, "", 1, 1) == "all"
    assert {showing.how(0.5, "", task, 1) for task in range(30)} == {"shown", "hidden"}
