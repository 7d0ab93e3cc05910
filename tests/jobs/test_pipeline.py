"""The pipeline: what is due is begun once, a pass goes from step to step, a failure waits, nothing new says so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotate.corpus.models import Release
from annotate.jobs import pipeline, selectors, services
from annotate.jobs.comparing import compare_after
from annotate.jobs.kinds import KINDS
from annotate.jobs.models import Job, Sequence
from annotate.learning.models import Contest, ModelVersion, Run
from annotate.learning.selectors import champion
from annotate.learning.selectors.training import training_policy_of
from annotate.learning.services import set_schedule, settings_of_last
from annotate.queue.models import Round
from domain.errors import Problem, Refused
from tests.cast import claim, label, submit
from tests.learning.conftest import WORDS, labelled

NOW = timezone.now
ALL = ["settle", "freeze", "learn", "compete", "turn"]


@pytest.fixture
def cast(db, backend):
    """60 labelled and settled texts of which none is in a release; 60 more wait in an open round."""
    return labelled(60)


def schedule(cast, **parts):
    return set_schedule(cast.project, by=cast.alice, now=NOW() - dt.timedelta(hours=2), **parts)


def work() -> None:
    """As a worker does: what waits, and what that leaves, until nothing is left."""
    for _ in range(20):
        ids = services.to_do(now=NOW())
        if not ids:
            return
        for job_id in ids:
            services.run(job_id, KINDS)
    raise AssertionError("it does not end")


def more_labels(cast, n: int) -> None:
    """n texts of the open round, labelled as their words say."""
    for _ in range(n):
        seat = claim(cast, cast.bob, now=NOW())
        assert seat is not None
        text = seat.task.item.data["text"]
        truth = next(name for name, words in WORDS.items() if any(text.endswith(word) for word in words))
        submit(seat, truth, now=NOW())


def only() -> Sequence:
    return Sequence.objects.get()


def results(sequence: Sequence) -> dict[str, dict]:
    return {job.kind: job.result for job in sequence.jobs.all()}


def test_a_pass_freezes_learns_makes_the_first_champion_and_turns_the_queue(cast):
    schedule(cast, after_labels=50)
    assert [one.how for one in pipeline.look(now=NOW())] == ["labels"]
    work()
    sequence, run, release = only(), Run.objects.get(), Release.objects.get()
    assert (sequence.state, sequence.steps) == ("done", ALL)
    assert [job.state for job in sequence.jobs.order_by("step")] == ["done"] * 5
    assert (release.is_automatic, release.frozen_by, release.manifest["automatic"], release.items) == (True, cast.alice, True, 60)
    assert (run.how, run.labels, run.release, run.state, sequence.run) == ("labels", 50, release, "done", run)
    assert champion(cast.project) == run.model_version
    assert results(sequence)["turn"]["predicted"] > 40
    assert Round.objects.get(is_open=True).ordered_by == f"{run.model_version} margin"


def test_after_a_pass_chosen_and_random_items_are_compared_once_a_day(cast):
    schedule(cast, after_labels=50)
    pipeline.look(now=NOW())
    work()
    job = Job.objects.get(kind="arms")
    assert (job.state, list(job.result)) == ("done", ["skipped"]), "there are too few labels yet, which is no failure"
    assert selectors.last_comparison(cast.project) == selectors.Last(None, None)
    assert compare_after(cast.project, now=NOW()) is None
    later = NOW() + dt.timedelta(days=1, hours=1)
    assert [compare_after(cast.project, now=later) is None for _ in range(2)] == [False, True]
    Job.objects.filter(kind="arms").update(state="done", result={"verdict": "wins"})
    good = Job.objects.filter(kind="arms").latest("pk")
    bad = Job.objects.create(kind="arms", project=cast.project, state="failed", created_at=later)
    assert selectors.last_comparison(cast.project) == selectors.Last(good, bad), "a failure hides no result"


def test_looking_twice_begins_once_and_with_nothing_new_it_waits(cast):
    schedule(cast, after_labels=50)
    pipeline.look(now=NOW())
    assert pipeline.look(now=NOW()) == []
    work()
    assert pipeline.look(now=NOW() + dt.timedelta(hours=2)) == []
    due, stands = selectors.due_of(cast.project, training_policy_of(cast.project), now=NOW())
    assert (due.code, stands.labels, Sequence.objects.count()) == ("waiting", 0, 1)


def test_a_second_worker_with_the_same_idea_finds_it_begun(cast, monkeypatch):
    """Both have seen that it is due; the first one's pass is even over when the second comes to its lock."""
    schedule(cast, after_labels=50)
    real = selectors.due_of
    seen = []

    def late(project, policy, *, now):
        told = real(project, policy, now=now)
        if not seen:
            seen.append(told)
            monkeypatch.setattr(pipeline, "due_of", real)
            assert pipeline.begin_if_due(project.pk, now=now) is not None
            work()
        return told

    monkeypatch.setattr(pipeline, "due_of", late)
    assert pipeline.begin_if_due(cast.project.pk, now=NOW()) is None
    assert (only().state, Run.objects.count()) == ("done", 1)


