"""A training in a process of its own, for learners that take minutes and gigabytes: what breaks there leaves the caller whole."""

from __future__ import annotations

import pickle
import shutil
import tempfile
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml_backend import child
from ml_backend.learners.options import number
from ml_backend.threads import limited

if TYPE_CHECKING:
    from ml_backend.learners.base import Learner, Trained, Work

Event = dict[str, Any]
SLACK = 1.25
"""The hard limits lie so far above those that a training keeps to by itself."""
MINUTES, MEMORY = 60.0, 4.0
_SPARE = 10.0
"""Minutes more for what comes before and after learning: a learner whose time is up ends with what there is."""
THREADS = 2
_EMPTY = 60.0
"""Seconds for which a folder may be empty before it counts as left behind."""
_ASKED, _MADE = "asked", "made"


def train(learner: Learner, work: Work) -> Generator[Event, None, Trained]:
    """As `learner.train(work)`. Options of all these: `minutes`, `memory` in GB. Cancelled, failed or over its limits, nothing stays.
    `Refused` (too_slow, too_large), `child.Crashed`."""
    options = work.training.options
    minutes, memory = number(options, "minutes", MINUTES, 0.01, 10_000), number(options, "memory", MEMORY, 0.1, 1000)
    folder = made_in(work.settings.store / "making")
    try:
        # Pickled by us for us, in a folder that is nobody else's; the token is no business of a training.
        asked = replace(work, settings=replace(work.settings, token=""))
        (folder / _ASKED).write_bytes(pickle.dumps((learner.name, asked)))
        limits = child.Limits(minutes * SLACK + _SPARE, memory * SLACK, min(work.settings.threads, THREADS))
        yield from child.run("ml_backend.learners.apart:run", {"folder": str(folder)}, limits)
        made: Trained = pickle.loads((folder / _MADE).read_bytes())
        for name in (_ASKED, _MADE):
            (folder / name).unlink()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return made


def run(request: dict[str, Any]) -> Generator[Event, None, dict[str, Any]]:
    """In the child."""
    from ml_backend.learners import registry

    folder = Path(request["folder"])
    tempfile.tempdir = str(folder)  # what is left behind when it is killed goes with the folder
    name, work = pickle.loads((folder / _ASKED).read_bytes())
    with limited(work.settings.threads):
        made: Trained = yield from registry.learner(name).train(work)
    files = {}
    for n, (where, path) in enumerate(made.files.items()):
        files[where] = path.rename(folder / f"file-{n}")
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
    (folder / _MADE).write_bytes(pickle.dumps(replace(made, files=files)))
    return {}


def made_in(making: Path) -> Path:
    """A new folder there; those are swept away whose files went to the store."""
    making.mkdir(parents=True, exist_ok=True)
    for left in making.iterdir():
        try:
            if time.time() - left.stat().st_mtime > _EMPTY:
                left.rmdir()
        except OSError:
            pass  # another training is at it
    return Path(tempfile.mkdtemp(dir=making))
