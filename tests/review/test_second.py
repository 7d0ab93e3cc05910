"""Two adjudicators have to say the same: opinions, agreement, the last word, and who sees what when."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from annotate.annotations import services as annotations
from annotate.projects import services as projects
from annotate.review.models import Decision, Opinion
from annotate.review.selectors import decision_of, disputed, spoken, waiting_for_others
from annotate.review.services import adjudicate, follow
from domain.errors import Refused
from tests.cast import NOW, TEXTS, chosen, claim, label_all, person, play

from .test_adjudicate import patiently


def at(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


@pytest.fixture
def two(db):
    """Bob and Beth differ on three texts; Dora, Erin and Alice, who leads, decide: two of them have to say the same."""
    cast = play(texts=TEXTS[:3])
    cast.project.adjudicators = 2
    cast.project.save()
    erin = person("Erin")
    projects.invite(cast.project, email=erin.email, role="adjudicator", now=NOW)
    cast.others = [erin]
    label_all(cast, {cast.bob: ["positive"] * 3, cast.beth: ["negative"] * 3})
    follow(cast.project)
    return cast


@pytest.fixture
def task(two):
    return two.project.tasks.order_by("pk").first()


def says(task, who, label, minute, **more):
    return adjudicate(task, label=label, by=who, now=at(minute), **more)


def test_the_first_one_is_an_opinion_and_decides_nothing(two, task):
    made = says(task, two.dora, "neutral", 1, note="neither", expected=None)
    assert isinstance(made, Opinion)
    assert (made.label, made.result, made.note, made.by) == ("neutral", chosen("neutral"), "neither", two.dora)
    assert decision_of(task) is None


def test_the_same_twice_is_a_decision(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1, note="neither", expected=None)
    made = says(task, erin, "neutral", 2, note="no feeling", expected=None)
    assert isinstance(made, Decision)
    assert (made.label, made.decided_by, made.seconded_by, made.note) == ("neutral", two.dora, erin, "neither\n\nno feeling")
    assert Opinion.objects.count() == 2
    assert decision_of(task) == made


def test_one_person_said_twice_is_one_person(two, task):
    first = says(task, two.dora, "neutral", 1)
    assert says(task, two.dora, "neutral", 2) == first
    changed = says(task, two.dora, "positive", 3)
    assert (changed.supersedes, Opinion.objects.count()) == (first, 2)
    assert decision_of(task) is None


def test_who_changed_their_mind_counts_by_what_they_say_now(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1)
    says(task, two.dora, "positive", 2)
    assert isinstance(says(task, erin, "neutral", 3), Opinion)
    assert isinstance(says(task, erin, "positive", 4), Decision)


def test_a_third_one_makes_two(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1)
    says(task, erin, "positive", 2)
    made = says(task, two.alice, "positive", 3)
    assert (made.label, made.decided_by, made.seconded_by) == ("positive", erin, two.alice)


def test_who_leads_has_the_last_word_where_two_differ(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1)
    says(task, erin, "positive", 2)
    made = says(task, two.alice, "negative", 3)
    assert (made.label, made.decided_by, made.seconded_by) == ("negative", two.alice, None)


def test_another_third_one_has_not(two, task):
    (erin,) = two.others
    frank = person("Frank")
    projects.invite(two.project, email=frank.email, role="adjudicator", now=NOW)
    for minute, (who, label) in enumerate(((two.dora, "neutral"), (erin, "positive"), (frank, "negative")), 1):
        assert isinstance(says(task, who, label, minute), Opinion)


def test_who_leads_and_was_one_of_the_two_decides_by_saying_it_again(two, task):
    says(task, two.alice, "neutral", 1)
    assert isinstance(says(task, two.dora, "positive", 2), Opinion)
    made = says(task, two.alice, "neutral", 3)
    assert (made.label, made.decided_by) == ("neutral", two.alice)


def test_nobody_sees_an_opinion_before_they_have_given_theirs(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1, note="neither")
    for who in (erin, two.alice):
        assert (spoken(task, who).others, spoken(task, who).mine, spoken(task, who).differ) == ([], None, False)
    assert spoken(task, two.dora).mine.label == "neutral"
    says(task, erin, "positive", 2)
    assert [one.label for one in spoken(task, two.dora).others] == ["positive"]
    assert [one.label for one in spoken(task, two.alice).others] == ["neutral", "positive"]
    assert (spoken(task, two.alice).has_last_word, spoken(task, two.dora).has_last_word) == (True, False)


def test_it_waits_for_others_and_no_more_for_me(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1)
    assert task not in disputed(two.project, user=two.dora)
    assert task in disputed(two.project, user=erin)
    assert [(one.task, one.differs) for one in waiting_for_others(two.project, two.dora)] == [(task, False)]
    says(task, erin, "positive", 2)
    assert [one.differs for one in waiting_for_others(two.project, two.dora)] == [True]
    assert task in disputed(two.project, user=two.alice)
    says(task, two.alice, "positive", 3)
    assert task not in disputed(two.project, user=two.alice)
    assert not waiting_for_others(two.project, two.dora).exists()


def test_what_two_differ_on_comes_back_to_who_leads_even_if_they_were_one_of_them(two, task):
    says(task, two.alice, "neutral", 1)
    assert task not in disputed(two.project, user=two.alice)
    says(task, two.dora, "positive", 2)
    assert task in disputed(two.project, user=two.alice)
    assert task not in disputed(two.project, user=two.dora)


def test_a_decision_of_two_is_changed_by_two(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1)
    first = says(task, erin, "neutral", 2)
    assert isinstance(says(task, two.dora, "positive", 3, expected=first.pk), Opinion)
    assert decision_of(task) == first
    assert spoken(task, erin).given == 1
    second = says(task, erin, "positive", 4, expected=first.pk)
    assert (second.supersedes, second.label) == (first, "positive")


def test_who_saw_it_undecided_is_told_that_it_is_decided(two, task):
    (erin,) = two.others
    says(task, two.dora, "neutral", 1, expected=None)
    says(task, erin, "neutral", 2, expected=None)
    with pytest.raises(Refused, match="decided as 'neutral' by Dora meanwhile"):
        says(task, two.alice, "positive", 3, expected=None)
    assert Opinion.objects.count() == 2


def test_where_one_is_enough_again_opinions_are_left_on_record(two, task):
    says(task, two.dora, "neutral", 1)
    two.project.adjudicators = 1
    two.project.save()
    task.refresh_from_db()
    assert isinstance(says(task, two.dora, "positive", 2), Decision)
    assert spoken(task, two.dora) is None
    assert Opinion.objects.count() == 1


def test_two_windows_of_one_person_are_told_apart_by_the_database(two, task, monkeypatch):
    """Should the lock ever not hold, the constraint does."""
    says(task, two.dora, "neutral", 1)
    none = Opinion.objects.none()
    monkeypatch.setattr("annotate.review.services.second._last_of", lambda *_: none.first())
    with pytest.raises(Refused, match="in another window") as problem:
        says(task, two.dora, "positive", 2)
    assert problem.value.code == "said_meanwhile"
    assert Opinion.objects.count() == 1


def test_whole_answers_are_the_same_whatever_their_ids(db):
    config = '<View><Text name="text" value="$text"/><Labels name="ner" toName="text"><Label value="PER"/></Labels></View>'
    cast = play(texts=["Kim met Lee"], label_config=config)
    cast.project.adjudicators = 2
    cast.project.save()

    def span(id, start, end):
        value = {"start": start, "end": end, "text": "Kim met Lee"[start:end], "labels": ["PER"]}
        return {"id": id, "from_name": "ner", "to_name": "text", "type": "labels", "value": value}

    for who in (cast.bob, cast.beth):
        annotations.submit(claim(cast, who), id=uuid.uuid4(), result=[], now=NOW)
    task = cast.project.tasks.get()
    adjudicate(task, result=[span("a", 0, 3), span("b", 8, 11)], by=cast.dora, now=at(1))
    assert isinstance(adjudicate(task, result=[span("x", 0, 3)], by=cast.alice, now=at(2)), Opinion)
    made = adjudicate(task, result=[span("x", 8, 11), span("y", 0, 3)], by=cast.alice, now=at(3))
    assert (made.decided_by, made.seconded_by) == (cast.dora, cast.alice)
    assert [entry["id"] for entry in made.result] == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_two_who_say_the_same_at_the_same_moment_hear_each_other():
    cast = play(texts=TEXTS[:1])
    cast.project.adjudicators = 2
    cast.project.save()
    label_all(cast, {cast.bob: ["positive"], cast.beth: ["negative"]})
    task = cast.project.tasks.select_related("project", "item", "round__guideline_version").get()
    start, made = threading.Barrier(2), []

    def speak(who, minute):
        try:
            start.wait(timeout=10)
            patiently(lambda: made.append(type(says(task, who, "neutral", minute, expected=None)).__name__))
        finally:
            connection.close()

    threads = [threading.Thread(target=speak, args=one) for one in ((cast.dora, 1), (cast.alice, 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["Decision", "Opinion"]
    assert (Decision.objects.count(), Opinion.objects.count()) == (1, 2)
