"""A page of HTML: its places labelled by pointer and by key, stored as Label Studio does, and harmless whatever it holds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .test_annotate import press

CONFIG = (
    '<View><HyperText name="page" value="$html"/><HyperTextLabels name="what" toName="page">'
    '<Label value="Person"/><Label value="Place"/></HyperTextLabels></View>'
)
HTML = (
    "<!DOCTYPE html><html><head><title>Not shown</title></head><body>\n<h1>최초의 \U0001f680 우주인</h1>\n<!-- a note -->"
    '<p>Yuri <b>Gaga</b>rin flew<br>from <a href="https://example.org/baikonur">Baikonur</a>.</p>'
    "<table><tr><td>Born</td><td>Klushino</td></tr></table></body></html>"
)


def region(label: str, start: str, end: str, offsets: tuple[int, int], places: tuple[int, int], text: str, **beside) -> dict:
    """As Label Studio writes it."""
    value = {
        **{"start": start, "end": end, "startOffset": offsets[0], "endOffset": offsets[1]},
        **{"globalOffsets": {"start": places[0], "end": places[1]}, "text": text, "hypertextlabels": [label]},
    }
    return {"from_name": "what", "to_name": "page", "type": "hypertextlabels", "value": value, **beside}


# As Label Studio 1.23.2 stored them: the page is counted in code points (the rocket is one, and so is <br>), a node in units of UTF-16.
GAGARIN = region("Person", "/p[1]/text()[1]", "/p[1]/text()[2]", (0, 3), (11, 23), "Yuri Gagarin")
ROCKET = region("Place", "/h1[1]/text()[1]", "/h1[1]/text()[1]", (4, 6), (5, 6), "\U0001f680")
BAIKONUR = region("Place", "/p[1]/a[1]/text()[1]", "/p[1]/a[1]/text()[1]", (0, 8), (34, 42), "Baikonur")
KLUSHINO = region(
    "Place", "/table[1]/tbody[1]/tr[1]/td[2]/text()[1]", "/table[1]/tbody[1]/tr[1]/td[2]/text()[1]", (0, 8), (47, 55), "Klushino"
)


MARK = "all => all.map(m => [m.textContent, m.dataset.name ?? null, m.style.backgroundImage])"


def drag(page: Page, first: str, last: str) -> None:
    """From the beginning of one piece of text to the end of another, with the pointer."""
    spot = """([words, end]) => {
        const walker = document.createTreeWalker(document.querySelector('.tag-html'), NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) {
            const at = walker.currentNode.nodeValue.indexOf(words)
            if (at < 0) continue
            const range = document.createRange()
            range.setStart(walker.currentNode, end ? at + words.length - 1 : at)
            range.setEnd(walker.currentNode, end ? at + words.length : at + 1)
            const box = range.getBoundingClientRect()
            return [end ? box.right - 1 : box.left + 1, box.top + box.height / 2]
        }
    }"""
    page.mouse.move(*page.evaluate(spot, [first, False]))
    page.mouse.down()
    page.mouse.move(*page.evaluate(spot, [last, True]), steps=5)
    page.mouse.up()


def sent(page: Page, project) -> list[dict]:
    """What is stored of the one task, without the ids, which must be there."""
    page.keyboard.press("Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    found = project.results()[0]
    assert all(entry.pop("id") for entry in found)
    return found


def marks(page: Page) -> list[list[str | None]]:
    return page.locator(".tag-html mark").evaluate_all(MARK)


def test_marked_by_pointer(house, sit_down):
    project = house.project([{"html": HTML}], label_config=CONFIG)
    page = sit_down(project)
    drag(page, "Yuri", "rin")
    press(page, "1")
    press(page, "Escape", "2")  # nothing is chosen: the label waits for its places
    drag(page, "Baikonur", "Baikonur")
    manual = {"origin": "manual"}
    assert sent(page, project) == [{**GAGARIN, **manual}, {**BAIKONUR, **manual}]


def test_over_two_blocks_the_quote_is_label_studio_s(house, sit_down):
    project = house.project([{"html": HTML}], label_config=CONFIG)
    page = sit_down(project)
    drag(page, "우주인", "Yuri")
    press(page, "1")
    ends = ("/h1[1]/text()[1]", "/p[1]/text()[1]")
    assert sent(page, project) == [region("Person", *ends, (7, 4), (7, 15), "우주인\\nYuri", origin="manual")]


def test_in_a_page_of_its_own_or_inline_it_is_counted_as_label_studio_does(house, sit_down):
    """Inline, the words of <title> are counted though nobody sees them."""
    project = house.project([{"html": HTML}], label_config=CONFIG.replace("<HyperText ", '<HyperText inline="true" '))
    page = sit_down(project)
    press(page, "ArrowRight", "ArrowRight", "2")
    (stored,) = sent(page, project)
    assert stored["value"] == {**ROCKET["value"], "globalOffsets": {"start": 14, "end": 15}}


def test_marked_by_keyboard_alone(house, sit_down):
    project = house.project([{"html": HTML}], label_config=CONFIG)
    page = sit_down(project)
    press(page, "ArrowRight", "ArrowRight", "2", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "1")
    manual = {"origin": "manual"}
    assert sent(page, project) == [{**ROCKET, **manual}, {**GAGARIN, **manual}]


def test_opened_again_it_shows_the_same_and_goes_back_unchanged(house, sit_down):
    whole = region("Place", "/p[1]/text()[1]", "/p[1]/a[1]/text()[1]", (0, 8), (11, 42), "Yuri Gagarin flew\\nfrom Baikonur")
    given = [{**entry, "id": f"r{n}", "origin": "manual"} for n, entry in enumerate((GAGARIN, ROCKET, whole, KLUSHINO))]
    project = house.project([{"html": HTML}], label_config=CONFIG)
    project.begin("kim", given)
    page = sit_down(project)
    shown = marks(page)
    assert [text for text, _, _ in shown] == ["\U0001f680", "Yuri ", "Gaga", "rin", " flew", "from ", "Baikonur", "Klushino"]
    assert [name for _, name, _ in shown if name] == ["Place", "Place · Person", "Place"]
    assert [images.count("gradient") for *_, images in shown] == [1, 2, 2, 2, 1, 1, 1, 1]
    page.reload()
    page.locator(".tag-html mark").first.wait_for()
    assert marks(page) == shown
    page.keyboard.press("Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert project.results()[0] == given


def test_borders_are_moved_by_word_and_by_character(house, sit_down):
    project = house.project([{"html": HTML}], label_config=CONFIG)
    project.begin("kim", [{**GAGARIN, "id": "r1", "origin": "manual"}])
    page = sit_down(project)
    press(page, ".", "Shift+ArrowRight", "Shift+ArrowRight", "Control+ArrowRight", "Alt+Shift+ArrowLeft")
    moved = region("Person", "/p[1]/b[1]/text()[1]", "/p[1]/text()[3]", (0, 3), (16, 32), "Gagarin flew\\nfro", origin="manual")
    assert sent(page, project) == [moved]


def test_found_by_the_places_of_the_text_where_the_path_is_another(house, sit_down):
    nowhere = "/div[4]/p[9]/text()[1]"
    given = region("Person", nowhere, nowhere, (0, 3), (11, 23), "Yuri Gagarin", id="r1", origin="manual")
    project = house.project([{"html": HTML}], label_config=CONFIG)
    project.begin("kim", [given])
    page = sit_down(project)
    assert "".join(text for text, *_ in marks(page)) == "Yuri Gagarin"
    page.keyboard.press("Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert project.results()[0] == [given]


def test_what_is_nowhere_in_the_page_is_listed_and_kept(house, sit_down):
    given = region("Person", "/p[7]/text()[1]", "/p[7]/text()[1]", (0, 5), (1, 6), "Laika", id="r1", origin="manual")
    project = house.project([{"html": HTML}], label_config=CONFIG)
    project.begin("kim", [given])
    page = sit_down(project)
    row = page.get_by_role("option")
    expect(row).to_contain_text("Laika")
    expect(row).to_contain_text("not found in the page")
    assert marks(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert project.results()[0] == [given]


def test_without_the_quote_where_the_config_says_so(house, sit_down):
    project = house.project([{"html": HTML}], label_config=CONFIG.replace("<HyperText ", '<HyperText savetextresult="no" '))
    page = sit_down(project)
    press(page, "ArrowRight", "ArrowRight", "2")
    expect(page.get_by_role("option")).to_contain_text("characters 5 to 6")
    (stored,) = sent(page, project)
    assert stored["value"] == {k: v for k, v in ROCKET["value"].items() if k != "text"}


@pytest.mark.parametrize(
    ("config", "data", "says"),
    [
        (CONFIG.replace("<HyperText ", '<HyperText valueType="url" '), {"html": "https://example.org/"}, "Only pages in the task itself"),
        (CONFIG.replace("<HyperText ", '<HyperText encoding="base64" '), {"html": "<p>"}, "should come as base64"),
        (CONFIG, {"html": " "}, "(an empty page)"),
    ],
)
def test_what_cannot_be_shown_says_so(house, sit_down, config, data, says):
    page = sit_down(house.project([data], label_config=config))
    expect(page.locator(".task")).to_contain_text(says)


def test_the_places_pass_label_studio_s_own_check(house):
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface(CONFIG)
    result = [{**entry, "id": f"r{n}"} for n, entry in enumerate((GAGARIN, ROCKET, BAIKONUR, KLUSHINO))]
    assert interface.validate_annotation({"result": result})


def test_nothing_is_laid_over_the_page_and_it_is_read_in_both_themes(house, sit_down):
    """A page with colours of its own is shown on light paper, in a dark theme too."""
    html = (
        '<p style="color: #222; background-color: white">dark on white</p><p style="position: fixed; inset: 0; margin: -900px">covers</p>'
    )
    page = sit_down(house.project([{"html": html}], label_config=CONFIG), color_scheme="dark")
    expect(page.locator(".tag-html.paper")).to_be_visible()
    covers = page.locator(".tag-html p").nth(1)
    assert covers.evaluate("e => [getComputedStyle(e).position, getComputedStyle(e).marginTop]") == ["static", "12px"]
