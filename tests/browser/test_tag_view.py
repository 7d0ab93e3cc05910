"""What only arranges: views, headings, panels, styles; and what this page cannot draw."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_accessibility import violations

CHOICES = '<Choices name="c" toName="text"><Choice value="x"/><Choice value="y"/></Choices>'
TEXT = '<Text name="text" value="$text"/>'


def test_headings_have_their_size(house, sit_down):
    heads = '<Header value="$title" size="1" underline="true"/><Header value="Small" size="5"/><Header>Written</Header>'
    config = f"<View>{heads}{TEXT}{CHOICES}</View>"
    page = sit_down(house.project([{"text": "a", "title": "제목"}], label_config=config))
    heads = page.locator(".tag-header")
    assert heads.all_inner_texts() == ["제목", "Small", "Written"]
    sizes = heads.evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert sizes[0] > sizes[2] > sizes[1]
    assert heads.first.evaluate("e => getComputedStyle(e).borderBottomWidth") == "1px"


def test_views_stand_as_their_style_says(house, sit_down):
    config = (
        "<View><Style>.left { flex: 2; padding: var(--spacing-base) } .left, h2 { color: rgb(0, 80, 0) } "
        "@media (min-width: 1px) { .right { flex: 1 } }</Style>"
        f'<View style="display: flex; gap: 2em"><View className="left">{TEXT}</View>'
        f'<View className="right"><Header value="Right"/>{CHOICES}</View></View></View>'
    )
    page = sit_down(house.project(["a text"], label_config=config))
    # In one look: the page is still making room.
    both = "() => ['.own-left', '.own-right'].map(one => document.querySelector(one).getBoundingClientRect().toJSON())"
    left, right = page.evaluate(both)
    assert abs(right["left"] - left["right"] - 32) < 1
    assert left["top"] == right["top"]
    assert left["width"] > 1.5 * right["width"]
    expect(page.locator(".own-left")).to_have_css("padding-top", "16px")
    expect(page.locator(".tag-header")).to_have_css("color", "rgb(0, 80, 0)")


def test_words_keep_their_contrast_on_a_ground_of_the_config(house, sit_down):
    config = f'<View style="background: #f7f7f7; padding: 1em">{TEXT}{CHOICES}</View>'
    page = sit_down(house.project(["a text"], label_config=config), color_scheme="dark")
    light = "e => getComputedStyle(e).color.match(/[\\d.]+/g).map(Number)"
    assert page.locator(".tag-text").evaluate(light)[0] < 0.5, "dark on the light ground, in a dark page"
    assert [v for v in violations(page) if "contrast" in v] == []


def test_panels_fold_and_of_an_accordion_one_is_open(house, sit_down):
    panels = f'<Panel value="One"><Header value="first"/></Panel><Panel value="$text">{CHOICES}</Panel>'
    config = f"<View>{TEXT}<Collapse>{panels}</Collapse></View>"
    page = sit_down(house.project(["Two"], label_config=config))
    expect(page.get_by_text("first")).to_be_hidden()
    page.locator("summary", has_text="One").click()
    expect(page.get_by_text("first")).to_be_visible()
    page.locator("summary", has_text="Two").click()
    expect(page.get_by_role("radio", name="x")).to_be_visible()
    expect(page.get_by_text("first")).to_be_hidden()


def test_markup_written_into_the_config_is_read(house, sit_down):
    config = f'<View><HyperText name="note"><b>Read</b><i>this</i></HyperText>{TEXT}{CHOICES}</View>'
    page = sit_down(house.project(["a text"], label_config=config))
    expect(page.locator(".tag-html b")).to_have_text("Read")


def test_what_cannot_be_drawn_says_so_and_shows_what_it_holds(house, sit_down):
    config = (
        f'<View>{TEXT}{CHOICES}<Chat name="chat" value="$messages" minMessages="3"/>'
        '<TimelineLabels name="when" toName="clip"><Label value="Walking" hint="on foot"/></TimelineLabels>'
        '<Video name="clip" value="$clip"/></View>'
    )
    data = {"text": "a text", "messages": [{"role": "user", "content": "안녕"}], "clip": "/no/such.mp4"}
    page = sit_down(house.project([data], label_config=config))
    unknown = page.locator(".tag-unknown")
    expect(unknown).to_have_count(3)
    held = (
        ("Chat", "This page cannot draw this", "안녕"),
        ("TimelineLabels", "cannot ask this question", "Walking", "on foot"),
        ("Video", "/no/such.mp4"),
    )
    for n, words in enumerate(held):
        for said in words:
            expect(unknown.nth(n)).to_contain_text(said)
    page.get_by_text("Settings in the label config").first.click()
    expect(unknown.first).to_contain_text("minMessages")
    expect(page.get_by_role("radio", name="x")).to_be_visible()
    assert violations(page) == []
