"""Labels taken from a model: never of the test split, never a vote, checked by people, and taken back."""

from __future__ import annotations

import datetime as dt
import sys

import pytest
from django.db import IntegrityError, transaction

from annotate.annotations.models import Annotation
from annotate.annotations.selectors import votes
from annotate.corpus.models import ReleaseItem
from annotate.corpus.services import freeze
from annotate.items.models import Item
from annotate.learning.models import AcceptanceCheck, AcceptancePolicy, CheckedTask
from annotate.learning.selectors.acceptance import acceptance_of, to_look_at
from annotate.learning.services import (
    accept,
    check_accepted,
    predict_and_rerank,
    put_back,
    revoke,
    set_acceptance,
    set_policy,
    start,
    train,
)
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review import services as review
from annotate.review.models import Decision
from annotate.review.selectors import by_people, in_force, progress
from domain.errors import Invalid, Refused
from tests.cast import NOW, Cast, claim, submit

LATER = NOW + dt.timedelta(minutes=5)
# So large a share that chance, which goes by the keys of the rows, always draws enough for a verdict.
TERMS = {"thresholds": {"": 0.5}, "check_share": 0.6, "tolerated": 0.3, "risk": 0.2}


@pytest.fixture
def read(taught, heard) -> Cast:
    """The champion has read what waits."""
    cast, release = taught
    train(start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)
    predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    return cast


def taken(cast: Cast, heard, **terms) -> AcceptanceCheck:
    set_acceptance(cast.project, by=cast.alice, now=NOW, is_on=True, **{**TERMS, **terms})
    accept(cast.project, report=heard, now=NOW)
    return AcceptanceCheck.objects.get(project=cast.project, is_taking=True)


def answer(cast: Cast, check: AcceptanceCheck, *, right: bool) -> int:
    """Beth labels what was drawn, as the queue serves it; how many."""
    there = dict(check.tasks.values_list("task_id", "label"))
    for n in range(len(there)):
        seat = claim(cast, cast.beth)
        assert seat.task_id in there, f"what was drawn comes first, not task {seat.task_id} at {n}"
        assert (seat.suggestion, seat.showing) == (None, "check")
        said = there[seat.task_id]
        submit(seat, said if right else next(one for one in ("positive", "negative") if one != said))
    return len(there)


def test_what_is_taken_is_marked_and_the_rest_is_people_s(read, heard):
    before = list(votes(read.project))
    check = taken(read, heard)
    labels = in_force(read.project).filter(rule="accepted")
    assert check.accepted == labels.count() == check.labels.count() > 0
    assert check.drawn == check.tasks.count() > 0
    for one in labels.select_related("task__item"):
        task = one.task
        said = task.item.predictions.get()
        assert (one.decided_by, one.accepted_from, one.label) == (None, check.model_version.name, said.label)
        assert one.share == pytest.approx(said.score)
        assert one.result[0]["value"] == {"choices": [said.label]}
        assert (task.item.split, task.is_test, task.is_open, task.is_finished, task.taken) == ("train", False, False, True, 0)
        assert task.withheld != "arm"
    assert list(votes(read.project)) == before, "no vote came of it"
    assert not by_people(read.project).filter(rule="accepted").exists()
    drawn = Task.objects.filter(pk__in=check.tasks.values("task"))
    assert set(drawn.values_list("withheld", "is_open", "is_finished", "suggested")) == {("check", True, False, None)}
    assert not labels.filter(task__in=drawn).exists()


def test_twice_is_once(read, heard):
    check = taken(read, heard)
    before = (check.accepted, check.drawn, Decision.objects.count())
    told = accept(read.project, report=heard, now=NOW)
    check.refresh_from_db()
    assert (check.accepted, check.drawn, Decision.objects.count()) == before
    assert (told["accepted"], told["put_back"]) == (0, 0)


def test_turning_the_queue_leaves_the_draw_first_and_blind(read, heard):
    check = taken(read, heard)
    order = list(check.tasks.order_by("place").values_list("task_id", flat=True))
    predict_and_rerank(read.project, strategy="entropy", report=heard, now=NOW)
    queued = list(Task.objects.filter(round=read.round, is_open=True).order_by("priority", "pk").values_list("pk", "withheld"))
    assert queued[: len(order)] == [(pk, "check") for pk in order]


def test_off_takes_nothing(read, heard):
    assert accept(read.project, report=heard, now=NOW)["accepted"] == 0
    assert not AcceptanceCheck.objects.exists()
    set_acceptance(read.project, by=read.alice, now=NOW, is_on=True, thresholds={"positive": 1.0})
    told = accept(read.project, report=heard, now=NOW)
    assert (told["accepted"], told["drawn"]) == (0, 0)


