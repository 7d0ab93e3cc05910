"""Spans of a text: one tag for each word piece (token classification)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.learnable import Example, Span
from ml_backend.finetune.pieces import windows
from ml_backend.finetune.task import Row
from ml_backend.models.calibrate import log_loss, temperature
from ml_backend.models.softmax import probabilities
from ml_backend.spans.tags import Unit, best_path, forbidden, tags, to_spans, to_tags, without_overlaps

_NONE = -100


@dataclass(frozen=True)
class Reading:
    """A text in windows: `rows` for the model; `places[w][p]` is where piece p of window w lies."""

    rows: list[Row]
    places: list[list[Unit | None]]


@dataclass(frozen=True)
class Lost:
    """Of `spans` taught: `overlapping` were left out, `inexact` do not begin and end where a piece does."""

    spans: int
    overlapping: int
    inexact: int


class SpanTask:
    def __init__(self, labels: Sequence[str], tokenizer: Any, length: int) -> None:
        self.labels, self.tags = list(labels), tags(labels)
        self._tokenizer, self._length = tokenizer, length
        self.fill = {"input_ids": tokenizer.pad_token_id or 0}
        self.rows: list[Row] = []
        self.dev_rows: list[Row] = []
        self._first, self._pairs = forbidden(len(labels))

    def learn(self, examples: Sequence[Example], dev: Sequence[Example], class_weight: str) -> Lost:
        """`class_weight` balanced: a tag's weight is the root of N/(k·n), since almost every piece is O."""
        read, self._goals, lost = self._taught(examples)
        self.rows = [row for one in read for row in one.rows]
        self._row_weights = [e.weight for e, one in zip(examples, read, strict=True) for _ in one.rows]
        self._dev, self._dev_goals, _ = self._taught(dev)
        self._dev_spans = [set(without_overlaps(_spans(e), self.labels)[0]) for e in dev]
        self.dev_rows = [row for one in self._dev for row in one.rows]
        counts = np.bincount(np.concatenate([g[g != _NONE] for g in self._goals]), minlength=len(self.tags)).clip(1)
        even = np.ones(len(self.tags))
        self._balance = np.sqrt(counts.sum() / (len(counts) * counts)).clip(0.1, 10) if class_weight == "balanced" else even
        return lost

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [Reading([row for row, _ in some], [p for _, p in some]) for some in windows(self._tokenizer, texts, self._length)]

    def _taught(self, examples: Sequence[Example]) -> tuple[list[Reading], list[np.ndarray], Lost]:
        read, goals = self.read([e.inputs[0] for e in examples]), []
        spans = overlapping = inexact = 0
        for example, one in zip(examples, read, strict=True):
            kept, dropped = without_overlaps(_spans(example), self.labels)
            spans, overlapping = spans + len(_spans(example)), overlapping + dropped
            inexact += to_tags(_joined(one)[0], kept, self.labels)[1]
            for places in one.places:
                there = [n for n, place in enumerate(places) if place]
                goal = np.full(len(places), _NONE, np.int64)
                goal[there] = to_tags([places[n] or (0, 0) for n in there], kept, self.labels)[0]
                goals.append(goal)
        return read, goals, Lost(spans, overlapping, inexact)

    def loss(self, logits: Any, chosen: Any) -> Any:
        import torch
        from torch.nn import functional as f

        goals = np.full(logits.shape[:2], _NONE, np.int64)
        weights = np.zeros(logits.shape[:2], np.float32)
        for i, row in enumerate(chosen):
            goals[i, : len(self._goals[row])] = self._goals[row]
            weights[i] = self._row_weights[row]
        weights = np.where(goals == _NONE, 0, weights * self._balance[goals.clip(0)]).astype(np.float32)
        weighed = torch.from_numpy(weights).flatten().to(logits.device)
        target = torch.from_numpy(goals).flatten().to(logits.device)
        each = f.cross_entropy(logits.flatten(0, 1), target, ignore_index=_NONE, reduction="none")
        return (each * weighed).sum() / weighed.sum().clamp(min=1e-6)

    def score(self, logits: list[Any]) -> tuple[float, float]:
        """F1 of whole spans, exact in place and label."""
        said = [spans for spans, _ in self.said(self._dev, logits, 1.0)]
        bare = [{Span(s.start, s.end, s.label) for s in some} for some in said]
        right = sum(len(a & b) for a, b in zip(bare, self._dev_spans, strict=True))
        there = sum(map(len, bare)) + sum(map(len, self._dev_spans))
        table, goals = self._flat(logits)
        return (2 * right / there if there else 1.0), -log_loss(table, goals)

    def temperature(self, logits: list[Any]) -> float:
        return temperature(*self._flat(logits)) if logits else 1.0

    def _flat(self, logits: list[Any]) -> tuple[np.ndarray, np.ndarray]:
        goals = np.concatenate(self._dev_goals)
        return np.vstack(logits)[goals != _NONE], goals[goals != _NONE]

    def said(self, read: Sequence[Reading], logits: list[Any], scale: float) -> list[tuple[tuple[Span, ...], float]]:
        """Of each text its most probable spans and how sure all of it is (the least probability of the pieces' tags); `logits` as given for
        all rows of all texts."""
        out: list[tuple[tuple[Span, ...], float]] = []
        at = 0
        for one in read:
            own, at = logits[at : at + len(one.rows)], at + len(one.rows)
            units, which = _joined(one)
            table = np.array([own[w][p] for w, p in which]).reshape(len(which), len(self.tags))
            p = probabilities(table, scale) if len(table) else table
            path = best_path(np.log(np.maximum(p, 1e-12)), self._first, self._pairs)
            sure = p[np.arange(len(path)), path]
            out.append((to_spans(units, path, self.labels, sure), float(sure.min(initial=1.0))))
        return out


def _spans(example: Example) -> list[Span]:
    return [s for s in example.answer if isinstance(s, Span)]


def _joined(one: Reading) -> tuple[list[Unit], list[tuple[int, int]]]:
    """Each piece of the text once, from the window in which it lies farthest from an edge: (place, (window, piece)). A piece that shares a
    place with the one before (letters taken apart by the tokenizer) is no unit of its own."""
    best: dict[Unit, tuple[int, int, int]] = {}
    for w, places in enumerate(one.places):
        for p, place in enumerate(places):
            if place:
                depth = min(p, len(places) - 1 - p)
                if place not in best or (best[place][0] < depth and best[place][1] != w):
                    best[place] = (depth, w, p)
    units: list[Unit] = []
    which = []
    for place in sorted(best):
        if not units or place[0] >= units[-1][1]:
            units.append(place)
            which.append(best[place][1:])
    return units, which
