"""Practice: the right answer and the guideline's section after each text, by keys alone; without a network one goes on and is told so."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bench.server import vote

from .house import _took
from .questions import until
from .test_annotate import press, saved, text_of

GUIDELINE = "# Reviews\n\n" + "General words.\n\n" * 40 + "## negative\n\nA complaint, even a polite one.\n\n## positive\n\nPraise.\n"
TEXTS = {"The box was broken.": "negative", "I would buy it again.": "positive", "It arrived, three weeks late.": "negative"}


@pytest.fixture
def practice(house):
    """Three texts of practice, open beside a round in production with two more."""
    project = house.project([*TEXTS, "one more", "and another"], guideline=GUIDELINE)
    ids = [row["item"] for row in _took(house.lead.call("GET", f"{project.at}tasks/?page_size=9"), 200)["results"]]
    for item, right in zip(ids, TEXTS.values(), strict=False):
        body = {"item": item, "result": vote(right), "use": "practice", "why": f"Why it is {right}.", "section": right}
        _took(house.lead.call("POST", f"{project.at}gold/", body), 201)
    _took(house.lead.call("POST", f"{project.at}rounds/", {"kind": "training", "order": "as_imported"}), 201)
    return project


def test_after_each_answer_one_reads_what_is_right_and_goes_on_by_the_same_key(practice, sit_down):
    page = sit_down(practice)
    expect(page.locator(".practice")).to_contain_text("Practice")
    expect(text_of(page)).to_have_text("The box was broken.")
    press(page, "1", "Enter")
    told = page.locator(".told")
    expect(told).to_contain_text("Not quite")
    expect(told).to_contain_text("You said")
    expect(told.locator("dl strong")).to_have_text("negative")
    expect(told).to_contain_text("Why it is negative.")
    expect(told).to_be_focused()
    expect(text_of(page)).to_have_text("The box was broken.")
    press(page, "3")  # what was answered is read, not changed
    expect(page.get_by_role("radio", name="positive")).to_be_checked()
    page.get_by_role("button", name="Guideline: negative").click()
    expect(page.locator(".guideline #negative, .guideline .at-label").first).to_be_in_viewport()
    page.locator(".told").focus()
    press(page, "Enter")
    expect(text_of(page)).to_have_text("I would buy it again.")
    press(page, "1", "Enter")
    expect(page.locator(".told")).to_contain_text("That is right")
    expect(page.locator(".told dl")).to_have_count(0)
    press(page, "Enter")
    press(page, "2", "Enter")
    expect(page.locator(".told")).to_contain_text("That is right")
    press(page, "Enter")
    expect(text_of(page)).to_have_text("one more")
    expect(page.locator(".practice")).to_have_count(0)
    press(page, "1", "Enter")
    expect(text_of(page)).to_have_text("and another")
    expect(page.locator(".told")).to_have_count(0)
    saved(page, 4)
    assert practice.made() == 4


def test_practice_is_neither_skipped_nor_called_back(practice, sit_down):
    page = sit_down(practice)
    press(page, "s")
    page.locator("an-skip").get_by_role("button", name="I cannot decide").click()
    expect(page.locator(".says")).to_contain_text("every text is answered")
    press(page, "1", "Enter")
    expect(page.locator(".told")).to_be_visible()
    press(page, "Enter", "u")
    expect(page.locator(".says")).to_contain_text("stands as it was given")
    expect(text_of(page)).to_have_text("I would buy it again.")


def test_without_a_network_nobody_waits_for_the_verdict(practice, sit_down):
    page = sit_down(practice)
    until(page, "document.querySelector('an-annotator').desk.ready === 2")
    page.context.set_offline(True)
    press(page, "1", "Enter")
    expect(text_of(page)).to_have_text("I would buy it again.")
    expect(page.locator(".says")).to_contain_text("no connection")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page, 1)
    press(page, "1", "Enter")
    expect(page.locator(".told")).to_contain_text("That is right")
    assert practice.made() == 2


def test_a_reload_while_one_reads_brings_the_next_text(practice, sit_down):
    page = sit_down(practice)
    press(page, "1", "Enter")
    expect(page.locator(".told")).to_be_visible()
    page.reload()
    expect(text_of(page)).to_have_text("I would buy it again.")
    assert practice.made() == 1
