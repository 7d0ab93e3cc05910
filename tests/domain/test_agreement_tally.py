"""Ratings that come in one by one give the figures of those read at once."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement import Ratings, Tally, measure
from domain.errors import Invalid

NUMBER = 40


def at_once(rows):
    return Ratings.from_triples(*(zip(*rows, strict=True) if rows else ([], [], [])))


def same(one, other):
    """Values and intervals to the digit, whatever order the people stand in."""
    by_pair = [{frozenset(map(str, pair["annotators"])): pair["value"] for pair in found.pop("cohen_kappa")} for found in (one, other)]
    by_person = [
        {one["annotator"]: (one["annotations"], one["agreement"]["value"]) for one in found.pop("per_annotator")} for found in (one, other)
    ]
    assert by_pair[0].keys() == by_pair[1].keys()
    for pair, value in by_pair[0].items():
        assert value == (None if by_pair[1][pair] is None else pytest.approx(by_pair[1][pair], abs=1e-9))
    assert by_person[0].keys() == by_person[1].keys()
    for person, (number, value) in by_person[0].items():
        assert number == by_person[1][person][0]
        assert value == (None if by_person[1][person][1] is None else pytest.approx(by_person[1][person][1], abs=1e-9))
    light = [found.pop("light_kappa") for found in (one, other)]  # its kinds of items are numbered by the order of the people
    assert light[0]["value"] == (None if light[1]["value"] is None else pytest.approx(light[1]["value"], abs=1e-9))
    for found in (one, other):
        found["self_agreement"].pop("low"), found["self_agreement"].pop("high")
    assert one == other


class Plain:
    """The same verbs on a list of rows."""

    def __init__(self):
        self.rows = []

    def add(self, item, who, label):
        self.rows.append((item, who, label))

    def replace(self, item, who, label):
        places = [place for place, row in enumerate(self.rows) if row[:2] == (item, who)]
        if places:
            self.rows[places[-1]] = (item, who, label)
        else:
            self.rows.append((item, who, label))

    def remove(self, item, who, label):
        self.rows = [row for row in self.rows if row[:2] != (item, who)]


steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add", "replace", "remove"]), st.integers(0, 4), st.sampled_from("abc"), st.sampled_from("xyz")
    ),
    max_size=30,
)


@settings(deadline=None)
@given(steps, st.integers(0, 30), st.booleans())
def test_whatever_comes_in_the_figures_are_those_of_reading_all_at_once(verbs, when, stored):
    tally, plain = Tally(), Plain()
    for place, (verb, item, who, label) in enumerate(verbs):
        if place == when:
            tally.measure(rng=None)  # worked in between
            tally = Tally.from_arrays(tally.to_arrays()) if stored else tally
        getattr(tally, verb)(*((item, who) if verb == "remove" else (item, who, label)))
        getattr(plain, verb)(item, who, label)
    assert len(tally) == len(plain.rows)
    found = tally.measure(rng=np.random.default_rng(0), draws=NUMBER)
    # The items stand in the order of their first coming; so must they in what it is held against for the draws to be the same.
    ordered = sorted(plain.rows, key=lambda row: [item for _, item, _, _ in verbs].index(row[0]))
    same(found, measure(at_once(ordered), rng=np.random.default_rng(0), draws=NUMBER))


def test_of_rows_is_as_adding_them():
    rows = [(i, who, (i + k) % 3) for i in range(9) for k, who in enumerate("abc")] + [(0, "a", 2)]
    tally = Tally.of(rows)
    same(tally.measure(rng=np.random.default_rng(0)), measure(at_once(rows), rng=np.random.default_rng(0)))
    assert tally.ratings().repeats == 1


def test_a_correction_is_no_repeat():
    tally = Tally.of([(1, "a", "x"), (1, "b", "y")])
    tally.replace(1, "b", "x")
    assert tally.ratings().repeats == 0
    assert tally.measure(rng=None)["raw"]["value"] == 1


def test_levels_and_orders_go_through():
    tally = Tally.of([(1, "a", "low"), (1, "b", "mid"), (2, "a", "high"), (2, "b", "high")])
    found = tally.measure(level="ordinal", order=["low", "mid", "high"], rng=None)
    assert found["labels"] == ["low", "mid", "high"]
    assert found["krippendorff_alpha"]["reason"] is None
    with pytest.raises(Invalid, match="Not in the given order of labels: mid"):
        tally.ratings(order=["low", "high"])


def test_it_is_kept_small():
    rng = np.random.default_rng(0)
    tally = Tally.of([(i, who, f"label{int(rng.integers(5))}") for i in range(2000) for who in range(5)])
    kept = io.BytesIO()
    np.savez(kept, **tally.to_arrays())
    assert len(kept.getvalue()) < 8 * len(tally)
    kept.seek(0)
    with np.load(kept) as arrays:
        same(Tally.from_arrays(arrays).measure(rng=None), tally.measure(rng=None))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda arrays: arrays.pop("item"),
        lambda arrays: arrays.update(names=np.frombuffer(b"not json", np.uint8)),
        lambda arrays: arrays.update(label=arrays["label"] + 7),
        lambda arrays: arrays.update(label=arrays["label"][:1]),
        lambda arrays: arrays.update(names=np.frombuffer(b"[1]", np.uint8)),
        lambda arrays: arrays.update(names=np.frombuffer(b"7", np.uint8)),
    ],
)
def test_arrays_that_hold_none_are_refused(spoil):
    arrays = Tally.of([(1, "a", "x"), (1, "b", "y")]).to_arrays()
    spoil(arrays)
    with pytest.raises(Invalid, match="hold no tally"):
        Tally.from_arrays(arrays)
