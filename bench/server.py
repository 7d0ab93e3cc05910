"""A real server on a database of its own, to be measured, hammered and killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """`granian` with two processes on `database` (a DATABASE_URL; none: SQLite in `data`)."""

    def __init__(self, data: Path, database: str | None = None, *, workers: int = 2, port: int | None = None) -> None:
        self.port = port or free_port()
        self.workers = workers
        # What the measuring process itself runs under says nothing about the server.
        ours = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL", "ML_BACKEND_URL")}
        self.environment = {**ours, "MALMOI_DATA": str(data), "HF_HUB_OFFLINE": "1", **({"DATABASE_URL": database} if database else {})}
        self.process: subprocess.Popen | None = None
        self.clients: list[Client] = []

    def client(self, email: str) -> Client:
        """Somebody's program, closed with the server. The account is made if need be."""
        self.clients.append(Client(self.port, self.manage("token", email)))
        return self.clients[-1]

    def manage(self, *arguments: str, **more) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, **more)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout.strip()

    def start(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--workers", str(self.workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
        command += ["config.wsgi:application"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        until = time.monotonic() + 300  # a busy machine starts slowly
        while self.process.poll() is None and time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/me/", timeout=2):
                    return
            except urllib.error.HTTPError:
                return  # it answers: 401
            except OSError:
                time.sleep(0.05)
        code = self.process.poll()
        self.kill()
        raise RuntimeError("the server did not start" if code is None else f"the server ended at once with {code}")

    def kill(self) -> None:
        """SIGKILL to every process of it at once: nothing is flushed, nobody says goodbye."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            self.process = None

    def pids(self) -> list[int]:
        listed = subprocess.run(["ps", "-o", "pid=", "-g", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(pid) for pid in listed.stdout.split()]

    def cpu_seconds(self) -> float:
        """User and system time of all its processes so far."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """The largest resident size that one of its processes ever had, in bytes."""
        peaks = []
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    peaks.append(int(line.split()[1]) * 1024)
        return max(peaks)

    def __enter__(self) -> Server:
        self.manage("migrate", "--verbosity", "0")
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        for client in self.clients:
            client.connection.close()
        self.kill()


class Client:
    """A person's program: one kept connection; retries what a dead server left unanswered."""

    def __init__(self, port: int, token: str, *, patience: float = 60.0) -> None:
        self.make = lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection = self.make()
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        self.patience = patience
        self.retries = 0

    def call(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        """(status, JSON). A connection that breaks is tried again until `patience` seconds are over: every call is safe to repeat."""
        until = time.monotonic() + self.patience
        payload = None if body is None else json.dumps(body).encode()
        while True:
            try:
                self.connection.request(method, "/api/v1/" + path, payload, self.headers)
                answer = self.connection.getresponse()
                raw = answer.read()
                if answer.status != 503:
                    return answer.status, json.loads(raw) if raw else {}
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.connection = self.make()
            if time.monotonic() > until:
                raise RuntimeError(f"{method} {path}: no answer for {self.patience} s")
            self.retries += 1
            time.sleep(0.05)


def postgres(name: str) -> str | None:
    """The DATABASE_URL of a fresh database on a PostgreSQL at loopback; None when none answers."""
    import psycopg

    base = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    try:
        with psycopg.connect(base, autocommit=True, connect_timeout=2) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.Error:
        return None
    return base.rpartition("/")[0].replace("postgresql://", "postgres://") + "/" + name


SENTIMENT = (
    '<View><Text name="text" value="$text"/><Choices name="sentiment" toName="text" required="true">'
    '<Choice value="positive"/><Choice value="negative"/><Choice value="neutral"/></Choices></View>'
)


def vote(label: str) -> list[dict]:
    return [{"from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]
