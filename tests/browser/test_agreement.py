"""The agreement page in a browser: choosing, charts on a narrow screen, the way to a dispute, taking a chart away."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

MEASURE = """
from annotate.projects.models import Project
from annotate.review import services
from django.utils import timezone
project = Project.objects.get(pk=%d)
services.measure_all(project, now=timezone.now())
services.measure_slices(project, "meta:genre", now=timezone.now())
print("measured")
"""
TEXTS = [{"text": f"text number {n}", "genre": "news" if n % 2 else "blog"} for n in range(12)]


@pytest.fixture(scope="module")
def project(house):
    made = house.project(title="Agreement", annotators_per_task=2)
    made.bring([{"data": {"text": one["text"]}, "meta": {"genre": one["genre"]}} for one in TEXTS])
    made.label("kim", lambda text: "positive" if int(text.split()[-1]) % 2 else "negative")
    made.label("park", lambda text: "positive" if int(text.split()[-1]) % 3 else "negative")
    house.shell(MEASURE % made.id)
    return made


def test_a_round_is_chosen_and_the_figures_are_of_it(project, visit):
    page = visit("lee").new_page()
    page.goto(project.page + "agreement/")
    expect(page.get_by_text(re.compile("Two people agree on .* of 100 texts"))).to_be_visible()
    page.get_by_role("navigation", name="What the figures are of").get_by_role("link", name="Round 1").click()
    expect(page.get_by_role("heading", level=2, name="Round 1")).to_be_visible()
    expect(page.locator(".scopes [aria-current]")).to_have_text("Round 1")


def test_the_heaviest_dispute_is_one_click_away(project, visit):
    page = visit("lee").new_page()
    page.goto(project.page + "agreement/")
    first = page.locator(".disputes li").first
    text = first.get_by_role("link", name=re.compile("text number")).inner_text()
    first.get_by_role("link", name=re.compile("text number")).click()
    expect(page).to_have_url(re.compile(r"/adjudicate/\d+/"))
    expect(page.get_by_text(text, exact=True).first).to_be_visible()


def test_a_chart_is_taken_away_as_a_file_of_its_own(project, visit):
    page = visit("lee").new_page()
    page.goto(project.page + "agreement/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="From round to round as SVG").click()
    drawn = ElementTree.parse(taken.value.path()).getroot()
    assert drawn.tag.endswith("svg")
    assert taken.value.suggested_filename.endswith("rounds.svg")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_narrow_screen_charts_scroll_and_the_page_does_not(project, visit, theme):
    page = visit("lee", viewport={"width": 390, "height": 800}, color_scheme=theme).new_page()
    page.goto(project.page + "agreement/")
    expect(page.locator("svg.chart.trend")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = page.locator("svg.chart text").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(sizes) > 8


def test_slices_are_measured_when_asked_for(project, house, visit):
    house.worker()
    page = visit("lee").new_page()
    page.goto(project.page + "agreement/")
    expect(page.get_by_role("link", name="genre: news")).to_be_visible()
    page.get_by_label("Slice by", exact=True).select_option("meta:genre")
    page.get_by_role("button", name="Measure the slices").click()
    until = time.monotonic() + 60
    while house.lead.call("GET", f"{project.at}jobs/")[1][0]["state"] in ("queued", "running"):
        assert time.monotonic() < until
        time.sleep(0.1)
    page.goto(project.page + "agreement/")
    page.get_by_role("link", name="genre: blog").click()
    expect(page.get_by_role("heading", level=2, name="genre: blog")).to_be_visible()


def test_an_annotator_sees_none_of_it(project, visit):
    page = visit("kim").new_page()
    assert page.goto(project.page + "agreement/").status == 403
    assert "Park" not in page.content()
