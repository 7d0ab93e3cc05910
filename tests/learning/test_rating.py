"""A project that asks for a rating: its answers stand in results, in no column of labels."""

from __future__ import annotations

import uuid
from importlib import import_module

import numpy as np
import pytest

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation
from annotate.corpus.services import freeze
from annotate.learning.models import ModelVersion, Prediction, Run
from annotate.learning.selectors import blind_answers, carried, random_arm
from annotate.learning.selectors.answers import Answered
from annotate.learning.selectors.ceiling import people_on, votes_on
from annotate.learning.selectors.rules import decided, try_rule
from annotate.learning.selectors.shadow import shadow_table
from annotate.learning.services import apply_rules, compare_arms, set_policy, write_rule
from annotate.learning.services.ask import Saying
from annotate.learning.services.keep_predictions import keep, predicted, suggestion_of
from annotate.queue.models import Task
from annotate.review.services import settle
from domain.errors import Invalid
from domain.thresholds import costs
from tests.cast import NOW, claim, play
from tests.learning.conftest import reviews

RATING = '<View><Text name="text" value="$text"/><Rating name="stars" toName="text" maxRating="5"/></View>'
SPANS = '<View><Text name="text" value="$text"/><Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels></View>'
STARS = {"negative": 1, "neutral": 3, "positive": 5}


def stars(n: int) -> list[dict]:
    return [{"from_name": "stars", "to_name": "text", "type": "rating", "value": {"rating": n}}]


def rate_all(cast, who, given: list[int]) -> None:
    for n in given:
        seat = claim(cast, who)
        annotations.submit(seat, id=uuid.uuid4(), result=stars(n), seconds=3.5, now=NOW)


def rated(n: int = 40, *, seats: int = 1, **settings):
    """(cast, what Bob gave) of n texts, all settled."""
    texts, truth = reviews(n)
    cast = play(texts=texts, seats=seats, label_config=RATING, **settings)
    given = [STARS[label] for label in truth]
    for who in (cast.bob, cast.beth)[:seats]:
        rate_all(cast, who, given)
    settle(cast.project, now=NOW)
    return cast, given


def version_of(cast) -> ModelVersion:
    release = freeze(cast.project, by=cast.alice, now=NOW)
    run = Run.objects.create(project=cast.project, release=release, state=Run.DONE, created_at=NOW)
    return ModelVersion.objects.create(project=cast.project, run=run, name="v1", state="champion", created_at=NOW)


def saying(n: int, score: float = 0.8) -> Saying:
    return Saying(stars(n), score, {"1": 0.1, "3": 0.1, "5": 0.8})


def test_the_arms_are_compared_by_ratings(db, heard, monkeypatch):
    module = import_module("annotate.learning.services.compare_arms")
    for name, value in (("REPEATS", 2), ("SIZES", 2), ("LEAST_LABELS", 20), ("LEAST_ITEMS", 20)):
        monkeypatch.setattr(module, name, value)
    cast, _ = rated(110, train_share=0.6, dev_share=0.1)
    for n, task in enumerate(Task.objects.filter(is_test=False).order_by("id")):
        if n >= 10:
            Task.objects.filter(pk=task.pk).update(by_model=n % 2 == 0, suggestion={"result": []})
    cast.project.rounds.update(ordered_by="v1 margin")
    freeze(cast.project, by=cast.alice, now=NOW)
    told = compare_arms(cast.project, report=heard)
    assert min(told["random"][-1], told["chosen"][-1]) > 0.4  # of three ratings luck would give a third


def test_what_is_predicted_is_kept_by_its_rating(db):
    cast, _ = rated(12)
    version, item = version_of(cast), Task.objects.first().item
    row = predicted(version, item.pk, saying(5))
    keep([row])
    assert Prediction.objects.get().label == "5"
    assert suggestion_of(row, version)["label"] == "5"
    assert predicted(version, item.pk, Saying([], 0.5, None)).label == ""
    odd = [{"from_name": "ner", "to_name": "text", "type": "labels", "value": {"start": 0, "end": 1, "labels": ["PER"]}}]
    assert predicted(version, item.pk, Saying(odd, 0.5, None)).label == ""


def test_costs_hold_for_a_rating_as_for_a_label(db):
    cast, _ = rated(12)
    version = version_of(cast)
    given = {"5": {"false_alarm": 9, "miss": 1}, "": {"false_alarm": 1, "miss": 1}}
    set_policy(cast.project, by=cast.alice, now=NOW, costs=given)
    with pytest.raises(Invalid, match="no label 'positive'"):
        set_policy(cast.project, by=cast.alice, now=NOW, costs={"positive": {"false_alarm": 9, "miss": 1}})
    rows = {row.label: row for row in carried(cast.project, version, costs(given))}
    assert list(rows) == ["1", "2", "3", "4", "5", ""]
    assert (rows["5"].threshold, rows["1"].threshold) == (0.9, 0.5)


