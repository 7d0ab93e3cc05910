"""What only shows when a result is read as a whole: relations, answers given twice, regions that are not there, questions left open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.schema.controls import Condition, Control
from domain.schema.found import Found, listed, shortened


def check_relations(result: list, indices: list[int], labels: tuple[str, ...] | None, found: Found) -> None:
    """labels: what a relation may be called; None where the config has no <Relations>."""
    ids = {r.get("id") for r in result if type(r) is dict and r.get("type") != "relation" and type(r.get("id")) is str}
    for index in indices:
        found.index = index
        relation = result[index]
        for end in ("from_id", "to_id"):
            id = relation.get(end)
            if type(id) is not str or id not in ids:
                found.add(f".{end}", "unknown_region", f"{shortened(id)} is the id of no region of this result")
        if relation.get("direction") not in ("left", "right", "bi"):
            found.add(".direction", "unknown_direction", "must be 'left', 'right' or 'bi'")
        _relation_labels(relation.get("labels"), labels, found)
    found.index = None


def _relation_labels(given: object, labels: tuple[str, ...] | None, found: Found) -> None:
    if given is None or given == []:
        return
    if type(given) is not list:
        return found.add(".labels", "not_a_list", "must be a list")
    if labels is None:
        return found.add(".labels", "unknown_label", "this label config has no <Relations>, so a relation carries no labels")
    for n, label in enumerate(given):
        if label not in labels:
            found.add(f".labels[{n}]", "unknown_label", f"{shortened(label)} is no relation; there are {listed(labels)}")


def check_together(result: list, controls: Mapping[str, Control], found: Found) -> None:
    """One answer a question, one id a region, and every answer about a region points at one that is there."""
    seen: dict[tuple, int] = {}
    regions = {r["id"] for r in result if r.get("type") != "relation" and controls[r["from_name"]].makes_regions and "id" in r}
    for index, region in enumerate(result):
        if region.get("type") == "relation":
            continue
        control = controls[region["from_name"]]
        if control.check is None:
            continue
        found.index = index
        id = region.get("id")
        if control.makes_regions or control.per_region:
            key: tuple = (control.name, id)
            said = f"'{control.name}' is answered twice for the region {shortened(id)}"
            if control.per_region and id not in regions:
                found.add(".id", "unknown_region", f"{shortened(id)} is the id of no region; '{control.name}' is asked about regions")
        else:
            key = (control.name, region["to_name"], region.get("item_index") if control.per_item else None)
            said = f"'{control.name}' is answered twice"
        if key in seen and (id is not None or not control.makes_regions):
            found.add("", "repeated", f"{said}: here and in result[{seen[key]}]")
        seen[key] = index
    found.index = None


def check_required(result: list, required: Iterable[Control], controls: Mapping[str, Control], found: Found) -> None:
    """Only where the question was in sight: one hidden by visibleWhen is not required."""
    regions = [r for r in result if r.get("type") != "relation"]
    for control in required:
        message = control.attrs.get("requiredMessage") or f"'{control.name}' must be answered"
        answers = [r for r in regions if r["from_name"] == control.name and _says_something(r)]
        if control.per_region:
            _required_per_region(control, answers, regions, controls, message, found)
        elif not answers and all(_holds(c, regions, controls) for c in control.conditions):
            found.add("", "required", message)


def _required_per_region(control: Control, answers: list, regions: list, controls: Mapping, message: str, found: Found) -> None:
    answered = {r.get("id") for r in answers}
    for region in regions:
        asked = controls[region["from_name"]].makes_regions and region.get("to_name") in control.to_names
        if asked and region.get("id") not in answered and all(_applies(c, region, regions, controls) for c in control.conditions):
            answered.add(region.get("id"))
            found.add("", "required", f"{message} (region {shortened(region.get('id'))})")


def _says_something(region: dict) -> bool:
    value = region.get("value")
    texts = value.get("text") if type(value) is dict and region.get("type") == "textarea" else None
    return any(isinstance(t, str) and t.strip() for t in texts) if type(texts) is list else bool(value)


def _chosen(region: dict) -> set[str]:
    """Every label, choice, part of a path, star or side that a region names."""
    value, kind = region.get("value"), region.get("type")
    entries = value.get("selected" if kind == "pairwise" else kind) if type(value) is dict else None
    if kind in ("rating", "pairwise"):
        return {str(entries)} if entries else set()
    names: set[str] = set()
    for entry in entries if type(entries) is list else ():
        names.update(map(str, entry) if type(entry) is list else (str(entry),))
    return names


def _holds(condition: Condition, regions: list, controls: Mapping[str, Control], id: object = None) -> bool:
    """id: the region that is asked about, for a condition on another question about regions."""
    if condition.kind not in ("choice-selected", "choice-unselected"):
        # What is shown with or without a selected region was in sight at some time; a region's own questions come with perRegion.
        return condition.kind == "no-region-selected"
    other = controls.get(condition.tag or "")
    about = [r for r in regions if r["from_name"] == condition.tag and (other is None or not other.per_region or r.get("id") == id)]
    chosen = [_chosen(r) for r in about]
    there = any(names & condition.values if condition.values else names for names in chosen)
    return there == (condition.kind == "choice-selected")


def _applies(condition: Condition, region: dict, regions: list, controls: Mapping[str, Control]) -> bool:
    """A condition of a question asked per region, for one region."""
    if condition.kind == "no-region-selected":
        return False
    if condition.kind != "region-selected":
        return _holds(condition, regions, controls, region.get("id"))
    if condition.tag and region["from_name"] != condition.tag:
        return False
    return not condition.values or bool(_chosen(region) & condition.values)
