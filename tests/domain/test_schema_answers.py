"""What each question takes and what it refuses, where a config says more than which choices there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .test_schema_problems import codes, one, schema

TREE = [{"value": "Seoul", "children": [{"value": "Mapo", "alias": "mp"}, "Jung"]}, "Busan", {"no": "value"}, 7]


def only(schema, result, data=None) -> set[str]:
    return {code for _, code in codes(schema, result, data or {"text": "x"})}


@pytest.mark.parametrize(
    ("path", "found"),
    [(["Seoul", "mp"], set()), (["Seoul"], set()), (["Busan"], set()), (["mp"], {"unknown_path"}), (["Seoul", "Mapo"], {"unknown_path"})],
)
def test_a_taxonomy_brought_by_the_task(path, found):
    tree = schema('<Taxonomy name="c" toName="text" value="$tree"/>')
    assert only(tree, one("taxonomy", "text", {"taxonomy": [path]}), {"tree": TREE}) == found
    assert only(tree, one("taxonomy", "text", {"taxonomy": [path]}), {"other": 1}) == set()


def test_a_brought_taxonomy_of_leaves_only():
    leaves = schema('<Taxonomy name="c" toName="text" value="$tree" leafsOnly="true"/>')
    assert only(leaves, one("taxonomy", "text", {"taxonomy": [["Seoul"]]}), {"tree": TREE}) == {"unknown_path"}
    assert only(leaves, one("taxonomy", "text", {"taxonomy": [["Seoul", "Jung"]]}), {"tree": TREE}) == set()


def test_a_brought_tree_is_needed_to_judge():
    assert schema('<Taxonomy name="c" toName="text" value="$tree"/>').needs_data


def test_nested_choices_brought_by_the_task():
    nested = schema('<Choices name="c" toName="text" value="$tree" allowNested="true" choice="multiple"/>')
    assert only(nested, one("choices", "text", {"choices": [["Seoul", "mp"], ["Busan"]]}), {"tree": TREE}) == set()
    assert only(nested, one("choices", "text", {"choices": [["Busan", "mp"]]}), {"tree": TREE}) == {"unknown_choice"}


@pytest.mark.parametrize(("n", "found"), [(1, set()), (2, set()), (3, {"too_many"})])
def test_no_more_classes_than_may_be_used(n, found):
    tree = schema('<Taxonomy name="c" toName="text" maxUsages="2"><Choice value="a"/><Choice value="b"/><Choice value="d"/></Taxonomy>')
    assert only(tree, one("taxonomy", "text", {"taxonomy": [["a"], ["b"], ["d"]][:n]})) == found


@pytest.mark.parametrize(
    ("attrs", "number", "found"),
    [
        ('min="1" max="10" step="3"', 7, set()),
        ('min="1" max="10" step="3"', 6, {"off_step"}),
        ('step="0.1"', 0.1 + 0.2, set()),
        ('step="0.1"', -0.3, set()),
        ('step="0.1"', 0.35, {"off_step"}),
        ("", 4.5, set()),
        ('step="0"', 4.5, set()),
        ('step="much"', 4.5, set()),
        ('max="-1"', 0, {"out_of_range"}),
        ("", True, {"not_a_number"}),
    ],
)
def test_steps_and_bounds_of_a_number(attrs, number, found):
    assert only(schema(f'<Number name="c" toName="text" {attrs}/>'), one("number", "text", {"number": number})) == found


@given(low=st.integers(-50, 50), step=st.sampled_from((0.1, 0.25, 1, 3, 7.5)), n=st.integers(0, 200))
def test_every_step_from_the_least_is_one(low, step, n):
    number = schema(f'<Number name="c" toName="text" min="{low}" step="{step}"/>')
    assert only(number, one("number", "text", {"number": low + n * step})) == set()


@pytest.mark.parametrize(
    ("attrs", "said", "found"),
    [
        ("", "2026-01-31T09:30", set()),
        ('only="time"', "09:30", set()),
        ('only="year"', "2026-01-01", set()),
        ('only="year"', 2026, set()),
        ('only="date" min="2026-01-01" max="2026-12-31"', "2026-12-31", set()),
        ('only="date" min="2026-01-01"', "2025-12-31", {"out_of_range"}),
        ('only="date" max="2026-12-31"', "2027-01-01", {"out_of_range"}),
        ('only="year" min="2000" max="2010"', "2011-01-01", {"out_of_range"}),
        ('only="year" min="2000" max="current"', "2400-01-01", set()),
        ('only="month,year" min="2024-03" max="2024-05"', "2024-06-01", {"out_of_range"}),
        ('only="date" format="%d.%m.%Y"', "31.01.2026", set()),
        ('only="date" format="%d.%m.%Y"', "2026-01-31", set()),
        ('only="date" format="%d.%m.%Y"', "32.01.2026", {"not_a_date"}),
        ('only="date" format="%d.%m.%Y" min="2026-02-01"', "31.01.2026", {"out_of_range"}),
        ('format="%B %-d, %Y %-I:%M %p"', "January 1, 2026 9:05 PM", set()),
        ('format="%Q of %Y"', "anything", set()),
        ("", "31.01.2026", {"not_a_date"}),
    ],
)
def test_dates_in_the_form_and_the_bounds_of_the_config(attrs, said, found):
    assert only(schema(f'<DateTime name="c" toName="text" {attrs}/>'), one("datetime", "text", {"datetime": said})) == found


def test_the_same_text_twice_only_where_it_is_not_forbidden():
    twice = one("textarea", "text", {"text": ["a", "A "]})
    assert only(schema('<TextArea name="c" toName="text"/>'), twice) == set()
    assert only(schema('<TextArea name="c" toName="text" skipDuplicates="true"/>'), twice) == {"repeated"}


@pytest.mark.parametrize("to", ["a", "b", "c", "a,b"])
def test_a_pairwise_names_a_side_or_itself_as_label_studio_does(to):
    assert only(schema('<Pairwise name="c" toName="a,b"/>'), one("pairwise", to, {"selected": "left"})) == set()


LIST = {"list": [{"id": "mdn"}, {"id": 7}]}


@pytest.mark.parametrize(
    ("inside", "ranker", "found"),
    [
        # What Label Studio 1.23's editor writes: the control's own name; every bucket, also an empty one; "_" for the rest.
        ("", {"c": ["7", "mdn"]}, set()),
        ("", {"rank": ["7", "mdn"]}, {"unknown_bucket"}),
        ('<Bucket name="best"/><Bucket name="ads"/>', {"_": ["7"], "best": ["mdn"], "ads": []}, set()),
        ('<Bucket name="best" default="true"/><Bucket name="ads"/>', {"best": ["mdn", "7"], "ads": []}, set()),
        ('<Bucket name="best"/>', {"best": ["mdn"], "_": ["mdn"]}, {"repeated"}),
        ('<Bucket name="best"/>', {"best": ["wiki"]}, {"unknown_id"}),
    ],
)
def test_a_ranking(inside, ranker, found):
    assert only(schema(f'<Ranker name="c" toName="list">{inside}</Ranker>'), one("ranker", "list", {"ranker": ranker}), LIST) == found


CHAIN = schema(
    '<Labels name="ner" toName="text"><Label value="PER"/></Labels>'
    '<Choices name="known" toName="text" perRegion="true"><Choice value="yes"/><Choice value="no"/></Choices>'
    '<TextArea name="who" toName="text" perRegion="true" required="true"'
    ' visibleWhen="choice-selected" whenTagName="known" whenChoiceValue="yes"/>'
)


def about(id: str, *said: str) -> list[dict]:
    place = {"start": 0, "end": 1}
    found = one("labels", "text", {**place, "labels": ["PER"]}, "ner")
    found += one("choices", "text", {**place, "choices": list(said)}, "known") if said else []
    return [{**r, "id": id} for r in found]


def test_a_question_about_a_region_waits_for_the_answer_about_the_same_region():
    assert only(CHAIN, about("r1", "no") + about("r2")) == set()
    assert only(CHAIN, about("r1", "no") + about("r2", "yes")) == {"required"}


def test_a_question_that_waits_for_a_rating_or_a_side():
    stars = schema(
        '<Rating name="c" toName="text"/><Pairwise name="p" toName="a,b"/>'
        '<TextArea name="why" toName="text" required="true" visibleWhen="choice-selected" whenTagName="c" whenChoiceValue="1,2"/>'
        '<TextArea name="how" toName="text" required="true" visibleWhen="choice-selected" whenTagName="p" whenChoiceValue="right"/>'
    )
    assert only(stars, one("rating", "text", {"rating": 5}) + one("pairwise", "a", {"selected": "left"}, "p")) == set()
    assert only(stars, one("rating", "text", {"rating": 2})) == {"required"}
    assert only(stars, one("pairwise", "a", {"selected": "right"}, "p")) == {"required"}
