"""Each kind of task to begin with holds together: config, guideline, examples, picture."""

from __future__ import annotations

import re
import warnings
import wave
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from annotate.web import markdown
from annotate.web.starters import GROUPS, STARTERS
from domain.schema import compile_config
from domain.schema.controls import look_up

ASKED_FOR = {
    *("topic", "sentiment", "several", "entities", "relations", "inference", "dialogue", "paraphrase", "ranking", "rating"),
    *("image-classes", "boxes", "polygons", "keypoints", "transcription", "keywords"),
}
each = pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS.keys())
HANGUL = re.compile("[가-힣]")


def test_the_common_kinds_of_task_are_there_in_known_groups():
    assert set(STARTERS) == ASKED_FOR
    assert {starter.group for starter in STARTERS.values()} == set(GROUPS)


@each
def test_its_config_compiles_without_a_remark(starter):
    assert compile_config(starter.label_config).remarks == ()


@each
def test_label_studio_takes_its_config(starter):
    with warnings.catch_warnings():  # the SDK's imports warn of their own affairs
        warnings.simplefilter("ignore")
        from label_studio_sdk.label_interface import LabelInterface

        LabelInterface(starter.label_config).validate()


@each
def test_its_examples_have_every_field_the_config_shows(starter):
    wanted = compile_config(starter.label_config).variables
    assert wanted
    for example in starter.examples:
        assert [name for name in wanted if look_up(example, name) is None] == []


@each
def test_its_guideline_has_a_section_for_each_label(starter):
    schema = compile_config(starter.label_config)
    labels = [value for control in schema.controls for value in control.values] + list(schema.relation_labels or ())
    sections = re.findall(r"(?m)^## (.+)$", starter.guideline)
    assert [label for label in labels if label not in sections] == []
    assert starter.guideline.startswith("# ")
    assert "<h2" in str(markdown.render(starter.guideline))


@each
def test_what_it_shows_of_ours_is_there(starter):
    for example in starter.examples:
        for value in example.values():
            if isinstance(value, str) and value.startswith("/static/"):
                path = finders.find(value.removeprefix("/static/"))
                assert path, value
                readable(Path(path))


def readable(path: Path) -> None:
    if path.suffix == ".wav":
        with wave.open(str(path)) as sound:
            assert 0.5 < sound.getnframes() / sound.getframerate() < 10
    else:
        root = ET.parse(path).getroot()
        assert root.attrib["width"]
        assert root.attrib["height"]
    assert path.stat().st_size < 40_000


@each
def test_texts_come_in_two_languages(starter):
    if starter.group in ("text", "pair"):
        korean = [bool(HANGUL.search(str(example))) for example in starter.examples]
        assert sorted(set(korean)) == [False, True]


@each
def test_its_picture_is_small_and_takes_the_page_s_colours(starter):
    root = ET.fromstring(starter.picture)
    assert len(starter.picture.encode()) <= 2048
    assert root.attrib["viewBox"] == "0 0 96 56"
    assert root.attrib["aria-hidden"] == "true"
    assert not re.search(r"#[0-9a-f]{3}|(fill|stroke|style)=", starter.picture)


def test_pictures_are_not_shared():
    assert len({starter.picture for starter in STARTERS.values()}) == len(STARTERS)
