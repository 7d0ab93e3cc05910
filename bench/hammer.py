"""Annotators in processes of their own hammering `claims` and `annotations` on a real server; counts what came of it.

    python -m bench.hammer [--tasks 500 --seats 3 --annotators 8 --kill] [--database postgres]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import tempfile
import time
import uuid
from pathlib import Path

from .server import SENTIMENT, Client, Server, postgres, vote


def annotate(port: int, token: str, project: int, seed: int, results) -> None:
    """One annotator: two seats ahead as the page holds them, until the queue says that nothing is left for them."""
    rng = random.Random(seed)
    client = Client(port, token)
    sent, unexpected = [], []
    until = time.monotonic() + 600
    while time.monotonic() < until:
        status, got = client.call("POST", f"projects/{project}/claims/", {})
        if status != 200:
            unexpected.append((status, got))
            break
        if got["assignment"] is None:
            if got["reason"]["code"] in ("all_finished", "all_yours_done"):
                break
            time.sleep(0.05)
            continue
        id = str(uuid.uuid4())
        body = {"id": id, "result": vote(rng.choice(["positive", "negative", "neutral"])), "seconds": 1}
        status, answer = client.call("POST", f"assignments/{got['assignment']['id']}/annotations/", body)
        if status in (200, 201):
            sent.append(id)
        else:
            unexpected.append((status, answer))
    results.put({"sent": sent, "unexpected": unexpected, "retries": client.retries})


def prepare(server: Server, *, tasks: int, seats: int, annotators: int) -> tuple[int, list[str]]:
    """A project with its tasks; the annotators' tokens."""
    lead = server.client("lead@example.org")
    status, project = lead.call("POST", "projects/", {"title": "Hammer", "label_config": SENTIMENT, "annotators_per_task": seats})
    assert status == 201, project
    status, batch = lead.call("POST", f"projects/{project['id']}/imports/", [{"text": f"text number {n}"} for n in range(tasks)])
    assert (status, batch["items"]) == (201, tasks), batch
    emails = [f"annotator{n}@example.org" for n in range(annotators)]
    for email in emails:
        status, member = lead.call("POST", f"projects/{project['id']}/members/", {"email": email, "role": "annotator"})
        assert status == 201, member
    return project["id"], server.manage("token", *emails).splitlines()


def hammer(server: Server, *, tasks: int = 500, seats: int = 3, annotators: int = 8, kill: bool = False) -> dict:
    """Runs it and reports: annotations in the database, tasks over their seats, ids sent but missing, answers nobody expected."""
    project, tokens = prepare(server, tasks=tasks, seats=seats, annotators=annotators)
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    people = [context.Process(target=annotate, args=(server.port, token, project, n, results)) for n, token in enumerate(tokens)]
    began = time.monotonic()
    for one in people:
        one.start()
    kills = 0
    if kill:
        for _ in range(3):
            time.sleep(1.2)
            if any(one.is_alive() for one in people):
                server.kill()
                kills += 1
                time.sleep(0.3)
                server.start()
    found = [results.get(timeout=700) for _ in people]
    for one in people:
        one.join()
    seconds = time.monotonic() - began
    return {**counted(server, project, found), "kills": kills, "seconds": round(seconds, 1)}


def counted(server: Server, project: int, found: list[dict]) -> dict:
    """What the database holds against what the annotators were told."""
    script = (
        "import json; from django.db.models import F; from annotate.annotations.models import Annotation;"
        "from annotate.queue.models import Assignment, Task;"
        f"t = Task.objects.filter(project={project});"
        f"print(json.dumps({{'ids': [str(i) for i in Annotation.objects.filter(project={project}).values_list('pk', flat=True)],"
        "'over': t.filter(taken__gt=F('seats')).count(), 'unfinished': t.filter(is_finished=False).count(),"
        "'wrong_count': sum(1 for x in t if x.done != x.assignments.filter(state='done').count() or x.done != x.annotations.count()),"
        f"'still_held': Assignment.objects.filter(project={project}, state='held').count()}}))"
    )
    kept = json.loads(server.manage("shell", "-v", "0", "-c", script).splitlines()[-1])
    sent = [id for one in found for id in one["sent"]]
    return {
        "annotations": len(kept["ids"]),
        "acknowledged": len(sent),
        "lost": len(set(sent) - set(kept["ids"])),
        "doubled": len(sent) - len(set(sent)),
        "tasks_over_their_seats": kept["over"],
        "tasks_unfinished": kept["unfinished"],
        "tasks_with_a_wrong_count": kept["wrong_count"],
        "still_held": kept["still_held"],
        "errors_shown": [error for one in found for error in one["unexpected"]],
        "retries": sum(one["retries"] for one in found),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--seats", type=int, default=3)
    parser.add_argument("--annotators", type=int, default=8)
    parser.add_argument("--kill", action="store_true", help="SIGKILL the server in the middle, three times, and start it again")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    given = parser.parse_args()
    database = postgres("malmoi_hammer") if given.database == "postgres" else None
    if given.database == "postgres" and database is None:
        raise SystemExit("No PostgreSQL answers on loopback.")
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), database) as server:
        report = hammer(server, tasks=given.tasks, seats=given.seats, annotators=given.annotators, kill=given.kill)
    print(f"{given.database}{' with SIGKILL' if given.kill else ''}: {json.dumps(report)}")


if __name__ == "__main__":
    main()
