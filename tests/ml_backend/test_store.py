"""Model versions on disk."""

from __future__ import annotations

import json

import numpy as np
import pytest

from domain.errors import Invalid, NotVisible
from ml_backend.models.head import Head
from ml_backend.models.softmax import Softmax
from ml_backend.store import Store

FORMAT = 2


def saved(store, made: Head, **manifest) -> str:
    told = {"format": FORMAT, "classes": list(made.classes), **manifest}
    return store.save("p1", manifest.get("encoder", "use").replace("+", "-"), made.arrays(), told)


def head(value: float = 1.0) -> Head:
    idf = (np.array([3, 9], np.int32), np.array([1, 2], np.float32))
    return Head(("A", "나"), Softmax(np.full((4, 2), value, np.float32), np.eye(2, dtype=np.float32), np.zeros(2, np.float32)), idf, 1.5)


def test_what_was_saved_is_loaded(store, backend):
    name = saved(store, head(), encoder="use+char", seed=3)
    assert name.startswith("use-char-")
    version = Store(backend.store).load("p1")  # another process
    assert version.name == name
    loaded = Head.from_arrays(version.manifest["classes"], version.arrays)
    assert loaded.classes == ("A", "나")
    assert loaded.temperature == 1.5
    assert (loaded.model.dense == 1).all()
    assert loaded.idf[0].tolist() == [3, 9]
    assert version.manifest["seed"] == 3
    assert store.projects() == ["p1"]


def test_the_name_says_what_is_in_it(store):
    first = saved(store, head(), encoder="use", seed=3)
    assert saved(store, head(), encoder="use", seed=3) == first
    assert saved(store, head(), encoder="use", seed=4) != first
    assert saved(store, head(2.0), encoder="use", seed=3) != first
    assert len(store.names("p1")) == 3


def test_the_last_saved_is_current_until_another_is_named(store):
    first = saved(store, head(), encoder="use", n=1)
    second = saved(store, head(), encoder="use", n=2)
    assert store.current("p1") == second
    store.use("p1", first)
    assert store.load("p1").name == first
    assert store.load("p1", second).name == second
    with pytest.raises(NotVisible):
        store.use("p1", "use-nothing")


def test_a_version_that_breaks_while_it_is_written_leaves_nothing(store, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        saved(store, head(), encoder="use")
    assert store.names("p1") == []
    assert list((store.root / "models" / "p1").iterdir()) == []


def test_a_damaged_version_is_not_served(store, backend):
    name = saved(store, head(), encoder="use", seed=3)
    path = store.root / "models" / "p1" / name / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"seed": 4}))
    with pytest.raises(Invalid, match="not what was written"):
        Store(backend.store).load("p1")


def test_nothing_there(store):
    assert store.names("p9") == []
    assert store.projects() == []
    with pytest.raises(NotVisible, match="No model has been trained") as caught:
        store.load("p9")
    assert caught.value.code == "no_model"
    with pytest.raises(NotVisible):
        store.load("p9", "use-1")


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden", "x" * 101])
def test_names_stay_inside_the_store(store, name):
    with pytest.raises(Invalid):
        store.names(name)
    with pytest.raises((Invalid, NotVisible)):
        store.load("p1", name)


def test_delete_frees_all_but_the_current(store):
    first = saved(store, head(), encoder="use", n=1)
    second = saved(store, head(), encoder="use", n=2)
    store.delete("p1", first)
    assert store.names("p1") == [second]
    with pytest.raises(Invalid, match="in use"):
        store.delete("p1", second)
