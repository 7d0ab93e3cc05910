"""Wrong labels that are found again: python -m bench.label_errors --data DIR [--write docs/label-errors.md]

A share of the labels of a real corpus is turned into another one at random; then models judge each item that did not learn from it, as
`annotate/learning/services/look_for_doubts.py` does it: five parts by groups, a linear head with one penalty on frozen features, asked
through the model server's own requests. What the corpus had wrong before is not known and counts against it.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np

from domain.label_errors import find
from domain.splits import group_key
from ml_backend.compare_encoders import CORPORA
from ml_backend.service import Service
from ml_backend.settings import Settings

FOLDS, SHARE, SEEDS, MOST = 5, 0.05, 3, 6000
NAMES = ("sms_spam", "banking77", "nsmc")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Settings(Path(folder), threads=2))
        for name in NAMES:
            rows.append(row := measured(service, name, given.data))
            print(row, flush=True)
    if given.write:
        given.write.write_text(page(rows), encoding="utf-8")


def measured(service: Service, name: str, data: Path) -> dict[str, Any]:
    texts, labels, _, _ = CORPORA[name](data)
    some = np.sort(np.random.default_rng(0).permutation(len(texts))[:MOST])
    texts, labels = [texts[i] for i in some], [str(labels[i]) for i in some]
    names = sorted(set(labels))
    real, found, seconds = np.array([names.index(label) for label in labels]), [], []
    for seed in range(SEEDS):
        rng = np.random.default_rng([seed, 7])
        wrong = rng.permutation(len(texts))[: round(SHARE * len(texts))]
        shown = real.copy()
        shown[wrong] = (real[wrong] + rng.integers(1, len(names), len(wrong))) % len(names)
        began = time.process_time()
        told = find(shown, judged(service, texts, [names[i] for i in shown], names))
        seconds.append(time.process_time() - began)
        listed = [one.item for one in told.suspects]
        hit = np.isin(listed, wrong)
        repaired = sum(one.likely == real[one.item] for one in told.suspects if one.item in set(wrong.tolist()))
        found.append((len(listed), hit.mean(), hit.sum() / len(wrong), hit[: len(wrong)].mean(), repaired / max(1, hit.sum()), told.errors))
    return {"corpus": name, "items": len(texts), "labels": len(names), "turned": len(wrong), "of": found, "seconds": seconds}


def judged(service: Service, texts: Sequence[str], labels: Sequence[str], names: Sequence[str]) -> np.ndarray:
    choices = "".join(f"<Choice value={quoteattr(name)}/>" for name in names)
    config = f'<View><Text name="text" value="$text"/><Choices name="label" toName="text">{choices}</Choices></View>'
    part = np.array([_lot(group_key(text)) % FOLDS for text in texts])
    table = np.zeros((len(texts), len(names)))
    for fold in range(FOLDS):
        rows = [_example(texts[i], labels[i]) for i in np.flatnonzero(part != fold)]
        request = {"project": "errors", "label_config": config, "release": "", "params": {"c": 1.0}, "examples": rows, "trial": True}
        *_, last = service.handle("POST", "/train", request)[1]
        held = np.flatnonzero(part == fold)
        ask = {"project": "errors", "model_version": last["model_version"], "tasks": [{"data": {"text": texts[i]}} for i in held]}
        _, said = service.handle("POST", "/probabilities", ask)
        table[np.ix_(held, [names.index(name) for name in said["classes"]])] = said["probabilities"]
        service.handle("POST", "/forget", {"project": "errors", "model_version": last["model_version"]})
    return table


def _example(text: str, label: str) -> dict[str, Any]:
    result = [{"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]
    return {"data": {"text": text}, "result": result, "split": "train", "group": group_key(text)}


def _lot(group: str) -> int:
    return int.from_bytes(hashlib.blake2b(group.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


PAGE = """# Wrong labels found again, measured

Made by `python -m bench.label_errors --data DIR`. {date}, Python {python}, {libraries}.

{share:g} % of the labels of a corpus (its training part, at most {most:,} items) are turned into another label at random; then every item
is judged by a model that learned from the others, as *Learning → Doubtful labels* does it. Mean of {seeds} draws.

*Listed*: how many labels are called doubtful. *Of these turned*: the share of them that was turned on purpose; what the corpus had wrong
before counts as a false alarm. *Of turned ones listed*: how many of them are found. *Of the first*: the share of turned ones among as many
of the surest as were turned. *Put right*: of those found, how often the model's own label is the one that had been there. *Estimated*: how
many are wrong, as the page says it. People seldom slip at random: of real slips, which fall between labels that are alike, less is found.

| corpus | items | labels | turned | listed | of these turned | of turned ones listed | of the first | put right | estimated | CPU s |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""


def page(rows: Sequence[dict[str, Any]]) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scikit-learn", "torch"))
    about = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "python": platform.python_version(), "libraries": libraries}
    head = PAGE.format(**about, share=100 * SHARE, most=MOST, seeds=SEEDS)
    lines = []
    for row in rows:
        listed, precise, caught, first, right, errors = np.mean(row["of"], axis=0)
        about = f"| {row['corpus']} | {row['items']:,} | {row['labels']} | {row['turned']} | {listed:.0f} | {precise:.2f} | {caught:.2f} |"
        lines.append(f"{about} {first:.2f} | {right:.2f} | {errors:.0f} | {np.mean(row['seconds'][1:]):.0f} |")
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
