"""What the random arm says, what thresholds would carry, how people are pulled: from rows as the queue leaves them."""

from __future__ import annotations

import pytest

from annotate.annotations.models import Annotation
from annotate.learning.models import ModelVersion, Prediction, Run
from annotate.learning.selectors import blind_answers, carried, pulled, random_arm, stop_advice
from annotate.queue import services as queue
from annotate.queue.models import Assignment, Round, Task
from annotate.queue.services import Placed
from domain.thresholds import costs
from tests.cast import NOW, chosen, claim, play, submit

LABELS = ["positive", "negative", "neutral"]


def made(cast, name: str, *, items: int = 10, score: float = 0.7, state: str = "retired") -> ModelVersion:
    number, manifest = cast.project.releases.count() + 1, {"splits": {"train": {"items": items}}}
    release = cast.project.releases.create(
        number=number, digest=name, manifest=manifest, items=items, frozen_by=cast.alice, frozen_at=NOW
    )
    run = Run.objects.create(project=cast.project, release=release, state=Run.DONE, created_at=NOW)
    metrics = {"macro_f1": {"value": score}}
    return ModelVersion.objects.create(project=cast.project, run=run, name=name, state=state, metrics=metrics, created_at=NOW)


def read_by(version: ModelVersion, label_of) -> None:
    for task in Task.objects.filter(project=version.project, is_test=False):
        Prediction.objects.create(model_version=version, item=task.item, label=label_of(task), score=0.7, probabilities=[0.7, 0.2, 0.1])


def turn(cast, version: ModelVersion, *, arm: int) -> None:
    """The queue as a prediction leaves it: every `arm`-th task is of the random arm and blind."""
    placed = []
    for n, task in enumerate(Task.objects.filter(round=cast.round).order_by("id")):
        said = task.item.predictions.filter(model_version=version).first()
        suggestion = said and {"result": chosen(said.label), "label": said.label, "score": said.score, "model_version": version.name}
        by_chance = n % arm == 0
        placed.append(Placed(task.pk, not by_chance, suggestion, "arm" if by_chance and suggestion else ""))
    queue.reorder(cast.round, placed, by=f"{version.name} margin")


@pytest.fixture
def wall(db):
    cast = play(texts=[f"text {n}" for n in range(24)], seats=1, order=Round.RANDOM)
    Task.objects.update(is_test=False)
    return cast


def truth(task: Task) -> str:
    return LABELS[task.pk % 3]


def finish(cast, who, label_of=truth) -> None:
    while (seat := claim(cast, who)) is not None:
        submit(seat, label_of(seat.task if hasattr(seat, "task") else Task.objects.get(pk=seat.task_id)))


def test_accuracy_comes_from_texts_drawn_at_random_and_blind(wall):
    version = made(wall, "v1", state="champion")
    read_by(version, lambda task: truth(task) if task.pk % 4 == 1 else "positive")
    turn(wall, version, arm=2)
    wall.project.suggestion_share = 1.0
    finish(wall, wall.bob)
    found = random_arm(wall.project, version)
    arm = list(Task.objects.filter(by_model=False))
    right = sum(truth(task) == task.item.predictions.get().label for task in arm)
    assert (found.accuracy.right, found.accuracy.n) == (right, len(arm)) == (right, 12)
    assert found.accuracy.low < found.accuracy.value < found.accuracy.high
    assert not found.accuracy.is_enough
    # What the model chose was all shown with a suggestion: nothing blind to be read from it.
    assert (found.on_chosen.n, found.chosen_balance) == (0, {})
    assert sum(share.right for share in found.balance.values()) == 12


def test_before_any_model_a_random_queue_tells_the_balance(wall):
    finish(wall, wall.bob, lambda task: "positive" if task.pk % 4 else "neutral")
    found = random_arm(wall.project, None)
    assert (found.balance["positive"].value, found.balance["positive"].n) == (0.75, 24)
    assert found.accuracy.n == 0
    Round.objects.update(order=Round.AS_IMPORTED)
    assert random_arm(wall.project, None).balance == {}


