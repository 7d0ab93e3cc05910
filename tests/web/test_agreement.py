"""The agreement page, from nobody to twenty people."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from xml.etree import ElementTree

import pytest

from annotate.jobs.models import Job
from annotate.projects import services as projects
from annotate.projects.models import Profile
from annotate.queue import services as queue
from annotate.review import services as review
from annotate.review.models import Agreement
from domain.formats import Row
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
    assert Agreement.objects.filter(round=None, guideline_version=None).count() == 2
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


LATER = NOW + dt.timedelta(hours=2)


@pytest.fixture
def cycle(labelled):
    """A second round under a second version of the guideline, in which everybody agrees; all measured."""
    text = "# Sentiment\n\n## positive\n\nPleased.\n\n## negative\n\nNot pleased."
    config = labelled.round.guideline_version.label_config
    projects.publish_guideline(
        labelled.project, text=text, label_config=config, change_note="clearer", author=labelled.alice, now=LATER
    )
    bring(labelled, ["one", "two", "three"])
    queue.open_round(labelled.project, now=LATER, order="as_imported", with_untouched=True)
    label_all(labelled, {user: ["positive", "negative", "positive"] for user in (labelled.bob, labelled.beth)}, now=LATER)
    review.measure_all(labelled.project, now=LATER)
    return labelled


def test_the_whole_of_it_stands_in_one_sentence(labelled, visitor, url):
    html = page(visitor, url, labelled.alice)
    assert "Two people agree on 88 of 100 texts; by chance alone it would be 48." in html
    assert "Somebody who always answered “negative” would agree with the others on 56." in html


def test_rounds_and_versions_are_links_and_what_is_chosen_is_marked(cycle, visitor, url):
    html = page(visitor, url, cycle.vera, "?round=2")
    assert re.search(r'href="\?round=2" aria-current="true">Round 2<', html)
    assert "6 labels by 2 people on 3 texts." in html
    html = page(visitor, url, cycle.vera, "?version=1")
    assert "16 labels by 2 people on 8 texts." in html
    assert "Guideline version 1" in html


def test_the_difference_to_the_round_before_is_told_with_its_interval(cycle, visitor, url):
    html = page(visitor, url, cycle.alice)
    assert "Agreement rose: the whole interval lies above zero." in html or "It could be chance" in html
    assert "guideline v2" in html  # in the chart of the rounds


def test_two_rounds_are_compared_by_a_job(cycle, visitor, url, run_jobs):
    where = visitor(cycle.alice).post(url("measure"), {"one": "round:2", "other": "round:1"}).url
    assert where.endswith("#turns")
    run_jobs()
    assert "Round 1 less Round 2" in page(visitor, url, cycle.alice)


NONSENSE = ["?round=9", "?round=x", "?version=9999999999999999999", "?statistic=%00", "?statistic=labels", "?kind=x"]


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_shows_everything(cycle, visitor, url, query):
    assert "22 labels by 2 people on 11 texts." in page(visitor, url, cycle.alice, query)


def test_a_statistic_is_chosen_and_stands_first(labelled, visitor, url):
    html = page(visitor, url, labelled.alice, "?statistic=gwet_ac1")
    first = html.index('class="stat"')
    assert "Gwet’s AC1" in html[first : first + 200]


def test_comparable_corpora_stand_beside_and_say_where_they_come_from(labelled, visitor, url):
    html = page(visitor, url, labelled.alice)
    assert "Film reviews" in html  # the labels are of sentiment
    assert "KLUE-NLI" not in html
    html = page(visitor, url, labelled.alice, "?kind=inference")
    assert "KLUE-NLI" in html
    assert "measured anew from its votes" in html


def test_labels_that_are_confused_stand_in_a_table_of_everybody(labelled, visitor, url):
    html = page(visitor, url, labelled.alice)
    assert "Every two answers to the same text, whoever gave which" in html


def test_disputes_lead_to_the_task_and_to_the_section_of_the_guideline(cycle, visitor, url):
    bring(cycle, ["a hard one"])
    label(cycle, cycle.bob, "positive", now=LATER)
    label(cycle, cycle.beth, "negative", now=LATER)
    review.measure_all(cycle.project, now=LATER)
    html = page(visitor, url, cycle.alice)
    dispute = html[html.index("a hard one") - 200 :]
    assert re.search(r'/adjudicate/\d+/">a hard one', dispute)
    assert re.search(r'guideline/\?version=2#[\w-]+">guideline: positive', dispute)
    viewers = page(visitor, url, cycle.vera)
    assert "a hard one" in viewers
    assert not re.search(r'/adjudicate/\d+/">', viewers)  # a viewer decides nothing


@pytest.fixture
def told(labelled):
    for user in (labelled.bob, labelled.beth):
        member = labelled.project.memberships.get(user=user)
        Profile.objects.create(membership=member, languages=[{"language": "ko", "level": "native"}], updated_at=NOW)
    review.measure_slices(labelled.project, "group", now=NOW)
    return labelled


def test_groups_of_people_are_for_leads(told, visitor, url):
    assert "native speakers of ko" in page(visitor, url, told.alice)
    for who in (told.dora, told.vera):
        html = page(visitor, url, who)
        assert "native" not in html
        assert visitor(who).get(url("agreement") + "?group=native:ko").status_code == 403
        assert visitor(who).post(url("measure"), {"by": "group"}).status_code == 403
        assert visitor(who).get(url("agreement-figure", chart="slices", kind="csv") + "?by=group").status_code == 404
    assert "native speakers of ko" in page(visitor, url, told.alice, "?group=native:ko")


def test_slices_of_the_metadata_are_asked_for_and_shown(db, visitor, run_jobs):
    cast = play()
    rows = [Row(number=n, data={"text": f"text {n}"}, meta={"genre": "news" if n % 2 else "<b>blog"}) for n in range(1, 5)]
    queue.take_in(queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW), iter(rows), now=NOW)
    label_all(cast, {user: ["positive", "negative"] * 2 for user in (cast.bob, cast.beth)})
    review.measure_all(cast.project, now=NOW)
    there = f"/projects/{cast.project.pk}/agreement/"
    visitor(cast.vera).post(there + "measure/", {"by": "meta:genre"})
    run_jobs()
    html = visitor(cast.vera).get(there).content.decode()
    assert "genre: news" in html
    assert "genre: &lt;b&gt;blog" in html
    html = visitor(cast.vera).get(there + "?field=genre&value=news").content.decode()
    assert "4 labels by 2 people on 2 texts." in html


def test_a_slice_that_nobody_measured_is_measured_by_itself(told, visitor, url, run_jobs):
    assert "Not measured yet" in page(visitor, url, told.alice, "?round=1&group=native:ko")
    run_jobs()
    assert "16 labels by 2 people on 8 texts." in page(visitor, url, told.alice, "?round=1&group=native:ko")


FIGURES = ["statistics", "labels", "labels-alpha", "people", "pairs", "comparable", "confusion", "pair", "rounds", "versions"]


@pytest.mark.parametrize("name", FIGURES)
def test_every_chart_is_there_to_take_away(cycle, visitor, url, name):
    svg = visitor(cycle.vera).get(url("agreement-figure", chart=name, kind="svg"))
    assert svg["Content-Type"] == "image/svg+xml"
    assert "attachment" in svg["Content-Disposition"]
    assert ElementTree.fromstring(svg.content.decode()).tag.endswith("svg")
    table = visitor(cycle.vera).get(url("agreement-figure", chart=name, kind="csv"))
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 1


def test_disputes_are_taken_away_as_a_table_alone(cycle, visitor, url):
    table = visitor(cycle.vera).get(url("agreement-figure", chart="disputes", kind="csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0] == ["task", "share of all disagreement", "positive", "negative"]
    assert [row[1:] for row in rows[1:]] == [["1.0", "1", "1"]]
    assert visitor(cycle.vera).get(url("agreement-figure", chart="disputes", kind="svg")).status_code == 404


@pytest.mark.parametrize(("name", "kind"), [("nothing", "svg"), ("labels", "png"), ("slices", "svg")])
def test_what_is_no_chart_is_not_there(cycle, visitor, url, name, kind):
    assert visitor(cycle.alice).get(url("agreement-figure", chart=name, kind=kind)).status_code == 404


def test_neither_an_annotator_nor_a_stranger_takes_a_chart_away(cycle, visitor, url):
    for who, status in ((cycle.bob, 403), (cycle.charlie, 404), (None, 302)):
        for kind in ("svg", "csv"):
            assert visitor(who).get(url("agreement-figure", chart="people", kind=kind)).status_code == status


def test_made_up_names_stand_in_every_figure(cycle, visitor, url):
    cycle.project.pseudonyms = True
    cycle.project.save()
    html = page(visitor, url, cycle.alice)
    frame = html[html.index("<main") :]
    assert "Bob" not in frame
    assert "Beth" not in frame
    for name in ("people", "pairs", "pair"):
        told = visitor(cycle.alice).get(url("agreement-figure", chart=name, kind="csv")).content.decode()
        assert "Bob" not in told


def test_the_cost_of_the_page_does_not_grow_with_the_texts(cycle, visitor, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        page(visitor, url, cycle.alice)
    bring(cycle, [f"more {n}" for n in range(40)])
    label_all(cycle, {cycle.bob: ["positive"] * 40, cycle.beth: ["positive", "negative"] * 20}, now=LATER)
    review.measure_all(cycle.project, now=LATER)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page(visitor, url, cycle.alice)
