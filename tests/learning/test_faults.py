"""What goes wrong at the ML backend: it is said plainly, the queue stays as it was, the champion goes on."""

from __future__ import annotations

import httpx
import pytest

from annotate.learning import client
from annotate.learning.models import ModelVersion, Prediction
from annotate.learning.services import predict_and_rerank, start, train
from annotate.queue.models import Task
from domain.errors import Problem
from tests.cast import NOW


@pytest.fixture
def trained(taught, heard):
    cast, release = taught
    version = train(start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)
    predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    return cast, version


def standing(cast) -> list:
    return list(Task.objects.filter(round=cast.round).order_by("pk").values_list("pk", "priority", "suggestion", "suggested", "by_model"))


def spoil(monkeypatch, path, change):
    """The backend answers as before, but for `path`: there `change` is made to its answer."""
    right = client._backend

    def answer(method, asked, payload=None):
        status, told = right(method, asked, payload)
        return (status, change(told)) if asked == path else (status, told)

    monkeypatch.setattr(client, "_backend", answer)


def each(**values):
    def change(told):
        for row in told["results"]:
            row.update(values)
        return told

    return change


def unknown_label(told):
    told["results"][-1]["result"][0]["value"]["choices"] = ["splendid"]
    return told


WRONG = {
    "too few": (lambda told: {**told, "results": told["results"][:-1]}, "results to"),
    "no list": (lambda told: {"results": "many"}, "must be a list"),
    "nan": (each(score=float("nan")), "no score that is a number"),
    "no score": (each(score=None), "no score that is a number"),
    "unknown label": (unknown_label, "does not fit the label config"),
    "another control": (each(result=[{"from_name": "x", "to_name": "text", "type": "choices", "value": {}}]), "does not fit"),
    "not probabilities": (each(probabilities={"positive": 7}), "probabilities that are none"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_answer_that_cannot_be_changes_nothing(case, trained, heard, monkeypatch):
    cast, version = trained
    before = standing(cast)
    change, says = WRONG[case]
    spoil(monkeypatch, "/predict", change)
    with pytest.raises(Problem, match=says) as problem:
        predict_and_rerank(cast.project, strategy="entropy", report=heard, now=NOW)
    assert problem.value.code == "ml_backend"
    assert standing(cast) == before
    assert ModelVersion.objects.get(state=ModelVersion.CHAMPION) == version


def test_a_backend_that_hangs_is_given_up_and_said(trained, heard, monkeypatch):
    cast, _ = trained
    before = standing(cast)

    def hang(request):
        raise httpx.ReadTimeout("waited", request=request)

    monkeypatch.setattr(client, "_backend", client.over_http("http://ml.test", transport=httpx.MockTransport(hang)))
    with pytest.raises(Problem, match="did not answer in time"):
        predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    assert standing(cast) == before


def test_the_files_of_a_champion_that_are_damaged_are_not_served(trained, heard, service):
    cast, version = trained
    before = standing(cast)
    folder = service.store.root / "models" / f"malmoi-{cast.project.pk}" / version.name
    weights = (folder / "weights.npz").read_bytes()
    (folder / "weights.npz").write_bytes(weights[: len(weights) // 2])
    service.store._loaded.clear()
    with pytest.raises(Problem, match="are not what was written"):
        predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    assert standing(cast) == before


def test_a_disk_that_is_full_while_a_version_is_saved_leaves_the_champion(trained, heard, service, monkeypatch):
    cast, version = trained

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ml_backend.store.np.savez", full)
    again = start(cast.project, release=version.run.release, by=cast.alice, now=NOW, seed=5)
    with pytest.raises(Problem, match="No space left"):
        train(again, report=heard, now=lambda: NOW)
    again.refresh_from_db()
    assert again.state == "failed"
    assert "No space left" in again.failure
    assert service.store.names(f"malmoi-{cast.project.pk}") == [version.name]
    assert ModelVersion.objects.get() == version
    predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    assert Prediction.objects.filter(model_version=version).exists()
