"""One fine-tuning from examples to a folder that transformers loads as it is. It runs in a process of its own: ml_backend.child."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid
from domain.learnable import Example
from ml_backend.features.preprocess import CURRENT
from ml_backend.finetune import bases, device, layers
from ml_backend.finetune.classes import LabelTask
from ml_backend.finetune.descent import Descent, descend, logits_of
from ml_backend.finetune.model import Tuned
from ml_backend.finetune.pieces import finer
from ml_backend.finetune.places import SpanTask
from ml_backend.finetune.recipe import Recipe
from ml_backend.holding_out import apart, groups_to_hold
from ml_backend.settings import Settings

Event = dict[str, Any]
DEV_ENOUGH = 30
"""Items to stop by; with fewer some of the training items are held out for it, and with too few of those every epoch is run."""
_HELD = 0.1


@dataclass(frozen=True)
class Made:
    """`tuned` is ready to say; `manifest` says how it was made; `held`: the examples it was stopped by, none of which it learned from."""

    tuned: Tuned
    manifest: dict[str, Any]
    held: list[Example]


def fine_tune(
    examples: Sequence[Example], dev: Sequence[Example], kind: str, labels: Sequence[str], recipe: Recipe, settings: Settings
) -> Generator[Event, None, Made]:
    """kind as in domain.learnable. The same input and seed give the same weights on a processor. `Invalid` or `Refused` (no_base,
    too_large, too_slow) where it cannot be done."""
    if not examples:
        raise Invalid("There is nothing to learn from.", code="nothing_to_train_on")
    start = bases.choose((text for e in examples for text in e.inputs), recipe.base, settings)
    yield protocol.progress(0, f"Loading {start.name}.")
    where = device.find(recipe.precision, settings.threads)
    device.repeatable(recipe.seed)
    tokenizer, model, task, length = _made(kind, labels, start, recipe, settings)
    model.to(where.name)
    model.frozen_layers = layers.freeze(model, recipe.freeze, where.name == "cuda")
    learn, held = (list(examples), list(dev)) if len(dev) >= DEV_ENOUGH else _hold_out([*examples, *dev], recipe.seed)
    lost = task.learn(learn, held, recipe.class_weight)
    if lost and (lost.inexact or lost.overlapping):
        wide = f"{lost.inexact} do not begin and end with a word piece and are learned wider"
        why = f"{wide}; {lost.overlapping} overlap others and are left out."
        yield protocol.log(f"Of {lost.spans} spans {why}", "warning")
    longest = max(len(r["input_ids"]) for r in task.rows)
    want = device.check_memory(model, recipe, longest, where)
    yield protocol.log(_how(start, model, where, len(learn), len(held), want))
    course = yield from descend(model, task, recipe, recipe.rate or start.rate, where)
    yield protocol.log(f"{course.steps} steps over {course.epochs} epochs; the weights of epoch {course.best} are kept.")
    logits = logits_of(model, task.dev_rows, task.fill, where, recipe.batch)
    tuned = Tuned(kind, list(labels), model, tokenizer, length, task.temperature(logits), where, recipe.batch)
    return Made(tuned, _manifest(start, recipe, where, model, course, tuned, len(learn), len(held), lost, want), held)


def _made(kind: str, labels: Sequence[str], start: bases.Base, recipe: Recipe, settings: Settings):
    online = settings.transformer_online
    tokenizer = bases.load_tokenizer(start.source, online)
    length = min(recipe.max_length, getattr(tokenizer, "model_max_length", recipe.max_length))
    if kind == "spans":
        tokenizer = finer(tokenizer)
        task: Any = SpanTask(labels, tokenizer, length)
        return tokenizer, bases.load_model(start.source, "spans", task.tags, online=online), task, length
    task = LabelTask(kind, labels, tokenizer, length)
    model = bases.load_model(start.source, "text", list(labels), several=kind == "choices", online=online)
    return tokenizer, model, task, length


def _hold_out(examples: list[Example], seed: int) -> tuple[list[Example], list[Example]]:
    """A tenth of the groups to stop by, if that is enough to say anything."""
    groups = groups_to_hold(examples)
    if _HELD * len(groups) < DEV_ENOUGH:
        return examples, []
    some = {groups[i] for i in np.random.default_rng(seed).permutation(len(groups))[: round(_HELD * len(groups))]}
    left, held = apart(examples, some)
    return [examples[i] for i in left], [examples[i] for i in held]


def _how(start: bases.Base, model: Any, where: device.Device, n: int, dev: int, want: float) -> str:
    weights = sum(p.numel() for p in model.parameters())
    learn = sum(p.numel() for p in model.parameters() if p.requires_grad)
    stop = f"{dev} to stop by" if dev else "none to stop by, so every epoch is run"
    return (
        f"{start.name}, {weights / 1e6:.1f} million weights, {learn / 1e6:.1f} of them learn; on a {where.title} in {where.precision}; "
        f"{n} items to learn from, {stop}; about {want:.1f} GB."
    )


def _manifest(start, recipe: Recipe, where, model, course: Descent, tuned, n: int, dev: int, lost, want: float) -> dict[str, Any]:
    return {
        "task": "fine-tuning",
        "kind": tuned.kind,
        "base": {"name": start.name, "licence": start.licence, "model_type": model.config.model_type},
        "preprocessing": "none" if tuned.kind == "spans" else CURRENT,
        "recipe": asdict(recipe) | {"rate": recipe.rate or start.rate},
        "frozen_layers": model.frozen_layers,
        **where.as_dict(),
        "descent": asdict(course),
        "taught": {"train": n, "dev": dev} | ({"spans": asdict(lost)} if lost else {}),
        "temperature": tuned.temperature,
        "max_length": tuned.length,
        "memory_estimate": round(want, 2),
        "libraries": {name: installed(name) for name in ("torch", "transformers", "tokenizers", "numpy")},
    }
