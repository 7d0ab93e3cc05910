"""How right each rule is, and what the labels probably are, without knowing any: from where rules agree and contradict each other.

The generative model of data programming (Ratner, De Sa, Wu, Selsam & Ré 2016, "Data programming: creating large training sets, quickly";
Ratner et al. 2019, "Training complex models with multi-task weak supervision") for rules that err independently of one another: of each
rule, how often it gives each label, or stays silent, where the truth is this label or that. Silence is an answer, for most rules know one
label alone: a rule that can only say "spam" tells something by when it speaks. (With silence left out and one accuracy for each rule, as
in the first paper's simplest model, such rules fit best if every text is spam; measured on nsmc, it came to that.) It is the model of
Dawid & Skene (1979) with one answer more, fitted by expectation-maximisation over the different rows of votes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .votes import ABSTAINS, Patterns

BELIEF, WEIGHT = 0.7, 10.0
"""Before any vote a rule is believed to be right in 7 of 10 of what it says, with the weight of ten items: enough to say which of two
mirror images is meant, soon outweighed."""
_TINY = 1e-12


@dataclass(frozen=True)
class Fitted:
    """accuracies: m, of what each rule says; balance: K; posteriors: P × K, of each different row; steps: 0: nothing to fit."""

    accuracies: np.ndarray
    balance: np.ndarray
    posteriors: np.ndarray
    steps: int


def fit(
    found: Patterns,
    k: int,
    *,
    balance: np.ndarray | None = None,
    weight: float = WEIGHT,
    steps: int = 500,
    tolerance: float = 1e-5,
) -> Fitted:
    """balance: the shares of the K labels, which are then kept; without it they are learned too. Of labels that no rule ever gives
    nothing can be learned: they are left out, unless there would be one left. Deterministic."""
    heard = [label for label in range(k) if (found.rows == label).any()]
    if 1 < len(heard) < k:
        return _widened(_among(found, heard, balance, weight, steps, tolerance), heard, k)
    rows, counts = found.rows, found.counts.astype(float)
    shares = np.full(k, 1 / k) if balance is None else np.asarray(balance, float) / np.sum(balance)
    if k < 2 or not (rows != ABSTAINS).any():
        return Fitted(np.full(rows.shape[1], BELIEF), shares, np.tile(shares, (len(rows), 1)), 0)
    codes = rows.astype(np.int64) + 1
    before_any = [_belief(codes[:, j], counts, k, weight) for j in range(rows.shape[1])]
    chances = _begin(rows, k, shares)
    step = 0
    for step in range(1, steps + 1):  # noqa: B007
        if balance is None:
            shares = _shares(chances, counts)
        tables = [_table(codes[:, j], chances, counts, before_any[j]) for j in range(rows.shape[1])]
        before, chances = chances, _posteriors(codes, tables, shares)
        if np.abs(before - chances).max() < tolerance:
            break
    return Fitted(_accuracies(rows, counts, chances), shares, chances, step)


def _among(found: Patterns, heard: list[int], balance: np.ndarray | None, weight: float, steps: int, tolerance: float) -> Fitted:
    places = np.full(max(heard) + 2, ABSTAINS, np.int8)
    places[np.array(heard) + 1] = np.arange(len(heard))
    fewer = Patterns(places[found.rows.astype(np.int64) + 1], found.counts, found.of_item)
    shares = None if balance is None else np.asarray(balance, float)[heard]
    return fit(fewer, len(heard), balance=shares, weight=weight, steps=steps, tolerance=tolerance)


def _widened(of: Fitted, heard: list[int], k: int) -> Fitted:
    shares, posteriors = np.zeros(k), np.zeros((len(of.posteriors), k))
    shares[heard], posteriors[:, heard] = of.balance, of.posteriors
    return Fitted(of.accuracies, shares, posteriors, of.steps)


def majority_shares(rows: np.ndarray, k: int) -> np.ndarray:
    """P × K: the share of the votes that each label has; alike for all where nobody votes."""
    votes = np.stack([(rows == label).sum(axis=1) for label in range(k)], axis=1).astype(float)
    total = votes.sum(axis=1, keepdims=True)
    return np.divide(votes, total, out=np.full(votes.shape, 1 / max(1, k)), where=total > 0)


def _begin(rows: np.ndarray, k: int, shares: np.ndarray) -> np.ndarray:
    """As if each rule were right as often as believed: a vote more counts more, and one vote alone leaves room for doubt."""
    votes = np.stack([(rows == label).sum(axis=1) for label in range(k)], axis=1)
    return _normal(votes * np.log(BELIEF * (k - 1) / (1 - BELIEF)) + np.log(np.maximum(shares, _TINY)))


def _belief(said: np.ndarray, counts: np.ndarray, k: int, weight: float) -> np.ndarray:
    """K × (K+1) pseudo-counts: column 0 is silence. The rule speaks as often as it does, and is right as often as believed."""
    often = np.bincount(said, weights=counts, minlength=k + 1)[1:] / counts.sum()
    table = np.full((k, k + 1), (1 - BELIEF) / (k - 1))
    table[np.arange(k), np.arange(k) + 1] = BELIEF
    table[:, 1:] *= k * often[None, :]
    table[:, 0] = np.maximum(1 - table[:, 1:].sum(axis=1), 1e-3)
    return weight * table / table.sum(axis=1, keepdims=True)


def _table(said: np.ndarray, chances: np.ndarray, counts: np.ndarray, belief: np.ndarray) -> np.ndarray:
    k = chances.shape[1]
    table = np.stack([np.bincount(said, weights=chances[:, label] * counts, minlength=k + 1) for label in range(k)]) + belief
    return table / np.maximum(table.sum(axis=1, keepdims=True), _TINY)


def _shares(chances: np.ndarray, counts: np.ndarray) -> np.ndarray:
    found = (chances * counts[:, None]).sum(axis=0) + 1
    return found / found.sum()


def _posteriors(codes: np.ndarray, tables: list[np.ndarray], shares: np.ndarray) -> np.ndarray:
    logs = np.tile(np.log(np.maximum(shares, _TINY)), (len(codes), 1))
    for j, table in enumerate(tables):
        logs += np.log(np.maximum(table, _TINY)).T[codes[:, j]]
    return _normal(logs)


def _normal(logs: np.ndarray) -> np.ndarray:
    chances = np.exp(logs - logs.max(axis=1, keepdims=True))
    return chances / chances.sum(axis=1, keepdims=True)


def _accuracies(rows: np.ndarray, counts: np.ndarray, chances: np.ndarray) -> np.ndarray:
    found = np.full(rows.shape[1], BELIEF)
    for j in range(rows.shape[1]):
        spoken = np.flatnonzero(rows[:, j] != ABSTAINS)
        if len(spoken):
            found[j] = np.average(chances[spoken, rows[spoken, j]], weights=counts[spoken])
    return found
