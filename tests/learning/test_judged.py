"""What later work of people says of versions: in the shadow, as label errors, as the ceiling, as a forecast."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from annotate.annotations.models import Annotation
from annotate.learning import client
from annotate.learning.models import ModelVersion, Prediction, Run
from annotate.learning.selectors.answers import answered, asked_about
from annotate.learning.selectors.ceiling import people_on, slices_of, votes_on
from annotate.learning.selectors.decided import newest_decided
from annotate.learning.selectors.outlook import outlook
from annotate.learning.selectors.shadow import shadow_table, was_in_shadow
from annotate.learning.selectors.suspects import doubts
from annotate.learning.services import cast_shadow, end_shadow, examine
from annotate.learning.services.promote import contend
from annotate.learning.services.shadow import predict_beside
from annotate.projects.models import Membership, Profile
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.models import Decision
from annotate.review.services import settle
from domain.errors import Problem
from tests.cast import NOW, bring, label_all
from tests.learning.contestants import LABELS, arena

LIMIT = "annotate.learning.selectors.decided.MOST"
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def ring(db, monkeypatch):
    made = arena(40, seats=2)
    monkeypatch.setattr(client, "_backend", made.answer)
    made.champion = contend(made.version("v1", 0.7), now=NOW)
    return made


def say(version: ModelVersion, items, labels, sure: float = 0.8) -> None:
    for item, label in zip(items, labels, strict=True):
        shares = [sure if label == one else (1 - sure) / 2 for one in LABELS]
        Prediction.objects.create(model_version=version, item=item, label=label, score=sure, probabilities=shares)


def later(ring, n: int = 30, seed: int = 3):
    """A second round of n texts, their truth, not labelled yet."""
    queue.open_round(ring.project, now=NOW, title="Next", seats=1, order="as_imported")
    bring(ring.cast, [f"later text {i}" for i in range(n)], name="more")
    items = list(ring.project.items.filter(data__text__startswith="later").order_by("pk"))
    return items, np.random.default_rng(seed).choice(LABELS, n).tolist()


def wrong(label: str) -> str:
    return LABELS[(LABELS.index(label) + 1) % 3]


def decide(ring, labels) -> None:
    label_all(ring.cast, {ring.cast.bob: labels}, now=LATER)
    settle(ring.project, rule="majority", now=LATER)


def test_the_shadow_is_judged_on_what_is_decided_later(ring):
    items, truth = later(ring)
    new = ring.version("v2", 0.7)
    say(ring.champion, items, [wrong(t) if n < 10 else t for n, t in enumerate(truth)])
    say(new, items, [wrong(t) if n >= 28 else t for n, t in enumerate(truth)])
    assert shadow_table(new, ring.champion).challenger.reason.startswith("no item that both")
    decide(ring, truth)
    found = shadow_table(new, ring.champion)
    assert (found.items, found.seen) == (30, 0)
    assert (found.challenger.value, found.champion.value) == pytest.approx((28 / 30, 20 / 30))
    assert (found.test.gained, found.test.lost) == (10, 2)
    shown = [item for item in items if item.split != "test"][:3]
    Annotation.objects.filter(task__item__in=shown).update(with_suggestion=True)
    found = shadow_table(new, ring.champion)
    assert (found.items, found.seen) == (27, 3)


def test_what_was_said_first_is_judged_however_much_was_said_since(ring, monkeypatch):
    """The front of the first turn is what people label, and a turn says the same items over again in place."""
    monkeypatch.setattr(LIMIT, 10)
    items, truth = later(ring)
    new = ring.version("v2", 0.7)
    for version in (ring.champion, new):
        say(version, items, truth)
    decide(ring, truth[:10])
    assert shadow_table(new, ring.champion).items == 10


def test_only_what_predicted_beside_a_champion_was_in_the_shadow(ring):
    new = ring.version("v2", 0.7)
    assert not was_in_shadow(new)
    cast_shadow(new, by=ring.cast.alice, now=NOW)
    assert was_in_shadow(new)
    end_shadow(new)
    assert not was_in_shadow(new)  # it has said nothing yet
    for version in (new, ring.champion):
        say(version, ring.project.items.all()[:1], ["positive"])
    assert was_in_shadow(new)
    assert not was_in_shadow(ring.champion)


def test_what_one_of_them_learned_from_judges_neither(ring):
    learned = list(ring.project.items.filter(pk__in=ring.release.contents.values("item")))
    new = ring.version("v2", 0.7)
    for version in (ring.champion, new):
        say(version, learned, ["positive"] * len(learned))
    assert shadow_table(new, ring.champion).items == 0


def test_the_shadow_predicts_beside_and_never_stops_the_champion(ring):
    new, asked = ring.version("v2", 0.7), []
    assert predict_beside(ring.project, asked.append) is None
    cast_shadow(new, by=ring.cast.alice, now=NOW)
    assert predict_beside(ring.project, asked.append) == "v2"
    assert asked == [new]

    def lost(_version):
        raise Problem("gone")

    assert predict_beside(ring.project, lost) is None


def test_flipped_labels_are_doubted_and_the_coverage_is_told(ring):
    items, truth = later(ring, 40)
    ring.project.items.filter(pk__in=[item.pk for item in items[:36]]).update(split="train")
    ring.project.items.filter(pk__in=[item.pk for item in items[36:]]).update(split="test")
    say(ring.champion, items, truth)
    given = [wrong(t) if n in (3, 17, 38) else t for n, t in enumerate(truth)]
    decide(ring, given)
    found = doubts(ring.champion)
    assert found.looked_at == 36
    assert found.decided > found.looked_at  # the first round's were learned from, and are not looked at
    assert {one.item for one in found.found} == {items[3].pk, items[17].pk}  # 38 is a test item: its label is left to people
    assert all((one.decided, one.by_person) == (wrong(one.likely), False) for one in found.found)


def test_what_was_said_first_is_doubted_however_much_was_said_since(ring, monkeypatch):
    monkeypatch.setattr(LIMIT, 36)
    items, truth = later(ring, 60)
    ring.project.items.filter(pk__in=[item.pk for item in items]).update(split="train")
    say(ring.champion, items, truth)
    decide(ring, [wrong(t) if n in (3, 17) else t for n, t in enumerate(truth[:36])])
    found = doubts(ring.champion)
    assert (found.looked_at, found.decided, found.is_cut) == (36, 36, True)
    assert {one.item for one in found.found} == {items[3].pk, items[17].pk}


def test_an_item_is_doubted_by_its_latest_rounds_decision(ring, monkeypatch):
    """However late the earlier one was made, and wherever a chunk ends."""
    monkeypatch.setattr("annotate.learning.selectors.decided._CHUNK", 7)
    items, truth = later(ring, 20)
    ring.project.items.filter(pk__in=[item.pk for item in items]).update(split="train")
    decide(ring, truth)
    first = Decision.objects.get(task__item=items[0])
    task = Task.objects.get(pk=first.task_id)
    task.pk, task.round = None, queue.open_round(ring.project, now=LATER, title="Third", seats=1)
    task.save(force_insert=True)
    Decision.objects.create(task=task, project=ring.project, label=wrong(truth[0]), result=[], rule="majority", created_at=LATER)
    anew = {"task_id": first.task_id, "label": truth[0], "result": [], "rule": "adjudicated", "decided_by": ring.cast.dora}
    Decision.objects.create(project=ring.project, supersedes=first, created_at=LATER, **anew)
    told = [one for some in newest_decided(ring.project) for one in some.items()]
    assert len(told) == len(dict(told)) > 20
    assert (dict(told)[items[0].pk].label, dict(told)[items[0].pk].by_person) == (wrong(truth[0]), False)


def test_what_is_nearly_what_was_learned_is_no_evidence(ring):
    """Of a group with something taught, were it a generated text of the same parent, the model has seen the answer."""
    items, truth = later(ring, 40)
    ring.project.items.filter(pk__in=[item.pk for item in items]).update(split="train")
    say(ring.champion, items, truth)
    decide(ring, [wrong(label) if i in (3, 17) else label for i, label in enumerate(truth)])
    before = doubts(ring.champion)
    taught = ring.project.items.exclude(pk__in=[item.pk for item in items]).first()
    ring.project.items.filter(pk=before.found[0].item).update(group_key=taught.group_key)
    after = doubts(ring.champion)
    assert after.looked_at == before.looked_at - 1
    assert before.found[0].item not in {one.item for one in after.found}


def test_without_predictions_nothing_is_doubted(ring):
    found = doubts(ring.champion)
    assert (found.found, found.looked_at, found.errors) == ([], 0, 0.0)


def test_people_are_the_ceiling_on_the_same_items(ring):
    release, answers = ring.release, answered(ring.champion)
    found = people_on(release, answers)
    assert found["pairs"]["value"] == found["with_decided"]["value"] == 1.0
    assert found["items"] == len(answers)
    assert len(votes_on(release, answers.items)) == found["votes"] == 2 * len(answers)


def test_groups_of_annotators_are_compared_on_the_same_items(ring):
    for user, level in ((ring.cast.bob, "native"), (ring.cast.beth, "second")):
        seat = Membership.objects.get(project=ring.project, user=user)
        told = {"languages": [{"language": "ko", "level": level}], "updated_at": NOW}
        Profile.objects.update_or_create(membership=seat, defaults=told)
    answers, asked = answered(ring.champion), asked_about(ring.champion)
    same = {row["name"]: row for row in slices_of(ring.champion, asked, answers) if row["kind"] == "group"}
    assert same["native:ko"]["p"] == 1.0  # both said the very same of every text
    said = dict(zip(answers.items, (answers.classes[s] for s in answers.said), strict=True))
    for vote in Annotation.objects.filter(annotator=ring.cast.beth).select_related("task"):
        if vote.task.item_id in said:
            Annotation.objects.filter(pk=vote.pk).update(label=said[vote.task.item_id])
    apart = {row["name"]: row for row in slices_of(ring.champion, asked, answers) if row["kind"] == "group"}
    assert apart["second:ko"]["corrected"] < 0.05
    errors = {one["value"]: one["error"]["value"] for one in apart["second:ko"]["slices"]}
    assert errors["in"] == 0 < errors["others"]
    difference = apart["second:ko"]["difference"]
    assert difference["low"] <= difference["value"] <= difference["high"] < 0
    assert difference["value"] == pytest.approx(errors["in"] - errors["others"])


def test_a_report_is_written_once(ring):
    first = examine(ring.champion, now=NOW)
    assert set(first.report) == {"figures", "curves", "reliability", "people", "slices"}
    asked = len(ring.asked)
    assert examine(ring.champion, now=LATER).made_at == first.made_at
    assert len(ring.asked) == asked


def test_a_forecast_from_past_trainings(ring):
    for n, items in enumerate((100, 200, 400, 800, 1600)):
        ring.release.manifest["splits"] = {"train": {"items": items}, "dev": {"items": 0}, "test": {"items": 50}}
        ring.release.pk, ring.release.number = None, n + 2
        ring.release.save(force_insert=True)
        score = 0.9 - 2 * items**-0.6
        run = Run.objects.create(project=ring.project, release=ring.release, state=Run.DONE, created_at=NOW)
        metrics = {"on": "test", "macro_f1": {"value": score, "low": score - 0.01, "high": score + 0.01}}
        ModelVersion.objects.create(project=ring.project, run=run, name=f"f{n}", metrics=metrics, created_at=NOW)
    found = outlook(ring.project, 0.88)
    assert [point.labels for point in found.points] == [100, 200, 400, 800, 1600]
    assert found.forecast.low < found.forecast.labels == pytest.approx((2 / 0.02) ** (1 / 0.6), rel=0.1)
    assert (found.have, found.seconds) == (1600, 3.5)
    further = found.further(found.forecast.labels)
    assert further == pytest.approx((found.forecast.labels - 1600) * 2)  # two people a text
    assert found.hours(found.forecast.labels) == pytest.approx(further * 3.5 / 3600)


def test_with_one_training_nothing_is_forecast(ring):
    found = outlook(ring.project, 0.9)
    assert (found.forecast.code, found.hours(None)) == ("too_few_sizes", None)
