"""What a lead does, from the first log-in to the download."""

from __future__ import annotations

import io
import json
import re
import zipfile

from playwright.sync_api import expect

from .house import PASSWORD
from .test_annotate import press

GOOD = "I love it"


def test_log_in(house, visit):
    page = visit(None).new_page()
    page.goto("/projects/new/")
    page.get_by_label("E-mail").fill("lee@example.org")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This e-mail and password do not belong together.")
    expect(page.get_by_label("E-mail")).to_have_value("lee@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("New project")
    page.locator("details[data-menu] summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_a_project_is_made_and_texts_brought_in(visit, tmp_path):
    page = visit("lee").new_page()
    page.goto("/projects/new/")
    page.get_by_label("Title").fill("영화 평")
    good = page.get_by_label("Label config").input_value()
    page.get_by_label("Label config").fill(good.replace('toName="text"', 'toName="txt"'))
    page.get_by_label("Annotators for each text").fill("3")
    page.get_by_role("button", name="Create project").click()
    expect(page.locator(".field.invalid .field-error")).to_contain_text("txt")
    assert 'toName="txt"' in page.get_by_label("Label config").input_value()
    expect(page.get_by_label("Title")).to_have_value("영화 평")
    expect(page.get_by_label("Annotators for each text")).to_have_value("3")
    page.get_by_label("Label config").fill(good)
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("영화 평")

    page.get_by_role("navigation", name="Project").get_by_role("link", name="Imports").click()
    rows = tmp_path / "평.jsonl"
    rows.write_text('{"text": "재미있다 👍🏽"}\n{"text": \n{"text": "재미있다 👍🏽"}\n{"text": "지루하다"}\n', encoding="utf-8")
    page.get_by_label("A file").set_input_files(rows)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("평.jsonl")
    assert page.locator(".stat .value").all_inner_texts() == ["2", "1", "1"]
    refused = page.get_by_role("region", name="Refused rows").locator("tbody tr")
    expect(refused).to_have_count(1)
    expect(refused.locator("th")).to_have_text("2")
    assert refused.locator("td").inner_text().strip()


def labelled(house):
    """Six texts by two people, who differ on two."""
    project = house.project([f"{word} {n}" for n in range(3) for word in ("good", "box")], annotators_per_task=2)
    project.label("kim", lambda text: "positive" if "good" in text else "neutral")
    project.label("park", lambda text: "positive" if "good" in text else "negative" if text in ("box 1", "box 2") else "neutral")
    return project


def test_agreement_with_its_intervals(house, visit):
    project = labelled(house)
    house.worker()
    page = visit("lee").new_page()
    page.goto(project.page + "agreement/")
    figures = page.locator(".stat")  # the page asks for the measurement and draws itself anew when it is there
    expect(figures.filter(has_text="Raw agreement").locator("span.value")).to_contain_text("0.67", timeout=60_000)
    alpha = figures.filter(has_text="Krippendorff’s α")
    expect(alpha.locator("svg")).to_have_attribute("aria-label", re.compile(r"from \S+ to \S+"))
    expect(page.get_by_role("region", name="Agreement of each class").locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("heading", name="Where two people differ")).to_be_visible()


def test_adjudicate_by_key_then_freeze_and_download(house, visit):
    project = labelled(house)
    project.settle()
    page = visit("lee").new_page()
    page.goto(project.page + "adjudicate/")
    expect(page.get_by_role("region", name="Disputed texts").locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Decide the first").click()
    expect(page.locator("#decide")).to_be_visible()
    first = page.locator("h1").inner_text()
    press(page, "j")  # not now
    expect(page.locator("h1")).not_to_have_text(first)
    press(page, "n")
    page.keyboard.type("1 is a digit here")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(first)
    press(page, "Enter")
    expect(page.locator(".field-error")).to_have_text("Choose a label first.")
    press(page, "3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided. No other text waits for you.")).to_be_visible()

    page.get_by_role("navigation", name="Project").get_by_role("link", name="Releases").click()
    page.get_by_label("Title").fill("First light")
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First light")
    digest = page.locator("#digest").inner_text()
    with page.expect_download() as coming:
        page.get_by_role("link", name="JSON lines").click()
    archive = zipfile.ZipFile(io.BytesIO(coming.value.path().read_bytes()))
    names = archive.namelist()
    rows = [json.loads(line) for line in archive.read(next(n for n in names if n.endswith(".jsonl"))).decode().splitlines()]
    assert len(rows) == 6
    assert any(digest in archive.read(name).decode() for name in names if name.endswith((".md", ".json")))
