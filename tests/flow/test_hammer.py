"""Eight annotators in eight processes on a real server: every seat filled once, no answer lost, whoever dies."""

from __future__ import annotations

import pytest

from bench.hammer import hammer
from bench.server import Server, postgres

TASKS, SEATS = 500, 3


@pytest.mark.slow
@pytest.mark.parametrize("kill", [False, True], ids=["calm", "server killed"])
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_every_seat_is_filled_exactly_once(tmp_path, database, kill):
    url = postgres(f"malmoi_hammer_{'kill' if kill else 'calm'}") if database == "postgres" else None
    if database == "postgres" and url is None:
        pytest.skip("no PostgreSQL answers on loopback")
    with Server(tmp_path / "data", url) as server:
        report = hammer(server, tasks=TASKS, seats=SEATS, annotators=8, kill=kill)
    assert report["annotations"] == report["acknowledged"] == TASKS * SEATS
    for nothing in ("lost", "doubled", "tasks_over_their_seats", "tasks_unfinished", "tasks_with_a_wrong_count", "still_held"):
        assert report[nothing] == 0, report
    assert report["errors_shown"] == []
    assert (report["kills"] > 0) is kill
