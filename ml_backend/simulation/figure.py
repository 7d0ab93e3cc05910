"""A simulation as a picture."""

from __future__ import annotations

import warnings
from itertools import cycle
from pathlib import Path
from typing import Any

from domain.sampling.curves import mean_curve
from ml_backend.simulation.report import NAMES
from ml_backend.simulation.result import BASELINE, MEASURES, SHARE, Simulation

# Told apart by dash and marker as well as by colour. Drawn on white, so that they read alike on a light and on a dark page.
_STYLES: tuple[tuple[str, Any, str], ...] = (
    ("#0b5fa5", "-", "o"),
    ("#b3400a", "--", "s"),
    ("#2b7a3d", "-.", "^"),
    ("#6a3d9a", ":", "D"),
    ("#a01860", (0, (5, 1, 1, 1)), "v"),
    ("#7a5c00", (0, (3, 1, 1, 1, 1, 1)), "P"),
    ("#00767a", (0, (8, 2)), "X"),
    ("#5b6570", (0, (1, 1)), "*"),
)
_RANDOM: tuple[str, Any, str] = ("#222222", (0, (6, 2)), "")
_BANDS = 3
"""Above so many strategies only the first and random have a band: more of them would hide each other."""


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


def _twins(simulation: Simulation) -> dict[str, str]:
    """Strategies that went the same way in every seed are one line, under all their names."""
    names: dict[str, str] = {}
    for name, runs in simulation.points.items():
        first = next((other for other in names if simulation.points[other] == runs), name)
        names[first] = name if first == name else f"{names[first]}, {name}"
    return names


def _plot(axes, simulation: Simulation, measure: str) -> None:
    """The dash-dotted line is `SHARE` of the score with every label; without that score a dotted one, what random reaches at the end."""
    means = {name: mean_curve(runs) for name, runs in simulation.curves(measure).items()}
    styles = cycle(_STYLES)
    banded = list(means) if len(means) <= _BANDS else [next(iter(means)), BASELINE]
    for name, also in _twins(simulation).items():
        points = means[name]
        colour, dash, marker = _RANDOM if name == BASELINE else next(styles)
        x = [p["labels"] for p in points]
        y = [p["mean"] for p in points]
        every = max(1, len(x) // 10)
        axes.plot(x, y, color=colour, linestyle=dash, marker=marker, markersize=4.5, markevery=every, linewidth=1.8, label=also)
        if name in banded:
            below, above = [p["mean"] - p["sd"] for p in points], [p["mean"] + p["sd"] for p in points]
            axes.fill_between(x, below, above, color=colour, alpha=0.13, linewidth=0)
    if scores := simulation.full_scores(measure):
        target = SHARE * sum(scores) / len(scores)
        said = f"{SHARE:.0%} of the score with all labels"
        axes.axhline(target, color="#333333", linewidth=0.9, linestyle="-.", label=said)
    elif BASELINE in means:
        axes.axhline(means[BASELINE][-1]["mean"], color="#444444", linewidth=0.9, linestyle=(0, (1, 2)))
    axes.set_xlabel("labels")
    axes.set_ylabel(f"{NAMES[measure]} on the test set")
    axes.grid(alpha=0.25)
    axes.legend(loc="lower right", framealpha=0.9, fontsize=9)
