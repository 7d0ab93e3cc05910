"""Choices: one, several, a tree, a list, about a region; by key, by pointer and by finger."""

from __future__ import annotations

from playwright.sync_api import expect

from .questions import NER, PHONE, entry, fits_the_sdk, heights, region, said, sent, stored, view
from .test_annotate import press

SEVERAL = view(
    '<Choices name="c" toName="text" choice="multiple"><Choice value="price" hint="what it costs"/>'
    '<Choice value="room" alias="ROOM" hotkey="r"/><Choice value="food"/></Choices>'
)
TREE = view(
    '<Choices name="c" toName="text" choice="multiple" allowNested="true"><Choice value="Place"><Choice value="Room"/>'
    '<Choice value="Street"/></Choice><Choice value="Food"/></Choices>'
)
SELECT = view(
    '<Choices name="c" toName="text" title="Mood" layout="select"><Choice value="good"/><Choice value="bad" alias="B"/></Choices>'
)
REGION = view(
    f'{NER}<Choices name="sure" toName="text" perRegion="true" required="true"><Choice value="yes"/><Choice value="no"/></Choices>'
)
MANY = view('<Choices name="c" toName="text">' + "".join(f'<Choice value="intent {n}"/>' for n in range(30)) + "</Choices>")
BROUGHT = view('<Choices name="c" toName="text" value="$own" choice="multiple"><Choice value="none"/></Choices>')


def checked(page) -> list[str]:
    return page.locator(".choice[aria-checked=true] .said > span").all_inner_texts()


def test_several_by_key_and_by_pointer(house, sit_down):
    project = house.project(["one", "two"], label_config=SEVERAL)
    page = sit_down(project)
    press(page, "2", "r", "1", "2", "Enter")
    sent(page, 1)
    page.get_by_role("checkbox", name="food").click()
    page.get_by_role("checkbox", name="price").click()
    page.get_by_role("button", name="Submit").click()
    sent(page, 2)
    assert stored(project) == [entry("c", "choices", {"choices": ["price", "ROOM"]})]
    assert stored(project, 1) == [entry("c", "choices", {"choices": ["price", "food"]})]
    assert fits_the_sdk(SEVERAL, stored(project))


def test_a_stored_answer_opens_as_it_was_and_goes_back_as_it_came(house, sit_down):
    result = [entry("c", "choices", {"choices": ["ROOM", "food"]}, meta={"text": ["n"]}, score=0.25)]
    project = house.project(["one"], label_config=SEVERAL)
    project.begin("kim", result)
    page = sit_down(project)
    assert checked(page) == ["room", "food"]
    press(page, "Enter")
    sent(page)
    assert stored(project) == result


def test_a_tree_by_key_and_by_pointer(house, sit_down):
    project = house.project(["one", "two"], label_config=TREE)
    page = sit_down(project)
    press(page, "2")
    expect(page.get_by_role("checkbox", name="Place")).to_have_attribute("aria-checked", "mixed")
    press(page, "4", "Enter")
    sent(page, 1)
    page.get_by_role("checkbox", name="Place").click()
    page.get_by_role("button", name="Choices under “Place”").click()
    expect(page.get_by_role("checkbox", name="Room")).to_have_count(0)
    page.get_by_role("button", name="Submit").click()
    sent(page, 2)
    assert stored(project) == [entry("c", "choices", {"choices": [["Place", "Room"], ["Food"]]})]
    assert stored(project, 1) == [entry("c", "choices", {"choices": [["Place"], ["Place", "Room"], ["Place", "Street"]]})]


def test_a_tree_opens_as_it_was(house, sit_down):
    result = [entry("c", "choices", {"choices": [["Place", "Street"], ["Food"]]})]
    project = house.project(["one"], label_config=TREE)
    project.begin("kim", result)
    page = sit_down(project)
    assert checked(page) == ["Street", "Food"]
    press(page, "Enter")
    sent(page)
    assert stored(project) == result


def test_a_list_to_select_from(house, sit_down):
    project = house.project(["one", "two"], label_config=SELECT)
    page = sit_down(project)
    page.get_by_label("Mood").select_option("bad")
    page.get_by_label("Mood").press("Escape")
    press(page, "Enter")
    sent(page, 1)
    press(page, "1", "Enter")
    sent(page, 2)
    assert [stored(project, n)[0]["value"] for n in (0, 1)] == [{"choices": ["B"]}, {"choices": ["good"]}]


