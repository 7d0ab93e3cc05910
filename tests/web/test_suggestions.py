"""The pages about suggestions and about the random arm."""

from __future__ import annotations

import pytest

from annotate.jobs.models import Job
from annotate.learning.models import Prediction
from annotate.learning.selectors import policy_of
from annotate.learning.selectors.training import training_policy_of
from annotate.queue.models import Assignment, Round, Task
from tests.cast import NOW, claim, play, submit
from tests.learning.test_arm import finish, made, read_by, truth, turn


@pytest.fixture
def wall(db):
    cast = play(texts=[f"text {n}" for n in range(24)], seats=1, order=Round.RANDOM)
    Task.objects.update(is_test=False)
    return cast


@pytest.fixture
def at(wall):
    from django.urls import reverse

    return lambda name: reverse(f"web:{name}", kwargs={"pk": wall.project.pk})


def test_leads_alone(wall, visitor, at):
    for name in ("suggestions", "arm"):
        assert visitor(wall.bob).get(at(name)).status_code == 403
        assert visitor(wall.charlie).get(at(name)).status_code == 404
    assert visitor(wall.bob).post(at("fall-back")).status_code == 403


def test_before_there_is_a_model_the_pages_say_so(wall, visitor, at):
    client = visitor(wall.alice)
    html = client.get(at("suggestions")).content.decode()
    assert "There is no champion yet" in html
    assert html.count("Too few yet: 30 are needed") == 4
    html = client.get(at("arm")).content.decode()
    assert "no champion yet that could be judged" in html
    assert html.count("cannot be said yet") == 3
    assert "No random item has been finished yet" in html


def test_the_policy_is_kept(wall, visitor, at):
    given = {"mode": "share", "share": "40", "blind_arm": "on", "wrong": "3", "missing": "1", "wrong_0": "1", "missing_0": "1"}
    assert visitor(wall.alice).post(at("suggestions"), given).status_code == 302
    wall.project.refresh_from_db()
    assert wall.project.suggestion_share == 0.4
    every, first = {"false_alarm": 3.0, "miss": 1.0}, {"false_alarm": 1.0, "miss": 1.0}
    assert policy_of(wall.project).costs == {"": every, "positive": first}
    html = visitor(wall.alice).get(at("suggestions")).content.decode()
    assert 'value="40' in html
    assert 'name="wrong" value="3.0"' in html


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mode": "share"}, "Say how often"),
        ({"mode": "all", "wrong": "3"}, "Give both costs or neither"),
        ({"mode": "all", "wrong_1": "0", "missing_1": "0"}, "One of the two has to cost something"),
        ({"mode": "all", "wrong": "-1", "missing": "1"}, "greater than or equal to 0"),
        ({"mode": "sometimes"}, "Select a valid choice"),
    ],
)
def test_what_is_no_policy_is_said_at_its_field(wall, visitor, at, given, said):
    got = visitor(wall.alice).post(at("suggestions"), given)
    assert got.status_code == 400
    assert said in got.content.decode()
    wall.project.refresh_from_db()
    assert wall.project.suggestion_share == 1.0


def test_what_the_costs_let_through_stands_there(wall, visitor, at):
    version = made(wall, "v1", state="champion")
    read_by(version, lambda task: "positive" if task.pk % 2 else "negative")
    Prediction.objects.filter(label="negative").update(score=0.4)
    visitor(wall.alice).post(at("suggestions"), {"mode": "all", "wrong": "1", "missing": "1"})
    html = visitor(wall.alice).get(at("suggestions")).content.decode()
    assert "12 <span class=\"muted small\">(100\u00a0%)</span>" in html
    assert "0 <span class=\"muted small\">(0\u00a0%)</span>" in html


