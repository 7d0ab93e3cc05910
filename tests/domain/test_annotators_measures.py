"""Measures of one annotator: each against a count by hand, and what must hold of any work."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from domain import annotators
from domain.annotators import Work


def work(rows) -> Work:
    return Work.from_rows(rows)


def votes(*said: str) -> Work:
    """Each word is one task, each letter a person's label in turn: "aab" → ann and bob say a, cy says b."""
    people = ("ann", "bob", "cy", "dee", "eve")
    rows = [(people[n], task, task, label, None, 0, None) for task, word in enumerate(said) for n, label in enumerate(word) if label != "-"]
    return work(rows)


def others(done: Work) -> dict:
    found = annotators.against_others(done.person, done.task, done.label, len(done.people))
    return dict(zip(done.people, found, strict=True))


def test_gold_is_the_share_that_was_right_with_wilsons_interval():
    found = annotators.against_gold(np.array([1, 1, 1, 0, -1, -1]))
    assert (found.value, found.items) == (0.75, 4)
    assert found.low == pytest.approx(0.3006, abs=1e-4)
    assert found.high == pytest.approx(0.9544, abs=1e-4)


def test_without_gold_there_is_a_reason_instead_of_a_number():
    assert annotators.against_gold(np.array([-1, -1])).reason == "They answered no gold."


def test_one_is_left_out_of_the_majority_they_are_measured_against():
    found = others(votes("aab", "aba", "bba"))
    # ann: [a | a b] tie, [a | b a] tie, [b | b a] tie; nobody of three who are split can be judged …
    assert found["ann"].ties == 3
    # … but who stands against two of one mind is.
    assert found["cy"].agreement.value == 0.0
    assert (found["cy"].agreement.items, found["cy"].ties) == (2, 1)


def test_who_was_alone_is_not_judged():
    found = others(votes("a--", "aa-"))
    assert (found["ann"].alone, found["ann"].agreement.items, found["ann"].agreement.value) == (1, 1, 1.0)


@given(st.lists(st.text(alphabet="abc-", min_size=1, max_size=5), min_size=1, max_size=12))
def test_the_fast_way_says_what_counting_says(said):
    done = votes(*said)
    found = others(done)
    for person in done.people:
        code = done.people.index(person)
        hits = judged = ties = alone = 0
        for row in np.flatnonzero(done.person == code):
            beside = done.label[(done.task == done.task[row]) & (done.person != code)]
            counts = np.bincount(beside, minlength=3)
            top = np.flatnonzero(counts == counts.max())
            alone += not len(beside)
            ties += bool(len(beside)) and len(top) > 1
            if len(beside) and len(top) == 1:
                judged += 1
                hits += top[0] == done.label[row]
        assert (found[person].agreement.items, found[person].ties, found[person].alone) == (judged, ties, alone)
        if judged:
            assert found[person].agreement.value == pytest.approx(hits / judged)


def test_too_fast_is_under_a_fifth_of_what_the_team_takes():
    found = annotators.pace(np.array([1.0, 1.5, 10.0, 12.0, np.nan]), 10.0)
    assert (found.limit, found.timed, found.too_fast.value, found.median) == (2.0, 4, 0.5, 5.75)


def test_without_times_nothing_is_said_of_the_pace():
    assert annotators.pace(np.array([np.nan]), 10.0).too_fast.reason
    assert annotators.pace(np.array([]), None).median is None


def test_a_fall_over_the_weeks_is_a_trend_and_level_work_is_none():
    week = np.repeat([1, 2, 3, 4], 50)
    falls = np.concatenate([np.r_[np.ones(n), np.zeros(50 - n)] for n in (48, 40, 32, 24)]).astype(int)
    found = annotators.drift(week, falls)
    assert [estimate.value for _, estimate in found.weeks] == [0.96, 0.8, 0.64, 0.48]
    assert found.is_trend
    assert found.z < 0
    assert not annotators.drift(week, np.tile([1, 1, 1, 0, 1], 40)).is_trend


def test_the_trend_is_cochran_armitages():
    """T²-form of the test as statsmodels has it: Table.test_ordinal_association with these scores, its z without correction."""
    from statsmodels.stats.contingency_tables import Table

    hits, of = np.array([10, 14, 20]), np.array([30, 30, 30])
    week = np.repeat([0, 1, 2], of)
    hit = np.concatenate([np.r_[np.ones(h), np.zeros(n - h)] for h, n in zip(hits, of, strict=True)]).astype(int)
    table = Table(np.array([hits, of - hits]).T, shift_zeros=False)
    theirs = table.test_ordinal_association(row_scores=np.array([0, 1, 2]), col_scores=np.array([1, 0])).zscore
    n = of.sum()  # theirs divides by n − 1, as a permutation test does
    assert annotators.drift(week, hit).z == pytest.approx(theirs * math.sqrt(n / (n - 1)))


