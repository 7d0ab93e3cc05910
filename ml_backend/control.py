"""Which question of a label config a model can learn to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid, Refused
from domain.schema.compile import compile_config
from domain.schema.controls import ObjectTag

_TEXTS = ("Text", "HyperText")


@dataclass(frozen=True)
class Control:
    """A single choice about a text: the names that stand in a result, the labels, the object that shows the text."""

    from_name: str
    to_name: str
    labels: tuple[str, ...]
    shows: ObjectTag

    @property
    def names(self) -> dict[str, str]:
        return {"from_name": self.from_name, "to_name": self.to_name}

    def text(self, data: Any, where: str) -> str:
        """`Invalid` if the task lacks the text."""
        value = self.shows.shown(data)
        if not isinstance(value, str):
            field = self.shows.variable
            raise Invalid(f"{where} has no text '{field}', which the label config shows.", fields={f"{where}.{field}": None})
        return value

    def label(self, result: Any) -> str | None:
        """The chosen label in an annotation's result; None if it answers this question not or not with exactly one known label."""
        for region in result if isinstance(result, list) else []:
            if isinstance(region, dict) and region.get("from_name") == self.from_name and isinstance(region.get("value"), dict):
                chosen = region["value"].get("choices")
                if isinstance(chosen, list) and len(chosen) == 1 and chosen[0] in self.labels:
                    return chosen[0]
        return None


def control(label_config: str) -> Control:
    """The config's first question with choices, where it is a single choice about a text.

    `Invalid` if the config is no label config; `Refused` with code "no_learner" if nothing here can learn it.
    """
    schema = compile_config(label_config)
    asked = schema.primary
    if asked is not None and not (asked.multiple or asked.nested or asked.dynamic or asked.per_item) and len(asked.values) > 1:
        for shown in asked.objects:
            if shown.tag in _TEXTS and shown.variable and shown.attrs.get("valueType") != "url":
                return Control(asked.name, shown.name, asked.values, shown)
    there = ", ".join(sorted({c.tag for c in schema.controls}))
    raise Refused(
        f"No model here learns this label config: it needs a <Choices> with a single choice about a <Text> (found: {there}).",
        code="no_learner",
        fields={"label_config": there},
    )