def test_the_pull_is_told_in_a_sentence(db, visitor):
    from django.urls import reverse

    cast = play(texts=[f"text {n}" for n in range(90)], seats=2)
    Task.objects.update(is_test=False)
    version = made(cast, "v1", state="champion")
    read_by(version, lambda task: "positive")
    turn(cast, version, arm=1000)
    cast.project.suggestion_share = 0.5
    for who in (cast.bob, cast.beth):
        while (seat := claim(cast, who)) is not None:
            submit(seat, "positive" if seat.suggestion else truth(Task.objects.get(pk=seat.task_id)))
    assert {*Assignment.objects.values_list("showing", flat=True)} >= {"shown", "hidden"}
    html = visitor(cast.alice).get(reverse("web:suggestions", kwargs={"pk": cast.project.pk})).content.decode()
    assert "Suggestions pull" in html
    assert "At present chance parts nobody" in html  # what was decided here was never saved


def test_the_random_arm_is_told(wall, visitor, at):
    version = made(wall, "v1", state="champion")
    read_by(version, truth)
    turn(wall, version, arm=2)
    finish(wall, wall.bob)
    html = visitor(wall.alice).get(at("arm")).content.decode()
    assert "How often v1 is right" in html
    assert "Too few yet: 12 of 30 items." in html
    assert "positive" in html


def test_one_click_back_to_random_order(wall, visitor, at):
    version = made(wall, "v1", state="champion")
    client = visitor(wall.alice)
    assert "Put the queue in random order" in client.get(at("arm")).content.decode()
    client.post(at("fall-back"))
    job = Job.objects.get()
    assert (job.kind, job.arguments) == ("predict", {"strategy": "random"})
    assert training_policy_of(wall.project).strategy == "random", "or the next pass would turn it away again"
    Round.objects.update(ordered_by=f"{version.name} random")
    assert "Put the queue in random order" not in client.get(at("arm")).content.decode()


TOLD = {
    "labels": [60, 110, 160], "random": [0.5, 0.6, 0.7], "chosen": [0.6, 0.7, 0.8], "difference": 0.1, "low": 0.04, "high": 0.16,
    "saved": 50.0, "saved_low": 20.0, "saved_high": 70.0, "verdict": "wins", "items": 80, "start": 10, "release": 1, "repeats": 5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "50 labels fewer do what 160 random ones do (95 % interval 20 to 70)"),
        ({"saved_low": None}, "chosen items teach more than random ones, by more than luck would explain"),
        ({"verdict": "loses", "saved": None, "saved_low": None, "saved_high": None}, "Better go back to random order"),
        ({"verdict": "unclear"}, "cannot be told apart. Random order would do as well"),
    ],
)
def test_whether_choosing_pays_is_told_with_no_more_than_was_found(wall, visitor, at, other, said):
    client = visitor(wall.alice)
    client.post(at("arm-compare"))
    job = Job.objects.get()
    assert (job.kind, job.state) == ("arms", Job.QUEUED)
    Job.objects.update(state=Job.DONE, result={**TOLD, **other})
    html = client.get(at("arm")).content.decode()
    assert said in html
    assert "+4.0 points" in html


@pytest.mark.parametrize(
    ("verdict", "by", "is_told"), [("wins", "margin", False), ("unclear", "margin", True), ("unclear", "random", False)]
)
def test_where_choosing_does_not_win_the_project_is_told(wall, visitor, at, verdict, by, is_told):
    Job.objects.create(kind="arms", project=wall.project, state=Job.DONE, created_at=NOW, result={**TOLD, "verdict": verdict})
    Job.objects.create(kind="arms", project=wall.project, state=Job.DONE, created_at=NOW, result={"skipped": "Too few yet"})
    Round.objects.update(ordered_by=f"v1 {by}")
    assert ("Random order would do as well" in visitor(wall.alice).get(at("learning")).content.decode()) == is_told


def test_a_comparison_that_could_not_be_made_says_why(wall, visitor, at, run_jobs):
    client = visitor(wall.alice)
    client.post(at("arm-compare"))
    (job,) = run_jobs()
    assert job.state == Job.FAILED
    assert "Freeze a release first" in client.get(at("arm")).content.decode()
