"""The messages between app and model server: what is taken, and what is refused with the name of the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import protocol
from domain.errors import Invalid
from domain.protocol import PredictRequest, ProbabilitiesRequest, RankRequest, SetupRequest, TrainRequest, WebhookRequest

CONFIG = '<View><Text name="text" value="$text"/><Choices name="c" toName="text"><Choice value="A"/><Choice value="B"/></Choices></View>'
PARSERS = [SetupRequest, PredictRequest, WebhookRequest, TrainRequest, ProbabilitiesRequest, RankRequest]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    ["project", "schema", "tasks", "label_config", "params", "examples", "ids", "strategy", "seed", "random_share", "n"]
    + ["labelled", "action", "data", "result", "split", "weight", "soft"]
)


@pytest.mark.parametrize("kind", PARSERS)
@given(payload=anything | st.dictionaries(fields, anything, max_size=8))
def test_whatever_comes_is_parsed_or_refused(kind, payload):
    refusal = None
    try:
        kind.parse(payload)
    except Invalid as problem:
        refusal = problem
    assert refusal is None or (refusal.message and refusal.fields)


def test_label_studios_setup():
    body = {"project": "2.1795248836", "schema": CONFIG, "hostname": "http://localhost:1", "access_token": "x", "extra_params": {"a": 1}}
    request = SetupRequest.parse(body)
    assert (request.project, request.schema, request.extra_params) == ("2.1795248836", CONFIG, {"a": 1})
    assert "access_token" not in vars(request)


def test_label_studios_predict():
    body = {"tasks": [{"id": 2, "data": {"text": "t1"}, "predictions": []}], "project": "2.17", "label_config": CONFIG,
            "params": {"login": None, "password": None, "context": None}}  # fmt: skip
    request = PredictRequest.parse(body)
    assert request.tasks[0]["data"] == {"text": "t1"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tasks": "x"}, "tasks"),
        ({"tasks": [3]}, "tasks[0]"),
        ({"tasks": [{}]}, "tasks[0].data"),
        ({"project": "../etc"}, "project"),
        ({"project": None}, "project"),
        ({"project": True}, "project"),
        ({"project": "a" * 101}, "project"),
        ({"params": []}, "params"),
    ],
)
def test_predict_names_the_wrong_field(change, field):
    with pytest.raises(Invalid) as caught:
        PredictRequest.parse({"tasks": [], "project": "1", "label_config": CONFIG} | change)
    assert field in caught.value.fields


def test_train():
    row = {"data": {"text": "좋아요"}, "result": []}
    rows = [row, {**row, "split": "test", "group": 7, "weight": 0.5, "soft": {"A": 1}}]
    assert TrainRequest.parse({"project": 3, "label_config": CONFIG, "examples": rows}).examples == rows
    wrong = {"data": None, "result": None, "split": "all", "weight": -1, "soft": {"A": "much"}}
    for name, value in wrong.items():
        with pytest.raises(Invalid) as caught:
            TrainRequest.parse({"project": 3, "label_config": CONFIG, "examples": [row, {**row, name: value}]})
        assert any(field.startswith(f"examples[1].{name}") for field in caught.value.fields), name


def test_rank_wants_one_task_per_id():
    task = {"data": {"text": "a"}}
    good = {"project": "1", "ids": [4, 5], "tasks": [task, task], "strategy": "margin"}
    assert RankRequest.parse(good).random_share == 0.1
    for change in ({"ids": [4]}, {"random_share": 2}, {"seed": -1}, {"seed": "1"}, {"n": 1.5}, {"tasks": [task, {}]}, {"strategy": ""}):
        with pytest.raises(Invalid):
            RankRequest.parse(good | change)


EVENTS = [
    protocol.progress(0.5, "Half."),
    protocol.metric("accuracy", None, reason="no items"),
    protocol.log("Hm.", "warning"),
    protocol.done("use-1", {"accuracy": {"value": 1}}),
    protocol.error("one_class", "Only one class.", {"classes": ["A"]}),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: e["event"])
def test_every_event_checks(event):
    assert protocol.check_event(event) == event
    assert event["event"] in protocol.EVENTS


@pytest.mark.parametrize(
    "row",
    [None, {}, {"event": "shout"}, {"event": "done", "model_version": "x"}, {"event": "progress", "progress": 2, "message": ""},
     {"event": "progress", "progress": float("nan"), "message": ""}],
)  # fmt: skip
def test_what_is_no_event_is_refused(row):
    with pytest.raises(Invalid):
        protocol.check_event(row)


@given(st.floats(allow_nan=False))
def test_progress_stays_between_0_and_1(share):
    assert 0 <= protocol.check_event(protocol.progress(share, "…"))["progress"] <= 1


def test_results_keep_order_and_length():
    one = {"result": [], "score": 0.3}
    got = protocol.check_results({"results": [one, [one, one], {"score": 1}, []]}, 4)
    assert [len(r) for r in got] == [1, 2, 0, 0]
    for bad in ({"results": [one]}, {"results": None}, [], {"results": [1, 2, 3, 4]}):
        with pytest.raises(Invalid):
            protocol.check_results(bad, 4)
