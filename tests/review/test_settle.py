"""Settling by rule: what a rule can decide, and nothing else."""

from __future__ import annotations

import datetime as dt
import sys
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.queue import services as queue
from annotate.review.models import Decision
from annotate.review.selectors import decision_of, in_force
from annotate.review.services import adjudicate, settle
from domain.errors import Invalid
from tests import cast as people
from tests.cast import NOW, chosen, claim, label_all, play, submit

LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def voted(db):
    """Three seats: task 1 unanimous, task 2 two to one, task 3 a tie of three, task 4 still open."""
    cast = play(texts=people.TEXTS[:4], seats=3)
    label_all(
        cast,
        {
            cast.bob: ["positive", "positive", "positive", "positive"],
            cast.beth: ["positive", "positive", "negative"],
            cast.dora: ["positive", "negative", "neutral"],
        },
    )
    return cast


def decided(cast):
    return dict(in_force(cast.project).values_list("task_id", "label"))


def test_majority(voted):
    told = settle(voted.project, rule="majority", now=NOW)
    first, second, third, fourth = voted.project.tasks.order_by("pk")
    assert decided(voted) == {first.pk: "positive", second.pk: "positive"}
    assert (told["settled"], told["ties"], told["unfinished"], told["changed"]) == (2, 1, 1, 0)
    made = decision_of(second)
    assert (made.rule, made.share, made.decided_by) == ("majority", pytest.approx(2 / 3), None)
    assert made.result == chosen("positive")


def test_again_adds_nothing(voted):
    settle(voted.project, now=NOW)
    told = settle(voted.project, now=LATER)
    assert (told["settled"], told["unchanged"]) == (0, 2)
    assert Decision.objects.count() == 2


def test_a_changed_outcome_supersedes(voted):
    settle(voted.project, now=NOW)
    second = voted.project.tasks.order_by("pk")[1]
    before = decision_of(second)
    for user in (voted.bob, voted.beth):
        seat = second.assignments.get(annotator=user)
        mine = seat.annotations.get()
        annotations.submit(seat, id=uuid.uuid4(), result=chosen("negative"), corrects=mine.pk, now=NOW)
    told = settle(voted.project, now=LATER)
    assert (told["changed"], told["unchanged"]) == (1, 1)
    after = decision_of(second)
    assert (after.label, after.supersedes) == ("negative", before)
    assert Decision.objects.filter(pk=before.pk, label="positive").exists()


def test_a_persons_decision_stands(voted):
    second = voted.project.tasks.order_by("pk")[1]
    adjudicate(second, label="neutral", by=voted.dora, now=NOW)
    told = settle(voted.project, now=LATER)
    assert told["adjudicated"] == 1
    assert decided(voted)[second.pk] == "neutral"


def test_a_person_who_decides_while_it_runs_stands(voted, monkeypatch):
    module = sys.modules["annotate.review.services.settle"]
    second = voted.project.tasks.order_by("pk")[1]
    outcomes = module._outcomes

    def meanwhile(project, rule):
        adjudicate(second, label="neutral", by=voted.dora, now=NOW)
        return outcomes(project, rule)

    monkeypatch.setattr(module, "_outcomes", meanwhile)
    told = settle(voted.project, now=LATER)
    assert decided(voted)[second.pk] == "neutral"
    assert told["decided_meanwhile"] == 1
    assert decision_of(voted.project.tasks.order_by("pk")[0]).label == "positive"


def test_dawid_skene_weighs_people_by_how_they_label_elsewhere(db):
    """Bob and Beth contradict Dora on every text; two who always agree outweigh the third where the majority does so too."""
    cast = play(texts=[f"text {n}" for n in range(12)], seats=3)
    truth = ["positive", "negative", "neutral"] * 4
    label_all(cast, {cast.bob: truth, cast.beth: truth, cast.dora: [truth[(n + 1) % 12] for n in range(12)]})
    told = settle(cast.project, rule="dawid-skene", now=NOW)
    assert told["settled"] == 12
    assert list(in_force(cast.project).order_by("task_id").values_list("label", flat=True)) == truth
    assert all(0.5 < share <= 1 for share in in_force(cast.project).values_list("share", flat=True))


