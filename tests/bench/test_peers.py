"""small-text and modAL as guests: they are asked in their own way, and what they pick is theirs."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from bench import peers
from domain import sampling
from ml_backend.simulation import Sight

LIBRARIES = ("small_text", "modal")


def sight(left: int = 60, asked: int = 12, k: int = 4) -> Sight:
    rng = np.random.default_rng(3)

    def points(n: int) -> np.ndarray:
        made = rng.normal(size=(n, 8)).astype(np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    alpha = np.ones(k)
    return Sight(rng.dirichlet(alpha, left), points(left), rng.dirichlet(alpha, asked), points(asked), rng.integers(k, size=asked))


def guests(prefix: str) -> dict:
    found, absent = peers.guests()
    mine = {g.name.removeprefix(f"{prefix}."): g for g in found if g.name.startswith(prefix)}
    if not mine:
        pytest.skip(next(reason for reason in absent if reason.startswith(prefix)))
    return mine


@pytest.mark.parametrize("prefix", LIBRARIES)
def test_every_guest_picks_as_many_as_asked_and_the_same_again(prefix):
    seen = sight()
    for guest in guests(prefix).values():
        state = np.random.get_state()[1].copy()
        picked = guest.order(seen, 10, np.random.default_rng(1))
        assert len(set(picked.tolist())) == 10
        assert set(picked.tolist()) <= set(range(60))
        np.testing.assert_array_equal(picked, guest.order(seen, 10, np.random.default_rng(1)))
        np.testing.assert_array_equal(np.random.get_state()[1], state)


@pytest.mark.parametrize(
    ("prefix", "theirs", "ours"),
    [
        ("small_text", "breaking_ties", "margin"),
        ("small_text", "least_confidence", "least_confidence"),
        ("small_text", "entropy", "entropy"),
        ("modal", "margin", "margin"),
        ("modal", "uncertainty", "least_confidence"),
        ("modal", "entropy", "entropy"),
    ],
)
def test_where_the_rule_is_ours_too_the_picks_are_ours(prefix, theirs, ours):
    seen, rng = sight(), np.random.default_rng(0)
    wanted = sampling.order(ours, sampling.Pool(seen.probabilities), 10, rng)
    assert set(guests(prefix)[theirs].order(seen, 10, rng).tolist()) == set(wanted.tolist())


def test_what_is_not_installed_is_left_out_with_the_reason(monkeypatch):
    for module in ("small_text", "small_text.query_strategies", "small_text.query_strategies.coresets", "modAL", "modAL.batch"):
        monkeypatch.setitem(sys.modules, module, None)
    found, absent = peers.guests()
    assert found == []
    assert [reason.split()[0] for reason in absent] == list(LIBRARIES)
    assert all("pip install" in reason for reason in absent)
