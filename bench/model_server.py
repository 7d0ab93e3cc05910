"""Our model server as its own process, as a stranger starts it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

from .server import ROOT, free_port

TOKEN = "a token of the model server"


class ModelServer:
    """`granian --interface wsgi ml_backend.server:application` on a free port and `data`."""

    def __init__(self, data: Path, encoder: str = "use+char") -> None:
        self.data, self.encoder, self.port = data, encoder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / "model-server.log"

    def __enter__(self) -> ModelServer:
        self.data.mkdir(parents=True, exist_ok=True)
        about = {"MALMOI_DATA": str(self.data), "ML_BACKEND_TOKEN": TOKEN, "ML_BACKEND_ENCODER": self.encoder, "HF_HUB_OFFLINE": "1"}
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--access-log", "ml_backend.server:application"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **about}, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.base}/health", timeout=2):
                    return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError(f"the model server did not start: {self.log.read_text()[-2000:]}")

    def __exit__(self, *exc: object) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def get(self, path: str) -> dict[str, Any]:
        request = urllib.request.Request(self.base + path, headers={"Authorization": f"Token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def training(self, uid: str) -> dict[str, Any] | None:
        try:
            return self.get(f"/metrics?project={uid}").get("training")
        except urllib.error.HTTPError:
            return None  # no model and no training yet

    def uid_of(self, project: int) -> str:
        """Label Studio's name of it, "id.created at", as /setup was told."""
        found = sorted((self.data / "ml_backend" / "collected").glob(f"{project}.*.sqlite3"))
        return found[-1].stem if found else ""

    def collected(self, uid: str) -> int:
        with closing(sqlite3.connect(self.data / "ml_backend" / "collected" / f"{uid}.sqlite3", timeout=30)) as db:
            return db.execute("SELECT COUNT(*) FROM answered").fetchone()[0]

    def answered(self, path: str) -> int:
        """How many requests it has had for `path`."""
        return self.log.read_text().count(f" {path} ")