def test_the_database_knows_one_pass_under_way_a_project(cast):
    pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    with pytest.raises(Refused) as refused:
        pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    assert refused.value.code == "under_way"
    with pytest.raises(IntegrityError), transaction.atomic():
        Sequence.objects.create(project=cast.project, how="by_hand", steps=ALL, created_at=NOW())


def test_a_training_by_hand_is_a_pass_and_bars_another(taught):
    cast, release = taught
    run, job = pipeline.train_by_hand(cast.project, release=release, by=cast.alice, now=NOW())
    assert (only().run, only().steps, job.arguments) == (run, ["train"], {"run": run.pk})
    with pytest.raises(Refused):
        pipeline.train_by_hand(cast.project, release=release, by=cast.alice, now=NOW())
    assert Run.objects.count() == 1
    schedule(cast, after_labels=1)
    assert pipeline.look(now=NOW()) == []
    work()
    assert (only().state, champion(cast.project).run) == ("done", run)


def test_new_labels_make_a_new_version_which_orders_the_queue_while_the_champion_suggests(cast):
    schedule(cast, after_labels=10, compare="never")
    pipeline.look(now=NOW())
    work()
    first = champion(cast.project)
    more_labels(cast, 9)
    assert pipeline.look(now=NOW() + dt.timedelta(hours=2)) == []
    more_labels(cast, 1)
    assert len(pipeline.look(now=NOW() + dt.timedelta(hours=2))) == 1
    work()
    second = ModelVersion.objects.order_by("-pk").first()
    assert (Release.objects.count(), second.run.release.items) == (2, 70)
    assert (champion(cast.project), second.state) == (first, "candidate")
    last = Sequence.objects.order_by("-pk").first()
    assert "not compared" in results(last)["compete"]["skipped"]
    assert not Contest.objects.exists()
    round = Round.objects.get(is_open=True)
    assert round.ordered_by == f"{second} margin"
    assert {task.suggestion["model_version"] for task in round.tasks.filter(suggestion__isnull=False)} == {first.name}
    assert [step.state for step in selectors.steps(last)] == ["done", "done", "done", "skipped", "done"]


@pytest.mark.parametrize(("compare", "held"), [("every", [1, 1]), ("daily", [1, 0])])
def test_a_contest_is_held_as_often_as_the_schedule_says(cast, compare, held):
    schedule(cast, after_labels=5, compare=compare)
    pipeline.look(now=NOW())
    work()
    found = []
    for _ in range(2):
        more_labels(cast, 5)
        before = Contest.objects.count()
        pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
        work()
        found.append(Contest.objects.count() - before)
    assert found == held


