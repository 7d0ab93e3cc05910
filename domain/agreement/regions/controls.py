"""Which questions of a label config are measured, and as what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from domain.schema import Control, LabelSchema

RELATIONS = "relations"
_LINES = frozenset(("Text", "HyperText", "Paragraphs"))
_TIMES = frozenset(("Audio", "AudioPlus", "TimeSeries"))
_BRUSHES = frozenset(("BrushLabels", "Brush", "BitmaskLabels", "Bitmask", "VectorLabels", "Vector"))
_POINTS = frozenset(("KeyPointLabels", "KeyPoint"))
_ANSWERS = {
    "TextArea": "text",
    "Rating": "rating",
    "Number": "number",
    "Ranker": "ranking",
    "Taxonomy": "labels",
    "Pairwise": "category",
    "DateTime": "category",
}
NONE = "none"


@dataclass(frozen=True)
class MeasuredControl:
    """`kind` says what is compared: spans (of text), intervals (of time), shapes (boxes, polygons, ellipses), points, relations, text,
    number, rating, ranking, labels (several at once), category, or none, and then `reason` says why."""

    name: str
    kind: str
    tag: str
    control: Control | None = field(default=None, repr=False)
    regions: tuple[MeasuredControl, ...] = field(default=(), repr=False)
    """Of relations: the controls whose regions they may connect."""
    reason: str | None = None

    def shown(self, data: Any) -> Any:
        """What the control is about, of an item's data."""
        objects = self.control.objects if self.control else ()
        return objects[0].shown(data) if objects else None

    @property
    def about(self) -> str:
        """The tag of the object it is about."""
        return self.control.objects[0].tag if self.control and self.control.objects else ""


def controls_of(schema: LabelSchema) -> list[MeasuredControl]:
    """In the order of the label config, relations last; the first choice of the whole item is left out: its labels are measured as such,
    except where it takes several at once."""
    found = [_measured(control) for control in schema.controls if control is not schema.primary or control.multiple]
    regions = tuple(one for one in found if one.kind in ("spans", "intervals", "shapes", "points"))
    if schema.relation_labels is not None and regions:
        found.append(MeasuredControl(RELATIONS, RELATIONS, "Relations", regions=regions))
    return found


def _measured(control: Control) -> MeasuredControl:
    kind, reason = _kind(control)
    return MeasuredControl(control.name, kind, control.tag, control, reason=reason)


def _kind(control: Control) -> tuple[str, str | None]:
    about = control.objects[0].tag if control.objects else ""
    if control.makes_regions:
        return _kind_of_region(control.tag, about)
    if control.per_region:
        return NONE, "It is asked about each region; regions are compared by their place and label alone."
    if control.tag == "Choices":
        return ("labels" if control.multiple else "category"), None
    kind = _ANSWERS.get(control.tag)
    return (kind, None) if kind else (NONE, f"There is no measure for <{control.tag}>.")


def _kind_of_region(tag: str, about: str) -> tuple[str, str | None]:
    if about in _LINES:
        return "spans", None
    if about in _TIMES:
        return "intervals", None
    if tag in _BRUSHES:
        return NONE, f"There is no measure for <{tag}>: painted masks and lines are not compared."
    if about == "Image":
        return ("points" if tag in _POINTS else "shapes"), None
    return NONE, f"There is no measure for regions of <{about or tag}>."
