"""WCAG 2.2 A and AA as far as a machine can tell, in light and dark, and a narrow screen. What it cannot tell has tests of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bench.server import ROOT

from .test_annotate import press
from .test_lead import labelled

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHECK = """() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }).then(found =>
    found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')} — ${n.failureSummary.replace(/\\s+/g, ' ')}`)))"""

TOO_WIDE = """() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth)
    .filter(e => !e.closest('.scroll-x')).map(e => e.outerHTML.slice(0, 90))"""
# Not every element follows a switch of scheme at once; drawn anew, all do.
REDRAW = "() => { const root = document.documentElement; root.hidden = true; root.offsetHeight; root.hidden = false; root.offsetHeight }"


@pytest.fixture(scope="module")
def corpus(house):
    """A project that has seen everything: disputes, decisions, a release, a guideline."""
    project = labelled(house)
    project.settle()
    house.lead.call("GET", f"{project.at}agreement/")
    house.lead.call("POST", f"{project.at}releases/", {"title": "First"})
    project.bring([f"unlabelled {n}" for n in range(3)])
    tasks = house.lead.call("GET", f"{project.at}tasks/")[1]
    project.disputed = tasks["results"][3]["id"]
    return project


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text() + ";undefined")
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(REDRAW)
        found += [f"{scheme}: {one}" for one in page.evaluate(CHECK)]
    return found


PAGES = {
    "home": "/",
    "new project": "/projects/new/",
    **{
        name: f"{{at}}{name}/"
        for name in ("guideline", "imports", "rounds", "agreement", "adjudicate", "releases", "learning", "members", "settings", "jobs")
    },
    "overview": "{at}",
    "questions": "{at}questions/",
    "my settings": "/me/",
    "dispute": "{at}adjudicate/{task}/",
    "decided": "{at}adjudicate/?show=decided",
    "release": "{at}releases/1/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(corpus, visit, name):
    page = visit("lee").new_page()
    answer = page.goto(PAGES[name].format(at=corpus.page, task=corpus.disputed))
    assert answer.status == 200
    assert violations(page) == []


def test_the_way_in_is_accessible(house, visit):
    page = visit(None).new_page()
    page.goto("/login/")
    page.get_by_label("E-mail").fill("lee@example.org")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


def test_the_annotation_page_is_accessible_in_each_of_its_states(house, sit_down):
    project = house.project(["하나", "둘"], guideline="# How\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    page = sit_down(project, guideline=True)
    press(page, "1")
    assert violations(page) == []
    press(page, "?")
    assert violations(page) == []
    press(page, "Escape", "s")
    assert violations(page) == []
    press(page, "Escape", "Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    press(page, "u")
    page.get_by_text("You are correcting").wait_for()
    assert violations(page) == []
    press(page, "2", "Enter", "1", "Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    expect(page.locator(".empty")).to_contain_text("finished")
    assert violations(page) == []


@pytest.mark.parametrize("where", ["annotate", "overview", "agreement", "dispute", "imports", "release", "learning", "login"])
def test_a_narrow_screen_scrolls_one_way_only(corpus, visit, where):
    page = visit("kim" if where == "annotate" else None if where == "login" else "lee", viewport={"width": 390, "height": 844}).new_page()
    address = {"annotate": "{at}annotate/", "login": "/login/"}.get(where) or PAGES[where]
    page.goto(address.format(at=corpus.page, task=corpus.disputed))
    if where == "annotate":
        page.locator(".task").wait_for()
        box = page.locator(".submit").bounding_box()
        assert box["y"] + box["height"] <= 844, "the button to submit is in sight"
        assert box["height"] >= 24
    wide = page.evaluate(TOO_WIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, wide


def test_labels_are_told_by_more_than_colour(corpus, visit):
    page = visit("lee", forced_colors="active").new_page()
    page.goto(f"{corpus.page}adjudicate/{corpus.disputed}/")
    assert sorted(page.locator(".vote .label").all_inner_texts()) == ["negative", "neutral"]
    hues = page.locator(".vote .label").evaluate_all("all => all.map(e => getComputedStyle(e, '::before').backgroundColor)")
    assert len(hues) == 2


SPANS = """<View><Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels><Text name="text" value="$text"/>
<Choices name="sure" toName="text" perRegion="true"><Choice value="sure"/><Choice value="unsure"/></Choices>
<Relations><Relation value="of"/></Relations></View>"""
ON_TEXT = {"from_name": "ner", "to_name": "text", "type": "labels"}
SPAN = [
    {"id": "a", **ON_TEXT, "value": {"start": 0, "end": 3, "text": "Kim", "labels": ["PER"]}},
    {"id": "b", **ON_TEXT, "value": {"start": 7, "end": 12, "text": "Seoul", "labels": ["LOC"]}},
    {"from_id": "a", "to_id": "b", "type": "relation", "direction": "right", "labels": ["of"]},
]


def test_spans_with_an_active_region_are_accessible(house, sit_down):
    project = house.project(["Kim in Seoul"], label_config=SPANS)
    project.begin("kim", SPAN)
    page = sit_down(project)
    expect(page.locator("mark")).to_have_count(2)
    assert violations(page) == []
    press(page, ".")
    expect(page.locator("an-regions [aria-selected=true]")).to_have_count(1)
    assert violations(page) == []


def test_the_grid_is_accessible(house, visit):
    page = visit("kim").new_page()
    page.goto(house.project([f"text {n}" for n in range(5)]).page + "annotate/grid/")
    page.locator(".cell").nth(1).click()
    assert violations(page) == []


def test_the_review_is_accessible(corpus, visit):
    page = visit("lee").new_page()
    page.goto(f"{corpus.page}adjudicate/{corpus.disputed}/?view=review")
    page.locator("an-review .task").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Side by side").click()
    assert violations(page) == []


def test_an_empty_desk_in_korean_is_accessible(house, sit_down):
    page = sit_down(house.project([]), locale="ko-KR")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert violations(page) == []