def test_with_nothing_new_it_says_why_and_is_no_failure(cast):
    pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    work()
    pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    work()
    last = Sequence.objects.order_by("-pk").first()
    assert last.state == "nothing"
    assert last.message.startswith("Nothing was decided since release 1, from which ")
    assert [step.state for step in selectors.steps(last)] == ["done", "skipped", "left_out", "left_out", "left_out"]
    assert (Release.objects.count(), Run.objects.count()) == (1, 1)


def test_labels_of_one_kind_are_too_little_and_no_failure(cast, monkeypatch):
    def refuse(run, **_):
        raise Problem("All 3 labelled texts are positive.", code="ml_backend", fields={"code": "one_class", "status": 400})

    monkeypatch.setattr("annotate.learning.services.learn", refuse)
    schedule(cast, after_labels=50)
    pipeline.look(now=NOW())
    work()
    assert (only().state, only().message) == ("nothing", "All 3 labelled texts are positive.")
    assert pipeline.look(now=NOW() + dt.timedelta(days=3)) == []


def test_a_night_has_one_pass_and_one_that_was_missed_is_made_up(cast):
    schedule(cast, nightly_at=(NOW() - dt.timedelta(hours=1)).hour)
    assert [one.how for one in pipeline.look(now=NOW())] == ["nightly"]
    work()
    assert (only().state, only().run.how) == ("done", "nightly")
    assert pipeline.look(now=NOW() + dt.timedelta(minutes=1)) == []
    # the server was down for days: one pass, which says that there was nothing new
    later = NOW() + dt.timedelta(days=4)
    assert len(pipeline.look(now=later)) == 1
    work()
    assert Sequence.objects.order_by("-pk").first().state == "nothing"


def broken(*_, **__):
    raise Problem("The ML backend at 10.0.0.7 cannot be reached. Is it running?", code="ml_backend", fields={"code": "down"})


def test_a_failure_is_kept_waits_and_does_not_loop(cast, monkeypatch):
    monkeypatch.setattr("annotate.learning.services.learn", broken)
    schedule(cast, after_labels=50)
    pipeline.look(now=NOW())
    work()
    assert (only().state, only().message) == ("failed", "The ML backend at 10.0.0.7 cannot be reached. Is it running?")
    policy = training_policy_of(cast.project)
    for minutes, begun in ((1, 0), (6, 1), (7, 0)):
        assert len(pipeline.look(now=NOW() + dt.timedelta(minutes=minutes))) == begun
        work()
    due, stands = selectors.due_of(cast.project, policy, now=NOW() + dt.timedelta(minutes=7))
    assert (due.code, stands.failures) == ("backing_off", 2)
    # the second time nothing was new to freeze: the release that nobody learned from will do
    assert (Release.objects.count(), Run.objects.count()) == (1, 2)


def test_a_schedule_set_anew_forgets_the_failures(cast, monkeypatch):
    monkeypatch.setattr("annotate.learning.services.learn", broken)
    schedule(cast, after_labels=50)
    pipeline.look(now=NOW())
    work()
    set_schedule(cast.project, by=cast.alice, now=NOW(), after_labels=40)
    due, _ = selectors.due_of(cast.project, training_policy_of(cast.project), now=NOW())
    assert due.is_due


