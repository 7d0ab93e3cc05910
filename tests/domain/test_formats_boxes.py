"""COCO, VOC and YOLO, read back by plain arithmetic, and by Label Studio's own converter."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.formats.boxes import ARCHIVES, Picture, shapes_of

LABELS = ["RBC", "WBC", "a <b> & c"]
PERCENT = st.floats(0, 90, allow_nan=False).map(lambda x: round(x, 6))


@st.composite
def boxes(draw) -> dict:
    x, y = draw(PERCENT), draw(PERCENT)
    size = {"width": draw(st.floats(0.5, 100 - x)), "height": draw(st.floats(0.5, 100 - y))}
    return {"type": "rectanglelabels", "value": {"x": x, "y": y, **size, "rotation": 0, "rectanglelabels": [draw(st.sampled_from(LABELS))]}}


@st.composite
def pictures(draw) -> list[Picture]:
    many = []
    for id in range(1, draw(st.integers(1, 3)) + 1):
        size = draw(st.integers(1, 4000)), draw(st.integers(1, 4000))
        about = {"original_width": size[0], "original_height": size[1]}
        result = [{**about, **box} for box in draw(st.lists(boxes(), max_size=4))]
        many.append(Picture(id, f"files/{id}.png", draw(st.sampled_from(["train", "dev", "test"])), *size, result, str(id)))
    return many


def written(format: str, many: list[Picture], labels: list[str] = LABELS) -> dict[str, bytes]:
    made = ARCHIVES[format](lambda: iter(many), labels, io.BytesIO)
    return {name: b"".join(chunks) for name, chunks in made}


def wanted(picture: Picture) -> list[tuple]:
    """(label, x, y, width, height in per cent)"""
    regions = [region["value"] for region in picture.result]
    return [(v["rectanglelabels"][0], *(pytest.approx(v[k], abs=1e-6) for k in ("x", "y", "width", "height"))) for v in regions]


@settings(max_examples=30)
@given(pictures())
def test_boxes_come_back_from_coco(many):
    made = written("coco", many)
    found: dict[int, list] = {}
    for name, content in made.items():
        document = json.loads(content)
        names = {one["id"]: one["name"] for one in document["categories"]}
        images = {one["id"]: one for one in document["images"]}
        assert [one["id"] for one in document["annotations"]] == list(range(1, len(document["annotations"]) + 1))
        for image in images.values():
            found[image["id"]] = []
            assert name == f"annotations/instances_{many[image['id'] - 1].split}.json"
        for one in document["annotations"]:
            across, down = images[one["image_id"]]["width"] / 100, images[one["image_id"]]["height"] / 100
            x, y, width, height = one["bbox"]
            assert one["area"] == pytest.approx(width * height)
            found[one["image_id"]].append((names[one["category_id"]], x / across, y / down, width / across, height / down))
    assert found == {picture.id: wanted(picture) for picture in many}


@settings(max_examples=30)
@given(pictures())
def test_boxes_come_back_from_yolo(many):
    made = written("yolo", many)
    names = json.loads(made["data.yaml"])["names"]
    for picture in many:
        lines = made[f"labels/{picture.split}/{picture.stem}.txt"].decode().splitlines()
        found = []
        for line in lines:
            number, *shares = line.split()
            x, y, width, height = (100 * float(share) for share in shares)
            found.append((names[number], x - width / 2, y - height / 2, width, height))
        assert found == wanted(picture)


@settings(max_examples=30)
@given(pictures())
def test_boxes_come_back_from_voc_to_the_pixel(many):
    made = written("voc", many)
    for picture in many:
        root = ElementTree.fromstring(made[f"Annotations/{picture.stem}.xml"])
        found = root.findall("object")
        assert [one.findtext("name") for one in found] == [region["value"]["rectanglelabels"][0] for region in picture.result]
        for one, shape in zip(found, shapes_of(picture)[0], strict=True):
            left, top, right, bottom = (int(one.findtext(f"bndbox/{edge}")) for edge in ("xmin", "ymin", "xmax", "ymax"))
            assert (left - 1, top - 1) == (round(shape.x), round(shape.y))
            assert right >= left
            assert bottom >= top
            assert abs(right - left + 1 - shape.width) <= 1.5
            assert abs(bottom - top + 1 - shape.height) <= 1.5
        assert picture.stem in made[f"ImageSets/Main/{picture.split}.txt"].decode().split()


def region(kind: str, **value) -> dict:
    return {"id": "a", "type": kind, "original_width": 200, "original_height": 100, "value": value}


def one(*regions: dict) -> Picture:
    return Picture(1, "files/1.png", "train", 200, 100, regions, "1")


def test_a_turned_box_has_its_corners_as_an_outline():
    shape = shapes_of(one(region("rectanglelabels", x=50, y=50, width=20, height=20, rotation=90, rectanglelabels=["RBC"])))[0][0]
    assert shape[1:5] == pytest.approx((80, 50, 20, 40))
    assert shape.outline == pytest.approx((100, 50, 100, 90, 80, 90, 80, 50))


def test_an_outline_is_a_segmentation():
    outline = region("polygonlabels", points=[[0, 0], [50, 0], [50, 50]], polygonlabels=["RBC"])
    made = json.loads(written("coco", [one(outline)])["annotations/instances_train.json"])
    annotation = made["annotations"][0]
    assert annotation["segmentation"] == [[0, 0, 100, 0, 100, 50]]
    assert (annotation["bbox"], annotation["area"]) == ([0, 0, 100, 50], 2500)


def test_a_bare_box_has_the_label_of_the_entry_with_its_id_and_the_rest_is_counted():
    bare = region("rectangle", x=0, y=0, width=10, height=10)
    made = written("coco", [one(bare, region("labels", labels=["WBC"]), region("choices", choices=["blurred"]))])
    document = json.loads(made["annotations/instances_train.json"])
    assert [document["categories"][one["category_id"] - 1]["name"] for one in document["annotations"]] == ["WBC"]
    assert document["info"]["left_out"] == {"choices": 1}


def test_a_label_that_the_config_has_no_more_gets_a_number_behind_the_others():
    box = region("rectanglelabels", x=0, y=0, width=10, height=10, rectanglelabels=["old"])
    assert json.loads(written("yolo", [one(box, box)], ["new"])["data.yaml"])["names"] == {"0": "new", "1": "old"}
    document = json.loads(written("coco", [one(box, box)], ["new"])["annotations/instances_train.json"])
    assert [category["name"] for category in document["categories"]] == ["new", "old"]
    assert {annotation["category_id"] for annotation in document["annotations"]} == {2}
