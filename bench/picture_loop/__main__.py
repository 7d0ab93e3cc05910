"""A whole loop on three corpora of pictures: python -m bench.picture_loop --data DIR [--write docs/picture-loop.md]

DIR holds the corpora as they are published: fashion_mnist_sprite/, bccd/, deeppcb/. Each is played on a server of its own; `--only NAME`
plays one, `--keep DIR` keeps what came out of each and takes what is there already. Takes the pictures of the page on the way.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from ..screens import ARGUMENTS, CHROMIUM
from ..server import Server
from . import corpora
from .house import House, keep
from .script import Loop
from .telling import told

Begun = Callable[..., Loop]


def play_clothes(data: Path, folder: Path, begun: Begun, house: House) -> dict[str, Any]:
    """900 pictures of ten classes: 60 labelled without a model, the rest with its suggestions."""
    loop = begun(corpora.clothes(data, folder), splits=(0.7, 0.1))
    with house.visit("lead") as page:
        page.goto(f"/projects/{loop.project}/imports/")
        page.locator("main a[href*='/imports/']").first.click()
        page.get_by_role("heading", name="clothes").wait_for()
        keep(page, "1-folder")
    found = _turned(loop, 60)
    with house.visit("annotator") as page:
        page.goto(f"/projects/{loop.project}/annotate/grid/")
        page.locator(".cell img").first.wait_for()
        keep(page, "2-grid")
    found |= _finished(loop)
    with house.visit("lead") as page:
        page.goto(f"/projects/{loop.project}/learning/promotion/")
        page.locator("#contests").evaluate("element => element.scrollIntoView()")
        keep(page, "4-promotion")
    return found | exported(loop, house, ("json",))


def play_cells(data: Path, folder: Path, begun: Begun, house: House) -> dict[str, Any]:
    """140 pictures with boxes of three kinds: 40 drawn without a model, the rest corrected."""
    loop = begun(corpora.cells(data, folder, most=140), splits=(0.7, 0.1), train={"options": {"size": 384, "epochs": 20}})
    found = _turned(loop, 40)
    with house.visit("annotator") as page:
        page.goto(f"/projects/{loop.project}/annotate/")
        page.locator(".image-marks .ghost").first.wait_for()
        keep(page, "3-suggested-boxes")
    return found | _finished(loop) | exported(loop, house, ("json", "coco", "voc", "yolo"))


def play_boards(data: Path, folder: Path, begun: Begun, house: House) -> dict[str, Any]:
    """61 boards, each clean and with defects: 40 pictures labelled without a model, the rest with the suggestions of one that looks at
    their parts."""
    loop = begun(corpora.boards(data, folder), splits=(0.6, 0.1), train={"learner": "picture-tiles"})
    return _turned(loop, 40) | _finished(loop) | exported(loop, house, ("json",))


def play_good_ones(data: Path, folder: Path, begun: Begun, house: House) -> dict[str, Any]:
    """The same boards, with a model that learns from the good ones alone. At the end, on the same release, one that looks at parts of both
    challenges it."""
    normal = {"learner": "picture-normal", "options": {"good": "good", "size": 640, "places": 2000}}
    loop = begun(corpora.boards(data, folder), splits=(0.6, 0.1), train=normal)
    found = _turned(loop, 40)
    with house.visit("lead") as page:
        page.goto(f"/projects/{loop.project}/learning/unusual/")
        page.locator(".heat-list img").first.wait_for()
        page.wait_for_load_state("networkidle")
        keep(page, "5-unlike-good-ones")
    found |= _finished(loop)
    both = loop.teach(loop.versions[-1]["release"], learner="picture-tiles", options={})
    contest = loop.contests()[-1]
    return found | {"both": {"accuracy": both["metrics"]["accuracy"], "contest": contest}} | exported(loop, house, ("json",))


PLAYS = {"clothes": play_clothes, "cells": play_cells, "boards": play_boards, "good_ones": play_good_ones}


def _turned(loop: Loop, first: int) -> dict[str, Any]:
    """The first labels, a model of them, and its suggestions."""
    loop.annotate("before", most=first)
    loop.learn("The first labels")
    told = loop.predict()
    return {"pictures": len(loop.corpus.truth), "first": first, "predicted": told["predicted"]}


def _finished(loop: Loop) -> dict[str, Any]:
    """All else labelled with the suggestions in sight, another model, the contest."""
    loop.annotate("with suggestions")
    loop.learn("All of them")
    before, after = ({**one, "release": one["release"]["manifest"]["splits"]} for one in loop.versions)
    return {"did": loop.did["with suggestions"], "before": before, "after": after, "contests": loop.contests()}


def exported(loop: Loop, house: House, formats: tuple[str, ...]) -> dict[str, Any]:
    """{exports: {format: {files in the archive, bytes}}}, of the newest release with its pictures."""
    import io
    import urllib.request
    import zipfile

    release, out = loop.versions[-1]["release"]["id"], {}
    for format in formats:
        url = f"{house.url}/api/v1/projects/{loop.project}/export/?format={format}&release={release}&files=1"
        asked = urllib.request.Request(url, headers=house.clients["lead"].headers)
        with urllib.request.urlopen(asked, timeout=300) as answer:
            raw = answer.read()
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
        pictures = sum(name.endswith((".png", ".jpg")) for name in names)
        out[format] = {"pictures": pictures, "others": len(names) - pictures, "bytes": len(raw)}
    return {"exports": out}


def played(name: str, data: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "data", workers=1) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        house = House(server, browser)

        def begun(corpus: corpora.Corpus, **how: Any) -> Loop:
            loop = Loop(corpus, house.call, house.work, annotator="bob@example.org", **how)
            loop.begin()
            with house.visit("lead") as page:
                loop.bring(page)
            return loop

        try:
            return PLAYS[name](data, Path(folder), begun, house)
        finally:
            house.close()
            browser.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--only", choices=PLAYS)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        for name in [given.only] if given.only else PLAYS:
            file = kept / f"{name}.json"
            if not file.is_file():
                print(f"· {name}", file=sys.stderr, flush=True)
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                outcome = played(name, given.data)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                outcome["cpu"] = sum(getattr(after, k) - getattr(before, k) for k in ("ru_utime", "ru_stime"))
                file.write_text(json.dumps(outcome, default=str), encoding="utf-8")
            found[name] = json.loads(file.read_text(encoding="utf-8"))
    libraries = ", ".join(f"{name} {version(name)}" for name in ("torch", "scikit-learn", "pillow"))
    text = told(found, f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {libraries}; {os.cpu_count()} cores")
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
