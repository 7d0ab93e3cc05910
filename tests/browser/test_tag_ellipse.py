"""Ellipses on a picture: drawn by the corners of the box around them, kept by centre and radii."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .pictures import accepted_by_label_studio, box, config, open_picture, submitted, without_ids

ELLIPSES = config('<EllipseLabels name="cell" toName="img"><Label value="round"/><Label value="odd"/></EllipseLabels>')
BARE = config('<Ellipse name="cell" toName="img"/>')
ROUND = {"x": 25, "y": 40, "radiusX": 15, "radiusY": 20, "rotation": 0}


def ellipse(label: str, value: dict = ROUND, **more) -> dict:
    return box(label, value, **{"name": "cell", "type": "ellipselabels", **more})


@pytest.fixture
def sat(house, sit_down):
    return lambda label_config=ELLIPSES, result=None: open_picture(house, sit_down, label_config, result)


def test_an_ellipse_is_dragged(sat):
    project, page, easel = sat()
    easel.drag((40, 60), (160, 180))
    easel.press("1")
    stored = submitted(page, project)
    assert without_ids(stored) == [ellipse("round")]
    accepted_by_label_studio(ELLIPSES, stored)


def test_an_ellipse_by_keys_alone(sat):
    project, page, easel = sat()
    easel.press("n")
    easel.cross_hairs(40, 60)
    easel.press("Enter")
    easel.cross_hairs(160, 180)
    easel.press("Enter", "2")
    assert without_ids(submitted(page, project)) == [ellipse("odd")]


def test_an_ellipse_opened_again(sat):
    given = [{"id": "e", **ellipse("round", {**ROUND, "rotation": 45})}]
    project, page, easel = sat(ELLIPSES, given)
    shape = {"cx": "100", "cy": "120", "rx": "60", "ry": "60", "transform": "rotate(45 100 120)"}
    assert easel.drawn() == [("round: ellipse at 25, 40 %", shape)]
    assert submitted(page, project) == given


def test_an_ellipse_is_pulled_by_its_edge_and_turned(sat):
    project, page, easel = sat()
    easel.drag((40, 60), (160, 180))
    easel.press("1")
    easel.drag((160, 120), (200, 120))
    easel.press(">")
    assert submitted(page, project)[0]["value"] == {
        "x": 30,
        "y": 40,
        "radiusX": 20,
        "radiusY": 20,
        "rotation": 1,
        "ellipselabels": ["round"],
    }


def test_an_ellipse_without_labels(sat):
    project, page, easel = sat(BARE)
    easel.drag((40, 60), (160, 180))
    assert without_ids(submitted(page, project)) == [ellipse("", type="ellipse")]


def test_a_click_outside_of_the_curve_is_not_on_it(sat):
    _, page, easel = sat(ELLIPSES, [{"id": "e", **ellipse("round")}])
    easel.press("v")
    easel.click((100, 120))
    expect(easel.surface.locator("[aria-selected=true]")).to_have_count(1)
    easel.press("Escape")
    easel.click((50, 70))
    expect(easel.surface.locator("[aria-selected=true]")).to_have_count(0)
