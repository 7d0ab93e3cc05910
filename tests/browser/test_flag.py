"""Who flagged a text is told what was said to it, as who asked is."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_annotate import press

ANSWER = """
from django.utils import timezone
from annotate.accounts.models import User
from annotate.annotations import services
from annotate.annotations.models import Question
flag = Question.objects.get(project=%d)
services.answer(flag, text="Irony counts.", by=User.objects.get(email="lee@example.org"), now=timezone.now())
print("done")
"""


def test_an_answer_to_a_flag_is_news(house, sit_down):
    project = house.project(["I just love waiting", "Not for me"], guideline="# Reviews\n\nSome words.")
    page = sit_down(project)
    press(page, "f")
    expect(page.get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".says")).to_contain_text("Flagged")
    house.shell(ANSWER % project.id)
    page.reload()
    expect(page.get_by_title("Your questions were answered")).to_have_text("1")
    press(page, "g")
    news = page.locator(".talk .alert")
    expect(news).to_contain_text("Flagged without a word.")
    expect(news).to_contain_text("Irony counts.")
    news.get_by_role("button", name="Read").click()
    expect(news).to_have_count(0)
