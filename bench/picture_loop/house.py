"""A server of its own with Alice, who leads, and Bob, who labels; a process that does the jobs; and the pages as each of them sees them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from ..server import ROOT, Client, Server

OUT = ROOT / "docs" / "picture-loop"
PASSWORD = "a long enough password"
PEOPLE = {"lead": "alice", "annotator": "bob"}
_ACCOUNTS = f"""
import json
from annotate.accounts.services import account, token_for
tokens = {{}}
for name in {list(PEOPLE.values())!r}:
    user, _ = account(name + "@example.org", name=name.title())
    user.set_password({PASSWORD!r})
    user.save()
    tokens[name] = token_for(user)
print(json.dumps(tokens))
"""
# Django and the encoder are loaded once, not anew for every job. The first word it says is that it is there.
_WORKER = """
import sys
from django.db import close_old_connections
from django.utils import timezone
from annotate.jobs import services
from annotate.jobs.kinds import KINDS
print("there", flush=True)
for line in sys.stdin:
    for job in services.to_do(now=timezone.now()):
        services.run(job, KINDS)
    close_old_connections()
    print("done", flush=True)
"""


class House:
    def __init__(self, server: Server, browser: Browser) -> None:
        self.server, self.browser, self.url = server, browser, f"http://127.0.0.1:{server.port}"
        tokens = json.loads(server.manage("shell", "-v", "0", "-c", _ACCOUNTS).splitlines()[-1])
        self.clients = {who: Client(server.port, tokens[name]) for who, name in PEOPLE.items()}
        server.clients += self.clients.values()
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", _WORKER]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._worker = subprocess.Popen(command, cwd=ROOT, env=server.environment, **pipes)
        self._said("there")

    def call(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return self.clients[who].call(method, path, body)

    def work(self) -> None:
        assert self._worker.stdin is not None
        self._worker.stdin.write("\n")
        self._worker.stdin.flush()
        self._said("done")

    def _said(self, word: str) -> None:
        assert self._worker.stdout is not None
        for line in self._worker.stdout:
            if line.strip() == word:
                return
        raise RuntimeError("the process that does the jobs has ended")

    def close(self) -> None:
        self._worker.communicate()

    @contextmanager
    def visit(self, who: str, **options: Any) -> Iterator[Page]:
        given = {"viewport": {"width": 1280, "height": 860}, "locale": "en-GB", "reduced_motion": "reduce", **options}
        context = self.browser.new_context(base_url=self.url, **given)
        context.set_default_timeout(120_000)  # the machine may be busy
        page = context.new_page()
        page.goto("/login/")
        page.fill("input[name=username]", f"{PEOPLE[who]}@example.org")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(self.url + "/")
        yield page
        context.close()


def keep(page: Page, name: str) -> None:
    """What is in view, as a PNG of 256 colours: far under 300 kB."""
    from PIL import Image

    page.wait_for_timeout(800)
    OUT.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(OUT / f"{name}.png", optimize=True)
    print(f"{name}.png  {(OUT / f'{name}.png').stat().st_size // 1024} kB", file=sys.stderr, flush=True)
