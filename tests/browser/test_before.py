"""Before one begins, in a browser: a link lets somebody in, a profile, the guideline and its quiz stand before the first text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.projects.quizzes import GUIDELINE, RIGHT

SETTINGS = """
from annotate.projects import services
from annotate.projects.models import Project
services.configure(Project.objects.get(pk=%d), reads_first=True, quiz_questions=3, quiz_pass=1.0,
    qualification={"languages": [{"language": "ko", "level": "native"}]})
print("done")
"""


@pytest.fixture
def project(house):
    made = house.project(["I love it", "Not for me"], guideline=GUIDELINE)
    house.shell(SETTINGS % made.id)
    return made


def answer(page: Page, *, wrong: int = 0) -> None:
    for place, question in enumerate(page.get_by_role("radiogroup").all()):
        right = RIGHT[question.locator("p.strong").inner_text()]
        other = next(label for label in ("positive", "negative") if label != right)
        question.get_by_label(other if place < wrong else right, exact=True).check()
    page.get_by_role("button", name="Hand in").click()


def steps(page: Page) -> list[str]:
    return [text.split("\n")[-1].split()[-1] for text in page.get_by_role("list", name="Steps").get_by_role("listitem").all_inner_texts()]


def test_one_step_after_the_other_leads_to_the_first_text(project, visit):
    page = visit("kim").new_page()
    page.goto(project.page + "before/")
    assert steps(page) == ["now", "later", "later"]
    page.get_by_role("link", name="Fill in my profile").click()
    page.locator("#id_language_0").fill("한국어")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Guideline, version 1")).to_be_visible()
    assert steps(page) == ["done", "now", "later"]
    page.get_by_role("button", name="I have read version 1").click()
    expect(page.get_by_role("heading", name="Quiz")).to_be_visible()
    answer(page, wrong=1)
    expect(page.get_by_text("You were wrong about these:")).to_be_visible()
    page.get_by_role("link", name="Take the quiz").click()
    answer(page)
    expect(page.locator(".task")).to_contain_text("I love it")


def test_the_annotation_page_leads_to_what_is_missing(project, visit):
    page = visit("park").new_page()
    page.goto(project.page + "annotate/")
    page.locator(f'a[href^="{project.page}before/"]').first.click()
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()


def test_a_crowd_comes_by_a_link_and_finds_its_way_back(project, visit):
    lead = visit("lee").new_page()
    lead.goto(project.page + "invitations/")
    lead.get_by_label("Under made-up names").check()
    lead.get_by_role("button", name="Make the link").click()
    link = lead.get_by_label("Link", exact=True).input_value()

    page = visit(None).new_page()
    page.goto(link)
    page.get_by_role("button", name="Take part under a made-up name").click()
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
    name = page.get_by_role("note").locator("strong").inner_text().removeprefix("You are ").removesuffix(" here.")
    back = page.get_by_label("Your link").input_value()

    elsewhere = visit(None).new_page()
    elsewhere.goto(back)
    expect(elsewhere.get_by_role("heading", name=f"Welcome back, {name}")).to_be_visible()
    elsewhere.get_by_role("button", name="Go on").click()
    expect(elsewhere.get_by_role("heading", name="Projects")).to_be_visible()


def test_a_new_person_joins_with_a_password(project, visit):
    lead = visit("lee").new_page()
    lead.goto(project.page + "invitations/")
    lead.get_by_role("button", name="Make the link").click()
    link = lead.get_by_label("Link", exact=True).input_value()
    page = visit(None).new_page()
    page.goto(link)
    page.get_by_label("Your name").fill("Nam Bora")
    page.get_by_label("E-mail").fill(f"bora{project.id}@example.org")
    page.get_by_label("Password").fill("plenty of tea 42")
    page.get_by_role("button", name="Take part").click()
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
    lead.get_by_role("button", name="Take back").first.click()
    late = visit(None).new_page()
    late.goto(link)
    expect(late.get_by_role("heading", name="This invitation was taken back")).to_be_visible()
