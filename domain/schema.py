"""INTERIM."""
from __future__ import annotations
from dataclasses import dataclass, field
from typing import Any
from defusedxml import ElementTree, DefusedXmlException
from .errors import Invalid

@dataclass(frozen=True)
class Control:
    name: str
    tag: str
    to_names: tuple[str, ...]
    values: tuple[str, ...]
    choice: str = "single"
    required: bool = False

@dataclass(frozen=True)
class LabelSchema:
    controls: tuple[Control, ...]
    tree: Any
    text_field: str | None
    needs_data: bool = False
    @property
    def primary(self):
        return next((c for c in self.controls if c.tag == "Choices"), None)
    def as_tree(self):
        return self.tree
    def label_of(self, result):
        p = self.primary
        for r in result:
            if p and r.get("from_name") == p.name:
                c = r["value"]["choices"]
                return " | ".join(sorted(c)) if c else None
        return None
    def problems(self, result, data=None):
        if not isinstance(result, list):
            return [{"path": "result", "code": "type", "message": "must be a list"}]
        out = []
        seen = set()
        by = {c.name: c for c in self.controls}
        for i, r in enumerate(result):
            at = f"result[{i}]"
            if not isinstance(r, dict) or r.get("from_name") not in by or not isinstance(r.get("value"), dict):
                out.append({"path": at, "code": "shape", "message": "is not a result of a control of this label config"})
                continue
            c = by[r["from_name"]]
            seen.add(c.name)
            if c.tag == "Choices":
                ch = r["value"].get("choices")
                if not isinstance(ch, list) or not ch:
                    out.append({"path": at + ".value.choices", "code": "type", "message": "must be a list"})
                    continue
                for j, v in enumerate(ch):
                    if v not in c.values:
                        out.append({"path": f"{at}.value.choices[{j}]", "code": "unknown", "message": f"'{v}' is not a choice of '{c.name}'"})
        for c in self.controls:
            if c.required and c.name not in seen:
                out.append({"path": "result", "code": "required", "message": f"'{c.name}' is required"})
        return out

def _tree(e):
    return {"tag": e.tag, "attrs": dict(e.attrib), "children": [_tree(c) for c in e]}

def compile_config(xml: str) -> LabelSchema:
    try:
        root = ElementTree.fromstring(xml, forbid_dtd=True)
    except DefusedXmlException:
        raise Invalid("The label config declares a DTD or an entity; that is not allowed.", fields={"label_config": "no DTD"}) from None
    except ElementTree.ParseError as e:
        raise Invalid(f"The label config is not XML: {e}.", fields={"label_config": str(e)}) from None
    objects = {e.get("name"): e for e in root.iter() if (e.get("value") or "").startswith("$")}
    controls = []
    for e in root.iter():
        if e.get("toName"):
            for t in e.get("toName").split(","):
                if t not in objects:
                    raise Invalid(f"'{e.get('name')}' points at '{t}', which is not there.", fields={"label_config": "toName"})
            controls.append(Control(e.get("name"), e.tag, tuple(e.get("toName").split(",")), tuple(c.get("alias") or c.get("value") for c in e.iter() if c is not e), e.get("choice", "single"), e.get("required") == "true"))
    if not controls:
        raise Invalid("The label config has no control.", fields={"label_config": "no control"})
    text = next((e.get("value")[1:] for e in objects.values() if e.tag == "Text"), None)
    return LabelSchema(tuple(controls), _tree(root), text)
