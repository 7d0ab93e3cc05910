"""submit: once, checked, and nothing lost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from annotate.annotations import selectors, services
from annotate.annotations.models import Annotation, Draft
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Invalid, Refused
from guidelines.selectors import newest
from tests.cast import NOW, chosen, claim, label, play

LATER = NOW + dt.timedelta(hours=2)


def give(seat, value="positive", *, id=None, now=NOW, **more):
    return services.submit(seat, id=id or uuid.uuid4(), result=chosen(value), now=now, **more)


def test_fills_the_seat_and_keeps_what_was_measured(stage):
    mine = claim(stage, stage.bob)
    annotation, made = give(mine, seconds=4.25)
    assert made
    assert (annotation.label, annotation.seconds, annotation.with_suggestion) == ("positive", 4.25, False)
    assert annotation.guideline_version == newest(stage.project.guideline)
    task = Task.objects.get(pk=mine.task_id)
    assert (task.taken, task.done, task.is_finished, task.is_open) == (1, 1, False, True)


def test_the_last_seat_finishes_the_task(stage):
    label(stage, stage.bob, "positive")
    task = label(stage, stage.beth, "negative").task
    task.refresh_from_db()
    assert (task.done, task.is_finished, task.is_open) == (2, True, False)


def test_the_same_again_changes_nothing(stage):
    mine, id = claim(stage, stage.bob), uuid.uuid4()
    first, _ = give(mine, id=id)
    again, made = give(mine, id=id)
    assert (again, made) == (first, False)
    assert Task.objects.get(pk=mine.task_id).done == 1


def test_one_id_for_two_different_answers_is_refused(stage):
    mine, id = claim(stage, stage.bob), uuid.uuid4()
    give(mine, id=id)
    with pytest.raises(Refused) as refused:
        give(mine, "negative", id=id)
    assert refused.value.code == "id_conflict"


def test_a_second_submit_with_another_id_is_refused(stage):
    mine = claim(stage, stage.bob)
    give(mine)
    with pytest.raises(Refused) as refused:
        give(mine)
    assert refused.value.code == "already_done"
    assert Annotation.objects.count() == 1


def test_an_unknown_label_is_refused_with_what_and_where(stage):
    mine = claim(stage, stage.bob)
    with pytest.raises(Invalid) as invalid:
        give(mine, "delighted")
    assert invalid.value.code == "invalid_result"
    assert "delighted" in invalid.value.message
    assert "result[0]" in invalid.value.message
    assert Task.objects.get(pk=mine.task_id).done == 0


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), "5", True])
def test_seconds_must_be_seconds(stage, seconds):
    with pytest.raises(Invalid):
        give(claim(stage, stage.bob), seconds=seconds)


def test_after_the_lease_ran_out_a_free_seat_is_taken_up_again(stage):
    mine = claim(stage, stage.bob)
    queue.expire_leases(now=LATER)
    annotation, made = give(mine, now=LATER)
    assert made
    assert Task.objects.get(pk=mine.task_id).done == 1


def test_when_somebody_else_has_the_seat_the_answer_is_kept_as_a_draft(db):
    cast = play(texts=["one"], seats=1)
    mine = claim(cast, cast.bob)
    queue.expire_leases(now=LATER)
    assert claim(cast, cast.beth, now=LATER) is not None
    with pytest.raises(Refused) as refused:
        give(mine, now=LATER, seconds=9)
    assert refused.value.code == "lease_expired"
    kept = Draft.objects.get(assignment=mine)
    assert (kept.result, kept.seconds) == (chosen("positive"), 9)


def test_what_was_skipped_cannot_be_submitted(stage):
    mine = claim(stage, stage.bob)
    queue.skip(mine, reason="", now=NOW)
    with pytest.raises(Refused) as refused:
        give(mine)
    assert refused.value.code == "not_yours_any_more"


def test_a_correction_is_a_new_row_and_the_old_one_stays(stage):
    first = label(stage, stage.bob, "positive")
    second, made = give(first.assignment, "negative", corrects=first.pk)
    assert made
    assert second.supersedes == first
    assert list(selectors.current()) == [second]
    assert Annotation.objects.count() == 2
    assert Task.objects.get(pk=first.task_id).done == 1


def test_only_the_newest_can_be_corrected(stage):
    first = label(stage, stage.bob, "positive")
    give(first.assignment, "negative", corrects=first.pk)
    with pytest.raises(Refused) as refused:
        give(first.assignment, "neutral", corrects=first.pk)
    assert refused.value.code == "already_corrected"


def test_nobody_corrects_somebody_elses(stage):
    bobs = label(stage, stage.bob, "positive")
    beths = label(stage, stage.beth, "positive")
    with pytest.raises(Refused) as refused:
        give(beths.assignment, "negative", corrects=bobs.pk)
    assert refused.value.code == "nothing_to_correct"


def test_a_closed_round_is_not_corrected_but_held_seats_may_finish(stage):
    first = label(stage, stage.bob, "positive")
    held = claim(stage, stage.beth)
    queue.close_round(stage.round, now=NOW)
    first.assignment.task.round.refresh_from_db()
    with pytest.raises(Refused) as refused:
        give(first.assignment, "negative", corrects=first.pk)
    assert refused.value.code == "round_closed"
    assert give(held)[1]


def test_the_draft_goes_when_the_work_is_in(stage):
    mine = claim(stage, stage.bob)
    services.keep_draft(mine, result=chosen("neutral"), seconds=2, now=NOW)
    assert Draft.objects.get().result == chosen("neutral")
    give(mine)
    assert not Draft.objects.exists()


def test_made_with_a_suggestion_in_sight_is_marked(stage):
    task = Task.objects.filter(is_test=False).first()
    said = {"result": chosen("negative"), "score": 0.8, "model_version": "v1"}
    queue.reorder(stage.round, [queue.Placed(task.pk, True, said)], by="v1")
    assert label(stage, stage.bob, "negative").with_suggestion
