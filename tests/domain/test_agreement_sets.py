"""Answers that name several labels: alpha with the Jaccard and the MASI distance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics import agreement, jaccard_distance

from domain.agreement import Ratings, jaccard_alpha, krippendorff_alpha, masi_alpha, measure
from domain.agreement import jaccard as jaccards
from domain.agreement import masi as masis
from domain.agreement.label_sets import as_set, overlap


def distances(*answers):
    pairs = overlap([as_set(answer) for answer in answers])
    return jaccards.jaccard_distance(pairs), masis.masi_distance(pairs)


def test_the_four_cases_of_the_paper():
    """Passonneau (2006), section 3: equal sets, one in the other, overlapping, disjoint."""
    jaccard, masi = distances("a | b", "a", "b | c", "d")
    assert jaccard[0] == pytest.approx([0, 1 / 2, 2 / 3, 1])
    assert masi[0] == pytest.approx([0, 1 - 1 / 2 * 2 / 3, 1 - 1 / 3 * 1 / 3, 1])
    assert (masi == masi.T).all()
    assert (np.diag(masi) == 0).all()


def test_sets_may_be_given_as_such_and_may_be_empty():
    jaccard, masi = distances(frozenset("ab"), ("b", "a"), frozenset())
    assert jaccard[0].tolist() == [0, 0, 1]
    assert masi[2].tolist() == [1, 1, 0]


def test_two_pairs_by_hand():
    """Observed: pairs {a}–{a} and {a,b}–{b}. Coincidences of distance 1/2 (Jaccard): 2 of 4; expected over the twelve ordered pairs."""
    ratings = Ratings.from_triples([1, 1, 2, 2], "xyxy", ["a", "a", "a | b", "b"])
    expected = (2 * (2 * 1 / 2) + 2 * (2 * 1) + 2 * 1 / 2) / 12
    assert jaccard_alpha(ratings).value == pytest.approx(1 - (2 * 1 / 2 / 4) / expected)


answers = st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=3)


def masi_in_fractions(one, other):
    share = len(one & other) / len(one | other)
    return 1 - share * (1 if one == other else 2 / 3 if one <= other or other <= one else 1 / 3 if one & other else 0)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(answers, min_size=3, max_size=3), min_size=2, max_size=12))
def test_the_same_as_an_independent_library(rows):
    assume(len({answer for row in rows for answer in row}) > 1)
    triples = [(who, str(item), answer) for item, row in enumerate(rows) for who, answer in zip("xyz", row, strict=True)]
    ratings = Ratings.from_triples(*zip(*((item, who, " | ".join(sorted(answer))) for who, item, answer in triples), strict=True))
    for distance, found in ((jaccard_distance, jaccard_alpha), (masi_in_fractions, masi_alpha)):
        assert found(ratings).value == pytest.approx(agreement.AnnotationTask(triples, distance=distance).alpha(), abs=1e-9)


def test_answers_of_one_label_are_as_at_the_nominal_level():
    ratings = Ratings.from_triples([1, 1, 2, 2, 3, 3], "xyxyxy", "aabbab")
    assert masi_alpha(ratings).value == krippendorff_alpha(ratings).value
    assert "masi_alpha" not in measure(ratings, rng=None)


def test_they_are_measured_where_answers_name_several():
    rows = [(i, who, "a | b" if (i + ord(who)) % 3 else "a") for i in range(20) for who in "xyz"]
    found = measure(Ratings.from_triples(*zip(*rows, strict=True)), rng=np.random.default_rng(0), draws=50)
    assert found["masi_alpha"]["low"] <= found["masi_alpha"]["value"] <= found["masi_alpha"]["high"]


def test_too_many_different_answers():
    rows = [(i, who, f"{i} | {who} | {k}") for i in range(1600) for k, who in enumerate("xy")]
    found = masi_alpha(Ratings.from_triples(*zip(*rows, strict=True)))
    assert (found.value, "3200 different answers" in found.reason) == (None, True)
