"""open_round: kinds, samples, people, targets; what is refused leaves the open round as it was."""

from __future__ import annotations

import random

import pytest

from annotate.annotations.selectors import votes
from annotate.items.models import Gold, Item
from annotate.projects import services as projects
from annotate.projects.models import Membership
from annotate.queue import services as queue
from annotate.queue.models import Assignment, PlannedSeat, Round, RoundPerson, Task
from domain.errors import Invalid, Refused
from domain.formats import Row
from tests.cast import NOW, SENTIMENT, bring, chosen, label, play


@pytest.fixture
def shelf(db):
    """A hundred texts, ninety of them of one shop and ten of another, none of them in a round."""
    cast = play()
    queue.close_round(cast.round, now=NOW)
    batch = queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW)
    rows = (Row(number=n, data={"text": f"text {n}"}, meta={"shop": "north" if n % 10 else "south"}) for n in range(100))
    queue.take_in(batch, rows, now=NOW)
    return cast


def drawn(round: Round) -> list[int]:
    return list(Task.objects.filter(round=round, is_gold=False).order_by("item").values_list("item_id", flat=True))


def gold(cast, item: Item, use: str, value: str = "positive", **about) -> Gold:
    return queue.keep_gold(item, result=chosen(value), use=use, by=cast.alice, now=NOW, rng=random.Random(1), **about)


def test_a_random_sample_has_its_size_keeps_its_seed_and_leaves_the_rest(shelf):
    pilot = queue.open_round(shelf.project, now=NOW, kind="pilot", sample={"how": "random", "size": 20, "seed": 7})
    first = drawn(pilot)
    assert len(first) == 20
    assert pilot.sample == {"how": "random", "size": 20, "seed": 7}
    again = queue.open_round(shelf.project, now=NOW, kind="pilot", sample={"how": "random", "size": 20, "seed": 7})
    assert drawn(again) == first, "untouched, the same seed draws the same"
    other = queue.open_round(shelf.project, now=NOW, kind="pilot", sample={"how": "random", "size": 20, "seed": 8})
    assert drawn(other) != first
    rest = queue.open_round(shelf.project, now=NOW, with_untouched=True)
    assert len(drawn(rest)) == 100
    assert rest.sample is None


def test_a_stratified_sample_misses_no_stratum(shelf):
    made = queue.open_round(shelf.project, now=NOW, sample={"how": "stratified", "size": 10, "by": "shop"})
    shops = [Item.objects.get(pk=pk).meta["shop"] for pk in drawn(made)]
    assert (shops.count("north"), shops.count("south")) == (9, 1)
    made.refresh_from_db()
    assert made.sample["strata"] == {"north": 9, "south": 1}


def test_strata_by_a_column_of_the_data(cast):
    rows = [Row(number=n, data={"text": f"text {n}", "source": "forum" if n % 10 else "mail"}) for n in range(1, 31)]
    queue.take_in(queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW), iter(rows), now=NOW)
    made = queue.open_round(cast.project, now=NOW, sample={"how": "stratified", "size": 10, "by": "source"})
    sources = [Item.objects.get(pk=pk).data["source"] for pk in drawn(made)]
    assert (sources.count("forum"), sources.count("mail")) == (9, 1)


def test_strata_by_predicted_label_are_passed_in(shelf):
    items = list(Item.objects.order_by("pk").values_list("pk", flat=True))
    strata = {pk: "rare" if n < 5 else "common" for n, pk in enumerate(items[:50])}
    made = queue.open_round(shelf.project, now=NOW, sample={"how": "stratified", "size": 10, "by": "predicted"}, strata=strata)
    found = [strata[pk] for pk in drawn(made)]
    assert (found.count("common"), found.count("rare")) == (9, 1)


