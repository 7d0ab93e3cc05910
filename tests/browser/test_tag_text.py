"""Places in a text: chosen by hand and by keys, shown again as they were, kept in code points."""

from __future__ import annotations

import unicodedata

import pytest
from playwright.sync_api import Page, expect

from .pictures import accepted_by_label_studio, submitted, suggest, without_ids
from .test_accessibility import violations
from .test_annotate import press

NER = (
    '<View><Labels name="ner" toName="text"><Label value="Person"/><Label value="Organisation" hint="clubs, companies, councils"/>'
    '<Label value="Place" maxUsages="2"/></Labels><Text name="text" value="$text"/></View>'
)
CITY = "Lee Hana of the University of Seoul, in Busan."
TEXTS = {
    "plain": CITY,
    "hangul": "서울특별시 위원회 회의에서 나온 말.",
    "jamo": unicodedata.normalize("NFD", "서울특별시 위원회 회의에서"),
    "emoji": "👨‍👩‍👧‍👦 family, 👩🏽‍🚒 Kim 🇰🇷 Seoul",
    "right to left": "שלום עולם, هذا نص عربي 123 ok",
    "controls": "a\tb  c\r\n\r\n  d e\r\nlast line\n\n",
    "markup": "<b>bold</b> & <script>document.title = 1</script> {{ 7 * 7 }}",
    "tweet": "@kim 위에서 ate 3 🍜🍜 at café Ⅷ",
}
WHERE = """([from, to]) => {
    const root = document.querySelector('.spanned'), range = document.createRange()
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let n = walk.nextNode(), at = 0; n; at += n.length, n = walk.nextNode()) {
        if (from >= at && from < at + n.length) range.setStart(n, from - at)
        if (to > at && to <= at + n.length) range.setEnd(n, to - at)
    }
    const all = [...range.getClientRects()].filter(r => r.width), [a, b] = [all[0], all.at(-1)]
    return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2]
}"""


def span(text: str, quote: str, *labels: str, after: int = 0, **beside) -> dict:
    """A result without its id, as Label Studio writes it."""
    start = text.index(quote, after)
    value = {"start": start, "end": start + len(quote), "text": quote, "labels": list(labels)}
    return {"from_name": "ner", "to_name": "text", "type": "labels", "origin": "manual", **beside, "value": value}


def open_text(house, sit_down, text: str, result: list[dict] | None = None, label_config: str = NER, data: dict | None = None, **options):
    project = house.project([{"text": text, **(data or {})}], label_config=label_config)
    if result is not None:
        project.begin("kim", result)
    page = sit_down(project, **options)
    page.locator(".spanned").wait_for()
    return project, page


