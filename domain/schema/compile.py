"""Label config → `LabelSchema`. What cannot work is refused here, with its line, so that no annotator ever meets it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from domain.schema import answers, hotkeys, regions, tags
from domain.schema.controls import Condition, Control, ObjectTag
from domain.schema.label_schema import LabelSchema
from domain.schema.options import Options, options_of
from domain.schema.parse import Element, parse, refuse
from domain.schema.remarks import Remark

_KINDS = ("region-selected", "no-region-selected", "choice-selected", "choice-unselected")


def compile_config(xml: str) -> LabelSchema:
    """Raises `Invalid` naming the cause and, where one is known, the line."""
    root = parse(xml)
    if root.tag != "View":
        raise refuse(f"the root must be <View>, not <{root.tag}>.", root.line)
    named = _named(root)
    objects = {e.attrs["name"]: _object(e) for e in named if _is_object(e)}
    options = {e.attrs["name"]: options_of(e) for e in named if _is_control(e)}
    controls = tuple(_control(e, objects, options) for e in named if _is_control(e))
    if not controls:
        raise refuse("it has no control: a tag with name and toName, such as <Choices>.")
    _check_conditions(root, {c.name for c in controls})
    relations = [e for e in root.walk() if e.tag == "Relations"]
    lines = {e.attrs["name"]: e.line for e in named}
    keyed = [k for name, own in options.items() for k in own.keyed(name)]
    traits = hotkeys.traits_of(controls, tuple(objects.values()), bool(relations))
    remarks = (*_unknown(controls, lines), *hotkeys.odd(keyed, traits))
    return LabelSchema(
        controls=controls,
        objects=tuple(objects.values()),
        text_field=next((o.variable for o in objects.values() if o.tag == "Text" and o.variable), None),
        primary=next((c for c in controls if c.tag == "Choices" and not c.per_region), None),
        variables=_variables(root),
        remarks=tuple(sorted(remarks, key=lambda r: r.line)),
        needs_data=any(_looks_at_data(c) for c in controls),
        tree=_tree(root),
        relation_labels=_relation_labels(relations) if relations else None,
        _by_name={c.name: c for c in controls},
        _required=tuple(c for c in controls if c.required),
    )


def _is_control(element: Element) -> bool:
    return element.tag in tags.CONTROLS or ("toName" in element.attrs and element.tag not in tags.ARRANGING)


def _is_object(element: Element) -> bool:
    attrs = element.attrs
    return element.tag in tags.OBJECTS or ("name" in attrs and "toName" not in attrs and ("value" in attrs or "valueList" in attrs))


def _named(root: Element) -> list[Element]:
    """Objects and controls in order; each with a name of its own."""
    seen: dict[str, Element] = {}
    for element in root.walk():
        if not (_is_control(element) or _is_object(element)):
            continue
        name = element.attrs.get("name", "").strip()
        if not name:
            raise refuse(f"<{element.tag}> needs a name.", element.line)
        if name in seen:
            raise refuse(f"the name '{name}' of <{element.tag}> is taken by <{seen[name].tag}> in line {seen[name].line}.", element.line)
        element.attrs["name"] = name
        seen[name] = element
    return list(seen.values())


def _object(element: Element) -> ObjectTag:
    attrs = element.attrs
    value = attrs.get("value") or attrs.get("valueList") or ""
    return ObjectTag(attrs["name"], element.tag, value, _variable(value), MappingProxyType(attrs))


def _variable(value: str) -> str | None:
    return value[1:].strip() or None if value.startswith("$") else None


def _variables(root: Element) -> tuple[str, ...]:
    found = (_variable(v) for e in root.walk() for k, v in e.attrs.items() if k in ("value", "valueList"))
    return tuple(dict.fromkeys(v for v in found if v))


def _control(element: Element, objects: dict[str, ObjectTag], options: dict[str, Options]) -> Control:
    attrs, tag = element.attrs, element.tag
    own = options[attrs["name"]]
    to_names = _to_names(element, objects, options)
    choice = _choice(element)
    # Taxonomy and Choices alike ask about the whole item unless perRegion says otherwise.
    return Control(
        name=attrs["name"],
        tag=tag,
        type=tag.lower(),
        to_names=to_names,
        objects=tuple(objects[n] for n in to_names),
        values=own.values,
        aliases=MappingProxyType(own.aliases),
        hotkeys=MappingProxyType(own.hotkeys),
        choice=choice,
        required=_yes(attrs, "required"),
        per_region=_yes(attrs, "perRegion") and tag not in tags.REGIONS,
        per_item=_yes(attrs, "perItem"),
        conditions=_conditions(element, options),
        nested=tag == "Choices" and _yes(attrs, "allowNested"),
        paths=own.paths,
        dynamic=_variable(attrs.get("value", "")) or ("apiUrl" if "apiUrl" in attrs else None),
        attrs=MappingProxyType(attrs),
        check=_check(tag),
        makes_regions=tag in tags.REGIONS,
        allowed=frozenset(own.values),
    )


def _check(tag: str) -> Any:
    if tag in tags.LABELLED_REGIONS:
        return regions.labelled
    return regions.place if tag in tags.BARE_REGIONS else answers.CHECKS.get(tag)


def _to_names(element: Element, objects: dict[str, ObjectTag], options: dict[str, Options]) -> tuple[str, ...]:
    names = tuple(n.strip() for n in element.attrs.get("toName", "").split(",") if n.strip())
    if not names:
        raise refuse(f"{element} needs a toName: the name of what it is about.", element.line)
    for name in names:
        if name in objects:
            continue
        what = "is a control, not something shown" if name in options else "is the name of nothing here"
        there = ", ".join(objects) or "none"
        raise refuse(f"toName of {element}: '{name}' {what}. Objects: {there}.", element.line)
    if element.tag == "Pairwise" and len(names) != 2:
        raise refuse(f'{element} compares two: toName="a,b".', element.line)
    return names


def _choice(element: Element) -> str:
    given = element.attrs.get("choice", "single")
    if element.tag in ("Choices", *tags.LABELLED_REGIONS) and given not in ("single", "single-radio", "multiple"):
        raise refuse(f"choice of {element} is '{given}'; it must be single, single-radio or multiple.", element.line)
    return given


def _yes(attrs: dict[str, str], name: str) -> bool:
    return attrs.get(name, "").strip().lower() in ("true", "1", "yes")


def _conditions(element: Element, options: dict[str, Options]) -> tuple[Condition, ...]:
    """Its own, and those of the views around it."""
    found = []
    at: Element | None = element
    while at is not None:
        kind = at.attrs.get("visibleWhen")
        if kind in _KINDS:
            tag = at.attrs.get("whenTagName") or None
            wanted = at.attrs.get("whenChoiceValue" if kind.startswith("choice") else "whenLabelValue", "")
            aliases = options[tag].aliases if tag in options else {}
            values = [v.strip() for v in wanted.split(",") if v.strip()]
            found.append(Condition(kind, tag, frozenset(values) | {aliases[v] for v in values if v in aliases}))
        at = at.parent
    return tuple(found)


def _check_conditions(root: Element, controls: set[str]) -> None:
    for element in root.walk():
        kind, tag = element.attrs.get("visibleWhen"), element.attrs.get("whenTagName")
        if kind is not None and kind not in _KINDS:
            raise refuse(f"visibleWhen of {element} is '{kind}'; it must be one of {', '.join(_KINDS)}.", element.line)
        if kind is not None and tag and tag not in controls:
            raise refuse(f"whenTagName of {element}: '{tag}' is no control.", element.line)
        if kind in ("choice-selected", "choice-unselected") and not tag:
            raise refuse(f"{element} is shown when a choice is selected, but names no control in whenTagName.", element.line)


def _looks_at_data(control: Control) -> bool:
    spans = control.tag == "Labels" and any(o.tag == "Text" and o.attrs.get("valueType") != "url" for o in control.objects)
    return spans or control.tag == "Ranker" or control.dynamic is not None


def _relation_labels(relations: list[Element]) -> tuple[str, ...]:
    found = (e for r in relations for e in r.walk() if e.tag == "Relation")
    return tuple(e.attrs.get("alias") or e.attrs.get("value", "") for e in found)


def _unknown(controls: tuple[Control, ...], lines: dict[str, int]) -> list[Remark]:
    told = "is not known here: of its results only from_name, to_name and type are checked."
    return [Remark(lines[c.name], f"<{c.tag}> {told}") for c in controls if c.check is None]


def _tree(element: Element) -> dict[str, Any]:
    tree: dict[str, Any] = {"tag": element.tag, "attrs": dict(element.attrs), "children": [_tree(c) for c in element.children]}
    if element.text.strip():
        tree["text"] = element.text
    return tree
