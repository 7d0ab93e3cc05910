"""The page of rules: for the lead alone; it keeps the rule, starts the trial and the settling, and asks for further labels."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotate.items.models import Gold, Item
from annotate.jobs.models import Job
from annotate.projects.models import Project
from annotate.queue.models import Task
from annotate.review.models import Decision
from tests.cast import NOW, chosen, label_all, play


@pytest.fixture
def voted(db):
    """Bob and Beth differ on the first two of four texts; the lead knows the label of the third."""
    cast = play(texts=["one", "two", "three", "four"])
    label_all(cast, {cast.bob: ["positive"] * 4, cast.beth: ["negative", "neutral", "positive", "positive"]})
    item = Item.objects.get(data__text="three")
    Gold.objects.create(
        project=cast.project, item=item, use="hidden", result=chosen("positive"), label="positive", made_by=cast.alice, created_at=NOW
    )
    return cast


def at(cast, name):
    return reverse(f"web:settle-{name}", kwargs={"pk": cast.project.pk})


def test_who_may_see_it(voted, visitor):
    for user, status in ((voted.alice, 200), (voted.dora, 403), (voted.bob, 403), (voted.vera, 403), (voted.charlie, 404)):
        assert visitor(user).get(at(voted, "rules")).status_code == status
        assert visitor(user).post(at(voted, "ask"), {"n": 1}).status_code == (302 if status == 200 else status)


def test_all_rules_are_tried_in_the_background_and_stand_side_by_side(voted, visitor, run_jobs):
    lead = visitor(voted.alice)
    assert "Try all rules" in lead.get(at(voted, "rules")).content.decode()
    assert lead.post(at(voted, "try")).status_code == 302
    (job,) = run_jobs()
    assert (job.kind, job.state) == ("rules", Job.DONE)
    html = lead.get(at(voted, "rules")).content.decode()
    for told in ("On gold: 1 text", "Dawid-Skene", "Unanimity", "GLAD", "MACE", "Right where it decides"):
        assert told in html


def test_the_rule_is_kept_and_settled_by(voted, visitor, run_jobs):
    answer = visitor(voted.alice).post(at(voted, "choose"), {"rule": "unanimity", "least": "0.5", "ask_budget": "3", "settle": "1"})
    assert answer.status_code == 302
    project = Project.objects.get(pk=voted.project.pk)
    assert (project.settle_rule, project.settle_least, project.ask_budget) == ("unanimity", 0.5, 3)
    run_jobs()
    assert set(Decision.objects.values_list("rule", flat=True)) == {"unanimity"}
    assert Decision.objects.count() == 2


def test_what_is_odd_is_said_at_the_field_and_changes_nothing(voted, visitor):
    answer = visitor(voted.alice).post(at(voted, "choose"), {"rule": "span-vote", "least": "2", "ask_budget": "-1"})
    assert answer.status_code == 400
    assert answer.content.decode().count("field-error") == 3
    assert Project.objects.get(pk=voted.project.pk).settle_rule == "majority"


def test_further_labels_within_the_budget(voted, visitor):
    Project.objects.filter(pk=voted.project.pk).update(ask_budget=1)
    lead = visitor(voted.alice)
    html = lead.post(at(voted, "ask"), {"n": 5}, follow=True).content.decode()
    assert "asked about 1 text" in html
    assert Task.objects.filter(is_finished=False).count() == 1
    html = lead.post(at(voted, "ask"), {"n": 5}, follow=True).content.decode()
    assert "The budget for further labels is spent" in html


def test_a_project_of_spans_is_offered_the_rule_that_fits(db, visitor):
    config = '<View><Text name="text" value="$text"/><Labels name="t" toName="text"><Label value="PER"/></Labels></View>'
    cast = play(texts=["one"], label_config=config)
    lead = visitor(cast.alice)
    html = lead.get(at(cast, "rules")).content.decode()
    assert "Span voting" in html
    for other in ("Dawid-Skene", "Box fusion", "Try all rules"):
        assert other not in html
    assert lead.post(at(cast, "choose"), {"rule": "span-vote", "least": "0.6", "ask_budget": "0"}).status_code == 302
    assert Project.objects.get(pk=cast.project.pk).settle_rule == "span-vote"
