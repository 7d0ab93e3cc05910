"""The report of a model that marks places in a text: a span is right if its start, its end and its label are.

Precision, recall and F1 over all spans as in the shared task of CoNLL (Tjong Kim Sang, E. & De Meulder, F. 2003. Introduction to the
CoNLL-2003 shared task. CoNLL 2003, 142–147), which seqeval computes too; and what kind of mistake the wrong ones are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.learnable.answers import Span

from .estimate import SMALL, Estimate, of_draws
from .groups import draws, numbered

_WHY = {
    "precision": "'{}' was never predicted",
    "recall": "no test item has '{}'",
    "f1": "'{}' occurs neither in the test items nor in the predictions",
}
_ALL = {"precision": "nothing was predicted", "recall": "the test items have no spans", "f1": "there are no spans, true or predicted"}


def evaluate_spans(
    truth: Sequence[Sequence[Span]],
    predicted: Sequence[Sequence[Span]],
    labels: Sequence[str],
    *,
    rng: np.random.Generator,
    groups: Sequence[Any] | None = None,
    resamples: int = 1000,
) -> dict[str, Any]:
    """truth[i], predicted[i]: the spans of item i; a span said twice counts once. Micro and macro figures, each label, `exact_items` (the
    share of items in which all is right) and `mistakes`: places with a wrong label, with wrong edges, missed and made up. Intervals by
    group.
    """
    if len(truth) != len(predicted):
        raise Invalid(f"{len(truth)} items with true spans, {len(predicted)} with predicted ones.")
    true, said = [_bare(s, labels, "truth") for s in truth], [_bare(s, labels, "predicted") for s in predicted]
    n = len(true)
    if not n:
        none = asdict(Estimate(None, reason="there are no test items"))
        per_class = [{"class": c, "spans": 0, "predicted": 0} | {name: dict(none) for name in _WHY} for c in labels]
        overall = {name: dict(none) for name in (*_WHY, "macro_f1", "exact_items")}
        none_yet = {"mistakes": _mistakes([], []), "warnings": ["There are no test items."]}
        return {"items": 0, "groups": 0, **overall, "per_class": per_class, **none_yet}
    table = np.array([[_counts(a, b, label) for label in labels] for a, b in zip(true, said, strict=True)]).reshape(n, len(labels), 3)
    exact = np.array([a == b for a, b in zip(true, said, strict=True)], float)
    keys = numbered(groups, n)
    point, drawn = _figures(table, exact, np.ones(n)), [_figures(table, exact, w) for w in draws(keys, resamples, rng)]
    reasons = {**_ALL, "macro_f1": _ALL["f1"], "exact_items": ""}
    report: dict[str, Any] = {"items": n, "groups": int(keys.max()) + 1}
    for name, why in reasons.items():
        report[name] = asdict(of_draws(float(point[name]), np.array([row[name] for row in drawn]), n, why))
    report["per_class"] = [_one(i, label, table, point, drawn) for i, label in enumerate(labels)]
    report["mistakes"] = _mistakes(true, said)
    report["warnings"] = [f"Only {n} test items: the figures may lie far from the truth (see the intervals)."] if n < SMALL else []
    return report


def _bare(spans: Sequence[Span], labels: Sequence[str], what: str) -> set[Span]:
    """Without scores. `Invalid` for a label that is not among `labels`."""
    if unknown := sorted({s.label for s in spans} - set(labels)):
        raise Invalid(f"{what}: not among the labels: {', '.join(unknown[:5])}.", fields={what: unknown[:20]})
    return {Span(s.start, s.end, s.label) for s in spans}


def _counts(true: set[Span], said: set[Span], label: str) -> tuple[int, int, int]:
    """(right, true, predicted)."""
    a, b = ({s for s in spans if s.label == label} for spans in (true, said))
    return len(a & b), len(a), len(b)


def _figures(table: np.ndarray, exact: np.ndarray, weights: np.ndarray) -> dict[str, Any]:
    """NaN where undefined. Macro F1 is the mean over the labels that occur."""
    each = np.tensordot(weights, table, axes=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        out = {f"each_{name}": value for name, value in _prf(*each.T).items()} | _prf(*each.sum(axis=0))
    seen = each[:, 1] + each[:, 2] > 0
    out["macro_f1"] = out["each_f1"][seen].mean() if seen.any() else np.nan
    out["exact_items"] = weights @ exact / weights.sum()
    return out


def _prf(right: Any, true: Any, said: Any) -> dict[str, Any]:
    return {"precision": right / said, "recall": right / true, "f1": 2 * right / (true + said)}


def _one(i: int, label: str, table: np.ndarray, point: dict, drawn: list[dict]) -> dict[str, Any]:
    _, true, said = (int(v) for v in table[:, i].sum(axis=0))
    figures = {}
    for name, why in _WHY.items():
        each = np.array([row[f"each_{name}"][i] for row in drawn])
        figures[name] = asdict(of_draws(float(point[f"each_{name}"][i]), each, true, why.format(label)))
    return {"class": label, "spans": true, "predicted": said, **figures}


def _mistakes(truth: list[set[Span]], predicted: list[set[Span]]) -> dict[str, int]:
    """Of the predicted spans that are wrong: the same place with another label; another that overlaps a true one not found; else made up.
    `missed`: true spans that nothing overlaps."""
    out = {"label": 0, "edges": 0, "made_up": 0, "missed": 0}
    for true, said in zip(truth, predicted, strict=True):
        left = true - said
        for span in said - true:
            if any((t.start, t.end) == (span.start, span.end) for t in left):
                out["label"] += 1
            else:
                out["edges" if any(_touch(t, span) for t in left) else "made_up"] += 1
        out["missed"] += sum(not any(_touch(t, s) for s in said) for t in left)
    return out


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
