"""Which question of a label config can be learned."""

from __future__ import annotations

import pytest

from domain.errors import Invalid, Refused
from ml_backend.control import control
from tests.ml_backend.conftest import CONFIG

TEXT = '<Text name="t" value="$body"/>'


def choices(attributes: str = "", options: str = '<Choice value="A"/><Choice value="B"/>', head: str = TEXT) -> str:
    return f'<View>{head}<Choices name="c" toName="t" {attributes}>{options}</Choices></View>'


def test_a_single_choice_about_a_text():
    found = control(CONFIG)
    assert found.labels == ("good", "bad")
    assert found.names == {"from_name": "mood", "to_name": "text"}
    assert found.text({"text": "안녕"}, "data") == "안녕"
    assert control(choices()).text({"body": "x"}, "data") == "x"


def test_an_alias_is_what_stands_in_results():
    assert control(choices(options='<Choice value="Yes" alias="y"/><Choice value="No"/>')).labels == ("y", "No")


def test_other_questions_beside_it_do_no_harm():
    config = '<View><Text name="t" value="$x"/><Labels name="l" toName="t"><Label value="P"/></Labels>' + choices("", head="")[6:]
    assert control(config).from_name == "c"


@pytest.mark.parametrize(
    "config",
    [
        choices('choice="multiple"'),
        choices('perRegion="true"'),
        choices(options='<Choice value="A"/>'),
        choices(head='<Text name="t" value="$url" valueType="url"/>'),
        choices('allowNested="true"', '<Choice value="A"><Choice value="A1"/></Choice><Choice value="B"/>'),
        choices(head='<Image name="t" value="$url"/>'),
        f'<View>{TEXT}<Labels name="l" toName="t"><Label value="P"/></Labels></View>',
    ],
)
def test_what_no_model_learns_is_said(config):
    with pytest.raises(Refused, match="No model here learns") as caught:
        control(config)
    assert caught.value.code == "no_learner"


@pytest.mark.parametrize(
    "config",
    [
        "",
        "<View>",
        "<View/>",
        "no xml",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><View>&x;</View>',
        '<!DOCTYPE a [<!ENTITY b "c">]><View>&b;</View>',
    ],
)
def test_broken_or_dangerous_xml_is_refused(config):
    with pytest.raises(Invalid):
        control(config)


@pytest.mark.parametrize(
    ("result", "label"),
    [
        ([{"from_name": "mood", "value": {"choices": ["good"]}}], "good"),
        ([{"from_name": "other", "value": {"choices": ["good"]}}], None),
        ([{"from_name": "mood", "value": {"choices": ["good", "bad"]}}], None),
        ([{"from_name": "mood", "value": {"choices": ["ugly"]}}], None),
        ([{"from_name": "mood", "value": None}, 3], None),
        ("nonsense", None),
    ],
)
def test_the_label_of_a_result(result, label):
    assert control(CONFIG).label(result) == label


def test_a_task_without_the_text_is_named():
    with pytest.raises(Invalid, match=r"tasks\[3\].data has no text 'text'"):
        control(CONFIG).text({"body": "x"}, "tasks[3].data")
