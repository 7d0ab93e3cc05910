"""Agreement on boxes, polygons, points, stretches of time and relations."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement.regions import controls_of, item_weights, measure_control
from domain.agreement.regions.matching import matched
from domain.agreement.regions.polygons import areas
from domain.agreement.regions.reading import outline, regions
from domain.schema import compile_config
from tests.domain.regions_made import BOXES, POLYGONS, box, control, polygon, span


def measured(config, *by_annotator, which=0):
    rows = [(1, who, result, None) for who, result in zip("abcd", by_annotator, strict=False)]
    return measure_control(control(config, which), rows, rng=None, draws=0)


def test_the_worked_example_of_boxes():
    """One box with an IoU of .6, one of 1 with another name, one that only b drew."""
    a = [box(0, 0, 10, 10), box(50, 50, 20, 20)]
    b = [box(0, 0, 10, 6), box(50, 50, 20, 20, "Bus"), box(80, 80, 10, 10)]
    found = measured(BOXES, a, b)
    assert found["f1_50"]["value"] == pytest.approx(2 / 5)
    assert found["f1_75"]["value"] == 0
    assert found["place_f1_50"]["value"] == pytest.approx(4 / 5)
    assert found["place_f1_75"]["value"] == pytest.approx(2 / 5)
    assert found["iou_50"]["value"] == pytest.approx(0.8)
    assert found["iou_75"]["value"] == pytest.approx(1)
    expected = krippendorff.alpha([[0, 0], [0, 1]], level_of_measurement="nominal")
    assert found["label_alpha"]["value"] == pytest.approx(expected)
    bus = next(row for row in found["per_label"] if row["label"] == "Bus")
    assert bus["f1_50"]["value"] == 0


def test_the_best_assignment_not_the_first():
    """a's first lies on both of b's, the second on one alone: taken greedily, one pair would be lost."""
    table = np.array([[0.9, 0.6], [0.8, 0.0]])
    assert sorted(matched(table, 0.5)) == [(0, 1), (1, 0)]
    assert matched(table, 0.95) == []


def test_a_turned_box_is_measured_in_pixels():
    """A quarter turn about the upper left corner of a wide image: the box stands where its height and width in pixels put it."""
    wide = {"original_width": 200, "original_height": 100, "image_rotation": 0}
    turned = box(50, 0, 10, 20, **wide)
    turned["value"]["rotation"] = 90
    found = measured(BOXES, [turned], [box(40, 0, 10, 20, **wide)])
    assert found["iou_50"]["value"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        ([(0, 0), (4, 0), (4, 4), (0, 4)], [(2, 2), (6, 2), (6, 6), (2, 6)], 4, 28),
        ([(0, 0), (4, 0), (4, 4), (0, 4)], [(0, 0), (4, 0), (0, 4)], 8, 16),
        # An L and a box in its hollow and over its foot.
        ([(0, 0), (1, 0), (1, 3), (4, 3), (4, 4), (0, 4)], [(1, 0), (4, 0), (4, 4), (1, 4)], 3, 16),
        # A bow tie: even-odd, half of its square.
        ([(0, 0), (2, 2), (2, 0), (0, 2)], [(0, 0), (2, 0), (2, 2), (0, 2)], 2, 4),
    ],
)
def test_areas_of_polygons(a, b, both, either):
    assert areas(np.array(a, float), np.array(b, float)) == (pytest.approx(both), pytest.approx(either))


points = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=7)


@settings(max_examples=40)
@given(points, points)
def test_areas_are_those_counted_on_a_grid(a, b):
    a, b = np.array(a, float), np.array(b, float)
    both, either = areas(a, b)
    step = 0.25
    x, y = np.meshgrid(np.arange(0, 40, step) + 0.1239, np.arange(0, 40, step) + 0.1171)

    def inside(points):
        found = np.zeros(x.shape, dtype=bool)
        for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0), strict=True):
            crosses = (y0 <= y) != (y1 <= y)
            with np.errstate(divide="ignore", invalid="ignore"):
                found ^= crosses & (x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
        return found

    of_a, of_b = inside(a), inside(b)
    assert both == pytest.approx((of_a & of_b).sum() * step**2, abs=35)
    assert either == pytest.approx((of_a | of_b).sum() * step**2, abs=60)
    assert areas(b, a) == (pytest.approx(both), pytest.approx(either))
    assert 0 <= both <= either + 1e-9


def test_polygons():
    square, half = [(0, 0), (10, 0), (10, 10), (0, 10)], [(0, 0), (10, 0), (10, 6), (0, 6)]
    found = measured(POLYGONS, [polygon(*square)], [polygon(*half)])
    assert (found["f1_50"]["value"], found["f1_75"]["value"]) == (1, 0)
    assert found["iou_50"]["value"] == pytest.approx(0.6)


def test_an_ellipse_is_nearly_its_area():
    around = outline({"x": 50, "y": 50, "radiusX": 10, "radiusY": 5}, np.ones(2))
    assert areas(around, around)[0] == pytest.approx(np.pi * 50, rel=0.005)


def test_what_does_not_read_as_a_region_is_passed_over():
    broken = [{"from_name": "b"}, {**box(0, 0, 1, 1), "value": {"x": "left"}}, "nothing", box(0, 0, float("nan"), 1)]
    assert regions(control(BOXES), broken, None) == []
    assert regions(control(BOXES), None, None) == []


def test_key_points_are_the_same_within_two_per_cent_of_the_diagonal():
    config = '<View><Image name="i" value="$u"/><KeyPointLabels name="k" toName="i"><Label value="Nose"/></KeyPointLabels></View>'

    def point(x):
        value = {"x": x, "y": 0, "width": 1, "keypointlabels": ["Nose"]}
        return {"from_name": "k", "to_name": "i", "type": "keypointlabels", "value": value}

    diagonal = np.hypot(100, 100)
    found = measured(config, [point(10)], [point(10 + 0.01 * diagonal)])
    assert (found["f1"]["value"], found["nearness"]["value"]) == (1, pytest.approx(0.5))
    assert measured(config, [point(10)], [point(10 + 0.03 * diagonal)])["f1"]["value"] == 0


def test_stretches_of_sound():
    config = '<View><Audio name="a" value="$u"/><Labels name="s" toName="a"><Label value="Speech"/></Labels></View>'

    def heard(start, end):
        return {"from_name": "s", "to_name": "a", "type": "labels", "value": {"start": start, "end": end, "labels": ["Speech"]}}

    found = measured(config, [heard(0, 4.0)], [heard(1.0, 4.0)])
    assert (found["kind"], found["f1_50"]["value"], found["iou_75"]["value"]) == ("intervals", 1, pytest.approx(0.75))


RELATIONS = """<View><Relations><Relation value="works for"/><Relation value="near"/></Relations><Text name="x" value="$text"/>
<Labels name="t" toName="x"><Label value="PER"/><Label value="ORG"/></Labels></View>"""


def arrow(start, end, name="works for", direction="right"):
    return {"type": "relation", "from_id": start, "to_id": end, "direction": direction, "labels": [name]}


def test_relations_on_matched_ends():
    """The ends need not be the same to the letter, nor have the same ids; an arrow to the left is one the other way round."""
    a = [span(0, 3, id="k"), span(8, 14, "ORG", id="o"), span(20, 25, id="l"), arrow("k", "o"), arrow("l", "o")]
    b = [span(0, 3, id="1"), span(9, 14, "ORG", id="2"), arrow("2", "1", direction="left")]
    found = measured(RELATIONS, a, b, which=1)
    assert (found["kind"], found["f1"]["value"]) == ("relations", pytest.approx(2 / 3))
    turned = [*b[:2], arrow("2", "1")]
    assert measured(RELATIONS, a, turned, which=1)["f1"]["value"] == 0
    assert measured(RELATIONS, a, turned, which=1)["place_f1"]["value"] == pytest.approx(2 / 3)
    named = [*b[:2], arrow("1", "2", "near")]
    assert measured(RELATIONS, a, named, which=1)["f1"]["value"] == 0


def test_what_has_no_measure_says_so():
    config = '<View><Image name="i" value="$u"/><BrushLabels name="b" toName="i"><Label value="Car"/></BrushLabels></View>'
    (one,) = controls_of(compile_config(config))
    found = measure_control(one, [(1, "a", [], None)], rng=None)
    assert (found["kind"], found["headline"]) == ("none", None)
    assert "no measure for <BrushLabels>" in found["note"]
    assert item_weights(one, []) == {}


def test_the_interval_resamples_items():
    rng = np.random.default_rng(3)
    rows = [(n, who, [box(0, 0, 10, 10 if who == "a" or n % 2 else 4)], None) for n in range(60) for who in "ab"]
    found = measure_control(control(BOXES), rows, rng=rng, draws=500)["f1_50"]
    assert found["value"] == 0.5
    # Binomial: 0.5 ± 1.96 · sqrt(.25 / 60).
    assert found["low"] == pytest.approx(0.5 - 0.1265, abs=0.04)
    assert found["high"] == pytest.approx(0.5 + 0.1265, abs=0.04)
