"""What of the champion's suggestions is kept from people: those of the random arm, and those it is too unsure of."""

from __future__ import annotations

import pytest

from annotate.learning.models import SuggestionPolicy
from annotate.learning.selectors import policy_of
from annotate.learning.services import predict_and_rerank, set_policy, start, train
from annotate.queue.models import Task
from domain.errors import Invalid
from tests.cast import NOW, claim


@pytest.fixture
def trained(taught, heard):
    cast, release = taught
    train(start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)
    return cast


def turned(cast, heard) -> dict[str, list[Task]]:
    """{why it is withheld: tasks} after the queue was turned, and what the job says of it is true."""
    told = predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    found: dict[str, list[Task]] = {"": [], "arm": [], "unsure": []}
    for task in Task.objects.filter(round=cast.round, suggestion__isnull=False):
        found[task.withheld].append(task)
    assert told["withheld"] == {"arm": len(found["arm"]), "unsure": len(found["unsure"])}
    return found


def test_without_a_policy_the_random_arm_alone_is_blind(trained, heard):
    found = turned(trained, heard)
    assert found["arm"]
    assert not found["unsure"]
    assert {task.by_model for task in found["arm"]} == {False}
    assert {task.by_model for task in found[""]} == {True}
    assert not SuggestionPolicy.objects.exists()


def test_below_the_threshold_of_its_class_nothing_is_shown(trained, heard):
    costs = {"": {"false_alarm": 1, "miss": 1}, "positive": {"false_alarm": 1, "miss": 0}}
    set_policy(trained.project, by=trained.alice, now=NOW, costs=costs, blind_arm=False)
    found = turned(trained, heard)
    assert not found["arm"]
    at = {"positive": 1.0, "negative": 0.5, "neutral": 0.5}
    for why, tasks in found.items():
        for task in tasks:
            assert (task.suggestion["score"] < at[task.suggestion["label"]]) == (why == "unsure")
            assert (task.suggested is None) == (why == "unsure")
    assert any(task.suggestion["label"] == "positive" for task in found["unsure"])


def test_the_seat_keeps_what_was_withheld(trained, heard):
    set_policy(trained.project, by=trained.alice, now=NOW, costs={"": {"false_alarm": 1, "miss": 0}})
    turned(trained, heard)
    first = Task.objects.filter(round=trained.round).order_by("priority").first()
    seat = claim(trained, trained.beth)
    assert seat.task_id == first.pk
    assert (seat.suggestion, seat.showing) == (None, first.withheld)
    assert (seat.kept_back is None) == first.is_test


def test_a_policy_is_kept_in_parts(cast):
    set_policy(cast.project, by=cast.alice, now=NOW, costs={"": {"false_alarm": 3, "miss": 1}})
    set_policy(cast.project, by=cast.alice, now=NOW, blind_arm=False)
    set_policy(cast.project, by=cast.alice, now=NOW, suggestion_share=0.5)
    kept = policy_of(cast.project)
    cast.project.refresh_from_db()
    assert (kept.costs, kept.blind_arm, kept.changed_by) == ({"": {"false_alarm": 3.0, "miss": 1.0}}, False, cast.alice)
    assert (cast.project.suggestion_share, cast.project.show_suggestions) == (0.5, True)


@pytest.mark.parametrize(
    "given", [{"costs": {"sad": {"false_alarm": 1, "miss": 1}}}, {"costs": []}, {"blind_arm": "yes"}, {"suggestion_share": 1.5}]
)
def test_what_is_no_policy_changes_nothing(cast, given):
    with pytest.raises(Invalid):
        set_policy(cast.project, by=cast.alice, now=NOW, **given)
    assert not SuggestionPolicy.objects.exists()
