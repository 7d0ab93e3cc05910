"""begin, open_round, close_round, open_tasks: what is in which round."""

from __future__ import annotations

import pytest

from annotate.projects.services import publish_guideline
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from domain.errors import Invalid
from tests.cast import NOW, SENTIMENT, TEXTS, bring, claim, label


def test_a_project_begins_with_an_open_round(cast):
    assert (cast.round.number, cast.round.seats, cast.round.guideline_version.number) == (1, 2, 1)


def test_what_nobody_touched_moves_to_the_next_round_and_the_rest_stays(stage):
    done = label(stage, stage.bob, "positive").task
    held = claim(stage, stage.beth, besides=()).task
    old = stage.round
    new = queue.open_round(stage.project, now=NOW, seats=3, with_untouched=True)
    old.refresh_from_db()
    assert (old.is_open, new.number) == (False, 2)
    assert set(Task.objects.filter(round=old).values_list("pk", flat=True)) == {done.pk, held.pk}
    moved = Task.objects.filter(round=new)
    assert moved.count() == len(TEXTS) - len({done.pk, held.pk})
    assert {task.seats for task in moved} == {3}


def test_a_new_guideline_version_holds_for_the_next_round(stage):
    first = label(stage, stage.bob, "positive")
    publish_guideline(stage.project, text="new", label_config=SENTIMENT, change_note="clearer", author=stage.alice, now=NOW)
    assert stage.round.guideline_version.number == 1
    queue.open_round(stage.project, now=NOW, with_untouched=True)
    second = label(stage, stage.bob, "positive")
    assert (first.guideline_version.number, second.guideline_version.number) == (1, 2)


def test_an_import_goes_to_the_open_round_only(stage):
    queue.close_round(stage.round, now=NOW)
    bring(stage, ["late"])
    assert not Task.objects.filter(item__data__text="late").exists()
    queue.open_round(stage.project, now=NOW, with_untouched=True)
    assert Task.objects.filter(item__data__text="late").count() == 1


@pytest.mark.parametrize("wrong", [{"seats": 21}, {"order": "alphabetical"}])
def test_a_round_that_is_not_right_is_refused_and_the_open_one_stays(stage, wrong):
    with pytest.raises(Invalid):
        queue.open_round(stage.project, now=NOW, **wrong)
    assert Round.objects.filter(is_open=True).count() == 1
