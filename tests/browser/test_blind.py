"""What an annotator's browser gets to see and to hear on the pages they can open: nothing that only a lead may know.

Every answer that any page asks for is listened to, its scripts' requests too. All addresses there are, page by page and endpoint by
endpoint, are tried without a browser in tests/web/test_blind.py.
"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Route, expect

SECRETS = {
    "a teammate's name": "Zelkova Hornbeam",
    "a teammate's region": "Kirrinport",
    "hidden gold": "xylophone-gold",
    "a pause": "turmeric-pause-reason",
    "the share of gold": "0.4321",
}
PAGES = [
    "",
    "annotate/",
    "annotate/grid/",
    "guideline/",
    "before/",
    "before/profile/",
    "members/",
    "people/",
    "agreement/",
    "adjudicate/",
    "settings/",
]
PLANT = """
import json
from django.utils import timezone
from annotate.accounts.models import User
from annotate.items.models import Gold, Item
from annotate.projects import services
from annotate.projects.models import Project
from annotate.queue.models import Task
secrets, now = json.loads('''%s'''), timezone.now()
project, lead = Project.objects.get(pk=%d), User.objects.get(email="lee@example.org")
made, _ = services.invite(project, email="zelkova@example.org", role="annotator", now=now)
User.objects.filter(pk=made.user_id).update(name=secrets["a teammate's name"])
services.describe(project, made.user, now=now, region=secrets["a teammate's region"])
services.pause(project, made.user, reason=secrets["a pause"], now=now)
services.configure(project, gold_share=0.4321)
task = Task.objects.filter(project=project).latest("pk")
Task.objects.filter(pk=task.pk).update(is_gold=True)
gold = secrets["hidden gold"]
Gold.objects.create(project=project, item_id=task.item_id, use="hidden", result=[], label=gold, why=gold, made_by=lead, created_at=now)
print("done")
"""
LEAVE = """
from annotate.projects.models import Membership
print(Membership.objects.filter(project=%d, user__email="kim@example.org").delete())
"""


@pytest.fixture
def project(house):
    made = house.project(["I love it", "Not for me", "It is a box"], annotators_per_task=2)
    house.shell(PLANT % (json.dumps(SECRETS).replace("'", "\\'"), made.id))
    made.label("park", lambda text: "negative")
    return made


class Ear:
    """Everything that was answered to this browser, taken down on its way: a page that is left forgets what it was told."""

    def __init__(self, context: BrowserContext) -> None:
        self.answers: list[tuple[str, str]] = []
        context.route(lambda url: "/static/" not in url, self._take_down)

    def _take_down(self, route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        self.answers.append((route.request.url, answer.text()))
        route.fulfill(response=answer)

    def heard(self) -> list[tuple[str, str]]:
        return [(url, what) for url, text in self.answers for what, word in SECRETS.items() if word in text]


def test_an_annotator_sees_and_hears_none_of_it(project, visit):
    context = visit("kim")
    ear = Ear(context)
    page = context.new_page()
    for where in PAGES:
        page.goto(project.page + where)
        page.wait_for_load_state("networkidle")
        shown = page.content()
        assert not [what for what, word in SECRETS.items() if word in shown], where
    page.goto(project.page + "annotate/")
    page.locator(".task").wait_for()
    for _ in range(3):
        page.keyboard.press("p")
        page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    assert ear.heard() == []
    assert len(ear.answers) > len(PAGES)


def test_a_stranger_is_told_nothing(project, house, visit):
    house.shell(LEAVE % project.id)
    context = visit("kim")
    ear = Ear(context)
    page = context.new_page()
    for where in PAGES:
        assert page.goto(project.page + where).status == 404
        expect(page.get_by_text("Reviews")).to_have_count(0)
    assert ear.heard() == []


def test_a_lead_sees_it_so_it_is_there(project, visit):
    page = visit("lee").new_page()
    page.goto(project.page + "members/")
    expect(page.get_by_text(SECRETS["a teammate's name"]).first).to_be_visible()
    expect(page.get_by_text(SECRETS["a pause"]).first).to_be_visible()
    page.goto(project.page + "settings/")
    expect(page.get_by_label("Share of hidden gold")).to_have_value("0.4321")
