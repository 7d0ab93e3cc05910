"""What became of a label: recorded steps, composed over versions, applied to what goes out."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.guideline.mapping import DETERMINED, MERGE, RETIRED, UNDETERMINED, Chain, Step, checked

OLD, NEW = ["a", "b", "c", "d"], ["A", "b", "x", "y"]


def step(kind, before, after=()):
    return {"kind": kind, "from": before, "to": list(after)}


def chain(*versions):
    """versions: (old labels, new labels, steps)"""
    return Chain([(number, checked(steps, old, new)) for number, (old, new, steps) in enumerate(versions, 2)])


def test_what_is_one_to_one_is_determined():
    found = chain((OLD, NEW, [step("rename", "a", ["A"]), step("merge", ["c"], ["b"]), step("retire", ["d"])]))
    assert [(found.became(label).label, found.became(label).state) for label in "abcd"] == [
        ("A", DETERMINED),
        ("b", DETERMINED),
        ("b", DETERMINED),
        (None, RETIRED),
    ]
    assert found.became("b").steps == ()
    assert found.became("unknown").label == "unknown"


def test_a_split_keeps_the_label_and_says_what_it_may_be():
    found = chain((["a"], ["x", "y"], [step("split", ["a"], ["x", "y"])])).became("a")
    assert (found.label, found.state, found.candidates) == ("a", UNDETERMINED, ("x", "y"))


def test_a_part_of_a_split_may_keep_the_name():
    assert chain((["a"], ["a", "y"], [step("split", ["a"], ["a", "y"])])).became("a").state == UNDETERMINED


def test_over_several_versions():
    found = chain(
        (["a", "b", "c"], ["A", "b", "c"], [step("rename", ["a"], ["A"])]),
        (["A", "b", "c"], ["A", "b", "c"], []),
        (["A", "b", "c"], ["B", "c"], [step("merge", ["A", "b"], ["B"])]),
        (["B", "c"], ["B", "x", "y"], [step("split", ["c"], ["x", "y"])]),
    )
    assert found.became("a").label == "B"
    assert [number for number, _ in found.became("a").steps] == [2, 4]
    assert found.became("c").candidates == ("x", "y")


def test_a_name_that_was_given_up_and_comes_again_means_the_new():
    found = chain((["a", "b"], ["b", "c"], [step("rename", ["a"], ["c"])]), (["b", "c"], ["a", "c"], [step("rename", ["b"], ["a"])]))
    assert (found.became("a").label, found.became("b").label) == ("c", "a")


def test_a_split_further_on_gives_back_what_was_written():
    found = chain((["a"], ["b"], [step("rename", ["a"], ["b"])]), (["b"], ["x", "y"], [step("split", ["b"], ["x", "y"])]))
    assert (found.became("a").label, found.became("a").state) == ("a", UNDETERMINED)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("rename", "must be a list of steps"),
        (["x"], r"mapping\[0\]: must be an object whose kind"),
        ([{"kind": "melt", "from": ["a"]}], "one of rename, merge, split, retire"),
        ([step("rename", [1], ["A"])], r"mapping\[0\].from: must be a list of labels"),
        ([step("retire", [])], "names no label"),
        ([step("retire", ["q"])], "'q' is no label of the version before"),
        ([step("rename", ["a"], ["q"])], "'q' is no label of this version"),
        ([step("rename", ["a"], ["b"])], "'b' was a label before; what joins it is a merge"),
        ([step("rename", ["a", "c"], ["A"])], "several that become one are a merge"),
        ([step("split", ["a"], ["x"])], "to two or more"),
        ([step("retire", ["a"], ["x"])], "goes to none"),
        ([step("retire", ["b"])], "'b' is still in the label config"),
        ([step("merge", ["b", "a"], ["A"])], "'b' is still in the label config"),
        ([step("rename", ["a"], ["A"]), step("retire", ["a"])], r"mapping\[1\]: 'a' is in a step before"),
    ],
)
def test_a_step_that_does_not_hold_is_told(steps, told):
    with pytest.raises(Invalid, match=told):
        checked(steps, OLD, NEW)


RESULT = [
    {"id": "1", "from_name": "l", "to_name": "t", "type": "labels", "value": {"start": 0, "end": 1, "text": "a", "labels": ["a"]}},
    {"id": "2", "from_name": "l", "to_name": "t", "type": "labels", "value": {"start": 2, "end": 3, "text": "d", "labels": ["d"]}},
    {"id": "2", "from_name": "why", "to_name": "t", "type": "textarea", "value": {"text": ["a"]}},
    {"from_id": "1", "to_id": "2", "type": "relation", "direction": "right", "labels": ["a"]},
    {"from_name": "k", "to_name": "t", "type": "choices", "value": {"choices": ["a", "c", "b"]}},
    {"from_name": "x", "to_name": "t", "type": "taxonomy", "value": {"taxonomy": [["a", "z"], ["b"]]}},
]


def test_results_are_given_the_new_names_and_stay_what_they_were():
    found = chain((["a", "b", "c", "d", "a/z"], ["A", "b", "A/z"], [
        step("rename", ["a"], ["A"]), step("merge", ["c"], ["b"]), step("retire", ["d"]), step("rename", ["a/z"], ["A/z"])
    ]))  # fmt: skip
    before = copy.deepcopy(RESULT)
    made = found.result(RESULT)
    assert before == RESULT
    assert made[0]["value"] == {"start": 0, "end": 1, "text": "a", "labels": ["A"]}
    assert [region.get("type") for region in made] == ["labels", "choices", "taxonomy"]
    assert made[1]["value"]["choices"] == ["A", "b"]
    assert made[2]["value"]["taxonomy"] == [["A", "z"], ["b"]]


def test_a_result_that_nothing_changes_is_the_very_one():
    found = chain((["q", "a"], ["x", "y", "b"], [step("split", ["a"], ["x", "y"]), step("rename", ["q"], ["b"])]))
    assert found.result(RESULT) is RESULT


@pytest.mark.parametrize(
    ("given", "label", "state"),
    [
        ("a | c", "A | b", DETERMINED),
        ("b | c", "b", DETERMINED),
        ("a | d", "A", DETERMINED),
        ("d", None, RETIRED),
        (None, None, DETERMINED),
    ],
)
def test_answers_of_several_labels(given, label, state):
    found = chain((OLD, NEW, [step("rename", "a", ["A"]), step("merge", ["c"], ["b"]), step("retire", ["d"])]))
    became = found.answer(given, several=True)
    assert (became.label, became.state) == (label, state)


def test_a_label_with_a_bar_in_it_is_one_label_where_only_one_is_asked_for():
    found = chain((["a | b"], ["c"], [step("rename", ["a | b"], ["c"])]))
    assert found.answer("a | b", several=False).label == "c"


moves = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("abcd"), max_size=4)


@given(st.lists(moves, max_size=5), st.sampled_from("abcd"))
def test_composition_is_one_after_the_other(versions, label):
    """Of what is one-to-one: following the chain is taking each version's own map in turn."""
    steps = [(n, [Step(MERGE, (old,), (new,)) for old, new in told.items()]) for n, told in enumerate(versions)]
    expected = label
    for told in versions:
        expected = told.get(expected, expected)
    assert Chain(steps).became(label).label == expected
