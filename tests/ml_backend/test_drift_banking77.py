"""Drift on real texts: a model that learned half of the intents of banking77, and what comes in later."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from domain import drift
from domain.drift import Measure
from domain.drift.texts import unseen, vocabulary
from ml_backend.service import Service

N = 250


def config(labels: list[str]) -> str:
    choices = "".join(f'<Choice value="{label}"/>' for label in labels)
    return f'<View><Text name="text" value="$text"/><Choices name="intent" toName="text" choice="single">{choices}</Choices></View>'


@pytest.fixture
def texts(real_data):
    """(texts, their intents), shuffled."""
    with open(real_data / "banking77" / "train.csv", encoding="utf-8", newline="") as stream:
        rows = [(row["text"], row["category"]) for row in csv.DictReader(stream)]
    order = np.random.default_rng(0).permutation(len(rows))
    return [rows[i] for i in order]


@pytest.fixture
def learned(texts, backend):
    """(the server, with a model of 38 of the 77 intents; texts of these that it did not learn from; texts of the others)"""
    intents = sorted({intent for _, intent in texts})[::2]
    known = [row for row in texts if row[1] in intents]
    service = Service(backend)
    told = {"project": "p", "label_config": config(intents), "params": {"c": 5.0}}
    examples = [
        {"data": {"text": text}, "result": [{"from_name": "intent", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]}
        for text, label in known[:1000]
    ]
    events = list(service.handle("POST", "/train", {**told, "examples": examples})[1])
    assert events[-1]["event"] == "done", events[-1]
    rest = [text for text, _ in known[1000:]]
    return service, told, [text for text, _ in known[:1000]], rest, [text for text, label in texts if label not in intents]


def compared(learned, new: list[str], seed: int) -> list[Measure]:
    """As a look does: features against what was learned, what the model says against held-out texts."""
    service, told, taught, rest, _ = learned
    rng = np.random.default_rng(seed)
    old = [taught[i] for i in rng.permutation(500)[:N]]
    held = [rest[i] for i in rng.permutation(400)[:N]]
    known = vocabulary(taught[500:])

    def vectors(some: list[str]) -> np.ndarray:
        return np.array(service.handle("POST", "/features", {**told, "tasks": tasks(some)})[1]["vectors"])

    def said(some: list[str]) -> list[dict]:
        return service.handle("POST", "/predict", {**told, "tasks": tasks(some)})[1]["results"]

    labels, scores = zip(
        *(([row["result"][0]["value"]["choices"][0] for row in side], [row["score"] for row in side]) for side in (said(held), said(new))),
        strict=True,
    )
    return [
        drift.of_vectors("features", vectors(old), vectors(new), rng),
        drift.of_numbers("unseen", [unseen(text, known) for text in old], [unseen(text, known) for text in new], rng),
        drift.of_classes("label", *labels, rng),
        drift.of_numbers("score", *scores, rng),
    ]


def tasks(texts: list[str]) -> list[dict]:
    return [{"data": {"text": text}} for text in texts]


def test_intents_that_come_later_raise_an_alert(learned):
    measures = compared(learned, learned[-1][:N], 0)
    alerts = drift.judge(measures).alerts
    assert {"features", "unseen", "score"} <= set(alerts), [(one.name, one.p) for one in measures]


def test_more_of_the_same_raises_none(learned):
    rest = learned[3][400:]
    for seed in range(3):
        measures = compared(learned, rest[seed * N : (seed + 1) * N], seed)
        assert drift.judge(measures).alerts == (), [(one.name, one.p, one.facts) for one in measures]
