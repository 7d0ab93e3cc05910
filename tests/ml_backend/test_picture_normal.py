"""The learner that is shown good pictures alone, over the protocol: its answers, its border, where it looks."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from domain.errors import Invalid, Refused
from domain.learnable import Example, Learnable
from ml_backend import loop
from ml_backend.settings import Settings
from ml_backend.store import Store
from ml_backend.training import Training
from ml_backend.vision import distance
from tests.ml_backend.pictures import address
from tests.ml_backend.test_picture_anomaly import board

ASKED = Learnable("image_choice", "what", "image", "choices", ("defect", "fine"), ("image",))
OPTIONS = {"good": "fine", "size": 128, "places": 200}
SPOT = (40, 88)


def shown(label: str, split: str, first: int, n: int) -> list[Example]:
    return [
        Example((address(board(i, SPOT if label == "defect" else None)),), label, split, f"{label}{i}") for i in range(first, first + n)
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Settings(tmp_path_factory.mktemp("normal"))


def trained(place, examples, asked=ASKED, **options):
    """(its version, the metrics, what was warned of)."""
    training = Training("", learner="picture-normal", options={**OPTIONS, **options})
    store = Store(place.store)
    events = list(loop.train(examples, asked, project="p", store=store, settings=place, training=training))
    warned = [event["message"] for event in events if event["event"] == "log"]
    return store.load("p", events[-1]["model_version"]), events[-1]["metrics"], warned


@pytest.fixture(scope="module")
def alone(place):
    """From ten good pictures and nothing else, measured on three of each kind."""
    return trained(place, shown("fine", "train", 0, 10) + shown("fine", "test", 300, 3) + shown("defect", "test", 400, 3))


def test_good_pictures_alone_are_enough(alone, place):
    version, metrics, warned = alone
    assert metrics["good"] == "fine"
    assert (metrics["on"], metrics["items"], metrics["made"]["learner"]) == ("test", 6, "picture-normal")
    assert any("19 of 20" in one for one in warned)
    pictures = [(address(board(500)),), (address(board(501, SPOT)),)]
    labels, table = loop.predict(version, pictures, place)
    assert labels == ["defect", "fine"]
    assert np.allclose(table.sum(axis=1), 1)
    assert table[1, 0] > table[0, 0]
    said = loop.say(version, pictures, place)
    assert said[1].answer == "defect"
    assert said[1].score == pytest.approx(table[1, 0])


def test_the_heat_is_over_the_spot_and_lies_as_large_as_the_picture(alone, place):
    version, _, _ = alone
    png = loop.heat(version, (address(board(502, SPOT)),), place)
    drawn = np.asarray(Image.open(io.BytesIO(png)))
    assert drawn.shape == (128, 128, 4)
    row, column = np.unravel_index(drawn[..., 3].argmax(), (128, 128))
    assert abs(row - SPOT[0]) <= 20
    assert abs(column - SPOT[1]) <= 20


def test_known_defects_say_where_the_border_is(place):
    examples = shown("fine", "train", 0, 30) + shown("defect", "train", 100, 6) + shown("defect", "test", 400, 2)
    version, _, warned = trained(place, examples)
    assert version.manifest["chosen"]["from_both"] is True
    assert not any("19 of 20" in one for one in warned)
    assert version.manifest["examples"]["train"] == 30
    labels, table = loop.predict(version, [(address(board(600)),), (address(board(601, SPOT)),)], place)
    assert (table.argmax(axis=1) == [labels.index("fine"), labels.index("defect")]).all()


@pytest.mark.parametrize(
    ("asked", "options", "wrong", "code"),
    [
        (ASKED, {"good": ""}, Invalid, "good_label"),
        (ASKED, {"good": "golden"}, Invalid, "good_label"),
        (replace(ASKED, labels=("defect", "fine", "dirty")), {}, Refused, "two_labels"),
    ],
)
def test_what_it_cannot_learn(place, asked, options, wrong, code):
    with pytest.raises(wrong) as problem:
        trained(place, shown("fine", "train", 0, 4), asked, **options)
    assert problem.value.code == code


def test_the_border_without_a_defect_is_what_one_good_picture_in_twenty_exceeds():
    usual = np.exp(np.random.default_rng(0).normal(0, 0.2, 4000))
    judge = distance.fit(usual, np.zeros(0), 4000)
    assert not judge.from_both
    assert (judge(usual) > 0.5).mean() == pytest.approx(0.05, abs=0.01)
    assert (np.diff(judge(np.sort(usual))) >= 0).all()


def test_over_the_protocol_only_who_looks_at_places_has_heat(service, place, alone):
    version, _, _ = alone
    service.store, service.settings = Store(place.store), place
    task = {"data": {"image": address(board(7, SPOT))}}
    status, answer = service.handle("POST", "/heat", {"project": "p", "model_version": version.name, "tasks": [task]})
    assert status == 200
    assert base64.b64decode(answer["png"]).startswith(b"\x89PNG")
    assert service.handle("POST", "/heat", {"project": "p", "model_version": version.name, "tasks": [task, task]})[0] == 400
    body = {
        "project": "q",
        "label_config": '<View><Image name="image" value="$image"/><Choices name="what" toName="image" choice="single">'
        '<Choice value="defect"/><Choice value="fine"/></Choices></View>',
        "examples": [
            {"data": {"image": e.inputs[0]}, "split": "train", "result": [{"from_name": "what", "value": {"choices": [e.answer]}}]}
            for e in shown("fine", "train", 0, 4) + shown("defect", "train", 10, 4)
        ],
    }
    status, events = service.handle("POST", "/train", body)
    assert list(events)[-1]["event"] == "done"
    status, answer = service.handle("POST", "/heat", {"project": "q", "tasks": [task]})
    assert (status, answer["code"]) == (409, "no_heat")
