"""Relations between places: drawn by hand and by keys, turned, named, removed, shown again as they were."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .pictures import accepted_by_label_studio, submitted
from .test_accessibility import violations
from .test_annotate import press
from .test_tag_text import CITY, active, click, numbered, open_text, span, where

RELATED = (
    '<View><Labels name="ner" toName="text"><Label value="Person"/><Label value="Place"/></Labels><Text name="text" value="$text"/>'
    '<Relations><Relation value="works at"/><Relation value="lives in"/></Relations></View>'
)
SPANS = numbered([span(CITY, "Lee Hana", "Person"), span(CITY, "University of Seoul", "Place"), span(CITY, "Busan", "Place")])


def relation(from_id: str = "s0", to_id: str = "s1", direction: str = "right", *labels: str) -> dict:
    named = {"labels": list(labels)} if labels else {}
    return {"from_id": from_id, "to_id": to_id, "type": "relation", "direction": direction, **named}


def open_related(house, sit_down, *relations: dict, label_config: str = RELATED):
    return open_text(house, sit_down, CITY, [*SPANS, *relations], label_config=label_config)


def rows(page: Page):
    return page.locator("an-relations li")


def arrows(page: Page) -> list[list[str]]:
    """[line, heads, name] of every arrow."""
    code = """all => all.map(g => [g.querySelector('.line').getAttribute('d'), g.querySelector('.heads').getAttribute('d'),
        g.querySelector('text')?.textContent ?? ''])"""
    return page.locator("svg.arrows g").evaluate_all(code)


def test_a_relation_made_turned_and_named_by_keys(house, sit_down):
    project, page = open_related(house, sit_down)
    press(page, ".", "r", ".", "r")
    expect(rows(page)).to_have_count(1)
    page.locator("an-relations .turn").focus()
    press(page, "Space", "Space", "Tab", "Tab", "Tab", "Space")
    expect(page.get_by_role("button", name="works at")).to_have_attribute("aria-pressed", "true")
    page.locator(".task").focus()
    result = submitted(page, project)
    assert result == [*SPANS, relation("s0", "s1", "bi", "works at")]
    accepted_by_label_studio(RELATED, result)


def test_a_relation_dragged_from_a_span_to_another(house, sit_down):
    project, page = open_related(house, sit_down)
    click(page, CITY, "Lee Hana")
    handle = page.locator("button.relate").bounding_box()
    x1, y1, x2, _ = where(page, CITY, "Busan")
    page.mouse.move(handle["x"] + 12, handle["y"] + 12)
    page.mouse.down()
    page.mouse.move((x1 + x2) / 2, y1, steps=6)
    page.mouse.up()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="lives in").click()
    assert submitted(page, project) == [*SPANS, relation("s0", "s2", "right", "lives in")]


def test_a_relation_made_by_two_clicks(house, sit_down):
    project, page = open_related(house, sit_down)
    click(page, CITY, "Busan")
    page.locator("button.relate").click()
    click(page, CITY, "University of Seoul")
    expect(rows(page)).to_have_count(1)
    assert submitted(page, project) == [*SPANS, relation("s2", "s1")]


def test_what_is_opened_again_looks_and_is_sent_as_it_was(house, sit_down):
    kept = [relation("s0", "s1", "right", "works at"), relation("s2", "s0", "left"), relation("s1", "s2", "bi", "lives in")]
    project, page = open_related(house, sit_down, *kept)
    expect(page.locator("svg.arrows g")).to_have_count(3)
    assert [(len(heads.split("M")) - 1, name) for _, heads, name in arrows(page)] == [(1, "works at"), (1, ""), (2, "lives in")]
    assert submitted(page, project) == [*SPANS, *kept]


@pytest.mark.parametrize(("choice", "expected"), [("single", ["lives in"]), ("multiple", ["works at", "lives in"])])
def test_a_relation_has_one_name_or_several(house, sit_down, choice, expected):
    config = RELATED.replace("<Relations>", f'<Relations choice="{choice}">')
    project, page = open_related(house, sit_down, label_config=config)
    press(page, ".", "r", ".", "r")
    page.get_by_role("button", name="works at").click()
    page.get_by_role("button", name="lives in").click()
    assert submitted(page, project)[-1]["labels"] == expected


def test_a_relation_is_removed_and_undone(house, sit_down):
    project, page = open_related(house, sit_down, relation())
    page.get_by_role("button", name="Remove the relation").click()
    expect(rows(page)).to_have_count(0)
    expect(page.locator("svg.arrows g")).to_have_count(0)
    press(page, "Control+z")
    assert submitted(page, project) == [*SPANS, relation()]


def test_a_relation_goes_with_its_span(house, sit_down):
    project, page = open_related(house, sit_down, relation())
    click(page, CITY, "Lee Hana")
    press(page, "Delete")
    assert submitted(page, project) == SPANS[1:]


def test_a_relation_stands_in_words_and_leads_to_its_ends(house, sit_down):
    page = open_related(house, sit_down, relation("s0", "s1", "left"))[1]
    expect(page.get_by_role("button", name="Turn the relation from “University of Seoul” to “Lee Hana”")).to_be_visible()
    page.locator("an-relations .end").last.click()
    assert active(page) == "University of Seoul"


def test_a_click_on_an_arrow_goes_to_its_row(house, sit_down):
    page = open_related(house, sit_down, relation())[1]
    point = page.locator("svg.arrows .hit").evaluate(
        """p => { const { x, y } = p.getPointAtLength(p.getTotalLength() / 2), box = p.ownerSVGElement.getBoundingClientRect()
            return [x + box.left, y + box.top] }"""
    )
    page.mouse.click(*point)
    expect(page.locator("an-relations li.at .turn")).to_be_focused()


def test_arrows_follow_the_text_when_the_page_is_resized(house, sit_down):
    page = open_related(house, sit_down, relation("s0", "s2"))[1]
    expect(page.locator("svg.arrows g")).to_have_count(1)
    wide = arrows(page)[0][0]
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("svg.arrows .line")).not_to_have_attribute("d", wide)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_list_is_accessible(house, sit_down):
    page = open_related(house, sit_down, relation("s0", "s1", "right", "works at"), relation("s1", "s2"))[1]
    expect(page.locator("svg.arrows g")).to_have_count(2)
    page.locator("an-relations .names").first.click()
    assert violations(page) == []
