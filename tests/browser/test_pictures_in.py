"""A folder of pictures goes in by the page; its pictures stand on the annotation screen and in the grid, and go out with their boxes."""

from __future__ import annotations

import io
import json
import re
import zipfile

from playwright.sync_api import expect

from tests.items.made import picture

from .pictures import Easel, config, submitted

BOXES = config('<RectangleLabels name="box" toName="img"><Label value="cell"/><Label value="dust"/></RectangleLabels>')
QUALITY = config('<Choices name="quality" toName="img" required="true"><Choice value="good"/><Choice value="bad"/></Choices>')
WIDTHS = "async imgs => { await Promise.all(imgs.map(img => img.decode())); return imgs.map(img => img.naturalWidth) }"


def brought(house, visit, tmp_path, label_config: str, n: int):
    """(project, the page of its import): Lee chooses a folder of `n` pictures and a file that is none."""
    project = house.project(label_config=label_config)
    for k in range(n):
        folder = tmp_path / "cells" / ("left" if k % 2 else "right")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{k:02d}.jpg").write_bytes(picture(k, size=(240, 160), format="JPEG"))
    (tmp_path / "cells" / "readme.txt").write_text("blood cells")
    page = visit("lee").new_page()
    page.goto(project.page + "imports/")
    page.locator("input[webkitdirectory]").set_input_files(tmp_path / "cells")
    page.get_by_role("button", name="Import").first.click()
    expect(page.get_by_role("heading", name="cells")).to_be_visible()
    return project, page


def test_a_folder_in_boxes_on_it_and_out_again(house, visit, sit_down, tmp_path):
    project, page = brought(house, visit, tmp_path, BOXES, 4)
    expect(page.locator(".messages")).to_contain_text("4 new pictures are in the corpus.")
    expect(page.get_by_text("readme.txt is no picture and no sound known here")).to_be_visible()
    shown = page.locator("img[src*='?size=160']")
    expect(shown).to_have_count(4)
    assert all(shown.evaluate_all(WIDTHS))
    assert {row["meta"]["folder"] for row in exported(project)} == {"left", "right"}

    desk = sit_down(project)
    easel = Easel(desk)
    easel.press("1")
    easel.drag((24, 16), (120, 80))
    expect(easel.marks).to_have_count(1)
    stored = submitted(desk, project)[0]
    assert (stored["original_width"], stored["original_height"]) == (240, 160)
    assert [round(stored["value"][key], 1) for key in ("x", "y", "width", "height")] == [10, 10, 40, 40]

    page.goto(project.page + "releases/")
    with page.expect_download() as started:
        page.get_by_role("link", name="json", exact=True).first.click()
    made = zipfile.ZipFile(io.BytesIO(started.value.path().read_bytes()))
    rows = json.loads(made.read("reviews.json"))
    assert {made.read(row["data"]["image"]) for row in rows} == {
        picture(k, size=(240, 160), format="JPEG") for k in range(4)
    }


def test_the_grid_shows_small_ones(house, visit, tmp_path):
    project, _ = brought(house, visit, tmp_path, QUALITY, 6)
    grid = visit("kim").new_page()
    grid.goto(project.page + "annotate/grid/")
    tiles = grid.locator(".cell img")
    expect(tiles).to_have_count(6)
    for tile in tiles.all():
        expect(tile).to_have_attribute("src", re.compile(r"\?size=320$"))
    assert all(tiles.evaluate_all(WIDTHS))


def exported(project) -> list[dict]:
    return project.house.lead.call("GET", f"{project.at}export/?format=json")[1]