def test_dawid_skene_leaves_what_is_as_good_as_tied(db):
    cast = play(texts=["one", "two"], seats=2)
    label_all(cast, {cast.bob: ["positive", "negative"], cast.beth: ["negative", "positive"]})
    told = settle(cast.project, rule="dawid-skene", now=NOW)
    assert (told["ties"], told["settled"]) == (2, 0)


@pytest.mark.parametrize("rule", ["majority", "dawid-skene"])
def test_nothing_to_settle(stage, rule):
    told = settle(stage.project, rule=rule, now=NOW)
    assert told["unfinished"] == len(people.TEXTS)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("rule", ["majority", "dawid-skene"])
def test_a_single_vote_settles_a_task_of_one_seat(db, rule):
    cast = play(texts=["값이 싸고 좋아요 👍🏽"], seats=1)
    label_all(cast, {cast.bob: ["positive"]})
    assert settle(cast.project, rule=rule, now=NOW)["settled"] == 1


def test_finished_tasks_on_which_nobody_said_anything(db):
    config = people.SENTIMENT.replace('required="true"', "")
    cast = play(texts=["one"], seats=1, label_config=config)
    annotations.submit(claim(cast, cast.bob), id=uuid.uuid4(), result=[], now=NOW)
    assert settle(cast.project, now=NOW)["without_votes"] == 1


def test_several_choices_at_once_are_a_label_too(db):
    cast = play(texts=["one"], seats=2, label_config=people.SENTIMENT.replace('"single"', '"multiple"'))
    both = [{**chosen("x")[0], "value": {"choices": ["positive", "neutral"]}}]
    for user in (cast.bob, cast.beth):
        annotations.submit(claim(cast, user), id=uuid.uuid4(), result=both, now=NOW)
    settle(cast.project, now=NOW)
    made = in_force(cast.project).get()
    assert made.label == "neutral | positive"
    assert made.result[0]["value"]["choices"] == ["neutral", "positive"]


def test_a_task_that_was_reopened_waits(voted):
    queue.reopen(voted.project.tasks.order_by("pk")[0])
    assert settle(voted.project, now=NOW)["settled"] == 1


def test_other_projects_are_left_alone(voted):
    other = play(texts=["elsewhere"], seats=1)
    submit(claim(other, other.bob), "positive")
    settle(voted.project, now=NOW)
    assert not in_force(other.project).exists()


def test_an_unknown_rule(stage):
    named = "majority, unanimity, weighted, dawid-skene, mace, glad, span-vote, box-fusion"
    with pytest.raises(Invalid, match=f"no rule 'coin'; there are {named}"):
        settle(stage.project, rule="coin", now=NOW)


SPANS = """<View><Text name="text" value="$text"/>
<Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels></View>"""


def marked(*spans):
    return [
        {"from_name": "ner", "to_name": "text", "type": "labels", "value": {"start": start, "end": end, "labels": [label]}}
        for start, end, label in spans
    ]


def answer_all(cast, work):
    for user, results in work.items():
        for result in results:
            annotations.submit(claim(cast, user), id=uuid.uuid4(), result=result, now=NOW)


def test_the_posterior_is_kept(voted):
    settle(voted.project, now=NOW)
    second = decision_of(voted.project.tasks.order_by("pk")[1])
    assert second.posterior == {"positive": pytest.approx(2 / 3, abs=1e-6), "negative": pytest.approx(1 / 3, abs=1e-6)}


def test_the_projects_own_rule_and_least_share(voted):
    voted.project.settle_rule, voted.project.settle_least = "weighted", 0.9
    told = settle(voted.project, now=NOW)
    assert (told["settled"], told["too_unsure"]) == (1, 1)
    assert in_force(voted.project).get().rule == "weighted"


def test_unanimity_leaves_the_rest_to_a_person(voted):
    told = settle(voted.project, rule="unanimity", now=NOW)
    assert (told["settled"], told["ties"]) == (1, 2)