def test_long_runs_are_told_from_the_same_answers_well_mixed():
    mixed = np.random.default_rng(1).permutation(np.repeat([0, 1, 2], 40))
    nobody = np.zeros(3)
    assert annotators.sameness(np.repeat([0, 1, 2], 40), nobody).runs_z < -8
    assert abs(annotators.sameness(mixed, nobody).runs_z) < 3
    assert annotators.sameness(np.repeat([0, 1], [3, 5]), nobody).longest_run == 5


def test_the_runs_test_of_two_kinds_is_wald_and_wolfowitz():
    from statsmodels.sandbox.stats.runs import Runs

    said = np.array([0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1])
    assert annotators.sameness(said, np.zeros(2)).runs_z == pytest.approx(Runs(said).runs_test(correction=False)[0])


def test_entropy_is_told_beside_that_of_the_others():
    found = annotators.sameness(np.array([0] * 8), np.array([8, 8]))
    assert (found.entropy, found.entropy_of_others) == (0.0, 1.0)
    assert (found.most_used_share, found.most_used_share_of_others) == (1.0, 0.5)
    assert found.runs_z is None


def test_self_agreement_is_kappa_over_items_shown_again():
    item = np.array([1, 2, 3, 4, 1, 2, 3, 4, 9])
    label = np.array([0, 0, 1, 1, 0, 1, 1, 1, 0])
    found = annotators.self_agreement(item, label, rng=np.random.default_rng(0))
    assert (found.value, found.items) == (pytest.approx(0.5), 4)
    alone = annotators.self_agreement(np.array([1, 2]), np.array([0, 1]), rng=np.random.default_rng(0))
    assert alone.value is None
    assert alone.reason


def team(spammer: list[tuple[str, float]], n: int = 60):
    """Three who read and agree, in random order, and one more whose (label, seconds) are given."""
    rng = np.random.default_rng(4)
    truth = rng.choice(["a", "b", "c"], size=n)
    rows = [(who, t, t, truth[t] if rng.random() < 0.9 else "a", 8 + rng.random(), 0, None) for t in range(n) for who in ("x", "y", "z")]
    rows += [("spam", t, t, said, took, 0, None) for t, (said, took) in enumerate(spammer)]
    return annotators.measure(work(rows), rng=rng), truth


def codes(found, who) -> set[str]:
    return {sign.code for sign in found[who].signs}


def test_who_clicks_the_same_in_a_blink_shows_it_and_the_careful_do_not():
    found, _ = team([("a", 0.4)] * 60)
    assert codes(found, "spam") == {"fast", "one_answer", "below_others"}
    assert all(not codes(found, who) for who in ("x", "y", "z"))


def test_blocks_of_one_answer_are_seen():
    found, _ = team([("abc"[n // 20], 8.0) for n in range(60)])
    assert "long_runs" in codes(found, "spam")


def test_an_order_that_groups_answers_accuses_nobody():
    rows = [(who, t, t, "abc"[t // 20], 8.0, 0, None) for t in range(60) for who in ("x", "y", "z")]
    found = annotators.measure(work(rows), rng=np.random.default_rng(0))
    assert not any(one.signs for one in found.values())


def test_of_a_few_answers_nothing_is_said():
    found, _ = team([("a", 0.1)] * 10)
    assert not found["spam"].signs


def test_a_fall_is_a_sign():
    rng = np.random.default_rng(0)
    rows = [("x", t, t, "a", 5.0, t // 30, rng.random() < (0.98, 0.8, 0.5)[t // 30]) for t in range(90)]
    found = annotators.measure(work(rows), rng=rng)["x"]
    assert [sign.facts["what"] for sign in found.signs if sign.code == "falling"] == ["gold"]


def test_no_work_measures_nobody():
    assert annotators.measure(work([]), rng=np.random.default_rng(0)) == {}


ROW = st.tuples(
    st.sampled_from(["ann", "bob", "cy"]),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(["a", "b", None]),
    st.one_of(st.none(), st.floats(0, 1000)),
    st.integers(0, 5),
    st.sampled_from([True, False, None]),
)


@given(st.lists(ROW, max_size=40, unique_by=lambda row: row[:2]))
def test_whatever_the_work_every_figure_is_a_share_or_says_why(rows):
    for one in annotators.measure(work(rows), rng=np.random.default_rng(0)).values():
        for estimate in (one.gold, one.others.agreement, one.pace.too_fast):
            if estimate.value is None:
                assert estimate.reason
            else:
                assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
        for number in (one.sameness.runs_z, one.gold_by_week.z, one.itself.value, one.pace.median):
            assert number is None or math.isfinite(number)


@given(arrays.arrays(np.int64, st.integers(1, 40), elements=st.integers(0, 3)))
def test_other_names_for_the_labels_change_nothing(said):
    other = (said + 1) % 4
    one, two = (annotators.sameness(codes, np.bincount(codes)) for codes in (said, other))
    assert (one.longest_run, one.runs_z) == (two.longest_run, two.runs_z)
    assert one.entropy == pytest.approx(two.entropy)
