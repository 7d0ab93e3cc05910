"""A picture on the page: how it is looked at, what goes wrong with it, and Label Studio's own results on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .pictures import HEIGHT, WIDTH, Easel, box, config, open_picture, picture, submitted, without_ids

BOXES = config('<RectangleLabels name="box" toName="img"><Label value="cat"/><Label value="dog"/></RectangleLabels>')
CAT = {"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 0}
LABEL_STUDIO = Path(__file__).parents[2].parent / "shared" / "data" / "fixtures" / "label_studio"


def view_of(easel: Easel) -> list[float]:
    return [float(part) for part in (easel.surface.get_attribute("viewBox") or "").split()]


@pytest.fixture
def sat(house, sit_down):
    return lambda label_config=BOXES, result=None, data=None, **options: open_picture(
        house, sit_down, label_config, result, data, **options
    )


def test_the_wheel_comes_closer_to_where_the_pointer_is_and_z_shows_all_again(sat):
    _, page, easel = sat()
    whole, place, scale = view_of(easel), easel.on_screen(200, 100), page.locator(".tool.scale")
    said = scale.inner_text()
    page.mouse.move(*place)
    page.mouse.wheel(0, -400)
    expect(scale).not_to_have_text(said)
    assert easel.on_screen(200, 100) == pytest.approx(place, abs=1)
    assert view_of(easel)[2] < whole[2]
    easel.press("z")
    expect(scale).to_have_text(said)
    assert view_of(easel) == pytest.approx(whole)


def test_what_is_drawn_while_zoomed_lies_where_it_was_drawn(sat):
    project, page, easel = sat()
    easel.press("1", "+", "+", "+")
    page.wait_for_timeout(100)
    easel.drag((160, 120), (200, 150))
    value = submitted(page, project)[0]["value"]
    assert value == {"x": 40, "y": 40, "width": 10, "height": 10, "rotation": 0, "rectanglelabels": ["cat"]}


def test_space_and_the_middle_button_move_the_picture(sat):
    _, page, easel = sat()
    easel.press("+", "+", "+")
    page.wait_for_timeout(100)
    before = view_of(easel)
    page.mouse.move(*easel.on_screen(200, 150))
    page.keyboard.down(" ")
    easel.drag((200, 150), (220, 160))
    page.keyboard.up(" ")
    page.wait_for_timeout(100)
    assert view_of(easel)[0] == pytest.approx(before[0] - 20, abs=0.5)
    page.mouse.move(*easel.on_screen(200, 150))
    page.mouse.down(button="middle")
    page.mouse.move(*easel.on_screen(190, 150), steps=3)
    page.mouse.up(button="middle")
    page.wait_for_timeout(100)
    assert view_of(easel)[0] == pytest.approx(before[0] - 10, abs=0.5)
    expect(easel.marks).to_have_count(0)


def test_brightness_by_key_and_slider(sat):
    _, page, easel = sat()
    image = page.locator(".image-stage img")
    easel.press("]", "]", "}")
    expect(image).to_have_css("filter", "brightness(1.2) contrast(1.1)")
    page.locator(".light summary").click()
    page.get_by_role("button", name="As it is").click()
    expect(image).to_have_css("filter", "none")


def test_the_loupe_follows_the_pointer(sat):
    _, page, easel = sat()
    easel.press("l")
    page.mouse.move(*easel.on_screen(100, 120))
    expect(page.locator(".loupe img")).to_be_visible()
    middle = page.locator(".loupe svg").get_attribute("viewBox").split()
    assert float(middle[0]) + float(middle[2]) / 2 == pytest.approx(100, abs=1)
    easel.press("l")
    expect(page.locator(".loupe")).to_have_count(0)


def test_a_picture_held_askew_is_shown_upright_and_its_places_are_of_the_upright_one(sat):
    project, page, easel = sat(data={"image": picture(300, 200, format="JPEG", orientation=6)})
    image = page.locator(".image-stage img")
    assert image.evaluate("img => [img.naturalWidth, img.naturalHeight]") == [200, 300]
    easel.press("1")
    easel.drag((20, 30), (120, 270))
    size = {"original_width": 200, "original_height": 300}
    assert without_ids(submitted(page, project)) == [{**box("cat", {"x": 10, "y": 10, "width": 50, "height": 80, "rotation": 0}), **size}]


def test_a_list_of_pictures(sat):
    list_of = config(
        '<RectangleLabels name="box" toName="img"><Label value="cat"/></RectangleLabels>', '<Image name="img" valueList="$pages"/>'
    )
    project, page, easel = sat(list_of, data={"pages": [picture(), picture(200, 200), picture()]})
    easel.drag((40, 60), (160, 180))
    expect(easel.marks).to_have_count(1)
    page.get_by_role("button", name="Next picture").click()
    expect(page.locator(".image-pager")).to_contain_text("2 of 3")
    easel = Easel(page)
    expect(easel.marks).to_have_count(0)
    expect(page.locator(".image-stage img")).to_have_css("width", "200px")
    easel.drag((20, 20), (120, 120))
    easel.surface.focus()
    easel.press("PageDown")
    expect(page.locator(".image-pager")).to_contain_text("3 of 3")
    stored = submitted(page, project)
    square = {"x": 10, "y": 10, "width": 50, "height": 50, "rotation": 0}
    assert without_ids(stored) == [
        box("cat", CAT, item_index=0),
        {**box("cat", square, item_index=1), "original_width": 200, "original_height": 200},
    ]
    again, page, easel = sat(list_of, stored, {"pages": [picture(), picture(200, 200), picture()]})
    easel.press(".", ".")
    expect(page.locator(".image-pager")).to_contain_text("2 of 3")
    assert submitted(page, again) == stored


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"image": "data:image/png;base64,AAAA"}, "The picture could not be loaded: data:image/png;base64,AAAA"),
        ({"image": "/no/such/picture.png"}, "The picture could not be loaded: /no/such/picture.png"),
        ({"other": "x"}, "This task has no field “image”"),
    ],
)
def test_a_picture_that_cannot_be_shown_says_which_and_why(house, sit_down, data, words):
    page = sit_down(house.project([data], label_config=BOXES))
    expect(page.locator("an-image .alert")).to_contain_text(words)


def test_a_drawing_without_a_size_of_its_own_and_a_large_photograph(sat):
    shape = "%3Crect width='20' height='10' fill='teal'/%3E"
    drawing = f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'%3E{shape}%3C/svg%3E"
    project, page, easel = sat(data={"image": drawing})
    easel.press("1")
    width, height = page.locator(".image-stage img").evaluate("img => [parseFloat(img.style.width), parseFloat(img.style.height)]")
    easel.drag((width * 0.1, height * 0.1), (width * 0.5, height * 0.5))
    value = submitted(page, project)[0]["value"]
    assert [value[key] for key in ("x", "y", "width", "height")] == pytest.approx([10, 10, 40, 40], abs=1)
    project, page, easel = sat(data={"image": picture(8000, 6000, format="JPEG")})
    easel.press("1")
    easel.drag((800, 600), (4000, 3000))
    value = submitted(page, project)[0]["value"]
    assert [value[key] for key in ("x", "y", "width", "height")] == pytest.approx([10, 10, 40, 40], abs=0.2)


def test_the_next_picture_is_decoded_before_it_is_shown(house, sit_down):
    project = house.project([{"image": picture(100 + n, 100)} for n in range(3)], label_config=BOXES)
    page = sit_down(project)
    easel = Easel(page)
    page.wait_for_load_state("networkidle")
    easel.press("1")
    easel.drag((10, 10), (60, 60))
    shown = page.evaluate("""() => new Promise(done => {
        document.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', key: 'Enter', bubbles: true, cancelable: true }))
        requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelector('.image-stage img')?.naturalWidth)))
    })""")
    assert shown == 101


def test_a_question_about_the_active_region(sat):
    asked = config(
        '<RectangleLabels name="box" toName="img"><Label value="cat"/></RectangleLabels>'
        '<Choices name="how" toName="img" perRegion="true"><Choice value="whole"/><Choice value="cut"/></Choices>'
    )
    project, page, easel = sat(asked)
    easel.drag((40, 60), (160, 180))
    page.get_by_role("radio", name="cut").click()
    stored = submitted(page, project)
    size = {"original_width": WIDTH, "original_height": HEIGHT, "image_rotation": 0}
    said = {"from_name": "how", "to_name": "img", "type": "choices", "origin": "manual", **size, "value": {**CAT, "choices": ["cut"]}}
    assert without_ids(stored) == [box("cat", CAT), said]
    assert stored[0]["id"] == stored[1]["id"]


def test_one_finger_draws_with_a_chosen_tool_and_two_zoom(house, visit, sit_down):
    project = house.project([{"image": picture()}], label_config=BOXES)
    phone = visit("kim", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = sit_down(project, context=phone)
    easel = Easel(page)
    easel.surface.scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Box").tap()
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", easel.on_screen(40, 60))
    fingers("touchMove", easel.on_screen(100, 100))
    fingers("touchMove", easel.on_screen(160, 180))
    fingers("touchEnd")
    expect(page.locator(".mark.pending .line")).to_have_count(1)
    before, (x, y) = view_of(easel)[2], easel.on_screen(200, 150)
    fingers("touchStart", (x - 20, y), (x + 20, y))
    fingers("touchMove", (x - 60, y), (x + 60, y))
    fingers("touchEnd")
    page.wait_for_timeout(200)
    assert view_of(easel)[2] == pytest.approx(before / 3, rel=0.05)


def in_words(entry: dict) -> str:
    return json.dumps(entry, sort_keys=True)


def _files() -> list:
    if not LABEL_STUDIO.is_dir():
        return [
            pytest.param(
                None,
                None,
                marks=pytest.mark.skip(reason="the folder of Label Studio exports, shared/data/fixtures/label_studio, is not there"),
            )
        ]
    pairs = [
        ("test_export_yolo/data.json", "test_export_yolo/label_config.xml"),
        ("test_export_yolo/data_keypoints.json", "test_export_yolo/label_config_keypoints.xml"),
        ("test_export_yolo/data_obb.json", "test_export_yolo/label_config_obb.xml"),
        ("test_export_yolo/data_polygons.json", "test_export_yolo/label_config_polygons.xml"),
        ("test_export_coco/data.json", "test_export_coco/label_config.xml"),
    ]
    return [pytest.param(LABEL_STUDIO / data, LABEL_STUDIO / xml, id=Path(data).stem) for data, xml in pairs]


@pytest.mark.parametrize(("data", "xml"), _files())
def test_results_of_label_studio_open_without_loss(house, sit_down, data, xml):
    """Every task: all its regions are drawn, and what is on the page is what was in the file."""
    exported = [task for task in json.loads(data.read_text()) if task.get("annotations")]
    for task in exported:
        result = task["annotations"][0]["result"]
        if not result:
            continue
        width, height = next((r["original_width"], r["original_height"]) for r in result if "original_width" in r)
        project = house.project([{"image": picture(width, height)}], label_config=xml.read_text())
        claim = project.claim("kim")
        saved = house.client("kim").call("PUT", f"assignments/{claim['assignment']['id']}/draft/", {"result": result, "seconds": 1})
        assert saved[0] == 204, saved
        page = sit_down(project)
        easel = Easel(page)
        expect(easel.marks).to_have_count(sum(1 for r in result if r["type"] != "relation"))
        held = page.evaluate("document.querySelector('an-image').session.result")
        assert sorted(held, key=in_words) == sorted(result, key=in_words)
        page.close()
