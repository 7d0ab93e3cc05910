"""Spans as tags of units and back."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from domain.learnable import Span
from ml_backend.spans.tags import best_path, forbidden, tags, to_spans, to_tags, without_overlaps
from ml_backend.spans.units import units

LABELS = ["A", "B"]
texts = st.text(alphabet="ab가나1 👍.", max_size=30)


@st.composite
def marked(draw):
    text = draw(texts)
    cut = units(text)
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        if cut:
            a, b = sorted((draw(st.integers(0, len(cut) - 1)), draw(st.integers(0, len(cut) - 1))))
            spans.append(Span(cut[a][0], cut[b][1], draw(st.sampled_from(LABELS))))
    return text, spans


@given(texts)
def test_units_cover_all_but_white_space(text):
    cut = units(text)
    assert "".join(text[a:b] for a, b in cut) == "".join(text.split())
    assert all(a < b for a, b in cut)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(cut))


def test_units_end_where_scripts_do():
    text = "박씨는 COVID19에 👍좋아!"
    assert [text[a:b] for a, b in units(text)] == ["박", "씨", "는", "COVID", "19", "에", "👍", "좋", "아", "!"]


@given(marked())
def test_spans_on_units_come_back_as_they_were(case):
    text, spans = case
    kept, dropped = without_overlaps(spans, LABELS)
    cut = units(text)
    found, inexact = to_tags(cut, kept, LABELS)
    assert inexact == 0
    assert to_spans(cut, found, LABELS) == tuple(kept)
    assert len(kept) + dropped == len(spans)


@given(marked())
def test_the_kept_do_not_overlap_and_each_dropped_one_overlaps_a_longer_or_equal_one(case):
    _, spans = case
    kept, _ = without_overlaps(spans, LABELS)
    assert all(one.end <= two.start for one, two in itertools.pairwise(kept))
    for span in set(spans) - set(kept):
        assert any(k.start < span.end and span.start < k.end and k.end - k.start >= span.end - span.start for k in kept)


def test_of_one_place_the_first_label_is_kept():
    assert without_overlaps([Span(0, 2, "B"), Span(0, 2, "A")], LABELS) == ([Span(0, 2, "A")], 1)


def test_a_unit_goes_to_the_span_that_holds_more_of_it():
    for edge, label in ((2, "B"), (3, "A")):
        found, inexact = to_tags([(0, 5)], [Span(0, edge, "A"), Span(edge, 5, "B")], LABELS)
        assert [tags(LABELS)[t] for t in found] == [f"B-{label}"]
        assert inexact == 2


@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_best_path_is_the_best_of_all(n, seed):
    scores = np.random.default_rng(seed).normal(size=(n, 5))
    first, pairs = forbidden(2)

    def worth(path):
        return scores[range(n), path].sum() + first[path[0]] + sum(pairs[a, b] for a, b in itertools.pairwise(path))

    best = max(itertools.product(range(5), repeat=n), key=worth)
    assert worth(list(best_path(scores, first, pairs))) == worth(list(best)) > -np.inf
