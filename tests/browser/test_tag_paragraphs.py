"""A dialogue: places in what is said, labelled by pointer and by key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .test_tag_hypertext import MARK, press, sent

CONFIG = (
    '<View><Paragraphs name="talk" value="$dialogue" layout="dialogue" nameKey="who" textKey="says"/>'
    '<ParagraphLabels name="act" toName="talk"><Label value="Question"/><Label value="Answer"/></ParagraphLabels></View>'
)
TALK = [
    {"who": "민지", "says": "기차가 언제 와요? \U0001f682 soon?"},
    {"who": "Lee", "says": "In ten minutes."},
    {"who": "민지", "says": "Thanks!"},
]


def region(label: str, start: str, end: str, offsets: tuple[int, int], text: str, **beside) -> dict:
    value = {"start": start, "end": end, "startOffset": offsets[0], "endOffset": offsets[1], "text": text, "paragraphlabels": [label]}
    return {"from_name": "act", "to_name": "talk", "type": "paragraphlabels", "value": value, **beside}


# Offsets are units of UTF-16 here, as Label Studio writes them: the train is two.
SOON = region("Question", "0", "0", (14, 18), "soon", origin="manual")
TEN = region("Answer", "1", "1", (3, 14), "ten minutes", origin="manual")
BOTH = region("Answer", "1", "2", (0, 7), "In ten minutes.\nThanks!", origin="manual")


def marks(page: Page) -> list[list[str | None]]:
    return page.locator(".tag-dialogue mark").evaluate_all(MARK)


def words(page: Page, n: int, start: int, end: int) -> tuple[list[float], list[float]]:
    """Where the first and the last character of a stretch of an utterance are on the screen."""
    return page.evaluate(
        """([n, start, end]) => {
            const node = document.querySelectorAll('.tag-dialogue li p')[n].firstChild, spot = (from, right) => {
                const range = document.createRange()
                range.setStart(node, from)
                range.setEnd(node, from + 1)
                const box = range.getBoundingClientRect()
                return [right ? box.right - 1 : box.left + 1, box.top + box.height / 2]
            }
            return [spot(start, false), spot(end - 1, true)]
        }""",
        [n, start, end],
    )


def test_marked_by_pointer(house, sit_down):
    project = house.project([{"dialogue": TALK}], label_config=CONFIG)
    page = sit_down(project)
    first, last = words(page, 1, 3, 14)
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*last, steps=4)
    page.mouse.up()
    press(page, "2")
    assert sent(page, project) == [TEN]


def test_marked_over_two_utterances_by_pointer(house, sit_down):
    project = house.project([{"dialogue": TALK}], label_config=CONFIG)
    page = sit_down(project)
    page.mouse.move(*words(page, 1, 0, 2)[0])
    page.mouse.down()
    page.mouse.move(*words(page, 2, 0, 7)[1], steps=6)
    page.mouse.up()
    press(page, "2")
    assert sent(page, project) == [BOTH]


def test_marked_by_keyboard_alone(house, sit_down):
    project = house.project([{"dialogue": TALK}], label_config=CONFIG)
    page = sit_down(project)
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "1")
    press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight", "2")
    assert sent(page, project) == [SOON, TEN]


def test_a_whole_utterance_by_its_speaker(house, sit_down):
    project = house.project([{"dialogue": TALK}], label_config=CONFIG)
    page = sit_down(project)
    page.get_by_role("button", name="Lee").click()
    press(page, "2")
    (stored,) = sent(page, project)
    assert stored["value"] == {**BOTH["value"], "end": "1", "endOffset": 15, "text": "In ten minutes."}


def test_a_whole_utterance_by_key(house, sit_down):
    project = house.project([{"dialogue": TALK}], label_config=CONFIG)
    page = sit_down(project)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "2")
    (stored,) = sent(page, project)
    assert stored["value"]["text"] == "In ten minutes."


def test_opened_again_it_shows_the_same_and_goes_back_unchanged(house, sit_down):
    given = [{**entry, "id": f"r{n}"} for n, entry in enumerate((SOON, TEN, BOTH))]
    project = house.project([{"dialogue": TALK}], label_config=CONFIG)
    project.begin("kim", given)
    page = sit_down(project)
    shown = marks(page)
    assert [text for text, _, _ in shown] == ["soon", "In ", "ten minutes", ".", "Thanks!"]
    assert [name for _, name, _ in shown if name] == ["Question", "Answer", "Answer"]
    page.reload()
    page.locator(".tag-dialogue mark").first.wait_for()
    assert marks(page) == shown
    page.keyboard.press("Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert project.results()[0] == given


def test_each_speaker_has_a_hue_and_a_name(house, sit_down):
    page = sit_down(house.project([{"dialogue": TALK}], label_config=CONFIG))
    assert page.locator(".tag-dialogue li").evaluate_all("all => all.map(e => [e.className, e.querySelector('.who').textContent])") == [
        ["hue-0", "민지"],
        ["hue-1", "Lee"],
        ["hue-0", "민지"],
    ]


def test_labels_serve_a_dialogue_too(house, sit_down):
    config = CONFIG.replace("ParagraphLabels", "Labels")
    project = house.project([{"dialogue": TALK}], label_config=config)
    page = sit_down(project)
    press(page, "ArrowRight", "2")
    (stored,) = sent(page, project)
    assert (stored["type"], stored["value"]["labels"], stored["value"]["text"]) == ("labels", ["Answer"], "기차가")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("just a text", "should be a list of utterances, but is a text"),
        ([{"who": "a"}], "Utterance 1 has no text under “says”."),
        ([], "(an empty dialogue)"),
    ],
)
def test_what_is_no_dialogue_is_told_in_words(house, sit_down, data, says):
    page = sit_down(house.project([{"dialogue": data}], label_config=CONFIG))
    expect(page.locator(".task")).to_contain_text(says)


def test_the_places_pass_label_studio_s_own_check():
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface(CONFIG)
    assert interface.validate_annotation({"result": [{**entry, "id": f"r{n}"} for n, entry in enumerate((SOON, TEN, BOTH))]})