def test_chosen_items_come_again_though_they_had_tasks(stage):
    bobs = label(stage, stage.bob, "positive")
    first = stage.round
    again = queue.open_round(
        stage.project, now=NOW, kind="reannotation", items=[bobs.task.item_id], reannotates=first, why={"from_version": 1}, seats=1
    )
    assert drawn(again) == [bobs.task.item_id]
    assert again.reannotates == first
    second = label(stage, stage.bob, "negative")
    assert second.task.item_id == bobs.task.item_id
    assert {row[2] for row in votes(stage.project)} == {"positive", "negative"}
    assert [row[2] for row in votes(stage.project, again)] == ["negative"]


def test_what_is_imported_beside_a_sample_waits(shelf):
    queue.open_round(shelf.project, now=NOW, kind="pilot", sample={"how": "random", "size": 5})
    bring(shelf, ["late"])
    assert not Task.objects.filter(item__data__text="late").exists()


def test_practice_stands_beside_the_open_round_and_everybody_does_all_of_it(stage):
    production = stage.round
    gold(stage, Item.objects.first(), Gold.PRACTICE)
    practice = queue.open_round(stage.project, now=NOW, kind="training")
    production.refresh_from_db()
    assert production.is_open
    assert practice.is_open
    assert label(stage, stage.bob, "positive").task.round == practice
    assert label(stage, stage.beth, "positive").task.round == practice
    assert label(stage, stage.bob, "positive").task.round == production
    assert {row[1] for row in votes(stage.project)} == {stage.bob.pk}, "practice is no vote"
    assert {row[1] for row in votes(stage.project, practice)} == {stage.bob.pk, stage.beth.pk}
    queue.open_round(stage.project, now=NOW, with_untouched=True)
    practice.refresh_from_db()
    assert practice.is_open


def test_named_people_alone_get_its_tasks_and_no_more_than_their_most(stage):
    made = queue.open_round(stage.project, now=NOW, assignment="named", people={stage.bob.pk: 2, stage.beth.pk: None}, with_untouched=True)
    seats = [queue.claim_next(stage.project, stage.bob, now=NOW) for _ in range(1)]
    held = seats[0].assignment
    label(stage, stage.bob, "positive")
    label(stage, stage.bob, "positive")
    told = queue.claim_next(stage.project, stage.bob, now=NOW)
    assert (held.task.round_id, told.assignment, told.reason) == (made.pk, None, "all_yours_done")
    assert queue.claim_next(stage.project, stage.dora, now=NOW).reason == "not_for_you"
    page = queue.claim_many(stage.project, stage.beth, count=4, now=NOW)
    assert len(page.claims) == 4
    assert queue.claim_many(stage.project, stage.dora, count=4, now=NOW).reason == "not_for_you"


def test_a_seat_given_back_counts_no_more(stage):
    made = queue.open_round(stage.project, now=NOW, assignment="named", seats=1, people={stage.bob.pk: 3}, with_untouched=True)
    page = queue.claim_many(stage.project, stage.bob, count=5, now=NOW)
    assert len(page.claims) == 3
    me = RoundPerson.objects.get(round=made)
    assert me.taken == 3
    queue.release(page.claims[0].assignment, now=NOW)
    queue.skip(page.claims[1].assignment, reason="", now=NOW)
    queue.release_many(stage.project, stage.bob, [page.claims[2].assignment.pk], now=NOW)
    me.refresh_from_db()
    assert me.taken == 0
    assert queue.claim_next(stage.project, stage.bob, now=NOW).assignment is not None


def test_a_plan_gives_everybody_their_own_queue(stage):
    made = queue.open_round(
        stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.beth, stage.dora], with_untouched=True, seats=2
    )
    planned = PlannedSeat.objects.filter(round=made)
    assert planned.count() == 16
    for person in (stage.bob, stage.beth, stage.dora):
        mine = set(planned.filter(annotator=person).values_list("task_id", flat=True))
        got = []
        while (claim := queue.claim_next(stage.project, person, now=NOW)).assignment:
            got.append(claim.assignment.task_id)
            label(stage, person, "positive")
        assert set(got) == mine
        assert got == sorted(got)
        assert claim.reason == "all_yours_done"
    assert not Task.objects.filter(round=made, is_finished=False).exists()
    assert queue.claim_next(stage.project, stage.alice, now=NOW).reason == "not_for_you"


