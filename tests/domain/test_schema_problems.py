"""What is wrong with a result, and where; one case a tag, sound and broken."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.schema import compile_config

UNICODE = json.loads((Path(__file__).parents[1] / "data" / "unicode.json").read_text(encoding="utf-8"))
TEXT = {"text": "I met 김치 Lee in Seoul 👨‍👩‍👧."}


def schema(inside: str):
    return compile_config(f"""<View>
      <Text name="text" value="$text"/> <HyperText name="html" value="$html"/> <Image name="img" value="$img"/>
      <Audio name="snd" value="$snd"/> <TimeSeries name="ts" value="$ts"/> <List name="list" value="$list"/>
      <Text name="a" value="$text"/> <Text name="b" value="$text"/> <Paragraphs name="dlg" value="$dlg"/> <Video name="vid" value="$vid"/>
      {inside}</View>""")


SENTIMENT = schema('<Choices name="c" toName="text"><Choice value="Positive" alias="pos"/><Choice value="neg"/></Choices>')
TOPICS = schema('<Choices name="c" toName="text" choice="multiple"><Choice value="x"/><Choice value="y"/><Choice value="z"/></Choices>')
NER = schema('<Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC" alias="place"/></Labels>')


def one(tag: str, to: str, value: dict, name: str = "c", **more) -> list[dict]:
    return [{"id": "r1", "from_name": name, "to_name": to, "type": tag, "value": value, **more}]


def codes(schema, result, data=TEXT) -> set[tuple[str, str]]:
    return {(p["path"], p["code"]) for p in schema.problems(result, data)}


def test_a_choice_says_what_is_wrong_and_where():
    (problem,) = SENTIMENT.problems(one("choices", "text", {"choices": ["Foo"]}))
    assert problem == {
        "path": "result[0].value.choices[0]",
        "code": "unknown_choice",
        "message": "'Foo' is not a choice of 'c'; choices are pos, neg",
    }


def test_an_alias_replaces_its_value():
    assert SENTIMENT.problems(one("choices", "text", {"choices": ["pos"]})) == []
    (problem,) = SENTIMENT.problems(one("choices", "text", {"choices": ["Positive"]}))
    assert "its alias is 'pos'" in problem["message"]


def test_keys_that_are_not_known_are_left_alone():
    assert SENTIMENT.problems(one("choices", "text", {"choices": ["pos"]}, origin="manual", score=0.5, meta={"text": ["n"]}, zzz=1)) == []


RECT = '<RectangleLabels name="c" toName="img"><Label value="Car"/></RectangleLabels>'
BOX = {"x": 10, "y": 10, "width": 20, "height": 20, "rotation": 0, "rectanglelabels": ["Car"]}
LABELS = '<Label value="Car"/>'
TAXONOMY = '<Taxonomy name="c" toName="text"><Choice value="On"><Choice value="Pay"/></Choice><Choice value="Off"/></Taxonomy>'
NESTED = (
    '<Choices name="c" toName="text" choice="multiple" allowNested="true">'
    '<Choice value="A"><Choice value="1"/></Choice><Choice value="B"/></Choices>'
)
RANK = {"list": [{"id": "mdn"}, {"id": "wiki"}]}

SOUND = [
    (TOPICS, one("choices", "text", {"choices": ["x", "z"]})),
    (schema(NESTED), one("choices", "text", {"choices": [["A", "1"], ["B"], "A"]})),
    (schema(TAXONOMY), one("taxonomy", "text", {"taxonomy": [["On", "Pay"], ["Off"]]})),
    (schema('<TextArea name="c" toName="text"/>'), one("textarea", "text", {"text": ["hello", "안녕"]})),
    (schema('<Rating name="c" toName="text"/>'), one("rating", "text", {"rating": 4})),
    (schema('<Number name="c" toName="text" min="0" max="5"/>'), one("number", "text", {"number": 4.5})),
    (schema('<DateTime name="c" toName="text"/>'), one("datetime", "text", {"datetime": "2026-01-31"})),
    (schema('<DateTime name="c" toName="text"/>'), one("datetime", "text", {"datetime": "2026-01-31T09:30"})),
    (schema('<Pairwise name="c" toName="a,b"/>'), one("pairwise", "a", {"selected": "left"})),
    (schema('<Ranker name="c" toName="list"/>'), one("ranker", "list", {"ranker": {"c": ["wiki", "mdn"]}})),
    (
        schema('<Ranker name="c" toName="list"><Bucket name="best"/></Ranker>'),
        one("ranker", "list", {"ranker": {"best": ["wiki"], "_": ["mdn"]}}),
    ),
    (NER, one("labels", "text", {"start": 6, "end": 8, "text": "김치", "labels": ["PER"]}, "ner")),
    (NER, one("labels", "text", {"start": 6, "end": 8, "labels": ["place"]}, "ner")),
    (
        schema(f'<HyperTextLabels name="c" toName="html">{LABELS}</HyperTextLabels>'),
        one(
            "hypertextlabels",
            "html",
            {
                **{"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 0, "endOffset": 4},
                **{"globalOffsets": {"start": 0, "end": 4}, "text": "abcd", "hypertextlabels": ["Car"]},
            },
        ),
    ),
    (schema(RECT), one("rectanglelabels", "img", BOX, original_width=600, original_height=400, image_rotation=0)),
    (
        schema(f'<EllipseLabels name="c" toName="img">{LABELS}</EllipseLabels>'),
        one("ellipselabels", "img", {"x": 50, "y": 50, "radiusX": 5, "radiusY": 4, "rotation": 0, "ellipselabels": ["Car"]}),
    ),
    (
        schema(f'<PolygonLabels name="c" toName="img">{LABELS}</PolygonLabels>'),
        one("polygonlabels", "img", {"points": [[1, 1], [20, 2], [3, 10]], "closed": True, "polygonlabels": ["Car"]}),
    ),
    (
        schema(f'<KeyPointLabels name="c" toName="img">{LABELS}</KeyPointLabels>'),
        one("keypointlabels", "img", {"x": 1, "y": 2, "width": 0.5, "keypointlabels": ["Car"]}),
    ),
    (
        schema(f'<BrushLabels name="c" toName="img">{LABELS}</BrushLabels>'),
        one("brushlabels", "img", {"format": "rle", "rle": [0, 1, 255] * 40, "brushlabels": ["Car"]}),
    ),
    (
        schema(f'<VectorLabels name="c" toName="img">{LABELS}</VectorLabels>'),
        one("vectorlabels", "img", {"vertices": [{"id": "p", "x": 1, "y": 2}, {"id": "q", "x": 3, "y": 4}], "vectorlabels": ["Car"]}),
    ),
    (
        schema(f'<TimeSeriesLabels name="c" toName="ts">{LABELS}</TimeSeriesLabels>'),
        one("timeserieslabels", "ts", {"start": 1, "end": 2, "instant": False, "timeserieslabels": ["Car"]}),
    ),
    (
        schema(f'<ParagraphLabels name="c" toName="dlg">{LABELS}</ParagraphLabels>'),
        one("paragraphlabels", "dlg", {"start": "0", "end": "0", "startOffset": 0, "endOffset": 4, "paragraphlabels": ["Car"]}),
    ),
    (
        schema(f'<TimelineLabels name="c" toName="vid">{LABELS}</TimelineLabels>'),
        one("timelinelabels", "vid", {"ranges": [{"start": 1, "end": 30}], "timelinelabels": ["Car"]}),
    ),
    (
        schema(f'<Labels name="c" toName="snd">{LABELS}</Labels>'),
        one("labels", "snd", {"start": 1.1, "end": 2.2, "channel": 0, "labels": ["Car"]}, original_length=10.2),
    ),
    (
        schema(f'<Rectangle name="box" toName="img"/><Labels name="c" toName="img">{LABELS}</Labels>'),
        one("rectangle", "img", {"x": 1, "y": 1, "width": 2, "height": 2, "rotation": 0}, "box")
        + one("labels", "img", {"x": 1, "y": 1, "width": 2, "height": 2, "rotation": 0, "labels": ["Car"]}),
    ),
    (schema('<Sparkle name="c" toName="text"/>'), one("sparkle", "text", {"anything": 1})),
    (SENTIMENT, []),
]


@pytest.mark.parametrize(("schema", "result"), SOUND, ids=lambda v: v[0]["type"] if isinstance(v, list) and v else "")
def test_label_studios_own_results_are_sound(schema, result):
    assert schema.problems(result, {**TEXT, **RANK}) == []


def changed(n: int, *path_and_value):
    """The sound case n with one value replaced."""
    schema, result = SOUND[n]
    result = copy.deepcopy(result)
    *path, key, value = path_and_value
    at = result[0]
    for step in path:
        at = at[step]
    at[key] = value
    return schema, result


KIND = {r[0]["type"]: n for n, (_, r) in enumerate(SOUND) if r}
BROKEN = [
    ("choices", ("value", "choices", ["A", "nope"]), ".value.choices[1]", "unknown_choice"),
    ("choices", ("value", "choices", [["A", "2"]]), ".value.choices[0]", "unknown_choice"),
    ("choices", ("value", "choices", [["A", "1"], ["A", "1"]]), ".value.choices[1]", "repeated"),
    ("choices", ("value", "choices", "A"), ".value.choices", "not_a_list"),
    ("choices", ("value", "choices", []), ".value.choices", "empty"),
    ("choices", ("value", "choices", [3]), ".value.choices[0]", "not_a_choice"),
    ("choices", ("value", []), ".value", "not_an_object"),
    ("choices", ("type", "labels"), ".type", "wrong_type"),
    ("choices", ("to_name", "img"), ".to_name", "wrong_object"),
    ("choices", ("from_name", "zz"), ".from_name", "unknown_control"),
    ("choices", ("from_name", ["c"]), ".from_name", "unknown_control"),
    ("choices", ("id", 3), ".id", "bad_id"),
    ("taxonomy", ("value", "taxonomy", [["Pay", "On"]]), ".value.taxonomy[0]", "unknown_path"),
    ("taxonomy", ("value", "taxonomy", ["On"]), ".value.taxonomy[0]", "not_a_path"),
    ("textarea", ("value", "text", "hello"), ".value.text", "not_a_list"),
    ("textarea", ("value", "text", [1]), ".value.text[0]", "not_a_text"),
    ("rating", ("value", "rating", 6), ".value.rating", "out_of_range"),
    ("rating", ("value", "rating", True), ".value.rating", "out_of_range"),
    ("number", ("value", "number", 5.5), ".value.number", "out_of_range"),
    ("number", ("value", "number", "5"), ".value.number", "not_a_number"),
    ("datetime", ("value", "datetime", "2026-02-31"), ".value.datetime", "not_a_date"),
    ("datetime", ("value", "datetime", "soon"), ".value.datetime", "not_a_date"),
    ("pairwise", ("value", "selected", "middle"), ".value.selected", "unknown_choice"),
    ("ranker", ("value", "ranker", {"worst": []}), ".value.ranker.worst", "unknown_bucket"),
    ("ranker", ("value", "ranker", {"best": ["wiki", "wiki"]}), ".value.ranker.best[1]", "repeated"),
    ("ranker", ("value", "ranker", {"best": ["google"]}), ".value.ranker.best[0]", "unknown_id"),
    ("hypertextlabels", ("value", "start", 3), ".value.start", "not_a_text"),
    ("hypertextlabels", ("value", "globalOffsets", {"start": 4, "end": 4}), ".value.globalOffsets", "bad_span"),
    ("rectanglelabels", ("value", "x", -3), ".value.x", "out_of_image"),
    ("rectanglelabels", ("value", "width", 95), ".value.width", "out_of_image"),
    ("rectanglelabels", ("value", "height", 0), ".value.height", "empty_region"),
    ("rectanglelabels", ("value", "y", None), ".value.y", "not_a_number"),
    ("rectanglelabels", ("original_width", 0), ".original_width", "not_a_number"),
    ("rectanglelabels", ("value", "rectanglelabels", []), ".value.rectanglelabels", "not_a_list"),
    ("rectanglelabels", ("value", "rectanglelabels", ["Bus"]), ".value.rectanglelabels[0]", "unknown_label"),
    ("ellipselabels", ("value", "radiusX", -1), ".value.radiusX", "empty_region"),
    ("polygonlabels", ("value", "points", [[1, 1], [2, 2]]), ".value.points", "empty_region"),
    ("polygonlabels", ("value", "points", [[1, 1], [2, 2], [3]]), ".value.points[2]", "not_a_point"),
    ("keypointlabels", ("value", "y", 101), ".value.y", "out_of_image"),
    ("brushlabels", ("value", "rle", [0, 256]), ".value.rle", "not_a_byte"),
    ("brushlabels", ("value", "format", "png"), ".value.format", "unknown_format"),
    ("vectorlabels", ("value", "vertices", [{"x": 1}] * 2), ".value.vertices[0]", "not_a_point"),
    ("timeserieslabels", ("value", "end", 0), ".value", "bad_span"),
    ("paragraphlabels", ("value", "start", "first"), ".value.start", "not_an_offset"),
    ("timelinelabels", ("value", "ranges", []), ".value.ranges", "not_a_list"),
    ("sparkle", ("to_name", "img"), ".to_name", "wrong_object"),
]


@pytest.mark.parametrize(("kind", "change", "path", "code"), BROKEN)
def test_a_broken_result_is_named(kind, change, path, code):
    n = [i for i, (_, r) in enumerate(SOUND) if r and r[0]["type"] == kind][-1]
    schema, result = changed(n, *change)
    assert (f"result[0]{path}", code) in codes(schema, result, {**TEXT, **RANK})


@pytest.mark.parametrize(
    ("value", "path", "code"),
    [
        ({"start": 5, "end": 5}, "result[0].value", "bad_span"),
        ({"start": -1, "end": 5}, "result[0].value", "bad_span"),
        ({"start": 8, "end": 6}, "result[0].value", "bad_span"),
        ({"start": "6", "end": 8}, "result[0].value", "not_an_offset"),
        ({"start": 6, "end": 800}, "result[0].value.end", "out_of_text"),
        ({"start": 6, "end": 8, "text": "김 "}, "result[0].value.text", "offset_mismatch"),
        ({"start": 6, "end": 8, "text": 3}, "result[0].value.text", "not_a_text"),
    ],
)
def test_spans_of_text(value, path, code):
    result = one("labels", "text", {"labels": ["PER"], **value}, "ner")
    assert codes(NER, result) == {(path, code)}


@pytest.mark.parametrize("case", UNICODE, ids=lambda c: c["name"])
def test_offsets_count_code_points(case):
    value = {"start": case["start"], "end": case["end"], "text": case["quote"], "labels": ["PER"]}
    assert NER.problems(one("labels", "text", value, "ner"), {"text": case["text"]}) == []


def test_offsets_in_utf16_units_are_recognised():
    value = {"start": 3, "end": 4, "text": "b", "labels": ["PER"]}
    (problem,) = NER.problems(one("labels", "text", value, "ner"), {"text": "💩abc"})
    assert (problem["code"], "UTF-16" in problem["message"]) == ("offset_mismatch", True)


def test_without_data_quotes_are_not_compared():
    assert NER.problems(one("labels", "text", {"start": 6, "end": 800, "text": "?", "labels": ["PER"]}, "ner")) == []


def test_one_label_a_region_unless_the_control_takes_several():
    value = {"start": 6, "end": 8, "labels": ["PER", "place"]}
    assert ("result[0].value.labels", "too_many") in codes(NER, one("labels", "text", value, "ner"))


def test_choices_brought_by_the_task():
    own = schema('<Choices name="c" toName="text" value="$options"/>')
    assert own.needs_data
    result = one("choices", "text", {"choices": ["b"]})
    assert own.problems(result, {"options": [{"value": "a"}, {"value": "x", "alias": "b"}]}) == []
    assert codes(own, result, {"options": ["a"]}) == {("result[0].value.choices[0]", "unknown_choice")}


RELATED = [
    *one("labels", "text", {"start": 0, "end": 1, "labels": ["PER"]}, "ner"),
    {**one("labels", "text", {"start": 6, "end": 8, "labels": ["PER"]}, "ner")[0], "id": "r2"},
]


def relation(**changes):
    return [*RELATED, {"from_id": "r1", "to_id": "r2", "type": "relation", "direction": "right", **changes}]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"labels": []}, set()),
        ({"to_id": "r9"}, {("result[2].to_id", "unknown_region")}),
        ({"direction": "up"}, {("result[2].direction", "unknown_direction")}),
        ({"labels": ["likes"]}, {("result[2].labels", "unknown_label")}),
    ],
)
def test_relations(changes, wrong):
    assert codes(NER, relation(**changes)) == wrong


def test_named_relations():
    named = schema('<Relations><Relation value="likes"/></Relations><Labels name="ner" toName="text"><Label value="PER"/></Labels>')
    assert codes(named, relation(labels=["likes"])) == set()
    assert codes(named, relation(labels=["hates"])) == {("result[2].labels[0]", "unknown_label")}


PER_REGION = schema(
    '<Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels>'
    '<Choices name="sure" toName="text" perRegion="true" required="true" visibleWhen="region-selected" whenLabelValue="PER">'
    '<Choice value="yes"/><Choice value="no"/></Choices>'
)


def test_a_question_about_each_region():
    span = {"start": 0, "end": 1}
    person = one("labels", "text", {**span, "labels": ["PER"]}, "ner")
    answer = one("choices", "text", {**span, "choices": ["yes"]}, "sure")
    assert codes(PER_REGION, person + answer) == set()
    assert codes(PER_REGION, person) == {("result", "required")}
    assert codes(PER_REGION, one("labels", "text", {**span, "labels": ["LOC"]}, "ner")) == set()
    assert ("result[1].id", "unknown_region") in codes(PER_REGION, person + [{**answer[0], "id": "r7"}])
    assert ("result[2]", "repeated") in codes(PER_REGION, person + answer + answer)


CONDITIONAL = schema(
    '<Choices name="c" toName="text" required="true"><Choice value="Bad" alias="bad"/><Choice value="good"/></Choices>'
    '<View visibleWhen="choice-selected" whenTagName="c" whenChoiceValue="Bad">'
    '<TextArea name="why" toName="text" required="true" requiredMessage="Say why"/></View>'
)


def test_required_only_while_in_sight():
    bad, good = (one("choices", "text", {"choices": [v]}) for v in ("bad", "good"))
    assert codes(CONDITIONAL, good) == set()
    assert [p["message"] for p in CONDITIONAL.problems(bad)] == ["Say why"]
    assert [p["message"] for p in CONDITIONAL.problems(bad + one("textarea", "text", {"text": [" "]}, "why"))] == ["Say why"]
    assert codes(CONDITIONAL, bad + one("textarea", "text", {"text": ["so"]}, "why")) == set()
    assert codes(CONDITIONAL, []) == {("result", "required")}


def test_one_answer_a_question():
    assert codes(SENTIMENT, one("choices", "text", {"choices": ["pos"]}) * 2) == {("result[1]", "repeated")}


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ({}, "not_a_list"),
        (None, "not_a_list"),
        ([{}] * 10_001, "too_many"),
        (one("choices", "text", {"choices": ["pos"], "x": float("nan")}), "not_a_number"),
        (one("choices", "text", {"choices": ["pos"], "x": float("inf")}), "not_a_number"),
        (one("choices", "text", {"choices": ["a\x00"]}), "bad_text"),
        (one("choices", "text", {"choices": ["\ud800"]}), "bad_text"),
        (one("choices", "text", {"a\x00": 1}), "bad_text"),
        (one("choices", "text", {"choices": ["pos"], "n": 2**63}), "too_large"),
        (one("choices", "text", {"choices": {1, 2}}), "not_json"),
        (["x"], "not_an_object"),
        ([None], "not_an_object"),
    ],
)
def test_what_no_database_could_keep(result, code):
    assert [p["code"] for p in SENTIMENT.problems(result)][:1] == [code]


def test_deep_nesting_is_refused_without_recursion():
    deep: list = []
    for _ in range(10_000):
        deep = [deep]
    deep = [*deep, 1]
    assert [p["code"] for p in SENTIMENT.problems(deep)] == ["too_deep"]


@pytest.mark.parametrize(
    ("schema", "result", "label"),
    [
        (SENTIMENT, one("choices", "text", {"choices": ["pos"]}), "pos"),
        (TOPICS, one("choices", "text", {"choices": ["z", "x"]}), "x | z"),
        (schema(NESTED), one("choices", "text", {"choices": [["A", "1"], ["B"]]}), "A/1 | B"),
        (SENTIMENT, [], None),
        (SENTIMENT, one("choices", "text", {"choices": []}), None),
        (SENTIMENT, "nonsense", None),
        (NER, RELATED, None),
    ],
)
def test_label_of(schema, result, label):
    assert schema.label_of(result) == label


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "from_name", "value", "choices", "start", "x"]), inner)
    ),
    max_leaves=12,
)
_REGION = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["r1", "r2"]) | _JSON,
        "from_name": st.sampled_from(["c", "ner", "sure", "why"]) | _JSON,
        "to_name": st.just("text") | _JSON,
        "type": st.sampled_from(["choices", "labels", "relation", "textarea"]) | _JSON,
        "value": st.fixed_dictionaries({}, optional={k: _JSON for k in ("choices", "labels", "start", "end", "text")}) | _JSON,
        "labels": _JSON,
        "from_id": _JSON,
    },
)


@given(st.lists(_REGION | _JSON, max_size=4) | _JSON)
def test_any_json_is_answered_with_problems_and_never_with_an_exception(result):
    for each in (SENTIMENT, NER, PER_REGION, CONDITIONAL):
        for problem in each.problems(result, TEXT):
            assert problem["path"].startswith("result")
            assert problem["message"]
        each.label_of(result)
