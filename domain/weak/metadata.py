"""A field of the metadata: a label where its value compares as asked, or the label that a table names for its value."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.errors import Invalid

from .row import Row

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_EQUAL = ("=", "!=")
MOST = 200


def check(settings: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """{field, compare, value}, or {field, mapping: {value: label}}."""
    field = settings.get("field")
    if not isinstance(field, str) or not field.strip() or "\x00" in field or len(field) > 200:
        raise Invalid("Name the field to look at.", fields={"field": "required"})
    if settings.get("mapping"):
        return {"field": field.strip(), "mapping": _mapping(settings["mapping"], labels)}
    compare, value = settings.get("compare"), settings.get("value")
    if compare not in COMPARISONS:
        raise Invalid(f"compare: must be one of {' '.join(COMPARISONS)}.", fields={"compare": "unknown"})
    text = _text(value)
    if text is None:
        raise Invalid("Give the value to compare with.", fields={"value": "required"})
    if compare not in _EQUAL and _number(text) is None:
        raise Invalid(f"'{text}' is no number; with {compare} only numbers can be compared.", fields={"value": "a number"})
    return {"field": field.strip(), "compare": compare, "value": text}


def _mapping(given: Any, labels: Sequence[str]) -> dict[str, str]:
    if not isinstance(given, Mapping) or len(given) > MOST:
        raise Invalid(f"mapping: must be a table of at most {MOST} values with a label each.", fields={"mapping": "a table"})
    made: dict[str, str] = {}
    for value, label in given.items():
        text = _text(value)
        if text is None or label not in labels:
            raise Invalid(f"mapping: '{label}', for the value '{value}', is no label of this project.", fields={"mapping": "unknown label"})
        made[_plain(text)] = label
    return made


def names_labels(settings: Mapping[str, Any]) -> bool:
    return "mapping" in settings


def labeller(settings: Mapping[str, Any], label: str) -> Callable[[Row], str | None]:
    field, mapping = settings["field"], settings.get("mapping")
    if mapping is not None:
        return lambda row: mapping.get(_plain(text)) if (text := _text(row.fields.get(field))) is not None else None
    holds, against = COMPARISONS[settings["compare"]], settings["value"]
    numbers = settings["compare"] not in _EQUAL

    def of(row: Row) -> str | None:
        text = _text(row.fields.get(field))
        if text is None:
            return None
        if numbers:
            number = _number(text)
            return label if number is not None and holds(number, _number(against)) else None
        return label if holds(_plain(text), _plain(against)) else None

    return of


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str) and 0 < len(str(value).strip()) <= 200 and "\x00" not in str(value):
        return str(value).strip()
    return None


def _plain(text: str) -> str:
    """5.0 and 5 are the same value."""
    number = _number(text)
    return text if number is None else repr(number)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number + 0.0 if math.isfinite(number) else None
