"""Old texts whose label is doubtful compete with new ones: a bounded share, blind, another person; off unless the lead asks for it."""

from __future__ import annotations

import pytest

from annotate.items.models import Item
from annotate.learning.models import ModelVersion, Prediction
from annotate.learning.selectors import doubtful as doubts
from annotate.learning.selectors import policy_of
from annotate.learning.selectors.doubtful import doubtful
from annotate.learning.services import ask_again as verb
from annotate.learning.services import predict_and_rerank, set_policy, start, train
from annotate.learning.services.ask_again import ask_again
from annotate.queue.models import Round, Task
from annotate.review import services as review
from domain.errors import Invalid
from tests.cast import NOW, SENTIMENT, Cast, claim, label_all, play, submit
from tests.learning.test_arm import made

LABELS = ["positive", "negative", "neutral"]


@pytest.fixture
def wall(db) -> tuple[Cast, ModelVersion]:
    """Twenty texts of which Bob has labelled ten, each as positive; the model is sure that the first three of those are negative, sure with
    him of the others, and sure of the new ones too."""
    cast = play(texts=[f"text {n}" for n in range(20)], seats=1)
    Task.objects.update(is_test=False)
    Item.objects.update(split="train")
    label_all(cast, {cast.bob: ["positive"] * 10})
    version = made(cast, "v1", state="champion")
    manifest = {"label_config": SENTIMENT, "splits": {"train": dict.fromkeys(LABELS, 5)}}
    type(version.run.release).objects.update(manifest=manifest)
    version = ModelVersion.objects.get(pk=version.pk)
    for n, task in enumerate(Task.objects.order_by("pk")):
        label, shares = ("negative", [0.04, 0.94, 0.02]) if n < 3 else ("positive", [0.97, 0.02, 0.01])
        Prediction.objects.create(model_version=version, item=task.item, label=label, score=max(shares), probabilities=shares)
    return cast, version


def asked(wall, *, share: float, waiting: int = 0) -> list[int]:
    cast, version = wall
    said = {row.item_id: row for row in Prediction.objects.all()}
    new = list(Task.objects.filter(is_finished=False).order_by("pk").values_list("item_id", flat=True))
    return ask_again(cast.project, version, new, said, share=share, waiting=waiting)


def first_three(cast: Cast) -> list[int]:
    return list(Task.objects.filter(round=cast.round).order_by("pk").values_list("pk", flat=True)[:3])


def test_where_model_and_person_differ_another_person_is_asked_blind(wall, monkeypatch):
    cast, _ = wall
    monkeypatch.setattr(verb, "BATCH", 10)
    assert sorted(asked(wall, share=0.5)) == first_three(cast)
    again = Task.objects.filter(withheld="again")
    assert set(again.values_list("seats", "done", "is_open", "is_finished", "is_test")) == {(2, 1, True, False, False)}
    seat = claim(cast, cast.beth)
    assert (seat.task_id in first_three(cast), seat.suggestion) == (True, None)
    assert claim(cast, cast.bob).task_id not in first_three(cast), "it is another person"


def test_a_bounded_share_with_what_waits_counted(wall, monkeypatch):
    monkeypatch.setattr(verb, "BATCH", 10)
    assert len(asked(wall, share=0.2)) == 2
    assert asked(wall, share=0.2, waiting=2) == []
    assert asked(wall, share=0.0) == []


def test_new_texts_that_tell_more_keep_their_places(wall, monkeypatch):
    monkeypatch.setattr(verb, "BATCH", 10)
    for row in Prediction.objects.filter(item__tasks__is_finished=False):
        Prediction.objects.filter(pk=row.pk).update(probabilities=[0.34, 0.33, 0.33])
    assert asked(wall, share=0.5) == []


def test_what_is_left_out(wall, monkeypatch):
    cast, version = wall
    one, two, three = first_three(cast)
    review.adjudicate(Task.objects.get(pk=one), by=cast.dora, now=NOW, label="positive")
    Task.objects.filter(pk=two).update(is_test=True, by_model=False, suggestion=None, suggested=None)
    found = doubtful(cast.project, version)
    assert one not in found.old
    assert two not in found.old
    assert found.old[three] == max(found.old.values())
    Round.objects.update(assignment=Round.PLANNED)
    assert doubtful(cast.project, version).old == {}
    monkeypatch.setattr(doubts, "labels_of", lambda project: [])
    assert doubtful(cast.project, version) is None


