"""Setting up a project in the browser: a template, its config with a live preview, the first task of it."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from .test_accessibility import REDRAW, TOO_WIDE, violations

NEW = "/projects/new/"
FRUIT = """<View>
  <Text name="text" value="$text"/>
  <Choices name="fruit" toName="text">
    <Choice value="사과" hotkey="1"/>
    <Choice value="pear" hotkey="2"/>
  </Choices>
</View>"""


# The middle of the first word of the text.
WORD = """task => { const walker = document.createTreeWalker(task, NodeFilter.SHOW_TEXT); let node = walker.nextNode()
    while (!node.data.startsWith('Ada')) node = walker.nextNode()
    const range = document.createRange(); range.setStart(node, 0); range.setEnd(node, 3)
    const box = range.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2] }"""


@pytest.fixture
def fresh(visit):
    """fresh(**options) → the page for a new project, its preview drawn."""

    def open(**options) -> Page:
        page = visit("lee", **options).new_page()
        page.goto(NEW)
        task(page).wait_for()
        return page

    return open


def editor(page: Page):
    return page.get_by_label("Label config")


def task(page: Page):
    return page.locator("an-preview .task")


def issues(page: Page):
    return page.locator(".issues li")


def holding(part: str) -> re.Pattern[str]:
    return re.compile(re.escape(part))


def choose(page: Page, title: str) -> None:
    page.get_by_role("radio", name=title).check()


def stored(page: Page) -> list[dict]:
    page.locator("an-preview summary", has_text="What is stored").click()
    return json.loads(page.locator("an-preview pre").inner_text())


def test_the_preview_follows_what_is_typed(fresh):
    page = fresh()
    editor(page).fill(FRUIT)
    expect(task(page).get_by_role("radio")).to_have_count(2)
    expect(task(page)).to_contain_text("사과")
    editor(page).press("Control+End")
    for _ in range(3):
        editor(page).press("ArrowUp")
    editor(page).press("End")
    page.keyboard.press("Enter")
    page.keyboard.type('<Choice value="plum"/>')
    expect(task(page).get_by_role("radio")).to_have_count(3)
    assert '\n    <Choice value="plum"/>\n' in editor(page).input_value(), "Enter keeps the depth of the line"


def test_an_error_stands_at_its_line_and_the_last_good_picture_stays(fresh):
    page = fresh()
    editor(page).fill(FRUIT.replace('toName="text"', 'toName="txt"'))
    expect(issues(page)).to_have_count(1)
    expect(issues(page)).to_contain_text("Line 3")
    expect(issues(page)).to_contain_text("txt")
    expect(page.locator(".code-gutter .bad")).to_have_text("✕3")
    expect(editor(page)).to_have_attribute("aria-invalid", "true")
    assert "config-issues" in editor(page).get_attribute("aria-describedby")
    expect(task(page).get_by_role("radio", name="positive")).to_be_visible()
    expect(page.locator("an-preview")).to_contain_text("as it was before the error")
    editor(page).fill(FRUIT)
    expect(issues(page)).to_have_count(0)
    expect(task(page)).to_contain_text("pear")
    expect(page.locator("an-preview")).not_to_contain_text("as it was before the error")


def test_from_an_error_one_gets_to_its_line(fresh):
    page = fresh()
    editor(page).fill(FRUIT.replace('value="pear" ', ""))
    page.get_by_role("button", name="Line 5").click()
    expect(editor(page)).to_be_focused()
    line = editor(page).evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert line == '    <Choice hotkey="2"/>'


def test_two_labels_on_one_key_are_shown_while_one_types(fresh):
    page = fresh()
    editor(page).fill(FRUIT.replace('hotkey="2"', 'hotkey="1"'))
    expect(issues(page)).to_contain_text("The hotkey '1' is given to")
    expect(page.locator(".code-gutter .warn")).to_have_text("!5")
    expect(editor(page)).to_have_attribute("aria-invalid", "false")


def test_the_colours_lie_exactly_under_the_text(fresh):
    page = fresh()
    editor(page).fill("\n".join(f'<a b="{"가나다 x" * n}"/>' for n in range(60)))
    editor(page).evaluate("e => { e.scrollTop = 200; e.scrollLeft = 90 }")
    expect(page.locator(".code-paper")).to_have_css("translate", "-90px -200px")
    sizes = page.evaluate(
        """() => { const [e, p] = ['textarea.code', '.code-paper'].map(s => document.querySelector('.code-area ' + s))
        const font = x => ['fontFamily', 'fontSize', 'lineHeight', 'letterSpacing', 'tabSize'].map(k => getComputedStyle(x)[k])
        return [font(e), font(p), e.scrollHeight, p.offsetHeight] }"""
    )
    assert sizes[0] == sizes[1]
    assert sizes[2] == sizes[3]


def test_the_keyboard_reaches_the_editor_and_leaves_it(fresh):
    page = fresh()
    page.get_by_role("radio", name="Sentiment").focus()
    page.keyboard.press("Tab")
    expect(editor(page)).to_be_focused()
    before = editor(page).input_value()
    page.keyboard.press("Tab")
    expect(task(page).get_by_role("radio").first.or_(page.locator("#preview-item"))).not_to_have_count(0)
    assert page.evaluate("document.activeElement.closest('an-preview') !== null")
    assert editor(page).input_value() == before
    page.keyboard.press("Shift+Tab")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("radio", name="Sentiment")).to_be_focused()


def test_templates_are_gone_through_with_the_arrows(fresh):
    page = fresh()
    page.get_by_role("radio", name="Sentiment").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Several labels")).to_be_checked()
    expect(task(page).get_by_role("checkbox")).to_have_count(4)
    page.keyboard.press("ArrowLeft")
    expect(task(page).get_by_role("radio")).to_have_count(3)


def test_a_template_fills_in_config_guideline_and_example(fresh):
    page = fresh()
    choose(page, "Inference")
    expect(editor(page)).to_have_value(holding("premise"))
    expect(page.get_by_label("Guideline")).to_have_value(holding("# Inference"))
    expect(task(page)).to_contain_text("red kite")
    expect(page.locator(".needs")).to_contain_text("premise")
    page.locator("#preview-item").select_option("1")
    expect(task(page)).to_contain_text("할머니")


def test_what_was_written_can_be_had_back_from_a_template(fresh):
    page = fresh()
    editor(page).fill(FRUIT)
    page.get_by_label("Guideline").fill("Mine")
    choose(page, "Named entities")
    expect(editor(page)).to_have_value(holding("entity"))
    expect(page.get_by_label("Guideline")).to_have_value("Mine")
    page.get_by_role("button", name="Take mine back").click()
    expect(editor(page)).to_have_value(FRUIT)
    expect(page.get_by_role("radio", name="Sentiment")).to_be_checked()
    expect(task(page)).to_contain_text("사과")


def test_a_template_after_a_template_asks_nothing(fresh):
    page = fresh()
    choose(page, "Rating")
    choose(page, "Sentiment")
    expect(page.get_by_role("button", name="Take mine back")).to_have_count(0)


def test_one_annotates_in_the_preview_by_key_and_sees_what_is_stored(fresh):
    page = fresh()
    task(page).click(position={"x": 4, "y": 4})
    page.keyboard.press("2")
    expect(task(page).get_by_role("radio", name="neutral")).to_be_checked()
    (one,) = stored(page)
    assert (one["from_name"], one["to_name"], one["type"]) == ("sentiment", "text", "choices")
    assert one["value"] == {"choices": ["neutral"]}
    page.get_by_role("button", name="Begin again").click()
    expect(task(page).get_by_role("radio", name="neutral")).not_to_be_checked()


def test_a_span_is_marked_in_the_preview(fresh):
    page = fresh()
    choose(page, "Named entities")
    expect(task(page)).to_contain_text("Ada Weir")
    task(page).scroll_into_view_if_needed()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # scrolled, and painted so
    x, y = task(page).evaluate(WORD)
    page.mouse.move(x, y)
    page.mouse.dblclick(x, y, delay=50)
    page.keyboard.press("1")
    (one,) = stored(page)
    assert one["value"] == {"start": 0, "end": 3, "text": "Ada", "labels": ["person"]}


def test_keys_of_the_preview_rest_while_one_writes(fresh):
    page = fresh()
    editor(page).press("Control+End")
    page.keyboard.type("1")
    expect(task(page).get_by_role("radio", name="positive")).not_to_be_checked()
    assert editor(page).input_value().endswith("1")


def test_an_answer_stays_while_the_config_grows(fresh):
    page = fresh()
    task(page).get_by_role("radio", name="negative").click()
    editor(page).fill(editor(page).input_value().replace("</Choices>", '  <Choice value="mixed"/>\n  </Choices>'))
    expect(task(page).get_by_role("radio")).to_have_count(4)
    expect(task(page).get_by_role("radio", name="negative")).to_be_checked()


def test_an_item_of_one_s_own_is_shown(fresh):
    page = fresh()
    page.locator("an-preview summary", has_text="Example item").click()
    example = page.get_by_label("The item as JSON")
    example.fill('{"text": "내 글"}')
    expect(task(page)).to_contain_text("내 글")
    example.fill('{"text": ')
    expect(page.locator("an-preview .field-error")).to_be_visible()
    expect(task(page)).to_contain_text("내 글")
    example.fill('{"body": "x"}')
    expect(page.locator("an-preview > .alert")).to_contain_text("text")
    page.get_by_role("button", name="Put in samples").click()
    expect(page.locator("an-preview > .alert")).to_have_count(0)


def test_a_field_that_no_example_has_gets_a_sample(fresh):
    page = fresh()
    editor(page).fill(FRUIT.replace("$text", "$story.body"))
    expect(page.locator(".needs")).to_contain_text("story.body")
    expect(task(page).locator("an-text")).to_contain_text("bridge")


def test_markup_in_a_config_is_text(fresh):
    page = fresh()
    nasty = "&lt;img src=x onerror=&quot;document.title=1&quot;&gt;"
    editor(page).fill(FRUIT.replace("pear", nasty).replace("<Text", f'<Header value="{nasty}"/><Text'))
    expect(task(page).get_by_role("heading")).to_contain_text("onerror")
    assert page.title() != "1"


def test_a_project_from_a_template_to_its_first_answer(house, fresh):
    page = fresh()
    page.get_by_label("Title").fill("Pairs of sentences")
    choose(page, "Inference")
    expect(task(page)).to_contain_text("red kite")
    page.get_by_label("Annotators for each text").fill("1")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pairs of sentences")
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Imports").click()
    expect(page.locator("main")).to_contain_text("premise")
    page.get_by_label("Or paste rows").fill('{"premise": "비가 온다.", "hypothesis": "땅이 젖는다."}')
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("pasted rows")
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Annotate").click()
    expect(page.locator(".task")).to_contain_text("땅이 젖는다.")
    page.locator(".task").focus()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    expect(page.locator(".empty")).to_be_visible()
    id = page.url.split("/projects/")[1].split("/")[0]
    (row,) = house.lead.call("GET", f"projects/{id}/export/?format=json")[1]
    (annotation,) = row["annotations"]
    assert annotation["result"][0]["value"] == {"choices": ["entailment"]}


def test_the_next_version_is_shown_on_the_project_s_own_items(house, visit):
    project = house.project(["첫째 글", "둘째 글"])
    page = visit("lee").new_page()
    page.goto(f"{project.page}guideline/next/")
    expect(task(page)).to_contain_text("첫째 글")
    page.locator("#preview-item").select_option("1")
    expect(task(page)).to_contain_text("둘째 글")
    editor(page).fill(FRUIT.replace("$text", "$body").replace('hotkey="2"', 'hotkey="s"'))
    expect(page.locator("an-preview > .alert")).to_contain_text("This item lacks what the config shows: body")
    page.get_by_label("What changed, and why").fill("Fruit")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guideline")
    expect(page.locator(".messages")).to_contain_text("Label config, line 5: The hotkey 's' of 'pear'")


def test_without_a_script_a_template_is_filled_in_and_errors_name_their_line(visit):
    page = visit("lee", java_script_enabled=False).new_page()
    page.goto(NEW)
    choose(page, "Named entities")
    page.get_by_role("button", name="Fill in this template").click()
    assert 'name="entity"' in editor(page).input_value()
    page.get_by_label("Title").fill("Names")
    editor(page).fill(editor(page).input_value().replace('toName="text"', 'toName="txt"'))
    page.get_by_role("button", name="Create project").click()
    expect(page.locator(".field.invalid .field-error")).to_contain_text("line 2")


def test_what_the_server_refused_is_told_once(fresh):
    page = fresh()
    page.get_by_label("Title").fill("Twice")
    editor(page).fill(FRUIT.replace('toName="text"', 'toName="txt"'))
    page.get_by_role("button", name="Create project").click()
    expect(page.locator(".field.invalid .field-error")).to_contain_text("line 3")
    expect(page.locator(".code-gutter .bad")).to_have_text("✕3")
    expect(issues(page)).to_have_count(0)
    editor(page).fill(FRUIT)
    expect(page.locator(".field-error")).to_have_count(0)
    expect(page.locator(".field.invalid")).to_have_count(0)


def test_a_dead_network_is_told_and_the_check_comes_back(fresh):
    page = fresh()
    page.context.set_offline(True)
    editor(page).fill(FRUIT)
    expect(issues(page)).to_contain_text("could not be asked")
    page.context.set_offline(False)
    editor(page).press("End")
    page.keyboard.type(" ")
    expect(issues(page)).to_have_count(0)
    expect(task(page)).to_contain_text("pear")


def test_the_editor_is_accessible_in_each_of_its_states(house, fresh, visit):
    page = fresh()
    page.evaluate(REDRAW)
    assert violations(page) == []
    for summary in page.locator("an-preview summary").all():
        summary.click()
    task(page).get_by_role("radio", name="positive").click()
    editor(page).fill(editor(page).input_value().replace('hotkey="2"', 'hotkey="1"'))
    expect(issues(page)).to_have_count(1)
    assert violations(page) == []
    editor(page).fill(FRUIT.replace('toName="text"', 'toName="txt"'))
    expect(issues(page)).to_contain_text("txt")
    choose(page, "Boxes")
    expect(page.get_by_role("button", name="Take mine back")).to_be_visible()
    assert violations(page) == []
    project = house.project(["하나"])
    page = visit("lee").new_page()
    page.goto(f"{project.page}guideline/next/")
    task(page).wait_for()
    assert violations(page) == []


def test_a_narrow_screen_scrolls_one_way_only(fresh):
    page = fresh(viewport={"width": 390, "height": 844})
    editor(page).fill(FRUIT.replace('toName="text"', 'toName="txt"'))
    expect(issues(page)).to_have_count(1)
    wide = page.evaluate(TOO_WIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, wide
    box = page.get_by_role("button", name="Line 3").bounding_box()
    assert box["height"] >= 24
