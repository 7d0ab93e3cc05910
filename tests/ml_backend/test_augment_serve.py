"""/augmenters and /augment: plain values in, plain values out."""

from __future__ import annotations

import pytest

from domain.errors import Invalid
from ml_backend.augment import names
from ml_backend.augment.serve import generated, listed
from tests.ml_backend.test_augment import ENGLISH, HERE, KOREAN_TEXT


def test_what_there_is():
    rows = {row["name"]: row for row in listed(HERE)["augmenters"]}
    assert list(rows) == names()
    assert rows["hangul_keys"]["languages"] == ["korean"]
    assert rows["keyboard"]["cannot"] == ""
    assert "ML_BACKEND_MASKED_LM" in rows["contextual"]["cannot"]


def asked(**more):
    return {"texts": [{"id": 7, "text": ENGLISH}, {"id": 8, "text": KOREAN_TEXT}], "augmenters": ["keyboard", "swap_words"], "n": 2, **more}


def test_made_and_why_not():
    answer = generated(asked(), HERE)
    assert {(row["id"], row["augmenter"]) for row in answer["made"]} == {(7, "keyboard"), (7, "swap_words"), (8, "swap_words")}
    assert answer["not_made"] == {"keyboard": {"not_this_language": 1}}
    assert all(row["version"] == 1 and row["seed"] == 0 for row in answer["made"])


def test_of_a_text_the_same_whatever_stands_beside_it():
    alone = generated(asked(texts=[{"id": 7, "text": ENGLISH}]), HERE)["made"]
    assert alone == [row for row in generated(asked(), HERE)["made"] if row["id"] == 7]
    assert alone != generated(asked(texts=[{"id": 7, "text": ENGLISH}], seed=1), HERE)["made"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"texts": "a"},
        {"texts": [{"text": "a"}]},
        {"texts": [{"id": 1, "text": None}]},
        {"texts": [{"id": 1, "text": "a"}] * 5001},
        {"augmenters": []},
        {"augmenters": [1]},
        {"augmenters": ["nope"]},
        {"n": 0},
        {"n": 51},
        {"n": "2"},
        {"seed": -1},
        {"seed": True},
    ],
)
def test_a_wrong_request_is_refused(wrong):
    with pytest.raises(Invalid):
        generated(asked(**wrong), HERE)


def test_what_is_not_set_up_is_no_reason_among_others():
    with pytest.raises(Invalid) as refused:
        generated(asked(augmenters=["contextual"]), HERE)
    assert refused.value.code == "not_here"


def test_over_the_protocol(service):
    status, answer = service.handle("POST", "/augment", asked())
    assert (status, len(answer["made"]) > 3) == (200, True)
    assert service.handle("GET", "/augmenters")[0] == 200
    status, answer = service.handle("POST", "/augment", {})
    assert (status, answer["code"]) == (400, "invalid")