def test_the_random_arm_tells_of_ratings(db):
    texts, truth = reviews(24)
    cast = play(texts=texts, seats=1, label_config=RATING, order="random")
    Task.objects.update(is_test=False)
    given = {text: STARS[label] for text, label in zip(texts, truth, strict=True)}
    first = play(texts=["another project"], seats=1, label_config=RATING)
    rate_all(first, first.bob, [3])
    settle(first.project, now=NOW)
    version = version_of(first)
    for n, task in enumerate(Task.objects.filter(project=cast.project).order_by("pk").select_related("item")):
        said = given[task.item.data["text"]] if n % 4 else 2
        keep([predicted(version, task.item_id, saying(said))])
    while (seat := claim(cast, cast.bob)) is not None:
        result = stars(given[Task.objects.select_related("item").get(pk=seat.task_id).item.data["text"]])
        annotations.submit(seat, id=uuid.uuid4(), result=result, seconds=3.5, now=NOW)
    found = random_arm(cast.project, version)
    assert found.says_one_label
    assert (found.accuracy.right, found.accuracy.n) == (18, 24)
    assert sum(share.right for share in found.balance.values()) == 24
    assert set(found.balance) <= {"1", "3", "5"}
    assert {one.label for one in blind_answers(cast.project, None)} == set(found.balance)


@pytest.mark.parametrize("several", [True, False])
def test_of_answers_that_are_not_one_label_nothing_is_claimed(db, several):
    choices = '<Choices name="c" toName="text" choice="multiple"><Choice value="a"/><Choice value="b"/></Choices>'
    config = f'<View><Text name="text" value="$text"/>{choices}</View>' if several else SPANS
    cast = play(texts=["one", "two"], seats=1, label_config=config, order="random")
    Task.objects.update(is_test=False)
    place = {"from_name": "ner", "to_name": "text", "type": "labels", "value": {"start": 0, "end": 3, "text": "one", "labels": ["PER"]}}
    both = {"from_name": "c", "to_name": "text", "type": "choices", "value": {"choices": ["a", "b"]}}
    while (seat := claim(cast, cast.bob)) is not None:
        text = Task.objects.select_related("item").get(pk=seat.task_id).item.data["text"]
        result = [both] if several else [{**place, "id": "r1", "value": {**place["value"], "text": text}}]
        annotations.submit(seat, id=uuid.uuid4(), result=result, seconds=3.5, now=NOW)
    settle(cast.project, now=NOW)
    version = version_of(cast)
    version.run.release.contents.all().delete()
    for task in Task.objects.all():
        Prediction.objects.create(model_version=version, item=task.item, label="a", score=0.9)
    found = random_arm(cast.project, version)
    assert not found.says_one_label
    assert found.accuracy.n == 0
    assert list(found.balance) == (["a | b"] if several else [])


def test_people_are_the_ceiling_of_ratings(db):
    cast, given = rated(20, seats=2)
    version = version_of(cast)
    release = version.run.release
    by_content = {task.item_id: str(n) for task, n in zip(Task.objects.order_by("pk"), given, strict=True)}
    items, names = sorted(by_content), ("1", "3", "5")
    truth = np.array([names.index(by_content[item]) for item in items])
    answers = Answered(items, [str(i) for i in items], np.ones(len(items)), names, truth, truth, names, np.eye(3)[truth])
    found = people_on(release, answers)
    assert found["votes"] == 40
    assert found["with_decided"]["value"] == found["pairs"]["value"] == 1.0
    assert {vote.label for vote in votes_on(release, items)} == set(by_content.values())


def test_rules_for_ratings_have_an_accuracy(db, heard):
    texts, truth = reviews(40)
    cast = play(texts=texts, seats=1, label_config=RATING, train_share=1.0, dev_share=0.0)
    rate_all(cast, cast.bob, [STARS[label] for label in truth])
    settle(cast.project, now=NOW)
    asked = {"words": ["lovely", "great", "splendid"], "particles": False}
    write_rule(cast.project, name="nice", kind="keywords", settings=asked, label="5", by=cast.alice, now=NOW)
    labels = ("1", "2", "3", "4", "5")
    known = decided(cast.project, labels)
    assert sorted(known.values()) == sorted(STARS[label] - 1 for label in truth)
    some = sorted(known)[:7]
    assert decided(cast.project, labels, some) == {item: known[item] for item in some}
    run = apply_rules(cast.project, by=cast.alice, now=NOW, report=heard)
    assert run.figures["decided"] == 40
    tried = try_rule(cast.project, kind="keywords", settings=asked, label="5")
    assert (tried.right["value"], tried.right["items"]) == (1.0, tried.by_label["5"])


def test_the_shadow_is_judged_by_ratings(db):
    first = play(texts=["another project"], seats=1, label_config=RATING)
    rate_all(first, first.bob, [3])
    settle(first.project, now=NOW)
    elsewhere = version_of(first).run.release
    cast, _ = rated(20)
    runs = [Run.objects.create(project=cast.project, release=elsewhere, state=Run.DONE, created_at=NOW) for _ in range(2)]
    old, new = (ModelVersion.objects.create(project=cast.project, run=run, name=f"v{run.pk}", created_at=NOW) for run in runs)
    for task in Task.objects.filter(project=cast.project):
        stars_given = int(Annotation.objects.get(task=task).result[0]["value"]["rating"])
        keep([predicted(old, task.item_id, saying(2)), predicted(new, task.item_id, saying(stars_given))])
    found = shadow_table(new, old)
    assert (found.items, found.challenger.value, found.champion.value) == (20, 1.0, 0.0)
