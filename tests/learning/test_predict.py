"""What the champion says of unfinished texts, and the order of the queue after it."""

from __future__ import annotations

import pytest

from annotate.learning import client
from annotate.learning.models import ModelVersion, Prediction
from annotate.learning.services import predict_and_rerank, promote, retire, start, train
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from domain.errors import Invalid, Problem, Refused
from tests.cast import NOW, chosen, claim, submit
from tests.corpus.shelf import in_split


@pytest.fixture
def trained(taught, heard):
    cast, release = taught
    version = train(start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)
    return cast, version


def turned(cast, heard, strategy="margin", **more):
    return predict_and_rerank(cast.project, strategy=strategy, report=heard, now=NOW, **more)


def queued(cast) -> list[Task]:
    return list(Task.objects.filter(round=cast.round).order_by("priority", "id").select_related("item"))


def test_predictions_and_suggestions(trained, heard):
    cast, version = trained
    told = turned(cast, heard)
    tasks = queued(cast)
    test = [task for task in tasks if task.is_test]
    assert test, "the open round has test items"
    assert told["predicted"] == Prediction.objects.filter(model_version=version).count() == len(tasks) - len(test)
    assert (told["ordered"], told["test"], told["reason"]) == (len(tasks), len(test), None)
    for task in tasks:
        if task.is_test:
            assert (task.suggestion, task.by_model) == (None, False)
            assert not task.item.predictions.exists()
        else:
            said = task.item.predictions.get()
            (region,) = task.suggestion["result"]
            assert region.pop("score") == pytest.approx(said.score, abs=1e-6)
            assert [region] == chosen(said.label)
            assert task.suggestion["label"] == said.label
            assert task.suggestion["model_version"] == version.name
            assert task.suggestion["score"] == pytest.approx(said.score, abs=1e-6)
            assert sum(said.probabilities) == pytest.approx(1, abs=1e-4)
            assert said.score == pytest.approx(max(said.probabilities), abs=1e-4)
    assert Round.objects.get(pk=cast.round.pk).ordered_by == f"{version.name} margin"


def test_the_suggestion_is_what_the_next_person_sees(trained, heard):
    cast, version = trained
    turned(cast, heard)
    first = queued(cast)[0]
    seat = claim(cast, cast.beth)
    assert seat.task_id == first.pk
    blind = first.is_test or first.withheld == "arm"
    assert (seat.suggestion or {}).get("model_version") == (None if blind else version.name)
    assert submit(seat, "neutral").with_suggestion is not blind


def test_the_least_certain_come_first_save_for_the_random_arm(trained, heard):
    cast, _ = trained
    told = turned(cast, heard)
    tasks = queued(cast)
    chosen_ones = [task for task in tasks if task.by_model]
    margins = []
    for task in chosen_ones:
        first, second, *_ = sorted(task.item.predictions.get().probabilities, reverse=True)
        margins.append(first - second)
    assert margins == pytest.approx(sorted(margins), abs=1e-5)  # they are kept with six decimals
    assert told["by_model"] == len(chosen_ones)
    by_chance = [task for task in tasks if not task.by_model]
    rest = sum(task.is_test for task in tasks)
    assert round(0.15 * len(tasks)) <= len(by_chance) <= round(0.15 * len(tasks)) + rest
    assert any(not task.by_model for task in tasks[:10])


@pytest.mark.parametrize("share", [0.0, 0.15, 1.0])
def test_test_items_come_by_the_random_arm_or_last(trained, heard, share):
    """No test item stands where a model put it: up to the last one that the model chose, those it did not choose are the random arm."""
    cast, _ = trained
    in_split(cast, "test", *(task.item.data["text"] for task in queued(cast)[::3]))
    cast.project.random_share = share
    turned(cast, heard, seed=5)
    tasks = queued(cast)
    last = max((i for i, task in enumerate(tasks) if task.by_model), default=-1)
    arm = [task for task in tasks[: last + 1] if not task.by_model]
    assert len(arm) <= round(share * len(tasks))
    early = [task for task in tasks[: last + 1] if task.is_test]
    assert bool(early) == (share == 0.15)
    assert any(task.is_test for task in tasks[:20]) == (share > 0)


