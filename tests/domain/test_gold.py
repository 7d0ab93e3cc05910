"""When an answer is the known one."""

from __future__ import annotations

import pytest

from domain.gold import is_right
from domain.schema import compile_config

CHOICES = compile_config(
    '<View><Text name="t" value="$text"/><Choices name="c" toName="t" choice="multiple"><Choice value="a"/><Choice value="b"/></Choices>'
    '<TextArea name="why" toName="t"/></View>'
)
SPANS = compile_config(
    '<View><Labels name="l" toName="t"><Label value="PER"/><Label value="LOC"/></Labels><Text name="t" value="$text"/>'
    '<Choices name="sure" toName="t" perRegion="true"><Choice value="yes"/><Choice value="no"/></Choices>'
    '<Relations><Relation value="in"/></Relations></View>'
)
BOXES = compile_config(
    '<View><Image name="i" value="$image"/><RectangleLabels name="b" toName="i"><Label value="cat"/>'
    '<Label value="dog"/></RectangleLabels></View>'
)


def picked(*labels, name="c", **about):
    return {"from_name": name, "to_name": "t", "type": "choices", "value": {"choices": list(labels), **about.pop("value", {})}, **about}


def span(start, end, label="PER", id="1"):
    return {
        "id": id,
        "from_name": "l",
        "to_name": "t",
        "type": "labels",
        "value": {"start": start, "end": end, "text": "", "labels": [label]},
    }


def box(x, width=10, label="cat", id="1"):
    value = {"x": x, "y": 10, "width": width, "height": 10, "rotation": 0, "rectanglelabels": [label]}
    return {
        "id": id,
        "from_name": "b",
        "to_name": "i",
        "type": "rectanglelabels",
        "value": value,
        "original_width": 100,
        "original_height": 100,
    }


def arrow(a, b, direction="right", label="in"):
    return {"type": "relation", "from_id": a, "to_id": b, "direction": direction, "labels": [label]}


def note(text):
    return {"from_name": "why", "to_name": "t", "type": "textarea", "value": {"text": [text]}}


@pytest.mark.parametrize(
    ("schema", "said", "known", "right"),
    [
        (CHOICES, [picked("a")], [picked("a")], True),
        (CHOICES, [picked("b", "a")], [picked("a", "b")], True),
        (CHOICES, [picked("a")], [picked("a", "b")], False),
        (CHOICES, [], [picked("a")], False),
        (CHOICES, [picked("a"), note("anything")], [picked("a")], True),
        (CHOICES, [picked("a"), note(" two  words ")], [picked("a"), note("two words")], True),
        (CHOICES, [picked("a"), note("one")], [picked("a"), note("two")], False),
        (SPANS, [span(3, 7)], [span(3, 7, id="9")], True),
        (SPANS, [span(2, 8)], [span(3, 7)], True),
        (SPANS, [span(1, 7)], [span(3, 7)], False),
        (SPANS, [span(3, 7, "LOC")], [span(3, 7)], False),
        (SPANS, [span(3, 7), span(9, 12, id="2")], [span(3, 7)], False),
        (SPANS, [], [span(3, 7)], False),
        (SPANS, [span(9, 12, id="a"), span(3, 7, id="b")], [span(3, 7, id="x"), span(9, 12, id="y")], True),
        (
            SPANS,
            [span(3, 7, id="a"), span(9, 12, id="b"), arrow("a", "b")],
            [span(3, 7, id="x"), span(9, 12, id="y"), arrow("x", "y")],
            True,
        ),
        (
            SPANS,
            [span(3, 7, id="a"), span(9, 12, id="b"), arrow("b", "a", "left")],
            [span(3, 7, id="x"), span(9, 12, id="y"), arrow("x", "y")],
            True,
        ),
        (
            SPANS,
            [span(3, 7, id="a"), span(9, 12, id="b"), arrow("b", "a")],
            [span(3, 7, id="x"), span(9, 12, id="y"), arrow("x", "y")],
            False,
        ),
        (
            SPANS,
            [span(3, 7, id="a"), picked("yes", name="sure", id="a", value={"start": 3, "end": 7})],
            [span(3, 7, id="x"), picked("yes", name="sure", id="x", value={"start": 3, "end": 7})],
            True,
        ),
        (
            SPANS,
            [span(3, 7, id="a"), picked("no", name="sure", id="a", value={"start": 3, "end": 7})],
            [span(3, 7, id="x"), picked("yes", name="sure", id="x", value={"start": 3, "end": 7})],
            False,
        ),
        (BOXES, [box(10.5)], [box(10)], True),
        (BOXES, [box(14)], [box(10)], False),
        (BOXES, [box(10, label="dog")], [box(10)], False),
    ],
)
def test_right_or_not(schema, said, known, right):
    assert is_right(schema, said, known, {"text": "a text of some length", "image": "x"}) is right
