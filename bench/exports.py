"""What every form of an export says and costs beside the original: `python -m bench.exports --data FOLDER`.

Two versions of sms_spam, each taught by the same N labels drawn at random: MiniLM fine-tuned, and a light head on features. Each is
exported as the app does it (POST /export), and what is shipped answers the same test items in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench.weak import sms_spam
from domain.export_forms import FORMS, why_not
from domain.learnable import Example, learnable
from domain.schema import compile_config
from ml_backend import loop
from ml_backend.service import Service
from ml_backend.settings import Settings
from ml_backend.training import Training

CONFIG = '<View><Text name="t" value="$t"/><Choices name="c" toName="t"><Choice value="ham"/><Choice value="spam"/></Choices></View>'
ASKED = learnable(compile_config(CONFIG))
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "fine-tuning": ("MiniLM, fine-tuned", {"base": "minilm", "epochs": 2, "max_length": 64, "minutes": 60}),
    "features": ("light head on use+char", {}),
}


def measure(way: str, data: Path, labels: int, items: int) -> list[dict[str, Any]]:
    texts, truth, test_texts, test_truth = sms_spam(data)
    some = np.random.default_rng(0).permutation(len(texts))[:labels]
    taught = [Example((texts[i],), truth[i], "train", f"i{i}") for i in some]
    test = [Example((t,), y, "test", f"t{n}") for n, (t, y) in enumerate(zip(test_texts[:items], test_truth[:items], strict=True))]
    with tempfile.TemporaryDirectory() as place:
        service = Service(Settings(Path(place), encoder="use+char", threads=1))
        training = Training("", way=way, options=WAYS[way][1])
        events = loop.train([*taught, *test], ASKED, project="p", store=service.store, settings=service.settings, training=training)
        name = list(events)[-1]["model_version"]
        return [_exported(service, name, form, test) for form in FORMS if not why_not({"way": way, "kind": "choice"}, form)]


def _exported(service: Service, name: str, form: str, test: list[Example]) -> dict[str, Any]:
    rows = [{"data": {"t": e.inputs[0]}, "result": ASKED.result(e.answer, e.inputs, 1.0), "split": "test", "group": e.group} for e in test]
    _, events = service.handle("POST", "/export", {"project": "p", "model_version": name, "form": form, "examples": rows})
    return [event for event in events if event["event"] != "part"][-1]["report"]


def page(way: str, reports: list[dict[str, Any]]) -> str:
    lines = [
        "| version | form | size | right (difference, 95 % interval) | says the same | items/s | one item, median |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    first = reports[0]["original"]
    lines.append(
        f"| {WAYS[way][0]} | original | – | {first['score']:.3f} | – | {first['items_per_second']:.0f} | {first['median_ms']:.1f} ms |"
    )
    for one in reports:
        gone, made = one["difference"], one["exported"]
        right = f"{made['score']:.3f} ({gone['value']:+.3f}, {gone['low']:+.3f} to {gone['high']:+.3f})"
        speed = f"{made['items_per_second']:.0f} | {made['median_ms']:.1f} ms"
        lines.append(f"| | {one['form']} | {one['megabytes']:.1f} MB | {right} | {one['same_answer']:.1%} | {speed} |")
    return "\n".join(lines)


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--data", type=Path, required=True)
    asking.add_argument("--labels", type=int, default=400)
    asking.add_argument("--items", type=int, default=500)
    asking.add_argument("--way", choices=sorted(WAYS), action="append")
    asked = asking.parse_args()
    for way in asked.way or list(WAYS):
        reports = measure(way, asked.data, asked.labels, asked.items)
        print(json.dumps(reports), flush=True)
        print(page(way, reports), flush=True)


if __name__ == "__main__":
    main()