@pytest.mark.parametrize("strategy", ["random", "margin", "diversity", "bald", "badge", "inverse_frequency"])
def test_every_strategy(trained, heard, strategy):
    cast, _ = trained
    told = turned(cast, heard, strategy)
    assert told["strategy"] == strategy
    assert told["ordered"] == len(queued(cast))
    assert (told["by_model"] == 0) == (strategy == "random")


def test_of_a_long_queue_the_front_is_turned_first_and_nothing_differs_in_the_end(trained, heard, monkeypatch):
    cast, version = trained
    told = turned(cast, heard, seed=3)
    expected = [(task.pk, task.by_model, task.withheld, task.suggestion) for task in queued(cast)]
    Task.objects.filter(round=cast.round).update(priority=0, suggestion=None, suggested=None, withheld="", by_model=False)
    Prediction.objects.all().delete()
    monkeypatch.setattr("annotate.learning.services.predict.FRONT", 12)
    fronts = []

    def look(progress, message):
        if "items read by" in message and not fronts:
            fronts.append([task.pk for task in queued(cast)[:12]])

    again = predict_and_rerank(cast.project, strategy="margin", report=look, now=NOW, seed=3)
    assert fronts == [[pk for pk, *_ in expected[:12]]]
    assert [(task.pk, task.by_model, task.withheld, task.suggestion) for task in queued(cast)] == expected
    assert again == told


def test_the_backend_never_hears_of_test_items(trained, heard, backend):
    cast, _ = trained
    backend.clear()
    turned(cast, heard)
    secret = {task.item.data["text"] for task in queued(cast) if task.is_test}
    for _, payload in backend:
        assert not secret & set(payload.get("texts", ()))


def test_again_replaces_and_doubles_nothing(trained, heard):
    cast, version = trained
    first, again = turned(cast, heard), turned(cast, heard)
    assert first == again
    assert Prediction.objects.filter(model_version=version).count() == first["predicted"]


def test_finished_texts_are_left_alone(trained, heard):
    cast, _ = trained
    submit(claim(cast, cast.bob), "neutral")
    finished = Task.objects.get(round=cast.round, is_finished=True)
    before = finished.priority
    turned(cast, heard)
    finished.refresh_from_db()
    assert finished.priority == before
    assert not finished.item.predictions.exists()


def test_what_is_begun_comes_first_and_stays_as_it_came_to_the_first(trained, heard, monkeypatch):
    """Else a text drawn at random and held by somebody would count as chosen by the model, and half-labelled ones would wait for ever."""
    cast, _ = trained
    Task.objects.filter(round=cast.round).update(seats=2)
    turned(cast, heard)
    begun = [submit(claim(cast, cast.bob), "neutral").task_id for _ in range(8)] + [claim(cast, cast.bob).task_id]
    columns = ("by_model", "withheld", "suggested", "suggestion")
    before = dict((pk, rest) for pk, *rest in Task.objects.filter(pk__in=begun).values_list("pk", *columns))
    assert {by_model for by_model, *_ in before.values()} == {True, False}
    monkeypatch.setattr("annotate.learning.services.predict.FRONT", 12)  # less than there is: both turns are taken
    for seed in (5, 6):
        told = turned(cast, heard, strategy="random" if seed == 6 else "margin", seed=seed)
        assert [task.pk for task in queued(cast)[:9]] == begun
        assert dict((pk, rest) for pk, *rest in Task.objects.filter(pk__in=begun).values_list("pk", *columns)) == before
        assert told["ordered"] == 60
    assert told["by_model"] == 0
    assert claim(cast, cast.beth).task_id == begun[0]


def test_the_same_seed_gives_the_same_order(trained, heard):
    cast, _ = trained
    orders = []
    for seed in (1, 1, 2):
        turned(cast, heard, seed=seed)
        orders.append([task.pk for task in queued(cast)])
    assert orders[0] == orders[1] != orders[2]


def test_without_a_model(taught, heard):
    with pytest.raises(Refused, match="train one first") as problem:
        turned(taught[0], heard)
    assert problem.value.code == "no_champion"


def test_without_an_open_round(trained, heard):
    cast, _ = trained
    queue.close_round(cast.round, now=NOW)
    with pytest.raises(Refused, match="No round is open"):
        turned(cast, heard)


