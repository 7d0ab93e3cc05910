"""A training: once, and again where it broke."""

from __future__ import annotations

import datetime as dt

import pytest

from annotate.corpus.services import freeze
from annotate.learning import client, selectors
from annotate.learning.models import ModelVersion, Run
from annotate.learning.services import start, train
from annotate.review.services import adjudicate
from domain.errors import Invalid, Problem, Refused
from tests import cast as people
from tests.cast import NOW, label_all, play
from tests.corpus.shelf import decided


def clock() -> dt.datetime:
    return NOW + dt.timedelta(minutes=3)


def run_of(cast, release, **more) -> Run:
    return start(cast.project, release=release, by=cast.alice, now=NOW, **more)


def test_start_writes_a_row_and_nothing_more(taught, backend):
    run = run_of(*taught, settings={"class_weight": "balanced"}, seed=3)
    assert (run.state, run.settings, run.seed, run.started_by) == ("queued", {"class_weight": "balanced"}, 3, taught[0].alice)
    assert backend == []


def test_train(taught, heard, backend):
    cast, release = taught
    run = run_of(cast, release)
    version = train(run, report=heard, now=clock)
    assert version.state == ModelVersion.CHAMPION
    assert version.metrics["on"] == "test"
    assert version.metrics["macro_f1"]["value"] > 0.8
    assert version.metrics["macro_f1"]["low"] <= version.metrics["macro_f1"]["value"]
    assert version.successions.get().how == "first"
    run.refresh_from_db()
    assert (run.state, run.finished_at) == ("done", clock())
    assert {event["event"] for event in run.events} <= {"metric", "log"}
    assert {event["name"] for event in run.events if event["event"] == "metric"} >= {"accuracy", "macro_f1"}
    shares = [share for share, _ in heard.told]
    assert shares == sorted(shares)
    request = dict(backend)["/train"]
    assert request["release"] == release.digest
    assert len(request["examples"]) == release.items
    assert {row["split"] for row in request["examples"]} == {"train", "dev", "test"}
    assert selectors.champion(cast.project) == version


def test_again_is_answered_from_the_row(taught, heard, backend):
    run = run_of(*taught)
    version = train(run, report=heard, now=clock)
    trained = [path for path, _ in backend].count("/train")
    assert train(Run.objects.get(pk=run.pk), report=heard, now=clock) == version
    assert [path for path, _ in backend].count("/train") == trained == 1
    assert ModelVersion.objects.count() == 1


def test_one_that_was_killed_starts_again_and_doubles_nothing(taught, heard):
    run = run_of(*taught)

    class Killed(BaseException):
        pass

    def dies(progress, message):
        if progress > 0.5:
            raise Killed

    with pytest.raises(Killed):
        train(run, report=dies, now=clock)
    assert Run.objects.get().state == "running"
    assert not ModelVersion.objects.exists()
    train(Run.objects.get(), report=heard, now=clock)
    assert (Run.objects.get().state, ModelVersion.objects.count()) == ("done", 1)


def test_one_that_was_cancelled_says_so_and_can_be_tried_again(taught, heard):
    class Cancelled(Exception):
        pass

    def cancels(progress, message):
        raise Cancelled

    run = run_of(*taught)
    with pytest.raises(Cancelled):
        train(run, report=cancels, now=clock)
    run.refresh_from_db()
    assert (run.state, run.failure) == ("failed", "Cancelled")
    assert train(run, report=heard, now=clock).state == "champion"
    run.refresh_from_db()
    assert (run.state, run.failure) == ("done", "")


def test_what_the_backend_objects_to_is_said(db, heard):
    cast = play(texts=[f"text {n}" for n in range(20)], seats=1)
    label_all(cast, {cast.bob: ["positive"] * 20})
    for task in cast.project.tasks.all():
        adjudicate(task, label="positive", by=cast.dora, now=NOW)
    run = run_of(cast, freeze(cast.project, by=cast.alice, now=NOW))
    with pytest.raises(Problem, match="A model needs at least two classes") as problem:
        train(run, report=heard, now=clock)
    assert (problem.value.code, problem.value.fields["code"]) == ("ml_backend", "one_class")
    run.refresh_from_db()
    assert run.state == "failed"
    assert "two classes" in run.failure


