"""Which question of a label config a model can learn to answer, and how: what it looks at, what it may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid, Refused
from domain.learnable.answers import Answer, Example
from domain.learnable.kinds import KINDS, ONE_LABEL, Kind
from domain.schema.controls import Control, look_up
from domain.schema.label_schema import LabelSchema

_OBJECTS = {"choice": "text", "choices": "text", "pair": "text", "rating": "text", "spans": "text", "sound_choice": "sound"}


@dataclass(frozen=True)
class Learnable:
    """`kind` is a name in KINDS; `labels` in the order of the config; `fields` of the data are what the model looks at: of a
    pair two, else one."""

    kind: str
    from_name: str
    to_name: str
    type: str
    labels: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def says_one_label(self) -> bool:
        return self.kind in ONE_LABEL

    @property
    def looks_at(self) -> str:
        """text, picture or sound."""
        return _OBJECTS.get(self.kind, "picture")

    @property
    def names(self) -> dict[str, str]:
        return {"from_name": self.from_name, "to_name": self.to_name}

    def inputs(self, data: Any, where: str = "The item") -> tuple[str, ...]:
        """What the model looks at. `Invalid` if the data lack it."""
        found = tuple(look_up(data, field) for field in self.fields)
        for field, value in zip(self.fields, found, strict=True):
            if not isinstance(value, str):
                raise Invalid(f"{where} has no {self.looks_at} '{field}', which the label config shows.", fields={f"{where}.{field}": None})
        return found

    def shows(self, data: Any) -> bool:
        """Whether there is something to look at: no text is missing or blank."""
        return all(isinstance(value := look_up(data, field), str) and value.strip() for field in self.fields)

    def answer(self, result: Any) -> Answer | None:
        """What a result says to this question; None if nothing, or something that the config does not know."""
        regions = [r for r in result if isinstance(r, dict)] if isinstance(result, list) else None
        if regions is None:
            return None
        own = [r["value"] for r in regions if r.get("from_name") == self.from_name and isinstance(r.get("value"), Mapping)]
        return self._kind.read(own, self.labels)

    def result(self, answer: Answer, inputs: tuple[str, ...], score: float) -> list[dict[str, Any]]:
        """Label Studio's regions for a prediction, each with its score."""
        written = self._kind.write(answer, inputs, score)
        places = not self.says_one_label and self.kind != "choices"
        return [
            {**({"id": f"said-{i}"} if places else {}), **self.names, "type": self.type, "value": value, "score": round(float(own), 6)}
            for i, (value, own) in enumerate(written)
        ]

    def example(self, row: Mapping[str, Any], where: str = "The item") -> Example | None:
        """An answered row of the corpus {data, result, split, group, weight, soft, generated}; None if its result does not answer this."""
        answer = self.answer(row.get("result"))
        if answer is None:
            return None
        soft = row.get("soft")
        shares = tuple((str(k), float(v)) for k, v in soft.items()) if isinstance(soft, Mapping) and self.says_one_label else None
        group, weight = row.get("group"), row.get("weight")
        return Example(
            self.inputs(row.get("data"), where),
            answer,
            str(row.get("split") or "train"),
            None if group is None else str(group),
            1.0 if weight is None else float(weight),
            shares,
            bool(row.get("by_rules")),
            row.get("generated") is True,
        )

    @property
    def _kind(self) -> Kind:
        return KINDS[self.kind]


def learnable(schema: LabelSchema) -> Learnable:
    """The config's first question with choices if it can be learned, else the first one that can. `Refused` (no_learner): there is none."""
    asked = ([schema.primary] if schema.primary else []) + [c for c in schema.controls if c is not schema.primary]
    for control in asked:
        for kind in KINDS.values():
            shown = kind.shown(control, schema)
            if shown:
                fields = tuple(str(o.variable) for o in shown)
                return Learnable(kind.name, control.name, _about(control, shown), control.type, kind.labels(control), fields)
    there = ", ".join(sorted({c.tag for c in schema.controls}))
    what = "; ".join(kind.title for kind in KINDS.values())
    raise Refused(
        f"No model here learns this label config (found: {there}). What can be learned: {what}.",
        code="no_learner",
        fields={"label_config": there},
    )


def _about(control: Control, shown: tuple) -> str:
    return next(o.name for o in shown if o in control.objects)