def where(page: Page, text: str, quote: str) -> list[float]:
    """The screen's places of its first and its last character."""
    units = len(text[: text.index(quote)].encode("utf-16-le")) // 2
    return page.evaluate(WHERE, [units, units + len(quote.encode("utf-16-le")) // 2])


def drag(page: Page, text: str, quote: str) -> None:
    x1, y1, x2, y2 = where(page, text, quote)
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move(x2, y2, steps=5)
    page.mouse.up()


def click(page: Page, text: str, quote: str, **how) -> None:
    x1, y1, x2, y2 = where(page, text, quote)
    page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2, **how)


def shown(page: Page) -> list[tuple[str, str]]:
    """(the spans on it, its text) of every piece that is marked."""
    return [tuple(one) for one in page.locator(".spanned mark").evaluate_all("all => all.map(m => [m.title, m.textContent])")]


def state(page: Page, code: str):
    return page.evaluate(f"(() => {{ const session = document.querySelector('an-annotator').desk.current; return {code} }})()")


def active(page: Page) -> str | None:
    return state(page, "session.active?.value.text ?? null")


def pending(page: Page) -> str | None:
    return state(page, "session.focus.pending?.value.text ?? null")


def numbered(result: list[dict]) -> list[dict]:
    return [{"id": f"s{n}", **entry} for n, entry in enumerate(result)]


def test_places_drawn_by_hand_are_stored_as_label_studio_writes_them(house, sit_down):
    project, page = open_text(house, sit_down, CITY)
    drag(page, CITY, "ee Han")
    page.get_by_role("button", name="Person").click()
    press(page, "Escape")
    page.get_by_role("button", name="Organisation").click()
    drag(page, CITY, "University of Seoul")
    result = submitted(page, project)
    assert without_ids(result) == [span(CITY, "Lee Hana", "Person"), span(CITY, "University of Seoul", "Organisation")]
    accepted_by_label_studio(NER, result)


def test_places_made_by_keys_alone(house, sit_down):
    project, page = open_text(house, sit_down, CITY)
    press(page, "ArrowRight", "Shift+ArrowRight", "1")
    press(page, *["ArrowRight"] * 3, "Shift+ArrowRight", "Shift+ArrowRight", "2", "ArrowRight", "ArrowRight", "3")
    result = submitted(page, project)
    expected = [span(CITY, "Lee Hana", "Person"), span(CITY, "University of Seoul", "Organisation"), span(CITY, "Busan", "Place")]
    assert without_ids(result) == expected
    accepted_by_label_studio(NER, result)


def test_what_is_opened_again_looks_and_is_sent_as_it_was(house, sit_down):
    parts = [span(CITY, "Lee Hana", "Person"), span(CITY, "University of Seoul", "Organisation", score=0.4), span(CITY, "Seoul", "Place")]
    project, page = open_text(house, sit_down, CITY, numbered(parts))
    assert shown(page) == [("Person", "Lee Hana"), ("Organisation", "University of "), ("Organisation · Place", "Seoul")]
    assert submitted(page, project) == numbered(parts)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_shown_unharmed_and_its_words_have_pythons_offsets(house, sit_down, name):
    text = TEXTS[name]
    project, page = open_text(house, sit_down, text)
    root = page.locator(".spanned")
    assert root.evaluate("e => e.textContent") == text
    press(page, "ArrowRight", "1", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "2")
    assert root.evaluate("e => e.textContent") == text
    for entry in submitted(page, project):
        value = entry["value"]
        assert text[value["start"] : value["end"]] == value["text"] != ""


@pytest.mark.parametrize(
    ("text", "quote"),
    [("👨‍👩‍👧‍👦 가족 🇰🇷 사진", "가족 🇰🇷"), (TEXTS["jamo"], TEXTS["jamo"].split()[1]), ("x\r\n\tLee Hana\r\n", "Lee Hana")],
)
def test_a_hand_and_python_mean_the_same_place(house, sit_down, text, quote):
    project, page = open_text(house, sit_down, text)
    drag(page, text, quote)
    press(page, "1")
    assert without_ids(submitted(page, project)) == [span(text, quote, "Person")]


def test_a_text_that_runs_to_the_left_is_drawn_so(house, sit_down):
    text = "שלום עולם\nand back"
    page = open_text(house, sit_down, text)[1]
    directions = page.locator(".spanned > p").evaluate_all("all => all.map(p => getComputedStyle(p).direction)")
    assert directions == ["rtl", "ltr"]
    drag(page, text, "עולם")
    assert pending(page) == "עולם"


def test_a_double_click_takes_the_word(house, sit_down):
    page = open_text(house, sit_down, CITY)[1]
    click(page, CITY, "niversit", click_count=2)
    assert pending(page) == "University"


def test_a_click_with_shift_brings_the_nearer_border(house, sit_down):
    page = open_text(house, sit_down, CITY)[1]
    click(page, CITY, "niversit", click_count=2)
    x1, y1, x2, _ = where(page, CITY, "eou")
    page.keyboard.down("Shift")
    page.mouse.click((x1 + x2) / 2, y1)
    page.keyboard.up("Shift")
    assert pending(page) == "University of Seoul"


def test_clicks_go_through_spans_that_lie_on_one_another_and_let_go_beside_them(house, sit_down):
    parts = [span(CITY, "University of Seoul", "Organisation"), span(CITY, "Seoul", "Place"), span(CITY, "of Seoul, in", "Person")]
    page = open_text(house, sit_down, CITY, numbered(parts))[1]
    seen = []
    for _ in range(4):
        click(page, CITY, "eou")
        seen.append(active(page))
    assert seen == ["Seoul", "of Seoul, in", "University of Seoul", "Seoul"]
    click(page, CITY, "Lee")
    assert active(page) is None


def test_an_armed_label_is_not_put_twice_on_one_place(house, sit_down):
    page = open_text(house, sit_down, CITY)[1]
    press(page, "1")
    drag(page, CITY, "Lee Hana")
    press(page, "Escape")
    drag(page, CITY, "Lee Hana")
    assert (active(page), state(page, "session.state.regions.length")) == ("Lee Hana", 1)


def test_spans_on_one_another_have_an_underline_each(house, sit_down):
    parts = [span(CITY, "University of Seoul", "Organisation"), span(CITY, "of Seoul, in", "Person"), span(CITY, "Seoul", "Place")]
    page = open_text(house, sit_down, CITY, numbered(parts))[1]
    underlines = "all => all.map(m => getComputedStyle(m).backgroundImage.split('linear-gradient').length - 1)"
    assert page.locator(".spanned mark").evaluate_all(underlines) == [1, 2, 3, 1]


def test_labelling_moves_no_word(house, sit_down):
    page = open_text(house, sit_down, CITY)[1]
    before = where(page, CITY, "in Busan")
    press(page, "ArrowRight", "Shift+ArrowRight", "1", "ArrowRight", "2", "ArrowLeft", "Shift+ArrowRight", "3")
    expect(page.locator(".spanned mark")).to_have_count(4)
    assert where(page, CITY, "in Busan") == pytest.approx(before, abs=0.5)


def test_borders_move_by_words_and_characters_and_one_step_back_undoes_them(house, sit_down):
    page = open_text(house, sit_down, CITY, numbered([span(CITY, "University", "Organisation")]))[1]
    press(page, ".")
    for key, expected in [
        ("Shift+ArrowRight", "University of"),
        ("Shift+ArrowRight", "University of Seoul"),
        ("Shift+ArrowLeft", "University of"),
        ("Control+ArrowLeft", "the University of"),
        ("Control+ArrowRight", "University of"),
        ("Alt+Shift+ArrowLeft", "University o"),
        ("Alt+Shift+ArrowRight", "University of"),
        ("Control+Shift+ArrowRight", "niversity of"),
        ("Control+Shift+ArrowLeft", "University of"),
    ]:
        press(page, key)
        assert active(page) == expected
    press(page, "Control+z")
    assert active(page) == "University"


def test_a_border_is_pulled_by_its_knob(house, sit_down):
    project, page = open_text(house, sit_down, CITY, numbered([span(CITY, "University", "Organisation")]))
    press(page, ".")
    for knob, quote, side in (("start", "the", 0), ("end", "Seoul", 2)):
        at = page.locator(f".grip.{knob}").bounding_box()
        there = where(page, CITY, quote)
        y = at["y"] - 2 if knob == "start" else at["y"] + at["height"] + 2
        page.mouse.move(at["x"] + 1, y)
        page.mouse.down()
        page.mouse.move(there[side] + (1 if side == 0 else -1), y, steps=6)
        page.mouse.up()
    assert active(page) == "the University of Seoul"
    press(page, "Control+z")
    assert active(page) == "the University"


def test_snapping_is_turned_and_remembered(house, sit_down, visit):
    text = "서울특별시 위원회에서는 회의를"
    context = visit("kim")
    project = house.project([text], label_config=NER)
    page = sit_down(project, context=context)
    snap = page.locator(".snap")
    expect(snap).to_contain_text("Whole words")
    drag(page, text, "위원")
    assert pending(page) == "위원회에서는"
    press(page, "w")
    expect(snap).to_contain_text("Parts of words")
    drag(page, text, "위원")
    assert pending(page) == "위원회"
    press(page, "Shift+ArrowRight")
    assert pending(page) == "위원회에서는"
    snap.click()
    expect(snap).to_contain_text("Characters")
    drag(page, text, "원회에")
    assert pending(page) == "원회에"
    page.reload()
    expect(page.locator(".snap")).to_contain_text("Characters")


def test_tokens_that_come_with_the_task_are_its_units(house, sit_down):
    page = open_text(house, sit_down, "서울시청에서 일", data={"text_tokens": ["서울", "시청", "에서", "일"]})[1]
    press(page, "ArrowRight", "ArrowRight")
    assert pending(page) == "시청"


def test_tokens_of_another_text_are_said_and_left_aside(house, sit_down):
    page = open_text(house, sit_down, "Lee Hana", data={"tokens": ["Kim", "Hana"]})[1]
    expect(page.get_by_text("The tokens of this task do not fit its text")).to_be_visible()
    press(page, "ArrowRight")
    assert pending(page) == "Lee"


def test_a_label_that_is_used_up_is_grey_and_refused(house, sit_down):
    project, page = open_text(house, sit_down, CITY)
    press(page, *["ArrowRight", "3"] * 3)
    place = page.get_by_role("button", name="Place")
    expect(place).to_have_attribute("aria-disabled", "true")
    expect(place).to_contain_text("2 of 2")
    assert pending(page) == "of"
    press(page, "Escape")
    assert without_ids(submitted(page, project)) == [span(CITY, "Lee", "Place"), span(CITY, "Hana", "Place")]


def test_the_bar_tells_what_is_armed_and_what_the_active_span_is(house, sit_down):
    page = open_text(house, sit_down, CITY, numbered([span(CITY, "Lee Hana", "Person")]))[1]
    person, council = page.get_by_role("button", name="Person"), page.get_by_role("button", name="Organisation")
    press(page, "2")
    expect(council).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("clubs, companies, councils")).to_be_visible()
    press(page, "2", ".")
    expect(person).to_have_attribute("aria-pressed", "true")
    expect(council).to_have_attribute("aria-pressed", "false")
    press(page, "2")
    expect(council).to_have_attribute("aria-pressed", "true")
    assert shown(page) == [("Organisation", "Lee Hana")]


