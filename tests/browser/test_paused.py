"""Hidden gold in the browser: nobody can tell it, and who is paused by it is told kindly."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bench.server import vote

from .house import _took
from .test_annotate import press, text_of


@pytest.fixture
def mined(house):
    """Forty texts; every other task of a person is one of ten whose right answer is known to be negative."""
    project = house.project([f"text number {n}" for n in range(40)], order="random", annotators_per_task=2)
    ids = [row["item"] for row in _took(house.lead.call("GET", f"{project.at}tasks/?page_size=40"), 200)["results"]]
    for item in ids[:10]:
        body = {"item": item, "result": vote("negative"), "use": "hidden", "why": "SECRET REASON"}
        _took(house.lead.call("POST", f"{project.at}gold/", body), 201)
    _took(house.lead.call("PATCH", project.at, {"gold_share": 0.5, "gold_least": 3, "gold_pass": 0.9}), 200)
    return project


def test_paused_one_reads_why_and_whom_to_ask_and_nothing_told_the_gold(house, mined, visit):
    context, bodies = visit("kim"), []
    page = context.new_page()
    page.on("response", lambda answer: bodies.append(answer) if answer.url.startswith(house.url + "/api/") else None)
    page.goto(mined.page + "annotate/")
    page.locator(".task").wait_for()
    html = [page.content()]
    paused = page.get_by_text("Your work in this project is paused.")
    for _ in range(40):
        expect(text_of(page).or_(paused).first).to_be_visible()
        if paused.count():
            break
        press(page, "1", "Enter")
        page.locator("an-post .badge.good").wait_for()
    expect(paused).to_be_visible()
    expect(page.locator(".empty")).to_contain_text("lead")
    html.append(page.content())
    said = " ".join([*html, *(answer.text() for answer in bodies if answer.status != 204)])
    assert not re.search(r"gold|SECRET|is_right|32767", said, re.IGNORECASE)
    submits = {frozenset(answer.json()) for answer in bodies if answer.url.endswith("/annotations/")}
    assert len(submits) == 1, "every answer to a submit looks alike"

    lead = visit("lee").new_page()
    lead.goto(mined.page + "gold/")
    expect(lead.get_by_role("row", name=re.compile("Kim"))).to_contain_text("paused")
    lead.goto(mined.page + "members/")
    lead.get_by_role("button", name=re.compile("Let .*go on")).click()
    page.get_by_role("button", name="Look again").click()
    expect(text_of(page)).to_be_visible()


@pytest.mark.parametrize("who", ["kim", "park"])
def test_what_only_a_lead_sees_is_shut_to_an_annotator(house, mined, visit, who):
    page = visit(who).new_page()
    for place, status in (("gold/", 403), ("gold/new/?item=1", 403), ("rounds/", 403), ("members/", 403), ("agreement/", 403)):
        assert page.goto(mined.page + place).status == status
        assert "SECRET" not in page.content()
    for place in ("", "guideline/", "annotate/"):
        assert page.goto(mined.page + place).status == 200
        assert "SECRET" not in page.content()
        assert page.locator("a[href*='/gold/']").count() == 0
