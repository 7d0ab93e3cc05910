"""A real Label Studio with our model server connected: what is annotated there is learned from, and what is predicted is shown there.

    MALMOI_LABEL_STUDIO=/path/to/label-studio python -m bench.label_studio_backend [--write docs/label-studio.md]

Both are started on free ports with folders of their own. Every check stands in the report; one that fails makes the program end with 1.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from .label_studio import Program
from .label_studio_cases import CASES, Case
from .model_server import TOKEN, ModelServer
from .ui_browser import Browsing, chromium

TITLE = "Malmoi"
PATIENCE = 300.0


class Report:
    """Checks, in their order, and what came out."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, bool, str]] = []

    def check(self, case: str, what: str, good: bool, found: object = "") -> None:
        self.rows.append((case, what, bool(good), str(found)))
        print(f"{'ok   ' if good else 'FAILS'} {case}: {what}  {found}", flush=True)

    @property
    def good(self) -> bool:
        return bool(self.rows) and all(good for _, _, good, _ in self.rows)


def until(found: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What `found` gives as soon as that is something; what it gave last, where it never is."""
    end = time.monotonic() + patience
    while not (value := found()) and time.monotonic() < end:
        time.sleep(0.3)
    return value


def through(studio: Program, server: ModelServer, case: Case, browsing: Browsing, shots: Path | None, report: Report) -> None:
    """One kind of question: connect, annotate, train, predict, look."""

    def check(what: str, good: bool, found: object = "") -> None:
        report.check(case.name, what, good, found)

    tasks = case.tasks()
    project, ids = studio.project(case.config, [{"data": task.data} for task in tasks], title=f"{case.name} with a model")
    backend = connect(studio, server, project)
    check("Label Studio accepts the model server", backend.get("state") == "CO", f"state {backend.get('state')}")
    uid = until(lambda: server.uid_of(project), 20)
    check("/setup named the project to it", bool(uid), uid)
    tell_token(studio, project)
    for id, task in list(zip(ids, tasks, strict=True))[: case.annotated]:
        studio.call("POST", f"/api/tasks/{id}/annotations/", {"result": task.result, "lead_time": 1.0})
    kept = until(lambda: server.collected(uid) >= case.annotated and server.collected(uid), 60)
    check("every annotation reached it by webhook", kept == case.annotated, f"{kept} of {case.annotated}")
    before = studio.call("POST", f"/api/ml/{backend['id']}/train", {})
    state = until(lambda: (told := server.training(uid)) and told.get("state") in ("done", "failed") and told) or {}
    check("Label Studio's Start training trains a model", state.get("state") == "done", state.get("model_version") or state or before)
    version = state.get("model_version", "")
    seen = until(lambda: studio.call("GET", f"/api/ml/{backend['id']}").get("model_version") == version, 20)
    check("Label Studio shows the new version", bool(seen), studio.call("GET", f"/api/ml/{backend['id']}").get("model_version"))
    retrieve(studio, project)
    said = studio.call("GET", f"/api/predictions/?task__project={project}")
    check("Retrieve predictions stores one for each task", len({p["task"] for p in said}) == len(ids), f"{len(said)} for {len(ids)} tasks")
    check("under the name of the version", {p["model_version"] for p in said} == {version}, {p["model_version"] for p in said})
    new = {id: task for id, task in list(zip(ids, tasks, strict=True))[case.annotated :]}
    right = [case.agrees(p["result"], new[p["task"]].result) for p in said if p["task"] in new]
    good = bool(right) and sum(right) >= case.aim * len(right)
    check(f"right on at least {case.aim:.0%} of new tasks", good, f"{sum(right)} of {len(right)}")
    check("scores are probabilities", bool(said) and all(isinstance(p["score"], float) and 0 <= p["score"] <= 1 for p in said))
    live(studio, server, project, backend["id"], case, check)
    look(studio, browsing, project, ids[-1], case, shots, check)


def connect(studio: Program, server: ModelServer, project: int) -> dict[str, Any]:
    about = {"project": project, "url": server.base, "title": TITLE, "is_interactive": False, "timeout": 100}
    return studio.call("POST", "/api/ml/", about | {"auth_method": "BASIC_AUTH", "basic_auth_user": "malmoi", "basic_auth_pass": TOKEN})


def tell_token(studio: Program, project: int) -> None:
    """Label Studio sends annotations by a webhook that it made itself, without the password it was given; a header of ours heals that."""
    for hook in studio.call("GET", f"/api/webhooks/?project={project}"):
        about = {name: hook[name] for name in ("url", "project", "actions", "send_for_all_actions", "send_payload")}
        studio.call("PATCH", f"/api/webhooks/{hook['id']}/", about | {"headers": {"Authorization": f"Token {TOKEN}"}})


def retrieve(studio: Program, project: int) -> None:
    every = {"selectedItems": {"all": True, "excluded": []}, "filters": {"conjunction": "and", "items": []}, "ordering": []}
    studio.call("POST", f"/api/dm/actions/?id=retrieve_tasks_predictions&project={project}", every | {"project": str(project)})


def live(studio: Program, server: ModelServer, project: int, backend: int, case: Case, check: Callable) -> None:
    """A task that is new to both is predicted when it is served."""
    studio.call("PATCH", f"/api/projects/{project}/", {"model_version": TITLE, "show_collab_predictions": True})
    task = case.tasks(1, seed=99)[0]
    (id,) = studio.call("POST", f"/api/projects/{project}/import?return_task_ids=true", [{"data": task.data}])["task_ids"]
    before = server.answered("/predict")
    found = studio.call("GET", f"/api/tasks/{id}/?project={project}")["predictions"]
    served = studio.call("GET", f"/api/projects/{project}/next/")
    check("a task that is opened is predicted then", server.answered("/predict") > before and bool(found), f"{len(found)} prediction(s)")
    check("the next task comes with its prediction", bool(served["predictions"]), f"task {served['id']}")


def look(studio: Program, browsing: Browsing, project: int, task: int, case: Case, shots: Path | None, check: Callable) -> None:
    (stored,) = studio.call("GET", f"/api/predictions/?task={task}")[:1]
    page = browsing.page()
    try:
        page.goto(f"/projects/{project}/data?task={task}")
        page.wait_for_selector(".lsf-richtext__line, .lsf-main-content img, canvas", timeout=60_000)
        page.wait_for_timeout(2500)
        shown = on_screen(page, case, stored)
        if shots:
            page.screenshot(path=shots / f"{case.name.replace(' ', '-')}.png")
        check("it is seen on Label Studio's screen", shown, case.words(stored["result"]))
    finally:
        browsing.close()


def on_screen(page: Page, case: Case, stored: dict[str, Any]) -> bool:
    """The tab of the prediction is there with its version, whose middle Label Studio leaves out; chosen, it shows what was predicted."""
    tab = page.get_by_text(stored["model_version"][-6:]).first
    tab.wait_for(state="visible", timeout=60_000)
    tab.click()
    page.wait_for_timeout(2000)
    return bool(stored["result"]) and page.evaluate(case.seen) == case.words(stored["result"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.environ.get("MALMOI_LABEL_STUDIO", ""))
    parser.add_argument("--only", choices=[case.name for case in CASES])
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    if not asked.program:
        parser.error("MALMOI_LABEL_STUDIO is not set: the path of the label-studio program (pip install label-studio==1.23.2).")
    report = Report()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        studio = Program(asked.program, Path(folder))
        try:
            with ModelServer(Path(folder) / "malmoi") as server:
                browsing = Browsing(browser, studio.base, studio.come_in())
                for case in CASES:
                    if asked.only in (None, case.name):
                        through(studio, server, case, browsing, asked.shots, report)
        finally:
            studio.kill()
    if asked.write:
        asked.write.write_text(page_of(report, studio.version), encoding="utf-8")
    raise SystemExit(0 if report.good else 1)


def page_of(report: Report, version: str) -> str:
    lines = [
        "# Label Studio and Malmoi's model server",
        "",
        "Made by `make bench-label-studio` (`bench/label_studio_backend.py`): a real Label Studio, our model server as its own process",
        "with a token, everything asked over Label Studio's own API, the last row seen in Chromium.",
        "",
        f"{datetime.now(UTC).date()}, Label Studio {version}, Python {platform.python_version()}; {os.cpu_count()} cores, load of the",
        f"machine at the end {os.getloadavg()[0]:.1f}.",
        "",
        "| question | checked | | found |",
        "| --- | --- | --- | --- |",
        *(f"| {case} | {what} | {'ok' if good else '**fails**'} | {found} |" for case, what, good, found in report.rows),
    ]
    return "\n".join(lines) + "\n\n" + NOTES


NOTES = """## How to connect it

Start the model server with a token, and in Label Studio add it under *Settings → Model* with *basic authentication*: any user name, the
token as password.

    ML_BACKEND_TOKEN=… MALMOI_DATA=/srv/malmoi-models granian --interface wsgi --port 9090 ml_backend.server:application

- **Label Studio 1.23 refuses addresses of the own machine or network** (the answer is 403). Where the model server is meant to be one,
  start Label Studio with `ML_BLOCK_LOCAL_IP=false`, and for its webhooks `SSRF_PROTECTION_ENABLED=false`.
- **Annotations come by a webhook that Label Studio makes by itself, and it sends that without the password.** The model server
  answers it with 401 and learns nothing. Heal it under *Settings → Webhooks*: add the header `Authorization: Token …`.
- What was annotated before the model server was connected does not reach it: Label Studio sends events only once. Submit *Update* on
  such a task, or import them anew.
- Pictures are read where their address carries them (`data:`) or where they are Malmoi's own files: the model server fetches nothing.
- Training runs in the background; `GET /metrics?project=ID.CREATED` tells its state. *Start training* in Label Studio only begins it.
"""


if __name__ == "__main__":
    main()
