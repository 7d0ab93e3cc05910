"""Chromium for bench/ui.py: a page with the probe in it, and the measures that are the same whatever the page is."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, TimeoutError, ViewportSize, sync_playwright

from .ui_figures import Chunk, frames

PROBE = Path(__file__).with_name("ui_probe.js")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# As the tests start it, and a heap that can be read exactly.
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
]
# Two, because a draft keeps what the last opening chose: the other one is another answer.
KEYS = [{"key": "1", "code": "Digit1", "keyCode": 49}, {"key": "2", "code": "Digit2", "keyCode": 50}]
SIZE = ViewportSize(width=1400, height=900)
# Ten megabits a second, 40 ms there and back: an ordinary line at home.
LINE = {"offline": False, "latency": 40, "downloadThroughput": 10_000_000 / 8, "uploadThroughput": 2_000_000 / 8}


class Browsing:
    """One Chromium, and people in it who know the way in by their cookies."""

    def __init__(self, browser: Browser, base: str, cookies: list[dict]) -> None:
        self.browser, self.base, self.cookies = browser, base, cookies
        self.contexts: list[BrowserContext] = []

    def page(self, *, line: bool = False) -> Page:
        """A page of a browser that has seen nothing yet: its cache is empty."""
        context = self.browser.new_context(base_url=self.base, viewport=SIZE, locale="en-GB", reduced_motion="reduce")
        self.contexts.append(context)
        context.set_default_timeout(60_000)
        context.add_cookies(self.cookies)
        context.add_init_script(path=PROBE)
        page = context.new_page()
        if line:
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", LINE)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts = []


@contextmanager
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        raise SystemExit("No Chromium on this machine (looked for chromium, chromium-browser, google-chrome and $CHROMIUM).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


Found = dict[str, float]
# A look that is new at every time: what is measured then is the way to the next paint alone.
ANYTHING = "performance.now()"


def measured(page: Page, event: str, look: str, act: Callable[[], object]) -> Found:
    """Milliseconds from the event that `act` brings about till `look` is another: `waited`, `work`, `changed`, `painted`."""
    page.evaluate(f"() => bench.arm('{event}', () => {look})")
    act()
    return page.evaluate("() => bench.found")


def keyed(page: Page, key: str, look: str) -> Found:
    """The same of a key; what is held with it is down already."""
    *held, last = key.split("+")
    for one in held:
        page.keyboard.down(one)
    found = measured(page, "keydown", look, lambda: page.keyboard.press(last))
    for one in held:
        page.keyboard.up(one)
    return found


def cold(browsing: Browsing, address: str, shown: str, look: str, key: dict, *, line: bool = False) -> Found:
    """Milliseconds from the beginning of the navigation: `task` painted, a key `acts`. Everything comes over the wire."""
    page = browsing.page(line=line)
    page.add_init_script(f"window.cold = bench.cold(() => {shown}, () => {look}, {json.dumps(key)})")
    page.goto(address, wait_until="commit")
    found = page.evaluate("() => window.cold")
    page.context.close()
    browsing.contexts.remove(page.context)
    return found


def loaded(browsing: Browsing, address: str, shown: str) -> tuple[list[Chunk], int]:
    """(scripts and style sheets, number of requests) of one opening with nothing in the cache, until it is quiet."""
    page, answers = browsing.page(), []
    page.on("response", lambda answer: answers.append(answer))  # Playwright keeps a mark on what it is given
    page.goto(address)
    page.evaluate(f"() => bench.until(() => {shown})")
    quiet(page)
    found = [_chunk(answer) for answer in answers if answer.request.resource_type in ("script", "stylesheet")]
    page.context.close()
    browsing.contexts.remove(page.context)
    return [one for one in found if one], len(answers)


def _chunk(answer: Response) -> Chunk | None:
    return Chunk.of(answer.url, answer.body()) if answer.ok else None


def quiet(page: Page) -> None:
    with suppress(TimeoutError):  # a page that never stops asking is looked at all the same
        page.wait_for_load_state("networkidle", timeout=20_000)
    time.sleep(0.5)


def chosen(page: Page, key: str, look: str) -> None:
    """Presses a key until it did something: not every page listens as soon as it shows something."""
    for _ in range(20):
        before = page.evaluate(f"() => {look}")
        page.keyboard.press(key)
        with suppress(Error):
            page.evaluate(f"before => bench.until(() => ({look}) !== before, 1000)", before)
            return
    raise RuntimeError(f"the key {key} does nothing")


def heap(page: Page) -> float:
    """Megabytes of JavaScript objects that are still in use."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return metrics["JSHeapUsedSize"] / 1e6


def dragged(
    page: Page, start: tuple[float, float], by: tuple[float, float], seconds: float, moved: Callable[[], bool]
) -> tuple[float, float]:
    """(frames a second, longest frame in ms) while the pointer, pressed at `start`, goes there, back and there again."""
    mouse, (x, y) = page.mouse, start
    mouse.move(x, y)
    mouse.down()
    page.evaluate("() => bench.record()")
    began = time.monotonic()
    while (spent := time.monotonic() - began) < seconds:
        share = 1 - abs(3 * spent / seconds % 2 - 1)
        mouse.move(x + by[0] * share, y + by[1] * share)
    stamps = page.evaluate("() => bench.stop()")
    mouse.move(x + by[0], y + by[1])
    mouse.up()
    time.sleep(0.3)
    assert moved(), "what was dragged did not follow the pointer"
    mouse.down()
    mouse.move(x, y, steps=5)
    mouse.up()
    time.sleep(0.3)
    return frames(stamps)
