"""What keeps somebody from their tasks, in every way of claiming."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import connection

from annotate.items.models import Gold, Item
from annotate.projects import services as projects
from annotate.projects.models import Membership, Project
from annotate.queue import services as queue
from annotate.queue.models import Assignment
from tests.cast import NOW, chosen, claim, label, submit


def told(cast, person, *, now=NOW) -> str:
    """The reason by a single claim and by a page; both say the same."""
    one, page = queue.claim_next(cast.project, person, now=now), queue.claim_many(cast.project, person, count=3, now=now)
    assert one.assignment is None
    assert page.claims == []
    assert (one.reason, one.message) == (page.reason, page.message)
    return one.reason


def me(cast, person):
    return Membership.objects.filter(project=cast.project, user=person)


def test_paused_nobody_gets_on_and_what_is_held_is_not_lost(stage):
    held = claim(stage, stage.bob)
    projects.pause(stage.project, stage.bob, reason="Secret: 2 of 9 right.", now=NOW)
    assert told(stage, stage.bob) == "paused"
    message = queue.claim_next(stage.project, stage.bob, now=NOW).message
    assert "Secret" not in message
    assert "lead" in message
    assert Assignment.objects.get(pk=held.pk).state == Assignment.HELD
    submit(Assignment.objects.get(pk=held.pk), "positive")
    projects.resume(stage.project, stage.bob, now=NOW)
    assert claim(stage, stage.bob) is not None


@pytest.mark.parametrize(("waits", "code"), [("profile", "profile_first"), ("quiz", "quiz_first"), ("training", "training_first")])
def test_who_waits_for_something_is_told_what(stage, waits, code):
    held = claim(stage, stage.bob)
    me(stage, stage.bob).update(waits_for=waits)
    assert claim(stage, stage.bob).pk == held.pk, "what was begun may be finished"
    submit(Assignment.objects.get(pk=held.pk), "positive")
    assert told(stage, stage.bob) == code


def test_who_waits_for_training_gets_practice_and_nothing_else(stage):
    item = Item.objects.first()
    queue.keep_gold(item, result=chosen("positive"), use=Gold.PRACTICE, by=stage.alice, now=NOW, rng=random.Random(1))
    practice = queue.open_round(stage.project, now=NOW, kind="training")
    me(stage, stage.bob).update(waits_for="training")
    page = queue.claim_many(stage.project, stage.bob, count=3, now=NOW)
    assert (page.claims, page.reason) == ([], "practice")
    seat = claim(stage, stage.bob)
    assert Assignment.objects.get(pk=seat.pk).task.round == practice
    submit(Assignment.objects.get(pk=seat.pk), "positive")
    me(stage, stage.bob).update(waits_for="training")
    assert queue.claim_next(stage.project, stage.bob, now=NOW).reason == "training_first"


def test_a_version_is_read_before_one_works_under_it(stage):
    Project.objects.filter(pk=stage.project.pk).update(reads_first=True)
    assert told(stage, stage.bob) == "read_first"
    me(stage, stage.bob).update(confirmed=stage.round.guideline_version)
    assert claim(stage, stage.bob) is not None


def test_a_day_has_its_limit_and_the_next_day_its_own(stage):
    me(stage, stage.bob).update(daily_limit=2)
    for _ in range(2):
        label(stage, stage.bob, "positive")
    assert told(stage, stage.bob) == "daily_limit"
    assert claim(stage, stage.bob, now=NOW + dt.timedelta(days=1)) is not None
    assert claim(stage, stage.beth) is not None


def test_what_was_given_back_does_not_count_against_the_day(stage):
    Project.objects.filter(pk=stage.project.pk).update(daily_limit=1)
    queue.release(claim(stage, stage.bob), now=NOW)
    label(stage, stage.bob, "positive")
    assert told(stage, stage.bob) == "daily_limit"
    me(stage, stage.bob).update(daily_limit=5)
    assert claim(stage, stage.bob) is not None, "one's own limit goes before the project's"


def test_the_gate_asks_no_question_more(stage, django_assert_max_num_queries):
    Project.objects.filter(pk=stage.project.pk).update(daily_limit=100, reads_first=True, gold_share=0.1)
    me(stage, stage.bob).update(confirmed=stage.round.guideline_version)
    with django_assert_max_num_queries(10 if connection.vendor == "postgresql" else 9):  # PostgreSQL is told not to wait for the disk
        claim(stage, stage.bob)


def test_after_practice_under_an_older_version_one_is_told_to_read_the_new_one(stage):
    queue.keep_gold(Item.objects.first(), result=chosen("positive"), use=Gold.PRACTICE, by=stage.alice, now=NOW, rng=random.Random(1))
    queue.open_round(stage.project, now=NOW, kind="training")
    first = stage.project.guideline.versions.get()
    me(stage, stage.bob).update(confirmed=first)
    second = projects.publish_guideline(
        stage.project, text="# New", label_config=first.label_config, change_note="new", author=stage.alice, now=NOW
    )
    queue.open_round(stage.project, now=NOW, version=second, with_untouched=True)
    Project.objects.filter(pk=stage.project.pk).update(reads_first=True)
    submit(Assignment.objects.get(pk=claim(stage, stage.bob).pk), "positive")
    none = queue.claim_next(stage.project, stage.bob, now=NOW)
    assert none.reason == "read_first"
    assert "version 2" in none.message
    me(stage, stage.bob).update(confirmed=second)
    assert claim(stage, stage.bob) is not None


def test_practice_that_is_begun_is_on_no_page(stage):
    for item in Item.objects.order_by("pk")[:2]:
        queue.keep_gold(item, result=chosen("positive"), use=Gold.PRACTICE, by=stage.alice, now=NOW, rng=random.Random(1))
    queue.open_round(stage.project, now=NOW, kind="training")
    begun = claim(stage, stage.bob)
    page = queue.claim_many(stage.project, stage.bob, count=3, now=NOW)
    assert page.claims
    assert begun.pk not in [one.assignment.pk for one in page.claims]
