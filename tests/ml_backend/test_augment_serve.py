"""/augmenters and /augment: plain values in, plain values out."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image, ImageOps

from domain.errors import Invalid
from ml_backend.augment import names
from ml_backend.augment.serve import generated, listed
from tests.items.made import picture
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


def pictures(**more):
    rows = [{"id": 7, "picture": data_address(1)}, {"id": 8, "picture": data_address(2)}]
    return {"pictures": rows, "augmenters": ["flip", "noise"], **more}


def data_address(seed: int, **how) -> str:
    return "data:image/png;base64," + base64.b64encode(picture(seed, **how)).decode()


def read(address: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))


def test_pictures_come_back_as_pictures():
    answer = generated(pictures(n=2), HERE)
    assert {(row["id"], row["augmenter"]) for row in answer["made"]} == {(7, "flip"), (7, "noise"), (8, "flip"), (8, "noise")}
    assert len({row["picture"] for row in answer["made"]}) == len(answer["made"])
    assert {read(row["picture"]).size for row in answer["made"]} == {(48, 32)}
    (flipped,) = (row["picture"] for row in answer["made"] if row["id"] == 7 and row["augmenter"] == "flip")
    assert ImageOps.mirror(read(flipped)).tobytes() == read(data_address(1)).tobytes()
    assert answer == generated(pictures(n=2), HERE)
    assert answer["made"] != generated(pictures(n=2, seed=1), HERE)["made"]


def test_a_grey_picture_stays_grey():
    out = io.BytesIO()
    read(data_address(1)).convert("L").save(out, "PNG")
    address = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    made = generated({"pictures": [{"id": 1, "picture": address}], "augmenters": ["noise", "colour"]}, HERE)["made"]
    assert [read(row["picture"]).mode for row in made] == ["L", "L"]


def test_a_large_one_comes_as_jpeg():
    (row,) = generated({"pictures": [{"id": 1, "picture": data_address(1, size=(300, 300))}], "augmenters": ["colour"]}, HERE)["made"]
    assert row["picture"].startswith("data:image/jpeg;base64,")
    assert read(row["picture"]).format == "JPEG"


def test_a_picture_that_cannot_be_read_is_told_and_the_others_are_made():
    rows = [
        *pictures()["pictures"],
        {"id": 9, "picture": "data:image/png;base64,AAAA"},
        {"id": 10, "picture": "/projects/1/files/" + 64 * "0" + "/x.png"},
        {"id": 11, "picture": "https://example.org/x.png"},
    ]
    answer = generated(pictures(pictures=rows, augmenters=["flip"]), HERE)
    assert [row["id"] for row in answer["made"]] == [7, 8]
    assert answer["not_made"] == {"flip": {"broken_picture": 1, "no_file": 2}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"pictures": "a"},
        {"pictures": [{"id": 1, "text": "a"}]},
        {"pictures": [{"id": 1, "picture": "a"}] * 201},
        {"augmenters": ["swap_words"]},
        {"pictures": [{"id": 1, "picture": "a", "augmenters": ["crop"]}]},
    ],
)
def test_what_pictures_cannot_be_asked(wrong):
    with pytest.raises(Invalid):
        generated(pictures(**wrong), HERE)


def test_each_may_be_changed_in_ways_of_its_own():
    rows = [{**row, "augmenters": [name]} for row, name in zip(pictures()["pictures"], ("flip", "noise"), strict=True)]
    assert [(row["id"], row["augmenter"]) for row in generated(pictures(pictures=rows), HERE)["made"]] == [(7, "flip"), (8, "noise")]


def test_a_camera_s_picture_comes_back_no_larger_than_is_looked_at():
    (row,) = generated({"pictures": [{"id": 1, "picture": data_address(1, size=(3200, 2400))}], "augmenters": ["flip"]}, HERE)["made"]
    assert read(row["picture"]).size == (1600, 1200)
