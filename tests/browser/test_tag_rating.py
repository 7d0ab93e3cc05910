"""Rating: by key, by pointer, by finger."""

from __future__ import annotations

from playwright.sync_api import expect

from .questions import PHONE, entry, fits_the_sdk, heights, sent, stored, view
from .test_annotate import press

CONFIG = view('<Rating name="stars" toName="text" title="How good" maxRating="4" icon="smile" size="large" required="true"/>')


def test_by_key_and_by_pointer(house, sit_down):
    project = house.project(["one", "two"], label_config=CONFIG)
    page = sit_down(project)
    press(page, "3", "3", "Enter")
    expect(page.locator(".says")).to_have_text("Still missing: How good.")
    press(page, "4", "Enter")
    sent(page, 1)
    page.get_by_role("radio", name="2 of 4").click()
    page.get_by_role("button", name="Submit").click()
    sent(page, 2)
    assert [stored(project, n) for n in (0, 1)] == [[entry("stars", "rating", {"rating": 4})], [entry("stars", "rating", {"rating": 2})]]
    assert fits_the_sdk(CONFIG, stored(project))


def test_it_opens_as_it_was(house, sit_down):
    result = [entry("stars", "rating", {"rating": 3}, id="x1")]
    project = house.project(["one"], label_config=CONFIG)
    project.begin("kim", result)
    page = sit_down(project)
    expect(page.locator(".stars .on")).to_have_count(3)
    expect(page.get_by_role("radio", name="3 of 4")).to_be_checked()
    press(page, "Enter")
    sent(page)
    assert stored(project) == result


def test_three_tasks_by_finger(house, sit_down):
    project = house.project(["one", "two", "three"], label_config=CONFIG)
    page = sit_down(project, **PHONE)
    assert heights(page, ".stars button") >= 44
    for n in range(3):
        page.get_by_role("radio", name=f"{n + 2} of 4").tap()
        page.get_by_role("button", name="Submit").tap()
        sent(page, n + 1)
    assert [stored(project, n)[0]["value"] for n in range(3)] == [{"rating": 2}, {"rating": 3}, {"rating": 4}]
