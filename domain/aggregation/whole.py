"""Several annotators' results of one item as one result: spans by vote, boxes by fusion, single answers by majority, numbers by their
median."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import orjson

from domain.agreement.regions import MeasuredControl
from domain.agreement.regions.reading import Region, regions

from .box_fusion import box_fusion
from .span_vote import span_vote

PLACES = ("spans", "intervals", "shapes", "points")


@dataclass
class Whole:
    """`shares`: id of a region → the share of the annotators behind it. `tied`: what half of them see otherwise, so that a person has to
    decide; `without`: controls that no rule can make one of (relations, questions about a region)."""

    result: list[dict[str, Any]] = field(default_factory=list)
    shares: dict[str, float] = field(default_factory=dict)
    tied: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of what is least agreed on; 1 where all agree that nothing is there."""
        return min(self.shares.values(), default=1.0)


def whole(controls: Iterable[MeasuredControl], results: Sequence[Any], data: Any, *, least: float = 0.5) -> Whole:
    """results: each annotator's whole result. least: the share of them that a region needs, half at the least."""
    made = Whole()
    for control in controls:
        if control.kind == "spans":
            _spans(made, control, results, data, least)
        elif control.kind in PLACES:
            _shapes(made, control, results, data, least)
        elif control.kind in ("none", "relations"):
            made.without.append(control.name)
        else:
            _answer(made, control, results)
    return made


def _spans(made: Whole, control: MeasuredControl, results: Sequence[Any], data: Any, least: float) -> None:
    by_annotator = [regions(control, result, data) for result in results]
    if control.about != "Text":
        return _same_spans(made, control, by_annotator, least)
    shown = control.shown(data)
    for one in span_vote(by_annotator, least=least):
        value: dict[str, Any] = {"start": one.start, "end": one.end}
        if isinstance(shown, str):
            value["text"] = shown[one.start : one.end]
        entry = next(other.entry for of in by_annotator for other in of if one.label in (other.labels or ("",)))
        _add(made, control, entry, value, (one.label,) if one.label else (), one.share, one.tied)
    return None


def _same_spans(made: Whole, control: MeasuredControl, by_annotator: list[list[Region]], least: float) -> None:
    """Where places are no plain offsets (pages, dialogues) a span is voted on whole: the same ends and the same labels."""
    votes = Counter(key for of in by_annotator for key in {(one.start, one.end, one.labels) for one in of})
    for (start, end, labels), number in sorted(votes.items()):
        share = number / len(by_annotator)
        if share >= least:
            like = next(one for of in by_annotator for one in of if (one.start, one.end, one.labels) == (start, end, labels))
            _add(made, control, like.entry, _bare(like.entry), labels, share, abs(share - 0.5) < 1e-9)


def _shapes(made: Whole, control: MeasuredControl, results: Sequence[Any], data: Any, least: float) -> None:
    by_annotator = [regions(control, result, data) for result in results]
    for one in box_fusion(by_annotator, control.kind, least=least):
        _add(made, control, one.like.entry, one.value, one.labels, one.share, one.tied)


def _add(
    made: Whole, control: MeasuredControl, like: dict[str, Any], value: dict[str, Any], labels: Sequence[str], share: float, tied: bool
) -> None:
    id = f"{control.name}-{len(made.result) + 1}"
    kept = {name: like[name] for name in _BESIDE if name in like}
    named = {like["type"]: list(labels)} if labels else {}
    entry = {"id": id, "from_name": like["from_name"], "to_name": like["to_name"], "type": like["type"], **kept}
    made.result.append({**entry, "value": {**value, **named}, "score": round(share, 4)})
    made.shares[id] = round(share, 6)
    if tied:
        made.tied.append(control.name)


_BESIDE = ("original_width", "original_height", "image_rotation", "original_length", "item_index")


def _bare(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in entry["value"].items() if name != entry.get("type")}


def _answer(made: Whole, control: MeasuredControl, results: Sequence[Any]) -> None:
    """An answer that more than half gave; of numbers the median. Not answered is an answer too."""
    given = [_of(control, result) for result in results]
    there = [entry for entry in given if entry is not None]
    if control.kind == "number" and len(there) * 2 > len(given):
        middle = median(entry["value"]["number"] for entry in there)
        return _put(made, control, {**there[0], "value": {"number": middle}}, len(there) / len(given))
    votes = Counter(None if entry is None else orjson.dumps(entry["value"], option=orjson.OPT_SORT_KEYS) for entry in given)
    said, number = votes.most_common(1)[0]
    if number * 2 <= len(given):
        made.tied.append(control.name)
    elif said is not None:
        like = next(entry for entry in there if orjson.dumps(entry["value"], option=orjson.OPT_SORT_KEYS) == said)
        _put(made, control, like, number / len(given))
    return None


def _put(made: Whole, control: MeasuredControl, entry: dict[str, Any], share: float) -> None:
    made.result.append({name: entry[name] for name in ("from_name", "to_name", "type", "value") if name in entry})
    made.shares[control.name] = round(share, 6)


def _of(control: MeasuredControl, result: Any) -> dict[str, Any] | None:
    entries = result if isinstance(result, list) else []
    return next((one for one in entries if isinstance(one, dict) and one.get("from_name") == control.name and one.get("value")), None)
