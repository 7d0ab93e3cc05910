"""A model version's page, the promotion page, doubtful labels: what a lead sees and may do there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from annotate.jobs.kinds import KINDS
from annotate.jobs.models import Job
from annotate.learning import client
from annotate.learning.models import Contest, ModelVersion, Prediction, PromotionRule, Shadow, Succession
from annotate.learning.selectors import champion
from annotate.learning.selectors.answers import answered
from annotate.learning.services.promote import contend
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from annotate.web.bias_words import bias, slices
from tests.cast import NOW, bring, chosen
from tests.learning.contestants import arena


@pytest.fixture
def ring(db, monkeypatch):
    made = arena(60)
    for n, item in enumerate(made.project.items.all()):
        item.meta = {"era": "old" if n % 2 else "new"}
        item.save(update_fields=["meta"])
    monkeypatch.setattr(client, "_backend", made.answer)
    contend(made.version("v1", 0.6), now=NOW)
    contend(made.version("v2", 0.65), now=NOW + dt.timedelta(hours=1))
    return made


@pytest.fixture
def at(ring):
    return lambda name, **more: reverse(f"web:{name}", kwargs={"pk": ring.project.pk, **more})


def of(name: str) -> ModelVersion:
    return ModelVersion.objects.get(name=name)


def test_a_version_is_shown_with_everything(ring, visitor, at):
    html = visitor(ring.cast.alice).get(at("model-version", version_id=of("v2").pk)).content.decode()
    for told in ("On the test items", "Macro F1", "Two people say the same", "no item has two votes", "Average precision", "era"):
        assert told in html
    for told in ("Where it errs", "What it takes for what", "How sure it is", "<svg", "Contests", "the champion stays", "What more labels"):
        assert told in html
    assert "came without a figure" in html
    assert "nan" not in html.lower().replace("finance", "")


def test_the_texts_behind_a_cell(ring, visitor, at):
    answers = answered(of("v1"))
    wrong = next(n for n in range(len(answers)) if answers.truth[n] != answers.said[n])
    truth, said = answers.classes[answers.truth[wrong]], answers.classes[answers.said[wrong]]
    page = visitor(ring.cast.alice)
    url = at("model-version", version_id=of("v1").pk)
    html = page.get(url).content.decode()
    assert f"?truth={truth}&amp;said={said}#behind" in html
    html = page.get(url, {"truth": truth, "said": said}).content.decode()
    item = ring.project.items.get(pk=answers.items[wrong])
    assert item.data["text"] in html
    assert reverse("web:dispute", kwargs={"pk": ring.project.pk, "task_id": item.tasks.get().pk}) in html
    expected = sum((answers.truth == answers.truth[wrong]) & (answers.said == answers.said[wrong]))
    assert f"{expected} item" in html
    assert 'id="behind"' not in page.get(url, {"truth": "nonsense", "said": said}).content.decode()


def test_the_list_of_versions_says_what_became_of_each(ring, visitor, at):
    """These have no figures of their training: the list does without."""
    html = visitor(ring.cast.alice).get(at("learning")).content.decode()
    assert "needed no contest" in html
    assert "Not better" in html or "It may be luck" in html
    assert at("model-version", version_id=of("v2").pk) in html


def test_a_version_that_was_not_asked_says_so(ring, visitor, at):
    html = visitor(ring.cast.alice).get(at("model-version", version_id=ring.version("v9", 0.5).pk)).content.decode()
    assert "Not asked about the test items yet" in html


def test_a_comparison_is_a_job_and_safe_to_run(ring, visitor, at):
    better = ring.version("v3", 0.99)
    visitor(ring.cast.alice).post(at("model-compare", version_id=better.pk))
    job = Job.objects.get(kind="contest")
    assert job.arguments == {"version": better.pk}
    assert KINDS["contest"](job, lambda *_: None)["verdict"] == "promoted"
    assert champion(ring.project) == better
    assert KINDS["contest"](job, lambda *_: None)["verdict"] == ""


def test_the_rule_is_kept_or_objected_to(ring, visitor, at):
    page, rule = visitor(ring.cast.alice), {"measure": "accuracy", "alpha": "0.1", "min_gain": "0.02", "slice_worse": "0.1"}
    page.post(at("promotion"), {**rule, "floors": "positive: 0.6\n*: 0,5", "slice_field": "era"})
    kept = PromotionRule.objects.get()
    assert (kept.measure, kept.alpha, kept.floors, kept.slice_field) == ("accuracy", 0.1, {"positive": 0.6, "*": 0.5}, "era")
    assert kept.changed_by == ring.cast.alice
    html = page.get(at("promotion")).content.decode()
    assert "positive: 0.6" in html
    wrongs = [{"alpha": "0"}, {"alpha": "nan"}, {"floors": "high"}, {"floors": "a: 7"}, {"slice_field": "weather"}, {"measure": "score"}]
    for wrong in wrongs:
        assert page.post(at("promotion"), {**rule, **wrong}).status_code == 400
    kept.refresh_from_db()
    assert kept.alpha == 0.1


def test_contests_and_changes_are_told_and_one_goes_back(ring, visitor, at):
    contend(ring.version("v3", 0.99), now=NOW + dt.timedelta(hours=2))
    page = visitor(ring.cast.alice)
    html = page.get(at("promotion")).content.decode()
    for told in ("Go back to v1, because", "Won a contest against v1.", "needed no contest", "Better: macro F1", "0 contests"):
        assert told in html
    assert "It may be luck" in html or "Not better" in html
    assert "Say why" in page.post(at("promotion-revert"), {"reason": ""}, follow=True).content.decode()
    html = page.post(at("promotion-revert"), {"reason": "<b>It was rude.</b>"}, follow=True).content.decode()
    assert champion(ring.project) == of("v1")
    assert "&lt;b&gt;It was rude." in html
    assert Succession.objects.count() == 3


def test_shadow_and_retirement(ring, visitor, at):
    page, two = visitor(ring.cast.alice), of("v2")
    page.post(at("model-shadow", version_id=two.pk))
    assert Shadow.objects.get().model_version == two
    assert "Stop predicting" in page.get(at("model-version", version_id=two.pk)).content.decode()
    assert "In the shadow of the champion" in page.get(at("model-version", version_id=two.pk)).content.decode()
    page.post(at("model-shadow", version_id=two.pk), {"end": "1"})
    assert "In the shadow of the champion" not in page.get(at("model-version", version_id=two.pk)).content.decode(), "it said nothing there"
    assert not Shadow.objects.exists()
    page.post(at("model-retire", version_id=two.pk), {"reason": ""})
    assert of("v2").state == "candidate"
    page.post(at("model-retire", version_id=two.pk), {"reason": "Useless."})
    assert of("v2").state == "retired"


def test_a_champion_that_is_retired_or_replaced_suggests_no_more(ring, visitor, at, run_jobs):
    """The page says so at once; the queue follows in a job."""
    bring(ring.cast, [f"new one {n}" for n in range(9)])
    page, task = visitor(ring.cast.alice), Task.objects.filter(is_test=False).order_by("-pk").first()
    said = {"result": chosen("neutral"), "score": 0.9, "model_version": "v1"}
    queue.reorder(ring.cast.round, [Placed(task.pk, True, said)], by="v1 margin")
    html = page.post(at("promote", version_id=of("v2").pk), {"reason": "Kinder."}, follow=True).content.decode()
    assert "v2 is the champion now. It is reading the queue" in html
    assert Job.objects.get(kind="predict").arguments == {"strategy": "margin"}
    html = page.post(at("promotion-revert"), {"reason": "After all not."}, follow=True).content.decode()
    assert "v1 is the champion now. It is reading the queue" in html
    assert Job.objects.filter(kind="predict").count() == 1
    Job.objects.all().delete()
    page.post(at("model-retire", version_id=of("v1").pk), {"reason": "Useless."})
    run_jobs()
    task.refresh_from_db()
    assert (task.suggestion, task.suggested) == (None, None)
    Round.objects.update(ordered_by="")
    html = page.post(at("promote", version_id=of("v2").pk), {"reason": "Better than none."}, follow=True).content.decode()
    assert "Its suggestions are shown once the queue is turned." in html


def test_doubtful_labels(ring, visitor, at):
    page = visitor(ring.cast.alice)
    html = page.get(at("label-doubts")).content.decode()
    assert "looked at 0 of" in html
    assert "Look again" not in html
    best = of("v1")
    best.run.release.contents.all().delete()  # as if it had learned from other texts
    labels = ["positive", "negative", "neutral"]
    outside = list(ring.project.items.exclude(split="test"))
    for n, item in enumerate(ring.project.items.all()):
        said = labels[(labels.index(ring.truth[item.data["text"]]) + (item in outside[:1])) % 3]
        shares = [0.8 - n / 1000 if said == label else 0.1 + n / 2000 for label in labels]
        Prediction.objects.create(model_version=best, item=item, label=said, score=max(shares), probabilities=shares)
    ring.project.items.filter(split="test").update(split="train")
    html = page.get(at("label-doubts")).content.decode()
    assert html.count("Look again") == 1
    assert outside[0].data["text"] in html


def test_doubtful_labels_of_the_newest_release(ring, visitor, at):
    page, (item, other, *_) = visitor(ring.cast.alice), ring.project.items.exclude(split="test")
    page.post(at("doubts-look"))
    job = Job.objects.get(kind="doubts")
    assert "Looking for doubtful labels" in page.get(at("label-doubts")).content.decode()
    decided = ring.truth[item.data["text"]]
    doubt = {"item": item.pk, "decided": decided, "likely": "neither", "margin": -0.5}
    told = {"release": 1, "looked_at": 13, "errors": 1.2, "found": [doubt, {**doubt, "item": other.pk, "decided": "x"}]}
    Job.objects.filter(pk=job.pk).update(state=Job.DONE, finished_at=NOW, result=told)
    html = page.get(at("label-doubts")).content.decode()
    assert "13 items outside the test split" in html
    assert html.count("Look again") == 1, "the other was decided otherwise since"
    assert item.data["text"] in html
    Job.objects.filter(pk=job.pk).update(state=Job.FAILED, message="Too few yet.")
    assert "Too few yet." in page.get(at("label-doubts")).content.decode()


@pytest.mark.parametrize("who", ["bob", "dora", "vera"])
def test_these_pages_are_the_leads(ring, visitor, at, who):
    page, two = visitor(getattr(ring.cast, who)), of("v2")
    for name, more in (("model-version", {"version_id": two.pk}), ("promotion", {}), ("label-doubts", {})):
        assert page.get(at(name, **more)).status_code == 403
    for name in ("model-compare", "model-retire", "model-shadow"):
        assert page.post(at(name, version_id=two.pk), {"reason": "x"}).status_code == 403
    assert page.post(at("promotion-revert"), {"reason": "x"}).status_code == 403
    assert not Job.objects.filter(kind="contest").exists()
    assert Contest.objects.count() == 1


def test_strangers_find_nothing(ring, visitor, at):
    assert visitor(ring.cast.charlie).get(at("promotion")).status_code == 404
    assert visitor(ring.cast.alice).get(at("model-version", version_id=999999)).status_code == 404


def test_where_errors_fall_is_said_in_a_sentence():
    part = {"value": "old", "items": 40, "error": {"value": 0.3, "low": 0.2, "high": 0.4, "items": 40, "reason": None}}
    other = {**part, "value": "100 % new", "error": {**part["error"], "value": 0.1}}
    row = {"kind": "field", "name": "era", "slices": [part, other], "unknown": 0, "further": 0, "p": 0.001, "corrected": 0.002}
    same = {**row, "name": "genre", "p": 0.4, "corrected": 0.4}
    people = {**row, "kind": "group", "name": "native:ko", "difference": {"value": -0.12, "low": -0.2, "high": -0.04}}
    assert bias([row, same, people]) == "Its errors fall unevenly: they differ by era, native:ko."
    assert bias([same]) == "Its errors fall evenly, as far as 1 way of parting the test items tells."
    assert "cannot be said" in bias([{**same, "p": None, "corrected": None}])
    assert bias([]) == ""
    assert slices(row)["says"].startswith("It errs most often in “old” (30 of 100) and least in “100 % new” (10 of 100)")
    assert "by −12 points (−20 to −4) against the others" in slices(people)["says"]
    assert "more or less often" in slices({**people, "difference": None})["says"]
