"""The installed Label Studio as a program: started on SQLite and a fresh folder, called over its API, killed."""

from __future__ import annotations

import http.cookiejar
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from .server import free_port

PERSON, PASSWORD, TOKEN = "bench@example.org", "a long enough password", "0123456789abcdef0123456789abcdef01234567"
# Making its tables takes minutes on a slow disk.
PATIENCE = 900


class Program:
    """`program` is the path of its command. `version` once it answers."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        environment = {
            **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTHONPATH", "DJANGO_SETTINGS_MODULE")},
            **{"LABEL_STUDIO_BASE_DATA_DIR": str(folder / "label-studio"), "DJANGO_DB": "sqlite", "DEBUG": "0"},
            **{"LABEL_STUDIO_USERNAME": PERSON, "LABEL_STUDIO_PASSWORD": PASSWORD, "LABEL_STUDIO_USER_TOKEN": TOKEN},
            **{"LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true", "COLLECT_ANALYTICS": "0", "LATEST_VERSION_CHECK": "0"},
            # It calls no address of this machine otherwise, and the model server is one.
            **{"ML_BLOCK_LOCAL_IP": "false", "SSRF_PROTECTION_ENABLED": "false"},
        }
        command = [program, "start", "--no-browser", "--port", str(self.port), "--internal-host", "127.0.0.1", "--log-level", "ERROR"]
        self.log = (folder / "label-studio.log").open("w")
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=self.log, stderr=self.log, start_new_session=True)
        try:
            self.version = self.wait()
        except BaseException:
            self.kill()
            raise

    def wait(self) -> str:
        """Its version, as soon as it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return self.call("GET", "/api/version/")["release"]
            except (urllib.error.URLError, OSError):
                time.sleep(1)
        raise RuntimeError(f"Label Studio did not start: {Path(self.log.name).read_text()[-2000:]}")

    def come_in(self) -> list[dict]:
        """The cookies of somebody who logged in."""
        jar = http.cookiejar.CookieJar()
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        visitor.open(f"{self.base}/user/login/", timeout=120).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        form = urllib.parse.urlencode({"email": PERSON, "password": PASSWORD, "csrfmiddlewaretoken": token}).encode()
        visitor.open(urllib.request.Request(f"{self.base}/user/login/", form, {"Referer": self.base}), timeout=120).read()
        assert any(cookie.name == "sessionid" for cookie in jar), "Label Studio did not let us in"
        return [{"name": cookie.name, "value": cookie.value, "url": self.base} for cookie in jar]

    def call(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        payload = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, payload, headers, method=method), timeout=300) as answer:
            raw = answer.read()
        return json.loads(raw) if raw.strip() else None

    def project(self, config: str, tasks: list[dict], title: str = "Speed") -> tuple[int, list[int]]:
        id = self.call("POST", "/api/projects/", {"title": title, "label_config": config})["id"]
        return id, self.call("POST", f"/api/projects/{id}/import?return_task_ids=true", tasks)["task_ids"]

    def kill(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.log.close()
