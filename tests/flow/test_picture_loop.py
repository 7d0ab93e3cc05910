"""A whole loop on pictures, in the running app: a folder in by the page, labels, a model, its suggestions on the screen, corrected there, a
better model promoted by the rule, and out with the files. The same script at full size makes docs/picture-loop.md."""

from __future__ import annotations

import io
import json
import re
import urllib.request
import zipfile

import pytest
from playwright.sync_api import expect

from bench.picture_loop import corpora
from bench.picture_loop.script import Loop
from tests.browser.conftest import chromium, house, sit_down, visit  # noqa: F401  the running app and who sits before it
from tests.browser.pictures import Easel

pytestmark = [pytest.mark.slow, pytest.mark.browser]
WORK = """
import random
from django.utils import timezone
from annotate.jobs import services
from annotate.jobs.kinds import KINDS
for job in services.to_do(now=timezone.now()):
    services.run(job, KINDS)
print("done")
"""


@pytest.fixture
def loop(house, visit):  # noqa: F811
    """loop(corpus, **how) → the loop with its pictures in."""

    def begin(corpus: corpora.Corpus, **how) -> Loop:
        people = {"lead": house.client("lee"), "annotator": house.client("kim")}
        made = Loop(corpus, lambda who, *asked: people[who].call(*asked), lambda: house.shell(WORK), annotator="kim@example.org", **how)
        made.begin()
        made.bring(visit("lee").new_page())
        return made

    return begin


class Page:
    """What `sit_down` wants of a project."""

    def __init__(self, loop: Loop) -> None:
        self.page = f"/projects/{loop.project}/"


def downloaded(house, loop: Loop, query: str) -> zipfile.ZipFile:  # noqa: F811
    client = house.client("lee")
    url = f"{house.url}/api/v1/projects/{loop.project}/export/?{query}"
    with urllib.request.urlopen(urllib.request.Request(url, headers=client.headers), timeout=60) as answer:
        return zipfile.ZipFile(io.BytesIO(answer.read()))


def stored(loop: Loop) -> dict[str, dict]:
    """{name of the picture: the newest annotation}."""
    rows = loop.lead("GET", "export/?format=json")
    return {row["data"]["name"].rpartition("/")[2]: row["annotations"][-1] for row in rows if row["annotations"]}


def test_classes(house, loop, real_data, tmp_path):  # noqa: F811
    some = ("Trouser", "Dress", "Sneaker", "Bag")
    clothes = loop(corpora.clothes(real_data, tmp_path, each=30, labels=some), splits=(0.5, 0.1))
    clothes.annotate("before", most=16)
    first = clothes.learn("A few")
    assert first["state"] == "champion"
    clothes.predict()

    did = clothes.annotate("with suggestions")
    assert did["suggested"] > 30
    assert did["taken"] / did["suggested"] > 0.5
    better = clothes.learn("All of them")
    (contest,) = clothes.contests()
    assert (contest["champion"], contest["challenger"]) == (first["name"], better["name"])
    assert contest["tests"]["challenger"] >= contest["tests"]["champion"]
    assert better["state"] == ("champion" if contest["verdict"] == "promoted" else "candidate")

    archive = downloaded(house, clothes, f"format=json&release={better['release']['id']}&files=1")
    rows = json.loads(archive.read("corpus.json"))
    assert len(rows) == 120
    for row in rows:
        assert archive.read(row["data"]["image"]) == (clothes.corpus.folder / row["data"]["name"].rpartition("/")[2]).read_bytes()


def test_boxes(house, loop, sit_down, real_data, tmp_path):  # noqa: F811
    quick = {"options": {"size": 256, "epochs": 2}}
    cells = loop(corpora.cells(real_data, tmp_path, most=26), splits=(0.45, 0.05), train=quick)
    cells.annotate("before", most=8)
    first = cells.learn("A few")
    assert first["state"] == "champion"
    cells.predict()

    # Its boxes lie over the picture, dashed; one of them is taken, moved a little, and sent.
    desk = sit_down(Page(cells))
    easel = Easel(desk)
    while easel.surface.locator(".ghost").count() == 0:
        shown = desk.locator(".image-stage > img").first
        before = shown.get_attribute("src")
        submitted(desk)
        expect(shown).not_to_have_attribute("src", before)
        easel = Easel(desk)
    expect(easel.surface.locator(".ghost").first).to_have_attribute("aria-label", re.compile("^suggested: "))
    easel.press(".", "ArrowRight")
    submitted(desk)
    origins = {region["origin"] for row in stored(cells).values() for region in row["result"]}
    assert "prediction-changed" in origins
    desk.context.close()

    did = cells.annotate("with suggestions")
    assert did["suggested"] > 3
    assert did["boxes drawn"] > 0
    better = cells.learn("All of them", options={"size": 256, "epochs": 20})
    (contest,) = cells.contests()
    assert (contest["champion"], contest["challenger"]) == (first["name"], better["name"])
    assert (contest["verdict"], better["state"]) == ("promoted", "champion")

    # Every format holds every picture and every box.
    release = f"release={better['release']['id']}&files=1"
    made = {format: downloaded(house, cells, f"format={format}&{release}") for format in ("json", "coco", "yolo", "voc")}
    originals = sorted(path.read_bytes() for path in cells.corpus.folder.iterdir())
    for archive in made.values():
        assert sorted(archive.read(name) for name in archive.namelist() if name.endswith(".jpg")) == originals
    rows = json.loads(made["json"].read("corpus.json"))
    boxes = sum(len(row["decision"]["result"]) for row in rows)
    assert boxes > 200
    coco = [json.loads(made["coco"].read(name)) for name in made["coco"].namelist() if name.startswith("annotations/")]
    assert sum(len(part["annotations"]) for part in coco) == boxes
    lines = [made["yolo"].read(name).split(b"\n") for name in made["yolo"].namelist() if re.match(r"labels/\w+/.*\.txt", name)]
    assert sum(bool(line.strip()) for one in lines for line in one) == boxes
    things = [made["voc"].read(name).count(b"<object>") for name in made["voc"].namelist() if name.startswith("Annotations/")]
    assert sum(things) == boxes


def submitted(desk) -> None:
    desk.keyboard.press("Enter")
    expect(desk.locator("an-post .badge")).to_contain_text("Saved")
