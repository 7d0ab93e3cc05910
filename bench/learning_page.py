"""docs/speed-learning.md from the figures of bench/learning_speed.py."""

from __future__ import annotations

from typing import Any

AIM, AIM_ITEMS = 3.0, 100_000
_TITLES = {
    "use": "USE multilingual (texts, Korean)",
    "char": "character n-grams (texts, Korean)",
    "e5": "multilingual-e5-small, 4 bit (texts, Korean)",
    "minilm": "all-MiniLM-L6-v2 (texts, English)",
    "efficientnet": "EfficientNet-Lite0 (pictures)",
    "shape": "edges, thumbnail, colours (pictures)",
}
TAUGHT = ("retrain", "postgres")
_STEPS = (
    ("release", "labels settled, release frozen"),
    ("train", "trained, measured, compared with the champion"),
    ("front", "**the next tasks stand in their new order** (everything from the first step on)"),
    ("all", "all predictions stored, the whole queue in order (everything from the first step on)"),
)


def page(found: dict[str, Any], head: str) -> str:
    loads = [load for one in found.values() for load in one["load"]]
    lines = [
        "# How fast the learning loop is, measured",
        "",
        "Made by `make bench-learning DATA=…` (`bench/learning_speed.py`).",
        "",
        f"{head} Load of the machine while it ran: {min(loads):.1f} to {max(loads):.1f}. CPU seconds are those of the app's process; a",
        "database server has its own.",
        "",
        "## Features",
        "",
        "Nothing cached; the encoder is loaded. Every text or picture is read once in a project's life, then it comes from the cache.",
        "",
        "| encoder | items | s | CPU s | items a CPU second | MB at most |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for name, title in _TITLES.items():
        if name not in found:
            continue
        one = found[name]
        rate = one["items"] / max(one["cpu"], 1e-9)
        lines.append(f"| {title} | {one['items']:,} | {one['wall']:.1f} | {one['cpu']:.1f} | {rate:,.0f} | {one['megabytes']:,.0f} |")
    lines += ["", *(line for name in TAUGHT if name in found for line in _retrain(found[name]))]
    lines += [*(_export(found["export"]) if "export" in found else [])]
    if missing := [name for name in (*_TITLES, *TAUGHT, "export") if name not in found]:
        lines += ["", f"Not measured this time: {', '.join(missing)}."]
    return "\n".join(lines).rstrip() + "\n"


def _retrain(one: dict[str, Any]) -> list[str]:
    took = one["took"]
    wall, cpu = took.get("again front", (None, None))
    verdict = "not measured" if wall is None else f"{wall:.1f} s ({cpu:.1f} CPU s), {_against(wall, one['items'])}"
    lines = [
        f"## Retraining at {one['items']:,} items, on {one['database']}",
        "",
        f"Through the app's services, encoder `{one['encoder']}`, strategy margin, the model server in the",
        "same process. *first*: 600 labels, no text of the queue in memory yet; *again*: 20 labels later. Until the next",
        f"tasks stand in their new order: {verdict}. Of a long queue the first 2,000 tasks are written first; then all is predicted and",
        f"stored while people work on. Memory at most {one['megabytes']:,.0f} MB.",
        "",
        "| step | first, s | CPU s | again, s | CPU s |",
        "| --- | --: | --: | --: | --: |",
    ]
    for step, title in _STEPS:
        figures = [f"{value:.1f}" for turn in ("first", "again") for value in took.get(f"{turn} {step}", ())]
        lines.append(f"| {title} | {' | '.join(figures or ['–'] * 4)} |")
    full = took["again all"][1] - took.get("again front", took["again train"])[1]
    return [*lines, "", f"Full prediction of the queue, features cached, stored and ordered: {full:.1f} CPU s.", ""]


def _against(seconds: float, items: int) -> str:
    if items < AIM_ITEMS:
        return f"but the aim of {AIM:.0f} s is for {AIM_ITEMS:,} items, which this run did not have"
    return f"{'within' if seconds <= AIM else 'over'} the aim of {AIM:.0f} s"


def _export(one: dict[str, Any]) -> list[str]:
    report = one["report"]
    lines = [
        "## Whole numbers of 8 bits against floats",
        "",
        f"The packaged MiniLM, shortly fine-tuned on 400 messages of SMS spam ({one['took']['fine-tuning'][1]:.0f} CPU s), asked about "
        f"{report['items']} others;",
        f"the better of two passes, {report['threads']} thread. Memory of it all at most {one['megabytes']:,.0f} MB.",
        "",
        "| form | MB | texts/s | right | same answer | largest logit change |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for name, row in {"PyTorch, as trained": report["original"], **report["forms"]}.items():
        lines.append(
            f"| {name} | {row['megabytes']:.1f} | {row['items_per_second']:,.0f} | {row['right']:.3f} | {row['same_answer']:.3f} "
            f"| {row['largest_logit_change']:.3f} |"
        )
    return lines
