"""Painted areas: stored as Label Studio's run lengths, pixel by pixel what was painted."""

from __future__ import annotations

import numpy as np
import pytest
from label_studio_sdk.converter.brush import decode_rle, mask2rle
from playwright.sync_api import Page, expect

from .pictures import HEIGHT, WIDTH, accepted_by_label_studio, box, config, open_picture, submitted, without_ids

BRUSH = config('<BrushLabels name="area" toName="img"><Label value="road"/><Label value="sky"/></BrushLabels>')
BARE = config('<Brush name="area" toName="img"/>')


def mask_of(entry: dict) -> np.ndarray:
    """As Label Studio's SDK reads it."""
    return decode_rle(entry["value"]["rle"]).reshape(HEIGHT, WIDTH, 4)[:, :, 3]


def disc(mask: np.ndarray, x: float, y: float, radius: float, to_x: float | None = None) -> np.ndarray:
    """The same stroke, painted here: along a row from x to `to_x`."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    along = np.clip(columns, min(x, to_x or x), max(x, to_x or x))
    return np.where((columns - along) ** 2 + (rows - y) ** 2 <= radius**2, np.uint8(255), mask)


def canvas_of(page: Page) -> np.ndarray:
    """Where the page shows paint, in pixels of the picture."""
    code = """canvas => { const { left, top } = canvas.style, { width, height } = canvas
        const { data } = canvas.getContext('2d').getImageData(0, 0, width, height)
        return [parseFloat(left), parseFloat(top), width, height, [...data].filter((_, i) => i % 4 === 3)] }"""
    left, top, width, height, alpha = page.locator("canvas[data-mask]").first.evaluate(code)
    shown = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    shown[int(top) : int(top) + height, int(left) : int(left) + width] = np.reshape(alpha, (height, width))
    return shown


@pytest.fixture
def sat(house, sit_down):
    return lambda label_config=BRUSH, result=None: open_picture(house, sit_down, label_config, result)


def test_a_stroke_is_stored_pixel_by_pixel(sat):
    project, page, easel = sat()
    easel.press("1", "n")
    easel.cross_hairs(100, 120)
    easel.press("Enter", *["Shift+ArrowRight"] * 5, "Enter")
    expect(easel.marks).to_have_count(1)
    stored = submitted(page, project)
    assert np.array_equal(mask_of(stored[0]), disc(np.zeros((HEIGHT, WIDTH), np.uint8), 100, 120, 6, 150))
    assert without_ids(stored) == [box("road", {"format": "rle", "rle": stored[0]["value"]["rle"]}, name="area", type="brushlabels")]
    accepted_by_label_studio(BRUSH, stored)


def test_a_stroke_by_pointer_and_what_the_page_shows_is_what_is_stored(sat):
    project, page, easel = sat()
    easel.drag((60, 60), (200, 90), (120, 200))
    expect(page.locator(".image-hint")).to_contain_text("Now its label")
    easel.press("2")
    shown, stored = canvas_of(page), submitted(page, project)
    assert shown.any()
    assert np.array_equal(mask_of(stored[0]), shown)
    again, page, easel = sat(BRUSH, stored)
    assert [name for name, _ in easel.drawn()] == ["sky: painted area"]
    assert np.array_equal(canvas_of(page), shown)
    assert submitted(page, again) == stored


def test_each_stroke_is_one_step_back(sat):
    project, page, easel = sat()
    easel.press("1")
    easel.drag((60, 60), (100, 60))
    expect(easel.marks).to_have_count(1)
    first = canvas_of(page)
    easel.drag((200, 200), (240, 200))
    easel.press("Control+z")
    page.wait_for_timeout(100)
    assert np.array_equal(mask_of(submitted(page, project)[0]), first)


def test_the_eraser_wipes_and_an_area_wiped_away_is_gone(sat):
    whole = disc(np.zeros((HEIGHT, WIDTH), np.uint8), 100, 100, 20)
    given = [{"id": "m", **box("road", {"format": "rle", "rle": mask2rle(whole)}, name="area", type="brushlabels")}]
    project, page, easel = sat(BRUSH, given)
    easel.press(".", "e")
    easel.drag((100, 70), (100, 100))
    easel.press("Enter")
    expect(page.locator("p.done")).to_contain_text("1 done")
    left = mask_of(project.results()[0][0])
    assert 0 < np.count_nonzero(left) < np.count_nonzero(whole)
    assert not (left & ~whole).any()
    _, page, easel = sat(BRUSH, given)
    easel.press(".", "e", *["k"] * 10)
    easel.drag((90, 100), (110, 100))
    expect(easel.marks).to_have_count(0)


def test_a_mask_of_label_studios_sdk_opens_as_it_is(sat):
    mask = disc(disc(np.zeros((HEIGHT, WIDTH), np.uint8), 50.5, 60, 30), 300, 200, 44.4)
    mask[10:12, :] = 255
    given = [{"id": "m", **box("sky", {"format": "rle", "rle": mask2rle(mask)}, name="area", type="brushlabels")}]
    project, page, easel = sat(BRUSH, given)
    assert np.array_equal(canvas_of(page), mask)
    assert submitted(page, project) == given


def test_a_mask_of_another_picture_is_kept_and_said_not_to_be_drawn(sat):
    given = [{"id": "m", **box("sky", {"format": "rle", "rle": mask2rle(np.ones((5, 5), np.uint8))}, name="area", type="brushlabels")}]
    project, page, easel = sat(BRUSH, given)
    expect(page.locator("an-image .alert")).to_contain_text("1 region of this answer cannot be drawn")
    assert submitted(page, project) == given


def test_a_painted_area_is_moved_by_arrows(sat):
    mask = disc(np.zeros((HEIGHT, WIDTH), np.uint8), 50, 60, 9)
    given = [{"id": "m", **box("sky", {"format": "rle", "rle": mask2rle(mask)}, name="area", type="brushlabels")}]
    project, page, easel = sat(BRUSH, given)
    easel.press(".", "Shift+ArrowRight", "ArrowDown")
    assert np.array_equal(mask_of(submitted(page, project)[0]), np.roll(mask, (1, 10), (0, 1)))


def test_an_area_without_labels(sat):
    project, page, easel = sat(BARE)
    easel.drag((60, 60), (200, 90))
    expect(easel.marks).to_have_count(1)
    stored = submitted(page, project)
    assert without_ids(stored) == [box("", {"format": "rle", "rle": stored[0]["value"]["rle"]}, name="area", type="brush")]
