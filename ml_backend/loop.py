"""Training as a stream of events, and prediction. Nothing is printed; the one thing written is the model version, through the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid, Refused
from domain.learnable import Example, Learnable
from ml_backend.learners import apart, registry
from ml_backend.learners.base import Inputs, Learner, Said, Work
from ml_backend.settings import Settings
from ml_backend.store import Store, Version
from ml_backend.threads import limited
from ml_backend.training import Training


def train(
    examples: Sequence[Example],
    asked: Learnable,
    *,
    project: str,
    store: Store,
    settings: Settings,
    training: Training | None = None,
    release: str = "",
    trial: bool = False,
) -> Iterator[dict[str, Any]]:
    """Yields protocol events, the last one `done` with the version's name and metrics. The same input and seed give the same model.
    trial: it does not become the project's current version.

    Stop iterating to cancel: nothing was written then. Raises before the first event: `Invalid` when there is nothing to learn from,
    `Refused` (no_learner) where nothing here learns this.
    """
    training = training or Training("")
    chosen = registry.choose(asked.kind, training.way, training.learner, settings)
    check(examples, asked, one_is_enough=getattr(chosen, "from_one_class", False))
    return _limited(_run(chosen, Work(list(examples), asked, training, settings), project, store, release, trial), settings.threads)


def check(examples: Sequence[Example], asked: Learnable, *, one_is_enough: bool = False) -> None:
    """`Invalid`: unknown_label, nothing_to_train_on or one_class."""
    known = set(asked.labels)
    strange = Counter(name for e in examples for name in _names(e) if name not in known)
    if strange:
        named = ", ".join(f"'{label}' ({n})" for label, n in strange.most_common(5))
        raise Invalid(f"Examples have labels that the label config does not know: {named}.", code="unknown_label", fields=dict(strange))
    taught = [e for e in examples if e.split != "test"]
    if not taught:
        why = "all of them are in the test split" if examples else "there are none"
        raise Invalid(f"There are no labelled items to train on: {why}.", code="nothing_to_train_on")
    counts = Counter(name for e in taught for name in _names(e))
    if asked.says_one_label and len(counts) == 1 and not one_is_enough:
        only, n = counts.most_common(1)[0]
        raise Invalid(
            f"All {n} labelled items to train on are '{only}'. A model needs at least two classes: label some of another.",
            code="one_class",
            fields={"classes": [only]},
        )
    if not counts:
        raise Invalid(f"In all {len(taught)} labelled items to train on there is nothing: no label was given.", code="nothing_to_train_on")


def say(version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
    """What a version says of inputs, in their order."""
    with limited(settings.threads):
        return learner_of(version).say(version, inputs, settings) if inputs else []


def predict(version: Version, inputs: Sequence[Inputs], settings: Settings) -> tuple[list[str], np.ndarray]:
    """(labels, calibrated probabilities N×k float64), in the order of `inputs`. `Refused` (no_probabilities) where an answer is more than
    one label."""
    learner = learner_of(version)
    if not hasattr(learner, "probabilities"):
        told = f"Model version '{version.name}' does not answer with one label, so there are no probabilities."
        raise Refused(told, code="no_probabilities")
    with limited(settings.threads):
        return learner.probabilities(version, list(inputs), settings)


def heat(version: Version, shown: Inputs, settings: Settings) -> bytes:
    """A PNG to be laid over the picture. `Refused` (no_heat) where the version does not say where in a picture it sees something."""
    learner = learner_of(version)
    if not hasattr(learner, "heat"):
        told = f"Model version '{version.name}' does not say where in a picture it sees something."
        raise Refused(told, code="no_heat")
    with limited(settings.threads):
        return learner.heat(version, shown, settings)


def says_one_label(version: Version) -> bool:
    """Whether it has a probability for each label."""
    return hasattr(learner_of(version), "probabilities")


def learner_of(version: Version) -> Learner:
    return registry.learner(version.manifest["learner"])


def asked_of(version: Version) -> Learnable:
    """The question that the version learned."""
    told = version.manifest["asked"]
    return Learnable(**{**told, "labels": tuple(told["labels"]), "fields": tuple(told["fields"])})


def _names(example: Example) -> list[str]:
    if isinstance(example.answer, str):
        return [example.answer]
    return [part if isinstance(part, str) else part.label for part in example.answer]


def _run(learner: Learner, work: Work, project: str, store: Store, release: str, trial: bool) -> Iterator[dict[str, Any]]:
    yield protocol.progress(0, f"{len(work.examples)} labelled items, {len(work.asked.labels)} labels.")
    made = yield from apart.train(learner, work) if getattr(learner, "apart", False) else learner.train(work)
    told = {"learner": learner.name, "way": learner.way, "kind": work.asked.kind, "encoder": made.manifest.get("encoder", "")}
    metrics = {**made.metrics, "made": told}
    manifest = {
        **made.manifest,
        "format": 2,
        "learner": learner.name,
        "way": learner.way,
        "asked": asdict(work.asked),
        "training": {**asdict(work.training), "options": dict(work.training.options)},
        "release": release,
        "metrics": metrics,
    }
    name = store.save(project, made.stem, made.arrays, manifest, made.files, current=not trial)
    yield protocol.progress(1, f"Model version {name} is ready.")
    # Not in the manifest, whose digest is the name: what was made before there was this figure is made again under the same name.
    yield protocol.done(name, metrics | ({"held": made.held} if made.held else {}))


def _limited(events: Iterator[dict[str, Any]], threads: int) -> Iterator[dict[str, Any]]:
    with limited(threads):
        yield from events
