"""Whether labelling on pays: of versions made alike, by their own figure, from a bounded number of predictions."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.annotations.models import Annotation
from annotate.corpus.models import Release
from annotate.items.models import Item
from annotate.learning.models import ModelVersion, Prediction
from annotate.learning.selectors import stop, stop_advice
from annotate.learning.selectors.outlook import mean_seconds, outlook, winsorised_mean
from annotate.queue.models import Round, Task
from tests.cast import bring, claim, play, submit
from tests.learning.test_arm import made
from tests.learning.test_rating import RATING, SPANS

SCORES = [0.5, 0.7, 0.8, 0.801, 0.802, 0.8]


@pytest.fixture
def wall(db):
    return play(texts=[f"text {n}" for n in range(60)], seats=1, order=Round.RANDOM)


def told(version: ModelVersion, *, settings=None, **metrics) -> ModelVersion:
    version.metrics = {**version.metrics, **metrics}
    version.save()
    version.run.settings = settings or {}
    version.run.save()
    return version


def series(cast, scores=SCORES, name="v", begin=100, **metrics) -> list[ModelVersion]:
    return [told(made(cast, f"{name}{n}", items=begin * 2**n, score=score), **metrics) for n, score in enumerate(scores)]


def read(version: ModelVersion, label: str = "positive") -> None:
    tasks = Task.objects.filter(project=version.project)
    Prediction.objects.bulk_create(Prediction(model_version=version, item_id=t.item_id, label=label, score=0.7) for t in tasks)


LINEAR = {"learner": "linear", "way": "features", "kind": "choice", "encoder": "char"}
TUNED = {"learner": "finetune-text", "way": "fine-tuning", "kind": "choice", "encoder": ""}


def test_versions_made_another_way_are_another_series(wall):
    series(wall, made=LINEAR)
    for n, score in enumerate([0.9, 0.91]):
        told(made(wall, f"tuned{n}", items=4000 + n, score=score), made=TUNED)
    plateau, _, gain = stop_advice(wall.project)
    assert (plateau.says, plateau.facts["versions"]) == ("unknown", 2)
    assert (gain.says, gain.facts["versions"]) == ("unknown", 2)
    told(made(wall, "v9", items=6400, score=0.8), made=LINEAR)
    assert stop_advice(wall.project)[0].says == "stop"


def test_what_rules_taught_too_is_another_series(wall):
    series(wall, made=LINEAR)
    told(made(wall, "ruled", items=9000, score=0.9), made=LINEAR, settings={"weak": {"weight": 0.5}})
    assert stop_advice(wall.project)[0].facts["versions"] == 1


def test_another_encoder_is_another_series(wall):
    series(wall, made=LINEAR)
    told(made(wall, "multilingual", items=9000, score=0.9), made=LINEAR | {"encoder": "e5"})
    assert stop_advice(wall.project)[0].facts["versions"] == 1


def test_held_out_figures_are_preferred_to_those_of_the_test_split(wall):
    for version, score in zip(series(wall, made=LINEAR, on="test"), [0.5, 0.6, 0.7, 0.75, 0.8, 0.85], strict=True):
        told(version, held={"on": "cross-validation", "items": 100, "macro_f1": score, "accuracy": score})
    plateau, _, gain = stop_advice(wall.project)
    assert (plateau.says, plateau.facts["on"], plateau.facts["measure"]) == ("go_on", "cross-validation", "macro_f1")
    assert gain.facts["on"] == "cross-validation"


def test_until_there_are_enough_of_them_the_test_split_tells_and_is_named(wall):
    versions = series(wall, made=LINEAR, on="test")
    told(versions[-1], held={"on": "dev", "items": 100, "macro_f1": 0.9, "accuracy": 0.9})
    plateau = stop_advice(wall.project)[0]
    assert (plateau.says, plateau.facts["on"]) == ("stop", "test")


def test_boxes_are_judged_by_their_own_figure(wall):
    for version, score in zip(series(wall), SCORES, strict=True):
        version.metrics = {"on": "test", "ap50": {"value": score}, "made": {"learner": "picture-boxes"}}
        version.save()
    plateau, _, gain = stop_advice(wall.project)
    assert (plateau.says, plateau.facts["measure"]) == ("stop", "ap50")
    assert gain.facts["measure"] == "ap50"


def test_where_versions_have_no_figure_that_is_said(wall):
    for version in series(wall):
        version.metrics = {"on": "nothing", "made": {"learner": "stock"}}
        version.save()
    plateau, _, gain = stop_advice(wall.project)
    assert (plateau.facts["code"], gain.facts["code"]) == ("no_figure", "no_figure")


def test_labels_of_the_curve_are_those_by_people(wall):
    for version in series(wall):
        manifest = {"splits": {"train": {"items": version.run.release.items}, "dev": {"items": 50}, "test": {"items": 900}}}
        Release.objects.filter(pk=version.run.release_id).update(manifest=manifest | {"rules": {"accepted": 150}})
    assert stop_advice(wall.project)[2].facts["more"] == (3200 + 50 - 150) // 5


def test_stability_reads_a_bounded_number_of_predictions(wall, monkeypatch):
    bring(wall, [f"more {n}" for n in range(60)], name="more")
    for version in series(wall):
        read(version)
    monkeypatch.setattr(stop, "ITEMS", 70)
    with CaptureQueriesContext(connection) as ran:
        stable = stop_advice(wall.project)[1]
    assert (stable.says, stable.facts["items"], stable.facts["kappa"]) == ("stop", 70, 1.0)
    of_predictions = [row["sql"] for row in ran.captured_queries if "learning_prediction" in row["sql"]]
    assert all("LIMIT 70" in sql or sql.count(",") > 70 for sql in of_predictions)
    first = list(Item.objects.order_by("pk").values_list("pk", flat=True)[:70])
    Prediction.objects.filter(item__in=first, model_version__name="v4").update(label="negative")
    assert stop_advice(wall.project)[1].facts["kappa"] < 0.99


def test_ratings_can_stand_still_and_places_are_not_compared(db):
    stars, places = (play(texts=[f"text {n}" for n in range(60)], seats=1, label_config=config) for config in (RATING, SPANS))
    for cast, label in ((stars, "4"), (places, "")):
        for version in series(cast, name=f"p{cast.project.pk}-"):
            read(version, label)
    assert stop_advice(stars.project)[1].says == "stop"
    found = stop_advice(places.project)[1]
    assert (found.says, found.facts["code"]) == ("unknown", "not_one_label")


def test_the_forecast_too_is_of_versions_made_alike(wall):
    first = series(wall, made=LINEAR, on="test")
    series(wall, [0.9, 0.92], "tuned", begin=3000, made=TUNED, on="test")
    assert [point.labels for point in outlook(wall.project, 0.95).points] == [3000, 6000]
    assert [point.labels for point in outlook(wall.project, 0.95, like=first[0]).points] == [100 * 2**n for n in range(6)]


def test_the_forecast_counts_no_label_that_a_model_gave(wall):
    for version in series(wall, made=LINEAR, on="test"):
        manifest = version.run.release.manifest | {"rules": {"majority": 60, "accepted": 40}}
        Release.objects.filter(pk=version.run.release_id).update(manifest=manifest)
    found = outlook(wall.project, 0.95)
    assert [point.labels for point in found.points] == [60, 160, 360, 760, 1560, 3160]
    assert found.have == 3160


def test_hours_go_by_the_mean_of_skewed_times(wall):
    times = [4.0] * 80 + [40.0] * 17 + [9000.0] * 3
    while (seat := claim(wall, wall.bob)) is not None:
        submit(seat, "positive")
    rows = list(Annotation.objects.order_by("pk"))
    for row, seconds in zip(rows, times[-len(rows) :], strict=True):
        Annotation.objects.filter(pk=row.pk).update(seconds=seconds)
    kept = sorted(times[-len(rows) :])
    found = mean_seconds(wall.project)
    assert np.median(kept) < found < np.mean(kept)
    Annotation.objects.update(seconds=3.5)
    assert mean_seconds(wall.project) == 3.5
    Annotation.objects.update(seconds=None)
    assert mean_seconds(wall.project) is None


@pytest.mark.parametrize(("times", "mean"), [([1.0] * 95 + [1000.0] * 5, 1.0), ([2.0], 2.0), ([1.0, 3.0], 2.0)])
def test_a_few_pauses_do_not_make_the_mean(times, mean):
    assert winsorised_mean(times) == pytest.approx(mean)


def test_boxes_are_forecast_by_their_own_figure(wall):
    for version, score in zip(series(wall, made=LINEAR), [0.3, 0.5, 0.6, 0.65, 0.68, 0.69], strict=True):
        version.metrics = {"on": "test", "ap50": {"value": score}, "made": {"learner": "picture-boxes"}}
        version.save()
    found = outlook(wall.project, 0.7)
    assert (found.measure, len(found.points)) == ("ap50", 6)
    assert found.forecast.labels > 3200


def test_without_any_figure_there_is_no_measure(wall):
    told(made(wall, "stock"), macro_f1=None)
    assert (outlook(wall.project, 0.7).measure, outlook(wall.project, 0.7).points) == (None, [])
