"""docs/picture-loop.md from what came out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .people import TIGHT

TITLES = {
    "clothes": "Clothes (fashion_mnist_sprite): one of ten classes",
    "cells": "Blood cells (bccd): boxes of three kinds",
    "boards": "Circuit boards (deeppcb): good or defect, from features of their parts",
    "good_ones": "Circuit boards (deeppcb): learned from the good ones alone",
}
PICTURES = {
    "clothes": (
        ("1-folder", "The folder is in"),
        ("2-grid", "Suggestions of the first model, many at once"),
        ("4-promotion", "Promotion: who is champion, and by which rule it is replaced"),
    ),
    "cells": (("3-suggested-boxes", "Boxes that the first model suggests, on the annotation screen"),),
    "boards": (),
    "good_ones": (("5-unlike-good-ones", "What the model finds unlike good boards, with its heat"),),
}


def told(found: dict[str, Any], on: str) -> str:
    head = (Path(__file__).parent / "page.template.md").read_text(encoding="utf-8")
    parts = [head.format(tight=TIGHT, on=on)]
    for name, one in found.items():
        parts += [f"## {TITLES[name]}", "", *_figures(name, one), ""]
        for file, says in PICTURES[name]:
            parts += [f"![{says}](picture-loop/{file}.png)", ""]
    return "\n".join(parts).rstrip() + "\n"


def _figures(name: str, one: dict[str, Any]) -> list[str]:
    did, contest = one["did"], one["contests"][0]
    lines = [
        f"{one['pictures']} pictures: {one['first']} labelled without a model, then {did['pictures']},",
        f"of which {did['suggested']} came with a suggestion (the others are of the test split, were drawn at random, or the model found",
        "nothing to suggest).",
        "",
        *_corrected(did),
        "",
        "| model | learned from | measured on | " + ("AP at .5 | AP at .5 … .95 |" if name == "cells" else "accuracy | macro F1 |"),
        "| --- | --: | --: | --- | --- |",
        _row("first", one["before"], name),
        _row("second", one["after"], name),
        "",
        *_verdict(contest),
    ]
    if both := one.get("both"):
        lines += ["", *_both(both)]
    counted = [f"{format}: {n['pictures']} pictures and {n['others']} other files" for format, n in one["exports"].items()]
    exports = "; ".join(counted)
    return [*lines, "", f"Exported with its pictures: {exports}. {one['cpu']:.0f} CPU seconds in all."]


def _corrected(did: dict[str, int]) -> list[str]:
    if "boxes kept" in did:
        return [
            f"Of the suggested boxes {did['boxes kept']} were left as they are and {did['boxes deleted']} deleted;",
            f"{did['boxes drawn']} were drawn on the same pictures.",
            f"{did['taken']} of {did['suggested']} pictures needed no correction at all.",
        ]
    return [f"{did['taken']} of the {did['suggested']} suggestions were right and taken, {did['suggested'] - did['taken']} were corrected."]


def _row(title: str, version: dict[str, Any], name: str) -> str:
    metrics, splits = version["metrics"], version["release"]
    taught = splits["train"]["items"] + splits["dev"]["items"]
    figures = [_figure(metrics[key]) for key in (("ap50", "ap") if name == "cells" else ("accuracy", "macro_f1"))]
    return f"| {title} | {taught} | {metrics['items'] if 'items' in metrics else splits['test']['items']} | {' | '.join(figures)} |"


def _figure(value: dict[str, Any]) -> str:
    if value["value"] is None:
        return f"– ({value['reason']})"
    return f"{value['value']:.3f} ({value['low']:.3f}–{value['high']:.3f})"


def _verdict(contest: dict[str, Any]) -> list[str]:
    tests = contest["tests"]
    if not tests:
        return [f"The contest was not held: {contest['reasons'][0]['code']}."]
    by = {"score": "mean F1 of a picture", "macro_f1": "macro F1"}.get(tests["measure"], tests["measure"])
    became = "**The second was promoted.**" if contest["verdict"] == "promoted" else "**The first stays champion.**"
    gain = f"{tests['gain']:+.3f} ({tests['low']:+.3f} to {tests['high']:+.3f}), p = {tests['p']:.4f} where {tests['level']:.4f} is asked"
    return [
        f"The contest, on the same {contest['items']} test pictures: {by} {tests['champion']:.3f} of the first,",
        f"{tests['challenger']:.3f} of the second; the gain is {gain}. {became}",
    ]


def _both(both: dict[str, Any]) -> list[str]:
    contest = both["contest"]
    tests = contest["tests"]
    became = "promoted" if contest["verdict"] == "promoted" else "not promoted"
    return [
        "Then a model of both labels from features of their parts was taught by the same release: accuracy",
        f"{_figure(both['accuracy'])};",
        f"against the champion, by macro F1, {tests['champion']:.3f} to {tests['challenger']:.3f}, p = {tests['p']:.4f}: {became}.",
    ]