def test_many_are_filtered_and_the_keys_go_back_to_the_page(house, sit_down):
    project = house.project(["one", "two"], label_config=MANY)
    page = sit_down(project)
    press(page, "/")
    page.keyboard.type("29")
    assert page.locator(".choice .said > span").all_inner_texts() == ["intent 29"]
    press(page, "Enter")
    expect(page.get_by_role("searchbox")).to_have_value("")
    press(page, "Enter")
    sent(page, 1)
    press(page, "/", "Escape", "1", "Enter")
    sent(page, 2)
    assert [stored(project, n)[0]["value"] for n in (0, 1)] == [{"choices": ["intent 29"]}, {"choices": ["intent 0"]}]


def test_choices_that_the_task_brings(house, sit_down):
    rows = [{"text": "one", "own": ["하나", {"value": "둘", "alias": "2"}]}, {"text": "two", "own": []}]
    project = house.project(rows, label_config=BROUGHT)
    page = sit_down(project)
    press(page, "2", "3", "Enter")
    sent(page, 1)
    assert page.locator(".choice .said").all_inner_texts() == ["none"]
    assert stored(project) == [entry("c", "choices", {"choices": ["하나", "2"]})]


def test_one_asked_of_a_region_is_answered_for_the_active_one(house, sit_down):
    spans = [region("a", 0, 3, "Kim"), region("b", 8, 11, "Lee", "LOC")]
    project = house.project(["Kim met Lee"], label_config=REGION)
    project.begin("kim", spans)
    page = sit_down(project)
    expect(page.locator(".choice")).to_have_count(0)
    press(page, "Enter")
    expect(page.locator(".says")).to_contain_text("Still missing: sure. (PER · Kim)")
    press(page, ".")
    expect(page.locator("an-choices .about")).to_contain_text("PER Kim")
    page.get_by_role("radio", name="yes").click()
    press(page, ".")
    expect(page.locator("an-choices .about")).to_contain_text("LOC Lee")
    assert checked(page) == []
    no = page.get_by_role("radio", name="no").get_attribute("aria-keyshortcuts").split()[0]
    press(page, no, "Enter")
    sent(page)
    of = {"a": "yes", "b": "no"}
    assert stored(project) == [
        one for r in spans for one in (r, {**r, "from_name": "sure", "type": "choices", "value": {**_place(r), "choices": [of[r["id"]]]}})
    ]


def _place(region: dict) -> dict:
    return {k: v for k, v in region["value"].items() if k != "labels"}


def test_three_tasks_by_finger(house, sit_down):
    project = house.project(["one", "two", "three"])
    page = sit_down(project, **PHONE)
    assert heights(page, ".choice") >= 44
    for n, name in enumerate(("positive", "neutral", "negative")):
        page.get_by_role("radio", name=name).tap()
        assert [r["value"] for r in said(page)] == [{"choices": [name]}]
        page.get_by_role("button", name="Submit").tap()
        sent(page, n + 1)
    assert [stored(project, n)[0]["value"]["choices"] for n in range(3)] == [["positive"], ["neutral"], ["negative"]]


def test_what_is_asked_of_each_item_is_refused_in_words(house, sit_down):
    page = sit_down(
        house.project(["one"], label_config=view('<Choices name="c" toName="text" perItem="true"><Choice value="a"/></Choices>'))
    )
    expect(page.locator(".tag-unknown")).to_contain_text("“c” cannot be answered here.")


def test_a_chain_of_questions(house, sit_down):
    chain = view(
        '<Choices name="a" toName="text" required="true"><Choice value="yes"/><Choice value="no"/></Choices>'
        '<Choices name="b" toName="text" required="true" visibleWhen="choice-selected" whenTagName="a" whenChoiceValue="yes">'
        '<Choice value="good"/><Choice value="bad"/></Choices>'
        '<View visibleWhen="choice-selected" whenTagName="b" whenChoiceValue="bad">'
        '<TextArea name="why" toName="text" title="Why" required="true"/></View>'
    )
    project = house.project(["one", "two"], label_config=chain)
    page = sit_down(project)
    press(page, "1", "4", "Enter")
    expect(page.locator(".says")).to_have_text("Still missing: Why.")
    page.get_by_label("Why").fill("because")
    press(page, "Escape", "2")
    expect(page.get_by_label("Why")).to_have_count(0)
    press(page, "Enter")
    sent(page, 1)
    press(page, "1", "4")
    page.get_by_label("Why").fill("so")
    press(page, "Control+Enter")
    sent(page, 2)
    assert stored(project) == [entry("a", "choices", {"choices": ["no"]})]
    assert [r["value"] for r in stored(project, 1)] == [{"choices": ["yes"]}, {"choices": ["bad"]}, {"text": ["so"]}]
