"""`make story`: plays the story on a server of its own, takes the pictures between the acts, and writes docs/story.md with the figures."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from ..screens import ARGUMENTS, CHROMIUM
from ..server import ROOT, Client, Server
from .people import READERS, texts
from .script import House, Story
from .telling import Figures, told

OUT = ROOT / "docs" / "story"
WIDE = {"width": 1280, "height": 860}
_ACCOUNTS = """
import json
from annotate.accounts.services import account, token_for
tokens = {{}}
for name in {names}:
    user, _ = account(name.lower() + "@example.org", name=name)
    user.set_password("a long enough password")
    user.save()
    tokens[name] = token_for(user)
print(json.dumps(tokens))
"""
_WORK = """
from django.utils import timezone
from annotate.jobs import services
from annotate.jobs.kinds import KINDS
for job in services.to_do(now=timezone.now()):
    services.run(job, KINDS)
"""


def house(server: Server) -> House:
    names = ["Alice", "Dora", *(reader.name for reader in READERS)]
    tokens = json.loads(server.manage("shell", "-v", "0", "-c", _ACCOUNTS.format(names=names)).splitlines()[-1])
    clients = {name: Client(server.port, token) for name, token in tokens.items()}
    server.clients += clients.values()

    def call(who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return clients[who].call(method, path, body)

    return House(call, lambda: server.manage("shell", "-v", "0", "-c", _WORK))


@contextmanager
def visit(browser: Browser, server: Server, who: str) -> Iterator[Page]:
    url = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(base_url=url, viewport=WIDE, color_scheme="light", locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/login/")
    page.fill("input[name=username]", f"{who.lower()}@example.org")
    page.fill("input[name=password]", "a long enough password")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(url + "/")
    yield page
    context.close()


def keep(page: Page, name: str, *, at: str = "") -> None:
    """What is in view, scrolled to `at`. PNG of 256 colours, far under 300 kB."""
    from PIL import Image

    if at:
        page.locator(at).evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(OUT / f"{name}.png", optimize=True)
    print(f"{name}.png  {(OUT / f'{name}.png').stat().st_size // 1024} kB", flush=True)


def play(server: Server, browser: Browser) -> Figures:
    """The acts in order, with a picture where there is something to see."""
    story = Story(house(server))
    story.begin()
    at = f"/projects/{story.project}/"
    with visit(browser, server, "Bob") as page:
        page.goto(at + "annotate/")
        page.locator(".task").wait_for()
        keep(page, "1-annotate")
    pilot = 2
    story.annotate(pilot, version=1)
    before = story.agreement(pilot)
    story.lead("POST", "agreement/", {}, status=202)
    story.house.work()
    refused = story.go_on_regardless()
    with visit(browser, server, "Alice") as page:
        page.goto(at + "rounds/")
        keep(page, "2-under-target")
        page.goto(at + f"agreement/?round={pilot}")
        page.locator("h1").wait_for()
        keep(page, "3-agreement", at="h1")
        keep(page, "3-classes", at="#classes")
    decided = story.read_disputes()
    with visit(browser, server, "Dora") as page:
        page.goto(at + "adjudicate/")
        page.locator("a[href*='/adjudicate/']", has_text="…").or_(page.locator("main a[href*='/adjudicate/']")).first.wait_for()
        keep(page, "4-disputes")
    with visit(browser, server, "Alice") as page:
        page.goto(at + "guideline/next/")
        keep(page, "5-draft")
    version = story.revise()
    touched = story.touched()
    with visit(browser, server, "Alice") as page:
        page.goto(at + "guideline/changes/")
        keep(page, "6-difference")
        page.goto(at + f"guideline/{version['number']}/revision/")
        keep(page, "7-touched")
    again = story.again()["number"]
    story.annotate(again, version=2)
    after = story.agreement(again)
    story.difference()
    with visit(browser, server, "Alice") as page:
        page.goto(at + "rounds/")
        keep(page, "8-rounds")
        page.goto(at + f"agreement/?round={again}")
        keep(page, "9-agreement", at="#turns")
    story.settle()
    release = story.release()
    return Figures(len(texts()), before, after, refused, len(decided), len(touched), story.labels[pilot], story.labels[again], release)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "data") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        figures = play(server, browser)
        browser.close()
    (ROOT / "docs" / "story.md").write_text(told(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
