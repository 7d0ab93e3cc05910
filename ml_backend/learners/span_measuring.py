"""The report on taggers, for both ways of learning spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from domain import protocol
from domain.evaluation import evaluate_spans
from domain.learnable import Span
from ml_backend.learners.base import Said, Work
from ml_backend.learners.measuring import groups_of, warnings

_TOLD = ("precision", "recall", "f1", "macro_f1", "exact_items")


def measure_spans(work: Work, chosen: Sequence[int], said: Sequence[Sequence[Span]], on: str) -> dict[str, Any]:
    rows = [work.examples[i] for i in chosen]
    truth = [[s for s in e.answer if isinstance(s, Span)] for e in rows]
    rng = np.random.default_rng(work.training.seed)
    report = evaluate_spans(truth, said, work.asked.labels, rng=rng, groups=groups_of(rows))
    return {"on": on, **report, "warnings": warnings(on, report["warnings"])}


def tell_spans(metrics: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _TOLD:
        yield protocol.metric(name, on=metrics["on"], **metrics[name])
    for warning in metrics["warnings"]:
        yield protocol.log(warning, "warning")


def said_spans(found: Sequence[tuple[tuple[Span, ...], float]]) -> list[Said]:
    return [Said(spans, sure) for spans, sure in found]
