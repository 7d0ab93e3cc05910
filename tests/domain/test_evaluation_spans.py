"""Precision, recall and F1 of whole spans."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.evaluation import evaluate_spans
from domain.learnable import Span

LABELS = ["PER", "LOC"]
span = st.builds(lambda a, n, label: Span(a, a + n, label), st.integers(0, 20), st.integers(1, 5), st.sampled_from(LABELS))
items = st.lists(st.tuples(st.sets(span, max_size=4), st.sets(span, max_size=4)), min_size=1, max_size=8)


def report(truth, predicted, **more):
    return evaluate_spans(truth, predicted, LABELS, rng=np.random.default_rng(0), resamples=more.pop("resamples", 5), **more)


def test_a_worked_example():
    """Five true spans, four predicted: two right, one with a wrong label, one with wrong edges; one true span is missed."""
    truth = [[Span(0, 2, "PER"), Span(5, 7, "LOC"), Span(9, 12, "PER")], [Span(0, 3, "LOC")], [Span(1, 2, "PER")]]
    said = [[Span(0, 2, "PER", 0.9), Span(5, 7, "PER"), Span(9, 11, "PER")], [Span(0, 3, "LOC")], []]
    found = report(truth, said)
    assert found["precision"]["value"] == 2 / 4
    assert found["recall"]["value"] == 2 / 5
    assert found["f1"]["value"] == pytest.approx(2 * 2 / 9)
    assert found["mistakes"] == {"label": 1, "edges": 1, "made_up": 0, "missed": 1}
    per = {row["class"]: row for row in found["per_class"]}
    assert per["PER"]["f1"]["value"] == pytest.approx(2 * 1 / 6)
    assert per["LOC"]["f1"]["value"] == pytest.approx(2 * 1 / 3)
    assert found["macro_f1"]["value"] == pytest.approx((1 / 3 + 2 / 3) / 2)
    assert found["exact_items"]["value"] == pytest.approx(1 / 3)


@given(items)
@settings(max_examples=40)
def test_the_right_answer_is_right_and_the_turned_question_turns_precision_and_recall(rows):
    truth, said = ([list(pair[i]) for pair in rows] for i in (0, 1))
    assert report(truth, truth)["exact_items"]["value"] == 1
    one, two = report(truth, said), report(said, truth)
    assert one["precision"]["value"] == two["recall"]["value"]
    assert one["f1"]["value"] == two["f1"]["value"]
    wrong = one["mistakes"]
    assert wrong["label"] + wrong["edges"] + wrong["made_up"] == sum(len(b - a) for a, b in rows)
    for name in ("precision", "recall", "f1"):
        assert (one[name]["value"] is None) == bool(one[name]["reason"] and "resamples" not in one[name]["reason"])


def test_what_is_undefined_says_why():
    found = report([[], []], [[], []])
    assert found["f1"]["value"] is None
    assert found["f1"]["reason"] == "there are no spans, true or predicted"
    assert found["exact_items"]["value"] == 1
    assert report([], [])["warnings"] == ["There are no test items."]


def test_the_interval_holds_the_figure_and_twins_do_not_narrow_it():
    rng = np.random.default_rng(1)
    truth = [[Span(0, 2, "PER")] for _ in range(100)]
    said = [[Span(0, 2 + int(rng.random() < 0.4), "PER")] for _ in range(100)]
    one = report(truth, said, resamples=400)["f1"]
    assert one["low"] < one["value"] < one["high"]
    twins = report(truth * 4, said * 4, groups=list(range(100)) * 4, resamples=400)["f1"]
    assert twins["high"] - twins["low"] == pytest.approx(one["high"] - one["low"], rel=0.25)


def test_an_unknown_label_is_refused():
    with pytest.raises(Invalid, match="not among the labels: ORG"):
        report([[]], [[Span(0, 1, "ORG")]])
