"""What the child process does: `work` trains, writes the model into a folder, and says what it thinks of the items to measure it on."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from domain import protocol
from domain.learnable import Example, Span
from ml_backend.finetune.model import save
from ml_backend.finetune.recipe import Recipe
from ml_backend.finetune.run import fine_tune
from ml_backend.settings import Settings


def request(examples: list[Example], kind: str, labels: list[str], recipe: Recipe, settings: Settings, folder: Path) -> dict[str, Any]:
    """For `work`, as JSON."""
    return {
        "examples": [asdict(e) for e in examples],
        "kind": kind,
        "labels": labels,
        "recipe": asdict(recipe),
        "settings": {
            "data": str(settings.data),
            "threads": settings.threads,
            "transformer": settings.transformer,
            "transformer_online": settings.transformer_online,
        },
        "folder": str(folder),
    }


def work(order: Mapping[str, Any]) -> Generator[dict[str, Any], None, dict[str, Any]]:
    """{manifest, on, chosen, table} or with {spans} in place of the table: what the model says of the examples `chosen` (indices). Of
    labels also {held, held_table}, the same of the examples it was stopped by."""
    examples = [_example(row) for row in order["examples"]]
    parts = {split: [e for e in examples if e.split == split] for split in protocol.SPLITS}
    settings = Settings(**order["settings"] | {"data": Path(order["settings"]["data"])})
    made = yield from fine_tune(parts["train"], parts["dev"], order["kind"], order["labels"], Recipe(**order["recipe"]), settings)
    save(made.tuned, Path(order["folder"]))
    measured = {id(e) for e in (parts["test"] or made.held)}
    chosen = [i for i, e in enumerate(examples) if id(e) in measured]
    on = "test" if parts["test"] else "dev" if chosen else "nothing"
    yield protocol.progress(0.95, f"Measuring it on {len(chosen)} items.")
    found: dict[str, Any] = {"manifest": made.manifest, "on": on, "chosen": chosen}
    inputs = [examples[i].inputs for i in chosen]
    if order["kind"] == "spans":
        return found | {"spans": [[asdict(s) for s in some] for some in made.tuned.spans([one[0] for one in inputs])]}
    stopped_by = {id(e) for e in made.held}
    held = [i for i, e in enumerate(examples) if id(e) in stopped_by]
    return found | {
        "table": made.tuned.shares(inputs).tolist(),
        "held": held,
        "held_table": made.tuned.shares([examples[i].inputs for i in held]).tolist() if held else [],
    }


def _example(row: Mapping[str, Any]) -> Example:
    answer = row["answer"]
    if not isinstance(answer, str):
        answer = tuple(Span(**a) if isinstance(a, dict) else a for a in answer)
    soft = row["soft"]
    shares = None if soft is None else tuple((label, share) for label, share in soft)
    marks = (row.get("by_rules", False), row.get("generated", False))
    return Example(tuple(row["inputs"]), answer, row["split"], row["group"], row["weight"], shares, *marks)
