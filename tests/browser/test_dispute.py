"""A disputed text: decided with a reason and a section, made an example of the guideline; blind; by two adjudicators."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .test_annotate import press

GUIDELINE = """# How to decide

## positive

Praise.

## negative

Complaints.

## Irony

What it says is not what it means: judge what it means."""
TEXTS = ["Great, it broke on day one.", "Very nice indeed", "정말 대단하네요, 하루 만에 고장"]
SAYS = {"kim": "positive", "park": "negative"}


@pytest.fixture
def project(house):
    made = house.project(TEXTS, guideline=GUIDELINE, annotators_per_task=2, train_share=1.0, dev_share=0.0)
    for who, says in SAYS.items():
        made.label(who, lambda _, says=says: says)
    return made


def task_of(house, project, text: str) -> int:
    code = f"from annotate.queue.models import Task; print(Task.objects.get(project={project.id}, item__data__text={text!r}).pk)"
    return int(house.shell(code))


def set_up(house, project, **settings) -> None:
    house.shell(f"from annotate.projects.models import Project; print(Project.objects.filter(pk={project.id}).update(**{settings!r}))")


def test_from_a_dispute_to_an_example_in_the_draft(house, project, visit):
    page = visit("lee").new_page()
    page.goto(f"{project.page}adjudicate/")
    page.get_by_label("Taken for each other").select_option("negative ↔ positive (3)")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Decide the first").click()
    expect(page.locator(".dispute > .verbatim")).to_have_text(TEXTS[0])
    press(page, "s")
    expect(page.get_by_label("Section of the guideline")).to_be_focused()
    page.get_by_label("Section of the guideline").select_option("Irony")
    page.get_by_label("Note").fill("“Great” is meant bitterly")
    page.get_by_label("negative", exact=False).first.check()
    page.get_by_role("button", name="Save and next").click()
    # The next of the same kind, and a word about what was done.
    expect(page.locator(".dispute > .verbatim")).to_have_text(TEXTS[1])
    assert "pair=" in page.url
    page.get_by_role("link", name="make it an example").click()
    expect(page.get_by_text("By the section “Irony”.")).to_be_visible()
    page.get_by_role("button", name="Make it an example of the guideline").click()
    expect(page.locator(".dispute .badge", has_text="example")).to_be_visible()
    page.goto(f"{project.page}guideline/next/")
    draft = page.locator("body")
    expect(draft).to_contain_text("it broke on day one")
    expect(draft).to_contain_text("meant bitterly")


def test_blind_no_name_is_in_any_page(house, project, visit):
    set_up(house, project, blind_adjudication=True)
    page = visit("lee").new_page()
    task = task_of(house, project, TEXTS[0])
    for address in ("adjudicate/", f"adjudicate/{task}/", f"adjudicate/{task}/?view=review"):
        page.goto(project.page + address)
        page.locator("an-review .task.mine, #decide, table").first.wait_for()
        source = page.content()
        for name in ("Kim Minji", "Park Jun", "kim@example.org", "park@example.org"):
            assert name not in source
    expect(page.locator(".ballot .vote .who").first).to_have_text("A")


def test_two_adjudicators_do_not_see_each_other_before_they_have_spoken(house, project, visit):
    set_up(house, project, adjudicators=2)
    park_of_it = f"Membership.objects.filter(project={project.id}, user__email='park@example.org')"
    house.shell(f"from annotate.projects.models import Membership; print({park_of_it}.update(role='adjudicator'))")
    task = task_of(house, project, TEXTS[1])
    address = f"{project.page}adjudicate/{task}/"
    park, lee = (visit(who).new_page() for who in ("park", "lee"))
    park.goto(address)
    park.get_by_label("Note").fill("plain praise")
    press(park, "Escape", "1", "Enter")
    expect(park.get_by_text("now it waits for a second adjudicator")).to_be_visible()
    lee.goto(address)
    expect(lee.get_by_text("Two adjudicators have to say the same")).to_be_visible()
    assert "plain praise" not in lee.content()
    press(lee, "2", "Enter")
    expect(lee.get_by_text("another adjudicator says otherwise")).to_be_visible()
    lee.goto(address)
    expect(lee.get_by_text("plain praise")).to_be_visible()
    press(lee, "1", "Enter")
    expect(lee.get_by_text("Decided: “positive”.")).to_be_visible()
