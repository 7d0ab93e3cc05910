"""What Label Studio's own SDK says of a result, the compiled schema says too: the JSON is theirs, so the judgement must be."""

from __future__ import annotations

import warnings

import pytest

from domain.schema import compile_config

CONFIG = """<View>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text" choice="single"><Choice value="good"/><Choice value="bad"/></Choices>
  <Choices name="topics" toName="text" choice="multiple"><Choice value="price"/><Choice value="look" alias="appearance"/></Choices>
  <Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels>
  <Rating name="stars" toName="text"/>
  <TextArea name="why" toName="text"/>
</View>"""
TEXT = "김민지 lives in 서울 👍🏽"


def result(name, kind, value, **more):
    return {"id": "r1", "from_name": name, "to_name": "text", "type": kind, "value": value, **more}


GOOD = [
    result("mood", "choices", {"choices": ["good"]}),
    result("topics", "choices", {"choices": ["price", "appearance"]}),
    result("ner", "labels", {"start": 0, "end": 3, "text": "김민지", "labels": ["PER"]}),
    result("stars", "rating", {"rating": 4}),
    result("why", "textarea", {"text": ["because"]}),
]
BAD = [
    result("mood", "choices", {"choices": ["awful"]}),
    result("nobody", "choices", {"choices": ["good"]}),
    {**result("mood", "choices", {"choices": ["good"]}), "to_name": "nothing"},
    result("mood", "labels", {"choices": ["good"]}),
    result("ner", "labels", {"start": 0, "end": 3, "text": "김민지", "labels": ["ORG"]}),
    result("why", "textarea", {"text": "no list"}),
]


@pytest.fixture(scope="module")
def sdk():
    with warnings.catch_warnings():  # its imports warn of their own affairs
        warnings.simplefilter("ignore")
        from label_studio_sdk.label_interface import LabelInterface

        return LabelInterface(CONFIG)


def both(sdk, one):
    ours = compile_config(CONFIG).problems([one], {"text": TEXT})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sdk.validate_prediction({"result": [one]}, return_errors=True)
    return bool(ours), bool(theirs)


@pytest.mark.parametrize("one", GOOD, ids=lambda one: one["from_name"])
def test_what_the_sdk_takes_we_take(sdk, one):
    assert both(sdk, one) == (False, False)


@pytest.mark.parametrize("one", BAD, ids=range(len(BAD)))
def test_what_the_sdk_refuses_we_refuse(sdk, one):
    assert both(sdk, one) == (True, True)


def test_a_quote_that_does_not_match_is_refused_although_the_sdk_does_not_look(sdk):
    one = result("ner", "labels", {"start": 1, "end": 4, "text": "김민지", "labels": ["PER"]})
    assert both(sdk, one) == (True, False)
