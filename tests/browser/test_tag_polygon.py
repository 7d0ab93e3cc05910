"""Polygons: point by point, and every point in reach of the keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .pictures import accepted_by_label_studio, box, config, open_picture, submitted, without_ids

POLYGONS = config('<PolygonLabels name="part" toName="img"><Label value="leaf"/><Label value="stem"/></PolygonLabels>')
BARE = config('<Polygon name="part" toName="img"/>')
PLACES = ((40, 60), (160, 60), (160, 180))
TRIANGLE = {"points": [[10, 20], [40, 20], [40, 60]], "closed": True}


def polygon(label: str, value: dict = TRIANGLE, **more) -> dict:
    return box(label, value, **{"name": "part", "type": "polygonlabels", **more})


@pytest.fixture
def sat(house, sit_down):
    return lambda label_config=POLYGONS, result=None: open_picture(house, sit_down, label_config, result)


def test_points_are_clicked_and_enter_closes(sat):
    project, page, easel = sat()
    easel.click(*PLACES)
    easel.press("Enter")
    expect(page.locator(".image-hint")).to_contain_text("Now its label")
    easel.press("1")
    stored = submitted(page, project)
    assert without_ids(stored) == [polygon("leaf")]
    accepted_by_label_studio(POLYGONS, stored)


def test_a_click_on_the_first_point_closes(sat):
    project, page, easel = sat()
    easel.press("2")
    easel.click(*PLACES, PLACES[0])
    expect(easel.marks).to_have_count(1)
    assert without_ids(submitted(page, project)) == [polygon("stem")]


def test_backspace_takes_the_last_point_back_and_escape_all(sat):
    project, page, easel = sat()
    easel.press("1")
    easel.click(PLACES[0], PLACES[1], (300, 200))
    easel.press("Backspace")
    easel.click(PLACES[2])
    easel.press("Enter", "Escape")
    easel.click((10, 10), (30, 10))
    easel.press("Escape")
    expect(page.locator(".drafting")).to_have_count(0)
    assert without_ids(submitted(page, project)) == [polygon("leaf")]


def test_a_polygon_by_keys_alone(sat):
    project, page, easel = sat()
    easel.press("1", "n")
    for place in PLACES:
        easel.cross_hairs(*place)
        easel.press("Enter")
    easel.press("Enter")
    expect(easel.marks).to_have_count(1)
    assert without_ids(submitted(page, project)) == [polygon("leaf")]


def test_points_are_chosen_nudged_added_and_removed_by_keys(sat):
    project, page, easel = sat(POLYGONS, [{"id": "p", **polygon("leaf")}])
    easel.press(".", "p", "p", "Shift+ArrowRight")
    assert easel.drawn()[0][1] == {"points": "40,60 170,60 160,180"}
    easel.press("i")
    assert easel.drawn()[0][1] == {"points": "40,60 170,60 165,120 160,180"}
    easel.press("ArrowUp", "Shift+p", "Delete")
    assert easel.drawn()[0][1] == {"points": "40,60 165,119 160,180"}
    easel.press("Delete")
    expect(easel.marks).to_have_count(1)
    assert submitted(page, project)[0]["value"]["points"] == [[10, 20], [41.25, 39.6666666667], [40, 60]]


def test_a_point_is_dragged_and_one_is_put_on_an_edge(sat):
    project, page, easel = sat(POLYGONS, [{"id": "p", **polygon("leaf")}])
    easel.press(".")
    easel.drag((160, 180), (200, 210))
    assert easel.drawn()[0][1] == {"points": "40,60 160,60 200,210"}
    easel.drag((100, 60), (100, 30))
    assert easel.drawn()[0][1] == {"points": "40,60 100,30 160,60 200,210"}
    easel.press("Control+z")
    assert submitted(page, project)[0]["value"]["points"] == [[10, 20], [40, 20], [50, 70]]


def test_a_polygon_opened_again_says_no_more_than_it_said(sat):
    given = [{"id": "p", **polygon("leaf", {"points": TRIANGLE["points"]})}]
    project, page, easel = sat(POLYGONS, given)
    assert easel.drawn() == [("leaf: 3 points", {"points": "40,60 160,60 160,180"})]
    assert submitted(page, project) == given


def test_a_polygon_without_labels(sat):
    project, page, easel = sat(BARE)
    easel.click(*PLACES)
    easel.press("Enter")
    assert without_ids(submitted(page, project)) == [polygon("", type="polygon")]
