"""Taxonomy: a tree by keyboard and by pointer."""

from __future__ import annotations

from playwright.sync_api import expect

from .questions import entry, fits_the_sdk, into, sent, stored, view
from .test_annotate import press

CONFIG = view(
    '<Taxonomy name="media" toName="text" title="Medium" showFullPath="true" placeholder="No class yet" minWidth="300px" maxUsages="2">'
    '<Choice value="Online"><Choice value="UGC" alias="ugc"/>'
    '<Choice value="Paywall"><Choice value="NYT"/><Choice value="WSJ"/></Choice></Choice>'
    '<Choice value="Offline"/></Taxonomy>'
)
LEAVES = CONFIG.replace("<Taxonomy", '<Taxonomy leafsOnly="true"')
TREE = [{"value": f"branch {n}", "children": [f"leaf {n}.{m}" for m in range(9)]} for n in range(9)]
BROUGHT = view('<Taxonomy name="media" toName="text" title="Medium" value="$tree"/>')


def chosen(page) -> list[str]:
    return page.locator(".chosen .label > span").all_inner_texts()


def test_the_tree_by_keyboard_alone(house, sit_down):
    project = house.project(["one"], label_config=CONFIG)
    page = sit_down(project)
    expect(page.locator(".chosen")).to_have_text("No class yet")
    into(page)
    press(page, "ArrowRight", " ", "End", "Enter")
    assert chosen(page) == ["Online / UGC", "Offline"]
    press(page, "Home", "ArrowLeft")
    expect(page.get_by_role("treeitem")).to_have_count(2)
    press(page, " ")
    assert chosen(page) == ["Online / UGC", "Offline"], "no more than two"
    press(page, "Escape", "Enter")
    sent(page)
    assert stored(project) == [entry("media", "taxonomy", {"taxonomy": [["Online", "ugc"], ["Offline"]]})]
    assert fits_the_sdk(CONFIG, stored(project))


def test_the_tree_by_pointer(house, sit_down):
    project = house.project(["one"], label_config=LEAVES)
    page = sit_down(project)
    page.get_by_role("treeitem", name="Online").click()
    expect(page.get_by_role("treeitem")).to_have_count(2)
    page.get_by_role("treeitem", name="Online").click()
    page.get_by_role("treeitem", name="WSJ").click()
    page.get_by_role("treeitem", name="Offline").click()
    page.get_by_role("button", name="Remove Offline").click()
    page.get_by_role("button", name="Submit").click()
    sent(page)
    assert stored(project) == [entry("media", "taxonomy", {"taxonomy": [["Online", "Paywall", "WSJ"]]})]


def test_it_opens_as_it_was(house, sit_down):
    result = [entry("media", "taxonomy", {"taxonomy": [["Online", "Paywall", "NYT"], ["Online"]]})]
    project = house.project(["one"], label_config=CONFIG)
    project.begin("kim", result)
    page = sit_down(project)
    assert chosen(page) == ["Online / Paywall / NYT", "Online"]
    assert page.locator("[role=treeitem][aria-checked=true] .said").all_inner_texts() == ["Online", "NYT"]
    press(page, "Enter")
    sent(page)
    assert stored(project) == result


def test_a_tree_that_the_task_brings_is_filtered(house, sit_down):
    project = house.project([{"text": "one", "tree": TREE}], label_config=BROUGHT)
    page = sit_down(project)
    expect(page.get_by_role("treeitem")).to_have_count(9)
    press(page, "/")
    page.keyboard.type("7.3")
    assert page.locator("[role=treeitem] .said").all_inner_texts() == ["branch 7", "leaf 7.3"]
    press(page, "Enter", "Enter")
    sent(page)
    assert stored(project) == [entry("media", "taxonomy", {"taxonomy": [["branch 7", "leaf 7.3"]]})]
