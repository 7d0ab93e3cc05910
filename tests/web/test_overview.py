"""A project at a glance."""

from __future__ import annotations

import random

from annotate.items.models import Gold, Item
from annotate.jobs import services as jobs
from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.queue.models import Assignment
from annotate.review import services as review
from tests.cast import NOW, bring, chosen, claim, label, label_all, submit


def page(visitor, url, who) -> str:
    return visitor(who).get(url("project")).content.decode()


def test_an_empty_corpus_asks_for_texts(cast, visitor, url):
    html = page(visitor, url, cast.alice)
    assert "Bring in texts" in html
    assert url("imports") in html
    assert "Not measured yet" in html


def test_the_lead_sees_how_far_everybody_is(stage, visitor, url):
    label_all(stage, {stage.bob: ["positive"] * 8, stage.beth: ["positive"] * 6 + ["negative"] * 2})
    review.measure(stage.project, now=NOW)
    html = page(visitor, url, stage.alice)
    assert "8 of 8" in html
    assert "Bob" in html
    assert "3.5 s" in html
    assert "positive 88\u00a0%" in html
    assert "Krippendorff" in html
    assert "Give finished texts their final label" in html


def test_a_measurement_that_is_behind_says_so(stage, visitor, url):
    label_all(stage, {stage.bob: ["positive"] * 3, stage.beth: ["positive"] * 3})
    review.measure(stage.project, now=NOW)
    assert "since this was measured" not in page(visitor, url, stage.alice)
    label(stage, stage.bob, "neutral")
    assert "since this was measured" in page(visitor, url, stage.alice)


def test_an_annotator_sees_their_own_work_and_nobody_elses(stage, visitor, url):
    label_all(stage, {stage.beth: ["negative"] * 4})
    html = page(visitor, url, stage.bob)
    assert "Start labelling" in html
    assert url("annotate") in html
    for hidden in ("Beth", "negative", "Class balance", "Agreement"):
        assert hidden not in html
    label(stage, stage.bob, "positive")
    html = page(visitor, url, stage.bob)
    assert "<strong>1</strong> text labelled" in html
    assert "Label on" in html


def test_without_an_open_round_an_annotator_is_told_so(stage, visitor, url):
    queue.close_round(stage.round, now=NOW)
    html = page(visitor, url, stage.bob)
    assert "No round is open" in html
    assert "Start labelling" not in html


def test_a_viewer_is_not_told_what_to_do_next(stage, visitor, url):
    html = page(visitor, url, stage.vera)
    assert 'aria-label="The cycle"' not in html
    assert "How far the corpus is" in html


def test_running_jobs_are_seen_while_they_run(stage, visitor, url):
    jobs.enqueue("settle", now=NOW, project=stage.project, by=stage.alice, rule="majority")
    html = page(visitor, url, stage.alice)
    assert "Settling" in html
    assert url("jobs-live") in html


def test_the_cost_does_not_grow_with_the_people_or_the_texts(cast, visitor, url, django_assert_max_num_queries):
    bring(cast, [f"text {n}" for n in range(60)])
    label_all(cast, {cast.bob: ["positive"] * 20, cast.beth: ["neutral"] * 20, cast.dora: ["negative"] * 20})
    client = visitor(cast.alice)
    with django_assert_max_num_queries(44):
        client.get(url("project"))


def test_a_text_annotated_again_is_one_text_and_the_newest_round_has_the_word(stage, visitor, url):
    from annotate.projects import services as projects
    from annotate.queue import services as queue
    from tests.cast import SENTIMENT

    label_all(stage, {stage.bob: ["positive"] * 8, stage.beth: ["positive"] * 4 + ["negative"] * 4})
    pilot, items = stage.round, list(stage.project.tasks.order_by("pk").values_list("item_id", flat=True)[:3])
    version = projects.publish_guideline(
        stage.project, text="# Two", label_config=SENTIMENT, change_note="x", author=stage.alice, now=NOW
    )
    queue.open_round(stage.project, now=NOW, items=items, kind="reannotation", version=version, reannotates=pilot, order="as_imported")
    label_all(stage, {stage.bob: ["positive", "negative", "neutral"], stage.beth: ["positive", "negative", "neutral"]})
    bring(stage, ["one more", "and another"])
    queue.close_round(stage.round, now=NOW)
    review.measure_all(stage.project, now=NOW)
    html = page(visitor, url, stage.alice)
    assert "8 of 8" in html
    assert "3 of 3" in html
    assert "11 of" not in html
    assert "Round 2, under guideline version 2." in html


def test_an_annotator_reads_why_there_is_nothing_for_them(stage, visitor, url):
    def told(**changed) -> str:
        stage.project.memberships.filter(user=stage.bob).update(**changed)
        return page(visitor, url, stage.bob)

    assert "Start labelling" in told(daily_limit=1)
    assert "all the tasks that are yours for today" in told(daily_limit=0)
    html = told(daily_limit=None, waits_for="quiz")
    assert "short quiz" in html
    assert url("before") in html
    assert url("annotate") in told(waits_for="")
    html = told(paused_at=NOW, paused_reason="Secret reason.")
    assert "is paused" in html
    assert "Start labelling" not in html
    assert "Secret" not in html


def test_practice_alone_is_something_to_do_until_it_is_done(stage, visitor, url):
    queue.keep_gold(Item.objects.first(), result=chosen("positive"), use=Gold.PRACTICE, by=stage.alice, now=NOW, rng=random.Random(1))
    ordinary = stage.round
    queue.open_round(stage.project, now=NOW, kind="training")
    queue.close_round(ordinary, now=NOW)
    assert "Start labelling" in page(visitor, url, stage.bob)
    label(stage, stage.bob, "positive")
    html = page(visitor, url, stage.bob)
    assert "Label on" not in html
    assert "No text waits for a label now" in html


def test_planned_work_is_there_for_those_it_is_planned_for(stage, visitor, url):
    queue.open_round(stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.beth], with_untouched=True)
    assert "Start labelling" in page(visitor, url, stage.bob)
    projects.invite(stage.project, email=stage.charlie.email, role="annotator", now=NOW)
    assert "is for others" in page(visitor, url, stage.charlie)
    while seat := claim(stage, stage.bob):
        submit(Assignment.objects.get(pk=seat.pk), "positive")
    assert "No text waits for a label now" in page(visitor, url, stage.bob)