@pytest.mark.parametrize(
    "events",
    [
        [{"event": "progress", "progress": 0.1, "message": "…"}],
        [{"event": "progress", "progress": 0.1, "message": "…"}, {"event": "error", "code": "internal", "message": "out of memory"}],
        [{"event": "surprise"}],
    ],
)
def test_a_stream_that_ends_badly(taught, heard, monkeypatch, events):
    monkeypatch.setattr(client, "_backend", lambda *_: (200, iter(events)))
    run = run_of(*taught)
    with pytest.raises(Problem):
        train(run, report=heard, now=clock)
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.failure


def test_a_better_one_takes_over_on_the_same_items(db, heard):
    from tests.learning.conftest import labelled

    cast = labelled(160, right=0.2, train_share=0.5)
    poor = train(run_of(cast, freeze(cast.project, by=cast.alice, now=NOW)), report=heard, now=clock)
    truth = _truth(cast)
    for task in cast.project.tasks.filter(decisions__isnull=False).select_related("item", "round"):
        adjudicate(task, label=truth[task.item.data["text"]], by=cast.dora, now=NOW)
    good = train(run_of(cast, freeze(cast.project, by=cast.alice, now=NOW)), report=heard, now=clock)
    poor.refresh_from_db()
    assert (poor.state, good.state) == ("retired", "champion")
    contest = good.contested.get()
    assert contest.tests["challenger"] > contest.tests["champion"]
    assert (contest.champion, contest.release.number) == (poor, 2)
    assert contest.reasons[0]["code"] == "better"


def _truth(cast):
    from tests.learning.conftest import WORDS

    texts = [item.data["text"] for item in cast.project.items.all()]
    return {text: next(label for label, words in WORDS.items() if any(text.endswith(word) for word in words)) for text in texts}


def test_an_equal_one_stays_a_candidate(taught, heard):
    first = train(run_of(*taught), report=heard, now=clock)
    second = train(run_of(*taught), report=heard, now=clock)
    first.refresh_from_db()
    assert (first.state, second.state) == ("champion", "candidate")
    assert second.contested.get().reasons[0]["code"] == "too_little"


def test_one_whose_rival_is_lost_takes_over(taught, heard, service):
    cast, release = taught
    first = train(run_of(cast, release), report=heard, now=clock)
    second = run_of(cast, release, settings={"c": 0.001})
    ModelVersion.objects.filter(pk=first.pk).update(name="char-0123456789abcdef")
    made = train(second, report=heard, now=clock)
    assert made.state == "champion"
    assert "lost the files" in made.contested.get().reasons[0]["facts"]["told"]


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ('<View><Text name="text" value="$text"/><TextArea name="e" toName="text"/></View>', None),
        (people.SENTIMENT.replace('choice="single"', 'perRegion="true"'), None),
    ],
)
def test_a_label_config_that_nothing_learns(db, config, says):
    cast = decided()
    release = freeze(cast.project, by=cast.alice, now=NOW)
    release.manifest["label_config"] = config
    with pytest.raises(Refused, match="No model here learns this label config") as problem:
        run_of(cast, release)
    assert problem.value.code == "no_learner"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"settings": {"options": "x"}}, "options: must be an object"),
        ({"settings": {"options": {"c": "abc"}}}, "c must be a number"),
        ({"settings": {"c": "abc"}}, "c must be a number"),
        ({"settings": {"way": 7}}, "way is 'features' or"),
        ({"settings": {"class_weight": "heavy"}}, "class_weight is 'balanced'"),
        ({"settings": {"encoder": ["char"]}}, "encoder must be a name"),
        ({"settings": {"soft": "yes"}}, "soft: must be true"),
        ({"settings": {"epochs": 3}}, "no setting 'epochs'"),
        ({"seed": -1}, "seed"),
        ({"seed": True}, "seed"),
        ({"seed": "1"}, "seed"),
    ],
)
def test_settings_that_there_are_not(taught, more, says):
    with pytest.raises(Invalid, match=says):
        run_of(*taught, **more)


def test_a_release_of_another_project(taught):
    with pytest.raises(Invalid, match="not one of this project"):
        run_of(play(), taught[1])
