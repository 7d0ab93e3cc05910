"""A release's manifest as a page to read, in Markdown. The questions follow Gebru et al. (2021), Datasheets for Datasets."""

from __future__ import annotations

from typing import Any

ACCEPTED = "accepted"
_NAMES = {"raw": "Raw agreement", "fleiss_kappa": "Fleiss' kappa", "krippendorff_alpha": "Krippendorff's alpha"}


def markdown(sheet: dict[str, Any]) -> str:
    parts = [
        f"# {sheet['project']}, release {sheet['release']}" + (f": {sheet['title']}" if sheet["title"] else ""),
        f"{sheet['items']:,} items, frozen {sheet['frozen_at']} by {sheet['frozen_by']}.\n\nSHA-256 of its content: `{sheet['digest']}`",
        "## What is in it\n\n" + _table("split", sheet["splits"]),
        *(["## What was generated\n\n" + _generated(sheet["generated"])] if "generated" in sheet else []),
        "## What is not in it, and why\n\n" + _left_out(sheet["left_out"]),
        "## How labels were decided\n\n" + _rules(sheet["rules"]),
        "## Who annotated, and when\n\n" + _annotation(sheet),
        "## How well they agreed\n\n" + _agreement(sheet["agreement"]),
        "## Under which guideline\n\n" + _guideline(sheet),
        *(["## Labels called as in the newest guideline\n\n" + _mapping(sheet["mapping"])] if "mapping" in sheet else []),
        "## Where the items come from\n\n" + _sources(sheet),
        "## Made with\n\n" + ", ".join(f"{name} {version}" for name, version in sheet["libraries"].items()),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: str, rows: dict[str, dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = [[head, *columns], ["---"] * (len(columns) + 1)]
    lines += [[name, *(f"{row.get(column, 0):,}" for column in columns)] for name, row in rows.items()]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _generated(told: dict[str, Any]) -> str:
    said = (
        f"{told['items']:,} further texts, all in the training split, were made by a program from {told['of_parents']:,} of these. Each "
        "was accepted by more than half of two or more people; none of them is counted above. In the rows they say `generated` for a rule."
    )
    return f"{said}\n\n{_table('label', _counts(told['labels']))}\n\n{_table('augmenter', _counts(told['augmenters']))}"


def _counts(counts: dict[str, int]) -> dict[str, dict[str, int]]:
    return {name: {"items": n} for name, n in counts.items()}


def _rules(rules: dict[str, int]) -> str:
    said = _table("rule", {rule: {"items": n} for rule, n in rules.items()})
    if taken := rules.get(ACCEPTED):
        said += (
            f"\n\n{taken:,} labels, all in the training split, were taken from a model as far as people's check of a random share "
            "allowed: no person gave them. In the rows they say `accepted` for a rule, and `accepted_from` names the model."
        )
    return said


def _left_out(rows: list[dict[str, Any]]) -> str:
    return "\n".join(f"- {row['items']:,} {row['why']}" for row in rows) or "Nothing: every item of the project is in this release."


def _annotation(sheet: dict[str, Any]) -> str:
    told = sheet["annotation"]
    few, many = told["fewest_on_an_item"], told["most_on_an_item"]
    each = f"{few}" if few == many else f"{few} to {many}"
    said = f"{told['annotations']:,} annotations by {told['annotators']:,} people, {each} on an item"
    said += f", from {told['first']} to {told['last']}." if told["first"] else "."
    if suggested := told["made_with_a_suggestion_in_sight"]:
        said += f" {suggested:,} were made with a model's suggestion in sight, none of them in the test split."
    return said + "\n\n" + _table("annotator", sheet["annotators"]) if sheet["annotators"] else said


def _agreement(told: dict[str, Any]) -> str:
    lines = [f"- {title}: {_figure(told[name])}" for name, title in _NAMES.items()]
    return "\n".join(lines) + f"\n\nLabels compared as {told['level']}; {told['over']}, measured {told['measured_at']}."


def _figure(figure: dict[str, Any]) -> str:
    why = f" ({figure['reason']})" if figure["reason"] else ""
    if figure["value"] is None:
        return f"not defined{why}"
    if figure["low"] is None:
        return f"{figure['value']:.4f} over {figure['items']:,} items{why}"
    return f"{figure['value']:.4f} (95 % interval {figure['low']:.4f} to {figure['high']:.4f}) over {figure['items']:,} items{why}"


def _guideline(sheet: dict[str, Any]) -> str:
    versions = (f"- version {v['version']}: {v['items']:,} items. {v['change_note']}".rstrip() for v in sheet["guideline_versions"])
    return "\n".join(versions) + "\n\nThe newest of them is in `guideline.md`, its label config in `label_config.xml`."


def _mapping(told: dict[str, Any]) -> str:
    first = f"Labels are those of guideline version {told['version']}; beside each stands the label as it was given."
    lines = [
        f"- version {step['version']}, {step['kind']}: {', '.join(step['from'])} → {', '.join(step['to']) or 'none'}, "
        f"for {step['items']:,} items and {step['annotations']:,} annotations"
        for step in told["steps"]
    ]
    said = first + "\n\n" + ("\n".join(lines) or "No step was needed: nothing in this release has a label of an older name.")
    if told["undetermined"]["items"] or told["undetermined"]["annotations"]:
        n = told["undetermined"]
        said += f"\n\nA label that was split is undetermined and stays as given: {n['items']:,} items, {n['annotations']:,} annotations."
    return said


def _sources(sheet: dict[str, Any]) -> str:
    lines = [f"- {row['import']}: {row['items']:,} items, imported {row['at']}" for row in sheet["sources"]]
    if sheet["cleaning"]:
        steps = ", ".join(f"`{step.get('pattern')}` → `{step.get('replacement', '')}`" for step in sheet["cleaning"])
        lines.append(f"- cleaned by regular expressions, in this order: {steps}")
    split = sheet["splitting"]
    lines.append(f"- split {split['how']} (seed `{split['seed']}`, train {split['train']}, dev {split['dev']}, test the rest)")
    return "\n".join(lines)
