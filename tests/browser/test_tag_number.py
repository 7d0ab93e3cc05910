"""Number: typed, and on a slider."""

from __future__ import annotations

from playwright.sync_api import expect

from .questions import entry, fits_the_sdk, into, said, sent, stored, view
from .test_annotate import press

CONFIG = view('<Number name="n" toName="text" title="Years" min="0" max="120" step="0.5" required="true"/>')
SLIDER = view('<Number name="n" toName="text" title="Share" slider="true" min="0" max="10" required="true"/>')


def test_typed_by_keyboard_alone(house, sit_down):
    project = house.project(["one"], label_config=CONFIG)
    page = sit_down(project)
    into(page)
    page.keyboard.type("200")
    expect(page.locator("an-number .field-error")).to_have_text("Years must be from 0 to 120.")
    press(page, "Enter", "Enter")
    expect(page.locator(".says")).to_have_text("Years must be from 0 to 120.")
    assert project.made() == 0
    page.get_by_label("Years").focus()
    press(page, "Control+a")
    page.keyboard.type("42.5")
    press(page, "Enter", "Enter")
    sent(page)
    assert stored(project) == [entry("n", "number", {"number": 42.5})]
    assert fits_the_sdk(CONFIG, stored(project))


def test_it_opens_as_it_was(house, sit_down):
    result = [entry("n", "number", {"number": 7})]
    project = house.project(["one"], label_config=CONFIG)
    project.begin("kim", result)
    page = sit_down(project)
    expect(page.get_by_label("Years")).to_have_value("7")
    press(page, "Enter")
    sent(page)
    assert stored(project) == result


def test_a_slider_by_pointer_and_by_keyboard(house, sit_down):
    project = house.project(["one", "two"], label_config=SLIDER)
    page = sit_down(project)
    press(page, "Enter")
    expect(page.locator(".says")).to_have_text("Still missing: Share.")
    slider = page.get_by_label("Share")
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert [r["value"] for r in said(page)] == [{"number": 5}]
    page.get_by_role("button", name="Submit").click()
    sent(page, 1)
    page.get_by_label("Share").focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowLeft", "Enter", "Enter")
    sent(page, 2)
    assert stored(project, 1) == [entry("n", "number", {"number": 1})]