def test_many_labels_are_filtered(house, sit_down):
    labels = "".join(f'<Label value="kind {n}"/>' for n in range(30))
    page = open_text(
        house,
        sit_down,
        CITY,
        label_config=f'<View><Labels name="ner" toName="text">{labels}</Labels><Text name="text" value="$text"/></View>',
    )[1]
    drag(page, CITY, "Lee Hana")
    press(page, "/")
    page.keyboard.type("29")
    expect(page.locator(".label-button")).to_have_count(1)
    press(page, "Enter")
    expect(page.locator(".spanned mark")).to_have_attribute("title", "kind 29")
    expect(page.locator(".label-button")).to_have_count(30)


def test_a_suggested_span_looks_apart_until_it_is_accepted(house, sit_down):
    project = house.project([CITY], label_config=NER)
    suggest(project, numbered([span(CITY, "Lee Hana", "Person"), span(CITY, "Busan", "Place")]))
    page = sit_down(project)
    ghosts = page.locator(".spanned mark.ghost")
    expect(ghosts).to_have_count(2)
    assert shown(page) == [("Person · suggested", "Lee Hana"), ("Place · suggested", "Busan")]
    click(page, CITY, "Lee Hana")
    press(page, "c", "x")
    expect(ghosts).to_have_count(0)
    assert without_ids(submitted(page, project)) == [span(CITY, "Lee Hana", "Person", origin="prediction")]


