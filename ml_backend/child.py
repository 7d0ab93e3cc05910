"""Long work in a process of its own: what breaks there (memory, a fault in a library, a loop without end) does not break the caller.

The request goes down a pipe as one line of JSON, events come back as lines of JSON. The pipe stays open: when the caller dies, it closes,
and the child ends. Closing the generator kills the child and whatever it started.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from domain.errors import Problem

_LAST = 1500
"""Characters of what a crashed child said last that are told."""


class Crashed(Problem):
    """The work ended without a result; its last words are in the message."""

    code = "crashed"


@dataclass(frozen=True)
class Limits:
    """`memory` in GB of the child's resident size; both None: without limit."""

    minutes: float | None = None
    memory: float | None = None
    threads: int = 1


def run(work: str, request: Mapping[str, Any], limits: Limits | None = None) -> Generator[dict[str, Any], None, Any]:
    """`work` "package.module:function": called with the request, it yields events and returns something that JSON can hold, which is
    returned.

    A `Problem` raised there is raised here with its code. `Crashed` where the child ended without a result.
    """
    limits = limits or Limits()
    with tempfile.TemporaryFile() as errors:
        child = _started(work, request, limits, errors)
        try:
            return (yield from _events(child, errors))
        finally:
            _ended(child)


def _started(work: str, request: Mapping[str, Any], limits: Limits, errors: IO[bytes]) -> subprocess.Popen:
    env = dict(os.environ) | {name: str(limits.threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    env |= {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": str(1 << 20)}  # large blocks go back to the machine once freed
    root = str(Path(__file__).resolve().parent.parent)
    env["PYTHONPATH"] = os.pathsep.join(p for p in (root, env.get("PYTHONPATH", "")) if p)
    child = subprocess.Popen(
        [sys.executable, "-m", "ml_backend.train_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=env,
        start_new_session=True,  # its own group, so that all of it can be killed, and Ctrl-C reaches the caller first
    )
    ordered = {"work": work, "minutes": limits.minutes, "memory": limits.memory, "parent": os.getpid(), "request": dict(request)}
    try:
        assert child.stdin is not None
        child.stdin.write(json.dumps(ordered).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        pass  # it died at once: that is told when its events are read
    except BaseException:
        _ended(child)
        raise
    return child


def _events(child: subprocess.Popen, errors: IO[bytes]) -> Generator[dict[str, Any], None, Any]:
    assert child.stdout is not None
    for line in child.stdout:
        try:
            told = json.loads(line)
        except ValueError:  # cut off in the middle
            break
        if told["event"] == "result":
            return told["result"]
        if told["event"] == "problem":
            raise _problem(told)
        yield told
    raise Crashed(_why(child, errors))


def _problem(told: Mapping[str, Any]) -> Problem:
    """Of the same class as the one raised in the child, as far as there is one."""
    kinds: dict[str, type[Problem]] = {kind.__name__: kind for kind in Problem.__subclasses__()}
    return kinds.get(told["kind"], Problem)(told["message"], code=told["code"], fields=told["fields"])


def _why(child: subprocess.Popen, errors: IO[bytes]) -> str:
    try:
        code = child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        return "The training process stopped answering."
    errors.seek(0, os.SEEK_END)
    errors.seek(max(0, errors.tell() - _LAST))
    words = errors.read().decode("utf-8", "replace").strip()
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    hint = " The machine may have run out of memory." if code == -signal.SIGKILL else ""
    return f"The training process {how} before it was ready.{hint}" + (f" Its last words: {words}" if words else "")


def _ended(child: subprocess.Popen) -> None:
    """Kills its whole group if it still runs, and waits for it, so that nothing is left behind."""
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    for pipe in (child.stdin, child.stdout):
        if pipe:
            try:
                pipe.close()
            except OSError:
                pass
    child.wait()


def resident() -> float:
    """GB of this process that lie in memory."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e9


def clock() -> float:
    return time.monotonic()