def test_a_planned_page_and_a_seat_that_comes_back(stage):
    queue.open_round(stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.beth], with_untouched=True, seats=2)
    page = queue.claim_many(stage.project, stage.bob, count=8, now=NOW).claims
    assert len(page) == 8
    back = page[2].assignment
    queue.release(back, now=NOW)
    assert (
        queue.claim_many(stage.project, stage.bob, count=8, now=NOW, besides=[c.assignment.pk for c in page]).claims[0].assignment.pk
        == back.pk
    )


def test_a_planned_seat_that_is_skipped_goes_to_another(stage):
    made = queue.open_round(
        stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.beth, stage.dora], with_untouched=True, seats=2
    )
    seat = queue.claim_next(stage.project, stage.bob, now=NOW).assignment
    queue.skip(seat, reason="broken", now=NOW)
    people = set(PlannedSeat.objects.filter(task=seat.task_id).values_list("annotator_id", flat=True))
    assert people == {stage.bob.pk, stage.beth.pk, stage.dora.pk}
    for person in (stage.beth, stage.dora):
        while queue.claim_next(stage.project, person, now=NOW).assignment:
            label(stage, person, "positive")
    assert Task.objects.get(pk=seat.task_id).is_finished
    two = queue.open_round(
        stage.project, now=NOW, kind="reannotation", assignment="planned", people=[stage.bob, stage.beth], items=drawn(made), seats=2
    )
    seat = queue.claim_next(stage.project, stage.bob, now=NOW).assignment
    assert seat.task.round == two
    queue.skip(seat, reason="broken", now=NOW)
    assert Task.objects.get(pk=seat.task_id).seats == 1, "nobody is left for it"


def test_one_more_seat_in_a_plan_is_for_somebody(stage):
    made = queue.open_round(
        stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.beth, stage.dora], with_untouched=True, seats=2
    )
    task = Task.objects.filter(round=made).first()
    queue.reopen(task)
    assert PlannedSeat.objects.filter(task=task).count() == 3
    with pytest.raises(Refused, match="Nobody else"):
        queue.reopen(task)


def test_a_native_speaker_sits_at_every_task(stage):
    projects.describe(stage.project, stage.beth, languages=[{"language": "ko", "level": "native"}], now=NOW)
    made = queue.open_round(
        stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.beth, stage.dora], with_untouched=True, native_language="ko"
    )
    assert PlannedSeat.objects.filter(round=made, annotator=stage.beth).count() == 8
    with pytest.raises(Refused, match="needs a native speaker"):
        queue.open_round(
            stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.dora], with_untouched=True, native_language="ko"
        )
    assert stage.round == made


def test_closing_takes_the_plan_along(stage):
    made = queue.open_round(stage.project, now=NOW, assignment="planned", people=[stage.bob, stage.beth], with_untouched=True)
    queue.claim_next(stage.project, stage.bob, now=NOW)
    queue.close_round(made, now=NOW)
    assert not PlannedSeat.objects.filter(round=made).exists()
    assert Task.objects.filter(round=made).count() == 1


def refused(stage, **wrong) -> str:
    before = list(Round.objects.values_list("pk", "is_open"))
    tasks = Task.objects.count()
    with pytest.raises((Invalid, Refused)) as told:
        queue.open_round(stage.project, now=NOW, **wrong)
    assert list(Round.objects.values_list("pk", "is_open")) == before
    assert Task.objects.count() == tasks
    return told.value.message


