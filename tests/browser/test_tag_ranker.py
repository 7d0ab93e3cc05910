"""Ranker: in order and into buckets, by dragging and by keys."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .questions import entry, fits_the_sdk, into, sent, stored
from .test_annotate import press

ITEMS = [{"id": "blog", "title": "Tips", "body": "There is nothing worse."}, {"id": "mdn", "title": "화살표"}, {"id": 7, "title": "Arrow"}]
LIST = '<List name="results" value="$items" title="Search results"/>'
RANK = f'<View>{LIST}<Ranker name="rank" toName="results"/></View>'
SORT = (
    f'<View>{LIST}<Ranker name="order" toName="results">'
    '<Bucket name="best" title="Best results"/><Bucket name="ads" title="Paid"/></Ranker></View>'
)


def order(page: Page, column: int = 0) -> list[str]:
    return page.locator(".column").nth(column).locator("strong").all_inner_texts()


def drag(page: Page, item: str, to) -> None:
    start, end = page.locator(f'[data-id="{item}"] .handle').bounding_box(), to.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 2, steps=6)
    page.mouse.up()


def test_in_order_by_keyboard_alone(house, sit_down):
    project = house.project([{"items": ITEMS}], label_config=RANK)
    page = sit_down(project)
    into(page)
    press(page, "ArrowDown", "Shift+ArrowUp")
    assert order(page) == ["화살표", "Tips", "Arrow"]
    press(page, "3")
    assert order(page) == ["Tips", "Arrow", "화살표"]
    press(page, "Escape", "Control+z", "Enter")
    sent(page)
    assert stored(project) == [entry("rank", "ranker", {"ranker": {"rank": ["mdn", "blog", "7"]}}, "results")]
    assert fits_the_sdk(RANK, stored(project))


def test_in_order_by_dragging(house, sit_down):
    project = house.project([{"items": ITEMS}], label_config=RANK)
    page = sit_down(project)
    drag(page, "7", page.locator('[data-id="blog"]'))
    assert order(page) == ["Arrow", "Tips", "화살표"]
    page.get_by_role("button", name="Move Tips down").click()
    page.get_by_role("button", name="Submit").click()
    sent(page)
    assert stored(project) == [entry("rank", "ranker", {"ranker": {"rank": ["7", "mdn", "blog"]}}, "results")]


def test_the_order_they_came_in_is_an_answer_only_once_it_is_said(house, sit_down):
    project = house.project([{"items": ITEMS}], label_config=RANK)
    page = sit_down(project)
    press(page, "Enter")
    expect(page.locator(".says")).to_contain_text("Nothing is chosen yet.")
    page.get_by_role("button", name="Keep this order").click()
    page.get_by_role("button", name="Submit").click()
    sent(page)
    assert stored(project)[0]["value"] == {"ranker": {"rank": ["blog", "mdn", "7"]}}


def test_into_buckets_by_keyboard_alone(house, sit_down):
    project = house.project([{"items": ITEMS}], label_config=SORT)
    page = sit_down(project)
    into(page)
    press(page, "1", "2", "1")
    assert [order(page, n) for n in range(3)] == [[], ["Tips", "Arrow"], ["화살표"]]
    press(page, "Shift+ArrowUp", "Escape", "Enter")
    sent(page)
    assert stored(project) == [entry("order", "ranker", {"ranker": {"_": [], "best": ["7", "blog"], "ads": ["mdn"]}}, "results")]
    assert fits_the_sdk(SORT, stored(project))


def test_into_buckets_by_dragging(house, sit_down):
    project = house.project([{"items": ITEMS}], label_config=SORT)
    page = sit_down(project)
    drag(page, "mdn", page.locator(".column").nth(1))
    drag(page, "7", page.locator('[data-id="mdn"]'))
    page.get_by_role("button", name="Move Tips to Paid").click()
    page.get_by_role("button", name="Submit").click()
    sent(page)
    assert stored(project)[0]["value"] == {"ranker": {"_": [], "best": ["7", "mdn"], "ads": ["blog"]}}


def test_it_opens_as_it_was(house, sit_down):
    result = [entry("order", "ranker", {"ranker": {"best": ["7"], "_": ["mdn", "blog"], "ads": []}}, "results")]
    project = house.project([{"items": ITEMS}], label_config=SORT)
    project.begin("kim", result)
    page = sit_down(project)
    assert [order(page, n) for n in range(3)] == [["화살표", "Tips"], ["Arrow"], []]
    press(page, "Enter")
    sent(page)
    assert stored(project) == result


def test_escape_lets_a_drag_go(house, sit_down):
    page = sit_down(house.project([{"items": ITEMS}], label_config=RANK))
    box, to = page.locator('[data-id="7"] .handle').bounding_box(), page.locator('[data-id="blog"]').bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(to["x"] + 20, to["y"] + 2, steps=4)
    press(page, "Escape")
    page.mouse.up()
    assert order(page) == ["Tips", "화살표", "Arrow"]
    expect(page.locator(".dragging")).to_have_count(0)


def test_keys_start_from_the_task_although_a_part_of_the_page_comes_late(house, visit, sit_down):
    def late(route) -> None:
        route.request.frame.page.wait_for_timeout(600)
        route.continue_()

    context = visit("kim")
    context.route("**/ranker-*.js", late)
    page = sit_down(house.project([{"items": ITEMS}], label_config=RANK), context=context)
    into(page)
    press(page, "2")
    assert order(page) == ["화살표", "Tips", "Arrow"]
