"""What a rule decides as a result in Label Studio's JSON: a label as the answer to the label config's first choice, regions as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.aggregation import Whole, whole
from domain.aggregation.whole import PLACES
from domain.agreement.regions import MeasuredControl, controls_of
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


@dataclass(frozen=True)
class Plan:
    """How tasks under a label config are settled. asks_choice: by a label; `controls` are put together beside it, or are all there is."""

    asks_choice: bool
    controls: tuple[MeasuredControl, ...]

    @property
    def makes_whole(self) -> bool:
        """Whether people's results have to be read: a label alone stands in a column."""
        return bool(self.controls) or not self.asks_choice

    @property
    def rule(self) -> str:
        """The rule that fits the first regions there are."""
        kinds = [control.kind for control in self.controls if control.kind in PLACES]
        return "majority" if not kinds else "span-vote" if kinds[0] == "spans" else "box-fusion"

    def whole(self, results: Sequence[Any], data: Any, *, least: float) -> Whole:
        """Where regions are what is asked, an answer beside them that has no majority is left out; alone, it keeps the task open."""
        made = whole(self.controls, results, data, least=least)
        if self.rule != "majority":
            regions = {control.name for control in self.controls if control.kind in PLACES}
            made.tied = [name for name in made.tied if name in regions]
        return made


def plan_of(schema: LabelSchema) -> Plan:
    found = tuple(controls_of(schema))
    if schema.primary is None:
        return Plan(False, found)
    # A comment or a rating beside the choice is each person's own; regions are part of what is decided.
    return Plan(True, tuple(control for control in found if control.kind in PLACES))
