"""`manage.py serve`, what `make run` runs: serves, and one Ctrl-C ends every process it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from bench.server import ROOT, free_port

pytestmark = pytest.mark.slow


def of_session(data: str) -> list[str]:
    """Processes whose environment names our data folder."""
    found = []
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environment:
                if f"MALMOI_DATA={data}".encode() in environment.read().split(b"\0"):
                    found.append(pid)
        except OSError:
            continue
    return found


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks for left-over processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_serves_and_leaves_nothing_running(tmp_path, number):
    port, data = free_port(), str(tmp_path / "data")
    ours = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--no-demo"],
        cwd=ROOT,
        env={**ours, "MALMOI_DATA": data},
        stdout=log,
        stderr=log,
    )
    try:
        until = time.monotonic() + 300  # a busy machine starts slowly
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert time.monotonic() < until, (tmp_path / "log").read_text()
                time.sleep(0.1)
        time.sleep(1)
        assert len(of_session(data)) >= 4  # itself, the web server with its two processes, the worker
    finally:
        process.send_signal(number)
        process.wait(30)
        log.close()
    until = time.monotonic() + 10  # what was killed may take a moment to be gone
    while of_session(data) and time.monotonic() < until:
        time.sleep(0.1)
    assert of_session(data) == []
    assert "Malmoi" in (tmp_path / "log").read_text()