def test_a_label_without_a_threshold_is_never_taken(read, heard):
    taken(read, heard, thresholds={"positive": 0.5})
    assert set(in_force(read.project).filter(rule="accepted").values_list("label", flat=True)) <= {"positive"}


def test_a_check_that_passes_keeps_the_batch(read, heard):
    check = taken(read, heard)
    assert check.drawn >= check.needed, "enough was drawn to pass"
    answer(read, check, right=True)
    assert to_look_at() == []  # a queue of the same moment; later ones are looked at
    told = check_accepted(read.project, report=heard, now=NOW)
    check.refresh_from_db()
    assert (check.verdict, check.wrong, told["passed"], told["put_back"]) == ("passed", 0, [1], 0)
    assert in_force(read.project).filter(rule="accepted").count() == check.accepted
    assert acceptance_of(read.project).state == "on"


def test_a_check_that_fails_puts_the_batch_back_and_stops(read, heard):
    check = taken(read, heard)
    answer(read, check, right=False)
    told = accept(read.project, report=heard, now=NOW)
    check.refresh_from_db()
    assert (check.verdict, told["failed"], told["state"]) == ("failed", [1], "stopped")
    assert check.put_back == check.accepted == told["put_back"]
    assert not in_force(read.project).filter(rule="accepted").exists()
    assert Decision.objects.filter(rule="accepted").count() == check.accepted, "nothing is deleted"
    back = Task.objects.filter(accepted="back")
    assert set(back.values_list("is_open", "is_finished", "suggested")) == {(True, False, None)}
    assert back.count() == check.accepted
    assert accept(read.project, report=heard, now=NOW)["accepted"] == 0
    assert progress(read.project).decided == in_force(read.project).count()


def test_what_was_put_back_is_labelled_and_settled_by_people_and_never_taken_again(read, heard):
    check = taken(read, heard)
    tasks = list(check.labels.values_list("decision__task_id", flat=True))
    revoke(check, by=read.alice, now=NOW)
    assert put_back(read.project, report=heard, now=NOW) == check.accepted
    assert put_back(read.project, report=heard, now=NOW) == 0
    with pytest.raises(Refused):
        revoke(check, by=read.alice, now=NOW)
    accept(read.project, report=heard, now=NOW)
    assert not in_force(read.project).filter(rule="accepted", task__in=tasks).exists()
    while (seat := claim(read, read.beth)) is not None:
        assert seat.task_id not in tasks or seat.suggestion is None
        submit(seat, "neutral")
    told = review.settle(read.project, now=NOW)
    assert told["settled"] >= len(tasks)
    assert set(in_force(read.project).filter(task__in=tasks).values_list("rule", "label")) == {("majority", "neutral")}


def test_one_label_is_put_back(read, heard):
    check = taken(read, heard)
    first = in_force(read.project).filter(rule="accepted").first()
    made = review.withdraw_one(first, by=read.alice, now=NOW)
    assert (made.rule, made.supersedes_id, made.decided_by) == ("withdrawn", first.pk, read.alice)
    assert in_force(read.project).filter(rule="accepted").count() == check.accepted - 1
    with pytest.raises(Refused) as problem:
        review.withdraw_one(first, by=read.alice, now=NOW)
    assert problem.value.code == "decided_meanwhile"
    people_s = in_force(read.project).exclude(rule="accepted").first()
    with pytest.raises(Refused):
        review.withdraw_one(people_s, by=read.alice, now=NOW)


def test_what_a_person_decided_of_it_stands(read, heard):
    check = taken(read, heard)
    first = in_force(read.project).filter(rule="accepted").first()
    review.adjudicate(first.task, by=read.dora, now=NOW, label="neutral")
    revoke(check, by=read.alice, now=NOW)
    put_back(read.project, report=heard, now=NOW)
    assert in_force(read.project).get(task=first.task).label == "neutral"


def test_after_it_was_put_back_an_adjudicator_may_decide(read, heard):
    taken(read, heard)
    first = in_force(read.project).filter(rule="accepted").first()
    review.withdraw_one(first, by=read.alice, now=NOW)
    Task.objects.filter(pk=first.task_id).update(seats=1, taken=1, done=1, is_finished=True, is_open=False)
    made = review.adjudicate(first.task, by=read.dora, now=NOW, label="neutral", expected=None)
    assert made.supersedes.rule == "withdrawn"


