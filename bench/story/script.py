"""What happens, act by act, through the API alone. The test checks each act; the pictures are taken between them.

A `House` says how one calls the API as somebody and how background jobs get done: a test client, or a real server.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .people import CONFIG, FIRST, NEW_RULE, NOTE, OLD_RULE, READERS, texts

ALPHA = "krippendorff_alpha"
TARGET = 0.667
DISPUTES_READ = 3


@dataclass(frozen=True)
class House:
    """call: (who, method, path, body) → (status, JSON). work: runs the background jobs that wait."""

    call: Callable[[str, str, str, Any], tuple[int, Any]]
    work: Callable[[], None]

    def took(self, who: str, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        found, answer = self.call(who, method, path, body)
        if found != status:
            raise RuntimeError(f"{method} {path}: {found} instead of {status}: {answer}")
        return answer


@dataclass
class Story:
    """labels: {round: {text: the labels it was given}}, kept beside the app to hold it against."""

    house: House
    project: int = 0
    labels: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    def lead(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self.house.took("Alice", method, f"projects/{self.project}/{path}", body, status=status)

    def begin(self) -> None:
        """Alice has a guideline that leaves something open, 160 sentences, three annotators and Dora, who decides."""
        body = {"title": "Product reviews", "label_config": CONFIG, "guideline": FIRST, "order": "as_imported"}
        body["annotators_per_task"] = len(READERS)
        self.project = self.house.took("Alice", "POST", "projects/", body, status=201)["id"]
        for name, role in (*((reader.name, "annotator") for reader in READERS), ("Dora", "adjudicator")):
            self.lead("POST", "members/", {"email": f"{name.lower()}@example.org", "role": role}, status=201)
        self.lead("POST", "imports/", [{"text": text} for text in texts()], status=201)
        target = {"statistic": ALPHA, "value": TARGET, "on": "value"}
        self.lead("POST", "rounds/", {"kind": "pilot", "title": "Pilot", "target": target, "order": "as_imported"}, status=201)

    def annotate(self, round: int, version: int) -> None:
        """Everybody labels until nothing is left for them."""
        ratings = texts()
        given = self.labels.setdefault(round, {})
        for reader in READERS:
            while (got := self.house.took(reader.name, "POST", f"projects/{self.project}/claims/", {}))["assignment"]:
                text = got["task"]["data"]["text"]
                says = reader.says(ratings[text], version)
                given.setdefault(text, []).append(says)
                body = {"id": str(uuid.uuid4()), "result": answer(says), "seconds": 4}
                self.house.took(reader.name, "POST", f"assignments/{got['assignment']['id']}/annotations/", body, status=201)

    def agreement(self, round: int) -> dict[str, Any]:
        return self.lead("GET", f"agreement/?round={round}")[ALPHA]

    def go_on_regardless(self) -> str:
        """Production under the same guideline; why it is refused."""
        status, told = self.house.call("Alice", "POST", f"projects/{self.project}/rounds/", {"kind": "production"})
        return told["code"] if status == 409 else ""

    def read_disputes(self) -> list[int]:
        """Dora decides those that divide most, says why and by which section; the first becomes an example of the guideline."""
        found = self.house.took("Dora", "GET", f"projects/{self.project}/disputes/?page_size={DISPUTES_READ}")["results"]
        decided = []
        for dispute in found:
            mean = sum(texts()[dispute["data"]["text"]])
            label = "positive" if mean > 0 else "negative" if mean < 0 else "neutral"
            body = {"label": label, "note": "A weak judgement is a judgement.", "section": "neutral"}
            decided.append(self.house.took("Dora", "POST", f"tasks/{dispute['task']}/decisions/", body, status=201)["id"])
        self.house.took("Dora", "POST", f"decisions/{decided[0]}/example/", {}, status=201)
        return decided

    def revise(self) -> dict[str, Any]:
        """The draft, with Dora's example in it, gets the missing rule and becomes version 2."""
        draft = self.lead("GET", "guideline/draft/")
        text = draft["text"].replace(OLD_RULE, NEW_RULE)
        body = {"seen": draft["revision"], "text": text, "label_config": draft["label_config"], "change_note": NOTE}
        saved = self.lead("PUT", "guideline/draft/", body)
        return self.lead("POST", "guideline/draft/publish/", {"seen": saved["revision"], "base": 1, "changed": ["neutral"]}, status=201)

    def touched(self) -> list[int]:
        """The tasks that the revision touches, as the app lists them."""
        path, found = "guideline/2/touched/?page_size=100", []
        while path:
            page = self.lead("GET", path)
            found += [row["task"] for row in page["results"]]
            path = page["next"] and page["next"].partition(f"projects/{self.project}/")[2]
        return found

    def again(self) -> dict[str, Any]:
        return self.lead("POST", "guideline/2/again/", {"title": "Neutral, again"}, status=201)

    def difference(self) -> None:
        """Both rounds measured, and the one against the other, for the agreement page."""
        for body in ({}, {"between": ["round:2", "round:3"]}):
            self.lead("POST", "agreement/", body, status=202)
            self.house.work()

    def settle(self) -> None:
        self.lead("POST", "settle/", {"rule": "majority"}, status=202)
        self.house.work()

    def release(self) -> dict[str, Any]:
        return self.lead("POST", "releases/", {"title": "After two rounds"}, status=201)


def answer(label: str) -> list[dict[str, Any]]:
    return [{"from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]
