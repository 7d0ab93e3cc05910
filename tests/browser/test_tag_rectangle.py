"""Boxes on a picture: by pointer, by clicks, by keys; stored as Label Studio stores them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .pictures import Easel, accepted_by_label_studio, box, config, open_picture, picture, submitted, suggest, without_ids

BOXES = config('<RectangleLabels name="box" toName="img"><Label value="cat"/><Label value="dog" background="#cc3300"/></RectangleLabels>')
BARE = config('<Rectangle name="box" toName="img"/><Labels name="what" toName="img"><Label value="cat"/><Label value="dog"/></Labels>')
CAT = {"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 0}


@pytest.fixture
def sat(house, sit_down):
    return lambda label_config=BOXES, result=None: open_picture(house, sit_down, label_config, result)


def test_a_box_is_dragged_and_then_named(sat):
    project, page, easel = sat()
    easel.drag((40, 60), (160, 180))
    expect(page.locator(".image-hint")).to_have_text("Now its label: 1 cat · 2 dog")
    easel.press("1")
    expect(easel.marks).to_have_count(1)
    stored = submitted(page, project)
    assert without_ids(stored) == [box("cat", CAT)]
    accepted_by_label_studio(BOXES, stored)


def test_an_armed_label_names_each_box_that_is_drawn(sat):
    project, page, easel = sat()
    easel.press("2")
    easel.drag((160, 180), (40, 60))
    easel.drag((200, 210), (240, 240))
    stored = submitted(page, project)
    assert without_ids(stored) == [box("dog", CAT), box("dog", {"x": 50, "y": 70, "width": 10, "height": 10, "rotation": 0})]
    assert len({entry["id"] for entry in stored}) == 2


def test_a_box_without_dragging_by_two_clicks(sat):
    project, page, easel = sat()
    easel.click((40, 60), (160, 180))
    easel.press("1")
    assert without_ids(submitted(page, project)) == [box("cat", CAT)]


def test_a_box_by_keys_alone(sat):
    project, page, easel = sat()
    easel.press("1", "n")
    easel.cross_hairs(40, 60)
    easel.press("Enter")
    easel.cross_hairs(160, 180)
    easel.press("Enter")
    expect(easel.marks).to_have_count(1)
    assert without_ids(submitted(page, project)) == [box("cat", CAT)]


def test_arrows_nudge_and_resize_the_active_box(sat):
    project, page, easel = sat()
    easel.press("1")
    easel.drag((40, 60), (160, 180))
    easel.press(
        "ArrowRight",
        "ArrowRight",
        "Shift+ArrowUp",
        "Control+ArrowRight",
        "Control+ArrowLeft",
        "Control+ArrowDown",
        "Control+Shift+ArrowDown",
    )
    assert without_ids(submitted(page, project)) == [
        box("cat", {"x": 10.5, "y": 16.6666666667, "width": 30, "height": 43.6666666667, "rotation": 0})
    ]


def test_a_box_is_moved_and_pulled_by_its_corner_each_one_step_back(sat):
    project, page, easel = sat()
    easel.drag((40, 60), (160, 180))
    easel.press("1")
    easel.drag((100, 100), (120, 110))
    assert easel.drawn()[0][1] == {"x": "60", "y": "70", "width": "120", "height": "120"}
    easel.drag((180, 190), (200, 200))
    assert easel.drawn()[0][1] == {"x": "60", "y": "70", "width": "140", "height": "130"}
    easel.press("Control+z")
    assert easel.drawn()[0][1] == {"x": "60", "y": "70", "width": "120", "height": "120"}
    easel.press("Control+z")
    assert without_ids(submitted(page, project)) == [box("cat", CAT)]


def test_a_box_is_turned_by_keys_and_keeps_its_middle(sat):
    project, page, easel = sat()
    easel.drag((100, 100), (200, 200))
    easel.press("1", *[">"] * 3, "<")
    value = submitted(page, project)[0]["value"]
    assert value["rotation"] == 2
    assert value["width"] == 25
    assert value["x"] > 25
    assert value["y"] < 33.34


def test_a_turned_box_is_drawn_turned_about_its_corner(sat):
    given = [{"id": "a", **box("cat", {**CAT, "rotation": 30})}]
    project, page, easel = sat(BOXES, given)
    assert easel.drawn() == [
        ("cat: 30 × 40 % at 10, 20", {"x": "40", "y": "60", "width": "120", "height": "120", "transform": "rotate(30 40 60)"})
    ]
    assert submitted(page, project) == given


def test_what_was_stored_looks_the_same_when_it_is_opened_again(sat):
    project, page, easel = sat()
    easel.drag((40, 60), (160, 180))
    easel.press("1", "Escape")
    easel.drag((200.4, 33.3), (301, 280))
    easel.press("2")
    before, stored = easel.drawn(), submitted(page, project)
    again, page, easel = sat(BOXES, stored)
    assert easel.drawn() == before
    assert submitted(page, again) == stored


def test_a_rectangle_with_labels_beside_it(sat):
    project, page, easel = sat(BARE)
    easel.drag((40, 60), (160, 180))
    easel.press("2")
    stored = submitted(page, project)
    assert without_ids(stored) == [box("", CAT, type="rectangle"), box("dog", CAT, name="what", type="labels")]
    assert stored[0]["id"] == stored[1]["id"]
    again, page, easel = sat(BARE, stored)
    assert [name for name, _ in easel.drawn()] == ["dog: 30 × 40 % at 10, 20"]
    assert submitted(page, again) == stored


def test_a_click_goes_through_what_lies_one_upon_the_other(sat):
    values = [{"x": 10, "y": 10, "width": 80, "height": 80, "rotation": 0}, {"x": 20, "y": 20, "width": 30, "height": 30, "rotation": 0}]
    given = [{"id": f"r{n}", **box(label, value)} for n, (label, value) in enumerate(zip(("cat", "dog"), values, strict=True))]
    _, page, easel = sat(BOXES, given)
    active = easel.surface.locator("[aria-selected=true]")
    for expected in ("dog", "cat", "dog"):
        easel.click((120, 90))
        expect(active).to_have_count(1)
        assert (active.get_attribute("aria-label") or "").startswith(expected)


def test_a_box_stays_within_the_picture(sat):
    project, page, easel = sat()
    easel.press("1")
    easel.drag((300, 200), (399, 299), (460, 340))
    easel.press("Shift+ArrowRight", "Shift+ArrowDown", "Control+Shift+ArrowRight")
    assert submitted(page, project)[0]["value"] == {
        "x": 75,
        "y": 66.6666666667,
        "width": 25,
        "height": 33.3333333333,
        "rotation": 0,
        "rectanglelabels": ["cat"],
    }


def test_a_suggested_box_looks_apart_and_is_accepted_by_moving_it(house, sit_down):
    project = house.project([{"image": picture()}], label_config=BOXES)
    suggest(project, [{"id": "m", **box("cat", CAT)}])
    page = sit_down(project)
    easel = Easel(page)
    ghost = easel.surface.locator(".ghost")
    expect(ghost).to_have_attribute("aria-label", "suggested: cat: 30 × 40 % at 10, 20")
    expect(easel.surface.locator(".named .name")).to_have_text("? cat")
    easel.press(".", "ArrowRight")
    expect(ghost).to_have_count(0)
    stored = submitted(page, project)
    assert [(entry["origin"], entry["value"]["x"]) for entry in stored] == [("prediction-changed", 10.25)]


def test_escape_lets_go_of_a_box_under_way(sat):
    _, page, easel = sat()
    easel.click((40, 60))
    expect(page.locator(".image-hint")).to_contain_text("Click the opposite corner")
    easel.press("Escape")
    expect(page.locator(".drafting")).to_have_count(0)


def test_enter_does_not_send_a_box_that_still_wants_its_label(sat):
    _, page, easel = sat()
    easel.drag((40, 60), (160, 180))
    easel.press("Enter")
    expect(page.locator(".image-hint.insists")).to_have_text("Now its label: 1 cat · 2 dog")
