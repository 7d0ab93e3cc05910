"""One curve: ask, train, score, until the budget is spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from domain import sampling
from domain.evaluation import headline
from ml_backend import committee
from ml_backend.features import Rows
from ml_backend.models import select
from ml_backend.models.softmax import Softmax, fit, probabilities
from ml_backend.simulation.field import Field, winners
from ml_backend.simulation.result import BASELINE

_SETTLED = 1000


@dataclass(frozen=True)
class Sight:
    """What a guest may look at: the model's probabilities (N×k of what may be asked about, M×k of what was asked), vectors of length 1
    of both, and the M answers as class numbers."""

    probabilities: np.ndarray
    features: np.ndarray
    asked_probabilities: np.ndarray
    asked_features: np.ndarray
    answers: np.ndarray


@dataclass(frozen=True)
class Guest:
    """A strategy of somebody else's: `order(sight, n, rng)` gives n different indices of what may be asked about. It plays by its own
    rules, without a random share."""

    name: str
    order: Callable[[Sight, int, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Rules:
    budget: int
    start: int
    step: int
    growth: float
    random_share: float

    def sizes(self) -> list[int]:
        """The numbers of labels at which a model is trained. A batch is `step`, or `growth` times the labels so far if that is more."""
        sizes = [self.start]
        while sizes[-1] < self.budget:
            sizes.append(min(self.budget, sizes[-1] + max(self.step, round(self.growth * sizes[-1]))))
        return sizes


@dataclass
class Season:
    """A seed on its field. The first items, every answer drawn by lot, and the folds on which the penalty is chosen are the same for all
    strategies; a set of labels that two of them arrive at is learned from once."""

    arena: Field
    seed: int
    oracle: str
    known: dict[bytes, tuple[Softmax, tuple[float, float], tuple[float, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = np.random.default_rng([self.seed, 0])
        self.answers = np.array([_answer(votes, self.oracle, rng) for votes in self.arena.votes])
        self.first = rng.permutation(len(self.arena.pool))

    def full(self) -> tuple[float, float]:
        """Accuracy and macro F1 of the same head with every label of the pool."""
        rows = self.arena.pool
        return self._score(fit(rows, self.answers, self.arena.k, c=self._penalty(rows, self.answers, self.arena.groups)[0]))

    def curve(self, name: str, guest: Guest | None, rules: Rules) -> list[tuple[int, float, float]]:
        rng = np.random.default_rng([self.seed, 1])
        sizes = rules.sizes()
        asked, penalty, chosen_at, points = np.sort(self.first[: rules.start]), (select.DEFAULT_C, 1.0), 0, []
        for size, following in zip(sizes, [*sizes[1:], 0], strict=True):
            rows, y = self.arena.pool[asked], self.answers[asked]
            # The penalty is chosen anew each time the labels have doubled, until they are so many that it hardly moves.
            if choose := size >= 2 * chosen_at and (size <= _SETTLED or not chosen_at):
                chosen_at = size
            key = asked.tobytes()
            if key not in self.known:
                penalty = self._penalty(rows, y, self.arena.groups[asked]) if choose else penalty
                trained = fit(rows, y, self.arena.k, c=penalty[0])
                self.known[key] = (trained, penalty, self._score(trained))
            model, penalty, score = self.known[key]
            points.append((size, *score))
            if following:
                picked = self._pick(name, guest, model, penalty[1], asked, following - size, rules.random_share, rng)
                asked = np.sort(np.concatenate([asked, picked]))
        return points

    def _score(self, model: Softmax) -> tuple[float, float]:
        return headline(self.arena.truth, model.logits(self.arena.test).argmax(axis=1), self.arena.k)

    def _penalty(self, rows: Rows, y: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
        choice = select.choose(rows, y, groups, self.arena.k, None, np.random.default_rng([self.seed, 2]))
        return choice.c, choice.temperature

    def _pick(
        self,
        name: str,
        guest: Guest | None,
        model: Softmax,
        temperature: float,
        asked: np.ndarray,
        n: int,
        random_share: float,
        rng: np.random.Generator,
    ) -> np.ndarray:
        left = np.setdiff1d(np.arange(len(self.arena.pool)), asked)
        if name == BASELINE:
            return left[sampling.order(name, sampling.Pool(size=len(left)), n, rng)]
        near, weighed = self.arena.distances, self.arena.pool[left]
        said = probabilities(model.logits(weighed), temperature)
        if guest is not None:
            assert near is not None
            own = probabilities(model.logits(self.arena.pool[asked]), temperature)
            return left[guest.order(Sight(said, near[left], own, near[asked], self.answers[asked]), n, rng)]
        far = near if looks_at("features", name) else None
        pool = sampling.Pool(
            said,
            None if far is None else far[left],
            None if far is None else far[asked],
            draws=committee.members(model, weighed, temperature, rng) if looks_at("draws", name) else None,
            label_counts=np.bincount(self.answers[asked], minlength=self.arena.k),
        )
        wanted = sampling.order(name, pool, n, rng)
        rest = np.setdiff1d(np.arange(len(left)), wanted)
        return left[sampling.mix(np.concatenate([wanted, rest]), random_share, rng, n).order]


def looks_at(part: str, name: str) -> bool:
    chosen = sampling.strategy(name)
    return part in (chosen.needs, *chosen.also)


def _answer(votes: list[int], oracle: str, rng: np.random.Generator) -> int:
    options = votes if oracle == "rater" else sorted(winners(votes))
    return options[int(rng.integers(len(options)))]