def test_a_round_over_people_who_may_not_take_it_names_each(stage):
    projects.pause(stage.project, stage.beth, reason="rest", now=NOW)
    Membership.objects.filter(user=stage.dora).update(waits_for="quiz")
    told = refused(stage, assignment="named", people=[stage.bob, stage.beth, stage.charlie, stage.dora, stage.vera], with_untouched=True)
    assert "bob" not in told
    for who in (
        "beth@example.org (is paused)",
        f"person {stage.charlie.pk} (is no member",
        "dora@example.org (has not passed the quiz)",
        "vera@example.org (is viewer",
    ):
        assert who in told


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": "party"}, "kind: must be one of pilot"),
        ({"kind": "reannotation"}, "chosen items"),
        ({"kind": "training"}, "nothing to practise on"),
        ({"assignment": "lottery"}, "assignment: must be one of"),
        ({"assignment": "named"}, "who this round is for"),
        ({"people": [1]}, "names nobody"),
        ({"native_language": "ko"}, "only where seats are planned"),
        ({"items": []}, "No item was chosen"),
        ({"items": [10**9]}, "not items of this project: 1000000000"),
        ({"sample": {"how": "mood", "size": 3}}, "sample.how"),
        ({"sample": {"how": "random", "size": 0}}, "sample.size"),
        ({"sample": {"how": "random", "size": 3, "seed": -1}}, "seed"),
        ({"sample": {"how": "stratified", "size": 3}}, "name the field"),
        ({"sample": {"how": "stratified", "size": 3, "by": "shop"}}, "has a field 'shop'"),
        ({"sample": {"how": "stratified", "size": 3, "by": "predicted"}}, "let the model predict"),
        ({"target": {"statistic": "luck", "value": 0.5}}, "target.statistic"),
        ({"target": {"value": float("nan")}}, "target.value"),
        ({"target": {"value": 0.5, "on": "high"}}, "target.on"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(stage, wrong, told):
    assert told in refused(stage, **wrong)


def test_more_seats_than_people_and_strange_things_are_refused(stage, db):
    assert "3 annotators, and the round is for 2" in refused(stage, assignment="named", people=[stage.bob, stage.beth], seats=3)
    other = queue.begin(title="Other", label_config=SENTIMENT, lead=stage.charlie, now=NOW)
    assert "not of this project" in refused(stage, version=other.guideline.versions.get())
    assert "of another project" in refused(stage, kind="reannotation", items=[Item.objects.first().pk], reannotates=other.rounds.get())
    label(stage, stage.bob, "positive")


def test_an_empty_sample_says_why(cast):
    assert "Nothing was imported" in refused(cast, sample={"how": "random", "size": 3})
    bring(cast, ["one"])
    label(cast, cast.bob, "positive")
    assert "in a round already" in refused(cast, sample={"how": "random", "size": 3})


def test_a_round_under_its_target_asks_for_a_revision_or_a_reason(stage):
    first = stage.round
    first.target = {"statistic": "krippendorff_alpha", "value": 0.6, "on": "value"}
    first.save()
    assert "is under its target" in refused(stage, with_untouched=True, under_target=first)
    queue.open_round(stage.project, now=NOW, kind="pilot", with_untouched=True, under_target=first)
    with pytest.raises(Invalid):
        queue.overrule(first, by=stage.alice, reason="  ", now=NOW)
    queue.overrule(first, by=stage.alice, reason="Irony has no right answer.", now=NOW)
    assert (first.overruled_by, first.overruled_reason) == (stage.alice, "Irony has no right answer.")
    with pytest.raises(Refused, match="already"):
        queue.overrule(first, by=stage.alice, reason="again", now=NOW)
    queue.open_round(stage.project, now=NOW, with_untouched=True, under_target=first)


def test_a_revised_guideline_lets_the_next_round_open(stage):
    first = stage.round
    projects.publish_guideline(stage.project, text="clearer", label_config=SENTIMENT, change_note="", author=stage.alice, now=NOW)
    made = queue.open_round(stage.project, now=NOW, with_untouched=True, under_target=first)
    assert made.guideline_version.number == 2
    assert not Assignment.objects.exists()
