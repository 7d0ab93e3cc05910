"""A training in a process of its own: its limits, its end, what it leaves behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from domain.errors import Refused
from ml_backend import loop
from ml_backend.child import Crashed
from ml_backend.features.registry import available
from ml_backend.settings import Settings
from ml_backend.store import Store
from ml_backend.training import Training
from tests.ml_backend.pictures import BOXES, boxed

pytestmark = pytest.mark.slow


@pytest.fixture
def backend(tmp_path):
    made = Settings(tmp_path, token="secret")
    if not available("efficientnet", made, "picture"):
        pytest.skip("the package of the picture network is not installed")
    return made


def training(backend, **options):
    """(the store, the events to come)"""
    store, asked = Store(backend.store), Training("", options={"size": 64, "epochs": 40, **options})
    return store, loop.train(boxed({"train": 12}), BOXES, project="p", store=store, settings=backend, training=asked)


def pid() -> int:
    """The one process of this machine that was started by us and trains."""
    found = []
    for told in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((told / "stat").read_text().rpartition(")")[2].split()[1])
            found += [int(told.name)] if parent == os.getpid() and b"ml_backend.train_child" in (told / "cmdline").read_bytes() else []
        except OSError:
            pass  # gone meanwhile
    (only,) = found
    return only


def making(backend) -> list[str]:
    return [path.name for path in (backend.store / "making").iterdir()]


def test_killed_it_is_told_and_nothing_stays(backend):
    store, events = training(backend, epochs=1000)  # it must not be over before it is killed
    next(event for event in events if event["event"] == "metric")
    os.kill(pid(), signal.SIGKILL)
    with pytest.raises(Crashed, match="ended by SIGKILL"):
        list(events)
    assert store.names("p") == making(backend) == []


def test_more_memory_than_it_may_hold_is_refused(backend):
    store, events = training(backend, memory=0.1)
    with pytest.raises(Refused) as refused:
        list(events)
    assert refused.value.code == "too_large"
    assert store.names("p") == making(backend) == []


def test_it_makes_a_version_and_never_sees_the_token(backend):
    store, events = training(backend, epochs=2)
    next(event for event in events if event["event"] == "metric")
    (asked,) = (backend.store / "making").glob("*/asked")
    assert b"picture-boxes" in asked.read_bytes()
    assert backend.token.encode() not in asked.read_bytes()
    *_, last = events
    assert store.names("p") == [last["model_version"]]
    assert [path for path in (backend.store / "making").rglob("*") if path.is_file()] == []
