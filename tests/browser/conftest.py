"""A real server, a real Chromium, and people who sit before it. A page that throws, or breaks its own content policy, fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from bench.server import Server

from .house import House

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
]
expect.set_options(timeout=20_000)  # two busy cores; a page that is well answers in a fraction of it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (looked for chromium, chromium-browser, google-chrome and $CHROMIUM)")
    with Server(tmp_path_factory.mktemp("browser") / "data") as server:
        house = House(server)
        yield house
        house.close()


@pytest.fixture(scope="module")
def chromium(house) -> Iterator[Browser]:
    # Not for the session: Playwright's event loop would be in the way of whatever runs after these tests in the same process.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Wrongs(list[str]):
    """What no page may do, whatever a test looks at."""

    def watch(self, page: Page, ours: str) -> None:
        def said(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text:
                self.append(message.text)

        def asked(request: Request) -> None:
            if not request.url.startswith((ours, "data:", "blob:")):
                self.append(f"asked {request.url}")

        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", said)
        page.on("request", asked)


@pytest.fixture
def visit(house, chromium) -> Iterator[Callable[..., BrowserContext]]:
    """visit(who, **options) → a browser of their own, logged in; visit(None): nobody's."""
    wrongs, contexts = Wrongs(), []

    def open(who: str | None, **options) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", "locale": "en-GB", **options}
        context = chromium.new_context(base_url=house.url, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.on("page", lambda page: wrongs.watch(page, house.url))
        if who is not None:
            context.add_cookies([{"name": "malmoi_session", "value": house.people[who]["session"], "url": house.url}])
        return context

    yield open
    for context in contexts:
        context.close()
    assert not wrongs


@pytest.fixture
def sit_down(visit) -> Callable[..., Page]:
    """sit_down(project, who="kim") → the annotation page with its first text, or with the reason why there is none."""

    def sit(project, who: str = "kim", *, guideline: bool = False, context: BrowserContext | None = None, **options) -> Page:
        page = (context or visit(who, **options)).new_page()
        page.goto(project.page + "annotate/")
        page.locator(".task, .desk .empty h2").first.wait_for()
        if not guideline and page.locator(".guideline").count():
            page.keyboard.press("g")
        return page

    return sit