def test_another_rule_with_the_same_label_is_on_record(voted):
    settle(voted.project, now=NOW)
    told = settle(voted.project, rule="unanimity", now=LATER)
    assert (told["refreshed"], told["ties"]) == (1, 2)
    first = decision_of(voted.project.tasks.order_by("pk")[0])
    assert (first.rule, first.supersedes.rule) == ("unanimity", "majority")


def test_gold_is_not_settled_by_votes(voted):
    gold = voted.project.tasks.order_by("pk")[0]
    type(gold).objects.filter(pk=gold.pk).update(is_gold=True)
    settle(voted.project, now=NOW)
    assert decision_of(gold) is None
    assert in_force(voted.project).count() == 1


def test_spans_become_one_result(db):
    cast = play(texts=["Kim met Lee", "Seoul"], seats=3, label_config=SPANS)
    kim, lee, seoul = marked((0, 3, "PER")), marked((8, 11, "PER")), marked((0, 5, "LOC"))
    answer_all(cast, {cast.bob: [kim + lee, seoul], cast.beth: [kim, seoul], cast.dora: [marked((0, 7, "PER")) + lee, []]})
    told = settle(cast.project, now=NOW)
    assert told["settled"] == 2
    first, second = in_force(cast.project).order_by("task_id")
    assert [(one["value"]["text"], one["score"]) for one in first.result] == [("Kim", 1.0), ("Lee", 0.6667)]
    assert (first.rule, first.label, first.share) == ("span-vote", "", pytest.approx(2 / 3, abs=1e-6))
    assert second.posterior == {"ner-1": pytest.approx(2 / 3, abs=1e-6)}
    assert settle(cast.project, now=LATER)["unchanged"] == 2


def test_spans_that_half_see_wait_for_a_person(db):
    cast = play(texts=["Kim met Lee", "nobody"], label_config=SPANS)
    answer_all(cast, {cast.bob: [marked((0, 3, "PER")), []], cast.beth: [[], []]})
    told = settle(cast.project, now=NOW)
    assert (told["ties"], told["settled"]) == (1, 1)
    assert in_force(cast.project).get().result == []


def test_boxes_become_one_result(db):
    config = """<View><Image name="i" value="$text"/><RectangleLabels name="b" toName="i"><Label value="Car"/></RectangleLabels></View>"""
    cast = play(texts=["https://example.org/1.png"], seats=3, label_config=config)

    def drawn(x):
        value = {"x": x, "y": 10, "width": 20, "height": 20, "rotation": 0, "rectanglelabels": ["Car"]}
        sizes = {"original_width": 100, "original_height": 100, "image_rotation": 0}
        return [{"from_name": "b", "to_name": "i", "type": "rectanglelabels", "value": value, **sizes}]

    answer_all(cast, {cast.bob: [drawn(10)], cast.beth: [drawn(12)], cast.dora: [drawn(11)]})
    settle(cast.project, now=NOW)
    made = in_force(cast.project).get()
    assert (made.rule, made.result[0]["value"]["x"], made.result[0]["original_width"]) == ("box-fusion", 11, 100)


def test_regions_beside_a_choice_are_part_of_the_decision(db):
    choice = '<Choices name="sentiment" toName="text"><Choice value="positive"/><Choice value="negative"/></Choices>'
    config = SPANS.replace("</View>", f"{choice}</View>")
    cast = play(texts=["Kim is nice", "Lee too"], label_config=config)
    kim = [*chosen("positive"), *marked((0, 3, "PER"))]
    answer_all(cast, {cast.bob: [kim, chosen("positive")], cast.beth: [kim, [*chosen("positive"), *marked((0, 3, "PER"))]]})
    told = settle(cast.project, now=NOW)
    assert (told["settled"], told["ties"]) == (1, 1)
    made = in_force(cast.project).get()
    assert (made.label, made.rule) == ("positive", "majority")
    assert [one["type"] for one in made.result] == ["choices", "labels"]
