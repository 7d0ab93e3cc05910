"""The kinds of question that a model can learn: which controls are of a kind, and how its answers are read and written.

A result is Label Studio's list of regions, as it stands in an annotation; what is not about the control at hand is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from domain.learnable.answers import Answer, Box, Span
from domain.schema.controls import Control, ObjectTag
from domain.schema.label_schema import LabelSchema

Value = Mapping[str, Any]
_TEXTS = ("Text", "HyperText")


@dataclass(frozen=True)
class Kind:
    """`shown(control, schema)` gives the objects that the model looks at, or None where the control is of another kind. `read` turns the
    values of the control's regions into an answer (None: not answered, or with something unknown); `write` an answer into such values,
    each with its score; inputs are what is shown, in the order of `shown`."""

    name: str
    title: str
    shown: Callable[[Control, LabelSchema], tuple[ObjectTag, ...] | None]
    read: Callable[[Sequence[Value], tuple[str, ...]], Answer | None]
    write: Callable[[Any, tuple[str, ...], float], list[tuple[dict[str, Any], float]]]
    labels: Callable[[Control], tuple[str, ...]] = lambda control: control.values

    @property
    def says_one_label(self) -> bool:
        return self.name in ONE_LABEL


ONE_LABEL = ("choice", "pair", "rating", "image_choice", "sound_choice")
"""Kinds of which an answer is one label, so that a model can give a probability to each."""


def _choice(tags: tuple[str, ...], multiple: bool = False, objects: int = 1):
    def shown(control: Control, schema: LabelSchema) -> tuple[ObjectTag, ...] | None:
        if control.tag != "Choices" or control.multiple != multiple or not _plain(control) or len(control.values) < 2:
            return None
        return _objects(control, schema, tags, objects)

    return shown


def _rating(control: Control, schema: LabelSchema) -> tuple[ObjectTag, ...] | None:
    return _objects(control, schema, _TEXTS, 1) if control.tag == "Rating" and _plain(control) else None


def _spans(control: Control, schema: LabelSchema) -> tuple[ObjectTag, ...] | None:
    return _objects(control, schema, ("Text",), 1) if control.tag == "Labels" and control.values and not control.dynamic else None


def _boxes(control: Control, schema: LabelSchema) -> tuple[ObjectTag, ...] | None:
    fits = control.tag == "RectangleLabels" and control.values and not control.dynamic
    return _objects(control, schema, ("Image",), 1) if fits else None


def _plain(control: Control) -> bool:
    return not (control.nested or control.dynamic or control.per_item or control.per_region)


def _objects(control: Control, schema: LabelSchema, tags: tuple[str, ...], n: int) -> tuple[ObjectTag, ...] | None:
    """n objects of these tags, that of the control among them. A pair is the only two texts there are, in the order of the config."""
    fit = [o for o in schema.objects if o.tag in tags and o.variable and o.attrs.get("valueType") != "url"]
    own = [o for o in control.objects if o in fit]
    if not own or (n == 2 and len(fit) != 2):
        return None
    return tuple(fit) if n == 2 else (own[0],)


def _one(name: str):
    def read(values: Sequence[Value], labels: tuple[str, ...]) -> str | None:
        for value in values:
            chosen = value.get(name)
            if isinstance(chosen, list) and len(chosen) == 1 and chosen[0] in labels:
                return chosen[0]
        return None

    return read


def _several(values: Sequence[Value], labels: tuple[str, ...]) -> tuple[str, ...] | None:
    """Chosen in whichever order; one that nobody knows spoils the answer. No region at all: nothing was chosen."""
    chosen = [c for value in values for c in _list(value.get("choices"))]
    return None if any(c not in labels for c in chosen) else tuple(label for label in labels if label in chosen)


def _stars(values: Sequence[Value], labels: tuple[str, ...]) -> str | None:
    for value in values:
        stars = value.get("rating")
        if isinstance(stars, (int, float)) and not isinstance(stars, bool) and stars == int(stars) and str(int(stars)) in labels:
            return str(int(stars))
    return None


def _read_spans(values: Sequence[Value], labels: tuple[str, ...]) -> tuple[Span, ...] | None:
    found = []
    for value in values:
        start, end, named = value.get("start"), value.get("end"), _list(value.get("labels"))
        if not (_is_whole(start) and _is_whole(end) and 0 <= start < end) or any(n not in labels for n in named):
            return None
        found += [Span(start, end, name) for name in named]
    return tuple(sorted(set(found)))


def _read_boxes(values: Sequence[Value], labels: tuple[str, ...]) -> tuple[Box, ...] | None:
    """A turned box is none that can be learned here."""
    found = []
    for value in values:
        x, y, width, height = (_number(value.get(side)) for side in ("x", "y", "width", "height"))
        named = _list(value.get("rectanglelabels"))
        if x is None or y is None or width is None or height is None or value.get("rotation") or any(n not in labels for n in named):
            return None
        found += [Box(x, y, width, height, name) for name in named]
    return tuple(sorted(set(found)))


def _write_one(label: str, inputs: tuple[str, ...], score: float) -> list[tuple[dict[str, Any], float]]:
    return [({"choices": [label]}, score)]


def _write_several(labels: tuple[str, ...], inputs: tuple[str, ...], score: float) -> list[tuple[dict[str, Any], float]]:
    return [({"choices": list(labels)}, score)] if labels else []


def _write_stars(label: str, inputs: tuple[str, ...], score: float) -> list[tuple[dict[str, Any], float]]:
    return [({"rating": int(label)}, score)]


def _write_spans(spans: Iterable[Span], inputs: tuple[str, ...], score: float) -> list[tuple[dict[str, Any], float]]:
    text = inputs[0]
    return [({"start": s.start, "end": s.end, "text": text[s.start : s.end], "labels": [s.label]}, _own(s, score)) for s in spans]


def _write_boxes(boxes: Iterable[Box], inputs: tuple[str, ...], score: float) -> list[tuple[dict[str, Any], float]]:
    return [
        (
            {"x": b.x, "y": b.y, "width": b.width, "height": b.height, "rotation": 0, "rectanglelabels": [b.label]},
            _own(b, score),
        )
        for b in boxes
    ]


def _own(place: Span | Box, score: float) -> float:
    return score if place.score is None else place.score


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9 else None


def _levels(control: Control) -> tuple[str, ...]:
    """Label Studio's stars: five unless the config says otherwise."""
    most = control.attrs.get("maxRating", "5")
    return tuple(str(n) for n in range(1, (int(most) if most.isdigit() and 2 <= int(most) <= 100 else 5) + 1))


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pair", "one of several labels for two texts", _choice(_TEXTS, objects=2), _one("choices"), _write_one),
        Kind("choice", "one of several labels for a text", _choice(_TEXTS), _one("choices"), _write_one),
        Kind("choices", "any of several labels for a text", _choice(_TEXTS, multiple=True), _several, _write_several),
        Kind("rating", "a rating of a text", _rating, _stars, _write_stars, _levels),
        Kind("spans", "places in a text", _spans, _read_spans, _write_spans),
        Kind("image_choice", "one of several labels for a picture", _choice(("Image",)), _one("choices"), _write_one),
        Kind("boxes", "boxes in a picture", _boxes, _read_boxes, _write_boxes),
        Kind("sound_choice", "one of several labels for a sound", _choice(("Audio",)), _one("choices"), _write_one),
    )
}
"""In the order in which a control is tried: a pair before a single text, which it would pass for as well."""
