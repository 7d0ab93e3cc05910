"""The other end of ml_backend.child: `python -m ml_backend.train_child` reads one request, does the work, writes its events."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from typing import Any

from domain.errors import Problem
from ml_backend.child import clock, resident

_LOOK = 0.2
"""Seconds between looks at time, memory and the caller."""


class _Line:
    """The pipe to the caller. Once closed by a last word, nothing follows."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # whatever a library prints goes to the log, not between the events
        self._lock = threading.Lock()
        self._over = False

    def tell(self, row: dict[str, Any], last: bool = False) -> None:
        with self._lock:
            if not self._over:
                self._over = last
                self._out.write(json.dumps(row, allow_nan=False).encode() + b"\n")
                self._out.flush()

    def problem(self, kind: str, code: str, message: str, fields: dict[str, Any] | None = None) -> None:
        self.tell({"event": "problem", "kind": kind, "code": code, "message": message, "fields": fields or {}}, last=True)


def _watch(line: _Line, minutes: float | None, memory: float | None, parent: int) -> None:
    """Ends this process when its time is over, when it holds too much, or when nobody waits for it any more."""
    began, pause = clock(), threading.Event()
    while not pause.wait(_LOOK):
        if os.getppid() != parent:
            os._exit(3)
        if minutes is not None and clock() - began > 60 * minutes:
            line.problem("Refused", "too_slow", f"The training was stopped: it took longer than the {minutes:g} minutes allowed.")
            os._exit(4)
        if memory is not None and (held := resident()) > memory:
            why = f"The training was stopped: it held {held:.1f} GB of memory and {memory:g} GB are allowed."
            line.problem("Refused", "too_large", f"{why} Take smaller batches, shorter texts or a smaller model.")
            os._exit(5)


def _orphaned() -> None:
    """The caller's end of the pipe closes when it dies, however it dies."""
    sys.stdin.buffer.read()
    os._exit(3)


def main() -> None:
    line = _Line()
    order = json.loads(sys.stdin.buffer.readline())
    for target, given in ((_orphaned, ()), (_watch, (line, order["minutes"], order["memory"], order["parent"]))):
        threading.Thread(target=target, args=given, daemon=True).start()
    try:
        module, _, name = order["work"].partition(":")
        steps = getattr(importlib.import_module(module), name)(order["request"])
        while True:
            try:
                line.tell(next(steps))
            except StopIteration as end:
                line.tell({"event": "result", "result": end.value}, last=True)
                break
    except Problem as problem:
        line.problem(type(problem).__name__, problem.code, problem.message, problem.fields)
    except MemoryError:
        line.problem("Refused", "too_large", "The training ran out of memory. Take smaller batches, shorter texts or a smaller model.")
    except BrokenPipeError:
        pass
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # threads of libraries cannot hold it back


if __name__ == "__main__":
    main()
