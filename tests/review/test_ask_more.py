"""One more annotator where it pays most, never beyond the budget."""

from __future__ import annotations

import sys

import pytest

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.selectors.uncertain import uncertain
from annotate.review.services import adjudicate, ask_more, choose_rule, settle
from domain.errors import Invalid, Refused
from tests.cast import NOW, claim, label_all, play


@pytest.fixture
def voted(db):
    """Two seats; Bob and Beth agree on the first and third text, differ on the second and fourth. Alice and Dora could be asked."""
    cast = play(texts=["one", "two", "three", "four"])
    label_all(cast, {cast.bob: ["positive"] * 4, cast.beth: ["positive", "negative", "positive", "neutral"]})
    budget(cast, 10)
    return cast


def budget(cast, n):
    Project.objects.filter(pk=cast.project.pk).update(ask_budget=n)


def tasks(cast):
    return list(cast.project.tasks.order_by("pk"))


def asked(cast):
    return Project.objects.values_list("asked", flat=True).get(pk=cast.project.pk)


def test_divided_texts_come_first(voted):
    one, two, three, four = tasks(voted)
    made = ask_more(voted.project, n=2, now=NOW)
    assert sorted(made.tasks) == [two.pk, four.pk]
    assert (made.left, asked(voted)) == (8, 2)
    assert claim(voted, voted.dora).task_id in made.tasks
    assert Task.objects.get(pk=two.pk).seats == 3


def test_the_budget_is_never_exceeded(voted):
    budget(voted, 1)
    assert len(ask_more(voted.project, n=4, now=NOW).tasks) == 1
    with pytest.raises(Refused, match="budget") as problem:
        ask_more(voted.project, n=1, now=NOW)
    assert problem.value.code == "budget_spent"
    assert asked(voted) == 1


def test_no_budget_to_begin_with(voted):
    budget(voted, 0)
    with pytest.raises(Refused, match="budget"):
        ask_more(voted.project, n=1, now=NOW)


def test_what_somebody_else_reopened_meanwhile_costs_nothing(voted, monkeypatch):
    module = sys.modules["annotate.review.services.ask_more"]
    found = uncertain(voted.project, limit=10)
    for one in found[:2]:
        queue.reopen(Task.objects.get(pk=one.task))
    monkeypatch.setattr(module, "uncertain", lambda project, limit: found[:2])
    with pytest.raises(Refused, match="No finished text"):
        ask_more(voted.project, n=2, now=NOW)
    assert asked(voted) == 0


def test_a_closed_round_a_persons_decision_and_gold_are_not_asked_about(voted):
    one, two, three, four = tasks(voted)
    adjudicate(two, label="positive", by=voted.dora, now=NOW)
    Task.objects.filter(pk=four.pk).update(is_gold=True)
    assert sorted(ask_more(voted.project, n=4, now=NOW).tasks) == [one.pk, three.pk]
    voted.project.rounds.update(is_open=False)
    with pytest.raises(Refused) as problem:
        ask_more(voted.project, n=1, now=NOW)
    assert problem.value.code == "nothing_uncertain"


def test_the_least_certain_decision_comes_after_those_that_none_could_settle(voted):
    settle(voted.project, rule="majority", now=NOW)
    ranked = [one.task for one in uncertain(voted.project, limit=10)]
    one, two, three, four = tasks(voted)
    assert ranked[:2] == [two.pk, four.pk]


def test_nobody_is_left_to_ask(db):
    cast = play(texts=["one"], seats=2)
    label_all(cast, {cast.bob: ["positive"], cast.beth: ["negative"]})
    budget(cast, 5)
    cast.project.memberships.exclude(user__in=[cast.bob, cast.beth]).delete()
    with pytest.raises(Refused, match="nobody is left"):
        ask_more(cast.project, n=1, now=NOW)
    assert asked(cast) == 0


@pytest.mark.parametrize("n", [0, -1, 201])
def test_an_odd_number(voted, n):
    with pytest.raises(Invalid, match="1 to 200"):
        ask_more(voted.project, n=n, now=NOW)


def test_the_rule_is_kept_whole_or_not_at_all(voted):
    with pytest.raises(Invalid) as problem:
        choose_rule(voted.project, rule="coin", least=3, ask_budget=-1)
    assert set(problem.value.fields) == {"rule", "least", "ask_budget"}
    choose_rule(voted.project, rule="mace", least=0.8)
    kept = Project.objects.get(pk=voted.project.pk)
    assert (kept.settle_rule, kept.settle_least, kept.ask_budget) == ("mace", 0.8, 10)
