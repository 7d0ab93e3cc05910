"""Label Studio under bench/ui.py: the installed program on SQLite and a fresh folder, the same tasks, its page driven the same way."""

from __future__ import annotations

import base64
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from .label_studio import Program
from .server import SENTIMENT
from .ui_browser import ANYTHING, KEYS, Browsing, Found, chosen, cold, dragged, heap, keyed, loaded, measured, quiet
from .ui_figures import Chunk, boxes, long_text, picture, spans
from .ui_malmoi import BOXES, SPANS

# Words on the screen that no span covers: where each begins and ends.
_PLAIN = """() => {
    const found = []
    for (const line of document.querySelectorAll('.lsf-richtext__line')) for (const node of line.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE) continue
        for (const word of node.data.matchAll(/\\S{3,}/g)) {
            const range = document.createRange()
            range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length)
            const box = range.getBoundingClientRect()
            const whole = range.getClientRects().length === 1 && box.top > 80 && box.bottom < innerHeight - 120
            if (whole) found.push([box.left, box.right, (box.top + box.bottom) / 2])
        }
    }
    return found
}"""


class LabelStudio(Program):
    # What is looked at in the page.
    shown = "document.querySelector('.lsf-richtext__line')?.textContent.startsWith('Task')"
    chosen = "[...document.querySelectorAll('.ant-checkbox-input')].map(c => c.checked).join()"
    text = "(bench.last = document.querySelector('.lsf-richtext__line')?.textContent || bench.last)"
    spans = "document.querySelectorAll('.htx-highlight').length"
    regions = "window.Htx?.annotationStore?.selected?.regions?.length"

    def __init__(self, program: str, folder: Path, browser: Browser) -> None:
        super().__init__(program, folder)
        try:
            self.name = f"Label Studio {self.version}"
            self.browsing = Browsing(browser, self.base, self.come_in())
        except BaseException:
            self.kill()
            raise

    def close(self) -> None:
        self.browsing.close()
        self.kill()

    def opened(self, address: str, shown: str) -> Page:
        page = self.browsing.page()
        page.goto(address)
        page.evaluate(f"() => bench.until(() => {shown}, 120000)")
        quiet(page)
        return page

    # --- text and choices ---------------------------------------------------------------------------------------------
    def questions(self, tasks: int) -> None:
        rows = [{"data": {"text": f"Task {n}: {long_text(120, n)}"}} for n in range(tasks)]
        self.first, self.plain = (f"/projects/{self.project(SENTIMENT, some)[0]}/data?labeling=1" for some in (rows[:5], rows))

    def size(self) -> tuple[list[Chunk], int]:
        return loaded(self.browsing, self.first, self.shown)

    def cold(self, n: int, *, line: bool = False) -> Found:
        return cold(self.browsing, self.first, self.shown, self.chosen, KEYS[n % 2], line=line)

    def submits(self, count: int, pause: float) -> tuple[list[Found], float, float]:
        """(key → next task, heap before, heap after)."""
        page = self.opened(self.plain, self.shown)
        before, found = heap(page), []
        for _ in range(count):
            chosen(page, "1", self.chosen)
            found.append(keyed(page, "Control+Enter", self.text))
            time.sleep(pause)
        after = heap(page)
        self.browsing.close()
        return found, before, after

    # --- a long text --------------------------------------------------------------------------------------------------
    def long_text(self, characters: int, count: int, rounds: int) -> tuple[dict[str, list[Found]], float]:
        text = long_text(characters)
        task = {"data": {"text": text}, "annotations": [{"result": spans(text, count, ["PER", "ORG", "LOC"])}]}
        project, (id,) = self.project(SPANS, [task])
        page = self.opened(f"/projects/{project}/data?task={id}", f"{self.regions} === {count} && {self.spans} >= {count}")
        words, mouse = page.evaluate(_PLAIN), page.mouse
        found: dict[str, list[Found]] = {"label": [], "undo": [], "none": []}
        for n in range(rounds + 3):
            left, right, y = words[n % len(words)]
            page.keyboard.press("Escape")
            page.keyboard.press("2")  # the label is armed; the end of a selection makes the span
            mouse.move(left + 1, y)
            mouse.down()
            mouse.move(right, y, steps=3)
            label = measured(page, "mouseup", self.spans, mouse.up)
            time.sleep(0.3)
            undo = keyed(page, "Control+z", self.spans)
            time.sleep(0.3)
            none = keyed(page, "F2", ANYTHING)
            if n >= 3:  # the first ones warm up
                for act, one in (("label", label), ("undo", undo), ("none", none)):
                    found[act].append(one)
        after = heap(page)
        self.browsing.close()
        return found, after

    # --- boxes --------------------------------------------------------------------------------------------------------
    def boxes(self, count: int, seconds: float, times: int) -> tuple[list[tuple[float, float]], float]:
        """((frames a second, longest frame in ms) of each drag, heap)."""
        image = "data:image/png;base64," + base64.b64encode(picture()).decode()
        project, (id,) = self.project(BOXES, [{"data": {"image": image}, "annotations": [{"result": boxes(count)}]}])
        drawn = f"{self.regions} === {count} && document.querySelector('.konvajs-content canvas')"
        page = self.opened(f"/projects/{project}/data?task={id}", drawn)
        stage = page.locator(".konvajs-content").first.bounding_box()
        assert stage
        at = stage["x"] + stage["width"] * 0.04, stage["y"] + stage["height"] * 0.49
        where = "() => { const r = Htx.annotationStore.selected.regions.find(r => r.id.startsWith('b0')); return [r.x, r.y] }"
        before = page.evaluate(where)
        page.mouse.click(*at)
        time.sleep(0.5)
        by = stage["width"] * 0.32, stage["height"] * 0.12
        found = [dragged(page, at, by, seconds, lambda: page.evaluate(where) != before) for _ in range(times)]
        after = heap(page)
        self.browsing.close()
        return found, after
