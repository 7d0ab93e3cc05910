"""What became of a label from one version to the next: renamed, merged into another, split, retired. Recorded with the version.

It is applied to what goes out, never to what people wrote. Where it is one-to-one it is applied; a split says only that it is undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid

RENAME, MERGE, SPLIT, RETIRE = "rename", "merge", "split", "retire"
KINDS = (RENAME, MERGE, SPLIT, RETIRE)
DETERMINED, UNDETERMINED, RETIRED = "determined", "undetermined", "retired"
_SEVERAL = " | "


@dataclass(frozen=True)
class Step:
    """From labels of the version before to labels of this one; nested labels are paths joined by "/"."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "from": list(self.before), "to": list(self.after)}


@dataclass(frozen=True)
class Became:
    """What a label is called now. label: as given where that is undetermined, None where it was retired. steps: (version, step) on the
    way.
    """

    label: str | None
    state: str = DETERMINED
    candidates: tuple[str, ...] = ()
    steps: tuple[tuple[int, Step], ...] = ()


def checked(given: Any, old: Iterable[str], new: Iterable[str]) -> list[Step]:
    """Steps as they may be recorded, against the labels of the two label configs.

    Raises `Invalid` (bad_mapping) saying which step is wrong and why.
    """
    if not isinstance(given, list | tuple):
        raise _bad("mapping", "must be a list of steps {kind, from, to}")
    known_old, known_new = set(old), set(new)
    steps: list[Step] = []
    taken: set[str] = set()
    for at, one in enumerate(given):
        step, where = _step(one, at), f"mapping[{at}]"
        wrong = _wrong(step, known_old, known_new)
        twice = next((label for label in step.before if label in taken), None)
        if wrong or twice is not None:
            raise _bad(where, wrong or f"'{twice}' is in a step before this one already")
        taken.update(step.before)
        steps.append(step)
    return steps


def _step(one: Any, at: int) -> Step:
    if not isinstance(one, Mapping) or one.get("kind") not in KINDS:
        raise _bad(f"mapping[{at}]", f"must be an object whose kind is one of {', '.join(KINDS)}")
    sides = []
    for name in ("from", "to"):
        given = one.get(name, [])
        labels = [given] if isinstance(given, str) else given
        if not isinstance(labels, list | tuple) or not all(isinstance(label, str) and label for label in labels):
            raise _bad(f"mapping[{at}].{name}", "must be a list of labels")
        sides.append(tuple(dict.fromkeys(labels)))
    return Step(one["kind"], *sides)


def _wrong(step: Step, old: set[str], new: set[str]) -> str | None:
    before, after = step.before, step.after
    if not before:
        return "names no label that it is from"
    for label in before:
        if label not in old:
            return f"'{label}' is no label of the version before"
    for label in after:
        if label not in new:
            return f"'{label}' is no label of this version's label config"
    stays = [label for label in before if label in new and label not in after]
    if step.kind == SPLIT:
        if len(before) != 1 or len(after) < 2:
            return "a split is from one label to two or more"
    elif step.kind == RETIRE and after:
        return "a retired label goes to none"
    elif step.kind in (RENAME, MERGE) and len(after) != 1:
        return f"a {step.kind} goes to one label"
    elif step.kind == RENAME and len(before) != 1:
        return "a rename is from one label; several that become one are a merge"
    elif step.kind == RENAME and after[0] in old:
        return f"'{after[0]}' was a label before; what joins it is a merge"
    return f"'{stays[0]}' is still in the label config" if stays else None


def _bad(where: str, what: str) -> Invalid:
    return Invalid(f"{where}: {what}.", code="bad_mapping", fields={where: what})


def step_of(recorded: Mapping[str, Any]) -> Step:
    """One that was checked when it was recorded."""
    return Step(recorded["kind"], tuple(recorded["from"]), tuple(recorded["to"]))


class Chain:
    """The steps of several versions in their order: what a label given under an old one became."""

    def __init__(self, versions: Sequence[tuple[int, Sequence[Step]]]) -> None:
        """versions: (number, its steps), the oldest first; all after the one that the labels were given under."""
        self._by_label = [(number, {label: step for step in steps for label in step.before}) for number, steps in versions]
        self._known: dict[str, Became] = {}

    def __bool__(self) -> bool:
        return any(steps for _, steps in self._by_label)

    def became(self, label: str) -> Became:
        """Of one label."""
        if label not in self._known:
            self._known[label] = self._follow(label)
        return self._known[label]

    def _follow(self, label: str) -> Became:
        now, path = label, []
        for number, steps in self._by_label:
            step = steps.get(now)
            if step is None:
                continue
            path.append((number, step))
            if step.kind == SPLIT:
                # What it is called since is not known, and neither is what it is called for having come so far.
                return Became(label, UNDETERMINED, step.after, tuple(path))
            if step.kind == RETIRE:
                return Became(None, RETIRED, (), tuple(path))
            now = step.after[0]
        return Became(now, DETERMINED, (), tuple(path))

    def answer(self, label: str | None, *, several: bool) -> Became:
        """Of an answer as `LabelSchema.label_of` gives it. several: it may be several labels joined by " | "."""
        if label is None:
            return Became(None)
        if not several or _SEVERAL not in label:
            return self.became(label)
        parts = [self.became(part) for part in label.split(_SEVERAL)]
        kept = sorted({part.label for part in parts if part.label is not None})
        states = {part.state for part in parts}
        state = UNDETERMINED if UNDETERMINED in states else DETERMINED if kept else RETIRED
        steps = tuple(dict.fromkeys(step for part in parts for step in part.steps))
        return Became(_SEVERAL.join(kept) or None, state, tuple(c for part in parts for c in part.candidates), steps)

    def result(self, result: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Results in Label Studio's JSON under the newest names; the very list where nothing of it changes.

        A region all of whose labels were retired is left out, and so is a relation to it. What people wrote is not touched: regions that
        change are new objects.
        """
        made, gone = [], set()
        for region in result:
            changed = self._region(region)
            if changed is None:
                gone.add(region.get("id"))
            else:
                made.append(changed)
        gone.discard(None)
        if gone:
            made = [region for region in made if not (_ends(region) & gone or (region.get("id") in gone and "type" in region))]
        return result if len(made) == len(result) and all(a is b for a, b in zip(made, result, strict=True)) else made

    def _region(self, region: dict[str, Any]) -> dict[str, Any] | None:
        if region.get("type") == "relation":
            named = region.get("labels")
            kept = self._labels(named) if isinstance(named, list) else named
            return region if kept is named else {**region, "labels": kept}
        value, kind = region.get("value"), region.get("type")
        if not isinstance(value, dict):
            return region
        named = value.get(kind)
        if not isinstance(named, list) or kind in ("textarea", "datetime") or not named:
            return region
        kept = self._labels(named)
        if kept is named:
            return region
        return {**region, "value": {**value, kind: kept}} if kept else None

    def _labels(self, named: list) -> list:
        """The very list where nothing changes."""
        made: list = []
        for entry in named:
            path = isinstance(entry, list)
            became = self.became("/".join(map(str, entry)) if path else entry) if path or isinstance(entry, str) else Became(entry)
            if became.state == RETIRED:
                continue
            kept = became.label is None or not became.steps or became.state == UNDETERMINED
            now = entry if kept else str(became.label).split("/") if path else became.label
            if now not in made:
                made.append(now)
        return named if made == named else made


def _ends(region: dict[str, Any]) -> set:
    return {region.get("from_id"), region.get("to_id")} if region.get("type") == "relation" else set()
