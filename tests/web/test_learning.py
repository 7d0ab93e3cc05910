"""Learning: training with one click, model versions, turning the queue, the last simulation."""

from __future__ import annotations

import json

import numpy as np
import pytest

from annotate.corpus import services as corpus
from annotate.jobs.models import Job
from annotate.learning.models import ModelVersion, Run
from annotate.review import services as review
from annotate.web.charts import simulation
from domain.evaluation import evaluate
from tests.cast import NOW, label_all, play

CLASSES = ["positive", "negative", "neutral"]


@pytest.fixture
def released(db):
    cast = play(texts=["one", "two", "three", "four"])
    label_all(cast, {who: ["positive", "negative", "neutral", "positive"] for who in (cast.bob, cast.beth)})
    review.settle(cast.project, rule="majority", now=NOW)
    corpus.freeze(cast.project, title="Pilot", by=cast.alice, now=NOW)
    return cast


@pytest.fixture
def trained(released):
    """Two versions as a training leaves them: a retired one and the champion."""
    rng = np.random.default_rng(0)
    truth = rng.choice(CLASSES[:2], 60)
    report = {"on": "test", **evaluate(list(truth), list(truth[::-1]), CLASSES, rng=rng, resamples=120)}
    release = released.project.releases.get()
    for name, state in (("v1", ModelVersion.RETIRED), ("v2", ModelVersion.CHAMPION)):
        run = Run.objects.create(project=released.project, release=release, state=Run.DONE, created_at=NOW)
        ModelVersion.objects.create(
            project=released.project, run=run, name=name, state=state, metrics=report, created_at=NOW
        )
    return released


@pytest.fixture
def at(released):
    from django.urls import reverse

    return lambda name, **more: reverse(f"web:{name}", kwargs={"pk": released.project.pk, **more})


def test_without_a_release_there_is_nothing_to_learn_from(stage, visitor, url):
    client = visitor(stage.alice)
    assert "there is none yet" in client.get(url("learning")).content.decode()
    html = client.post(url("train"), follow=True).content.decode()
    assert "Freeze a release first" in html
    assert not Run.objects.exists()


def test_one_click_trains_on_the_newest_release(released, visitor, at):
    client = visitor(released.alice)
    assert client.post(at("train")).status_code == 302
    run, job = Run.objects.get(), Job.objects.get()
    assert (run.release.number, run.started_by, run.state) == (1, released.alice, Run.QUEUED)
    assert (job.kind, job.arguments) == ("train", {"run": run.pk})
    html = client.get(at("learning")).content.decode()
    assert at("jobs-live") in html
    assert "Training" in html


def test_a_model_is_shown_with_what_it_is_worth(trained, visitor, at):
    html = visitor(trained.alice).get(at("learning")).content.decode()
    for told in (
        "v2",
        "champion",
        "Macro F1",
        "60 items of the test split",
        "95 % interval",
        "Precision",
        "Recall",
        "F1",
    ):
        assert told in html
    assert "No test item of: neutral" in html
    assert "never predicted" in html
    assert "nan" not in html


def test_an_older_version_can_be_looked_at(trained, visitor, at):
    older = ModelVersion.objects.get(name="v1")
    html = visitor(trained.alice).get(f"{at('learning')}?version={older.pk}").content.decode()
    assert 'id="worth">v1' in html
    for strange in ("999999", "x", "%00"):
        assert visitor(trained.alice).get(f"{at('learning')}?version={strange}").status_code == 404


def test_the_queue_is_turned_by_a_strategy(trained, visitor, at):
    client = visitor(trained.alice)
    client.post(at("predict"), {"strategy": "entropy"})
    assert (Job.objects.get().kind, Job.objects.get().arguments) == ("predict", {"strategy": "entropy"})
    trained.project.rounds.update(ordered_by="v2 margin")
    assert "v2 margin" in client.get(at("learning")).content.decode()


def test_an_unknown_strategy_or_no_model_starts_nothing(released, visitor, at):
    client = visitor(released.alice)
    assert "Choose how" in client.post(at("predict"), {"strategy": "by mood"}, follow=True).content.decode()
    assert "Train a model first" in client.post(at("predict"), {"strategy": "margin"}, follow=True).content.decode()
    assert not Job.objects.exists()


def test_another_version_becomes_the_champion(trained, visitor, at):
    older = ModelVersion.objects.get(name="v1")
    client = visitor(trained.alice)
    assert "Say why" in client.post(at("promote", version_id=older.pk), follow=True).content.decode()
    assert ModelVersion.objects.get(state=ModelVersion.CHAMPION) != older
    client.post(at("promote", version_id=older.pk), {"reason": "It is calmer."})
    assert ModelVersion.objects.get(state=ModelVersion.CHAMPION) == older
    assert "It is calmer." in client.get(at("learning")).content.decode()
    assert client.post(at("promote", version_id=999999)).status_code == 404


