"""Many at once: selected by key, click, Shift and frame, labelled together, sent page by page."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from .questions import until
from .test_annotate import press, saved_page

KINDS = (
    '<View><Image name="img" value="$image"/><Choices name="kind" toName="img" required="true">'
    '<Choice value="round"/><Choice value="square"/></Choices></View>'
)


def picture(n: int) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><circle cx="40" cy="40" r="{10 + n}"/></svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@pytest.fixture
def pictures(house, visit):
    def open(count: int = 12, **options):
        project = house.project([{"image": picture(n)} for n in range(count)], label_config=KINDS, title="Shapes")
        page = visit("kim", **options).new_page()
        page.goto(project.page + "annotate/grid/")
        page.locator(".cell, .empty").first.wait_for()
        return project, page

    return open


def chosen(project) -> list[str | None]:
    rows = [[r for r in result if r["type"] == "choices"] for result in project.results()]
    return [row[0]["value"]["choices"][0] for row in rows if row]


def test_a_run_by_shift_gets_one_label_and_the_page_is_sent(pictures):
    project, page = pictures()
    cells = page.locator(".cell")
    expect(cells).to_have_count(12)
    cells.nth(1).click()
    cells.nth(6).click(modifiers=["Shift"])
    expect(page.locator('.cell[aria-selected="true"]')).to_have_count(6)
    press(page, "1")
    cells.nth(9).click()
    press(page, "2", "Enter")
    saved_page(page)
    assert chosen(project) == ["round"] * 6 + ["square"]
    expect(page.locator(".cell")).to_have_count(5)  # what has no label stays


def test_by_keyboard_alone_with_undo_and_leaving_out(pictures):
    project, page = pictures(6)
    page.locator(".cell").first.focus()
    press(page, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "2", "Control+z")
    expect(page.locator(".cell .label")).to_have_count(0)
    press(page, "Control+a", "1")
    page.locator(".cell").nth(4).focus()
    press(page, "x", "Enter")
    saved_page(page)
    assert chosen(project) == ["round"] * 5
    assert len(project.results()) == 5


def test_a_frame_drawn_around_them_selects(pictures):
    _, page = pictures()
    first, sixth = (page.locator(".cell").nth(n).bounding_box() for n in (0, 2))
    page.mouse.move(first["x"] + 4, first["y"] + 4)
    page.mouse.down()
    page.mouse.move(sixth["x"] + 20, sixth["y"] + 20, steps=5)
    page.mouse.up()
    expect(page.locator('.cell[aria-selected="true"]')).to_have_count(3)


def test_labels_survive_a_reload(pictures):
    _, page = pictures(4)
    page.locator(".cell").nth(2).click()
    press(page, "2")
    expect(page.locator(".cell .label")).to_have_count(1)
    kept = "document.querySelector('an-grid').shelves.drafts.all().then(all => all.filter(d => d.result.length).length)"
    until(page, f"{kept}.then(n => n >= 1)")  # a moment, until the browser has it on its disk
    page.reload()
    expect(page.locator(".cell").nth(2).locator(".label")).to_have_text("square")


def test_short_texts_stand_in_it_too_and_a_config_of_spans_says_no(house, visit):
    page = visit("kim").new_page()
    page.goto(house.project(["<b>값이</b> 싸요", "second"]).page + "annotate/grid/")
    expect(page.locator(".cell .words").first).to_have_text("<b>값이</b> 싸요")
    spans = '<View><Text name="text" value="$text"/><Labels name="ner" toName="text"><Label value="PER"/></Labels></View>'
    page.goto(house.project(["one"], label_config=spans).page + "annotate/grid/")
    expect(page.locator(".empty")).to_contain_text("needs more than one choice")


def test_a_pair_is_shown_whole_and_a_sound_is_left_to_the_other_page(house, visit):
    pair = """<View><Text name="a" value="$a"/><Text name="b" value="$b"/>
    <Choices name="same" toName="b"><Choice value="yes"/><Choice value="no"/></Choices></View>"""
    page = visit("kim").new_page()
    page.goto(house.project([{"a": "It rains.", "b": "The street is wet."}], label_config=pair).page + "annotate/grid/")
    expect(page.locator(".cell .words")).to_have_text(["It rains.", "The street is wet."])
    sound = '<View><Audio name="s" value="$s"/><Choices name="word" toName="s"><Choice value="yes"/></Choices></View>'
    project = house.project([{"s": "/static/none.wav"}], label_config=sound)
    page.goto(project.page + "annotate/grid/")
    expect(page.locator(".empty")).to_contain_text("texts or pictures")
    page.goto(project.page + "annotate/")
    page.locator(".task").wait_for()
    expect(page.get_by_role("link", name="Many at once")).to_have_count(0)


def test_by_touch_on_a_telephone(pictures):
    project, page = pictures(4, viewport={"width": 390, "height": 844}, has_touch=True)
    page.locator(".cell").nth(0).tap()
    page.get_by_role("button", name="square").tap()
    page.get_by_role("button", name="Send 1").tap()
    saved_page(page)
    assert chosen(project) == ["square"]


def test_suggestions_are_confirmed_label_by_label(house, visit):
    project = house.project([f"text {n}" for n in range(6)])
    house.shell(f"""
from annotate.queue.models import Task
from annotate.queue.services.reorder import Placed, reorder
from annotate.queue.models import Round
tasks = list(Task.objects.filter(project={project.id}).order_by("pk"))
def said(label):
    value = dict(choices=[label])
    return dict(score=0.9, model_version="v1", result=[dict(from_name="sentiment", to_name="text", type="choices", value=value)])
labels = ("negative", "positive")
reorder(Round.objects.get(project={project.id}), [Placed(t.pk, True, said(labels[n % 2])) for n, t in enumerate(tasks)], by="v1")
print(1)
""")
    page = visit("kim").new_page()
    page.goto(project.page + "annotate/grid/")
    expect(page.locator(".cell .by-model").first).to_have_text("suggested: negative 90 %")
    page.get_by_role("button", name="positive ·").click()
    expect(page.locator(".cell .by-model").first).to_have_text("suggested 90 %")
    expect(page.get_by_text("A model suggests “positive”")).to_be_visible()
    expect(page.locator(".cell .label").first).to_have_text("positive")
    expect(page.locator(".cell:not(:has(.label))")).to_have_count(0)
    page.locator(".cell").first.click()
    press(page, "3", "Enter")
    saved_page(page)
    kinds = house.shell(
        f"from annotate.annotations.models import Annotation; "
        f"print(sorted(list(a.became.values())[0] for a in Annotation.objects.filter(project={project.id})))"
    )
    assert "'changed'" in kinds
    assert "'accepted'" in kinds
