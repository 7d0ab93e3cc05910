"""The choices, labels and buckets below a control."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.schema import tags
from domain.schema.hotkeys import Keyed
from domain.schema.parse import Element, refuse

_OPTIONS = {"Choices": "Choice", "Taxonomy": "Choice", "Ranker": "Bucket"}


@dataclass
class Options:
    """values: what stands in a result, in order; aliases: shown value → alias; hotkeys: result value → key;
    lines: result value → line of its hotkey."""

    values: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    hotkeys: dict[str, str] = field(default_factory=dict)
    paths: frozenset[tuple[str, ...]] = frozenset()
    lines: dict[str, int] = field(default_factory=dict)

    def keyed(self, control: str) -> list[Keyed]:
        return [Keyed(control, value, key, self.lines[value]) for value, key in self.hotkeys.items()]


def options_of(control: Element) -> Options:
    """Raises `Invalid` for an option without a value and for one that is there twice."""
    tag = "Label" if control.tag in tags.LABELLED_REGIONS else _OPTIONS.get(control.tag)
    if tag is None:
        return Options()
    found = Options()
    nested = control.tag == "Taxonomy" or control.attrs.get("allowNested", "").lower() == "true"
    paths: dict[tuple[str, ...], int] = {}
    _collect(control, control, tag, (), nested, paths, found)
    dynamic = control.attrs.get("value", "").startswith("$") or "apiUrl" in control.attrs
    if not paths and not dynamic and control.tag in ("Choices", "Taxonomy"):
        raise refuse(f"{control} has no <{tag}>.", control.line)
    found.values = tuple(dict.fromkeys(path[-1] for path in paths))
    if nested:
        leaves_only = control.attrs.get("leafsOnly", "").lower() == "true"
        inner = {path[:n] for path in paths for n in range(1, len(path))} if leaves_only else set()
        found.paths = frozenset(set(paths) - inner)
        # A nested choice at the top may stand in a result by its bare name; deeper ones only as a path.
        found.values = tuple(path[0] for path in paths if len(path) == 1)
    return found


def _collect(
    control: Element, at: Element, tag: str, above: tuple[str, ...], nested: bool, paths: dict[tuple[str, ...], int], found: Options
) -> None:
    for element in at.children:
        if element.tag != tag:
            _collect(control, element, tag, above, nested, paths, found)
            continue
        shown, stored = _value(control, element)
        path = (*above, stored) if nested else (stored,)
        if path in paths:
            raise refuse(f"'{stored}' is in {control} twice (first in line {paths[path]}).", element.line)
        paths[path] = element.line
        if stored != shown:
            found.aliases[shown] = stored
        key = element.attrs.get("hotkey", "").strip()
        if key:
            found.hotkeys[stored] = key
            found.lines[stored] = element.line
        _collect(control, element, tag, path, nested, paths, found)


def _value(control: Element, element: Element) -> tuple[str, str]:
    """(shown, as it stands in a result)"""
    if element.tag == "Bucket":
        shown = element.attrs.get("name", "")
        alias = shown
    else:
        shown = element.attrs.get("value", "")
        alias = element.attrs.get("alias") or shown
    if not shown:
        raise refuse(f"a <{element.tag}> of {control} has no value.", element.line)
    return shown, alias
