"""Figures of found boxes: an example by hand, and what must hold for any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.evaluation import best_threshold, evaluate_boxes
from domain.evaluation.boxes import overlap
from domain.learnable.answers import Box

sides = st.integers(1, 40).map(float)
boxes = st.builds(Box, sides, sides, sides, sides, st.sampled_from("ab"))
found_boxes = st.builds(Box, sides, sides, sides, sides, st.sampled_from("ab"), st.integers(1, 99).map(lambda n: n / 100))
pictures = st.lists(st.tuples(st.lists(boxes, max_size=4), st.lists(found_boxes, max_size=5)), min_size=1, max_size=5)


def report(truth, found, classes=("a", "b"), **more):
    return evaluate_boxes(truth, found, classes, rng=np.random.default_rng(0), resamples=more.pop("resamples", 2), **more)


def values(told):
    return [told[name]["value"] for name in ("ap50", "ap", "f1")]


def test_an_example_by_hand():
    """Sure to unsure: right, wrong, right, right with an overlap of .6. Precision 1, 1/2, 2/3, 3/4 at recall 1/3, 1/3, 2/3, 1; the area
    under its envelope is (1 + 3/4 + 3/4)/3. From an overlap of .65 on the last one is wrong: (1 + 2/3)/3."""
    truth = [[Box(0, 0, 10, 10, "a"), Box(50, 50, 10, 10, "a")], [Box(20, 20, 5, 5, "a")]]
    found = [
        [Box(0, 0, 10, 10, "a", 0.9), Box(80, 0, 10, 10, "a", 0.8), Box(50, 50, 6, 10, "a", 0.6)],
        [Box(20, 20, 5, 5, "a", 0.7)],
    ]
    told = report(truth, found, ("a",))
    assert values(told) == pytest.approx([5 / 6, (3 * 5 / 6 + 7 * 5 / 9) / 10, 6 / 7])
    row = told["per_class"][0]
    assert (row["precision"]["value"], row["recall"]["value"], row["threshold"]) == (0.75, 1.0, 0.6)
    assert any("flatters" in w for w in told["warnings"])
    stricter = report(truth, found, ("a",), threshold=0.75)
    assert values(stricter)[2] == pytest.approx(2 / 5)
    assert best_threshold(truth, found, ("a",)) == 0.6


def test_of_two_boxes_around_one_thing_the_second_is_wrong():
    truth = [[Box(0, 0, 10, 10, "a")]]
    twice = [[Box(0, 0, 10, 10, "a", 0.9), Box(0, 0, 10, 10, "a", 0.8)]]
    assert report(truth, twice, ("a",), threshold=0.5)["per_class"][0]["precision"]["value"] == 0.5
    truth[0].append(Box(50, 50, 10, 10, "a"))  # free, but elsewhere
    assert report(truth, twice, ("a",), threshold=0.5)["per_class"][0]["precision"]["value"] == 0.5


def test_a_box_takes_the_free_one_that_it_overlaps_most():
    truth = [[Box(0, 0, 10, 10, "a"), Box(2, 0, 10, 10, "a")]]
    found = [[Box(2, 0, 10, 10, "a", 0.9), Box(0, 0, 10, 10, "a", 0.8)]]
    assert values(report(truth, found, ("a",)))[1] == 1.0


def test_boxes_without_area_and_absent_classes_are_said():
    truth = [[Box(5, 5, 0, 10, "a"), Box(0, 0, 10, 10, "a")]]
    told = report(truth, [[Box(0, 0, 10, 10, "a", 0.9)]])
    assert values(told)[:2] == [1.0, 1.0]
    assert told["boxes"] == 1
    assert told["per_class"][1]["ap50"]["value"] is None
    assert "no picture has a true 'b'" in told["per_class"][1]["ap50"]["reason"]
    assert any("no area" in w for w in told["warnings"])
    assert any("No test item has: b" in w for w in told["warnings"])


def test_nothing_to_judge_is_none_with_a_reason():
    for truth, found in (([], []), ([[]], [[]]), ([[]], [[Box(0, 0, 9, 9, "a", 0.9)]])):
        told = report(truth, found, ("a",))
        assert values(told) == [None] * 3
        assert told["ap50"]["reason"]
    nothing_found = report([[Box(0, 0, 9, 9, "a")]], [[]], ("a",))
    assert values(nothing_found) == [0.0, 0.0, 0.0]
    assert best_threshold([[Box(0, 0, 9, 9, "a")]], [[]], ("a",)) is None


def test_strange_labels_and_lengths_are_refused():
    with pytest.raises(Invalid, match="Not among the classes: z"):
        report([[Box(0, 0, 1, 1, "z")]], [[]])
    with pytest.raises(Invalid, match="1 pictures"):
        report([[]], [])


def test_the_interval_holds_the_value_and_groups_are_drawn_whole():
    rng = np.random.default_rng(3)
    truth = [[Box(float(x), 0, 10, 10, "a")] for x in rng.integers(0, 80, 60)]
    found = [[replace(t[0], score=0.9)] if i % 3 else [] for i, t in enumerate(truth)]
    alone = report(truth, found, ("a",), resamples=200)["ap50"]
    assert alone["low"] < alone["value"] < alone["high"]
    together = report(truth, found, ("a",), resamples=200, groups=[i % 3 for i in range(60)])["ap50"]
    assert together["high"] - together["low"] > 2 * (alone["high"] - alone["low"])


@given(pictures)
def test_shares_and_their_order(both):
    truth, found = [list(t) for t, _ in both], [list(f) for _, f in both]
    told = report(truth, found)
    ap50, ap, f1 = values(told)
    if any(truth):
        assert 0 <= ap <= ap50 + 1e-12 <= 1 + 1e-9
        assert 0 <= f1 <= 1
        assert values(report(truth[::-1], found[::-1]))[1] == pytest.approx(ap) or _tied(found)
        again = [[replace(b, score=b.score**2) for b in f] for f in found]
        assert values(report(truth, again)) == pytest.approx([ap50, ap, f1])
    else:
        assert ap50 is None


def _tied(found) -> bool:
    scores = [b.score for f in found for b in f]
    return len(set(scores)) < len(scores)


@given(st.lists(st.lists(boxes, max_size=4, unique_by=lambda b: (b.x, b.y)), min_size=1, max_size=4))
def test_the_truth_itself_is_perfect(truth):
    told = report(truth, [[replace(b, score=0.5) for b in t] for t in truth])
    assert values(told) == ([1.0, 1.0, 1.0] if any(truth) else [None] * 3)


@given(boxes, boxes)
def test_overlap_is_a_share_and_mutual(one, other):
    assert overlap(one, other) == overlap(other, one)
    assert 0 <= overlap(one, other) <= 1 + 1e-12
    assert overlap(one, one) == pytest.approx(1)
