"""withdraw: what a model version said is suggested to nobody any more."""

from __future__ import annotations

import sys

from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.queue.services import Placed
from tests.cast import chosen, claim, label, play


def said(version: str) -> dict:
    return {"result": chosen("neutral"), "score": 0.5, "model_version": version}


def test_of_that_version_alone_and_of_what_is_not_finished(db, monkeypatch):
    monkeypatch.setattr(sys.modules["annotate.queue.services.withdraw"], "_CHUNK", 2)
    cast = play(texts=[f"text {n}" for n in range(9)], seats=1)
    done, held, *waiting, by_chance, unsure, newer, ruled = Task.objects.order_by("id").values_list("pk", flat=True)
    old = [Placed(pk, True, said("v1")) for pk in (done, held, *waiting)]
    old += [Placed(by_chance, False, said("v1"), "arm"), Placed(unsure, True, said("v1"), "unsure")]
    queue.reorder(cast.round, [*old, Placed(newer, True, said("v2")), Placed(ruled, True, said("rules"))], by="v1")
    assert label(cast, cast.bob, "positive").task_id == done
    seat = claim(cast, cast.beth)
    assert seat.task_id == held
    order = list(Task.objects.order_by("priority", "id").values_list("pk", flat=True))

    assert queue.withdraw(cast.project, "v1") == len([held, *waiting, unsure])
    left = dict(Task.objects.filter(suggestion__isnull=False).values_list("pk", "suggestion__model_version"))
    assert left == {done: "v1", by_chance: "v1", newer: "v2", ruled: "rules"}
    assert not Task.objects.filter(suggestion__isnull=True, suggested__isnull=False).exists()
    seat.refresh_from_db()
    assert seat.suggestion["model_version"] == "v1", "what is on somebody's screen stays"
    assert list(Task.objects.order_by("priority", "id").values_list("pk", flat=True)) == order
    assert queue.withdraw(cast.project, "v1") == 0


def test_what_chance_drew_can_still_be_told_from_what_was_chosen(db):
    """With a random arm that is not blind, the suggestion is all that says that a model turned the queue when it was drawn."""
    cast = play(texts=["one", "two"], seats=1, train_share=1.0, dev_share=0.0)
    drawn, chosen_one = Task.objects.order_by("id").values_list("pk", flat=True)
    queue.reorder(cast.round, [Placed(drawn, False, said("v1")), Placed(chosen_one, True, said("v1"))], by="v1 margin")
    assert queue.withdraw(cast.project, "v1") == 2
    left = dict(Task.objects.values_list("pk", "withheld"))
    assert left == {drawn: "arm", chosen_one: ""}
    assert list(Task.objects.filter(suggestion__isnull=False).values_list("pk", "suggested")) == [(drawn, None)]
    assert claim(cast, cast.bob).suggestion is None
