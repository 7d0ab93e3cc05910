"""The loop, step by step, by the API as its people; the folder goes in by the page, and one picture is corrected on the screen."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from .corpora import Corpus
from .people import answered

Call = Callable[[str, str, str, Any], tuple[int, Any]]


@dataclass
class Loop:
    """call: (who, method, path, body) → (status, JSON), as "lead" and "annotator"; work: runs the background jobs that wait. splits: shares
    of the pictures for training and development; the rest is the test split. train: settings of every training.

    did: {step: what the annotator had to do}. versions: what each training made, as the API tells it.
    """

    corpus: Corpus
    call: Call
    work: Callable[[], None]
    annotator: str
    splits: tuple[float, float] = (0.7, 0.1)
    train: dict[str, Any] = field(default_factory=dict)
    project: int = 0
    did: dict[str, Counter[str]] = field(default_factory=dict)
    versions: list[dict[str, Any]] = field(default_factory=list)

    def took(self, who: str, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        found, answer = self.call(who, method, path, body)
        if found != status:
            raise RuntimeError(f"{method} {path}: {found} instead of {status}: {answer}")
        return answer

    def lead(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self.took("lead", method, f"projects/{self.project}/{path}", body, status=status)

    def begin(self) -> None:
        train, dev = self.splits
        body = {"title": self.corpus.title, "label_config": self.corpus.label_config, "annotators_per_task": 1}
        body |= {"train_share": train, "dev_share": dev, "random_share": 0.15, "order": "as_imported"}
        self.project = self.took("lead", "POST", "projects/", body, status=201)["id"]
        self.lead("POST", "members/", {"email": self.annotator, "role": "annotator"}, status=201)

    def bring(self, page: Any) -> None:
        """The folder, chosen on the page of imports as the lead."""
        page.goto(f"/projects/{self.project}/imports/")
        page.locator("input[webkitdirectory]").set_input_files(self.corpus.folder)
        page.get_by_role("button", name="Import").first.click()
        page.get_by_role("heading", name=self.corpus.folder.name).first.wait_for(timeout=120_000)
        self.work()
        if len(there := self.files()) != len(self.corpus.truth):
            raise RuntimeError(f"{len(there)} of {len(self.corpus.truth)} pictures came in.")

    def files(self) -> list[dict[str, Any]]:
        path, found = "files/?page_size=100", []
        while path:
            page = self.lead("GET", path)
            found += page["results"]
            path = page["next"] and page["next"].partition(f"projects/{self.project}/")[2]
        return found

    def annotate(self, step: str, most: int = 10**9) -> Counter[str]:
        """The annotator takes what the queue gives, until `most` are done or nothing is left."""
        did = self.did.setdefault(step, Counter())
        while did["pictures"] < most:
            got = self.took("annotator", "POST", f"projects/{self.project}/claims/", {})
            if not got["assignment"]:
                break
            name = Path(got["task"]["data"]["name"]).name
            result = answered(self.corpus.truth[name], got["suggestion"], self._size(name), did)
            body = {"id": str(uuid.uuid4()), "result": result, "seconds": 3}
            self.took("annotator", "POST", f"assignments/{got['assignment']['id']}/annotations/", body, status=201)
        return did

    def _size(self, name: str) -> tuple[int, int]:
        with Image.open(self.corpus.folder / name) as picture:
            return picture.size

    def learn(self, title: str, **settings: Any) -> dict[str, Any]:
        """What is labelled is settled, frozen, learned from, and compared with the champion. The new version as the API tells it."""
        self.lead("POST", "settle/", {"rule": "majority"}, status=202)
        self.work()
        return self.teach(self.lead("POST", "releases/", {"title": title}, status=201), **settings)

    def teach(self, release: dict[str, Any], **settings: Any) -> dict[str, Any]:
        run = self.lead("POST", "runs/", {"release": release["id"], "settings": {**self.train, **settings}}, status=202)
        self.work()
        done = self.lead("GET", f"runs/?page_size=1&after={run['id'] - 1}")["results"][0]
        if done["state"] != "done":
            job = self.lead("GET", f"jobs/{run['job']}/")
            raise RuntimeError(f"The training {done['state']}: {job.get('message')}")
        made = next(one for one in self.lead("GET", "model-versions/?page_size=100")["results"] if one["name"] == done["model_version"])
        self.versions.append({**made, "metrics": done["metrics"], "release": release})
        return self.versions[-1]

    def predict(self, strategy: str = "margin") -> dict[str, Any]:
        job = self.lead("POST", "predictions/", {"strategy": strategy}, status=202)["id"]
        self.work()
        done = self.lead("GET", f"jobs/{job}/")
        if done["state"] != "done":
            raise RuntimeError(f"The prediction {done['state']}: {done.get('message')}")
        return done["result"]

    def contests(self) -> list[dict[str, Any]]:
        return self.lead("GET", "contests/")["results"]
