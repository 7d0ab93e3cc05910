"""The agreement page, from nobody to twenty people."""

from __future__ import annotations

import pytest

from annotate.jobs.models import Job
from annotate.projects import services as projects
from annotate.review import services as review
from annotate.review.models import Agreement
from tests.cast import NOW, bring, label, label_all, person, play


def page(visitor, url, who, query="") -> str:
    return visitor(who).get(url("agreement") + query).content.decode()


@pytest.fixture
def labelled(stage):
    label_all(stage, {stage.bob: ["positive"] * 4 + ["negative"] * 4, stage.beth: ["positive"] * 3 + ["negative"] * 5})
    review.measure(stage.project, now=NOW)
    return stage


def test_every_figure_has_its_interval_and_its_reading(labelled, visitor, url):
    html = page(visitor, url, labelled.alice)
    for told in (
        "Krippendorff’s α",
        "Fleiss’ κ",
        "Raw agreement",
        "95 % interval",
        "Two people who label the same text choose the same 88",
    ):
        assert told in html
    assert 'class="interval"' in html
    assert "Bob" in html
    assert "Beth" in html


def test_the_confusion_of_two_people_is_counted(labelled, visitor, url):
    html = page(visitor, url, labelled.dora, f"?a={labelled.bob.pk}&b={labelled.beth.pk}")
    assert "Rows: Bob; columns: Beth" in html
    assert "8 texts that both labelled" in html
    turned = page(visitor, url, labelled.dora, f"?a={labelled.beth.pk}&b={labelled.bob.pk}")
    assert "Rows: Beth; columns: Bob" in turned


@pytest.mark.parametrize("query", ["?a=x&b=y", "?a=999999&b=1", "?a=&b=", "?a=%00"])
def test_nonsense_for_a_pair_shows_a_pair_all_the_same(labelled, visitor, url, query):
    assert "8 texts that both labelled" in page(visitor, url, labelled.alice, query)


def test_one_person_twice_is_no_pair(labelled, visitor, url):
    html = page(visitor, url, labelled.alice, f"?a={labelled.bob.pk}&b={labelled.bob.pk}")
    assert "Choose two different people" in html


def test_it_is_measured_by_itself_when_it_is_behind(labelled, visitor, url, run_jobs):
    bring(labelled, ["one more"])
    label(labelled, labelled.bob, "positive")
    html = page(visitor, url, labelled.alice)
    assert "being brought up to date" in html
    page(visitor, url, labelled.alice)
    assert Job.objects.filter(kind="measure").count() == 1
    run_jobs()
    assert Agreement.objects.count() == 2
    assert "being brought up to date" not in page(visitor, url, labelled.alice)


def test_one_that_failed_waits_for_a_person(labelled, visitor, url):
    bring(labelled, ["one more"])
    label(labelled, labelled.bob, "positive")
    page(visitor, url, labelled.alice)
    Job.objects.filter(kind="measure").update(state=Job.FAILED, message="<i>Broken</i>")
    html = page(visitor, url, labelled.alice)
    assert "did not finish" in html
    assert "&lt;i&gt;Broken" in html
    assert Job.objects.filter(kind="measure").count() == 1
    visitor(labelled.alice).post(url("measure"))
    assert Job.objects.filter(kind="measure", state=Job.QUEUED).count() == 1


def test_with_nobody_it_says_what_it_needs(stage, visitor, url, run_jobs):
    assert "Not measured yet" in page(visitor, url, stage.vera)
    run_jobs()
    html = page(visitor, url, stage.vera)
    assert "Nothing to measure yet" in html
    assert "nan" not in html.lower().replace("maintenance", "")


def test_one_person_alone_and_one_label_alone_are_not_defined_and_say_why(stage, visitor, url):
    label_all(stage, {stage.bob: ["positive"] * 8})
    review.measure(stage.project, now=NOW)
    assert "not defined" in page(visitor, url, stage.alice)
    label_all(stage, {stage.beth: ["positive"] * 8})
    review.measure(stage.project, now=NOW)
    html = page(visitor, url, stage.alice)
    assert "not defined" in html
    assert "Every rating is" in html


def test_twenty_people_fit(db, visitor):
    cast = play(texts=["one", "two", "three"], seats=20)
    crowd = [person(f"Rater{n:02}") for n in range(20)]
    for who in crowd:
        projects.invite(cast.project, email=who.email, role="annotator", now=NOW)
    label_all(cast, {who: ["positive", "negative", "neutral" if n % 2 else "positive"] for n, who in enumerate(crowd)})
    review.measure(cast.project, now=NOW)
    html = visitor(cast.alice).get(f"/projects/{cast.project.pk}/agreement/").content.decode()
    assert html.count('<th scope="row">Rater') == 40  # person by person, and the heat map
    assert html.count("Rater19") > 3


def test_a_name_and_a_label_are_text(labelled, visitor, url):
    labelled.bob.name = "<u>Bob"
    labelled.bob.save()
    html = page(visitor, url, labelled.alice)
    assert "<u>Bob" not in html
    assert "&lt;u&gt;Bob" in html
