"""Spans by vote, boxes by fusion, whole results."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregation import box_fusion, span_vote, whole
from domain.agreement.regions import controls_of
from domain.agreement.regions.reading import Region, regions
from domain.schema import compile_config
from tests.domain.regions_made import BOXES, POLYGONS, SPANS, answer, box, control, polygon, span

TEXT = {"text": "Kim met Lee in Seoul."}


def said(*spans):
    return [Region((label,), start, end) for start, end, label in spans]


def test_what_two_of_three_marked_is_marked():
    found = span_vote([said((0, 3, "PER")), said((0, 7, "PER")), said((2, 5, "PER"), (8, 11, "LOC"))])
    assert [(one.label, one.start, one.end, one.tied) for one in found] == [("PER", 0, 5, False)]
    assert found[0].share == pytest.approx((2 * 2 / 3 + 1 + 2 * 2 / 3) / 5)


def test_half_is_a_tie_and_all_can_be_asked_for():
    work = [said((0, 3, "PER")), said()]
    assert [one.tied for one in span_vote(work)] == [True]
    assert span_vote(work, least=0.6) == []
    assert len(span_vote([said((0, 3, "PER"))] * 2, least=1.0)) == 1


def test_names_that_stand_side_by_side_stay_two():
    """No space between two names: they touch, and are not one."""
    found = span_vote([said((0, 3, "PER"), (3, 6, "PER"))] * 2 + [said((0, 6, "PER"))])
    assert [(one.start, one.end) for one in found] == [(0, 3), (3, 6)]


@given(st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from("ab")), max_size=3), min_size=1, max_size=5))
def test_a_place_is_marked_exactly_where_half_marked_it(work):
    by_annotator = [said(*((start, start + length, label) for start, length, label in of)) for of in work]
    found = span_vote(by_annotator)
    for label in "ab":
        for place in range(18):
            votes = sum(any(one.labels == (label,) and one.start <= place < one.end for one in of) for of in by_annotator)
            marked = [one for one in found if one.label == label and one.start <= place < one.end]
            assert len(marked) == (1 if votes and votes * 2 >= len(by_annotator) else 0)


def boxes(*results):
    return [regions(control(BOXES), result, None) for result in results]


def test_the_corners_of_a_fused_box_are_medians():
    (one,) = box_fusion(boxes([box(10, 10, 20, 20)], [box(11, 10, 20, 22)], [box(9, 10, 30, 20)]))
    assert one.value == {"x": 10, "y": 10, "width": 21, "height": 20, "rotation": 0}
    assert (one.labels, one.share, one.tied) == (("Car",), 1, False)


def test_a_box_that_one_of_three_drew_does_not_count():
    found = box_fusion(boxes([box(10, 10, 20, 20), box(60, 60, 9, 9)], [box(10, 10, 20, 20)], [box(10, 10, 20, 20, "Bus")]))
    assert [(one.labels, one.share) for one in found] == [(("Car",), 1)]


def test_two_boxes_of_one_person_are_never_one():
    close = [box(10, 10, 20, 20), box(11, 11, 20, 20)]
    assert len(box_fusion(boxes(close, close))) == 2


def test_a_tie_of_labels_or_people_is_a_tie():
    assert [one.tied for one in box_fusion(boxes([box(0, 0, 9, 9)], [box(0, 0, 9, 9, "Bus")]))] == [True]
    assert [one.tied for one in box_fusion(boxes([box(0, 0, 9, 9)], []))] == [True]


def test_of_polygons_the_one_most_like_the_others():
    corners = [(0, 0), (10, 0), (10, 10), (0, 10)]
    odd = [(0, 0), (10, 0), (10, 10), (0, 8)]
    drawn = [regions(control(POLYGONS), [polygon(*of)], None) for of in (odd, corners, corners)]
    (one,) = box_fusion(drawn)
    assert one.value["points"] == [list(corner) for corner in corners]


def test_a_whole_result_fits_the_label_config():
    schema = compile_config(SPANS)
    made = whole(controls_of(schema), [[span(0, 3)], [span(0, 3), span(15, 20, "LOC")], [span(0, 3), span(15, 20, "LOC")]], TEXT)
    assert schema.problems(made.result, TEXT) == []
    assert [one["value"]["text"] for one in made.result] == ["Kim", "Seoul"]
    assert made.shares == {"t-1": 1.0, "t-2": pytest.approx(2 / 3, abs=1e-6)}
    assert (made.tied, made.share) == ([], pytest.approx(2 / 3, abs=1e-6))


def test_boxes_keep_what_stands_beside_the_value():
    sizes = {"original_width": 640, "original_height": 480, "image_rotation": 0}
    schema = compile_config(BOXES)
    made = whole(controls_of(schema), [[box(1, 1, 5, 5, **sizes)]] * 2, None)
    assert schema.problems(made.result, None) == []
    assert {name: made.result[0][name] for name in sizes} == sizes


def test_all_agree_that_nothing_is_there():
    made = whole(controls_of(compile_config(SPANS)), [[], [], []], TEXT)
    assert (made.result, made.tied, made.share) == ([], [], 1.0)


def test_answers_by_majority_numbers_by_median():
    asked = '<TextArea name="t" toName="x"/><Number name="n" toName="x"/><Rating name="r" toName="x"/>'
    controls = controls_of(compile_config(f'<View><Text name="x" value="$t"/>{asked}</View>'))

    def of(text, number, stars):
        return [answer("t", "text", [text], "textarea"), answer("n", "number", number), answer("r", "rating", stars)]

    made = whole(controls, [of("a", 1, 5), of("a", 2, 5), of("b", 9, 4)], None)
    assert [one["value"] for one in made.result] == [{"text": ["a"]}, {"number": 2}, {"rating": 5}]
    assert whole(controls, [of("a", 1, 5), of("b", 2, 4)], None).tied == ["t", "r"]


def test_relations_are_left_to_a_person():
    config = SPANS.replace("<View>", '<View><Relations><Relation value="near"/></Relations>')
    assert whole(controls_of(compile_config(config)), [[]], TEXT).without == ["relations"]
