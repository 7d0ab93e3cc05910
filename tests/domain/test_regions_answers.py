"""Agreement on transcriptions, numbers, rankings, several labels at once."""

from __future__ import annotations

import json

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.distance import edit_distance
from scipy.stats import kendalltau

from domain.agreement.regions import controls_of, item_weights, measure_control
from domain.agreement.regions.rankings import tau
from domain.agreement.regions.transcription import edits
from domain.schema import compile_config
from tests.domain.regions_made import answer, control

TEXT = '<View><Text name="x" value="$text"/><TextArea name="t" toName="x"/></View>'
TOPICS = (
    '<View><Text name="x" value="$text"/><Choices name="c" toName="x" choice="multiple">'
    '<Choice value="a"/><Choice value="b"/><Choice value="d"/></Choices></View>'
)
RATING = '<View><Text name="x" value="$text"/><Rating name="r" toName="x"/></View>'
NUMBER = '<View><Text name="x" value="$text"/><Number name="n" toName="x"/></View>'
RANKER = '<View><List name="x" value="$items"/><Ranker name="k" toName="x"/></View>'


def measured(config, name, kind, given, tag=None):
    """given: of each item, each annotator's value."""
    rows = [(n, who, [answer(name, kind, value, tag)], None) for n, of in enumerate(given) for who, value in enumerate(of)]
    found = measure_control(control(config), rows, rng=np.random.default_rng(0), draws=50)
    json.dumps(found, allow_nan=False)
    return found, item_weights(control(config), rows)


def test_error_rates():
    """kitten → sitting: 3 edits over 6 + 7 letters both ways; "the cat" → "a cat": one word of two."""
    found, weights = measured(TEXT, "t", "text", [(["kitten"], ["sitting"])], "textarea")
    assert found["cer"]["value"] == pytest.approx(2 * 3 / 13)
    found, weights = measured(TEXT, "t", "text", [(["the cat"], ["a cat"]), (["same"], ["same"])], "textarea")
    assert found["wer"]["value"] == pytest.approx(2 * 1 / 6)
    assert found["same"]["value"] == 0.5
    assert weights[1] == 0 < weights[0]


@given(st.text(max_size=70), st.text(max_size=70))
def test_edits_are_those_of_an_independent_implementation(a, b):
    assert edits(a, b) == edit_distance(a, b)
    assert edits(a.split(), b.split()) == edit_distance(a.split(), b.split())


def test_stars_and_numbers():
    stars = [(5, 4), (1, 1), (3, 2), (4, 4), (2, 5)]
    found, weights = measured(RATING, "r", "rating", stars)
    expected = krippendorff.alpha(list(zip(*stars, strict=True)), level_of_measurement="ordinal")
    assert found["krippendorff_alpha"]["value"] == pytest.approx(expected)
    assert weights[4] == pytest.approx(3 / 4)
    found, _ = measured(NUMBER, "n", "number", [(0.5, 0.7), (3.25, 3), (8, 7.5)])
    assert found["krippendorff_alpha"]["value"] == pytest.approx(
        krippendorff.alpha([[0.5, 3.25, 8], [0.7, 3, 7.5]], level_of_measurement="interval")
    )
    assert found["icc"]["value"] > 0.9


def test_several_labels_at_once():
    """nltk's MASI distance rounds its thirds, so the example is one where it does not matter: equal, or nothing in common."""
    found, weights = measured(TOPICS, "c", "choices", [(["a"], ["a"]), (["a", "b"], ["d"]), (["d"], ["d"]), (["a", "b"], ["b"])])
    assert found["kind"] == "labels"
    assert weights == {0: 0, 1: 1, 2: 0, 3: 0.5}
    assert -1 <= found["masi_alpha"]["value"] <= found["jaccard_alpha"]["value"] <= 1
    of_b = next(row for row in found["per_label"] if row["label"] == "b")["krippendorff_alpha"]["value"]
    expected = krippendorff.alpha([[0, 1, 0, 1], [0, 0, 0, 1]], level_of_measurement="nominal")
    assert of_b == pytest.approx(expected)


def test_none_of_the_labels_is_an_answer_too():
    rows = [(1, "a", [], None), (1, "b", [answer("c", "choices", ["a"])], None), (2, "a", [], None), (2, "b", [], None)]
    found = measure_control(control(TOPICS), rows, rng=None, draws=0)
    assert found["items"] == 2
    assert found["jaccard_alpha"]["value"] == pytest.approx(0)


def test_rankings():
    orders = [({"k": ["a", "b", "c"]}, {"k": ["a", "c", "b"]}), ({"k": ["a", "b"]}, {"k": ["b", "a"]})]
    found, weights = measured(RANKER, "k", "ranker", orders)
    assert found["tau"]["value"] == pytest.approx((1 / 3 - 1) / 2)
    assert found["same"]["value"] == 0.5
    assert weights[1] > weights[0]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=8))
def test_tau_is_scipys(pairs):
    a, b = zip(*pairs, strict=True)
    found = tau(a, b)
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(kendalltau(a, b).statistic)


@pytest.mark.parametrize(
    ("config", "kind"), [(TEXT, "text"), (TOPICS, "labels"), (RATING, "rating"), (NUMBER, "number"), (RANKER, "ranking")]
)
def test_nothing_to_measure_says_so(config, kind):
    (one,) = controls_of(compile_config(config))
    found = measure_control(one, [], rng=np.random.default_rng(0), draws=10)
    assert found["kind"] == kind
    for name in found["names"]:
        assert found[name]["value"] is None
        assert found[name]["reason"]


def test_the_first_choice_is_left_to_the_statistics_of_categories():
    single = TOPICS.replace('"multiple"', '"single"')
    assert controls_of(compile_config(single)) == []