def test_what_failed_says_so_and_can_be_tried_again(released, visitor, at):
    client = visitor(released.alice)
    client.post(at("train"))
    Job.objects.update(state=Job.FAILED, message="All 3 labelled texts are <positive>.")
    html = client.get(at("learning")).content.decode()
    assert "did not finish" in html
    assert "&lt;positive&gt;" in html
    client.post(at("job-retry", job_id=Job.objects.get().pk), {"next": at("learning")})
    assert Job.objects.get().state == Job.QUEUED


@pytest.mark.parametrize("who", ["bob", "dora", "vera"])
def test_training_is_the_leads(trained, visitor, at, who):
    client = visitor(getattr(trained, who))
    older = ModelVersion.objects.get(name="v1")
    for name, more in (("train", {}), ("predict", {}), ("promote", {"version_id": older.pk})):
        assert client.post(at(name, **more)).status_code == 403
    assert client.get(at("simulation-figure")).status_code == 403
    assert not Job.objects.exists()


def found(**other) -> dict:
    return {
        "target": 0.7,
        "baseline_labels": 500.0,
        "labels": 400.0,
        "saved": 100.0,
        "saved_share": 0.2,
        "per_seed": [380.0, 420.0, 450.0],
        "lowest": 380.0,
        "highest": 450.0,
        "median": 420.0,
        "never": 0,
        **other,
    }


def record(**other) -> dict:
    rising = [{"labels": n, "mean": min(0.5 + n / 2500, 0.7), "sd": 0.01} for n in range(50, 525, 25)]
    return {
        "source": "reviews.csv",
        "setting": {"pool": 1000, "test": 300, "classes": ["a", "b"], "oracle": "majority", "seeds": 3},
        "means": {"accuracy": {"margin": rising, "random": rising}},
        "saved": {"accuracy": {"margin": found(**other)}},
        "notes": [],
    }


@pytest.mark.parametrize(
    ("other", "told", "not_told"),
    [
        ({}, "20\u00a0% fewer", "not certain"),
        ({"highest": 520.0}, "the gain is not certain", "did not help"),
        ({"never": 1}, "1 of 3 never reached it. Not every run gained", "saved nothing"),
        ({"labels": 600.0, "saved_share": -0.2}, "it did not help", "fewer"),
        (
            {"labels": None, "saved_share": None, "lowest": None, "highest": None, "never": 3},
            "it saved nothing",
            "fewer",
        ),
    ],
)
def test_a_simulation_is_told_with_no_more_than_it_shows(other, told, not_told):
    said = simulation.told(record(**other))
    assert told in said.sentences[0]
    assert not_told not in said.sentences[0]
    assert "not a promise" in said.caveat


def test_a_random_order_that_stopped_learning_early_is_no_yardstick():
    flat = record()
    flat["means"]["accuracy"]["random"] = [{"labels": n, "mean": 0.7, "sd": 0.0} for n in range(50, 525, 25)]
    assert "there with 50 labels already" in simulation.told(flat).sentences[0]
    assert "margin saved nothing" in simulation.told(flat).sentences[0]


def test_the_table_of_a_simulation_is_short_and_ends_at_the_end():
    said = simulation.told(record())
    assert len(said.rows) <= 12
    assert said.rows[-1] == (500, ["0.700 ± 0.010", "0.700 ± 0.010"])
    assert said.heads == ["margin", "random"]


def test_a_simulation_without_random_says_that_nothing_can_be_said():
    assert "nothing can be said" in simulation.told({**record(), "saved": {}}).sentences[0]


def test_the_last_simulation_is_told_with_its_figure(released, visitor, at, settings):
    folder = settings.MALMOI_DATA / "simulations" / "first"
    folder.mkdir(parents=True)
    (folder / "simulation.json").write_text(json.dumps({**record(), "made_at": "2026-03-02T09:00:00+00:00"}))
    (folder / "table.txt").write_text("labels")
    (folder / "curve.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><style>a{}</style></svg>")
    (folder.parent / "latest").write_text("first")
    client = visitor(released.alice)
    html = client.get(at("learning")).content.decode()
    assert "reviews.csv" in html
    assert "20\u00a0% fewer" in html
    assert at("simulation-figure") in html
    figure = client.get(at("simulation-figure"))
    assert figure["Content-Type"] == "image/svg+xml"
    assert figure["Content-Security-Policy"].startswith("default-src 'none'")
    assert b"<svg" in b"".join(figure.streaming_content)


def test_without_a_simulation_the_page_says_how_to_run_one(released, visitor, at):
    client = visitor(released.alice)
    assert "manage.py simulate" in client.get(at("learning")).content.decode()
    assert client.get(at("simulation-figure")).status_code == 404