def test_one_goes_on_from_the_step_that_failed(cast, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("annotate.learning.services.predict_and_rerank", broken)
        pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
        work()
    sequence = only()
    assert [step.state for step in selectors.steps(sequence)] == ["done", "done", "done", "done", "failed"]
    services.retry(sequence.jobs.get(state="failed"))
    sequence.refresh_from_db()
    assert (sequence.state, sequence.message, sequence.finished_at) == ("running", "", None)
    work()
    sequence.refresh_from_db()
    assert (sequence.state, Run.objects.count(), sequence.jobs.count()) == ("done", 1, 5)


def test_no_step_is_tried_again_while_another_pass_is_under_way(cast, monkeypatch):
    monkeypatch.setattr("annotate.learning.services.learn", broken)
    failed = pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    work()
    pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    job = failed.jobs.get(state="failed")
    with pytest.raises(Refused) as refused:
        services.retry(job)
    assert refused.value.code == "under_way"
    job.refresh_from_db()
    assert job.state == "failed"


def test_stopped_it_ends_and_the_schedule_does_not_begin_at_once_again(cast):
    schedule(cast, after_labels=50)
    (sequence,) = pipeline.look(now=NOW())
    pipeline.stop(sequence, now=NOW())
    assert (only().state, [step.state for step in selectors.steps(only())][:2]) == ("cancelled", ["cancelled", "left_out"])
    assert pipeline.look(now=NOW() + dt.timedelta(days=1)) == []
    with pytest.raises(Refused):
        pipeline.stop(sequence, now=NOW())


def test_a_worker_that_died_between_two_steps_is_made_up_for(cast, monkeypatch):
    sequence = pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    with monkeypatch.context() as patched:
        patched.setattr(services, "go_on", lambda *_, **__: None)
        services.run(sequence.jobs.get().pk, KINDS)
    assert [job.state for job in sequence.jobs.all()] == ["done"]
    pipeline.look(now=NOW())
    pipeline.look(now=NOW())
    assert [job.kind for job in sequence.jobs.order_by("step")] == ["settle", "freeze"]


def test_without_settling_undecided_labels_are_nothing_new(cast):
    schedule(cast, after_labels=50, settles_first=False, strategy="")
    pipeline.look(now=NOW())
    work()
    assert only().steps == ALL[1:]
    assert "stays as it is" in results(only())["turn"]["skipped"]
    label(cast, cast.bob, "positive", now=NOW())
    pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    work()
    assert Sequence.objects.order_by("-pk").first().state == "nothing"


def test_like_the_last_training_by_hand(taught):
    cast, release = taught
    pipeline.train_by_hand(cast.project, release=release, by=cast.alice, now=NOW(), settings={"class_weight": "balanced"})
    work()
    schedule(cast, after_labels=3, like_last=True)
    more_labels(cast, 3)
    assert len(pipeline.look(now=NOW() + dt.timedelta(hours=2))) == 1
    work()
    assert Run.objects.order_by("-pk").first().settings == {"class_weight": "balanced"}


def test_rules_that_taught_the_last_training_teach_as_they_were_applied_last(taught):
    cast, release = taught
    weak = {"weight": 0.25, "least": 0.8, "run": 7}
    Run.objects.create(project=cast.project, release=release, state=Run.DONE, settings={"weak": weak}, created_at=NOW())
    assert settings_of_last(cast.project) == {"weak": {"weight": 0.25, "least": 0.8}}


def test_a_step_keeps_what_it_said(cast):
    pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW())
    work()
    logs = {job.kind: job.log for job in only().jobs.all()}
    assert "Freezing what is decided." in logs["freeze"]
    assert logs["learn"]


def test_a_step_cannot_run_alone(cast):
    job = services.enqueue("turn", now=NOW(), project=cast.project)
    services.run(job.pk, KINDS)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.FAILED, "This job is a step of the pipeline and cannot run alone.")


def test_what_is_due_costs_the_same_on_a_corpus_of_any_size(cast, django_assert_num_queries):
    schedule(cast, after_labels=20, nightly_at=3)
    policy = training_policy_of(cast.project)
    with django_assert_num_queries(4):
        _, stands = selectors.due_of(cast.project, policy, now=NOW())
    assert stands.labels == 20  # of 60: counted no further than is asked for


def test_the_look_is_on_the_clock():
    from django.conf import settings

    from config.celery import app

    app.loader.import_default_modules()
    assert {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
    assert settings.CELERY_BEAT_SCHEDULE["look"]["task"] == "annotate.jobs.look"
