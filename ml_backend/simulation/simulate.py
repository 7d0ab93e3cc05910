"""The loop replayed on labels that exist already: how many of them would each strategy have needed?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from domain import sampling
from domain.errors import Invalid
from ml_backend.settings import Settings
from ml_backend.simulation.field import Field, Ground, Test, ground
from ml_backend.simulation.play import Guest, Rules, Season, looks_at
from ml_backend.simulation.result import BASELINE, Simulation
from ml_backend.threads import limited

ORACLES = ("majority", "rater")


def simulate(
    inputs: Sequence[str | bytes],
    votes: Sequence[str | Sequence[str]],
    *,
    strategies: Sequence[str] = ("margin", BASELINE),
    guests: Sequence[Guest] = (),
    seeds: int = 5,
    budget: int = 500,
    start: int = 50,
    step: int = 25,
    growth: float = 0.0,
    encoder: str,
    settings: Settings,
    test_share: float = 0.25,
    oracle: str = "majority",
    random_share: float = 0.1,
    groups: Sequence[str] | None = None,
    test: Test | None = None,
    full: bool = False,
    progress: Callable[[float, str], None] = lambda share, message: None,
) -> Simulation:
    """Each run begins with the same `start` random items per seed, then asks `step` items at a time (or `growth` times the labels so
    far, if that is more) until `budget` labels are there. `inputs` are texts, or the bytes of pictures.

    `votes[i]` is the label of input i or the labels that its raters gave. `oracle` "majority" answers with the most frequent vote (among
    equals one by lot), "rater" with one vote by lot. The test set, `test_share` of the inputs by a hash of seed and group key (or
    `test`, the same for all seeds), is never asked about; its truth is the majority, items tied there are left out. As in the queue,
    `random_share` of what a strategy picks is random; `guests` do without. `full`: also the score with every label of the pool.
    `Invalid` if the budget exceeds the pool, or a name is unknown.
    """
    _check(inputs, votes, strategies, guests, seeds, oracle, test_share)
    rules = _rules(budget, start, step, growth, random_share)
    visitors = {g.name: g for g in guests}
    with limited(settings.threads):
        ready = ground(inputs, votes, groups, test, test_share, encoder, settings, progress)
        by_distance = bool(guests) or any(looks_at("features", name) for name in strategies)
        points: dict[str, list] = {name: [] for name in (*strategies, *visitors)}
        whole: list[tuple[float, float]] = []
        fields: list[Field] = []
        for seed in range(seeds):
            field = fields[0] if test is not None and fields else _field(ready, seed, by_distance, budget)
            fields.append(field)
            season = Season(field, seed, oracle)
            for number, name in enumerate(points):
                share = (seed + number / len(points)) / seeds
                progress(0.1 + 0.9 * share, f"{name}, seed {seed + 1} of {seeds}.")
                points[name].append(season.curve(name, visitors.get(name), rules))
            if full:
                # Where pool, test set and answers are those of the first seed, so is the score.
                again = test is not None and whole and all(len(set(v)) == 1 for v in field.votes)
                whole.append(whole[0] if again else season.full())
    progress(1.0, "Done.")
    setting = {
        "strategies": list(strategies), "guests": list(visitors), "seeds": seeds, "budget": budget, "start": start, "step": step,
        "growth": growth, "encoder": encoder, "kind": ready.kind, "random_share": random_share,
        "oracle": oracle if any(len(b) > 1 for b in ready.ballots) else "the given labels",
        "split": "given" if test is not None else "drawn for each seed",
        **_sizes(fields, ready.classes),
    }  # fmt: skip
    return Simulation(setting, points, whole, ready.notes)


def _field(ready: Ground, seed: int, distances: bool, budget: int) -> Field:
    field = ready.field(seed, distances)
    if budget > len(field.pool):
        told = f"The budget is {budget} labels, but only {len(field.pool)} {ready.kind}s can be asked about."
        raise Invalid(told, fields={"budget": budget})
    return field


def _sizes(fields: list[Field], classes: list[str]) -> dict[str, Any]:
    """Of the first seed's pool and test set; the others' differ by little, or by nothing."""
    first = fields[0]
    return {
        "pool": len(first.pool),
        "test": len(first.truth),
        "classes": classes,
        "test_shares": {c: round(float(np.mean(first.truth == i)), 4) for i, c in enumerate(classes)},
    }


def _rules(budget: int, start: int, step: int, growth: float, random_share: float) -> Rules:
    if step < 1 or not 0 <= growth <= 1 or not 2 <= start <= budget:
        raise Invalid("step must be 1 or more, growth between 0 and 1, start 2 or more and not above the budget.")
    return Rules(budget, start, step, growth, random_share)


def _check(inputs, votes, strategies, guests, seeds, oracle, test_share) -> None:
    for name in strategies:
        sampling.strategy(name)
    if len(inputs) != len(votes):
        raise Invalid(f"{len(inputs)} texts but {len(votes)} labels.")
    if oracle not in ORACLES:
        raise Invalid(f"The oracle is one of {', '.join(ORACLES)}, not '{oracle}'.", fields={"oracle": oracle})
    names = [*strategies, *(g.name for g in guests)]
    if len(set(names)) != len(names) or not names:
        raise Invalid("Name each strategy once.", fields={"strategies": names})
    if seeds < 1 or not 0 < test_share < 1:
        raise Invalid("seeds must be 1 or more, test_share between 0 and 1.")
