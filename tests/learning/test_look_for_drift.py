"""What comes in is compared with what the champion learned from: once, sampled, and an alert stays until somebody settles it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from annotate.corpus.models import ReleaseItem
from annotate.jobs import due
from annotate.jobs.models import Job
from annotate.learning import client, selectors, services
from annotate.learning.models import DriftLook
from annotate.learning.selectors import drift as samples
from annotate.learning.services.promote import contend
from annotate.queue.models import Task
from domain.errors import Problem, Refused
from tests.cast import NOW, bring, chosen
from tests.learning.contestants import LABELS, arena

LATER = NOW + dt.timedelta(days=1)
N = 150


@pytest.fixture
def ring(db, monkeypatch):
    """A champion that learned from 150 texts; the ML backend gives vectors by what a text says."""
    made = arena(N, test_share=0.45)
    made.sent = []

    def answer(method, path, payload=None):
        if path not in ("/features", "/predict"):
            return made.answer(method, path, payload)
        texts = [task["data"]["text"] for task in payload["tasks"]]
        made.sent += texts
        if path == "/features":
            return 200, {"encoder": "fake", "vectors": [vector(text) for text in texts]}
        return 200, {"results": [{"result": chosen(label_of(text)), "score": 0.8} for text in texts]}

    monkeypatch.setattr(client, "_backend", answer)
    made.champion = contend(made.version("v1", 0.7), now=NOW)
    return made


def vector(text: str) -> list[float]:
    drawn = np.random.default_rng(list(text.encode())).normal(size=8)
    return (drawn + 2 * ("영화" in text)).tolist()


def label_of(text: str) -> str:
    return "positive" if "영화" in text else LABELS[len(vector(text)) and int(abs(vector(text)[0]) * 10) % 3]


def as_before(n: int = N) -> list[str]:
    return [f"no. text {i}" for i in range(n)]


def changed(n: int = N) -> list[str]:
    return [f"영화 {i}편이 정말 재미있었습니다" for i in range(n)]


def look(ring, heard) -> dict:
    return services.look_for_drift(ring.project, report=heard, now=LATER)


def test_what_is_as_before_raises_no_alert(ring, heard):
    bring(ring.cast, as_before(), name="same")
    assert look(ring, heard) == {"looks": 1, "alerts": 0, "waiting": 0, "why": ""}
    found = DriftLook.objects.get()
    assert {one["name"] for one in found.report["measures"]} == {"features", "length", "script", "unseen", "label", "score"}
    assert [one["name"] for one in found.report["measures"] if one["p"] is None] == ["unseen"], "half of so few lend their words"
    assert selectors.open_alert(ring.project) is None


def test_what_has_changed_is_told_once_and_settled(ring, heard):
    bring(ring.cast, changed(), name="films")
    assert look(ring, heard)["alerts"] == 1
    found = selectors.open_alert(ring.project)
    assert {"features", "script", "label"} <= set(found.alerts)
    assert len(found.report["far"]) == 8
    assert look(ring, heard) == {"looks": 0, "alerts": 0, "waiting": 0, "why": "too_few"}
    services.settle_alert(found, note="films now", by=ring.cast.alice, now=LATER)
    assert selectors.open_alert(ring.project) is None
    with pytest.raises(Refused, match="already"):
        services.settle_alert(found, note="", by=ring.cast.alice, now=LATER)


def test_no_test_item_of_what_came_in_is_looked_at(ring, heard):
    batch = bring(ring.cast, changed(), name="films")
    look(ring, heard)
    test = set(batch.items.filter(split="test").values_list("data__text", flat=True))
    assert test
    assert not test & set(ring.sent)


def test_what_a_model_chose_and_what_was_generated_are_no_measure(ring, heard):
    """Chosen texts are unlike the rest by intent: an alert against them would say nothing of what comes in."""
    taught = ReleaseItem.objects.filter(release=ring.release).exclude(split="test")
    picked = set(taught.values_list("item_id", flat=True)[:10])
    Task.objects.filter(item__in=picked).update(by_model=True)
    drawn = {one.item for one in samples.learned_from(ring.champion, np.random.default_rng(0))}
    assert drawn == set(taught.values_list("item_id", flat=True)) - picked


def test_texts_whose_label_was_taken_from_a_model_are_not_compared_with(ring):
    """They are there because the model was sure of them: unlike the rest, too."""
    rows = ReleaseItem.objects.filter(release=ring.champion.run.release, split="train").order_by("pk")
    sure = set(rows.values_list("item_id", flat=True)[:5])
    ReleaseItem.objects.filter(release=ring.champion.run.release, item__in=sure).update(accepted=True)
    drawn = {one.item for one in samples.learned_from(ring.champion, np.random.default_rng(0))}
    assert drawn
    assert not drawn & sure


def test_small_imports_wait_for_one_another(ring, heard):
    bring(ring.cast, changed(60), name="a few")
    assert look(ring, heard) == {"looks": 0, "alerts": 0, "waiting": 60, "why": "too_few"}
    bring(ring.cast, changed()[60:], name="more")
    assert look(ring, heard)["looks"] == 1
    assert len(DriftLook.objects.get().batches) == 2


def test_a_backend_that_knows_no_features_leaves_the_rest(ring, heard, monkeypatch):
    answer = client._backend

    def without(method, path, payload=None):
        if path == "/features":
            return 409, {"code": "no_features", "message": "There are no frozen features of a sound here.", "fields": {}}
        return answer(method, path, payload)

    monkeypatch.setattr(client, "_backend", without)
    bring(ring.cast, changed())
    assert look(ring, heard)["alerts"] == 1
    found = DriftLook.objects.get()
    assert "no frozen features" in found.report["cannot"]["features"]
    assert found.report["far"] == []


@pytest.mark.parametrize("vectors", [[[1.0]], None, [["x"] * 3] * 100])
def test_an_answer_that_is_none_is_said(ring, heard, monkeypatch, vectors):
    monkeypatch.setattr(client, "_backend", lambda *_: (200, {"vectors": vectors}))
    bring(ring.cast, changed())
    with pytest.raises(Problem, match="ML backend answered"):
        look(ring, heard)
    assert not DriftLook.objects.exists()


def test_of_a_large_import_ids_are_guessed(ring, monkeypatch):
    """The same items could be drawn as by reading all of them; none twice, none of another import."""
    batch = bring(ring.cast, changed())
    bring(ring.cast, as_before())
    monkeypatch.setattr(samples, "_READ_ALL", 10)
    drawn = samples.newcomers(ring.champion, [batch.pk], np.random.default_rng(0))
    fit = set(batch.items.exclude(split="test").values_list("pk", flat=True))
    assert len(drawn) == len({one.item for one in drawn})
    assert {one.item for one in drawn} == fit


def test_the_sweep_asks_for_a_look_once_after_something_came_in(ring, run_jobs):
    assert [job.kind for job in due.look_for_drift(now=LATER)] == ["drift"]
    run_jobs()
    assert due.look_for_drift(now=LATER) == [], "nothing has come in since"
    bring(ring.cast, changed())
    Job.objects.update(created_at=NOW - dt.timedelta(hours=1))
    due.look_for_drift(now=LATER)
    (job,) = run_jobs()
    assert (job.kind, job.state, job.result["alerts"]) == ("drift", Job.DONE, 1)


def test_without_a_champion_there_is_nothing_to_compare_with(cast, heard):
    assert services.look_for_drift(cast.project, report=heard, now=LATER)["why"] == "no_champion"
    assert due.look_for_drift(now=LATER) == []
