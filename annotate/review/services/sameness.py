"""Whether two results say the same: as people mean it, not as they are written down."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

# Coordinates are percent of the picture, seconds or code points: what differs less than this is the same place.
_DIGITS = 3
# Lists in which order says nothing.
_SETS = frozenset({"choices", "labels", "rectanglelabels", "ellipselabels", "polygonlabels", "brushlabels", "keypointlabels",
                   "hypertextlabels", "paragraphlabels", "timeserieslabels", "videolabels", "taxonomy"})  # fmt: skip
_NO_PART = frozenset({"text"})


def same(one: Iterable[dict[str, Any]], other: Iterable[dict[str, Any]]) -> bool:
    """Ids, order, scores and who or what a region came from make no difference. Neither does the quote that stands with a span, which
    its offsets give; what people typed does."""
    return said(one) == said(other)


def said(result: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """What a result says, as sorted texts that are equal exactly where two results say the same."""
    regions: dict[Any, list[str]] = defaultdict(list)
    relations = []
    for place, entry in enumerate(result):
        if entry.get("type") == "relation":
            relations.append(entry)
        else:
            regions[entry.get("id", ("without id", place))].append(_entry(entry))
    whole = {key: _json(sorted(entries)) for key, entries in regions.items()}
    # An answer about the whole task may share no id with the next; one entry or several make the same text only within a region.
    return tuple(sorted([*whole.values(), *(_relation(entry, whole) for entry in relations)]))


def _entry(entry: dict[str, Any]) -> str:
    value = entry.get("value") or {}
    is_span = "start" in value and "end" in value
    kept = {name: _plain(name, part) for name, part in value.items() if not (is_span and name in _NO_PART)}
    return _json([entry.get("from_name"), entry.get("to_name"), entry.get("type"), kept])


def _relation(entry: dict[str, Any], whole: dict[Any, str]) -> str:
    ends = [whole.get(entry.get(end), entry.get(end)) for end in ("from_id", "to_id")]
    direction = entry.get("direction", "right")
    if direction == "left":
        ends.reverse()
    elif direction == "bi":
        ends.sort(key=str)
    return _json(["relation", "bi" if direction == "bi" else "right", *ends, sorted(map(str, entry.get("labels") or []))])


def _plain(name: str, part: Any) -> Any:
    if isinstance(part, float):
        return round(part, _DIGITS) + 0.0
    if isinstance(part, int) and not isinstance(part, bool):
        return float(part)
    if isinstance(part, str):
        return part.strip()
    if isinstance(part, dict):
        return {key: _plain(key, value) for key, value in part.items()}
    if isinstance(part, list):
        parts = [_plain("", one) for one in part]
        return sorted(parts, key=_json) if name in _SETS else parts
    return part


def _json(what: Any) -> str:
    return json.dumps(what, sort_keys=True, ensure_ascii=False)
