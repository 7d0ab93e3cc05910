"""One of several labels from maps, by teaching a network: the course that pictures and sounds share."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import asdict
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from domain import protocol
from domain.learnable import Example
from ml_backend.features.file_source import Source, source
from ml_backend.learners.base import Inputs, Said, Trained, Work, said_of_table
from ml_backend.learners.held_out import parts
from ml_backend.learners.linear import remarks, taught
from ml_backend.learners.measuring import held_figure, measure_labels, tell
from ml_backend.learners.options import number
from ml_backend.models.calibrate import temperature
from ml_backend.models.softmax import probabilities
from ml_backend.settings import Settings
from ml_backend.store import Version

if TYPE_CHECKING:
    from ml_backend.finetune.tune import Plan

Event = dict[str, Any]
DEV_ENOUGH = 30
"""Items to stop by; with fewer a tenth of the others is held out for it, and with too few of those every epoch is run."""
MOST = 2.0
"""GB that the maps may take."""
BATCH = 16


class Maker(Protocol):
    """Turns files into maps. `plan`: what of its choices is kept with the version; `variants`: how many maps of each file to learn from."""

    plan: dict[str, Any]
    variants: int

    def fresh(self, known: list[str]) -> Any: ...

    def maps(self, sources: Sequence[Source], variants: int) -> Sequence[Any]:
        """float16 N×c×h×w of each variant; the first is the file as it is."""


class Tuned:
    """`of`: "picture" or "sound"."""

    stem: str
    of: str
    libraries: tuple[str, ...]
    defaults: dict[str, Any]
    way = "fine-tuning"
    apart = True

    def maker(self, work: Work, learn: list[int]) -> Maker:
        """`Refused` (too_large) where the maps of so many would not fit."""
        raise NotImplementedError

    def about(self, maker: Any) -> dict[str, Any]:
        """Of the manifest: base and preprocessing."""
        raise NotImplementedError

    def loaded(self, version: Version) -> Any:
        raise NotImplementedError

    def logits(self, loaded: Any, sources: Sequence[Source]) -> np.ndarray:
        """float64 N×k, as the version was trained."""
        raise NotImplementedError

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """Options: `epochs`, `minutes`, `rate`, `batch`, `patience`. The same examples and seed give the same weights on a processor,
        unless the time runs out."""
        from ml_backend.finetune import device, tune

        plan = self._plan(work)
        known = taught(work)
        yield from (protocol.log(remark, "warning") for remark in remarks(work, known))
        where = device.find("auto", work.settings.threads)
        device.repeatable(plan.seed)
        learn, dev = parts(work, DEV_ENOUGH, 10 * DEV_ENOUGH)
        maker = self.maker(work, learn)
        model = maker.fresh(known).to(where.name)
        middles = yield from self._middles(maker, work, learn, maker.variants, 0.0, 0.3)
        held = yield from self._middles(maker, work, dev, 1, 0.3, 0.4)
        goals, weights = _goals(work, learn, known)
        if plan.class_weight == "balanced":
            weights = tune.balanced(goals, weights)
        stop_by = (held[0], _goals(work, dev, known)[0]) if dev else None
        course = yield from _between(tune.tune(model, middles, goals, weights, stop_by, plan, where), 0.4, 0.85)
        y = np.array([known.index(str(work.examples[i].answer)) for i in dev], int)
        of_dev = tune.logits_of(model, held[0], where) if dev else np.zeros((0, len(known)))
        t = temperature(of_dev, y) if dev else 1.0
        on, chosen = ("test", work.of("test")) if work.of("test") else ("dev", dev) if dev else ("nothing", [])
        yield protocol.progress(0.9, "Measuring it.")
        seen = yield from self._middles(maker, work, chosen, 1, 0.9, 0.98)
        table = probabilities(tune.logits_of(model, seen[0], where), t) if chosen else np.zeros((0, len(known)))
        metrics = measure_labels(work, chosen, known, table, on, np.random.default_rng(plan.seed))
        yield from tell(metrics)
        counts = Counter(str(e.answer) for e in work.examples)
        manifest = {
            **self.about(maker),
            "classes": known,
            "plan": asdict(plan) | maker.plan,
            "course": asdict(course),
            "chosen": {"temperature": t},
            **where.as_dict(),
            "examples": {"train": len(learn), "dev": len(dev), "test": len(work.of("test")), "classes": dict(sorted(counts.items()))},
            "libraries": {name: installed(name) for name in self.libraries},
        }
        folder = Path(tempfile.mkdtemp(prefix=f"malmoi-{self.of}-"))
        model.cpu().save_pretrained(folder)
        files = {path.name: path for path in folder.iterdir()}
        settled = held_figure(y, of_dev.argmax(axis=1), len(known), "dev")
        return Trained(self.stem, {"temperature": np.asarray(t)}, manifest, metrics, files, settled)

    def probabilities(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> tuple[list[str], np.ndarray]:
        loaded = version.once("model", lambda: self.loaded(version))
        logits = []
        for start in range(0, len(inputs), BATCH):
            sources = [source(one[0], settings.data, start + i, self.of) for i, one in enumerate(inputs[start : start + BATCH])]
            logits.append(self.logits(loaded, sources))
        classes = list(version.manifest["classes"])
        table = probabilities(np.vstack(logits), float(version.arrays["temperature"])) if logits else np.zeros((0, len(classes)))
        return classes, table

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        return said_of_table(*self.probabilities(version, inputs, settings))

    def _plan(self, work: Work) -> Plan:
        from ml_backend.finetune.tune import Plan

        options, default = work.training.options, Plan(**self.defaults)
        return Plan(
            int(number(options, "epochs", default.epochs, 1, 1000)),
            int(number(options, "batch", default.batch, 1, 512)),
            number(options, "rate", default.rate, 1e-6, 1),
            int(number(options, "patience", default.patience, 1, 1000)),
            number(options, "minutes", default.minutes, 0.01, 10_000),
            work.training.class_weight,
            work.training.seed,
        )

    def _middles(
        self, maker: Maker, work: Work, chosen: list[int], variants: int, begin: float, end: float
    ) -> Generator[Event, None, Any]:
        """float16 variants×N×c×h×w."""
        import torch

        out = torch.empty(variants, 0, 1, 1, 1, dtype=torch.float16)
        for start in range(0, len(chosen), BATCH):
            part = [source(work.examples[i].inputs[0], work.settings.data, i, self.of) for i in chosen[start : start + BATCH]]
            for variant, maps in enumerate(maker.maps(part, variants)):
                if not out.numel():  # all in one piece from the beginning: joined afterwards it would take twice the memory
                    out = torch.empty(variants, len(chosen), *maps.shape[1:], dtype=torch.float16)
                out[variant, start : start + len(part)] = maps
            ready = start + len(part)
            yield protocol.progress(begin + (end - begin) * ready / len(chosen), f"Prepared {ready} {self.of}s.")
        return out


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
