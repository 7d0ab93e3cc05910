"""What people said of something generated, as one verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.validation import Judgement, verdict

GOOD = Judgement(True, True, True)
judgements = st.lists(st.builds(Judgement, st.booleans(), st.booleans(), st.booleans()), min_size=2, max_size=7)


@given(judgements)
def test_all_is_never_easier_than_the_majority(given):
    majority, everybody = verdict(given), verdict(given, "all")
    assert majority.accepted or not everybody.accepted
    assert majority.agreed == sum(one == GOOD for one in given)
    assert bool(majority.reason) != majority.accepted


@given(judgements, st.randoms())
def test_in_any_order(given, random):
    shuffled = random.sample(given, len(given))
    assert verdict(shuffled) == verdict(given)


@pytest.mark.parametrize(
    ("given", "accepted", "reason"),
    [
        ([GOOD, GOOD], True, ""),
        ([GOOD, Judgement(False, True, True)], False, "other_label"),
        ([GOOD, GOOD, Judgement(False, False, False)], True, ""),
        ([GOOD, Judgement(True, False, True), Judgement(True, False, True)], False, "unnatural"),
        ([GOOD, Judgement(True, True, False), Judgement(True, True, False)], False, "too_close"),
        ([Judgement(False, True, True), Judgement(True, False, True), Judgement(True, True, False)], False, "split"),
        ([Judgement(False, False, True), Judgement(False, False, True)], False, "other_label"),
    ],
)
def test_by_hand(given, accepted, reason):
    found = verdict(given)
    assert (found.accepted, found.reason) == (accepted, reason)


def test_a_tie_is_no_majority():
    assert not verdict([GOOD, GOOD, Judgement(True, True, False), Judgement(True, True, False)]).accepted


def test_one_person_is_no_consensus():
    with pytest.raises(Invalid) as refused:
        verdict([GOOD])
    assert refused.value.code == "too_few"
    with pytest.raises(Invalid):
        verdict([GOOD, GOOD], "loudest")
