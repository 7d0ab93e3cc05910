"""The guideline is one key away, open at the label in question; a question about the task is asked there."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_annotate import press

LONG = "A long paragraph. " * 60
GUIDELINE = "# Mood\n\nJudge the whole text.\n\n" + "".join(f"## {label}\n\n{LONG}\n\n" for label in ("positive", "negative", "neutral"))


def test_it_opens_at_the_label_that_was_chosen(house, sit_down):
    page = sit_down(house.project(["one", "two"], guideline=GUIDELINE))
    expect(page.locator("an-guideline")).to_have_count(0)
    press(page, "3", "g")
    heading = page.locator("an-guideline").get_by_role("heading", name="neutral")
    expect(heading).to_be_in_viewport()
    expect(page.locator("an-guideline").get_by_role("heading", name="positive")).not_to_be_in_viewport()
    press(page, "g")
    expect(page.locator("an-guideline")).to_have_count(0)


def test_a_question_reaches_the_lead_and_its_answer_comes_back(house, sit_down, visit):
    project = house.project(["is this irony?", "two"])
    page = sit_down(project)
    press(page, "1", "q")
    page.keyboard.type("Does irony count as negative?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".question")).to_contain_text("Not answered yet")
    lead = visit("lee").new_page()
    lead.goto(project.page + "questions/")
    expect(lead.locator("main")).to_contain_text("Does irony count as negative?")
    lead.get_by_role("textbox").first.fill("Yes: judge what is meant.")
    lead.get_by_role("button", name="Answer").first.click()
    expect(lead.locator("main")).not_to_contain_text("Does irony count as negative?")
    page.reload()
    expect(page.locator(".desk-bar .badge.good", has_text="1")).to_be_visible()
    if not page.locator("an-guideline").count():
        press(page, "g")
    expect(page.locator(".talk")).to_contain_text("Yes: judge what is meant.")
    page.get_by_role("button", name="Read", exact=True).click()
    page.reload()
    page.locator(".task").wait_for()
    expect(page.locator(".desk-bar button .badge")).to_have_count(0)


def test_a_flag_is_seen_by_the_lead(house, sit_down, visit):
    project = house.project(["one", "two"])
    page = sit_down(project)
    press(page, "f")
    expect(page.locator(".says")).to_contain_text("Flagged for discussion")
    expect(page.get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")
    lead = visit("lee").new_page()
    lead.goto(project.page + "questions/")
    expect(lead.locator("main")).to_contain_text("Kim Minji")
    press(page, "f")
    expect(page.locator(".says")).to_contain_text("taken back")
