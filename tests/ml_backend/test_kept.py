"""What is kept in memory answers as reading anew does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse import random as sparse

from ml_backend.features import kept
from ml_backend.features.kept import Kept
from ml_backend.features.rows import Rows
from ml_backend.features.vectorise import weigh


class Reading:
    """Each text's row is its length and its letters; every text that is read is written down."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: list[str]) -> Rows:
        self.texts += texts
        dense = np.array([[len(t), 1.0] for t in texts], np.float32).reshape(-1, 2)
        letters = np.array([[t.count(c) for c in "abc"] for t in texts], np.float32).reshape(-1, 3)
        return Rows(dense, csr_matrix(letters))


def same(one: Rows, other: Rows) -> bool:
    alike = (one.dense == other.dense).all() and (one.sparse.toarray() == other.sparse.toarray()).all()
    return bool(alike) and one.dense.dtype == np.float32


_TEXTS = st.lists(st.text("abc", max_size=4), max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.lists(_TEXTS, max_size=6), st.sampled_from([0, 200, 10**6]), st.integers(1, 3))
def test_as_reading_anew(asked, most, blocks):
    before, kept._BLOCKS = kept._BLOCKS, blocks
    try:
        here = Kept(most)
        for texts in asked:
            assert same(here.rows("key", texts, Reading()), Reading()(texts))
    finally:
        kept._BLOCKS = before


def test_a_text_is_read_once():
    here, reading = Kept(), Reading()
    for texts in (["a", "b", "a"], ["b", "c"], ["c", "a"]):
        here.rows("key", texts, reading)
    assert reading.texts == ["a", "b", "c"]


def test_another_way_of_reading_begins_anew():
    here, reading = Kept(), Reading()
    for key in ("one", "other", "one"):
        here.rows(key, ["a"], reading)
    assert reading.texts == ["a", "a", "a"]


def test_what_does_not_fit_is_read_each_time():
    here, reading = Kept(most=0), Reading()
    for _ in range(2):
        here.rows("key", ["a", "a"], reading)
    assert len(reading.texts) >= 2
    assert here._shelves["key"].size == 0


@pytest.mark.parametrize("seed", range(5))
def test_weighed_rows_have_length_one_and_the_known_columns(seed):
    rng = np.random.default_rng(seed)
    raw = sparse(9, 40, 0.2, format="csr", dtype=np.float32, rng=rng)
    columns = np.sort(rng.choice(40, 15, replace=False)).astype(np.int32)
    weights = rng.random(15).astype(np.float32) + 0.5
    found = weigh(Rows(sparse=raw), (columns, weights)).sparse.toarray()
    expected = raw.toarray()[:, columns] * weights
    lengths = np.linalg.norm(expected, axis=1, keepdims=True)
    assert found == pytest.approx(expected / np.maximum(lengths, 1e-12), abs=1e-6)
