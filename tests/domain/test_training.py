"""What a caller may choose of a training."""

from __future__ import annotations

import pytest

from domain.errors import Invalid
from domain.training import check


@pytest.mark.parametrize(
    "odd",
    [
        {"c": "abc"},
        {"c": 0},
        {"c": True},
        {"c": float("nan")},
        {"c": [1]},
        {"class_weight": "heavy"},
        {"class_weight": ["balanced"]},
        {"way": "guessing"},
        {"way": {}, "c": -1},
        {"encoder": 5},
        {"learner": ["linear"]},
    ],
)
def test_odd_values_are_named(odd):
    with pytest.raises(Invalid) as problem:
        check(odd)
    assert set(problem.value.fields) <= set(odd)


def test_what_is_not_said_and_what_a_learner_knows_itself_is_left_alone():
    check({})
    check({"c": None, "class_weight": "", "way": None, "encoder": "", "learner": None, "epochs": "many"})
    check({"c": 2, "class_weight": "balanced", "way": "fine-tuning", "encoder": "char", "learner": "linear"})