def test_a_finger_selects_and_a_label_names_it(house, sit_down):
    project, page = open_text(house, sit_down, CITY, viewport={"width": 390, "height": 800}, has_touch=True)
    page.evaluate("""() => {
        const root = document.querySelector('.spanned'), text = document.createTreeWalker(root, NodeFilter.SHOW_TEXT).nextNode()
        root.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true }))
        getSelection().setBaseAndExtent(text, 1, text, 6)
    }""")
    expect(page.get_by_text("Selected. Press the key of a label.")).to_be_attached()
    page.get_by_role("button", name="Person").tap()
    assert without_ids(submitted(page, project)) == [span(CITY, "Lee Hana", "Person")]


def test_what_is_chosen_is_what_is_copied(house, sit_down):
    page = open_text(house, sit_down, CITY)[1]
    press(page, "ArrowRight", "Shift+ArrowRight")
    copied = """() => { const clipboardData = new DataTransfer()
        document.dispatchEvent(new ClipboardEvent('copy', { clipboardData, cancelable: true }))
        return clipboardData.getData('text/plain') }"""
    assert page.evaluate(copied) == "Lee Hana"


def test_tab_leaves_the_text(house, sit_down):
    page = open_text(house, sit_down, CITY)[1]
    page.locator(".spanned").focus()
    press(page, "Tab")
    assert not page.evaluate("document.activeElement.matches('.spanned')")


def test_a_text_without_labels_fetches_no_part_for_them(house, sit_down, visit):
    context, asked = visit("kim"), []
    context.on("request", lambda request: asked.append(request.url))
    page = sit_down(house.project([CITY]), context=context)
    expect(page.locator(".tag-text")).to_have_text(CITY)
    assert not [url for url in asked if "labels" in url or "tag-spans" in url]


def test_a_labelled_text_is_accessible(house, sit_down):
    parts = [span(CITY, "University of Seoul", "Organisation"), span(CITY, "Seoul", "Place")]
    page = open_text(house, sit_down, CITY, numbered(parts))[1]
    press(page, "ArrowRight")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
