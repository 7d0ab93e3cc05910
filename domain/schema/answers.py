"""Answers about the whole item, or, with perRegion, about one region: what may stand in `value`, tag by tag.

Every check has the arguments (control, region, value, data, found) and adds to `found` what is wrong. `value` is an object already.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from domain.schema.controls import Control, look_up
from domain.schema.dates import date_time
from domain.schema.found import Found, listed, shortened


def choices(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    """`choices`: a list of values; with allowNested, of root-to-leaf paths."""
    chosen = value.get("choices")
    if type(chosen) is not list:
        return found.add(".value.choices", "not_a_list", f"must be a list of choices of '{control.name}'")
    if not chosen:
        return found.add(".value.choices", "empty", f"names no choice of '{control.name}'; leave the region out where nothing is chosen")
    if len(chosen) > 1 and not control.multiple:
        found.add(".value.choices", "too_many", f"'{control.name}' takes one choice, not {len(chosen)}")
    allowed = control.allowed if control.dynamic is None else brought(control, data)
    paths = _paths(control, data) if control.nested else None
    for n, choice in enumerate(chosen):
        if type(choice) is str:
            if allowed is not None and choice not in allowed:
                _unknown_choice(control, choice, allowed, f".value.choices[{n}]", found)
        elif control.nested and _is_path(choice):
            if paths is not None and tuple(choice) not in paths:
                path = shortened(" / ".join(choice))
                found.add(f".value.choices[{n}]", "unknown_choice", f"{path} is not a path of choices of '{control.name}'")
        else:
            found.add(f".value.choices[{n}]", "not_a_choice", "must be a text" + (" or a path of texts" if control.nested else ""))
    if len(chosen) > 1:
        twice = _repeated(chosen)
        if twice is not None:
            found.add(f".value.choices[{twice}]", "repeated", f"{shortened(chosen[twice])} is chosen twice")


def brought(control: Control, data: Any) -> frozenset[str] | None:
    """The values that the task itself brings for a control with `value="$field"`; None where the data are not at hand."""
    entries = look_up(data, control.dynamic or "")
    if type(entries) is not list:
        return None
    own = (e if isinstance(e, str) else e.get("alias") or e.get("value") for e in entries if isinstance(e, str | dict))
    return control.allowed.union(v for v in own if isinstance(v, str))


def _paths(control: Control, data: Any) -> Set[tuple[str, ...]] | None:
    """Every path of a tree, also where the task brings it; None where the data are not at hand."""
    if control.dynamic is None:
        return control.paths
    entries = look_up(data, control.dynamic)
    if type(entries) is not list:
        return None
    leaves_only = control.tag == "Taxonomy" and (control.attrs.get("leafsOnly") or "").strip().lower() == "true"
    found: set[tuple[str, ...]] = set(control.paths)
    waiting: list[tuple[Any, tuple[str, ...]]] = [(e, ()) for e in entries]
    while waiting:
        entry, above = waiting.pop()
        own = entry if isinstance(entry, str) else (entry.get("alias") or entry.get("value")) if isinstance(entry, dict) else None
        if not isinstance(own, str) or not own:
            continue
        path = (*above, own)
        below = entry.get("children") if isinstance(entry, dict) else None
        if not (leaves_only and below):
            found.add(path)
        waiting += [(e, path) for e in below] if type(below) is list else []
    return found


def _unknown_choice(control: Control, choice: str, allowed: frozenset[str], path: str, found: Found) -> None:
    alias = control.aliases.get(choice)
    hint = f"its alias is '{alias}'" if alias else f"choices are {listed(control.values or sorted(allowed))}"
    found.add(path, "unknown_choice", f"{shortened(choice)} is not a choice of '{control.name}'; {hint}")


def _is_path(value: Any) -> bool:
    return type(value) is list and len(value) > 0 and all(type(part) is str for part in value)


def _repeated(values: list) -> int | None:
    seen = set()
    for n, value in enumerate(values):
        key = tuple(value) if _is_path(value) else value if isinstance(value, str) else n
        if key in seen:
            return n
        seen.add(key)
    return None


def taxonomy(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    """`taxonomy`: a list of paths from the root down; inner nodes too, unless leafsOnly."""
    paths = value.get("taxonomy")
    if type(paths) is not list or not paths:
        return found.add(".value.taxonomy", "not_a_list", f"must be a list of paths of '{control.name}', with at least one")
    most = _whole(control.attrs.get("maxUsages"))
    if most and len(paths) > most:
        found.add(".value.taxonomy", "too_many", f"'{control.name}' takes {most} at most, not {len(paths)}")
    allowed = _paths(control, data)
    for n, path in enumerate(paths):
        if not _is_path(path):
            found.add(f".value.taxonomy[{n}]", "not_a_path", "must be a list of texts from the root to the node")
        elif allowed is not None and tuple(path) not in allowed:
            found.add(f".value.taxonomy[{n}]", "unknown_path", f"{shortened(' / '.join(path))} is not a path of '{control.name}'")
    twice = _repeated(paths)
    if twice is not None:
        found.add(f".value.taxonomy[{twice}]", "repeated", "is chosen twice")


def textarea(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    texts = value.get("text")
    if type(texts) is not list:
        return found.add(".value.text", "not_a_list", "must be a list of texts, also where there is only one")
    most = _whole(control.attrs.get("maxSubmissions"))
    if most and len(texts) > most:
        found.add(".value.text", "too_many", f"'{control.name}' takes {most} at most, not {len(texts)}")
    for n, text in enumerate(texts):
        if type(text) is not str:
            found.add(f".value.text[{n}]", "not_a_text", "must be a text")
    if (control.attrs.get("skipDuplicates") or "").strip().lower() == "true":
        twice = _repeated([t.strip().lower() if type(t) is str else t for t in texts])
        if twice is not None:
            found.add(f".value.text[{twice}]", "repeated", "is there twice")


def rating(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    stars = value.get("rating")
    most = _whole(control.attrs.get("maxRating")) or 5
    if type(stars) is not int or not 1 <= stars <= most:
        found.add(".value.rating", "out_of_range", f"must be a whole number from 1 to {most}")


def number(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    given = value.get("number")
    if given is None or type(given) not in (int, float):
        return found.add(".value.number", "not_a_number", "must be a number")
    low, high = _number(control.attrs.get("min")), _number(control.attrs.get("max"))
    if (low is not None and given < low) or (high is not None and given > high):
        bounds = " and ".join(f"at {end} {bound:g}" for end, bound in (("least", low), ("most", high)) if bound is not None)
        return found.add(".value.number", "out_of_range", f"must be {bounds}, not {given:g}")
    step, base = _number(control.attrs.get("step")), low or 0.0
    # A sum of steps in binary is not exact: 0.1 + 0.2.
    if step and step > 0 and abs(round((given - base) / step) * step + base - given) > 1e-8:
        found.add(".value.number", "off_step", f"goes in steps of {step:g} from {base:g}; {given:g} is between two of them")
    return None


def pairwise(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    if value.get("selected") not in ("left", "right"):
        found.add(".value.selected", "unknown_choice", "must be 'left' or 'right'")


def ranker(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    """`ranker`: bucket → ids in order; without buckets the one key is the control's name. "_" holds what was left unsorted."""
    buckets = value.get("ranker")
    if type(buckets) is not dict or not buckets:
        return found.add(".value.ranker", "not_an_object", "must be an object of lists of ids")
    known = set(control.values) or {control.name}
    ids = _ids(control, data)
    seen: set = set()
    for bucket, entries in buckets.items():
        if bucket not in known and bucket != "_":
            found.add(f".value.ranker.{bucket}", "unknown_bucket", f"is no bucket of '{control.name}'; there are {listed(sorted(known))}")
        elif type(entries) is not list or any(type(e) not in (str, int) for e in entries):
            found.add(f".value.ranker.{bucket}", "not_a_list", "must be a list of ids")
        else:
            _check_ids(f".value.ranker.{bucket}", entries, ids, seen, found)


def _check_ids(path: str, entries: list, ids: set | None, seen: set, found: Found) -> None:
    for n, entry in enumerate(entries):
        if entry in seen:
            found.add(f"{path}[{n}]", "repeated", f"{shortened(entry)} is ranked twice")
        elif ids is not None and str(entry) not in ids:
            found.add(f"{path}[{n}]", "unknown_id", f"{shortened(entry)} is not an item of the list")
        seen.add(entry)


def _ids(control: Control, data: Any) -> set | None:
    shown = control.objects[0].shown(data) if control.objects else None
    if type(shown) is not list:
        return None
    return {str(e["id"]) for e in shown if isinstance(e, dict) and "id" in e} or None


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


CHECKS = {
    "Choices": choices,
    "Taxonomy": taxonomy,
    "TextArea": textarea,
    "Rating": rating,
    "Number": number,
    "DateTime": date_time,
    "Pairwise": pairwise,
    "Ranker": ranker,
}
