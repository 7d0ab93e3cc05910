"""The figures of bench.pictures as a page."""

from __future__ import annotations

from statistics import mean
from typing import Any


def page(found: dict[str, Any], where: str) -> str:
    """Of the parts that were measured."""
    sections = {
        "features": _features,
        "sprite": _sprite,
        "tuned": _tuned,
        "cells": _boxes,
        "normal": _normal,
        "verdict": _verdict,
        "tiles": _tiles,
        "boards": _boards,
    }
    lines = _head(where) + [line for name, section in sections.items() if name in found for line in section(found[name])]
    return "\n".join(lines).rstrip() + "\n"


def _head(where: str) -> list[str]:
    return [
        "# Pictures: what learning costs and how good it is",
        "",
        "Made by `make bench-pictures DATA=…`, which names the folder of the corpora.",
        "",
        f"{where}.",
        "CPU seconds are what the work took on one core; the machine was busy with other work, so wall times are upper bounds.",
        "GB: the most that the process held, Python and torch included.",
        "",
    ]


def _features(f: dict[str, Any]) -> list[str]:
    return [
        "## Features per second of one core",
        "",
        "64 photos of 640×480 pixels, reading and resizing them included.",
        "",
        "| what | pictures a CPU second |",
        "| --- | --: |",
        f"| read a JPEG, make it 224×224 | {f['read']:g} |",
        f"| `efficientnet`, bf16 | {f['bf16']:g} |",
        f"| `efficientnet`, fp32 | {f['fp32']:g} |",
        f"| `shape` | {f['shape']:g} |",
        "",
        f"The features of bf16 and fp32 have a cosine of {f['alike']} or more. bf16 is taken where the processor multiplies it directly;",
        "the model version keeps which, and is served in its own precision everywhere.",
        "",
    ]


def _sprite(s: dict[str, Any]) -> list[str]:
    both = {**s["efficientnet+shape"], "features_cpu": s["shape"]["features_cpu"] + s["efficientnet"]["features_cpu"]}
    rows = [
        ("pixels, logistic regression (scikit-learn)", s["pixels"]),
        ("`shape`", s["shape"]),
        ("`efficientnet`", s["efficientnet"]),
        ("`efficientnet+shape`, the default", both),
        *([("the same in fp32", s["efficientnet+shape, fp32"])] if "efficientnet+shape, fp32" in s else []),
    ]
    return [
        "## Labels: fashion_mnist_sprite, 10 classes, 28×28 grey",
        "",
        f"600 to learn from, 300 to test on, the mean of {len(s['pixels']['scores'])} draws. For comparison, on another draw:",
        "logistic regression on pixels .793, edges with a support vector machine .803. Training: choosing the penalty and fitting,",
        "features there already.",
        "",
        "| features | accuracy | of each draw | features, CPU s of 900 | training, CPU s |",
        "| --- | --: | --- | --: | --: |",
        *(
            f"| {name} | {mean(r['scores']):.3f} | {', '.join(f'{v:.3f}' for v in r['scores'])} | {_number(r.get('features_cpu'))} "
            f"| {_number(r.get('fit_cpu'))} |"
            for name, r in rows
        ),
        "",
    ]


def _tuned(t: dict[str, Any]) -> list[str]:
    course = t["manifest"]["course"]
    return [
        f"Fine-tuned on the first draw (500 to learn from, 100 of the 600 to stop by): accuracy {_estimate(t['report']['accuracy'])},",
        f"{t['cpu']:g} CPU s in all, {t['gigabytes']:g} GB, {len(course['losses'])} epochs, the best {course['best']}.",
        "",
    ]


def _boxes(c: dict[str, Any]) -> list[str]:
    return [
        "## Boxes: BCCD, blood cells of three kinds",
        "",
        "Its own lists: 205 pictures to learn from, 87 to calibrate and choose the threshold on, 72 to test on. Longer side 512 pixels.",
        "",
        *_found(c),
    ]


def _found(c: dict[str, Any]) -> list[str]:
    r = c["report"]
    rows = [("all, mean of the classes", r["boxes"], r), *((p["class"], p["items"], p) for p in r["per_class"])]
    plan, losses = c["manifest"]["plan"], c["manifest"]["losses"]
    return [
        "| class | true boxes | AP at .5 | AP at .5 … .95 | F1 at the threshold |",
        "| --- | --: | --- | --- | --- |",
        *(f"| {name} | {n} | {_estimate(p['ap50'])} | {_estimate(p['ap'])} | {_estimate(p['f1'])} |" for name, n, p in rows),
        "",
        f"Training with everything around it: {c['cpu']:g} CPU s, {c['gigabytes']:g} GB, {len(losses)} of {plan['epochs']} epochs. "
        f"Saying: {c['said'] / c['say_cpu']:.1f} pictures a CPU second.",
        "",
    ]


def _normal(n: dict[str, Any]) -> list[str]:
    value, low, high = n["auroc"]
    return [
        f"## Good or defect: deeppcb, {n['boards']} boards with a clean template each",
        "",
        "**From clean templates alone** (five folds; each board is scored by a memory that saw neither it nor its template): area under",
        f"the ROC curve {value:.3f} ({low:.3f}–{high:.3f}). A tested board lies farther from normal than its own template in",
        f"{100 * n['own']:.0f} % of the pairs. Places inside defects against all others: {n['places']:.3f}.",
        f"{n['cpu']:g} CPU s for all five, {n['gigabytes']:g} GB.",
        "",
    ]


def _tiles(v: dict[str, Any]) -> list[str]:
    return [
        f"**The same from features of their parts** (`tiles`): accuracy {_estimate(v['report']['accuracy'])}, {v['cpu']:.0f} CPU s,",
        f"nearly all of them reading, {v['gigabytes']:g} GB. It was written after the line above had been seen.",
        "",
    ]


def _verdict(v: dict[str, Any]) -> list[str]:
    return [
        "**deeppcb, both kinds as labels** (`efficientnet+shape`, two thirds of the boards to learn from): accuracy on the rest",
        f"{_estimate(v['report']['accuracy'])}, where guessing gives .5. A defect is some thirty pixels of a board; features of the whole",
        "picture hardly see it.",
        "",
    ]


def _boards(found: dict[str, Any]) -> list[str]:
    return [
        "**deeppcb, boxes around defects** (two thirds to learn from, a sixth to settle on, a sixth to test on; longer side 640 pixels):",
        "",
        *_found(found),
    ]


def _estimate(e: dict[str, Any]) -> str:
    if e["value"] is None:
        return "–"
    return f"{e['value']:.3f}" + ("" if e["low"] is None else f" ({e['low']:.3f}–{e['high']:.3f})")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
