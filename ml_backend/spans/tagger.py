"""The quick tagger: units, hashed features, a linear chain. It needs no network and no pretrained encoder, in whatever script."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid
from domain.learnable import Example, Span
from ml_backend.spans import crf
from ml_backend.spans.features import matrix
from ml_backend.spans.tags import to_spans, to_tags, without_overlaps
from ml_backend.spans.units import units

PENALTIES = (0.1, 1.0)
"""With few texts, with many: the better of the two on dev parts of wnut17 and KLUE-NER's training items (docs/fine-tuning.md)."""
_MANY = 1000
STEPS = 80
_CHUNK = 500


@dataclass(frozen=True)
class Tagger:
    labels: tuple[str, ...]
    columns: np.ndarray
    chain: crf.Crf

    def spans(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        return [spans for spans, _ in self.said(texts)]

    def said(self, texts: Sequence[str]) -> list[tuple[tuple[Span, ...], float]]:
        """Of each text its most probable spans and how sure all of it is; a score is the least probability of the units' tags."""
        out: list[tuple[tuple[Span, ...], float]] = []
        for start in range(0, len(texts), _CHUNK):
            some = list(texts[start : start + _CHUNK])
            cut = [units(text) for text in some]
            chains = crf.Chains([len(c) for c in cut])
            path, scores = self.chain.say(matrix(some, cut, self.columns)[0], chains)
            for c, (a, b) in zip(cut, chains.bounds, strict=True):
                out.append((to_spans(c, path[a:b], self.labels, scores[a:b]), float(scores[a:b].min(initial=1.0))))
        return out

    def arrays(self) -> dict[str, np.ndarray]:
        chain = self.chain
        return {"columns": self.columns.astype(np.int32), "weights": chain.weights, "first": chain.first, "pairs": chain.pairs}

    @classmethod
    def from_arrays(cls, labels: Sequence[str], a: Any) -> Tagger:
        return cls(tuple(labels), a["columns"], crf.Crf(a["weights"], a["first"], a["pairs"]))


def fit_tagger(
    examples: Sequence[Example], labels: Sequence[str], *, penalty: float | None = None, steps: int = STEPS
) -> Generator[dict[str, Any], None, Tagger]:
    """Events, then the tagger. The same examples give the same tagger. `Invalid` where no example has a span."""
    kept = [without_overlaps([s for s in e.answer if isinstance(s, Span)], labels) for e in examples]
    if not any(spans for spans, _ in kept):
        raise Invalid("No item to train on has a span: mark some first.", code="nothing_to_train_on")
    texts = [e.inputs[0] for e in examples]
    cut = [units(text) for text in texts]
    tagged = [to_tags(c, spans, labels) for c, (spans, _) in zip(cut, kept, strict=True)]
    inexact, overlapping = sum(n for _, n in tagged), sum(n for _, n in kept)
    if inexact or overlapping:
        why = f"{inexact} do not begin and end with a unit and are learned wider; {overlapping} overlap others and are left out."
        yield protocol.log(f"Of {sum(len(s) for s, _ in kept) + overlapping} spans {why}", "warning")
    yield protocol.progress(0.1, f"Reading {len(texts)} texts.")
    table, columns = matrix(texts, cut)
    yield protocol.progress(0.3, f"Fitting on {table.shape[0]:,} units, {len(columns):,} features.")
    weights = np.repeat([e.weight for e in examples], [len(c) for c in cut])
    strength = penalty if penalty is not None else PENALTIES[len(texts) >= _MANY]
    losses: list[float] = []
    chains = crf.Chains([len(c) for c in cut])
    chain = crf.fit(table, np.concatenate([t for t, _ in tagged]), chains, len(labels), weights, strength, steps, losses.append)
    for step in range(0, len(losses), max(1, len(losses) // 20)):
        yield protocol.metric("loss", round(losses[step], 6), step=step)
    yield protocol.progress(0.9, f"Fitted in {len(losses)} steps.")
    return Tagger(tuple(labels), columns, chain)