def test_when_there_is_nothing_left(trained, heard):
    cast, _ = trained
    Task.objects.filter(round=cast.round).delete()
    with pytest.raises(Refused, match="nothing to predict"):
        turned(cast, heard)


def test_an_unknown_strategy(trained, heard):
    with pytest.raises(Invalid, match="no strategy 'luck'"):
        turned(trained[0], heard, "luck")


def test_when_the_backend_has_lost_the_model(trained, heard):
    cast, version = trained
    ModelVersion.objects.update(name="char-0123456789abcdef")
    with pytest.raises(Refused, match="lost the files of model version char-0123456789abcdef. Train again") as problem:
        turned(cast, heard)
    assert problem.value.code == "model_lost"


def test_when_the_backend_is_down(trained, heard, monkeypatch):
    monkeypatch.setattr(client, "_backend", client.over_http("http://127.0.0.1:9"))
    with pytest.raises(Problem, match="127.0.0.1:9 cannot be reached. Is it running?") as problem:
        turned(trained[0], heard)
    assert problem.value.code == "ml_backend"
    assert not Prediction.objects.exists()


def test_a_newer_version_orders_and_some_of_its_words_are_kept(trained, heard, monkeypatch):
    """Nobody is shown them; without them nobody could say whether predictions still change."""
    monkeypatch.setattr("annotate.learning.services.predict.SAMPLE", 7)
    cast, first = trained
    run = start(cast.project, release=first.run.release, by=cast.alice, now=NOW, settings={"c": 0.001})
    again = train(run, report=heard, now=lambda: NOW)
    if again.state == "champion":
        promote(first, reason="By hand.", by=cast.alice, now=NOW)
    told = turned(cast, heard, ordered_by=again)
    assert (told["model_version"], told["ordered_by"]) == (first.name, again.name)
    read = Task.objects.filter(round=cast.round, is_test=False).order_by("item_id").values_list("item_id", flat=True)
    assert list(Prediction.objects.filter(model_version=again).order_by("item_id").values_list("item_id", flat=True)) == list(read[:7])
    assert {task.suggestion["model_version"] for task in queued(cast) if task.suggestion} == {first.name}


def test_one_that_is_replaced_while_it_reads_puts_nothing_before_anybody(trained, heard):
    cast, version = trained

    def meanwhile(share, message):
        ModelVersion.objects.filter(pk=version.pk).update(state="retired")

    with pytest.raises(Refused) as refused:
        predict_and_rerank(cast.project, strategy="margin", report=meanwhile, now=NOW)
    assert refused.value.code == "champion_changed"
    assert not Task.objects.filter(suggestion__isnull=False).exists()


def test_what_was_begun_and_given_back_meanwhile_is_still_what_it_was(trained, heard):
    cast, _ = trained
    turned(cast, heard)
    arm = queued(cast)
    Task.objects.filter(pk__in=[task.pk for task in arm if task.by_model]).update(priority=1000)
    seat = claim(cast, cast.bob)
    assert not Task.objects.get(pk=seat.task_id).by_model

    def meanwhile(share, message):
        if seat.state == "held":
            queue.release(seat, now=NOW)
            seat.refresh_from_db()

    predict_and_rerank(cast.project, strategy="margin", report=meanwhile, now=NOW, seed=8)
    assert Task.objects.get(pk=seat.task_id).taken == 0
    assert not Task.objects.get(pk=seat.task_id).by_model


def test_promoting_by_hand(trained, heard, backend):
    cast, first = trained
    run = start(cast.project, release=first.run.release, by=cast.alice, now=NOW, settings={"c": 0.001})
    second = train(run, report=heard, now=lambda: NOW)
    former, new = (first, second) if second.state == "candidate" else (second, first)
    promote(new, reason="By hand.", by=cast.alice, now=NOW)
    former.refresh_from_db()
    assert (former.state, new.state) == ("retired", "champion")
    assert backend[-1] == ("/use", {"project": f"malmoi-{cast.project.pk}", "model_version": new.name})
    retire(new, reason="Old.", by=cast.alice, now=NOW)
    with pytest.raises(Refused):
        retire(new, reason="Old.", by=cast.alice, now=NOW)
    with pytest.raises(Refused, match="train one first"):
        turned(cast, heard)
