"""Agreement on spans: worked examples, and what must hold for any."""

from __future__ import annotations

import json

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement.regions import item_weights, measure_control
from domain.agreement.regions.gamma import MISSING
from tests.domain.regions_made import SPANS, control, span

TEXT = {"text": "Kim met Lee in Seoul."}
#                012345678901234567890


def measured(rows, draws=0, rng=None):
    return measure_control(control(SPANS), rows, rng=rng, draws=draws)


def value(found, name):
    return found[name]["value"]


def test_the_worked_example():
    """Bob: Kim, Lee and Seoul; Beth: Kim, "Lee in" and Seoul as a person."""
    bob = [span(0, 3), span(8, 11), span(15, 20, "LOC")]
    beth = [span(0, 3), span(8, 14), span(15, 20)]
    found = measured([(1, "bob", bob, TEXT), (1, "beth", beth, TEXT)])
    assert value(found, "exact_f1") == pytest.approx(2 * 1 / 6)
    assert value(found, "overlap_f1") == pytest.approx(2 * 2 / 6)
    assert value(found, "character_f1") == pytest.approx(2 * (3 + 3) / (11 + 14))
    assert value(found, "place_f1") == pytest.approx(2 * (3 + 3 + 5) / (11 + 14))
    assert value(found, "exact_f1_mean") == pytest.approx(2 * 2 / 6)
    person = next(row for row in found["per_label"] if row["label"] == "PER")
    assert person["exact_f1"]["value"] == pytest.approx(2 * 1 / 5)
    (pair,) = found["per_pair"]
    assert (pair["annotators"], pair["items"], pair["exact_f1"]["value"]) == (["beth", "bob"], 1, pytest.approx(1 / 3))
    assert found["headline"] == "exact_f1"


def test_alpha_by_character_is_that_of_an_independent_implementation():
    bob = [span(0, 3), span(8, 11), span(15, 20, "LOC")]
    beth = [span(0, 3), span(8, 14)]
    dora = [span(8, 11), span(14, 20, "LOC")]
    found = measured([(1, who, spans, TEXT) for who, spans in (("bob", bob), ("beth", beth), ("dora", dora))])

    def row(spans):
        marked = [0] * len(TEXT["text"])
        for one in spans:
            for place in range(one["value"]["start"], one["value"]["end"]):
                marked[place] = 1 if one["value"]["labels"] == ["PER"] else 2
        return marked

    expected = krippendorff.alpha([row(bob), row(beth), row(dora)], level_of_measurement="nominal")
    assert value(found, "character_alpha") == pytest.approx(expected)
    tokens = [(0, 3), (4, 7), (8, 11), (12, 14), (15, 20), (20, 21)]
    by_token = [[max(row(spans)[start:end]) for start, end in tokens] for spans in (bob, beth, dora)]
    assert value(found, "token_alpha") == pytest.approx(krippendorff.alpha(by_token, level_of_measurement="nominal"))


def test_code_points_not_units():
    text = {"text": "👍🏽 김철수"}
    found = measured([(1, who, [span(3, 6)], text) for who in "ab"])
    assert (value(found, "exact_f1"), value(found, "token_alpha")) == (1, 1)


def test_who_marked_nothing_counts():
    found = measured([(1, "a", [span(0, 3)], TEXT), (1, "b", [], TEXT), (2, "a", [], TEXT), (2, "b", [], TEXT)])
    assert value(found, "exact_f1") == 0
    assert (found["exact_f1"]["items"], found["exact_f1_mean"]["items"]) == (1, 2)
    assert value(found, "exact_f1_mean") == 0.5


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "No item has been answered by two annotators."),
        ([(1, "a", [span(0, 3)], TEXT)], "No item has been answered by two annotators."),
        ([(1, "a", [], TEXT), (1, "b", [], TEXT)], "Nobody marked anything"),
    ],
)
def test_undefined_says_why(rows, why):
    found = measured(rows, draws=10, rng=np.random.default_rng(0))
    for name in ("exact_f1", "overlap_f1", "character_f1"):
        assert found[name]["value"] is None
        assert why in found[name]["reason"]
    assert found["character_alpha"]["value"] is None
    assert found["character_alpha"]["reason"]


def test_gamma_says_what_it_needs_or_is_there():
    found = measured([(1, who, [span(0, 3), span(8, 11)], TEXT) for who in "ab"])
    assert found["gamma"]["reason"] == MISSING or value(found, "gamma") == pytest.approx(1)


def test_labels_are_compared_where_the_place_is_the_same():
    bob = [span(0, 3), span(8, 11), span(15, 20, "LOC")]
    beth = [span(0, 3), span(8, 11, "LOC"), span(15, 20, "LOC")]
    found = measured([(1, "bob", bob, TEXT), (1, "beth", beth, TEXT)])
    expected = krippendorff.alpha([[0, 0, 1], [0, 1, 1]], level_of_measurement="nominal")
    assert value(found, "label_alpha") == pytest.approx(expected)


def test_the_most_disputed_item_weighs_most():
    rows = [(n, who, [span(0, 3 + 2 * n * (who == "b"))], TEXT) for n in range(3) for who in "ab"]
    weights = item_weights(control(SPANS), rows)
    assert weights[0] == 0
    assert weights[0] < weights[1] < weights[2] <= 1


spans = st.lists(
    st.tuples(st.integers(0, 15), st.integers(1, 5), st.sampled_from(["PER", "LOC"])).map(
        lambda one: span(one[0], one[0] + one[1], one[2])
    ),
    max_size=4,
)
rows = st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abc"), spans), max_size=10)
F1 = ("exact_f1", "overlap_f1", "character_f1", "place_f1", "exact_f1_mean", "character_f1_mean")


@settings(max_examples=40)
@given(rows)
def test_never_nan_never_outside(rows):
    found = measured([(*row, TEXT) for row in rows], draws=20, rng=np.random.default_rng(0))
    json.dumps(found, allow_nan=False)
    for name in found["names"]:
        figure = found[name]
        assert figure["value"] is not None or figure["reason"]
        for part in ("value", "low", "high"):
            assert figure[part] is None or (0 if name in F1 else -1) <= figure[part] <= 1 + 1e-9


@settings(max_examples=25)
@given(rows)
def test_who_is_called_what_changes_nothing(rows):
    renamed = {"a": "zoe", "b": "anna", "c": "mia"}
    other = {"PER": "Zoo", "LOC": "Arc"}

    def relabelled(result):
        return [span(one["value"]["start"], one["value"]["end"], other[one["value"]["labels"][0]]) for one in result]

    one = measured([(*row, TEXT) for row in rows])
    two = measured([(item, renamed[who], relabelled(result), TEXT) for item, who, result in rows])
    for name in one["names"]:
        assert one[name]["value"] == pytest.approx(two[name]["value"], abs=1e-9)


@settings(max_examples=25)
@given(st.lists(spans.filter(bool), min_size=1, max_size=4))
def test_one_on_identical_work(work):
    found = measured([(n, who, result, TEXT) for n, result in enumerate(work) for who in "ab"])
    for name in (*F1, "character_alpha"):
        assert found[name]["value"] in (None, pytest.approx(1))
        assert found[name]["value"] is not None or name == "character_alpha"
