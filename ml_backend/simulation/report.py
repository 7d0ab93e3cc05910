"""A simulation as a text table."""

from __future__ import annotations

from typing import Any

from domain.sampling.curves import mean_curve
from ml_backend.simulation.result import MEASURES, SHARE, Simulation

NAMES = {"accuracy": "accuracy", "macro_f1": "macro F1"}
_ROWS = 12


def table(simulation: Simulation) -> str:
    """Curves (mean ± standard deviation over the seeds) and the labels saved, as plain text."""
    parts = [_head(simulation)]
    for measure in MEASURES:
        parts.append(_curves(simulation, measure))
        parts.append(_reached(simulation, measure))
        parts.append(_saved(simulation, measure))
    if simulation.notes:
        parts.append("\n".join(simulation.notes))
    return "\n\n".join(p for p in parts if p) + "\n"


def _head(simulation: Simulation) -> str:
    s = simulation.setting
    return (
        f"{s['pool']} {s['kind']}s to ask about, {s['test']} test items, {len(s['classes'])} classes; encoder {s['encoder']}; "
        f"oracle: {s['oracle']}; "
        f"{s['seeds']} seeds, test set {s['split']}; {s['start']} labels at first, then {_batch(s)} at a time, "
        f"{s['random_share']:.0%} of them random{_without(s)}."
    )


def _batch(setting: dict[str, Any]) -> str:
    growing = f" (or {setting['growth']:.0%} of the labels so far, if that is more)" if setting["growth"] else ""
    return f"{setting['step']}{growing}"


def _without(setting: dict[str, Any]) -> str:
    return f" (none of them for {', '.join(setting['guests'])})" if setting["guests"] else ""


def _curves(simulation: Simulation, measure: str) -> str:
    means = {name: mean_curve(runs) for name, runs in simulation.curves(measure).items()}
    grid = [p["labels"] for p in next(iter(means.values()))]
    stride = max(1, -(-len(grid) // _ROWS))
    shown = [i for i in range(len(grid)) if (len(grid) - 1 - i) % stride == 0]
    width = max(18, *(len(n) + 2 for n in means))
    lines = [f"{NAMES[measure]:>8}" + "".join(f"{name:>{width}}" for name in means)]
    for i in shown:
        cells = (f"{m[i]['mean']:.4f} ± {m[i]['sd']:.4f}" for m in means.values())
        lines.append(f"{grid[i]:>8}" + "".join(f"{c:>{width}}" for c in cells))
    return "\n".join(lines)


def _reached(simulation: Simulation, measure: str) -> str:
    found = simulation.reached(measure)
    if not found:
        return ""
    scores = simulation.full_scores(measure)
    middle = sum(scores) / len(scores)
    span = f"{min(scores):.4f} to {max(scores):.4f}" if len(set(scores)) > 1 else "the same for all seeds"
    lines = [f"With every label of the pool: {NAMES[measure]} {middle:.4f} ({span}). Labels to {SHARE:.0%} of that, {middle * SHARE:.4f}:"]
    return "\n".join(lines + [f"{name}: {reached_in_words(one)}." for name, one in found.items()])


def reached_in_words(found: dict[str, Any]) -> str:
    """Median and range over the seeds, those that never get there, and the ratio to random, paired by seed."""
    seeds = len(found["per_seed"])
    if found["lowest"] is None:
        return f"not reached in any of {seeds} seeds"
    median = "more than the budget" if found["median"] is None else f"{found['median']:.0f}"
    said = f"median {median} (seeds {found['lowest']:.0f} to {found['highest']:.0f}"
    said += f", {found['never']} of {seeds} never reach it)" if found["never"] else ")"
    if "ratio" not in found:
        return said
    ratios = [r for r in found["ratios"] if r is not None]
    middle = "more than every ratio seen" if found["ratio"] is None else f"{found['ratio']:.2f}"
    bound = f"; an upper bound in {found['bounded']}, where random never gets there" if found["bounded"] else ""
    return f"{said}; of random's labels {middle} ({min(ratios):.2f} to {max(ratios):.2f}{bound})"


def _saved(simulation: Simulation, measure: str) -> str:
    lines = []
    for name, s in simulation.saved(measure).items():
        reach = f"random's {NAMES[measure]} at {s['baseline_labels']:.0f} labels ({s['target']:.4f})"
        if s["labels"] is None:
            lines.append(f"{name}: {reach} is not reached on average.")
        else:
            more = "saved" if s["saved"] >= 0 else "more"
            lines.append(f"{name}: {reach} is reached with {s['labels']:.0f} labels, {abs(s['saved_share']):.0%} {more}.")
        if s["median"] is not None:
            never = f"; {s['never']} of {len(s['per_seed'])} seeds never reach it" if s["never"] else ""
            lines[-1] += f" Single seeds: {s['lowest']:.0f} to {s['highest']:.0f}, median {s['median']:.0f}{never}."
    return "\n".join(lines)
