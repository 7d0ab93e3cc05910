"""Work for a child process to do, well and badly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from typing import Any

from domain import protocol
from domain.errors import Refused

Steps = Generator[dict[str, Any], None, Any]


def count(request: Mapping[str, Any]) -> Steps:
    print("a library that prints")
    for i in range(request["to"]):
        yield protocol.progress(i / request["to"], f"{i} of {request['to']}, 한국어")
    return {"sum": sum(range(request["to"])), "pid": os.getpid()}


def refuse(request: Mapping[str, Any]) -> Steps:
    yield protocol.log("Looking.")
    raise Refused("That is not to be.", code="not_to_be", fields={"a": 1})


def fail(request: Mapping[str, Any]) -> Steps:
    yield protocol.log("Looking.")
    raise RuntimeError("the inner reason")


def die(request: Mapping[str, Any]) -> Steps:
    yield protocol.log("Looking.")
    print("last words", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGKILL if request["how"] == "kill" else signal.SIGSEGV)


def hold(request: Mapping[str, Any]) -> Steps:
    """Takes memory and keeps it."""
    held = [bytearray(os.urandom(1 << 20)) * 50 for _ in range(6)]
    yield protocol.log("Holding.")
    time.sleep(60)
    return len(held)


def wait(request: Mapping[str, Any]) -> Steps:
    """Starts a child of its own, tells both ids, and never ends."""
    own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield protocol.log(f"{os.getpid()} {own.pid}")
    while True:
        time.sleep(1)
