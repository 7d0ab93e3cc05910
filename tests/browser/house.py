"""A running Malmoi with people and a worker, and projects set up over its API."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable

from bench.server import ROOT, SENTIMENT, Client, Server, vote

PASSWORD = "a long enough password"
NAMES = {"lee": "Lee Hana", "kim": "Kim Minji", "park": "Park Jun"}
# The people with a password, a session and a token each: logging in by form is one test's business, not every test's.
_PEOPLE = """
import json
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from annotate.accounts.services import account, token_for
people = {}
for key, name in %r.items():
    user, _ = account(f"{key}@example.org", name=name)
    user.set_password(%r)
    user.save()
    session = SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    people[key] = {"token": token_for(user), "session": session.session_key}
print(json.dumps(people))
"""


# Starting Django anew for every line of set-up took longer than the tests: one process answers them all.
_LINES = """
import contextlib, io, json, sys, traceback
from django.db import close_old_connections
for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), dict(globals()))
        told = {"said": said.getvalue()}
    except Exception:
        told = {"failed": traceback.format_exc()}
    close_old_connections()
    print(json.dumps(told), flush=True)
"""


class Shell:
    """Django's shell, kept open."""

    def __init__(self, server: Server) -> None:
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", _LINES]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, cwd=ROOT, env=server.environment, text=True, **pipes)

    def __call__(self, code: str) -> str:
        """What the code prints. Raises `RuntimeError` with its traceback."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline() or '{"failed": "the shell has ended"}')
        if "failed" in told:
            raise RuntimeError(told["failed"])
        return told["said"]

    def close(self) -> None:
        self.process.communicate()


class House:
    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = f"http://127.0.0.1:{server.port}"
        self._shell = Shell(server)
        self.people = json.loads(self.shell(_PEOPLE % (NAMES, PASSWORD)))
        self._worker: subprocess.Popen | None = None
        self._clients: dict[str, Client] = {}

    def shell(self, code: str) -> str:
        """What Django's shell prints last."""
        return self._shell(code).splitlines()[-1]

    def client(self, key: str) -> Client:
        if key not in self._clients:
            self._clients[key] = Client(self.server.port, self.people[key]["token"])
        return self._clients[key]

    @property
    def lead(self) -> Client:
        return self.client("lee")

    def worker(self) -> None:
        """From now on jobs are run."""
        if self._worker is None:
            command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo", "--loglevel", "ERROR"]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self._worker = subprocess.Popen(command, cwd=ROOT, env=self.server.environment, start_new_session=True, **quiet)

    def close(self) -> None:
        self._shell.close()
        for client in self._clients.values():
            client.connection.close()
        if self._worker is not None:
            os.killpg(self._worker.pid, signal.SIGKILL)
            self._worker.wait()

    def project(self, texts: Iterable[str | dict] = (), **settings) -> Project:
        """Led by Lee; Kim and Park annotate, in the order of `texts`, one person for each unless `settings` say otherwise."""
        body = {"title": "Reviews", "label_config": SENTIMENT, "annotators_per_task": 1, "order": "as_imported", **settings}
        made = Project(self, _took(self.lead.call("POST", "projects/", body), 201)["id"])
        for key in ("kim", "park"):
            _took(self.lead.call("POST", f"{made.at}members/", {"email": f"{key}@example.org", "role": "annotator"}), 201)
        made.bring(texts)
        return made


class Project:
    def __init__(self, house: House, id: int) -> None:
        self.house, self.id, self.at, self.page = house, id, f"projects/{id}/", f"/projects/{id}/"

    def bring(self, texts: Iterable[str | dict]) -> None:
        rows = [text if isinstance(text, dict) else {"text": text} for text in texts]
        if rows:
            assert _took(self.house.lead.call("POST", f"{self.at}imports/", rows), 201)["items"] == len(rows)

    def claim(self, key: str) -> dict:
        return _took(self.house.client(key).call("POST", f"{self.at}claims/", {}), 200)

    def label(self, key: str, says: Callable[[str], str]) -> None:
        """This person answers all there is for them, by their program."""
        client = self.house.client(key)
        while (got := _took(client.call("POST", f"{self.at}claims/", {}), 200))["assignment"]:
            answer = {"id": str(uuid.uuid4()), "result": vote(says(got["task"]["data"]["text"])), "seconds": 2}
            _took(client.call("POST", f"assignments/{got['assignment']['id']}/annotations/", answer), 201)

    def settle(self) -> None:
        """By majority, here and now; unless a worker was first: then as soon as it is through."""
        self.run("settle/", {"rule": "majority"})

    def run(self, path: str, body: dict, *, seconds: float = 60) -> None:
        """What is asked for by POST as a job, done when this returns."""
        asked = _took(self.house.lead.call("POST", self.at + path, body), 202)
        job = asked.get("job", asked["id"])
        self.house.shell(f"from annotate.jobs import services; from annotate.jobs.kinds import KINDS; print(services.run({job}, KINDS))")
        until = time.monotonic() + seconds
        while (state := self.house.lead.call("GET", f"{self.at}jobs/{job}/")[1]["state"]) in ("queued", "running"):
            assert time.monotonic() < until, state
            time.sleep(0.05)
        assert state == "done"

    def answers(self) -> list[tuple[str, list[str]]]:
        """[(text, the choices in force, one for each annotation)], in the order of the import."""
        rows = _took(self.house.lead.call("GET", f"{self.at}export/?format=json"), 200)
        return [(row["data"]["text"], list(itertools.chain.from_iterable(map(_choices, row["annotations"])))) for row in rows]

    def results(self) -> list[list[dict]]:
        """The stored result JSON of the annotation in force of each item that has one, in the order of the import."""
        rows = _took(self.house.lead.call("GET", f"{self.at}export/?format=json"), 200)
        return [row["annotations"][-1]["result"] for row in rows if row["annotations"]]

    def begin(self, key: str, result: list[dict]) -> dict:
        """This person's next task, with `result` as their draft: the page opens it. The claim."""
        got = self.claim(key)
        path = f"assignments/{got['assignment']['id']}/draft/"
        assert self.house.client(key).call("PUT", path, {"result": result, "seconds": 1})[0] == 204
        return got

    def made(self) -> int:
        """Annotations that the server holds, corrected ones too."""
        return int(
            self.house.shell(
                f"from annotate.annotations.models import Annotation; print(Annotation.objects.filter(project={self.id}).count())"
            )
        )


def _choices(annotation: dict) -> list[str]:
    return [choice for entry in annotation["result"] for choice in entry["value"].get("choices", [])]


def _took(answer: tuple[int, dict], expected: int) -> dict:
    status, body = answer
    assert status == expected, (status, body)
    return body
