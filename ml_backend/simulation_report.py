"""A simulation as a text table and as a picture."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from domain.sampling.curves import mean_curve
from ml_backend.simulate import BASELINE, MEASURES, Simulation

_NAMES = {"accuracy": "accuracy", "macro_f1": "macro F1"}
_STYLES: tuple[tuple[str, Any, str], ...] = (
    ("#0b5fa5", "-", "o"),
    ("#b3400a", "--", "s"),
    ("#2b7a3d", "-.", "^"),
    ("#6a3d9a", ":", "D"),
    ("#444444", (0, (5, 1, 1, 1)), "v"),
)
_ROWS = 12


def table(simulation: Simulation) -> str:
    """Curves (mean ± standard deviation over the seeds) and the labels saved, as plain text."""
    parts = [_head(simulation)]
    for measure in MEASURES:
        parts.append(_curves(simulation, measure))
        parts.append(_saved(simulation, measure))
    if simulation.notes:
        parts.append("\n".join(simulation.notes))
    return "\n\n".join(p for p in parts if p) + "\n"


def _head(simulation: Simulation) -> str:
    s = simulation.setting
    return (
        f"{s['pool']} texts to ask about, {s['test']} test items, {len(s['classes'])} classes; encoder {s['encoder']}; "
        f"oracle: {s['oracle']}; "
        f"{s['seeds']} seeds; {s['start']} labels at first, then {s['step']} at a time, {s['random_share']:.0%} of them random."
    )


def _curves(simulation: Simulation, measure: str) -> str:
    means = {name: mean_curve(runs) for name, runs in simulation.curves(measure).items()}
    grid = [p["labels"] for p in next(iter(means.values()))]
    stride = max(1, -(-len(grid) // _ROWS))
    shown = [i for i in range(len(grid)) if (len(grid) - 1 - i) % stride == 0]
    width = max(18, *(len(n) + 2 for n in means))
    lines = [f"{_NAMES[measure]:>8}" + "".join(f"{name:>{width}}" for name in means)]
    for i in shown:
        cells = (f"{m[i]['mean']:.4f} ± {m[i]['sd']:.4f}" for m in means.values())
        lines.append(f"{grid[i]:>8}" + "".join(f"{c:>{width}}" for c in cells))
    return "\n".join(lines)


def _saved(simulation: Simulation, measure: str) -> str:
    lines = []
    for name, s in simulation.saved(measure).items():
        reach = f"random's {_NAMES[measure]} at {s['baseline_labels']:.0f} labels ({s['target']:.4f})"
        if s["labels"] is None:
            lines.append(f"{name}: {reach} is not reached on average.")
        else:
            more = "saved" if s["saved"] >= 0 else "more"
            lines.append(f"{name}: {reach} is reached with {s['labels']:.0f} labels, {abs(s['saved_share']):.0%} {more}.")
        if s["median"] is not None:
            never = f"; {s['never']} of {len(s['per_seed'])} seeds never reach it" if s["never"] else ""
            lines[-1] += f" Single seeds: {s['lowest']:.0f} to {s['highest']:.0f}, median {s['median']:.0f}{never}."
    return "\n".join(lines)


def draw(simulation: Simulation, *paths: Path, title: str = "") -> None:
    """Writes the learning curves to each path; the ending (.svg, .png) says the format. Bands are ± one standard deviation."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # In the SVG text stays text, in the reader's own fonts; a PNG shows a box for what no font here has (a title in Korean, say).
    style: dict[Any, Any] = {"svg.hashsalt": "malmoi", "svg.fonttype": "none", "font.size": 11}
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(11, 4.6), layout="constrained")
        FigureCanvasAgg(figure)
        for axes, measure in zip(figure.subplots(1, len(MEASURES)), MEASURES, strict=True):
            _plot(axes, simulation, measure)
        if title:
            figure.suptitle(title)
        for path in paths:
            metadata = {"Date": None} if path.suffix == ".svg" else None
            figure.savefig(path, dpi=130, metadata=metadata)


def _plot(axes, simulation: Simulation, measure: str) -> None:
    """Strategies differ in dash and marker as well as in colour; the dotted line is what random reaches at the end."""
    means = {name: mean_curve(runs) for name, runs in simulation.curves(measure).items()}
    for (name, points), (colour, dash, marker) in zip(means.items(), _STYLES, strict=False):
        x = [p["labels"] for p in points]
        y = [p["mean"] for p in points]
        below, above = [p["mean"] - p["sd"] for p in points], [p["mean"] + p["sd"] for p in points]
        every = max(1, len(x) // 10)
        axes.plot(x, y, color=colour, linestyle=dash, marker=marker, markersize=4.5, markevery=every, linewidth=1.8, label=name)
        axes.fill_between(x, below, above, color=colour, alpha=0.13, linewidth=0)
    if BASELINE in means:
        axes.axhline(means[BASELINE][-1]["mean"], color="#444444", linewidth=0.9, linestyle=(0, (1, 2)))
    axes.set_xlabel("labels")
    axes.set_ylabel(f"{_NAMES[measure]} on the test set")
    axes.grid(alpha=0.25)
    axes.legend(loc="lower right", framealpha=0.9)
