"""What a simulation of the loop found, in sentences that promise no more than it shows, and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domain.sampling.curves import labels_to_reach

from ..words import Said

_NAMES: dict[str, Said] = {"accuracy": gettext_lazy("accuracy"), "macro_f1": gettext_lazy("macro F1")}
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
        _sentence(strategy, _NAMES.get(measure, measure), found) + _flat(means.get(measure, {}).get(_BASELINE, []), strategy, found)
        for measure, of in (record.get("saved") or {}).items()
        for strategy, found in of.items()
    ]
    curves = means.get("accuracy") or {}
    return Told(
        source=str(record.get("source", "")),
        about=_about(setting),
        sentences=sentences or [_("Random order was not among the strategies, so nothing can be said about what was saved.")],
        caveat=_("One corpus and a handful of runs: a hint for a corpus of the same kind, not a promise."),
        heads=list(curves),
        rows=_rows(curves),
        notes=[str(note) for note in record.get("notes") or []],
    )


def _about(setting: dict[str, Any]) -> str:
    says = _(
        "%(pool)s texts to ask about, %(test)s in the test set, %(classes)s classes; answers by %(oracle)s; "
        "%(seeds)s runs of each strategy."
    )
    sizes = {"pool": f"{setting['pool']:,}", "test": f"{setting['test']:,}", "classes": len(setting["classes"])}
    return says % {**sizes, "oracle": setting["oracle"], "seeds": setting["seeds"]}


def _sentence(strategy: str, measure: Said, found: dict[str, Any]) -> str:
    reach = _("the %(measure)s that random order reaches with %(labels)s labels (%(target)s)") % {
        "measure": measure,
        "labels": f"{found['baseline_labels']:.0f}",
        "target": f"{found['target']:.3f}",
    }
    if found["labels"] is None:
        told = _("%(strategy)s did not reach, on average, %(reach)s: here it saved nothing.")
        return told % {"strategy": strategy, "reach": reach} + _spread(found)
    share, told = found["saved_share"], _("%(strategy)s needed %(labels)s labels for %(reach)s: %(share)s fewer.")
    if share <= 0:
        told = _("%(strategy)s needed %(labels)s labels for %(reach)s: here it did not help.")
    said = told % {"strategy": strategy, "labels": f"{found['labels']:.0f}", "reach": reach, "share": f"{share * 100:.0f}\u00a0%"}
    unclear = found["never"] or found["highest"] is None or found["highest"] >= found["baseline_labels"]
    doubt = " " + _("Not every run gained, so the gain is not certain.") if unclear and share > 0 else ""
    return said + _spread(found) + doubt


def _flat(points: list[dict[str, float]], strategy: str, found: dict[str, Any]) -> str:
    """What has to be said where random order itself reached its last figure long before its last label."""
    alone = labels_to_reach([(point["labels"], point["mean"]) for point in points], found["target"])
    if alone is None or found["labels"] is None or alone >= _EARLY * found["baseline_labels"]:
        return ""
    gain = 1 - found["labels"] / alone
    fair = _("against that, %(strategy)s saved %(share)s") if gain > 0 else _("against that, %(strategy)s saved nothing")
    says = _("But random order was there with %(labels)s labels already, and then learned no more: %(fair)s.")
    return " " + says % {"labels": f"{alone:.0f}", "fair": fair % {"strategy": strategy, "share": f"{gain * 100:.0f}\u00a0%"}}


def _spread(found: dict[str, Any]) -> str:
    runs = len(found["per_seed"])
    if found["lowest"] is None:
        return " " + _("None of %(runs)s runs reached it.") % {"runs": runs}
    lowest, highest = f"{found['lowest']:.0f}", f"{found['highest']:.0f}"
    if not found["never"]:
        return " " + _("Single runs: %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}
    says = _("Single runs: %(lowest)s to %(highest)s; %(never)s of %(runs)s never reached it.")
    return " " + says % {"lowest": lowest, "highest": highest, "never": found["never"], "runs": runs}


def _rows(curves: dict[str, list[dict[str, float]]]) -> list[tuple[int, list[str]]]:
    """At most a dozen points, evenly spread, the last one always among them."""
    points = next(iter(curves.values()), [])
    stride = max(1, -(-len(points) // _ROWS))
    shown = [i for i in range(len(points)) if (len(points) - 1 - i) % stride == 0]
    return [(int(points[i]["labels"]), [f"{c[i]['mean']:.3f} ± {c[i]['sd']:.3f}" for c in curves.values()]) for i in shown]
