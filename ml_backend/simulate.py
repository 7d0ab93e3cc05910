"""The loop replayed on labels that exist already: how many of them would each strategy have needed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from domain import sampling
from domain.errors import Invalid
from domain.evaluation import headline
from domain.sampling.curves import labels_saved, mean_curve
from domain.splits import group_key, split_of
from ml_backend import committee
from ml_backend.features import Rows, Vectoriser
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.models import select
from ml_backend.models.softmax import Softmax, fit, probabilities
from ml_backend.settings import Settings
from ml_backend.threads import limited

ORACLES = ("majority", "rater")
MEASURES = ("accuracy", "macro_f1")
BASELINE = "random"


@dataclass(frozen=True)
class Simulation:
    """`points[strategy][i]` is the curve of seed i: rows (labels, accuracy, macro F1) on the test set."""

    setting: dict[str, Any]
    points: dict[str, list[list[tuple[int, float, float]]]]
    notes: list[str] = field(default_factory=list)

    def curves(self, measure: str = "accuracy") -> dict[str, list[list[tuple[int, float]]]]:
        column = 1 + MEASURES.index(measure)
        return {name: [[(p[0], p[column]) for p in run] for run in runs] for name, runs in self.points.items()}

    def saved(self, measure: str = "accuracy") -> dict[str, dict[str, Any]]:
        """Labels each strategy needs for what random reaches at the budget; empty if random was not among the strategies."""
        curves = self.curves(measure)
        return labels_saved(curves, BASELINE) if BASELINE in curves else {}

    def as_dict(self) -> dict[str, Any]:
        return {
            "setting": self.setting,
            "notes": self.notes,
            "means": {m: {s: mean_curve(runs) for s, runs in self.curves(m).items()} for m in MEASURES},
            "saved": {m: self.saved(m) for m in MEASURES},
            "points": {s: [[list(p) for p in run] for run in runs] for s, runs in self.points.items()},
        }


@dataclass(frozen=True)
class _Field:
    """What stays the same over all runs: features of pool and test, the votes, the truth of the test items."""

    pool: Rows
    votes: list[list[int]]
    test: Rows
    truth: np.ndarray
    groups: np.ndarray
    k: int
    distances: np.ndarray | None


def simulate(
    texts: Sequence[str],
    votes: Sequence[str | Sequence[str]],
    *,
    strategies: Sequence[str] = ("margin", BASELINE),
    seeds: int = 5,
    budget: int = 500,
    start: int = 50,
    step: int = 25,
    encoder: str,
    settings: Settings,
    test_share: float = 0.25,
    oracle: str = "majority",
    random_share: float = 0.1,
    groups: Sequence[str] | None = None,
    test: tuple[Sequence[str], Sequence[str]] | None = None,
    progress: Callable[[float, str], None] = lambda share, message: None,
) -> Simulation:
    """Each run begins with the same `start` random items per seed, then asks `step` items at a time until `budget` labels are there.

    `votes[i]` is the label of text i or the labels that its raters gave. `oracle` "majority" answers with the most frequent vote (among
    equals one by lot), "rater" with one vote by lot. The test set, `test_share` of the texts by a hash of the group key (or `test`),
    is never asked about; its truth is the majority, items tied there are left out. As in the queue, `random_share` of what a
    strategy picks is random. `Invalid` if the budget exceeds the pool, or a name is unknown.
    """
    _check(texts, votes, strategies, seeds, budget, start, step, oracle, test_share)
    ballots = [[v] if isinstance(v, str) else list(v) for v in votes]
    keys = [group_key(t) for t in texts] if groups is None else [str(g) for g in groups]
    pool, exam, notes = _split(texts, ballots, keys, test_share, test)
    if budget > len(pool):
        raise Invalid(f"The budget is {budget} labels, but only {len(pool)} texts can be asked about.", fields={"budget": budget})
    progress(0.0, f"Encoding {len(pool) + len(exam[0])} texts with {encoder}.")
    points: dict[str, list] = {}
    runs = [(name, seed) for name in strategies for seed in range(seeds)]
    with limited(settings.threads):
        by_distance = any(_looks_at("features", name) for name in strategies)
        arena, classes = _arena(texts, ballots, keys, pool, exam, encoder, settings, by_distance, progress)
        for number, (name, seed) in enumerate(runs):
            progress(0.2 + 0.8 * number / len(runs), f"{name}, seed {seed + 1} of {seeds}.")
            points.setdefault(name, []).append(_run(arena, name, seed, budget, start, step, oracle, random_share))
    setting = {
        "strategies": list(strategies), "seeds": seeds, "budget": budget, "start": start, "step": step, "encoder": encoder,
        "oracle": oracle if any(len(b) > 1 for b in ballots) else "the given labels", "random_share": random_share,
        "pool": len(pool), "test": len(arena.truth), "classes": classes,
        "test_shares": {c: round(float((arena.truth == i).mean()), 4) for i, c in enumerate(classes)},
    }  # fmt: skip
    progress(1.0, "Done.")
    return Simulation(setting, points, notes)


def _check(texts, votes, strategies, seeds, budget, start, step, oracle, test_share) -> None:
    for name in strategies:
        sampling.strategy(name)
    if len(texts) != len(votes):
        raise Invalid(f"{len(texts)} texts but {len(votes)} labels.")
    if oracle not in ORACLES:
        raise Invalid(f"The oracle is one of {', '.join(ORACLES)}, not '{oracle}'.", fields={"oracle": oracle})
    if len(set(strategies)) != len(strategies) or not strategies:
        raise Invalid("Name each strategy once.", fields={"strategies": list(strategies)})
    if seeds < 1 or step < 1 or not 2 <= start <= budget or not 0 < test_share < 1:
        raise Invalid("seeds and step must be 1 or more, start 2 or more and not above the budget, test_share between 0 and 1.")


def _winners(ballot: Sequence) -> list:
    """The most frequent votes; more than one where they tie."""
    counts = Counter(ballot)
    most = max(counts.values())
    return [vote for vote, n in counts.items() if n == most]


def _split(texts, ballots, keys, share, test):
    """(indices of the pool, (test texts, test labels), notes). Texts whose group is in the test set never enter the pool."""
    notes = []
    if empty := sum(not b for b in ballots):
        notes.append(f"{empty} texts without any vote were left out.")
    usable = [i for i, b in enumerate(ballots) if b]
    if test is not None:
        held = {group_key(t) for t in test[0]}
        pool = [i for i in usable if group_key(texts[i]) not in held]
        if len(pool) < len(usable):
            notes.append(f"{len(usable) - len(pool)} texts that also stand in the test file were taken out of the pool.")
        return pool, (list(test[0]), list(test[1])), notes
    held = {k for k in set(keys) if split_of(k, seed="simulate", train=1 - share, dev=0.0, test=share) == "test"}
    pool = [i for i in usable if keys[i] not in held]
    exam = [i for i in usable if keys[i] in held]
    clear = [i for i in exam if len(_winners(ballots[i])) == 1]
    if len(clear) < len(exam):
        notes.append(f"{len(exam) - len(clear)} test items whose raters tie were left out of the test set.")
    return pool, ([texts[i] for i in clear], [_winners(ballots[i])[0] for i in clear]), notes


def _arena(texts, ballots, keys, pool, exam, encoder, settings, distances, progress) -> tuple[_Field, list[str]]:
    if not exam[0]:
        raise Invalid("No text fell into the test set: give more texts, or a test file.")
    classes = sorted({v for i in pool for v in ballots[i]} | set(exam[1]))
    if len(classes) < 2:
        raise Invalid(f"All texts have the same label '{classes[0]}'.")
    index = {c: i for i, c in enumerate(classes)}
    vectoriser = Vectoriser(encoder, settings)
    raw = vectoriser.rows([texts[i] for i in pool])
    progress(0.15, "Encoding the test set.")
    held = vectoriser.rows(exam[0])
    idf = fit_idf(raw)  # of the whole pool: it needs no labels
    field_ = _Field(
        pool=weigh(raw, idf),
        votes=[[index[v] for v in ballots[i]] for i in pool],
        test=weigh(held, idf),
        truth=np.array([index[c] for c in exam[1]]),
        groups=np.array([keys[i] for i in pool]),
        k=len(classes),
        distances=raw.for_distance() if distances else None,
    )
    return field_, classes


def _run(arena: _Field, name: str, seed: int, budget: int, start: int, step: int, oracle: str, random_share: float) -> list[tuple]:
    """One curve. The first items and every vote drawn by lot are the same for all strategies of a seed."""
    rng = np.random.default_rng([seed, 0])
    answers = np.array([_answer(votes, oracle, rng) for votes in arena.votes])
    asked = rng.permutation(len(arena.pool))[:start]
    chooser = np.random.default_rng([seed, 1])
    choice, chosen_at, points = (select.DEFAULT_C, 1.0), 0, []
    while True:
        rows, y = arena.pool[asked], answers[asked]
        if len(asked) >= 2 * chosen_at:  # the penalty is chosen anew each time the labels have doubled
            choice, chosen_at = _penalty(rows, y, arena.groups[asked], arena.k, chooser), len(asked)
        model = fit(rows, y, arena.k, c=choice[0])
        points.append((len(asked), *headline(arena.truth, model.logits(arena.test).argmax(axis=1), arena.k)))
        if len(asked) >= budget:
            return points
        counts, n = np.bincount(y, minlength=arena.k), min(step, budget - len(asked))
        asked = np.concatenate([asked, _pick(arena, name, model, choice[1], asked, counts, n, random_share, chooser)])


def _answer(votes: list[int], oracle: str, rng: np.random.Generator) -> int:
    options = votes if oracle == "rater" else sorted(_winners(votes))
    return options[int(rng.integers(len(options)))]


def _penalty(rows: Rows, y: np.ndarray, groups: np.ndarray, k: int, rng: np.random.Generator) -> tuple[float, float]:
    choice = select.choose(rows, y, groups, k, None, rng)
    return choice.c, choice.temperature


def _looks_at(part: str, name: str) -> bool:
    chosen = sampling.strategy(name)
    return part in (chosen.needs, *chosen.also)


def _pick(
    arena: _Field,
    name: str,
    model: Softmax,
    temperature: float,
    asked: np.ndarray,
    counts: np.ndarray,
    n: int,
    random_share: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """counts: how often each class was answered."""
    left = np.setdiff1d(np.arange(len(arena.pool)), asked)
    if name == BASELINE:
        return left[sampling.order(name, sampling.Pool(size=len(left)), n, rng)]
    near, weighed = arena.distances if _looks_at("features", name) else None, arena.pool[left]
    pool = sampling.Pool(
        probabilities(model.logits(weighed), temperature),
        None if near is None else near[left],
        None if near is None else near[asked],
        draws=committee.members(model, weighed, temperature, rng) if _looks_at("draws", name) else None,
        label_counts=counts,
    )
    wanted = sampling.order(name, pool, n, rng)
    rest = np.setdiff1d(np.arange(len(left)), wanted)
    return left[sampling.mix(np.concatenate([wanted, rest]), random_share, rng, n).order]
