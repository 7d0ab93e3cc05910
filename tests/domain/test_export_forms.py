"""Which form a model version can take, by how it was made."""

from __future__ import annotations

import pytest

from domain.export_forms import FORMS, REASONS, why_not


@pytest.mark.parametrize(
    ("made", "whys"),
    [
        ({"way": "features", "kind": "choice", "learner": "linear", "encoder": "use+char"}, ["", "", "head_int8"]),
        ({"way": "fine-tuning", "kind": "choice"}, ["", "", ""]),
        ({"way": "features", "kind": "spans"}, ["", "chain_onnx", "chain_onnx"]),
        ({"way": "features", "kind": "image_choice", "encoder": "efficientnet+shape"}, ["", "", "picture_int8"]),
        ({"way": "features", "kind": "image_choice", "learner": "picture-tiles", "encoder": "tiles"}, ["tiles"] * 3),
        ({"way": "features", "kind": "image_choice", "learner": "picture-linear", "encoder": "tiles+shape"}, ["tiles"] * 3),
        ({"way": "features", "kind": "image_choice", "learner": "picture-normal"}, ["normal"] * 3),
        ({"way": "features", "kind": "boxes"}, ["boxes"] * 3),
        ({"way": "features", "kind": "sound_choice"}, ["sound"] * 3),
        ({}, ["", "", ""]),
    ],
)
def test_what_each_can_take(made, whys):
    assert [why_not(made, form) for form in FORMS] == whys
    assert {why for why in whys if why} <= set(REASONS)
