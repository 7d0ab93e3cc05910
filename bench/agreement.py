"""All categorical statistics of a million ratings, each with its interval, beside the libraries that compute some of them.

    python -m bench.agreement [--items 200000] [--draws 1000] [--limit 600] [--write docs/speed-agreement.md]

Every program works on the same ratings in a process of its own, one after the other; making the ratings and importing are not timed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

LABELS = ["news", "opinion", "question", "greeting", "advertisement"]
SHARES = [0.62, 0.20, 0.10, 0.05, 0.03]
NOISE = 0.25
RATERS = 5


@dataclass(frozen=True)
class Case:
    """`pool`: of how many people the five of an item are."""

    title: str
    items: int
    pool: int = RATERS
    missing: float = 0.0


@dataclass
class Run:
    """What one program did with one case."""

    wall: float = 0.0
    cpu: float = 0.0
    steps: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Name → (wall seconds, CPU seconds)."""
    values: dict[str, float | None] = field(default_factory=dict)
    note: str = ""


def ratings_of(case: Case, seed: int = 0) -> tuple[list[int], list[int], list[str]]:
    """Items, annotators, labels. Annotators see the truth through noise: in a quarter of the cases they guess by the label shares."""
    rng = np.random.default_rng(seed)
    shape = (case.items, RATERS)
    truth = rng.choice(len(LABELS), case.items, p=SHARES)
    guessed = rng.choice(len(LABELS), shape, p=SHARES)
    said = np.where(rng.random(shape) < NOISE, guessed, truth[:, None])
    who = np.tile(np.arange(RATERS), (case.items, 1)) if case.pool == RATERS else _any_five(case, rng)
    kept = rng.random(shape) >= case.missing
    item = np.repeat(np.arange(case.items), RATERS).reshape(shape)
    return item[kept].tolist(), who[kept].tolist(), np.array(LABELS, dtype=object)[said[kept]].tolist()


def _any_five(case: Case, rng: np.random.Generator) -> np.ndarray:
    """items × 5 different people of the pool."""
    who = rng.integers(0, case.pool, (case.items, RATERS))
    while len(twice := np.flatnonzero((np.diff(np.sort(who, axis=1), axis=1) == 0).any(axis=1))):
        who[twice] = rng.integers(0, case.pool, (len(twice), RATERS))
    return who


def matrix_of(columns: tuple[list[int], list[int], list[str]], case: Case) -> np.ndarray:
    """annotators × items codes, NaN where there is no rating."""
    items, people, labels = columns
    table = np.full((case.pool, case.items), np.nan)
    code = {label: place for place, label in enumerate(sorted(LABELS))}
    table[people, items] = [code[label] for label in labels]
    return table


class Clock:
    def __init__(self, run: Run) -> None:
        self.run = run

    def step(self, name: str, act: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        answer = act()
        took = time.perf_counter() - wall, time.process_time() - cpu
        self.run.steps[name] = took
        self.run.wall, self.run.cpu = self.run.wall + took[0], self.run.cpu + took[1]
        return answer


def malmoi(case: Case, draws: int) -> Run:
    from domain.agreement import Ratings, Tally, measure

    columns, run = ratings_of(case), Run()
    clock = Clock(run)
    ratings = clock.step("reading 3 columns of Python values", lambda: Ratings.from_triples(*columns))
    figures = clock.step("everything, nominal", lambda: measure(ratings, rng=np.random.default_rng(0), draws=draws))
    run.values = {
        name: figures[name]["value"] for name in ("raw", "fleiss_kappa", "krippendorff_alpha", "light_kappa", "scott_pi", "gwet_ac1")
    }
    made = [figures[name] for name in run.values] + figures["cohen_kappa"]
    made += [one[what] for one in figures["per_class"] for what in ("agreement", "krippendorff_alpha")]
    made += [one["agreement"] for one in figures["per_annotator"]]
    run.note = f"{len(made):,} figures, {sum(one['low'] is not None for one in made):,} with an interval of {draws:,} draws"
    again = Run()
    ranked = Ratings.from_triples(*columns, order=LABELS)
    Clock(again).step("… and again as ranks (ordinal)", lambda: measure(ranked, level="ordinal", rng=np.random.default_rng(0), draws=draws))
    tally = Tally.of(zip(*columns, strict=True))
    tally.ratings()

    def grows() -> None:
        for item in range(1000):
            tally.replace(item, 0, LABELS[item % 5])
        tally.measure(rng=np.random.default_rng(0), draws=draws)

    Clock(again).step("… and after 1,000 corrections to a `Tally`", grows)
    run.steps |= again.steps
    return run


def by_nltk(case: Case, draws: int) -> Run:
    from nltk.metrics.agreement import AnnotationTask

    items, people, labels = ratings_of(case)
    run = Run(note="no intervals")
    clock = Clock(run)
    rows = [(str(who), str(item), label) for item, who, label in zip(items, people, labels, strict=True)]
    task = clock.step("reading", lambda: AnnotationTask(rows))
    run.values["krippendorff_alpha"] = clock.step("alpha", task.alpha)
    if not case.missing and case.pool == RATERS:
        run.values["scott_pi"] = clock.step("pi", task.pi)
        run.values["light_kappa"] = clock.step("kappa, mean of pairs", task.kappa)
    return run


def by_statsmodels(case: Case, draws: int) -> Run:
    from statsmodels.stats import inter_rater

    run = Run()
    clock = Clock(run)
    if case.missing or case.pool > RATERS:
        run.note = "needs a full table"
        return run
    table = matrix_of(ratings_of(case), case)
    codes = table.T.astype(int)
    counts, _ = clock.step("aggregate_raters", lambda: inter_rater.aggregate_raters(codes, n_cat=len(LABELS)))
    run.values["fleiss_kappa"] = float(clock.step("Fleiss' kappa", lambda: inter_rater.fleiss_kappa(counts)))

    def pairs() -> list[Any]:
        squares = (inter_rater.to_table(codes[:, list(pair)], bins=len(LABELS))[0] for pair in combinations(range(RATERS), 2))
        return [inter_rater.cohens_kappa(square) for square in squares]

    run.values["light_kappa"] = float(np.mean([found.kappa for found in clock.step("Cohen's kappa of ten pairs", pairs)]))
    run.note = "Fleiss without an interval; Cohen with the large-sample formula"
    return run


def by_krippendorff(case: Case, draws: int) -> Run:
    import krippendorff

    run = Run(note="no interval")
    if case.pool > RATERS:
        run.note = f"needs a table of items × annotators, {case.items * case.pool * 8 / 1e9:.1f} GB here"
        return run
    table = matrix_of(ratings_of(case), case)
    alpha = Clock(run).step("alpha", lambda: krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))
    run.values["krippendorff_alpha"] = float(alpha)
    return run


