"""TextArea: a text, several, one for a region."""

from __future__ import annotations

from playwright.sync_api import expect

from .questions import NER, entry, fits_the_sdk, into, region, sent, stored, view
from .test_annotate import press

SEVERAL = view('<TextArea name="t" toName="text" title="Other words" maxSubmissions="3" placeholder="one way to say it"/>')
ONE = view('<TextArea name="t" toName="text" title="Translation" rows="3" maxSubmissions="1" value="$draft"/>')
REGION = view(f'{NER}<TextArea name="t" toName="text" title="Full name" perRegion="true" maxSubmissions="1"/>')


def test_several_by_keyboard(house, sit_down):
    project = house.project(["one"], label_config=SEVERAL)
    page = sit_down(project)
    into(page)
    expect(page.get_by_placeholder("one way to say it")).to_be_focused()
    for text in ("하나", "둘", "셋"):
        page.keyboard.insert_text(text)
        press(page, "Enter")
    press(page, "Enter")
    sent(page)
    assert stored(project) == [entry("t", "textarea", {"text": ["하나", "둘", "셋"]})]
    assert fits_the_sdk(SEVERAL, stored(project))


def test_several_by_pointer(house, sit_down):
    project = house.project(["one"], label_config=SEVERAL)
    page = sit_down(project)
    for text in ("one", "two"):
        page.get_by_placeholder("one way to say it").fill(text)
        page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Remove one").click()
    page.get_by_label("Other words 1").fill("deux")
    page.get_by_role("button", name="Submit").click()
    sent(page)
    assert stored(project) == [entry("t", "textarea", {"text": ["deux"]})]


def test_they_open_as_they_were(house, sit_down):
    result = [entry("t", "textarea", {"text": ["a\nb", " 두  칸 "]})]
    project = house.project(["one"], label_config=SEVERAL)
    project.begin("kim", result)
    page = sit_down(project)
    assert page.locator(".texts textarea").evaluate_all("all => all.map(t => t.value)") == ["a\nb", " 두  칸 "]
    press(page, "Enter")
    sent(page)
    assert stored(project) == result


def test_a_text_that_is_begun_by_the_task_and_no_key_acts_while_typing(house, sit_down):
    project = house.project([{"text": "eins", "draft": "on"}, {"text": "zwei", "draft": "two"}], label_config=ONE)
    page = sit_down(project)
    page.get_by_label("Translation").press("End")
    page.keyboard.type("e, s u g\n?")
    press(page, "Control+Enter")
    sent(page, 1)
    press(page, "Enter")
    sent(page, 2)
    assert [stored(project, n)[0]["value"] for n in (0, 1)] == [{"text": ["one, s u g\n?"]}, {"text": ["two"]}]


def test_a_text_for_each_region(house, sit_down):
    spans = [region("a", 0, 3, "Kim"), region("b", 8, 11, "Lee")]
    project = house.project(["Kim met Lee"], label_config=REGION)
    project.begin("kim", spans)
    page = sit_down(project)
    expect(page.get_by_label("Full name")).to_have_count(0)
    for name in ("Kim Minji", "Lee Hana"):
        press(page, ".")
        expect(page.locator("an-textarea .about")).to_contain_text(name[:3])
        expect(page.get_by_label("Full name")).to_have_value("")
        page.get_by_label("Full name").fill(name)
        press(page, "Escape")
    press(page, "Enter")
    sent(page)
    texts = [r for r in stored(project) if r["type"] == "textarea"]
    assert [(r["id"], r["value"]) for r in texts] == [
        ("a", {"start": 0, "end": 3, "text": ["Kim Minji"]}),
        ("b", {"start": 8, "end": 11, "text": ["Lee Hana"]}),
    ]
    assert fits_the_sdk(REGION, stored(project))