def test_a_round_that_was_closed_hands_it_on(read, heard):
    check = taken(read, heard)
    items = set(check.labels.values_list("decision__task__item_id", flat=True))
    queue.close_round(read.round, now=NOW)
    assert in_force(read.project).filter(rule="accepted").count() == check.accepted
    revoke(check, by=read.alice, now=NOW)
    put_back(read.project, report=heard, now=NOW)
    after = queue.open_round(read.project, now=NOW, title="After", with_untouched=True)
    assert items <= set(after.tasks.values_list("item_id", flat=True))


def closed(cast: Cast, check: AcceptanceCheck):
    """Before anybody labelled what was drawn; the next round has it."""
    queue.close_round(cast.round, now=NOW)
    after = queue.open_round(cast.project, now=NOW, title="After", with_untouched=True)
    tasks = after.tasks.filter(item__in=check.tasks.values("task__item"))
    assert tasks.count() == check.drawn
    return after, tasks


def test_what_a_closed_round_left_unchecked_is_checked_in_the_next_first_and_blind(read, heard):
    check = taken(read, heard)
    after, _ = closed(read, check)
    predict_and_rerank(read.project, strategy="margin", report=heard, now=NOW)
    assert to_look_at() == [read.project], "people are shown what they are to check"
    check_accepted(read.project, report=heard, now=NOW)
    assert to_look_at() == []
    items = list(check.tasks.order_by("place").values_list("task__item_id", flat=True))
    predict_and_rerank(read.project, strategy="margin", report=heard, now=NOW)
    queued = after.tasks.filter(is_open=True).order_by("priority", "pk").values_list("item_id", "withheld", "suggested")
    assert list(queued)[: len(items)] == [(item, "check", None) for item in items]
    right = dict(check.tasks.values_list("task__item_id", "label"))
    for _ in items:
        seat = claim(read, read.beth)
        assert (seat.suggestion, seat.showing) == (None, "check")
        submit(seat, right[seat.task.item_id], now=LATER)
    assert to_look_at() == [read.project]
    told = check_accepted(read.project, report=heard, now=NOW)
    assert told["passed"] == [check.number]


def test_in_a_later_round_only_those_answer_who_saw_no_suggestion(read, heard):
    check = taken(read, heard)
    _, tasks = closed(read, check)
    while (seat := claim(read, read.beth)) is not None:
        submit(seat, "neutral")
    Annotation.objects.filter(task__in=tasks).update(with_suggestion=True)
    review.settle(read.project, now=NOW)
    check_accepted(read.project, report=heard, now=NOW)
    check.refresh_from_db()
    assert (check.answered, check.verdict) == (0, "")
    Annotation.objects.filter(task__in=tasks).update(with_suggestion=False)
    check_accepted(read.project, report=heard, now=NOW)
    check.refresh_from_db()
    assert (check.answered, check.wrong) == (check.drawn, check.tasks.exclude(label="neutral").count())
    assert check.verdict == "failed"


@pytest.mark.parametrize("what", ["checked", "put back"])
def test_what_an_earlier_round_left_is_never_taken(read, heard, what):
    check = taken(read, heard)
    before = set(check.tasks.values_list("task__item_id", flat=True)) | set(check.labels.values_list("decision__task__item_id", flat=True))
    if what == "put back":
        revoke(check, by=read.alice, now=NOW)
        put_back(read.project, report=heard, now=NOW)
    after, _ = closed(read, check)
    predict_and_rerank(read.project, strategy="margin", report=heard, now=NOW)
    after.tasks.update(withheld="")
    AcceptanceCheck.objects.filter(verdict="").update(verdict="passed", is_taking=False, judged_at=NOW)
    set_acceptance(read.project, by=read.alice, now=NOW, is_on=True, **{**TERMS, "tolerated": 0.25})
    accept(read.project, report=heard, now=NOW)
    new = AcceptanceCheck.objects.get(is_taking=True)
    items = {*new.labels.values_list("decision__task__item_id", flat=True), *new.tasks.values_list("task__item_id", flat=True)}
    assert not items & before


@pytest.mark.parametrize("blind", [True, False])
def test_the_random_arm_is_never_taken_blind_or_not(read, heard, blind):
    set_policy(read.project, by=read.alice, now=NOW, blind_arm=blind)
    predict_and_rerank(read.project, strategy="margin", report=heard, now=NOW)
    by_chance = set(read.round.tasks.filter(is_finished=False, by_model=False).values_list("pk", flat=True))
    assert by_chance
    check = taken(read, heard)
    taken_or_drawn = {*check.labels.values_list("decision__task_id", flat=True), *check.tasks.values_list("task_id", flat=True)}
    assert taken_or_drawn
    assert not by_chance & taken_or_drawn


