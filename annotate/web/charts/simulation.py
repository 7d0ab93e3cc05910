"""What a simulation of the loop found, in sentences that promise no more than it shows, and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.sampling.curves import labels_to_reach

_NAMES = {"accuracy": "accuracy", "macro_f1": "macro F1"}
_BASELINE = "random"
_ROWS = 12
# Random order that reaches its end this much earlier has stopped learning: what is saved against its end says little.
_EARLY = 0.95


@dataclass(frozen=True)
class Told:
    source: str
    about: str
    sentences: list[str]
    caveat: str
    heads: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[str]


def told(record: dict[str, Any]) -> Told:
    """`record` is what `manage.py simulate` writes as simulation.json."""
    setting = record["setting"]
    means = record.get("means") or {}
    sentences = [
        _sentence(strategy, _NAMES.get(measure, measure), found)
        + _flat(means.get(measure, {}).get(_BASELINE, []), strategy, found)
        for measure, of in (record.get("saved") or {}).items()
        for strategy, found in of.items()
    ]
    curves = means.get("accuracy") or {}
    return Told(
        source=str(record.get("source", "")),
        about=(
            f"{setting['pool']:,} texts to ask about, {setting['test']:,} in the test set, {len(setting['classes'])} classes; "
            f"answers by {setting['oracle']}; {setting['seeds']} runs of each strategy."
        ),
        sentences=sentences
        or ["Random order was not among the strategies, so nothing can be said about what was saved."],
        caveat="One corpus and a handful of runs: a hint for a corpus of the same kind, not a promise.",
        heads=list(curves),
        rows=_rows(curves),
        notes=[str(note) for note in record.get("notes") or []],
    )


def _sentence(strategy: str, measure: str, found: dict[str, Any]) -> str:
    reach = (
        f"the {measure} that random order reaches with {found['baseline_labels']:.0f} labels ({found['target']:.3f})"
    )
    if found["labels"] is None:
        return f"{strategy} did not reach, on average, {reach}: here it saved nothing.{_spread(found)}"
    share = found["saved_share"]
    if share <= 0:
        return f"{strategy} needed {found['labels']:.0f} labels for {reach}: here it did not help.{_spread(found)}"
    unclear = found["never"] or found["highest"] is None or found["highest"] >= found["baseline_labels"]
    doubt = " Not every run gained, so the gain is not certain." if unclear else ""
    return f"{strategy} needed {found['labels']:.0f} labels for {reach}: {share * 100:.0f}\u00a0% fewer.{_spread(found)}{doubt}"


def _flat(points: list[dict[str, float]], strategy: str, found: dict[str, Any]) -> str:
    """What has to be said where random order itself reached its last figure long before its last label."""
    alone = labels_to_reach([(point["labels"], point["mean"]) for point in points], found["target"])
    if alone is None or found["labels"] is None or alone >= _EARLY * found["baseline_labels"]:
        return ""
    gain = 1 - found["labels"] / alone
    fair = (
        f"against that, {strategy} saved {gain * 100:.0f}\u00a0%"
        if gain > 0
        else f"against that, {strategy} saved nothing"
    )
    return f" But random order was there with {alone:.0f} labels already, and then learned no more: {fair}."


def _spread(found: dict[str, Any]) -> str:
    runs = len(found["per_seed"])
    if found["lowest"] is None:
        return f" None of {runs} runs reached it."
    never = f"; {found['never']} of {runs} never reached it" if found["never"] else ""
    return f" Single runs: {found['lowest']:.0f} to {found['highest']:.0f}{never}."


def _rows(curves: dict[str, list[dict[str, float]]]) -> list[tuple[int, list[str]]]:
    """At most a dozen points, evenly spread, the last one always among them."""
    points = next(iter(curves.values()), [])
    stride = max(1, -(-len(points) // _ROWS))
    shown = [i for i in range(len(points)) if (len(points) - 1 - i) % stride == 0]
    return [
        (int(points[i]["labels"]), [f"{c[i]['mean']:.3f} ± {c[i]['sd']:.3f}" for c in curves.values()]) for i in shown
    ]
