"""A label as a result in Label Studio's JSON: the answer to the label config's first choice."""

from __future__ import annotations

from typing import Any

from domain.errors import Invalid, Refused
from domain.schema import LabelSchema


def result_of(schema: LabelSchema, label: str, data: Any = None) -> list[dict[str, Any]]:
    """The reverse of `schema.label_of`. Raises `Refused` (no_choice) where the config asks for no choice, `Invalid` (unknown_label) where
    the label is none of its choices. data: the task's, for choices that the task itself brings."""
    control = schema.primary
    if control is None:
        raise Refused("The label config has no choice to decide on.", code="no_choice")
    region = {
        "from_name": control.name,
        "to_name": control.to_names[0],
        "type": control.type,
        "value": {"choices": _choices(control, label)},
    }
    # What the config asks for besides (a required comment, say) is not the decision's to answer.
    wrong = [problem for problem in schema.problems([region], data) if problem["path"].startswith("result[0]")]
    if wrong:
        raise Invalid(f"label: {wrong[0]['message']}.", code="unknown_label", fields={"label": wrong[0]["message"]})
    return [region]


def _choices(control: Any, label: str) -> list[Any]:
    if label in control.allowed or not (control.multiple or control.nested):
        return [label]
    parts = label.split(" | ") if control.multiple else [label]
    return [part.split("/") if control.nested and part not in control.allowed else part for part in parts]
