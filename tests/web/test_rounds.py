"""Rounds: the list, the next one, closing."""

from __future__ import annotations

import pytest

from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.models import Agreement
from tests.cast import NOW, SENTIMENT, label


def typed(**other) -> dict:
    return {"title": "Second look", "annotators_per_task": "3", "order": "random", **other}


def test_the_next_round_takes_over_what_nobody_touched(stage, visitor, url):
    label(stage, stage.bob, "positive")
    client = visitor(stage.alice)
    assert client.post(url("rounds"), typed()).status_code == 302
    first, second = stage.project.rounds.order_by("number")
    assert (first.is_open, second.is_open, second.seats) == (False, True, 3)
    assert Task.objects.filter(round=first).count() == 1
    assert Task.objects.filter(round=second).count() == 7
    html = client.get(url("rounds")).content.decode()
    assert "Second look" in html
    assert "closed" in html


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"annotators_per_task": "0"}, "greater than or equal to 1"),
        ({"annotators_per_task": "many"}, "whole number"),
        ({"order": "by mood"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_the_open_round_stays(stage, visitor, url, wrong, told):
    answer = visitor(stage.alice).post(url("rounds"), typed(**wrong))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "Second look" in answer.content.decode()
    assert stage.round.number == 1


def test_the_open_round_is_closed(stage, visitor, url):
    client = visitor(stage.alice)
    assert client.post(url("round-close", number=1)).status_code == 302
    assert not stage.project.rounds.filter(is_open=True).exists()
    assert client.post(url("round-close", number=7)).status_code == 404


def test_the_address_that_closes_a_round_does_nothing_by_itself(stage, visitor, url):
    assert visitor(stage.alice).get(url("round-close", number=1)).status_code == 405
    assert stage.project.rounds.filter(is_open=True).exists()


def measured(stage, value: float):
    round = stage.round
    round.target = {"statistic": "krippendorff_alpha", "value": 0.6, "on": "low"}
    round.save()
    figure = {"value": value, "low": value - 0.12, "high": value + 0.1, "items": 100, "reason": None}
    Agreement.objects.create(
        project=stage.project, round=round, level="nominal", annotations=9, figures={"krippendorff_alpha": figure}, measured_at=NOW
    )
    return round


def test_a_round_is_opened_with_sample_target_and_people(stage, visitor, url):
    asked = typed(
        kind="pilot",
        how="random",
        size="4",
        seed="3",
        statistic="krippendorff_alpha",
        target_value="0.6",
        target_on="low",
        assignment="planned",
        people=[str(stage.bob.pk), str(stage.beth.pk)],
        annotators_per_task="2",
        at_most="4",
    )
    assert visitor(stage.alice).post(url("rounds"), asked).status_code == 302
    made = stage.round
    assert (made.kind, made.assignment, made.sample) == ("pilot", "planned", {"how": "random", "size": 4, "seed": 3})
    assert made.target == {"statistic": "krippendorff_alpha", "value": 0.6, "on": "low"}
    assert set(made.people.values_list("annotator_id", "at_most")) == {(stage.bob.pk, 4), (stage.beth.pk, 4)}
    html = visitor(stage.alice).get(url("rounds")).content.decode()
    for said in ("pilot", "4 at random, seed 3", "2 people", "planned", "not measured"):
        assert said in html


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"how": "random"}, "how many texts to draw"),
        ({"how": "stratified", "size": "3"}, "no field to go by"),
        ({"assignment": "named"}, "who this round is for"),
        ({"target_value": "2"}, "less than or equal to 1"),
        ({"kind": "training"}, "nothing to practise on"),
        ({"native_language": "ko"}, "only where seats are planned"),
    ],
)
def test_what_a_service_objects_to_stands_at_its_field(stage, visitor, url, wrong, told):
    answer = visitor(stage.alice).post(url("rounds"), typed(**wrong))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert stage.round.number == 1


def test_a_round_over_somebody_who_may_not_take_it(stage, visitor, url):
    projects.pause(stage.project, stage.beth, reason="rest", now=NOW)
    asked = typed(assignment="named", people=[str(stage.bob.pk), str(stage.beth.pk)], annotators_per_task="2")
    answer = visitor(stage.alice).post(url("rounds"), asked)
    assert answer.status_code == 400
    assert "beth@example.org (is paused)" in answer.content.decode()


def test_under_its_target_the_ways_on_are_shown_and_the_reason_is_kept(stage, visitor, url):
    measured(stage, 0.5)
    client = visitor(stage.alice)
    page = client.get(url("rounds")).content.decode()
    assert "is under its target" in page
    assert url("guideline-edit") in page
    refused = client.post(url("rounds"), typed(annotators_per_task="2"))
    assert refused.status_code == 400
    assert "Publish a revised guideline" in refused.content.decode()
    assert client.post(url("round-overrule", number=1), {"reason": "Irony has no right answer."}).status_code == 302
    page = client.get(url("rounds")).content.decode()
    assert "Irony has no right answer." in page
    assert "overruled by Alice" in page
    assert client.post(url("rounds"), typed(annotators_per_task="2")).status_code == 302
    assert client.post(url("round-overrule", number=9), {"reason": "x"}).status_code == 404
    assert visitor(stage.bob).post(url("round-overrule", number=1), {"reason": "x"}).status_code == 403


def test_once_the_guideline_is_revised_the_way_on_is_what_it_touches(stage, visitor, url):
    measured(stage, 0.5)
    label(stage, stage.bob, "positive")
    pilot, told = stage.round, {"text": "# Two", "label_config": SENTIMENT, "change_note": "x", "author": stage.alice}
    version = projects.publish_guideline(stage.project, **told, now=NOW)
    client = visitor(stage.alice)
    page = client.get(url("rounds")).content.decode()
    assert "Version 2 of the guideline was published since." in page
    assert url("revision", number=2) in page
    assert url("guideline-edit") not in page
    item = pilot.tasks.filter(done__gt=0).values_list("item_id", flat=True)
    queue.open_round(stage.project, now=NOW, kind="reannotation", items=list(item), version=version, reannotates=pilot)
    assert "was published since" not in client.get(url("rounds")).content.decode()


def test_each_measured_round_leads_to_its_figures_and_its_disputes(stage, visitor, url):
    measured(stage, 0.5)
    queue.open_round(stage.project, now=NOW, kind="pilot", with_untouched=True)
    page = visitor(stage.alice).get(url("rounds")).content.decode()
    assert f'{url("agreement")}?round=1"' in page
    assert f'{url("adjudicate")}?round={stage.project.rounds.get(number=1).pk}"' in page
    assert f'{url("agreement")}?round=2"' not in page
    assert '<option value="krippendorff_alpha" selected>' in page


def test_how_many_more_in_texts_and_hours(stage, visitor, url):
    measured(stage, 0.65)
    label(stage, stage.bob, "positive")
    page = visitor(stage.alice).get(url("rounds") + "?half_width=0.055").content.decode()
    assert "about <strong>400</strong> texts with 2 annotators each" in page
    assert "<strong>300</strong> more" in page
    assert "For that 300 texts would have to be imported first." in page
    assert "<strong>0.6 hours</strong>" in page, "300 texts, two people, 3.5 seconds each"
    assert "the lower end reaches the target with about 484 texts" in page
    assert "Work it out" in visitor(stage.alice).get(url("rounds") + "?half_width=x").content.decode()


def test_below_the_target_more_texts_do_not_help(stage, visitor, url):
    measured(stage, 0.4)
    assert "more texts will not help" in visitor(stage.alice).get(url("rounds")).content.decode()