def test_what_the_model_learned_from_is_judged_by_votes_alone(wall):
    cast, version = wall
    before = doubtful(cast.project, version).old
    one = Task.objects.get(pk=first_three(cast)[0])
    decision = review.adjudicate(Task.objects.order_by("pk")[9], by=cast.dora, now=NOW, label="positive")
    version.run.release.contents.create(item=one.item, decision=decision, split="train")
    after = doubtful(cast.project, version).old
    assert after[one.pk] < before[one.pk]


def test_turning_the_queue_with_it(taught, heard):
    cast, release = taught
    train(start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)
    told = predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    assert told["asked_again"] == 0, "off by default"
    for _ in range(12):
        seat = claim(cast, cast.beth)
        said = Prediction.objects.filter(item=seat.task.item_id).values_list("label", flat=True).first()
        submit(seat, "negative" if said == "positive" else "positive")
    assert predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)["asked_again"] == 0
    set_policy(cast.project, by=cast.alice, now=NOW, second_share=0.02)
    told = predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    again = Task.objects.filter(withheld="again")
    assert 0 < told["asked_again"] == again.count() <= 4
    assert not again.filter(is_test=True).exists()
    # Turned once more nothing is added, and they stay blind and early.
    assert predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)["asked_again"] == 4 - told["asked_again"]
    assert Task.objects.filter(withheld="again", suggested__isnull=True).count() <= 4
    first = Task.objects.filter(round=cast.round, is_open=True).order_by("priority").first()
    assert first.withheld == "again"
    assert claim(cast, cast.bob).suggestion is None


@pytest.mark.parametrize("odd", [0.6, -0.1, True, "some"])
def test_odd_shares(cast, odd):
    with pytest.raises(Invalid):
        set_policy(cast.project, by=cast.alice, now=NOW, second_share=odd)
    assert policy_of(cast.project).second_share == 0


def test_of_a_long_queue_the_front_has_the_same_old_and_blind_texts(taught, heard, monkeypatch):
    """They are turned before the rest is read, are no model's to order, and stay blind; what was drawn to be blind meanwhile does too."""
    cast, release = taught
    train(start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)
    predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    for _ in range(12):
        seat = claim(cast, cast.beth)
        said = Prediction.objects.filter(item=seat.task.item_id).values_list("label", flat=True).first()
        submit(seat, "negative" if said == "positive" else "positive")
    set_policy(cast.project, by=cast.alice, now=NOW, second_share=0.02)
    open_ones = Task.objects.filter(round=cast.round, is_finished=False, is_test=False).order_by("-priority")
    check, late = open_ones[0].pk, open_ones[1].pk
    Task.objects.filter(pk=check).update(withheld="check", suggested=None)
    monkeypatch.setattr("annotate.learning.services.predict.FRONT", 12)
    fronts = []

    def look(progress, message):
        if "items read by" in message and not fronts:
            fronts.append(list(Task.objects.filter(round=cast.round, is_finished=False).order_by("priority", "pk")[:12]))
            Task.objects.filter(pk=late).update(withheld="check", suggested=None)

    told = predict_and_rerank(cast.project, strategy="margin", report=look, now=NOW)
    again = set(Task.objects.filter(withheld="again").values_list("pk", flat=True))
    assert 0 < told["asked_again"] == len(again)
    [front] = fronts
    assert (front[0].pk, front[0].withheld) == (check, "check")
    assert front[0].suggestion, "it is known that a suggestion was kept from who sits there"
    assert again & {task.pk for task in front}
    assert again | {check, late} == set(Task.objects.filter(withheld__in=("again", "check")).values_list("pk", flat=True))
    after = list(Task.objects.filter(round=cast.round, is_finished=False).order_by("priority", "pk")[:12])
    assert [task.pk for task in after] == [task.pk for task in front]