@pytest.mark.parametrize("at", ["_draw", "_take"])
def test_two_at_once_are_one(read, heard, monkeypatch, at):
    """The second begins and ends while the first is about to write."""
    module = sys.modules["annotate.learning.services.accept"]
    write, told = getattr(module, at), []

    def late(*given):
        monkeypatch.setattr(module, at, write)
        told.append(accept(read.project, report=heard, now=NOW))
        return write(*given)

    monkeypatch.setattr(module, at, late)
    check = taken(read, heard)
    assert (check.drawn, check.accepted) == (told[0]["drawn"], told[0]["accepted"])
    assert (check.tasks.count(), check.labels.count()) == (check.drawn, check.accepted)


def test_a_batch_that_was_revoked_meanwhile_takes_no_more(read, heard, monkeypatch):
    module = sys.modules["annotate.learning.services.accept"]
    write = module._take

    def late(check, *given):
        monkeypatch.setattr(module, "_take", write)
        revoke(check, by=read.alice, now=NOW)
        return write(check, *given)

    monkeypatch.setattr(module, "_take", late)
    set_acceptance(read.project, by=read.alice, now=NOW, is_on=True, **TERMS)
    assert accept(read.project, report=heard, now=NOW)["accepted"] == 0
    assert not in_force(read.project).filter(rule="accepted").exists()


def test_put_back_and_then_closed_untouched_is_for_the_next_round(read, heard):
    check = taken(read, heard)
    revoke(check, by=read.alice, now=NOW)
    put_back(read.project, report=heard, now=NOW)
    queue.close_round(read.round, now=NOW)
    after = queue.open_round(read.project, now=NOW, title="After", with_untouched=True)
    assert set(check.labels.values_list("decision__task__item_id", flat=True)) <= set(after.tasks.values_list("item_id", flat=True))


def test_other_terms_are_another_batch(read, heard):
    first = taken(read, heard)
    second = taken(read, heard, tolerated=0.2)
    first.refresh_from_db()
    assert (first.is_taking, first.verdict, second.number) == (False, "", 2)


def test_a_release_says_whose_word_it_is_and_no_model_is_judged_by_it(read, heard):
    check = taken(read, heard)
    release = freeze(read.project, by=read.alice, now=NOW)
    rows = ReleaseItem.objects.filter(release=release, accepted=True)
    assert rows.count() == check.accepted == release.manifest["rules"]["accepted"]
    assert set(rows.values_list("split", flat=True)) == {"train"}
    for split in ("test", "dev"):
        with pytest.raises(IntegrityError, match="no_model_judges_its_own_labels|CHECK"), transaction.atomic():
            rows.update(split=split)


def test_were_a_text_of_another_split_taken_all_the_same_it_stays_out(read, heard):
    check = taken(read, heard)
    first = in_force(read.project).filter(rule="accepted").first()
    Item.objects.filter(pk=first.task.item_id).update(split="dev")
    release = freeze(read.project, by=read.alice, now=NOW)
    assert ReleaseItem.objects.filter(release=release, accepted=True).count() == check.accepted - 1
    assert {"why": "taken from a model, in a split that judges models", "items": 1} in release.manifest["left_out"]


def test_the_database_refuses_a_test_text_and_one_that_somebody_has_begun(read, heard):
    taken(read, heard)
    accepted = Task.objects.filter(accepted="accepted")
    for change in ({"is_test": True, "suggestion": None, "by_model": False}, {"taken": 1}, {"is_open": True}, {"is_gold": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            accepted.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(rule="accepted").update(decided_by=read.alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(rule="majority").update(accepted_from="model")


def test_who_sits_at_a_text_keeps_it(read, heard):
    seat = claim(read, read.beth)
    taken(read, heard)
    assert not Decision.objects.filter(task=seat.task_id).exists()
    assert not CheckedTask.objects.filter(task=seat.task_id).exists()


@pytest.mark.parametrize(
    "odd",
    [{"thresholds": {"sad": 0.9}}, {"thresholds": {"": 0.3}}, {"thresholds": {}}, {"check_share": 0}, {"tolerated": 1}, {"is_on": "yes"}],
)
def test_odd_terms_change_nothing(cast, odd):
    with pytest.raises(Invalid):
        set_acceptance(cast.project, by=cast.alice, now=NOW, **{**TERMS, "is_on": True, **odd})
    assert not AcceptancePolicy.objects.exists()


def test_without_a_champion(cast, heard):
    set_acceptance(cast.project, by=cast.alice, now=NOW, is_on=True, **TERMS)
    with pytest.raises(Refused, match="no champion"):
        accept(cast.project, report=heard, now=NOW)
