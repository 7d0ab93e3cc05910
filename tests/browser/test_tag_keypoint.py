"""Points on a picture, alone and inside boxes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .pictures import accepted_by_label_studio, box, config, open_picture, submitted, without_ids

POINTS = config('<KeyPointLabels name="spot" toName="img" strokeWidth="4"><Label value="nose"/><Label value="ear"/></KeyPointLabels>')
BARE = config('<KeyPoint name="spot" toName="img"/>')
BOTH = config(
    '<RectangleLabels name="box" toName="img"><Label value="person"/></RectangleLabels>'
    '<KeyPointLabels name="spot" toName="img"><Label value="nose"/><Label value="ear"/></KeyPointLabels>'
)
NOSE = {"x": 25, "y": 40, "width": 1}


def point(label: str, value: dict = NOSE, **more) -> dict:
    return box(label, value, **{"name": "spot", "type": "keypointlabels", **more})


@pytest.fixture
def sat(house, sit_down):
    return lambda label_config=POINTS, result=None: open_picture(house, sit_down, label_config, result)


def test_a_point_is_clicked_and_named(sat):
    project, page, easel = sat()
    easel.click((100, 120))
    easel.press("1")
    stored = submitted(page, project)
    assert without_ids(stored) == [point("nose")]
    accepted_by_label_studio(POINTS, stored)


def test_a_point_by_keys_alone(sat):
    project, page, easel = sat()
    easel.press("2", "n")
    easel.cross_hairs(100, 120)
    easel.press("Enter")
    expect(easel.marks).to_have_count(1)
    assert without_ids(submitted(page, project)) == [point("ear")]


def test_an_armed_label_puts_its_point_inside_a_box(sat):
    given = {"id": "b", **box("person", {"x": 10, "y": 10, "width": 50, "height": 60, "rotation": 0})}
    project, page, easel = sat(BOTH, [given])
    easel.press("2")
    easel.click((100, 120), (120, 130))
    expect(easel.marks).to_have_count(3)
    values = [entry["value"] for entry in submitted(page, project)]
    assert values[1:] == [
        {"x": 25, "y": 40, "width": 0.25, "keypointlabels": ["nose"]},
        {"x": 30, "y": 43.3333333333, "width": 0.25, "keypointlabels": ["nose"]},
    ]


def test_a_point_is_moved_by_arrows_and_by_hand(sat):
    project, page, easel = sat()
    easel.click((100, 120))
    easel.press("1", "Shift+ArrowRight", "ArrowUp")
    easel.drag((110, 119), (200, 150))
    assert submitted(page, project)[0]["value"] == {"x": 50, "y": 50, "width": 1, "keypointlabels": ["nose"]}


def test_a_point_opened_again(sat):
    given = [{"id": "k", **point("ear", {"x": 64.44444444444444, "y": 39.290780141843975, "width": 0.2285263987391647})}]
    project, page, easel = sat(POINTS, given)
    assert [name for name, _ in easel.drawn()] == ["ear: point at 64.4, 39.3 %"]
    assert submitted(page, project) == given


def test_a_point_without_labels(sat):
    project, page, easel = sat(BARE)
    easel.click((100, 120))
    assert without_ids(submitted(page, project)) == [point("", {"x": 25, "y": 40, "width": 0.25}, type="keypoint")]
