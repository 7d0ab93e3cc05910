"""Pictures of the pages for docs/screens.md: each kind of task in light and English, in dark and Korean, and the pages around them.

`make screens` makes them anew, from a server and a database of their own. PNG of 256 colours, so that each stays far under 300 kB.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from .server import ROOT, Client, Server

OUT = ROOT / "docs" / "screens"
LOOKS = {"light-en": ("light", "en-GB"), "dark-ko": ("dark", "ko-KR")}
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_ACCOUNT = """
from annotate.accounts.services import account, token_for
user, _ = account("{email}", name="{name}")
user.set_password("a long enough password")
user.save()
print(token_for(user))
"""


# --- answers to show ----------------------------------------------------------------------------------------------
def choice(control: str, to: str, *values: str) -> dict[str, Any]:
    return {"id": control, "from_name": control, "to_name": to, "type": "choices", "value": {"choices": list(values)}}


def spans(control: str, to: str, text: str, *marked: tuple[str, str]) -> list[dict[str, Any]]:
    """(quote, label): the first place where the quote stands."""
    found = []
    for n, (quote, label) in enumerate(marked):
        start = text.index(quote)
        value = {"start": start, "end": start + len(quote), "text": quote, "labels": [label]}
        found.append({"id": f"s{n}", "from_name": control, "to_name": to, "type": "labels", "origin": "manual", "value": value})
    return found


def shapes(control: str, type: str, *marked: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    beside = {"original_width": 640, "original_height": 400, "image_rotation": 0, "origin": "manual"}
    return [
        {"id": f"i{n}", "from_name": control, "to_name": "image", "type": type, **beside, "value": {**value, type: [label]}}
        for n, (label, value) in enumerate(marked)
    ]


def box(x: float, y: float, width: float, height: float) -> dict[str, float]:
    return {"x": x, "y": y, "width": width, "height": height, "rotation": 0}


def entities(data: dict[str, Any]) -> list[dict[str, Any]]:
    english = (
        *(("Ada Weir", "person"), ("Harbour Museum", "organisation"), ("Leith", "place")),
        *(("4 March 1998", "date"), ("North Sea Ferries", "organisation")),
    )
    korean = (("김민지", "person"), ("2021년 3월", "date"), ("서울", "place"), ("한빛출판사", "organisation"), ("통영", "place"))
    return spans("entity", "text", data["text"], *(english if "Ada" in data["text"] else korean))


def relations(data: dict[str, Any]) -> list[dict[str, Any]]:
    english = (("Ines Moreau", "person"), ("Lyon", "place"), ("Radio Verte", "organisation"), ("Rhône Media Group", "organisation"))
    korean = (("박준", "person"), ("전주", "place"), ("한빛대학교 부속 도서관", "organisation"), ("한빛대학교", "organisation"))
    arrows = ((0, 1, "lives in"), (0, 2, "works for"), (2, 3, "part of"))
    found = spans("entity", "text", data["text"], *(english if "Ines" in data["text"] else korean))
    drawn = [{"from_id": f"s{a}", "to_id": f"s{b}", "type": "relation", "direction": "right", "labels": [label]} for a, b, label in arrows]
    return [*found, *drawn]


def dialogue(data: dict[str, Any]) -> list[dict[str, Any]]:
    acts = (("greeting", 0), ("answer", 1), ("request", 2))
    found = []
    for act, turn in acts:
        text = data["dialogue"][turn]["text"]
        end = next((n for n, c in enumerate(text, 1) if c in ".,?!"), len(text))
        value = {"start": str(turn), "end": str(turn), "startOffset": 0, "endOffset": end, "text": text[:end], "paragraphlabels": [act]}
        about = {"from_name": "act", "to_name": "dialogue", "type": "paragraphlabels", "origin": "manual"}
        found.append({"id": f"d{turn}", **about, "value": value})
    return found


def transcription(data: dict[str, Any]) -> list[dict[str, Any]]:
    place = {"start": 0.2, "end": 0.9, "channel": 0}
    beside = {"id": "t0", "to_name": "audio", "origin": "manual"}
    return [
        {**beside, "from_name": "part", "type": "labels", "value": {**place, "labels": ["speech"]}},
        {**beside, "from_name": "words", "type": "textarea", "value": {**place, "text": ["아이"]}},
    ]


JOINTS = (
    ("head", 50.8, 20.0),
    ("shoulder", 46.2, 34.8),
    ("shoulder", 55.0, 34.8),
    ("elbow", 33.8, 41.7),
    ("elbow", 67.1, 40.0),
    ("hand", 29.6, 27.4),
    ("hand", 78.3, 29.6),
    ("knee", 40.8, 72.6),
    ("knee", 61.7, 69.6),
    ("foot", 30.0, 86.1),
    ("foot", 63.3, 86.5),
)
ANSWERS: dict[str, Callable[[dict[str, Any]], list[dict[str, Any]]]] = {
    "topic": lambda d: [choice("topic", "text", "politics" if "council" in d["text"] else "economy")],
    "sentiment": lambda d: [choice("sentiment", "text", "positive" if "kettle" in d["text"] else "negative")],
    "several": lambda d: [choice("mentions", "text", "price", "quality")],
    "entities": entities,
    "relations": relations,
    "inference": lambda d: [choice("inference", "hypothesis", "entailment" if "kite" in d["premise"] else "contradiction")],
    "paraphrase": lambda d: [
        choice("paraphrase", "second", "yes"),
        {"id": "nearness", "from_name": "nearness", "to_name": "second", "type": "rating", "value": {"rating": 4}},
    ],
    "dialogue": dialogue,
    "rating": lambda d: [{"id": "quality", "from_name": "quality", "to_name": "answer", "type": "rating", "value": {"rating": 4}}],
    "image-classes": lambda d: [choice("weather", "image", "clear")],
    "boxes": lambda d: shapes(
        "things",
        "rectanglelabels",
        *(("car", box(11.4, 67.3, 28.6, 21.4)), ("car", box(62.4, 75.8, 34.8, 24.2)), ("tree", box(48, 27.8, 16.1, 41.4))),
        *(("person", box(45.2, 51, 5.6, 23.4)), ("person", box(62.4, 53.2, 4.8, 20.4))),
    ),
    "polygons": lambda d: shapes(
        "outline",
        "polygonlabels",
        ("road", {"points": [[0, 76], [100, 76], [100, 100], [0, 100]], "closed": True}),
        ("building", {"points": [[3.3, 24], [21.7, 24], [21.7, 27.5], [20.9, 68], [4.1, 68], [4.1, 27.5], [3.3, 27.5]], "closed": True}),
        ("building", {"points": [[23.6, 37], [33.4, 24.6], [44.4, 37], [43, 68], [23.6, 68]], "closed": True}),
    ),
    "keypoints": lambda d: shapes("point", "keypointlabels", *((label, {"x": x, "y": y, "width": 0.8}) for label, x, y in JOINTS)),
    "transcription": transcription,
    "keywords": lambda d: [choice("word", "audio", "오이")],
}


# --- the house ----------------------------------------------------------------------------------------------------
class House:
    def __init__(self, server: Server) -> None:
        self.server, self.url = server, f"http://127.0.0.1:{server.port}"
        people = {"lee": "Lee Hana", "kim": "Kim Minji", "park": "Park Jun"}
        self.clients = {key: self._person(key, name) for key, name in people.items()}

    def _person(self, key: str, name: str) -> Client:
        code = _ACCOUNT.format(email=f"{key}@example.org", name=name)
        return Client(self.server.port, self.server.manage("shell", "-v", "0", "-c", code).splitlines()[-1])

    def project(self, title: str, label_config: str, items: list[dict[str, Any]], *, guideline: str = "", seats: int = 1) -> dict[str, Any]:
        body = {"title": title, "label_config": label_config, "guideline": guideline, "annotators_per_task": seats, "order": "as_imported"}
        made = self._took(self.clients["lee"].call("POST", "projects/", body), 201)
        for key in ("kim", "park"):
            member = {"email": f"{key}@example.org", "role": "annotator"}
            self._took(self.clients["lee"].call("POST", f"projects/{made['id']}/members/", member), 201)
        self._took(self.clients["lee"].call("POST", f"projects/{made['id']}/imports/", items), 201)
        return made

    def claim(self, key: str, project: int) -> dict[str, Any]:
        return self._took(self.clients[key].call("POST", f"projects/{project}/claims/", {}), 200)

    def begin(self, key: str, project: int, result: list[dict[str, Any]]) -> None:
        seat = self.claim(key, project)["assignment"]["id"]
        self._took(self.clients[key].call("PUT", f"assignments/{seat}/draft/", {"result": result, "seconds": 12}), 204)

    def submit(self, key: str, project: int, result: list[dict[str, Any]]) -> int:
        got = self.claim(key, project)
        body = {"id": str(uuid.uuid4()), "result": result, "seconds": 9}
        self._took(self.clients[key].call("POST", f"assignments/{got['assignment']['id']}/annotations/", body), 201)
        return got["task"]["id"]

    @staticmethod
    def _took(answer: tuple[int, Any], expected: int) -> Any:
        status, body = answer
        if status != expected:
            raise RuntimeError(f"{status}: {json.dumps(body, ensure_ascii=False)[:400]}")
        return body


@contextmanager
def visit(browser: Browser, house: House, who: str, look: str, viewport: dict[str, int] = WIDE) -> Iterator[Page]:
    scheme, locale = LOOKS[look]
    context = browser.new_context(base_url=house.url, viewport=viewport, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/login/")
    page.fill("input[name=username]", f"{who}@example.org")
    page.fill("input[name=password]", "a long enough password")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(house.url + "/")
    yield page
    context.close()


def keep(page: Page, name: str) -> None:
    from PIL import Image

    page.wait_for_timeout(400)  # pictures decode, waveforms are drawn
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(OUT / f"{name}.png", optimize=True)
    print(f"{name}.png  {(OUT / f'{name}.png').stat().st_size // 1024} kB", flush=True)


def tasks(browser: Browser, house: House, starters: list[dict[str, Any]]) -> None:
    """Each kind of task with an answer half made."""
    for n, look in enumerate(LOOKS):
        with visit(browser, house, "kim", look) as page:
            for starter in starters:
                item = starter["examples"][0 if "image" in starter["examples"][0] else n]  # both pictures are of the same street
                project = house.project(starter["title"], starter["label_config"], [item, item], guideline=starter["guideline"])
                if starter["name"] in ANSWERS:
                    house.begin("kim", project["id"], ANSWERS[starter["name"]](item))
                page.goto(f"/projects/{project['id']}/annotate/")
                page.locator(".task").wait_for()
                if page.locator("an-guideline").count():
                    page.keyboard.press("Alt+g")
                keep(page, f"{starter['name']}-{look}")


def pages(browser: Browser, house: House, starters: dict[str, dict[str, Any]]) -> None:
    """What stands around the tasks: guideline, help, review, grid, set-up, a telephone, nothing to do."""
    entity, topic = starters["entities"], starters["topic"]
    item = entity["examples"][0]
    reviewed = house.project("Named entities", entity["label_config"], [item], guideline=entity["guideline"], seats=2)
    mine = entities(item)
    house.submit("kim", reviewed["id"], mine)
    theirs = spans("entity", "text", item["text"], ("Ada Weir", "person"), ("March 1998", "date"), ("Harbour", "place"))
    task = house.submit("park", reviewed["id"], theirs)
    words = (value for s in starters.values() for example in s["examples"] for value in example.values() if isinstance(value, str))
    many = [{"text": text} for text in words if " " in text]
    texts = house.project("Topic", topic["label_config"], many, guideline=topic["guideline"])
    empty = house.project("Topic", topic["label_config"], [topic["examples"][0]], guideline=topic["guideline"])
    inference = starters["inference"]
    pairs = house.project("Inference", inference["label_config"], list(inference["examples"]), guideline=inference["guideline"])
    house.submit("kim", empty["id"], ANSWERS["topic"](topic["examples"][0]))
    for look in LOOKS:
        with visit(browser, house, "kim", look) as page:
            page.goto(f"/projects/{texts['id']}/annotate/")
            page.locator("an-guideline, .task").last.wait_for()
            page.keyboard.press("Alt+1")
            keep(page, f"guideline-{look}")
            page.keyboard.press("?")
            keep(page, f"keys-{look}")
            page.goto(f"/projects/{texts['id']}/annotate/grid/")
            page.locator(".cell").nth(5).wait_for()
            for n in (0, 2, 4):
                page.locator(".cell").nth(n).click()
            page.keyboard.press("1")
            page.locator(".cell").nth(1).click()
            page.locator(".cell").nth(3).click()
            keep(page, f"grid-{look}")
            page.goto(f"/projects/{empty['id']}/annotate/")
            page.locator(".empty").wait_for()
            keep(page, f"empty-{look}")
        with visit(browser, house, "park", look, NARROW) as page:
            page.goto(f"/projects/{pairs['id']}/annotate/")
            page.locator(".task").wait_for()
            if page.locator("an-guideline").count():
                page.keyboard.press("Alt+g")
            keep(page, f"telephone-{look}")
        with visit(browser, house, "lee", look) as page:
            page.goto(f"/projects/{reviewed['id']}/adjudicate/{task}/")
            page.locator("an-review .task").wait_for()
            keep(page, f"review-{look}")
            page.goto("/projects/new/")
            keep(page, f"new-project-{look}")
            page.goto("/me/")
            keep(page, f"settings-{look}")


_STARTERS = """
import json
from annotate.web.starters import STARTERS
told = ("name", "title", "label_config", "guideline", "examples")
print(json.dumps([{k: str(getattr(s, k)) if k == "title" else getattr(s, k) for k in told} for s in STARTERS.values()]))
"""


def gallery(names: list[str]) -> str:
    """The page that shows them."""
    rows = [f"| {n} | ![{n}, light, English](screens/{n}-light-en.png) | ![{n}, dark, Korean](screens/{n}-dark-ko.png) |" for n in names]
    head = "# What it looks like\n\nMade by `make screens` from a fresh database. Left: light and English; right: dark and Korean.\n\n"
    return head + "| | light, English | dark, Korean |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "data") as server:
        house = House(server)
        starters = json.loads(server.manage("shell", "-v", "0", "-c", _STARTERS).splitlines()[-1])
        only = set(sys.argv[1:])
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            if "pages" not in only:
                tasks(browser, house, [s for s in starters if not only or s["name"] in only])
            if not only or "pages" in only:
                pages(browser, house, {s["name"]: s for s in starters})
            browser.close()
    names = sorted({p.name.removesuffix(".png").rsplit("-", 2)[0] for p in OUT.glob("*.png")})
    order = [s["name"] for s in starters]
    names.sort(key=lambda n: (order.index(n) if n in order else len(order), n))
    (OUT.parent / "screens.md").write_text(gallery(names), encoding="utf-8")


if __name__ == "__main__":
    main()
