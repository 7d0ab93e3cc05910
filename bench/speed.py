"""What a person waits for, at 10,000 and 100,000 tasks, on SQLite and PostgreSQL, as one table.

    python -m bench.speed [--tasks 10000,100000] [--databases sqlite,postgres] [--seconds 10]

Over HTTP on loopback, against two server processes; clients and server share the machine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from .server import ROOT, SENTIMENT, Client, Server, postgres, vote


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def milliseconds(values: list[float]) -> str:
    return " / ".join(f"{percentile(values, share) * 1000:.1f}" for share in (0.5, 0.95, 0.99))


def timed(act) -> tuple[float, object]:
    began = time.perf_counter()
    answer = act()
    return time.perf_counter() - began, answer


def loop(client: Client, project: int, rng: random.Random, until: float, most: int = 10**9) -> tuple[list[float], list[float]]:
    """Claim and submit until the time is over; seconds of each claim and each submit."""
    claims, submits = [], []
    while time.perf_counter() < until and len(submits) < most:
        took, (status, got) = timed(lambda: client.call("POST", f"projects/{project}/claims/", {}))
        assert status == 200, got
        assert got["assignment"], got
        claims.append(took)
        body = {"id": str(uuid.uuid4()), "result": vote(rng.choice(["positive", "negative", "neutral"])), "seconds": 1.5}
        address = f"assignments/{got['assignment']['id']}/annotations/"
        took, (status, got) = timed(lambda address=address, body=body: client.call("POST", address, body))
        assert status == 201, got
        submits.append(took)
    return claims, submits


def one_of_many(port: int, token: str, project: int, seed: int, seconds: float, start, results) -> None:
    client = Client(port, token)
    client.call("GET", "me/")
    start.wait()
    claims, submits = loop(client, project, random.Random(seed), time.perf_counter() + seconds)
    results.put((claims, submits))


def together(server: Server, project: int, tokens: list[str], seconds: float) -> tuple[float, float, list[float], list[float]]:
    """(annotations/s, server CPU milliseconds per annotation, claims, submits) of so many annotators at once."""
    context = multiprocessing.get_context("spawn")
    results, start = context.Queue(), context.Barrier(len(tokens) + 1)
    people = [
        context.Process(target=one_of_many, args=(server.port, token, project, n, seconds, start, results))
        for n, token in enumerate(tokens)
    ]
    for one in people:
        one.start()
    start.wait()
    cpu, began = server.cpu_seconds(), time.perf_counter()
    found = [results.get() for _ in people]
    spent, took = server.cpu_seconds() - cpu, time.perf_counter() - began
    for one in people:
        one.join()
    claims = [t for c, _ in found for t in c]
    submits = [t for _, s in found for t in s]
    return len(submits) / took, spent * 1000 / len(submits), claims, submits


def rows(tasks: int, path: Path) -> None:
    rng = random.Random(7)
    words = "the box came late but it works and I would buy it again for my mother 값이 싸고 배송이 빨라요 아주 좋아요".split()
    with path.open("w") as out:
        for n in range(tasks):
            out.write(json.dumps({"text": f"{n} " + " ".join(rng.choices(words, k=15))}, ensure_ascii=False) + "\n")


def imported(server: Server, project: int, path: Path) -> float:
    """Seconds of `manage.py import_file`, as it says itself: reading, checking, writing items and tasks."""
    return float(json.loads(server.manage("import_file", str(project), str(path), "--json").splitlines()[-1])["seconds"])


def exported(client: Client, server: Server, project: int) -> tuple[float, int, int]:
    """(seconds, bytes, growth of the server's peak memory in bytes) of the whole corpus as Label Studio JSON."""
    before, size = server.memory(), 0
    began = time.perf_counter()
    client.connection.request("GET", f"/api/v1/projects/{project}/export/?format=json", headers=client.headers)
    answer = client.connection.getresponse()
    assert answer.status == 200, answer.read()
    while chunk := answer.read(1 << 20):
        size += len(chunk)
    return time.perf_counter() - began, size, server.memory() - before


def measure(kind: str, tasks: int, seconds: float) -> dict[str, str]:
    database = postgres(f"malmoi_speed_{tasks}") if kind == "postgres" else None
    if kind == "postgres" and database is None:
        raise SystemExit("No PostgreSQL answers on loopback.")
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "data", database) as server:
        lead = server.client("lead@example.org")
        _, project = lead.call("POST", "projects/", {"title": "Speed", "label_config": SENTIMENT, "annotators_per_task": 3})
        emails = [f"a{n}@example.org" for n in range(9)]
        for email in emails:
            lead.call("POST", f"projects/{project['id']}/members/", {"email": email, "role": "annotator"})
        tokens = server.manage("token", *emails).splitlines()
        path = Path(folder) / "rows.jsonl"
        rows(tasks, path)
        took = imported(server, project["id"], path)
        alone = Client(server.port, tokens[8])
        loop(alone, project["id"], random.Random(1), time.perf_counter() + 60, most=50)
        claims, submits = loop(alone, project["id"], random.Random(2), time.perf_counter() + seconds, most=1000)
        rate, cpu, many_claims, many_submits = together(server, project["id"], tokens[:8], seconds)
        lists = [timed(lambda: lead.call("GET", f"projects/{project['id']}/tasks/?page_size=100"))[0] for _ in range(100)]
        export, size, grown = exported(lead, server, project["id"])
    return {
        "database": kind,
        "tasks": f"{tasks:,}",
        "next p50/p95/p99 ms": milliseconds(claims),
        "submit p50/p95/p99 ms": milliseconds(submits),
        "8 annotators: annotations/s": f"{rate:.0f}",
        "8: next p50/p95/p99 ms": milliseconds(many_claims),
        "8: submit p50/p95/p99 ms": milliseconds(many_submits),
        "server CPU ms/annotation": f"{cpu:.1f}",
        "list of 100 p50/p95/p99 ms": milliseconds(lists),
        "import tasks/s": f"{tasks / took:,.0f}",
        "JSON export s": f"{export:.2f}",
        "export MB": f"{size / 1e6:.1f}",
        "memory grown by export MB": f"{grown / 2**20:.1f}",
        "next+submit p50 ms": f"{(statistics.median(claims) + statistics.median(submits)) * 1000:.2f}",
    }


def table(found: list[dict[str, str]]) -> str:
    """Measures down, set-ups across."""
    names = list(found[0])
    head = ["", *[f"{one['database']} {one['tasks']}" for one in found]]
    body = [[name, *[one[name] for one in found]] for name in names[2:]]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *body])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", default="10000,100000")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    found = [
        measure(kind, int(tasks), given.seconds) for kind in given.databases.split(",") for tasks in given.tasks.split(",")
    ]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    print(f"{time.strftime('%Y-%m-%d')}, commit {commit}, Python {platform.python_version()}, {os.cpu_count()} cores, {sys.platform}")
    print(table(found))


if __name__ == "__main__":
    main()
