"""Malmoi under bench/ui.py: a server of its own on SQLite, a project for each measure, its page driven by real keys and a real pointer."""

from __future__ import annotations

import base64
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from .server import SENTIMENT, Server
from .ui_browser import ANYTHING, KEYS, Browsing, Found, chosen, cold, dragged, heap, keyed, loaded, quiet
from .ui_figures import Chunk, boxes, long_text, picture, spans

SPANS = (
    '<View><Labels name="label" toName="text"><Label value="PER"/><Label value="ORG"/><Label value="LOC"/></Labels>'
    '<Text name="text" value="$text"/></View>'
)
BOXES = (
    '<View><Image name="image" value="$image"/>'
    '<RectangleLabels name="box" toName="image"><Label value="cat"/><Label value="dog"/></RectangleLabels></View>'
)
_COME_IN = """
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from annotate.accounts.services import account
user, _ = account("kim@example.org")
session = SessionStore()
session[auth.SESSION_KEY] = str(user.pk)
session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""


class Malmoi:
    name = "Malmoi"
    # What is looked at in the page.
    shown = "document.querySelector('.tag-text')?.textContent.startsWith('Task')"
    chosen = "document.querySelector('.choice[aria-checked=true]')?.textContent ?? ''"
    # What was read last: while nothing is there, nothing new is.
    text = "(bench.last = document.querySelector('.tag-text')?.textContent || bench.last)"
    spans = "document.querySelector('.regions .number')?.textContent"
    word = "JSON.stringify(document.querySelector('.task [data-acts]').session.focus.pending?.value.start)"

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.server = Server(folder / "malmoi")
        self.server.__enter__()
        self.lead, self.kim = self.server.client("lead@example.org"), self.server.client("kim@example.org")
        session = self.server.manage("shell", "-v", "0", "-c", _COME_IN).splitlines()[-1]
        base = f"http://127.0.0.1:{self.server.port}"
        self.browsing = Browsing(browser, base, [{"name": "malmoi_session", "value": session, "url": base}])

    def close(self) -> None:
        self.browsing.close()
        self.server.__exit__()

    def project(self, config: str, rows: list[dict]) -> int:
        body = {"title": "Speed", "label_config": config, "annotators_per_task": 1, "order": "as_imported"}
        id = _took(self.lead.call("POST", "projects/", body))["id"]
        _took(self.lead.call("POST", f"projects/{id}/members/", {"email": "kim@example.org", "role": "annotator"}))
        _took(self.lead.call("POST", f"projects/{id}/imports/", rows))
        return id

    def page_of(self, project: int) -> str:
        return f"/projects/{project}/annotate/"

    def opened(self, project: int, shown: str) -> Page:
        page = self.browsing.page()
        page.goto(self.page_of(project))
        page.evaluate(f"() => bench.until(() => {shown})")
        quiet(page)
        return page

    # --- text and choices ---------------------------------------------------------------------------------------------
    def questions(self, tasks: int) -> None:
        rows = [{"text": f"Task {n}: {long_text(120, n)}"} for n in range(tasks)]
        self.first, self.plain = self.project(SENTIMENT, rows[:5]), self.project(SENTIMENT, rows)

    def size(self) -> tuple[list[Chunk], int]:
        return loaded(self.browsing, self.page_of(self.first), self.shown)

    def cold(self, n: int, *, line: bool = False) -> Found:
        return cold(self.browsing, self.page_of(self.first), self.shown, self.chosen, KEYS[n % 2], line=line)

    def submits(self, count: int, pause: float) -> tuple[list[Found], float, float]:
        """(key → next task, heap before, heap after)."""
        page = self.opened(self.plain, self.shown)
        before, found = heap(page), []
        for _ in range(count):
            chosen(page, "1", self.chosen)
            found.append(keyed(page, "Enter", self.text))
            time.sleep(pause)
        after = heap(page)
        self.browsing.close()
        return found, before, after

    # --- a long text --------------------------------------------------------------------------------------------------
    def drafted(self, config: str, row: dict, result: list[dict]) -> int:
        """A project with one task, begun with this result as the draft."""
        project = self.project(config, [row])
        seat = _took(self.kim.call("POST", f"projects/{project}/claims/", {}))["assignment"]["id"]
        _took(self.kim.call("PUT", f"assignments/{seat}/draft/", {"result": result, "seconds": 1}))
        return project

    def long_text(self, characters: int, count: int, rounds: int) -> tuple[dict[str, list[Found]], float]:
        text = long_text(characters)
        project = self.drafted(SPANS, {"text": text}, spans(text, count, ["PER", "ORG", "LOC"]))
        page = self.opened(project, f"{self.spans} === '{count}'")
        found: dict[str, list[Found]] = {"word": [], "label": [], "undo": [], "none": []}
        acts = {"word": ("ArrowRight", self.word), "label": ("2", self.spans), "undo": ("Control+z", self.spans), "none": ("F2", ANYTHING)}
        for n in range(rounds + 3):
            for act, (key, look) in acts.items():
                one = keyed(page, key, look)
                if n >= 3:  # the first ones warm up
                    found[act].append(one)
        after = heap(page)
        self.browsing.close()
        return found, after

    # --- boxes --------------------------------------------------------------------------------------------------------
    def boxes(self, count: int, seconds: float, times: int) -> tuple[list[tuple[float, float]], float]:
        """((frames a second, longest frame in ms) of each drag, heap)."""
        image = "data:image/png;base64," + base64.b64encode(picture()).decode()
        project = self.drafted(BOXES, {"image": image}, boxes(count))
        page = self.opened(project, f"document.querySelectorAll('.task [role=option]').length === {count}")
        line = page.locator(".task [role=option]").first.locator(".line")
        box = line.bounding_box()
        assert box
        at, by = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), (box["width"] * 8, box["height"] * 2)
        page.mouse.click(*at)
        found = [dragged(page, at, by, seconds, lambda: line.bounding_box() != box) for _ in range(times)]
        after = heap(page)
        self.browsing.close()
        return found, after


def _took(answer: tuple[int, dict]) -> dict:
    status, body = answer
    assert status < 300, (status, body)
    return body
