"""The daily work: texts labelled by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

TEXTS = [f"text number {n}" for n in range(10)]
HOTKEYS = (
    '<View><Text name="text" value="$text"/><Choices name="sentiment" toName="text" required="true">'
    '<Choice value="positive" hotkey="k"/><Choice value="negative" hotkey="j"/><Choice value="neutral"/></Choices></View>'
)


def press(page: Page, *keys: str) -> None:
    """On a page whose scripts listen by now: right after a link was followed they may not."""
    page.wait_for_load_state("domcontentloaded")
    for key in keys:
        page.keyboard.press(key)


def text_of(page: Page):
    return page.locator(".tag-text")


def saved(page: Page, done: int) -> None:
    expect(page.locator("p.done")).to_contain_text(f"{done} done")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")


def saved_page(page: Page) -> None:
    expect(page.locator(".says")).to_contain_text("sent")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")


def test_ten_texts_by_keyboard_alone(house, sit_down):
    project = house.project(TEXTS)
    page = sit_down(project)
    for n, text in enumerate(TEXTS):
        expect(text_of(page)).to_have_text(text)
        press(page, "123"[n % 3], "Enter")
    expect(page.locator(".empty")).to_contain_text("Every task of this round is finished")
    saved(page, 10)
    labels = ("positive", "negative", "neutral")
    assert project.answers() == [(text, [labels[n % 3]]) for n, text in enumerate(TEXTS)]


def test_hotkeys_of_the_config_and_a_choice_taken_back(house, sit_down):
    project = house.project(TEXTS[:2], label_config=HOTKEYS)
    page = sit_down(project)
    assert page.locator(".choice kbd").all_inner_texts() == ["k", "j", "1"]
    press(page, "k", "j")
    expect(page.get_by_role("radio", name="negative")).to_be_checked()
    expect(page.get_by_role("radio", name="positive")).not_to_be_checked()
    press(page, "j", "Enter")
    expect(page.locator(".says")).to_have_text("Still missing: sentiment.")
    press(page, "1", "Control+z", "Control+z", "Enter")
    expect(text_of(page)).to_have_text(TEXTS[1])
    saved(page, 1)
    assert project.answers() == [(TEXTS[0], ["negative"]), (TEXTS[1], [])]


def test_keys_go_by_their_place_under_a_hangul_layout(house, sit_down):
    project = house.project(TEXTS[:2], label_config=HOTKEYS)
    page = sit_down(project)
    keyboard = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "code": "KeyK", "key": "ㅏ", "windowsVirtualKeyCode": 75})
    expect(page.get_by_role("radio", name="positive")).to_be_checked()


def test_the_next_text_is_there_in_the_same_frame(house, sit_down):
    page = sit_down(house.project(TEXTS[:3]))
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)  # what is shown now cannot come from the server
    shown = page.evaluate("""() => new Promise(done => {
        const press = (code, key) => document.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true }))
        press('Digit1', '1')
        press('Enter', 'Enter')
        requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelector('.tag-text').textContent)))
    })""")
    assert shown == TEXTS[1]
    expect(page.locator("an-post")).to_contain_text("1 waiting")
    page.context.set_offline(False)
    saved(page, 1)


def test_back_to_the_last_one_and_correct_it(house, sit_down):
    project = house.project(TEXTS[:3])
    page = sit_down(project)
    press(page, "1", "Enter")
    saved(page, 1)
    press(page, "u")
    expect(page.locator(".notices")).to_contain_text("You are correcting an answer that was sent.")
    expect(page.get_by_role("radio", name="positive")).to_be_checked()
    press(page, "2", "Enter")
    expect(text_of(page)).to_have_text(TEXTS[1])
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert project.answers()[0] == (TEXTS[0], ["negative"])
    assert project.made() == 2, "the first answer stays on record"


def test_skip_with_a_reason(house, sit_down):
    project = house.project(TEXTS[:3])
    page = sit_down(project)
    press(page, "s")
    expect(page.get_by_role("dialog", name="Skip this one")).to_be_visible()
    press(page, "Escape")
    expect(text_of(page)).to_have_text(TEXTS[0])
    press(page, "s", "2")
    expect(text_of(page)).to_have_text(TEXTS[1])
    press(page, "s")
    page.get_by_label("Another reason").fill("두 가지 뜻이 있음")
    press(page, "Enter")
    expect(text_of(page)).to_have_text(TEXTS[2])
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    found = house.shell(
        "from annotate.queue.models import Assignment as A; import json; "
        f"print(json.dumps(list(A.objects.filter(project={project.id}, state='skipped').order_by('pk').values_list('skip_reason'))))"
    )
    assert found == r'[["It is broken or empty"], ["\ub450 \uac00\uc9c0 \ub73b\uc774 \uc788\uc74c"]]'


def test_the_guideline_lies_open_when_it_is_new_and_g_toggles_it(house, sit_down):
    project = house.project(TEXTS[:2], guideline="# How to decide\n\nJudge the **whole** text. <script>alert(1)</script>")
    page = sit_down(project, guideline=True)
    panel = page.locator("aside.guideline")
    expect(panel.locator("strong")).to_have_text("whole")
    expect(panel).to_contain_text("Guideline, version 1")
    press(page, "g")
    expect(panel).to_have_count(0)
    page.reload()
    expect(text_of(page)).to_have_text(TEXTS[0])
    expect(panel).to_have_count(0)
    press(page, "g")
    expect(panel).to_be_visible()


def test_help_lists_every_key_and_single_keys_can_be_switched_off(house, sit_down):
    page = sit_down(house.project(TEXTS[:2]))
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    for words in ("positive", "Submit and go on", "Skip, with a reason", "Back to the last one", "Show or hide the guideline", "Undo"):
        expect(dialog).to_contain_text(words)
    press(page, "1")
    dialog.get_by_label("One key alone acts").uncheck()
    press(page, "?")
    expect(dialog).to_be_hidden()
    press(page, "1")
    expect(page.get_by_role("radio", name="positive")).not_to_be_checked()
    press(page, "Alt+1")
    expect(page.get_by_role("radio", name="positive")).to_be_checked()


def test_submit_on_choice(house, sit_down):
    project = house.project(TEXTS[:3])
    page = sit_down(project)
    page.get_by_label("Submit on choice").check()
    for n, key in enumerate("123"):
        expect(text_of(page)).to_have_text(TEXTS[n])
        press(page, key)
    saved(page, 3)
    assert [answer for _, answer in project.answers()] == [["positive"], ["negative"], ["neutral"]]


def test_fifty_texts_as_fast_as_keys_go(house, sit_down):
    texts = [f"short {n}" for n in range(50)]
    project = house.project(texts)
    page = sit_down(project)
    page.get_by_label("Submit on choice").check()
    page.evaluate("""() => new Promise(done => {
        let pressed = 0
        const timer = setInterval(() => {
            document.dispatchEvent(new KeyboardEvent('keydown', { code: 'Digit1', key: '1', bubbles: true, cancelable: true }))
            if (document.querySelector('.desk .empty h2') || ++pressed > 4000) { clearInterval(timer); done() }
        }, 15)
    })""")
    expect(page.locator(".empty")).to_contain_text("Every task of this round is finished")
    saved(page, 50)
    expect(page.locator(".refused")).to_have_count(0)
    assert project.answers() == [(text, ["positive"]) for text in texts]


def test_tab_leaves_the_text_and_comes_by_everything(house, sit_down):
    page = sit_down(house.project(TEXTS[:2]))
    press(page, "1", "Enter")
    stops = []
    for _ in range(30):
        press(page, "Tab")
        stops.append(page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40)"))
    for words in ("positive", "Back", "Skip", "Submit", "Skip to the content", "Keys"):
        assert any(words in stop for stop in stops), (words, stops)


@pytest.mark.parametrize(
    ("texts", "says"),
    [([], "Nothing was imported into this round yet."), (["the only one"], "The last tasks are being worked on by others.")],
)
def test_an_empty_queue_says_why(house, sit_down, texts, says):
    project = house.project(texts)
    if texts:
        assert project.claim("park")["assignment"]
    page = sit_down(project)
    expect(page.locator(".empty")).to_contain_text(says)
    if not texts:
        project.bring(["here it is"])
        page.get_by_role("button", name="Look again").press("Enter")
        expect(text_of(page)).to_have_text("here it is")