def test_what_a_version_learned_from_judges_it_not(wall):
    version = made(wall, "v1", state="champion")
    read_by(version, truth)
    turn(wall, version, arm=1)
    finish(wall, wall.bob)
    assert random_arm(wall.project, version).accuracy.n == 24
    task = Task.objects.first()
    decision = task.decisions.create(project=wall.project, label="positive", result=[], rule="majority", created_at=NOW)
    version.run.release.contents.create(item=task.item, decision=decision, split="train")
    assert random_arm(wall.project, version).accuracy.n == 23


def test_ties_and_answers_with_a_suggestion_in_sight_say_nothing(db):
    cast = play(texts=["one", "two"], seats=2, order=Round.RANDOM)
    Task.objects.update(is_test=False)
    first, second = Task.objects.order_by("id")
    for who, labels in ((cast.bob, ("positive", "negative")), (cast.beth, ("negative", "negative"))):
        for _ in range(2):
            seat = claim(cast, who)
            submit(seat, labels[seat.task_id == second.pk])
    answers, tied = blind_answers(cast.project, None, with_ties=True)
    assert ([one.task for one in answers], tied) == ([second.pk], 1)
    Annotation.objects.filter(task=second).update(with_suggestion=True)
    assert blind_answers(cast.project, None) == []


def test_what_thresholds_would_carry(wall):
    version = made(wall, "v1", state="champion")
    read_by(version, lambda task: "positive" if task.pk % 2 else "negative")
    Prediction.objects.filter(label="negative").update(score=0.4)
    given = costs({"": {"false_alarm": 1, "miss": 1}})
    rows = {row.label: row for row in carried(wall.project, version, given)}
    assert list(rows) == [*LABELS, ""]
    assert (rows["positive"].said, rows["positive"].carried, rows["positive"].expected) == (12, 12, pytest.approx(0.7))
    assert (rows["negative"].said, rows["negative"].carried, rows["negative"].expected) == (12, 0, None)
    assert (rows[""].said, rows[""].carried) == (24, 12)


def test_the_pull_is_read_from_seats_that_chance_parted(db):
    cast = play(texts=[f"text {n}" for n in range(70)], seats=2)
    Task.objects.update(is_test=False)
    version = made(cast, "v1", state="champion")
    read_by(version, lambda task: "positive")
    turn(cast, version, arm=100)
    cast.project.suggestion_share = 0.5
    for who in (cast.bob, cast.beth):
        while (seat := claim(cast, who)) is not None:
            submit(seat, "positive" if seat.suggestion else truth(Task.objects.get(pk=seat.task_id)))
    found = {one.name: one for one in pulled(cast.project)}
    parted = Assignment.objects.filter(showing__in=("shown", "hidden"))
    told = found["with_suggestion"]
    assert told.shown.n + told.hidden.n == parted.count() == 138
    assert told.shown.value == 1.0
    assert told.low > 0.3
    assert found["right"].shown.n > 0
    Assignment.objects.filter(showing="hidden").update(showing="off")
    assert all(one.too_few for one in pulled(cast.project))


def test_stop_advice_reads_what_versions_say_of_the_same_texts(wall):
    assert [one.says for one in stop_advice(wall.project)] == ["unknown"] * 3
    for n, score in enumerate([0.5, 0.7, 0.8, 0.801, 0.802, 0.8]):
        read_by(made(wall, f"v{n}", items=100 * 2**n, score=score), truth)
    plateau, stable, gain = stop_advice(wall.project)
    assert (plateau.sign, plateau.says) == ("plateau", "stop")
    assert (stable.says, stable.facts["items"]) == ("unknown", 24)
    assert gain.says in ("stop", "go_on")
    assert gain.facts["more"] == 640
