"""Labels a model chose against labels drawn at random, with the ML backend in this process."""

from __future__ import annotations

from importlib import import_module

import pytest

from annotate.corpus.services import freeze
from annotate.learning import client
from annotate.learning.services import compare_arms
from annotate.queue.models import Task
from annotate.review.services import settle
from domain.errors import Problem, Refused
from tests.cast import NOW, label_all, play
from tests.learning.conftest import reviews


@pytest.fixture
def frozen(db, monkeypatch):
    """Of 110 texts half of those that are no test's were chosen by a model, most others were drawn when the queue was turned."""
    module = import_module("annotate.learning.services.compare_arms")  # the package gives this name to the verb
    for name, value in (("REPEATS", 2), ("SIZES", 2), ("LEAST_LABELS", 20), ("LEAST_ITEMS", 20)):
        monkeypatch.setattr(module, name, value)
    texts, truth = reviews(110)
    cast = play(texts=texts, seats=1, train_share=0.6, dev_share=0.1)
    label_all(cast, {cast.bob: truth})
    for n, task in enumerate(Task.objects.filter(is_test=False).order_by("id")):
        if n >= 10:
            Task.objects.filter(pk=task.pk).update(by_model=n % 2 == 0, suggestion={"result": []})
    cast.project.rounds.update(ordered_by="v1 margin")
    settle(cast.project, now=NOW)
    freeze(cast.project, by=cast.alice, now=NOW)
    return cast


def test_both_arms_teach_and_the_test_split_judges(frozen, heard, backend):
    told = compare_arms(frozen.project, report=heard)
    assert told["release"] == 1
    assert told["verdict"] in ("wins", "loses", "unclear")
    assert len(told["labels"]) == len(told["random"]) == len(told["chosen"]) == 2
    assert 0 < told["start"] <= 10
    assert told["items"] == Task.objects.filter(is_test=True).count()
    assert told["low"] <= told["difference"] <= told["high"]
    assert told["random"][-1] > 0.4  # three labels: luck would give a third
    # As many of one kind as of the other, and nothing of the test split is learned from.
    sent = [payload for path, payload in backend if path == "/train"]
    assert {payload["project"] for payload in sent} == {f"malmoi-{frozen.project.pk}-arms"}
    sizes = [len(payload["examples"]) for payload in sent]
    assert sizes == told["labels"] * 4
    tests = {task.item.data["text"] for task in Task.objects.filter(is_test=True).select_related("item")}
    assert not any(example["data"]["text"] in tests for payload in sent for example in payload["examples"])


def test_its_models_take_no_space_afterwards(frozen, heard, service):
    compare_arms(frozen.project, report=heard)
    assert service.store.projects() == [f"malmoi-{frozen.project.pk}-arms"]
    assert service.store.names(f"malmoi-{frozen.project.pk}-arms") == []


def test_nor_do_they_when_it_breaks_off_or_the_backend_cannot_forget(frozen, heard, service, monkeypatch):
    def answer(method, path, payload=None):
        if path in broken:
            return 500, {"message": "out of order"}
        return service.handle(method, path, payload or {})

    monkeypatch.setattr(client, "_backend", answer)
    name, broken = f"malmoi-{frozen.project.pk}-arms", {"/probabilities"}
    with pytest.raises(Problem, match="out of order"):
        compare_arms(frozen.project, report=heard)
    assert service.store.names(name) == []
    broken = {"/forget"}
    assert compare_arms(frozen.project, report=heard)["release"] == 1
    assert len(service.store.names(name)) > 1


def test_too_few_of_either_kind(frozen, heard):
    Task.objects.update(by_model=False)
    with pytest.raises(Refused, match="Too few yet: .* and 0 of texts a model chose") as problem:
        compare_arms(frozen.project, report=heard)
    assert problem.value.code == "too_few_labels"


def test_without_a_release(cast, heard):
    with pytest.raises(Refused) as problem:
        compare_arms(cast.project, report=heard)
    assert problem.value.code == "no_release"
