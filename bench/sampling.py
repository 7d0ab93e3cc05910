"""Every strategy's batch of 200 from a million items, and what comparing only a sample of them loses.

    python -m bench.sampling [--items 1000000] [--small 50000] [--write docs/speed-sampling.md]

The items are made: 512 numbers each in groups of very different size, probabilities of ten classes, ten members of a committee. One
process, one strategy after the other; making the items is not timed, checking them (a `Pool` reads each number) is.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from domain import sampling
from domain.sampling import Pool, badge, diversity, k_means, margin, typical
from domain.sampling.geometry import squared_lengths, unit

WIDTH, CLASSES, MEMBERS, GROUPS, BATCH, LABELLED = 512, 10, 10, 1000, 200, 1000
AIM_S, AIM_GB = 10.0, 6.0
THINNED = {"diversity": diversity, "badge": badge, "k_means": k_means, "typical": typical}
_CHUNK = 50_000


@dataclass(frozen=True)
class Made:
    features: np.ndarray
    probabilities: np.ndarray
    draws: np.ndarray
    labelled: np.ndarray
    counts: np.ndarray


def made(items: int, seed: int) -> Made:
    """Groups around random centres, their sizes falling like 1/rank; a random linear model's probabilities, sharpened so that about a tenth
    of the items is uncertain; each member that model with noise on its logits."""
    rng = np.random.default_rng(seed)
    shares = 1 / np.arange(1, GROUPS + 1)
    centres = rng.standard_normal((GROUPS, WIDTH), np.float32)
    weights = rng.standard_normal((WIDTH, CLASSES), np.float32) * np.float32(8 / np.sqrt(WIDTH))
    features = np.empty((items, WIDTH), np.float32)
    probabilities = np.empty((items, CLASSES), np.float32)
    draws = np.empty((MEMBERS, items, CLASSES), np.float32)
    for start in range(0, items, _CHUNK):
        part = features[start : start + _CHUNK]
        rng.standard_normal(out=part, dtype=np.float32)
        part *= 0.7
        part += centres[rng.choice(GROUPS, len(part), p=shares / shares.sum())]
        logits = part @ weights
        probabilities[start : start + _CHUNK] = _softmax(logits)
        for member in draws:
            member[start : start + _CHUNK] = _softmax(logits + rng.standard_normal(logits.shape, np.float32))
    labelled = features[rng.choice(items, LABELLED, replace=False)].copy()
    return Made(features, probabilities, draws, labelled, np.bincount(rng.choice(CLASSES, LABELLED), minlength=CLASSES))


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def parts_of(name: str, made: Made) -> dict[str, Any]:
    """What the strategy looks at, and nothing else."""
    chosen = sampling.strategy(name)
    needs = {chosen.needs, *chosen.also}
    parts: dict[str, Any] = {"size": len(made.features)}
    if "features" in needs:
        parts |= {"features": made.features, "labelled_features": made.labelled}
    if "probabilities" in needs:
        parts |= {"probabilities": made.probabilities, "label_counts": made.counts}
    return parts | ({"draws": made.draws} if "draws" in needs else {})


def peak_of(act: Callable[[], object]) -> tuple[float, float, float]:
    """(wall seconds, CPU seconds of all threads, GB of the process at the highest while it ran; not known where Linux does not say)."""
    Path("/proc/self/clear_refs").write_text("5")
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    took = time.perf_counter() - wall, time.process_time() - cpu
    line = next(row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmHWM"))
    return *took, int(line.split()[1]) / 1e6


def speed(items: int) -> list[str]:
    data = made(items, 0)
    held = sum(a.nbytes for a in vars(data).values()) / 1e9
    rows = [
        f"## {BATCH} of {items:,}",
        "",
        f"{WIDTH} float32 numbers an item, {CLASSES} classes, {MEMBERS} members, {LABELLED:,} labelled; the made items alone hold "
        f"{held:.1f} GB of what is in the GB column. Aim: {AIM_S:.0f} s on two cores, {AIM_GB:.0f} GB in all.",
        "",
        "| strategy | s | CPU s | GB at most | compares | within the aim |",
        "| --- | --: | --: | --: | --: | --- |",
    ]
    closed = np.random.default_rng(1).random(items) < 0.1
    cases = [(name, None, 0.0) for name in sampling.names()] + [("margin", closed, 0.1), ("badge", closed, 0.1)]
    for name, shut, share in cases:
        def act(name=name, shut=shut, share=share):
            pool = Pool(**parts_of(name, data), closed=shut)
            found = sampling.batch(name, pool, BATCH, np.random.default_rng(0), random_share=share)
            assert len(set(found.order.tolist())) == BATCH

        wall, cpu, peak = peak_of(act)
        compares = sampling.strategy(name).compares
        title = name if shut is None else f"{name}, a tenth closed, a tenth at random"
        good = "yes" if wall <= AIM_S and peak <= AIM_GB else "no"
        rows.append(f"| {title} | {wall:.2f} | {cpu:.2f} | {peak:.1f} | {f'≈ {compares:,}' if compares else 'all'} | {good} |")
        print(rows[-1], flush=True)
    return [*rows, ""]


def loss(items: int, seeds: int) -> list[str]:
    """All of a smaller pool compared, against what a sample leads to."""
    few = max(items // 50, BATCH * 2)
    rows = [
        "## What thinning loses",
        "",
        f"{BATCH} picks from {items:,} items (mean of {seeds} pools): all compared, about 20,000 compared (what is built in), and",
        f"{few:,}, the share that 20,000 are of a million; at random beside them. *Farthest* and *mean*: the distance from an item of the",
        "whole pool to the nearest pick, on vectors of length 1 (for BADGE between gradients as they are); lower is better. *Unsure*: the",
        "mean of 1 − margin over the picks. Points with much noise in 512 dimensions lie nearly equally far from each other, so the",
        "farthest differ little here whatever is picked; data with clearer groups, or with few strays that matter, may lose more.",
        f"{few:,} are {few // BATCH} candidates a pick and 20,000 are {20_000 // BATCH}: by share the former is what a million is thinned",
        "to, by number the latter.",
        "",
        "| strategy | compared | s | farthest | mean | unsure |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    pools = [made(items, 10 + seed) for seed in range(seeds)]
    for name, module in THINNED.items():
        for most in (items, 20_000, few, 0):
            figures = np.mean([_measured(name, module, most, data, seed) for seed, data in enumerate(pools)], axis=0)
            said = f"{most:,}" if most else "at random"
            rows.append(f"| {name} | {said} | {figures[0]:.2f} | {figures[1]:.3f} | {figures[2]:.3f} | {figures[3]:.3f} |")
            print(rows[-1], flush=True)
    return [*rows, ""]


def _measured(name: str, module, most: int, data: Made, seed: int) -> tuple[float, float, float, float]:
    pool = Pool(data.probabilities, data.features)
    built_in, began = module.MAX_CANDIDATES, time.perf_counter()
    try:
        module.MAX_CANDIDATES = most or built_in
        picks = sampling.order(name if most else "random", pool, BATCH, np.random.default_rng(seed))
    finally:
        module.MAX_CANDIDATES = built_in
    took = time.perf_counter() - began
    away = _gradient_distance(data, picks) if name == "badge" else _distance(data, picks)
    return took, float(away.max()), float(away.mean()), float(margin.scores(pool)[picks].mean())


def _distance(data: Made, picks: np.ndarray) -> np.ndarray:
    near = (unit(data.features) @ unit(data.features[picks]).T).max(axis=1)
    return np.sqrt(np.maximum(2 - 2 * near, 0))


def _gradient_distance(data: Made, picks: np.ndarray) -> np.ndarray:
    rest = badge.residuals(data.probabilities)
    lengths = squared_lengths(rest) * squared_lengths(data.features)
    squared = lengths[:, None] + lengths[picks] - 2 * (rest @ rest[picks].T) * (data.features @ data.features[picks].T)
    return np.sqrt(np.maximum(squared.min(axis=1), 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    rows = speed(asked.items) + loss(asked.small, asked.seeds)
    head = [
        "# Batches from a million items, measured",
        "",
        "Made by `make bench-sampling`.",
        "",
        f"{datetime.now(UTC).date()}, Python {platform.python_version()}, numpy {version('numpy')}, scipy {version('scipy')}; "
        f"{os.cpu_count()} cores; load of the machine from beginning to end: {before:.1f} → {os.getloadavg()[0]:.1f}.",
        "Wall times on a busy machine are upper bounds; CPU seconds are what the work took.",
        "",
        "Strategies by score look at every item. Those that compare items with each other (k-centre, BADGE, clusters) would read the whole",
        "table once for each pick, so of a pool above 20,000 they compare about 20,000: for k-centre and clusters a simple random sample,",
        "for BADGE one that favours long gradients, with the draws weighted back. A batch says so in its `reason`.",
        "",
    ]
    if asked.write:
        asked.write.write_text("\n".join([*head, *rows]).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
