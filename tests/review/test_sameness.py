"""When two results say the same."""

from __future__ import annotations

import copy
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.review.services.sameness import said, same

TEXT = "Kim Lee came from Seoul"


def span(id: str, start: int, end: int, *labels: str, **more) -> dict:
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": list(labels)}
    return {"id": id, "from_name": "ner", "to_name": "text", "type": "labels", "value": value, **more}


def choice(*picked: str) -> dict:
    return {"from_name": "topic", "to_name": "text", "type": "choices", "value": {"choices": list(picked)}}


def box(id: str, x: float, **more) -> dict:
    value = {"x": x, "y": 1.0, "width": 10.0, "height": 5.0, "rotation": 0, "rectanglelabels": ["car"]}
    return {"id": id, "from_name": "box", "to_name": "image", "type": "rectanglelabels", "value": value, **more}


def relation(one: str, other: str, direction: str = "right", *labels: str) -> dict:
    return {"type": "relation", "from_id": one, "to_id": other, "direction": direction, "labels": list(labels)}


WHOLE = [
    span("a", 0, 7, "PER"), span("b", 18, 23, "LOC"), choice("people", "places"), relation("a", "b", "right", "from"),
    {"id": "a", "from_name": "sure", "to_name": "text", "type": "rating", "value": {"rating": 4}},
]  # fmt: skip


@given(order=st.permutations(range(len(WHOLE))), names=st.dictionaries(st.sampled_from("ab"), st.uuids().map(str), min_size=2))
def test_ids_and_order_say_nothing(order, names):
    if len(set(names.values())) < 2:
        return
    other = copy.deepcopy([WHOLE[n] for n in order])
    for entry in other:
        for key in ("id", "from_id", "to_id"):
            if key in entry:
                entry[key] = names[entry[key]]
    assert same(WHOLE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([span("a", 0, 7, "PER")], [span("a", 0, 3, "PER")]),
        ([span("a", 0, 7, "PER")], [span("a", 0, 7, "LOC")]),
        ([span("a", 0, 7, "PER")], [span("a", 0, 7, "PER"), span("b", 0, 7, "PER")]),
        ([span("a", 0, 7, "PER")], []),
        ([choice("people")], [choice("people", "places")]),
        ([box("a", 1.0)], [box("a", 1.5)]),
        (WHOLE, [*WHOLE[:3], relation("b", "a", "right", "from"), WHOLE[4]]),
        (WHOLE, [*WHOLE[:4], {**WHOLE[4], "id": "b"}]),
        (WHOLE, [*WHOLE[:4], {**WHOLE[4], "value": {"rating": 3}}]),
    ],
)
def test_what_differs(one, other):
    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([choice("people", "places")], [choice("places", "people")]),
        ([span("a", 0, 7, "PER", "LOC")], [span("z", 0, 7, "LOC", "PER", score=0.4, origin="prediction")]),
        ([box("a", 1.0)], [box("b", 1.00001)]),
        ([box("a", 1)], [box("b", 1.0)]),
        ([*WHOLE[:2], relation("a", "b", "right")], [*WHOLE[:2], relation("b", "a", "left")]),
        ([*WHOLE[:2], relation("a", "b", "bi")], [*WHOLE[:2], relation("b", "a", "bi")]),
        ([], []),
    ],
)
def test_what_is_the_same(one, other):
    assert same(one, other)


def test_the_order_of_a_ranking_is_what_it_says():
    def ranked(*order):
        return [{"from_name": "r", "to_name": "t", "type": "ranker", "value": {"ranker": {"rank": list(order)}}}]

    assert not same(ranked("a", "b"), ranked("b", "a"))


def test_it_is_stable():
    shuffled = list(WHOLE)
    random.Random(1).shuffle(shuffled)
    assert said(shuffled) == said(WHOLE)
