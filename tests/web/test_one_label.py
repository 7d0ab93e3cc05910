"""What pages say where an answer stands in no column of labels: a rating, or places."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from annotate.annotations import services as annotations
from annotate.learning.models import Prediction
from annotate.learning.selectors import carried
from annotate.learning.selectors.outlook import Outlook
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.services import adjudicate
from annotate.web import model_words
from domain.forecast import Forecast, Point
from domain.thresholds import costs
from tests.cast import NOW, bring, claim, play
from tests.learning.test_arm import made
from tests.learning.test_rating import RATING, SPANS, rate_all, rated, stars, version_of
from tests.learning.test_stop import series, told


def spans(text: str) -> list[dict]:
    value = {"start": 0, "end": len(text), "text": text, "labels": ["PER"]}
    return [{"id": "r1", "from_name": "ner", "to_name": "text", "type": "labels", "value": value}]


@pytest.fixture
def marked(db):
    cast = play(texts=["Ann", "Bo"], seats=1, label_config=SPANS, order="random")
    while (seat := claim(cast, cast.bob)) is not None:
        text = Task.objects.select_related("item").get(pk=seat.task_id).item.data["text"]
        annotations.submit(seat, id=uuid.uuid4(), result=spans(text), seconds=3.5, now=NOW)
    for task in Task.objects.all():
        adjudicate(task, result=spans(task.item.data["text"]), by=cast.dora, now=NOW)
    return cast


def page(visitor, user, name: str, project, **more) -> str:
    return visitor(user).get(reverse(f"web:{name}", kwargs={"pk": project.pk, **more})).content.decode()


def test_the_arm_tells_how_ratings_are_spread(db, visitor):
    cast, _ = rated(12, order="random")
    html = page(visitor, cast.alice, "arm", cast.project)
    assert "Share of each label" in html
    assert "No random item has been finished yet" not in html


def test_of_places_the_arm_says_that_it_counts_none(marked, visitor):
    version_of(marked)
    html = page(visitor, marked.alice, "arm", marked.project)
    assert "How the labels are spread is counted only where an item has one label." in html
    assert "How often the model is right is counted only where an item has one label." in html
    assert "No random item has been finished yet" not in html
    assert "Too few yet: 0 of 30" not in html


@pytest.mark.parametrize(("said", "badge"), [(5, "as decided"), (2, "other than decided")])
def test_a_decided_rating_is_held_against_the_model(db, visitor, said, badge):
    cast = play(texts=["one"], seats=1, label_config=RATING)
    rate_all(cast, cast.bob, [5])
    task = Task.objects.get()
    decision = adjudicate(task, result=stars(5), by=cast.dora, now=NOW)
    version = version_of(cast)
    Prediction.objects.create(model_version=version, item=task.item, label=str(said), score=0.8)
    assert decision.label == ""
    html = page(visitor, cast.dora, "dispute", cast.project, task_id=task.pk)
    assert f"The model says “{said}”" in html
    assert badge in html


def test_a_model_that_marks_places_is_not_said_to_agree(marked, visitor):
    version, task = version_of(marked), Task.objects.first()
    Prediction.objects.create(model_version=version, item=task.item, label="", score=0.8)
    html = page(visitor, marked.dora, "dispute", marked.project, task_id=task.pk)
    assert "The model says" not in html


def test_a_cost_can_be_set_for_each_rating(db, visitor):
    cast, _ = rated(4)
    html = page(visitor, cast.alice, "suggestions", cast.project)
    assert 'name="wrong_4"' in html


def test_the_signs_say_what_they_were_measured_on(db, visitor):
    cast = play(texts=["one"], seats=1)
    versions = series(cast, on="test")
    html = page(visitor, cast.alice, "arm", cast.project)
    assert "in macro F1 over the best before it" in html
    assert html.count("Judged on the test items of each version’s own release") == 2
    for version in versions:
        told(version, held={"on": "dev", "items": 90, "macro_f1": 0.8, "accuracy": 0.8})
    html = page(visitor, cast.alice, "arm", cast.project)
    assert html.count("the test items are not touched") == 2


def test_the_signs_say_why_there_can_be_none(marked, visitor):
    told(made(marked, "v1"), macro_f1=None)
    html = page(visitor, marked.alice, "arm", marked.project)
    assert html.count("came without a figure") == 2
    assert "predictions are compared only where an item has one label" in html
    assert html.count("cannot be said yet") == 3


def test_hours_are_said_to_go_by_the_mean():
    points = [Point(n, 0.8) for n in (50, 100)]
    ahead = Outlook(Forecast(0.9, 200.0, 150.0, 300.0), points, 100, 2, 36.0, "macro_f1")
    assert "or 2.0 hours at the team’s mean of 36.0 s each (the longest 5 % cut)" in model_words.forecast(ahead, 0.0)[-1]
    assert model_words.forecast(ahead, 10.0)[-1].endswith("a cost of 20.")


def test_suggestions_of_places_are_counted_and_nothing_else_is_claimed(marked, visitor):
    version = version_of(marked)
    queue.open_round(marked.project, now=NOW, title="Next")
    bring(marked, ["Cleo", "Dan", "Eve"], name="more")
    waiting = Task.objects.filter(is_finished=False).order_by("pk").select_related("item")
    for task, found in zip(waiting, (True, True, False), strict=True):
        result = spans(task.item.data["text"]) if found else []
        Prediction.objects.create(model_version=version, item=task.item, label="", score=0.8, result=result)
    rows = carried(marked.project, version, costs({"": {"false_alarm": 1, "miss": 1}}))
    assert [(row.label, row.said, row.carried) for row in rows] == [("", 2, 2)]
    html = page(visitor, marked.alice, "suggestions", marked.project)
    assert "counted only where an item has one label" in html
    assert "no blind answers yet" not in html
    assert "Nothing is taken here" in page(visitor, marked.alice, "accepting", marked.project)


def test_where_a_label_is_chosen_it_may_be_taken(db, visitor):
    cast = play(texts=["one"], seats=1)
    assert "Nothing is taken here" not in page(visitor, cast.alice, "accepting", cast.project)


@pytest.mark.parametrize(("measure", "name"), [("macro_f1", "macro F1"), ("ap50", "average precision of the boxes")])
def test_a_forecast_names_the_figure_it_is_of(measure, name):
    points = [Point(n, 0.8) for n in (50, 100)]
    told = model_words.forecast(Outlook(Forecast(0.9, 200.0, 150.0, 300.0), points, 100, 2, None, measure), 0.0)
    assert told[0].startswith(f"It takes about 200 labelled items to reach 0.90 in {name}")
    for code in ("reached", "out_of_reach"):
        assert f"0.90 in {name}" in model_words.forecast(Outlook(Forecast(0.9, code=code), points, 100, 2, None, measure), 0.0)[0]


def test_where_trainings_have_no_figure_a_forecast_says_so():
    told = model_words.forecast(Outlook(Forecast(0.9, code="too_few_sizes"), [], 0, 2, None, None), 0.0)
    assert told == ["It cannot be said: the newest training came without a figure that a curve could be laid through."]
