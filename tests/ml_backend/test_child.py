"""Work in a process of its own: what it says arrives, and whatever happens to it ends in one clear sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from domain.errors import Invalid, Refused
from ml_backend.child import Crashed, Limits, run
from tests.ml_backend.tiny import last

WORK = "tests.ml_backend.child_work:"


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids) -> bool:
    for _ in range(200):
        if not any(alive(p) for p in pids):
            return True
        time.sleep(0.05)
    return False


def test_events_and_the_result_arrive_whole():
    events, result = last(run(WORK + "count", {"to": 50}))
    assert [e["message"] for e in events] == [f"{i} of 50, 한국어" for i in range(50)]
    assert result["sum"] == 1225
    assert result["pid"] != os.getpid()


def test_a_request_larger_than_a_pipe_holds_arrives():
    assert last(run(WORK + "count", {"to": 1, "texts": ["가" * 1000] * 1000}))[1]["sum"] == 0


def test_a_problem_keeps_its_kind_and_code():
    with pytest.raises(Refused, match=r"That is not to be\.") as refused:
        last(run(WORK + "refuse", {}))
    assert (refused.value.code, refused.value.fields) == ("not_to_be", {"a": 1})


@pytest.mark.parametrize(
    ("work", "request_", "words"),
    [
        ("fail", {}, "RuntimeError: the inner reason"),
        ("die", {"how": "kill"}, "SIGKILL.*run out of memory.*last words"),
        ("die", {"how": "fault"}, "SIGSEGV"),
        ("there_is_none", {}, "there_is_none"),
    ],
)
def test_a_crash_is_one_sentence_with_its_last_words(work, request_, words):
    with pytest.raises(Crashed, match=f"(?s)The training process .*{words}") as crashed:
        last(run(WORK + work, request_))
    assert crashed.value.code == "crashed"


def test_too_much_memory_ends_it():
    with pytest.raises(Refused, match="0.2 GB are allowed") as refused:
        last(run(WORK + "hold", {}, Limits(memory=0.2)))
    assert refused.value.code == "too_large"


def test_too_much_time_ends_it():
    steps = run(WORK + "wait", {}, Limits(minutes=0.02))
    with pytest.raises(Refused, match=r"longer than the 0\.02 minutes") as refused:
        last(steps)
    assert refused.value.code == "too_slow"


def test_closing_kills_it_and_what_it_started():
    steps = run(WORK + "wait", {})
    pids = [int(p) for p in next(steps)["message"].split()]
    assert all(alive(p) for p in pids)
    steps.close()
    assert gone(pids)


def test_it_dies_with_its_caller():
    """A caller that is killed cannot clean up: the child sees that nobody is there."""
    code = f"from ml_backend.child import run\nsteps = run({WORK + 'wait'!r}, {{}})\nprint(next(steps)['message'], flush=True)\nnext(steps)"
    caller = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert caller.stdout is not None
    pids = [int(p) for p in caller.stdout.readline().split()]
    try:
        assert alive(pids[0])
        caller.send_signal(signal.SIGKILL)
        caller.wait()
        assert gone(pids[:1])
    finally:
        caller.stdout.close()
        os.kill(pids[1], signal.SIGKILL)


def test_what_is_no_json_is_refused_before_anything_runs():
    with pytest.raises((TypeError, Invalid)):
        next(run(WORK + "count", {"to": object()}))
