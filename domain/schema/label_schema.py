"""The compiled label config."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.schema import wholes
from domain.schema.controls import Control, ObjectTag
from domain.schema.found import Found, listed, shortened
from domain.schema.remarks import Remark
from domain.schema.soundness import unsound


@dataclass(frozen=True, eq=False)
class LabelSchema:
    """What is shown, what is asked, and what may be answered. Immutable; share it between requests.

    `text_field` is the field of the data that the first Text shows; `primary` the first question of the whole item with choices;
    `variables` every field of the data the config uses; `remarks` what is odd but allowed. `needs_data`: `problems` looks into the
    task's data; where it is False, they need not be loaded.
    """

    controls: tuple[Control, ...]
    objects: tuple[ObjectTag, ...]
    text_field: str | None
    primary: Control | None
    variables: tuple[str, ...]
    remarks: tuple[Remark, ...]
    needs_data: bool
    tree: Mapping[str, Any] = field(repr=False)
    relation_labels: tuple[str, ...] | None = None
    _by_name: Mapping[str, Control] = field(default_factory=dict, repr=False)
    _required: tuple[Control, ...] = field(default=(), repr=False)

    def as_tree(self) -> Mapping[str, Any]:
        """{tag, attrs, children[, text]} for the browser. The one tree of this schema: read it, do not change it."""
        return self.tree

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(remark.message for remark in self.remarks)

    def control(self, name: str) -> Control | None:
        return self._by_name.get(name)

    def problems(self, result: Any, data: Any = None) -> list[dict[str, str]]:
        """What is wrong with a result in Label Studio's JSON: [{path, code, message}], empty when nothing is.

        data: the task's data; without them quotes and offsets are not compared with the text. Keys that this does not know
        (origin, score, meta …) are left alone.
        """
        if fault := unsound(result):
            return [fault]
        found = Found()
        relations = []
        for index, region in enumerate(result):
            found.index = index
            if type(region) is dict and region.get("type") == "relation":
                relations.append(index)
            else:
                self._check(region, data, found)
        found.index = None
        if relations:
            wholes.check_relations(result, relations, self.relation_labels, found)
        if not found.problems:
            if len(result) > 1:
                wholes.check_together(result, self._by_name, found)
            if self._required:
                wholes.check_required(result, self._required, self._by_name, found)
        return found.problems

    def _check(self, region: Any, data: Any, found: Found) -> None:
        if type(region) is not dict:
            return found.add("", "not_an_object", "must be an object")
        name = region.get("from_name")
        control = self._by_name.get(name) if type(name) is str else None
        if control is None:
            there = listed(self._by_name)
            return found.add(".from_name", "unknown_control", f"{shortened(name)} is no control of this label config; there are {there}")
        to_name = region.get("to_name")
        # Label Studio's own editor names the control itself as what a Pairwise is about.
        if to_name not in control.to_names and not (control.tag == "Pairwise" and to_name in (control.name, control.attrs.get("toName"))):
            shown = listed(control.to_names)
            found.add(".to_name", "wrong_object", f"{shortened(to_name)} is not what '{control.name}' is about; that is {shown}")
        if region.get("type") != control.type:
            given = shortened(region.get("type"))
            found.add(".type", "wrong_type", f"{given} does not fit '{control.name}', whose type is '{control.type}'")
        id = region.get("id")
        if id is not None and (type(id) is not str or len(id) > 200):
            found.add(".id", "bad_id", "must be a text of 200 characters at most")
        if control.check is None:
            return None
        value = region.get("value")
        if type(value) is not dict:
            return found.add(".value", "not_an_object", "must be an object")
        return control.check(control, region, value, data, found)

    def label_of(self, result: Any) -> str | None:
        """The answer to the primary question: its choice; several sorted and joined by " | "; None if there is none.

        A nested choice is written as its path, joined by "/".
        """
        if self.primary is None or not isinstance(result, list):
            return None
        name = self.primary.name
        chosen: list = []
        for region in result:
            if type(region) is dict and region.get("from_name") == name:
                value = region.get("value")
                choices = value.get("choices") if type(value) is dict else None
                if type(choices) is list:
                    chosen += choices
        if len(chosen) == 1 and type(chosen[0]) is str:
            return chosen[0]
        return " | ".join(sorted({"/".join(map(str, c)) if type(c) is list else str(c) for c in chosen})) or None
