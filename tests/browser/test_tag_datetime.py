"""DateTime: the browser's own fields, Label Studio's own texts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .questions import entry, fits_the_sdk, into, sent, stored, view
from .test_annotate import press


def config(more: str = "") -> str:
    return view(f'<DateTime name="d" toName="text" title="When" required="true" {more}/>')


def test_a_date_and_a_time_by_keyboard_alone(house, sit_down):
    project = house.project(["one"], label_config=config())
    page = sit_down(project)
    into(page)
    page.keyboard.type("01312026")
    clock = page.get_by_label("When: time")
    while not clock.evaluate("e => e === document.activeElement"):  # a date has several places that Tab comes to
        press(page, "Tab")
    page.keyboard.type("0930AM")
    press(page, "Enter", "Enter")
    sent(page)
    assert stored(project) == [entry("d", "datetime", {"datetime": "2026-01-31T09:30"})]
    assert fits_the_sdk(config(), stored(project))


@pytest.mark.parametrize(
    ("more", "fill", "said"),
    [
        ("", {"When: date": "2026-01-31"}, "2026-01-31T00:00"),
        ('only="date"', {"When": "2026-01-31"}, "2026-01-31"),
        ('only="time"', {"When: time": "21:05"}, "21:05"),
        ('only="year"', {"When: year": "2026"}, "2026-01-01"),
        ('only="date" format="%d.%m.%Y"', {"When": "2026-01-31"}, "31.01.2026"),
    ],
)
def test_what_is_written_opens_as_it_was(house, sit_down, more, fill, said):
    project = house.project(["one", "two"], label_config=config(more))
    page = sit_down(project)
    for label, value in fill.items():
        page.get_by_label(label, exact=True).last.fill(value)
    page.get_by_role("button", name="Submit").click()
    sent(page, 1)
    assert stored(project) == [entry("d", "datetime", {"datetime": said})]
    project.begin("kim", stored(project))
    page.reload()
    for label, value in fill.items():
        expect(page.get_by_label(label, exact=True).last).to_have_value(value)
    press(page, "Enter")
    sent(page, 2)
    assert stored(project, 1) == stored(project)


def test_a_month_of_a_year(house, sit_down):
    project = house.project(["one"], label_config=config('only="month,year"'))
    page = sit_down(project)
    page.get_by_label("When: month").select_option("March")
    page.get_by_label("When: year").fill("2024")
    page.get_by_role("button", name="Submit").click()
    sent(page)
    assert stored(project) == [entry("d", "datetime", {"datetime": "2024-03-01"})]


def test_a_date_outside_its_bounds_is_not_sent(house, sit_down):
    project = house.project(["one"], label_config=config('only="date" min="2026-01-01" max="2026-12-31"'))
    page = sit_down(project)
    page.get_by_label("When", exact=True).last.fill("2025-12-31")
    expect(page.locator("an-datetime .field-error")).to_have_text("When must be from 2026-01-01 to 2026-12-31.")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".says")).to_have_text("When must be from 2026-01-01 to 2026-12-31.")
    assert project.made() == 0
