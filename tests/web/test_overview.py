"""A project at a glance."""

from __future__ import annotations

from annotate.jobs import services as jobs
from annotate.review import services as review
from tests.cast import NOW, bring, label, label_all


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
    from annotate.queue import services as queue

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
    with django_assert_max_num_queries(40):
        client.get(url("project"))
