"""A worker killed in the middle: the job is found and finished by the next one, and nothing is doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from bench.server import ROOT, SENTIMENT, Server, postgres, vote

pytestmark = pytest.mark.slow
ROWS = 60_000


class Worker:
    def __init__(self, server: Server) -> None:
        self.environment = {**server.environment, "JOB_STALE_SECONDS": "3"}
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "config", "--quiet", "worker", "-B", "--concurrency", "1", "--loglevel", "ERROR"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def redis() -> str | None:
    import redis as client

    try:
        with client.Redis(socket_connect_timeout=1, db=9) as connection:
            connection.flushdb()
    except client.RedisError:
        return None
    return "redis://127.0.0.1:6379/9"


@pytest.fixture(params=["embedded", "postgres and redis"])
def house(request, tmp_path):
    """(server, worker, the lead's client, the project's address)"""
    database = broker = None
    if request.param != "embedded":
        database, broker = postgres("malmoi_killed_worker"), redis()
        if not (database and broker):
            pytest.skip("PostgreSQL and Redis do not both answer on loopback")
    server = Server(tmp_path / "data", database, workers=1)
    if broker:
        server.environment["CELERY_BROKER_URL"] = broker
    with server:
        lead = server.client("lead@example.org")
        status, project = lead.call("POST", "projects/", {"title": "Jobs", "label_config": SENTIMENT, "annotators_per_task": 1})
        assert status == 201, project
        worker = Worker(server)
        worker.start()
        try:
            yield server, worker, lead, f"projects/{project['id']}/"
        finally:
            worker.kill()


def until(look, seconds=600):
    """Poll until `look` gives something true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to pass")


def kill_in_the_middle(worker, job, began):
    """Wait until the job runs and `began` says that it did something; then SIGKILL the worker; the job must not be over."""
    until(lambda: (j := job())["state"] in ("done", "failed") or (j["state"] == "running" and began(j)))
    worker.kill()
    assert job()["state"] == "running", "it was over before it could be killed: not the middle"


def test_an_import_goes_on_where_it_stopped(house, tmp_path):
    server, worker, lead, at = house
    rows = "".join(json.dumps({"text": f"text number {n} " + "and so on " * 5}) + "\n" for n in range(ROWS))
    headers = {**lead.headers, "Content-Type": "application/x-ndjson"}
    lead.connection.request("POST", f"/api/v1/{at}imports/?name=rows.jsonl", rows.encode(), headers)
    answer = lead.connection.getresponse()
    told = json.loads(answer.read())
    assert answer.status == 202, told
    job = lambda: lead.call("GET", f"{at}jobs/{told['job']}/")[1]  # noqa: E731
    kill_in_the_middle(worker, job, lambda one: one["progress"] > 0)
    worker.start()
    done = until(lambda: (j := job())["state"] in ("done", "failed") and j)
    assert done["state"] == "done", done
    batch = lead.call("GET", f"{at}imports/{told['id']}/")[1]
    assert (batch["items"], batch["duplicates"], batch["rejected_count"]) == (ROWS, 0, 0)
    count = "from annotate.queue.models import Item, Task; print(Item.objects.count(), Task.objects.count())"
    assert server.manage("shell", "-v", "0", "-c", count).splitlines()[-1] == f"{ROWS} {ROWS}"


def test_a_training_is_done_again_and_makes_one_model_version(house):
    server, worker, lead, at = house
    annotator = server.client("ann@example.org")
    lead.call("POST", f"{at}members/", {"email": "ann@example.org", "role": "annotator"})
    words = {"positive": "good great love fine nice", "negative": "bad awful hate poor broken", "neutral": "box cable two of them"}
    texts = [f"{word} thing number {n}" for n in range(40) for words_of in words.values() for word in words_of.split()[:2]]
    assert lead.call("POST", f"{at}imports/", [{"text": text} for text in texts])[0] == 201
    label_of = {word: label for label, all_words in words.items() for word in all_words.split()}
    for number in range(len(texts)):
        _, got = annotator.call("POST", f"{at}claims/", {})
        label = label_of[got["task"]["data"]["text"].split()[0]]
        body = {"id": f"00000000-0000-4000-8000-{number:012d}", "result": vote(label)}
        assert annotator.call("POST", f"assignments/{got['assignment']['id']}/annotations/", body)[0] == 201
    _, settling = lead.call("POST", f"{at}settle/", {"rule": "majority"})
    settled = lambda: lead.call("GET", f"{at}jobs/{settling['id']}/")[1]["state"]  # noqa: E731
    until(lambda: settled() in ("done", "failed"))
    assert settled() == "done"
    status, release = lead.call("POST", f"{at}releases/", {})
    assert status == 201, release
    status, run = lead.call("POST", f"{at}runs/", {})
    assert status == 202, run
    job = lambda: lead.call("GET", f"{at}jobs/{run['job']}/")[1]  # noqa: E731
    kill_in_the_middle(worker, job, lambda one: True)
    worker.start()
    done = until(lambda: (j := job())["state"] in ("done", "failed") and j)
    assert done["state"] == "done", done
    runs = lead.call("GET", f"{at}runs/")[1]["results"]
    assert [one["state"] for one in runs] == ["done"]
    count = "from annotate.learning.models import ModelVersion; print(ModelVersion.objects.count())"
    assert server.manage("shell", "-v", "0", "-c", count).splitlines()[-1] == "1"
