"""Pictures made here, and a hand that draws on the one the page shows."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

from label_studio_sdk.label_interface import LabelInterface
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

WIDTH, HEIGHT = 400, 300


def picture(width: int = WIDTH, height: int = HEIGHT, *, format: str = "PNG", orientation: int | None = None) -> str:
    """A data URL. `orientation`: as a camera that was held askew writes it into its EXIF."""
    image = Image.new("RGB", (width, height), "#c8d2dc")
    ImageDraw.Draw(image).rectangle([width * 0.2, height * 0.2, width * 0.5, height * 0.6], fill="#33aa55")
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, format, **({"exif": exif} if orientation is not None else {}))
    return f"data:image/{format.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


def config(controls: str, image: str = '<Image name="img" value="$image"/>') -> str:
    return f"<View>{image}{controls}</View>"


class Easel:
    """The picture on a page; places are pixels of the picture."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.surface = page.locator(".image-marks").first
        self.surface.wait_for()

    def on_screen(self, x: float, y: float) -> tuple[float, float]:
        code = "(svg, [x, y]) => { const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [p.x, p.y] }"
        at = self.surface.evaluate(code, [x, y])
        return at[0], at[1]

    def drag(self, *places: tuple[float, float]) -> None:
        self.page.mouse.move(*self.on_screen(*places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.on_screen(*place), steps=4)
        self.page.mouse.up()

    def click(self, *places: tuple[float, float]) -> None:
        for place in places:
            self.page.mouse.move(*self.on_screen(*place))
            self.page.mouse.down()
            self.page.mouse.up()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def cross_hairs(self, x: int, y: int) -> None:
        """Moves the cross-hairs there by arrows alone."""
        self.page.locator(".cross-hairs").wait_for()
        now = self.page.locator("an-image").first.evaluate("image => [image.cursor.x, image.cursor.y]")
        for by, less, more in ((x - now[0], "ArrowLeft", "ArrowRight"), (y - now[1], "ArrowUp", "ArrowDown")):
            tens, ones = divmod(abs(round(by)), 10)
            self.press(*[f"Shift+{more if by > 0 else less}"] * tens, *[more if by > 0 else less] * ones)

    @property
    def marks(self):
        return self.surface.get_by_role("option")

    def drawn(self) -> list[tuple[str, dict[str, str]]]:
        """(what it is called, its geometry) of every region, as the page has it."""
        code = """groups => groups.map(g => [g.getAttribute('aria-label'), Object.fromEntries([...g.querySelector('.line').attributes]
            .filter(a => !['class', 'vector-effect'].includes(a.name)).map(a => [a.name, a.value]))])"""
        return [(name, shape) for name, shape in self.marks.evaluate_all(code)]


def submitted(page: Page, project, *, done: int = 1) -> list[dict]:
    """Submits what is on the screen; the result stored last."""
    page.keyboard.press("Enter")
    expect(page.locator("p.done")).to_contain_text(f"{done} done")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    return project.results()[done - 1]


def open_picture(house, sit_down, label_config: str, result: list[dict] | None = None, data: dict | None = None, **options):
    """(project, page, easel): a fresh picture, or one with this result as the draft, before the person it was given to."""
    project = house.project([data or {"image": picture()}], label_config=label_config)
    if result is not None:
        project.begin("kim", result)
    page = sit_down(project, **options)
    return project, page, Easel(page)


def suggest(project, result: list[dict]) -> None:
    """What a model says of every task of this project."""
    said = {"result": result, "score": 0.8, "model_version": "m1"}
    project.house.shell(
        "from annotate.queue.models import Task; "
        f"print(Task.objects.filter(project={project.id}).update(is_test=False, suggestion={said!r}))"
    )


def without_ids(result: Sequence[dict]) -> list[dict]:
    assert all(isinstance(entry["id"], str) and entry["id"] for entry in result)
    return [{key: value for key, value in entry.items() if key != "id"} for entry in result]


def box(label: str, value: dict, *, name: str = "box", type: str = "rectanglelabels", **beside) -> dict:
    """A result without its id, as Label Studio writes it."""
    size = {"original_width": WIDTH, "original_height": HEIGHT, "image_rotation": 0}
    said = {type: [label]} if label else {}
    return {"from_name": name, "to_name": "img", "type": type, "origin": "manual", **size, **beside, "value": {**value, **said}}


def accepted_by_label_studio(label_config: str, result: list[dict]) -> None:
    assert LabelInterface(label_config).validate_annotation({"result": result})
