"""The guideline is revised, what that touches is listed, and exactly that is annotated again."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_accessibility import violations
from .test_annotate import press

TEXTS = ["I love it", "It is a box", "Not for me", "The box is red"]
BEFORE = "# Mood\n\n## neutral\n\nNothing is felt.\n"
AFTER = "# Mood\n\n## neutral\n\nNothing is felt. A colour that is named says nothing yet.\n"


def labelled(house):
    """Kim says neutral of the boxes; Park is unsure about one."""
    project = house.project(TEXTS, guideline=BEFORE, annotators_per_task=2)
    project.label("kim", lambda text: "neutral" if "box" in text else "positive")
    project.label("park", lambda text: "neutral" if text == TEXTS[1] else "positive")
    return project


def drafted(page, project, text=AFTER):
    page.goto(f"{project.page}guideline/next/")
    page.locator("#id_text").fill(text)
    page.get_by_label("What changed, and why").fill("Colours are no mood")


def test_from_the_revision_to_the_round_of_what_it_touches(house, visit, sit_down):
    project = labelled(house)
    page = visit("lee").new_page()
    drafted(page, project)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish version 2")
    expect(page.get_by_role("checkbox", name="neutral differs")).to_be_checked()
    expect(page.get_by_role("checkbox", name="positive")).not_to_be_checked()
    expect(page.locator(".diff ins")).to_contain_text("A colour that is named says nothing yet")
    expect(page.locator(".touched tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What version 2 touches")
    expect(page.locator(".touched tbody tr")).to_have_count(2)
    page.get_by_role("radio", name="People mixed one of the labels with another").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".touched tbody tr")).to_have_count(1)
    expect(page.locator(".touched")).to_contain_text("The box is red")
    expect(page.locator(".touched .pair")).to_contain_text("neutral / positive")
    assert violations(page) == []
    page.get_by_role("link", name="The box is red").click()
    expect(page.locator("main")).to_contain_text("The box is red")
    page.go_back()
    page.get_by_role("button", name="Queue this 1 text again").click()
    expect(page.locator(".messages")).to_contain_text("is open under guideline version 2")
    desk = sit_down(project)
    expect(desk.locator(".tag-text")).to_have_text("The box is red")
    press(desk, "1", "Enter")
    expect(desk.locator(".empty")).to_be_visible()


def test_two_leads_and_one_draft(house, visit):
    project = house.project(["one"], guideline=BEFORE)
    assert house.lead.call("POST", f"{project.at}members/", {"email": "park@example.org", "role": "lead"})[0] in (200, 201)
    mine, theirs = visit("lee").new_page(), visit("park").new_page()
    for page in (mine, theirs):
        page.goto(f"{project.page}guideline/next/")
    box = mine.locator("#id_text")
    with mine.expect_response("**/guideline/next/hold/"):
        box.press_sequentially("Mine. ")
    theirs.reload()
    expect(theirs.locator("[data-holder]")).to_contain_text("Lee Hana is editing this draft now.")
    theirs.locator("#id_text").fill("# Theirs")
    theirs.get_by_role("button", name="Save the draft").click()
    expect(theirs.locator(".messages")).to_contain_text("Your text is not lost")
    expect(theirs.locator("#id_text")).to_have_value("# Theirs")
    assert violations(theirs) == []
    theirs.on("dialog", lambda dialog: dialog.accept())
    theirs.get_by_role("button", name="Take it over and save mine").click()
    expect(theirs.locator(".messages")).to_contain_text("The draft is saved")
    mine.get_by_role("button", name="Save the draft").click()
    expect(mine.locator(".messages")).to_contain_text("park@example.org is editing the draft")
    expect(mine.locator(".diff")).to_contain_text("Theirs")
    assert "Mine. " in box.input_value()


def test_the_sections_are_listed_while_one_writes(house, visit):
    project = house.project(["one"], guideline=BEFORE)
    page = visit("lee").new_page()
    page.goto(f"{project.page}guideline/next/")
    outline = page.locator("[data-outline]")
    expect(outline.get_by_role("button", name="neutral")).to_be_visible()
    page.locator("#id_text").fill(BEFORE + "\n## positive\n\n### Examples\n\n> [love](label:joy) it\n")
    expect(outline).to_contain_text("an example marks 'joy', which is not in the label config")
    outline.get_by_role("button", name="positive").click()
    assert page.evaluate("getSelection().toString()") == "## positive"
    assert violations(page) == []


def test_publishing_and_the_list_fit_a_telephone(house, visit):
    project = labelled(house)
    page = visit("lee", viewport={"width": 390, "height": 844}).new_page()
    drafted(page, project)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish version 2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What version 2 touches")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{project.page}guideline/changes/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
