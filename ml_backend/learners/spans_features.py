"""Places in a text by a linear chain on features of letters and words: after few labels, in seconds, in any script."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid
from domain.learnable import Span
from ml_backend.holding_out import apart, groups_to_hold
from ml_backend.learners.base import Inputs, Said, Trained, Work
from ml_backend.learners.span_measuring import measure_spans, said_spans, tell_spans
from ml_backend.settings import Settings
from ml_backend.spans.tagger import Tagger, fit_tagger
from ml_backend.store import Version

Event = dict[str, Any]
_HELD = 0.2
_ENOUGH = 50
"""Groups of items needed to hold some out where there is no test split."""


class LinearSpans:
    name = "linear-spans"
    title = "Linear chain on letters and words"
    kinds: tuple[str, ...] = ("spans",)
    way = "features"

    def unavailable(self, settings: Settings) -> str | None:
        return None

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """The same examples and seed give the same model."""
        known = taught_spans(work)
        return self._train(work, known)

    def _train(self, work: Work, known: list[str]) -> Generator[Event, None, Trained]:
        learn = work.of("train", "dev")
        chosen, on = work.of("test"), "test"
        if not chosen:
            rest, chosen = _held_out(work, learn)
            on = "cross-validation" if chosen else "nothing"
        if chosen and on != "test":  # a tagger that has not seen them says how good such a tagger is
            judge = yield from fit_tagger([work.examples[i] for i in rest], known)
        tagger = yield from fit_tagger([work.examples[i] for i in learn], known)
        yield protocol.progress(0.92, "Measuring it.")
        judged = tagger if on in ("test", "nothing") else judge
        metrics = measure_spans(work, chosen, judged.spans([work.examples[i].inputs[0] for i in chosen]), on)
        yield from tell_spans(metrics)
        manifest = {
            "task": "places in a text",
            "preprocessing": "none",
            "classes": known,
            "examples": {s: len(work.of(s)) for s in protocol.SPLITS},
            "features": len(tagger.columns),
            "libraries": {name: installed(name) for name in ("numpy", "scipy")},
        }
        return Trained("linear-spans", tagger.arrays(), manifest, metrics)

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        tagger = version.once("tagger", lambda: Tagger.from_arrays(version.manifest["classes"], version.arrays))
        return said_spans(tagger.said([one[0] for one in inputs]))


def taught_spans(work: Work) -> list[str]:
    """The labels that some item to learn from has, in the order of the config; `Invalid` if none has a span."""
    found = {s.label for i in work.of("train", "dev") for s in work.examples[i].answer if isinstance(s, Span)}
    if not found:
        raise Invalid("No item to train on has a span: mark some first.", code="nothing_to_train_on")
    return [label for label in work.asked.labels if label in found]


def _held_out(work: Work, learn: list[int]) -> tuple[list[int], list[int]]:
    """(to learn from, to judge by): a fifth of the groups, if there are enough of them and those left still have every label's spans or
    some."""
    examples = [work.examples[i] for i in learn]
    groups = groups_to_hold(examples)
    if len(groups) < _ENOUGH:
        return learn, []
    order = np.random.default_rng(work.training.seed).permutation(len(groups))
    left, held = apart(examples, {groups[i] for i in order[: round(_HELD * len(groups))]})
    if not any(examples[i].answer for i in left):
        return learn, []
    return [learn[i] for i in left], [learn[i] for i in held]
