"""Which question of a label config can be learned, and how its answers are read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid, Refused
from domain.learnable import Box, Span, learnable
from domain.schema.compile import compile_config

TEXT = '<Text name="t" value="$body"/>'
TWO = TEXT + '<Text name="u" value="$other"/>'
IMAGE, SOUND = '<Image name="t" value="$picture"/>', '<Audio name="t" value="$sound"/>'
OPTIONS = '<Choice value="A"/><Choice value="B"/>'
LABELS = '<Label value="P"/><Label value="Q"/>'
SPANS = f'<View>{TEXT}<Labels name="c" toName="t">{LABELS}</Labels></View>'
BOXES = f'<View>{IMAGE}<RectangleLabels name="c" toName="t">{LABELS}</RectangleLabels></View>'
STARS = f'<View>{TEXT}<Rating name="c" toName="t" maxRating="4"/></View>'


def choices(attributes: str = "", options: str = OPTIONS, head: str = TEXT) -> str:
    return f'<View>{head}<Choices name="c" toName="t" {attributes}>{options}</Choices></View>'


def asked(config: str):
    return learnable(compile_config(config))


@pytest.mark.parametrize(
    ("config", "kind", "labels", "fields"),
    [
        (choices(), "choice", ("A", "B"), ("body",)),
        (choices(head='<HyperText name="t" value="$body"/>'), "choice", ("A", "B"), ("body",)),
        (choices('choice="multiple"'), "choices", ("A", "B"), ("body",)),
        (choices(head=TWO), "pair", ("A", "B"), ("body", "other")),
        (choices(head=IMAGE), "image_choice", ("A", "B"), ("picture",)),
        (choices(head=SOUND), "sound_choice", ("A", "B"), ("sound",)),
        (SPANS, "spans", ("P", "Q"), ("body",)),
        (BOXES, "boxes", ("P", "Q"), ("picture",)),
        (STARS, "rating", ("1", "2", "3", "4"), ("body",)),
        (choices(options='<Choice value="Yes" alias="y"/><Choice value="No"/>'), "choice", ("y", "No"), ("body",)),
    ],
)
def test_what_is_learned(config, kind, labels, fields):
    found = asked(config)
    assert (found.kind, found.labels, found.fields) == (kind, labels, fields)
    assert found.names == {"from_name": "c", "to_name": "t"}


def test_the_first_choice_goes_before_what_else_is_asked():
    config = f'<View>{TEXT}<Labels name="l" toName="t">{LABELS}</Labels><Choices name="c" toName="t">{OPTIONS}</Choices></View>'
    assert asked(config).from_name == "c"
    assert asked(config.replace("<Choices ", '<Choices perRegion="true" ')).from_name == "l"


@pytest.mark.parametrize(
    "config",
    [
        choices('perRegion="true"'),
        choices(options='<Choice value="A"/>'),
        choices(head='<Text name="t" value="$url" valueType="url"/>'),
        choices('allowNested="true"', '<Choice value="A"><Choice value="A1"/></Choice><Choice value="B"/>'),
        f'<View>{TEXT}<TextArea name="c" toName="t"/></View>',
    ],
)
def test_what_no_model_learns_is_said(config):
    with pytest.raises(Refused, match="No model here learns") as caught:
        asked(config)
    assert caught.value.code == "no_learner"


@pytest.mark.parametrize(
    ("config", "answer", "value"),
    [
        (choices(), "B", {"choices": ["B"]}),
        (choices('choice="multiple"'), ("A", "B"), {"choices": ["A", "B"]}),
        (STARS, "3", {"rating": 3}),
        (SPANS, (Span(0, 2, "P"),), {"start": 0, "end": 2, "text": "안녕", "labels": ["P"]}),
        (BOXES, (Box(1, 2.5, 30, 40, "Q"),), {"x": 1, "y": 2.5, "width": 30, "height": 40, "rotation": 0, "rectanglelabels": ["Q"]}),
    ],
)
def test_an_answer_is_written_as_label_studio_has_it_and_read_again(config, answer, value):
    found = asked(config)
    (region,) = found.result(answer, ("안녕 하세요",), 0.75)
    assert region["value"] == value
    assert (region["score"], region["type"]) == (0.75, compile_config(config).controls[0].type)
    assert found.answer([region]) == answer
    assert compile_config(config).problems([region]) == []


def test_each_place_has_its_own_score():
    regions = asked(SPANS).result((Span(0, 1, "P", 0.9), Span(3, 4, "Q")), ("abcd",), 0.5)
    assert [r["score"] for r in regions] == [0.9, 0.5]
    assert len({r["id"] for r in regions}) == 2


@pytest.mark.parametrize(
    ("config", "value"),
    [
        (choices(), {"choices": ["A", "B"]}),
        (choices(), {"choices": ["ugly"]}),
        (choices(), {"choices": "A"}),
        (choices('choice="multiple"'), {"choices": ["A", "ugly"]}),
        (STARS, {"rating": 5}),
        (STARS, {"rating": 2.5}),
        (STARS, {"rating": True}),
        (SPANS, {"start": 2, "end": 2, "labels": ["P"]}),
        (SPANS, {"start": 0, "end": 2, "labels": ["ugly"]}),
        (SPANS, {"start": "0", "end": 2, "labels": ["P"]}),
        (BOXES, {"x": 1, "y": 1, "width": "3", "height": 3, "rectanglelabels": ["P"]}),
        (BOXES, {"x": 1, "y": 1, "width": 3, "height": 3, "rotation": 30, "rectanglelabels": ["P"]}),
    ],
)
def test_what_the_config_does_not_know_is_no_answer(config, value):
    assert asked(config).answer([{"from_name": "c", "value": value}]) is None


def test_nothing_is_an_answer_where_places_are_asked_for_and_none_where_a_label_is():
    assert asked(SPANS).answer([]) == ()
    assert asked(BOXES).answer([]) == ()
    assert asked(choices('choice="multiple"')).answer([]) == ()
    assert asked(choices()).answer([]) is None
    assert asked(choices()).answer([{"from_name": "other", "value": {"choices": ["A"]}}]) is None
    assert asked(choices()).answer("nonsense") is None
    assert asked(choices()).answer([3, {"from_name": "c", "value": None}]) is None


def test_an_example_of_the_corpus():
    row = {"data": {"body": "x", "more": 1}, "result": [{"from_name": "c", "value": {"choices": ["A"]}}], "split": "dev", "group": 7}
    found = asked(choices()).example({**row, "soft": {"A": 0.75, "B": 0.25}, "weight": 0.5})
    assert (found.inputs, found.answer, found.split, found.group, found.weight) == (("x",), "A", "dev", "7", 0.5)
    assert dict(found.soft) == {"A": 0.75, "B": 0.25}
    assert asked(choices()).example({**row, "result": []}) is None


def test_a_task_without_what_is_shown_is_named():
    with pytest.raises(Invalid, match=r"tasks\[3\].data has no text 'other'"):
        asked(choices(head=TWO)).inputs({"body": "x"}, "tasks[3].data")
    assert not asked(choices()).shows({"body": " "})
    assert not asked(choices()).shows({})
    assert asked(choices()).shows({"body": "x"})


@given(st.sets(st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from("PQ")), max_size=6))
def test_spans_survive_the_way_there_and_back(places):
    spans = tuple(sorted(Span(start, start + length, label) for start, length, label in places))
    assert asked(SPANS).answer(asked(SPANS).result(spans, ("가" * 30,), 1.0)) == spans
