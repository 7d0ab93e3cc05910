"""How good a training turned out: the report of domain.evaluation on the test split, else on what was held out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from domain import protocol
from domain.evaluation import evaluate, evaluate_multilabel, evaluate_ordinal, headline
from domain.learnable import Example
from ml_backend.learners.base import Work

_TOLD = (
    *("accuracy", "macro_precision", "macro_recall", "macro_f1", "calibration_error"),
    *("exact_match", "sample_f1", "micro_f1", "mae", "within_one", "quadratic_kappa"),
)


def measure_labels(
    work: Work, chosen: Sequence[int] | np.ndarray, known: list[str], table: np.ndarray, on: str, rng: np.random.Generator
) -> dict[str, Any]:
    """`table` M×len(known): the probabilities of the examples `chosen`; `on`: "test", "dev", "cross-validation" or "nothing"."""
    allowed = list(work.asked.labels)
    wide = np.zeros((len(table), len(allowed)))
    wide[:, [allowed.index(label) for label in known]] = table
    rows = [work.examples[i] for i in chosen] if len(table) else []
    guess = [allowed[i] for i in wide.argmax(axis=1)]
    truth, groups = [str(e.answer) for e in rows], groups_of(rows)
    report = evaluate(truth, guess, allowed, rng=rng, probabilities=wide, groups=groups)
    if work.asked.kind == "rating":
        stars, said = (np.array([allowed.index(label) for label in labels], int) for labels in (truth, guess))
        ordinal = evaluate_ordinal(stars, said, allowed, rng=rng, groups=groups)
        report |= {name: ordinal[name] for name in ("mae", "within_one", "quadratic_kappa")}
    return {"on": on, **report, "warnings": warnings(on, report["warnings"])}


def measure_sets(
    work: Work, chosen: Sequence[int] | np.ndarray, known: list[str], table: np.ndarray, on: str, rng: np.random.Generator
) -> dict[str, Any]:
    """The same where any of the labels may be chosen: `table` holds the chance of each of `known`; above one half it is."""
    allowed = list(work.asked.labels)
    rows = [work.examples[i] for i in chosen] if len(table) else []
    truth, said = (np.zeros((len(rows), len(allowed)), int) for _ in range(2))
    for n, example in enumerate(rows):
        truth[n, [allowed.index(str(label)) for label in example.answer]] = 1
    if rows:
        said[:, [allowed.index(label) for label in known]] = table > 0.5
    report = evaluate_multilabel(truth, said, allowed, rng=rng, groups=groups_of(rows))
    return {"on": on, **report, "warnings": warnings(on, report["warnings"])}


def held_figure(truth: np.ndarray, said: np.ndarray, k: int, on: str) -> dict[str, Any] | None:
    """{on, items, accuracy, macro_f1} of class numbers, of what was held out of the training to choose by; None: nothing was. on: "dev"
    or "cross-validation". Who stops labelling by it spends nothing of the test split."""
    if not len(truth):
        return None
    accuracy, macro_f1 = headline(truth, said, k)
    return {"on": on, "items": len(truth), "accuracy": round(accuracy, 6), "macro_f1": round(macro_f1, 6)}


def groups_of(rows: Sequence[Example]) -> list[str]:
    return [e.group if e.group is not None else "\n".join(e.inputs) for e in rows]


def warnings(on: str, found: list[str]) -> list[str]:
    """Those of the report, and what has to be said of where it comes from."""
    if on == "nothing":
        return ["There is no test split and too little to hold out: how good the model is cannot be said."]
    if on == "test":
        return found
    how = "the dev items" if on == "dev" else "parts of the training split, held out in turn"
    return [*found, f"There is no test split: these figures come from {how}, which also chose the penalty; they flatter."]


def tell(metrics: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The report as events."""
    for name in _TOLD:
        if isinstance(metrics.get(name), dict):
            yield protocol.metric(name, on=metrics["on"], **metrics[name])
    for warning in metrics["warnings"]:
        yield protocol.log(warning, "warning")
