"""Every strategy finds what it looks at, over the protocol."""

from __future__ import annotations

import pytest

from domain import sampling
from ml_backend import committee
from tests.ml_backend.conftest import CONFIG, corpus, examples, row

IDS = list(range(100, 130))


@pytest.fixture
def taught(service):
    """A backend with a trained model of project 1, and what it is asked to rank."""
    body = {"project": "1", "label_config": CONFIG, "examples": [row(e) for e in examples(60, test=0)]}
    status, events = service.handle("POST", "/train", body)
    assert status == 200
    assert list(events)[-1]["event"] == "done"
    return service


def ranked(service, strategy: str, **more) -> tuple[int, dict]:
    tasks = [{"data": {"text": text}} for text, _ in corpus(len(IDS), seed=9)]
    labelled = [{"data": {"text": text}} for text, _ in corpus(5, seed=3)]
    body = {"project": "1", "label_config": CONFIG, "strategy": strategy, "ids": IDS, "tasks": tasks, "labelled": labelled, "seed": 1}
    return service.handle("POST", "/rank", {**body, "random_share": 0.0, **more})


def order(answer: dict) -> list[int]:
    return [one["id"] for one in answer["order"]]


def test_every_strategy_ranks_all_of_them_once_and_the_same_each_time(taught):
    for name in sampling.names():
        status, answer = ranked(taught, name)
        assert (status, answer["strategy"], answer["reason"]) == (200, name, None), answer
        assert sorted(order(answer)) == IDS
        assert order(ranked(taught, name)[1]) == order(answer)
        if sampling.strategy(name).scores:
            scores = [one["score"] for one in answer["order"]]
            assert scores == sorted(scores, reverse=True)
            assert scores[0] > scores[-1]


def test_without_a_model_those_that_need_one_are_random_and_the_others_are_not(service):
    for name in sampling.names():
        status, answer = ranked(service, name)
        needs_model = sampling.strategy(name).needs in ("probabilities", "draws")
        assert (status, answer["strategy"]) == (200, "random" if needs_model else name)
        assert (answer["reason"] is None) != needs_model


def test_rare_labels_are_weighed_by_what_the_model_learned_from(taught, monkeypatch):
    version = taught.store.load("1", "")
    before = order(ranked(taught, "inverse_frequency")[1])
    monkeypatch.setitem(version.manifest["examples"], "classes", {"good": 100_000, "bad": 0})
    after = order(ranked(taught, "inverse_frequency")[1])
    assert before != after


def test_of_what_is_no_linear_model_no_committee_is_made(taught, monkeypatch):
    monkeypatch.delitem(taught.store.load("1", "").arrays, "bias")
    status, answer = ranked(taught, "bald")
    assert (status, answer["code"]) == (409, "no_committee")
    assert committee.MEMBERS >= 2


@pytest.fixture
def several(service):
    """A model of any of several labels: it has no probability for each answer."""
    config = CONFIG.replace('choice="single"', 'choice="multiple"')
    body = {"project": "1", "label_config": config, "examples": [row(e) for e in examples(60, test=0)]}
    status, events = service.handle("POST", "/train", body)
    assert status == 200
    assert list(events)[-1]["event"] == "done"
    return service


@pytest.mark.parametrize("strategy", ["least_confidence", "margin", "entropy"])
def test_answers_of_more_than_one_label_go_by_how_sure_the_model_was(several, strategy):
    scores = [(7 * n % len(IDS)) / len(IDS) for n in range(len(IDS))]
    status, answer = ranked(several, strategy, scores=scores)
    assert status == 200, answer
    assert order(answer) == [identity for _, identity in sorted(zip(scores, IDS, strict=True))]
    status, answer = ranked(several, strategy)  # nobody told: it is asked
    assert status == 200, answer
    assert sorted(order(answer)) == IDS


def test_what_weighs_labels_says_that_it_cannot_and_scores_are_checked(several):
    status, answer = ranked(several, "class_quota")
    assert (status, answer["code"]) == (409, "no_probabilities")
    for scores in ([0.5], [2.0] * len(IDS), ["sure"] * len(IDS)):
        assert ranked(several, "margin", scores=scores)[0] == 400
