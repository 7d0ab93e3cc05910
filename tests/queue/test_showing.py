"""Who is shown what a model suggests: everybody, nobody, or by chance, and always noted with the seat."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from annotate.queue import services as queue
from annotate.queue.models import Assignment, Task
from annotate.queue.services import Placed
from domain import showing
from tests.cast import NOW, chosen, claim, play, submit

TEXTS = [f"text {n}" for n in range(40)]


@pytest.fixture
def wall(db):
    """Forty tasks that nobody holds for tests, each with a suggestion."""
    cast = play(texts=TEXTS, seats=2)
    Task.objects.update(is_test=False)
    place(cast)
    return cast


def place(cast, withheld: str = "") -> None:
    said = {"result": chosen("positive"), "label": "positive", "score": 0.7, "model_version": "v1"}
    tasks = Task.objects.filter(round=cast.round).order_by("id")
    queue.reorder(cast.round, [Placed(task.pk, True, said, withheld) for task in tasks], by="v1 margin")


def test_by_chance_some_see_it_and_the_others_do_not(wall):
    wall.project.suggestion_share = 0.5
    seats = []
    for _ in TEXTS:
        seats.append(claim(wall, wall.bob))
        submit(seats[-1], "positive")
    kept = Assignment.objects.filter(annotator=wall.bob)
    assert {one.showing for one in kept} == {"shown", "hidden"}
    for one in kept:
        assert (one.suggestion is None) == (one.showing == "hidden")
        assert (one.kept_back is None) == (one.showing == "shown")
        assert (one.suggestion or one.kept_back)["label"] == "positive"
        assert one.annotations.get().with_suggestion is (one.showing == "shown")


def test_a_page_of_tasks_and_single_claims_decide_alike(wall):
    wall.project.suggestion_share = 0.5
    page = queue.claim_many(wall.project, wall.bob, count=20, now=NOW)
    for one in page.claims:
        expected = "shown" if showing.is_drawn(0.5, one.assignment.task_id, wall.bob.pk) else "hidden"
        assert Assignment.objects.get(pk=one.assignment.pk).showing == expected
        assert (one.suggestion_json is None) == (expected == "hidden")


def test_giving_it_back_and_taking_it_again_shows_the_same(wall):
    wall.project.suggestion_share = 0.5
    for who in (wall.bob, wall.beth):
        first = claim(wall, who)
        before = Assignment.objects.get(pk=first.pk)
        queue.release(before, now=NOW)
        again = claim(wall, who)
        assert again.pk == first.pk
        after = Assignment.objects.get(pk=again.pk)
        assert (after.showing, after.suggestion, after.kept_back) == (before.showing, before.suggestion, before.kept_back)


def test_a_page_of_one_label_holds_nothing_that_chance_keeps_from_me(wall):
    wall.project.suggestion_share = 0.5
    page = queue.claim_many(wall.project, wall.bob, count=40, now=NOW, suggested="positive")
    mine = {task.pk for task in Task.objects.filter(round=wall.round) if showing.is_drawn(0.5, task.pk, wall.bob.pk)}
    assert {one.assignment.task_id for one in page.claims} == mine
    assert all(one.suggestion_json for one in page.claims)


@pytest.mark.parametrize("why", ["arm", "unsure"])
def test_what_is_withheld_is_kept_with_the_seat_and_shown_to_nobody(wall, why):
    place(wall, withheld=why)
    mine = Assignment.objects.get(pk=claim(wall, wall.bob).pk)
    assert (mine.suggestion, mine.showing, mine.kept_back["score"]) == (None, why, 0.7)
    page = queue.claim_many(wall.project, wall.beth, count=5, now=NOW)
    assert {(one.suggestion_json, one.assignment.showing) for one in page.claims} == {(None, why)}
    assert not queue.claim_many(wall.project, wall.beth, count=9, now=NOW, besides=[], suggested="positive").claims
    assert Task.objects.filter(round=wall.round, suggested__isnull=False).count() == 0


def test_shown_to_all_is_no_part_of_the_experiment(wall):
    assert Assignment.objects.get(pk=claim(wall, wall.bob).pk).showing == "all"
    wall.project.suggestion_share = 0.0
    mine = Assignment.objects.get(pk=claim(wall, wall.beth).pk)
    assert (mine.showing, mine.suggestion, mine.kept_back["label"]) == ("off", None, "positive")


def test_a_task_without_a_suggestion_has_nothing_to_show(wall):
    Task.objects.update(suggestion=None, suggested=None)
    wall.project.suggestion_share = 0.5
    mine = Assignment.objects.get(pk=claim(wall, wall.bob).pk)
    assert (mine.showing, mine.suggestion, mine.kept_back) == ("", None, None)


def test_the_database_takes_no_seat_that_shows_and_keeps_back(wall):
    mine = claim(wall, wall.bob)
    with pytest.raises(IntegrityError):
        Assignment.objects.filter(pk=mine.pk).update(kept_back={"label": "positive"})


def test_the_draw_is_even_and_grows_with_the_share():
    people = range(1, 41)
    drawn = [(task, who) for task in range(500) for who in people if showing.is_drawn(0.3, task, who)]
    assert abs(len(drawn) / (500 * 40) - 0.3) < 0.02
    assert all(showing.is_drawn(0.6, *one) for one in drawn)
    assert not any(showing.is_drawn(0.0, *one) for one in drawn)
