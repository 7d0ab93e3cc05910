"""Pairwise: by key, on the sides, by finger; texts and pictures."""

from __future__ import annotations

from playwright.sync_api import expect

from .questions import PHONE, entry, fits_the_sdk, heights, sent, stored
from .test_annotate import press

CONFIG = (
    '<View><Text name="a" value="$a"/><Text name="b" value="$b"/>'
    '<Pairwise name="better" toName="a,b" required="true" selectionStyle="outline: 3px solid rgb(1, 2, 3); position: fixed"/></View>'
)
PICTURES = '<View><Image name="a" value="$a"/><Image name="b" value="$b"/><Pairwise name="better" toName="a,b"/></View>'
ROWS = [{"a": f"first {n}", "b": f"second {n}"} for n in range(3)]


def test_by_key_and_on_the_side_itself(house, sit_down):
    project = house.project(ROWS[:2], label_config=CONFIG)
    page = sit_down(project)
    press(page, "2", "2", "Enter")
    expect(page.locator(".says")).to_have_text("Still missing: better.")
    press(page, "1", "Enter")
    sent(page, 1)
    page.get_by_text("second 1").click()
    expect(page.get_by_role("radio", name="The right one")).to_be_checked()
    right = page.locator(".pair-right")
    assert right.evaluate("e => [getComputedStyle(e).outlineColor, getComputedStyle(e).position]") == ["rgb(1, 2, 3)", "relative"]
    page.get_by_role("button", name="Submit").click()
    sent(page, 2)
    assert [stored(project, n) for n in (0, 1)] == [[entry("better", "pairwise", {"selected": side}, "a")] for side in ("left", "right")]
    assert fits_the_sdk(CONFIG, stored(project))


def test_it_opens_as_it_was(house, sit_down):
    result = [entry("better", "pairwise", {"selected": "right"}, "better")]
    project = house.project(ROWS[:1], label_config=CONFIG)
    project.begin("kim", result)
    page = sit_down(project)
    expect(page.locator(".preferred")).to_contain_text("second 0")
    press(page, "Enter")
    sent(page)
    assert stored(project) == result, "as Label Studio's editor names it: itself"


def test_words_of_a_side_can_be_marked_without_choosing_it(house, sit_down):
    page = sit_down(house.project(ROWS[:1], label_config=CONFIG))
    box = page.get_by_text("first 0").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert page.evaluate("getSelection().toString()") != ""
    expect(page.locator(".preferred")).to_have_count(0)


def test_three_tasks_by_finger(house, sit_down):
    project = house.project(ROWS, label_config=CONFIG)
    page = sit_down(project, **PHONE)
    assert heights(page, ".pair-buttons .choice") >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("radio", name="The right one").tap()
    page.get_by_role("button", name="Submit").tap()
    sent(page, 1)
    for n in (1, 2):
        page.get_by_text(f"first {n}").tap()
        page.get_by_role("button", name="Submit").tap()
        sent(page, n + 1)
    assert [stored(project, n)[0]["value"]["selected"] for n in range(3)] == ["right", "left", "left"]


def test_pictures(house, sit_down):
    dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    project = house.project([{"a": dot, "b": dot}], label_config=PICTURES)
    page = sit_down(project)
    expect(page.locator(".pair-left, .pair-right")).to_have_count(2)
    press(page, "2", "Enter")
    sent(page)
    assert stored(project) == [entry("better", "pairwise", {"selected": "right"}, "a")]
