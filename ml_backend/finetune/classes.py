"""Labels of a text or of two texts: one of several, any of several, a rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from domain.learnable import Example
from ml_backend.features.preprocess import preprocess
from ml_backend.finetune.task import Row
from ml_backend.models.calibrate import log_loss, temperature
from ml_backend.models.softmax import probabilities

_RARE = 10.0
"""A rare label's weight in the loss is at most this many times that of its absence."""


class LabelTask:
    """`several`: each label is chosen or not. Targets are the annotators' shares where the examples have them, else the answer."""

    def __init__(self, kind: str, labels: Sequence[str], tokenizer: Any, length: int) -> None:
        self.kind, self.labels, self.several = kind, list(labels), kind == "choices"
        self._tokenizer, self._length = tokenizer, length
        self.rows: list[Row] = []
        self.dev_rows: list[Row] = []
        self.fill = {"input_ids": tokenizer.pad_token_id or 0}

    def learn(self, examples: Sequence[Example], dev: Sequence[Example], class_weight: str) -> None:
        import torch

        self.rows = self.encode([e.inputs for e in examples])
        self.dev_rows = self.encode([e.inputs for e in dev])
        goals, self._dev_goals = self.goals(examples), self.goals(dev)
        self._goals = torch.from_numpy(goals)
        self._weights = torch.tensor([e.weight for e in examples], dtype=torch.float32)
        self._balance = torch.from_numpy(self._balanced(goals)) if class_weight == "balanced" else None

    def encode(self, inputs: Sequence[tuple[str, ...]]) -> list[Row]:
        """Two texts as a sentence pair. What is longer than allowed is cut, the longer of two first."""
        columns = [[preprocess(one[i]) for one in inputs] for i in range(len(inputs[0]))] if inputs else [[]]
        if not columns[0]:
            return []
        encoded = self._tokenizer(*columns, truncation=True, max_length=self._length)
        return [{name: encoded[name][i] for name in encoded} for i in range(len(inputs))]

    def goals(self, examples: Sequence[Example]) -> np.ndarray:
        """float32 N×k."""
        index = {label: i for i, label in enumerate(self.labels)}
        table = np.zeros((len(examples), len(self.labels)), np.float32)
        for row, example in zip(table, examples, strict=True):
            answer = example.answer
            shares = example.soft or [(str(label), 1.0) for label in ((answer,) if isinstance(answer, str) else answer)]
            for label, share in shares:
                if label in index:
                    row[index[label]] = share
            if not self.several and row.sum() > 0:
                row /= row.sum()
        return table

    def _balanced(self, goals: np.ndarray) -> np.ndarray:
        """One weight per class, N/(k·n) (King & Zeng 2001); with several labels the weight of a label's presence, absent/present."""
        counts = np.maximum(goals.sum(axis=0), 0.5)
        found = (len(goals) - counts) / counts if self.several else len(goals) / (len(counts) * counts)
        return np.clip(found, 1 / _RARE, _RARE).astype(np.float32)

    def loss(self, logits: Any, chosen: Any) -> Any:
        import torch
        from torch.nn import functional as f

        goals, weights = (table[torch.as_tensor(chosen)].to(logits.device) for table in (self._goals, self._weights))
        balance = None if self._balance is None else self._balance.to(logits.device)
        if self.several:
            each = f.binary_cross_entropy_with_logits(logits, goals, pos_weight=balance, reduction="none").mean(dim=1)
        else:
            each = -(goals * f.log_softmax(logits, dim=1)).sum(dim=1)
            if balance is not None:
                weights = weights * (goals * balance).sum(dim=1)
        return (each * weights).sum() / weights.sum().clamp(min=1e-6)

    def score(self, logits: list[Any]) -> tuple[float, float]:
        """Accuracy; of several labels the micro F1; of a rating minus the mean distance in levels."""
        table, goals = np.vstack(logits), self._dev_goals
        if self.several:
            said, true = table > 0, goals >= 0.5
            both, either = (said & true).sum(), said.sum() + true.sum()
            loss = np.logaddexp(0, table) - goals * table
            return float(2 * both / either) if either else 1.0, -float(loss.mean())
        p, y = probabilities(table), goals.argmax(axis=1)
        loss_of = log_loss(table, y)
        if self.kind == "rating":
            return -float(np.abs(level(p) - y).mean()), -loss_of
        return float((p.argmax(axis=1) == y).mean()), -loss_of

    def temperature(self, logits: list[Any]) -> float:
        """From the dev items; 1 where they are too few. Several labels: as if each were a question of its own."""
        if not logits:
            return 1.0
        table = np.vstack(logits)
        if self.several:
            flat = table.reshape(-1, 1)
            return temperature(np.hstack([np.zeros_like(flat), flat]), (self._dev_goals.reshape(-1) >= 0.5).astype(int))
        return temperature(table, self._dev_goals.argmax(axis=1))

    def shares(self, logits: list[Any], scale: float) -> np.ndarray:
        """Calibrated probabilities, float64 N×k; of several labels each by itself."""
        if not logits:
            return np.zeros((0, len(self.labels)))
        table = np.vstack(logits).astype(np.float64)
        return 1 / (1 + np.exp(-table / scale)) if self.several else probabilities(table, scale)


def level(p: np.ndarray) -> np.ndarray:
    """The median of each row's distribution over ordered levels: the level with the least expected distance."""
    return (p.cumsum(axis=1) < 0.5).sum(axis=1).clip(0, p.shape[1] - 1)
