"""Places in a text by fine-tuning a transformer."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from domain import protocol
from domain.learnable import Span
from ml_backend.learners import finetune_run as runs
from ml_backend.learners.base import Inputs, Said, Trained, Work
from ml_backend.learners.span_measuring import measure_spans, said_spans, tell_spans
from ml_backend.learners.spans_features import taught_spans
from ml_backend.settings import Settings
from ml_backend.store import Version

Event = dict[str, Any]


class FineTunedSpans:
    """Options are those of `finetune.recipe.Recipe`."""

    name = "finetune-spans"
    title = "Fine-tuned transformer for places in a text"
    kinds: tuple[str, ...] = ("spans",)
    way = "fine-tuning"

    def unavailable(self, settings: Settings) -> str | None:
        return runs.unavailable(settings)

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        known, recipe = taught_spans(work), runs.recipe_of(work)
        return self._train(work, known, recipe)

    def _train(self, work: Work, known: list[str], recipe: Any) -> Generator[Event, None, Trained]:
        result, files = yield from runs.tuned(work, known, recipe)
        said = [tuple(Span(**s) for s in some) for some in result["spans"]]
        metrics = measure_spans(work, result["chosen"], said, result["on"])
        yield from tell_spans(metrics)
        manifest = result["manifest"] | {"classes": known, "examples": {s: len(work.of(s)) for s in protocol.SPLITS}}
        return Trained(f"tuned-{manifest['base']['name']}", {}, manifest, metrics, files)

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        return said_spans(runs.model_of(version, settings).said([one[0] for one in inputs]))