PROGRAMS = {"Malmoi": malmoi, "statsmodels": by_statsmodels, "krippendorff": by_krippendorff, "nltk": by_nltk}


def apart(name: str, case: Case, draws: int, limit: float) -> Run:
    """In a process of its own, which is ended when the time is over."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, name, case, draws))
    process.start()
    sender.close()
    try:
        run = receiver.recv() if receiver.poll(limit) else Run(note=f"not done after {limit:.0f} s")
    except EOFError:
        run = Run(note="failed; its trouble stands above")
    process.kill()
    process.join()
    return run


def _send(sender: Any, name: str, case: Case, draws: int) -> None:
    sender.send(PROGRAMS[name](case, draws))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--limit", type=float, default=600, help="seconds for a library on one case")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    cases = [
        Case("5 people, everybody rates everything", options.items),
        Case("5 people, a fifth of the ratings missing", options.items, missing=0.2),
        Case("5 of 1,000 people an item", options.items, pool=1000),
    ]
    began = os.getloadavg()[0]
    found = {}
    for case in cases:
        for name in PROGRAMS:
            found[case, name] = run = apart(name, case, options.draws, options.limit)
            print(f"{case.title} · {name}: {run.wall:.2f} s, {run.cpu:.2f} s CPU; {run.note}", flush=True)
    page = as_page(found, options.draws, (began, os.getloadavg()[0]))
    if options.write:
        options.write.write_text(page, encoding="utf-8")
    else:
        print(page)


def as_page(found: dict[tuple[Case, str], Run], draws: int, load: tuple[float, float]) -> str:
    cases = list(dict.fromkeys(case for case, _ in found))
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "nltk", "statsmodels", "krippendorff"))
    machine = f"{os.cpu_count()} cores; load of the machine from beginning to end: {load[0]:.1f} → {load[1]:.1f}"
    head = f"""\
# Agreement of a million ratings, measured

Made by `make bench-agreement`; nothing here is written by hand.

{time.strftime("%Y-%m-%d")}, Python {platform.python_version()}, {versions}; {machine}.
Wall times on a busy machine are upper bounds; CPU seconds are what the work took.

{cases[0].items:,} items with five ratings each, five labels of which one makes up 62 %. Malmoi's row is **all** of it: raw agreement,
Fleiss, alpha, mean Cohen, Scott, AC1; Cohen of every pair (of 20,000 at most); two figures a label, one an annotator; each with its
bootstrap interval over items ({draws:,} draws; of the pairs, the 200 with the most items). The aim is 10 s on two cores.
"""
    return "\n".join([head, *(_case(case, {name: run for (of, name), run in found.items() if of == case}) for case in cases)])


def _case(case: Case, runs: dict[str, Run]) -> str:
    rows = ["| program | s | CPU s | what it gives |", "| --- | --: | --: | --- |"]
    rows += [f"| {name} | {_time(run, run.wall)} | {_time(run, run.cpu)} | {_gives(run)} |" for name, run in runs.items()]
    steps = [f"- {name}: {wall:.2f} s ({cpu:.2f} s CPU)" for name, (wall, cpu) in runs["Malmoi"].steps.items()]
    return "\n".join([f"## {case.title}\n", *rows, "", "Malmoi's steps:", "", *steps, "", *_compared(runs), ""])


def _time(run: Run, seconds: float) -> str:
    return f"{seconds:.2f}" if run.values else "–"


def _gives(run: Run) -> str:
    values = ", ".join(f"{name} {value:.6f}" for name, value in run.values.items() if value is not None)
    return "; ".join(part for part in (values, run.note) if part)


def _compared(runs: dict[str, Run]) -> list[str]:
    ours = runs["Malmoi"].values
    apart = [
        abs(value - ours[name])
        for program, run in runs.items()
        if program != "Malmoi"
        for name, value in run.values.items()
        if value is not None and ours.get(name) is not None
    ]
    return [f"Largest difference between two programs on the same figure: {max(apart):.1e}."] if apart else []


if __name__ == "__main__":
    main()
