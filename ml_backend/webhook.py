"""Label Studio's events: collected when they come, learned from in the background when START_TRAINING comes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.errors import Invalid, Problem
from domain.learnable import Learnable, learnable
from domain.protocol import WebhookRequest
from domain.schema.compile import compile_config
from ml_backend import loop
from ml_backend.collected import Collected
from ml_backend.settings import Settings
from ml_backend.store import Store


class Webhook:
    """Only START_TRAINING trains: Label Studio sends it beside the annotation's own event, and training on both would do the work twice."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._folder = settings.store / "collected"
        self._lock = threading.Lock()
        self._states: dict[str, dict[str, Any]] = {}
        self._threads: dict[str, threading.Thread] = {}

    def receive(self, payload: Any) -> tuple[int, dict[str, Any]]:
        """201 for an event that was taken, 200 for one that is not known here: Label Studio sends every kind to every backend."""
        request = WebhookRequest.parse(payload)
        if request.action in ("ANNOTATION_CREATED", "ANNOTATION_UPDATED"):
            return 201, {"result": self._collect(request), "status": "ok"}
        if request.action == "ANNOTATIONS_DELETED":
            rows = request.body.get("annotations") or []
            gone = [str(row["id"]) for row in rows if isinstance(row, Mapping) and "id" in row]
            self._collected(self._uid(request)).remove(gone)
            return 201, {"result": {"removed": len(gone)}, "status": "ok"}
        if request.action == "START_TRAINING":
            return 201, {"result": self._start(request), "status": "ok"}
        return 200, {"status": "Unknown event"}

    def remember(self, project: str) -> None:
        """The uid that /setup named ("2.1795248836"), so that events of project 2 find it."""
        self._collected(project)

    def state(self, project: str) -> dict[str, Any] | None:
        """The last training that a webhook began: its state and its last event, or None."""
        return self._states.get(project)

    def wait(self, project: str, timeout: float | None = None) -> None:
        """Until the training that runs in the background has ended."""
        if thread := self._threads.get(project):
            thread.join(timeout)

    def _collected(self, project: str) -> Collected:
        return Collected(self._folder, project)

    def _uid(self, request: WebhookRequest) -> str:
        """/setup and /predict name a project "id.created at", events send its row: the two are matched here."""
        name, row = request.project, request.body["project"]
        if isinstance(row.get("created_at"), str):
            try:
                return f"{name}.{int(datetime.fromisoformat(row['created_at'].replace('Z', '+00:00')).timestamp())}"
            except ValueError:
                raise Invalid("project.created_at is not a time.", fields={"project.created_at": row["created_at"][:50]}) from None
        known = sorted(f.stem for f in self._folder.glob(f"{name}.*.sqlite3"))
        return known[-1] if known else name

    def _collect(self, request: WebhookRequest) -> dict[str, Any]:
        body = request.body
        annotation, task, project = (_row(body, name) for name in ("annotation", "task", "project"))
        asked = _asked(project)
        collected, key = self._collected(self._uid(request)), str(annotation.get("id"))
        if annotation.get("was_cancelled") or asked.answer(annotation.get("result")) is None:
            collected.remove([key])
            return {"collected": False}
        asked.inputs(task.get("data"), "task.data")
        collected.put(key, str(task.get("id")), task.get("data"), annotation.get("result"))
        return {"collected": True}

    def _start(self, request: WebhookRequest) -> dict[str, Any]:
        project = self._uid(request)
        asked = _asked(_row(request.body, "project"))
        with self._lock:
            running = self._threads.get(project)
            if running and running.is_alive():
                return {"training": "already running"}
            self._states[project] = {"state": "running"}
            thread = threading.Thread(target=self._train, args=(project, asked), daemon=True, name=f"train-{project}")
            self._threads[project] = thread
            thread.start()
        return {"training": "started"}

    def _train(self, project: str, asked: Learnable) -> None:
        try:
            examples = self._collected(project).examples(asked)
            last: dict[str, Any] = {}
            for event in loop.train(examples, asked, project=project, store=self._store, settings=self._settings):
                if event["event"] in ("progress", "done"):
                    last = event
                    self._states[project] = {"state": "running", **event}
            self._states[project] = {"state": "done", "model_version": last["model_version"]}
        except Problem as problem:
            self._states[project] = {"state": "failed", "code": problem.code, "message": problem.message}
        except Exception as broken:  # a thread has no caller: what happened is kept where /metrics shows it
            self._states[project] = {"state": "failed", "code": "internal", "message": f"{type(broken).__name__}: {broken}"}


def _asked(project: Mapping[str, Any]) -> Learnable:
    return learnable(compile_config(str(project.get("label_config") or "")))


def _row(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    if not isinstance(value, Mapping):
        raise Invalid(f"{name} must be an object.", fields={name: type(value).__name__})
    return value
