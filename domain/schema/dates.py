"""Dates and times in an answer: ISO 8601, or the config's own strftime format; and the bounds of both."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from domain.schema.controls import Control
from domain.schema.found import Found, shortened

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?|\d{2}:\d{2}(:\d{2})?", re.ASCII)


def date_time(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    """`datetime`: ISO 8601, down to what the control asks for; where it has a strftime format, in that."""
    given, form = value.get("datetime"), control.attrs.get("format")
    if type(given) is int and control.attrs.get("only") == "year" and 0 < given < 10_000:
        given, form = str(given), None
    if type(given) is not str or not given or len(given) > 64:
        return found.add(".value.datetime", "not_a_date", "must be a text such as 2026-01-31 or 2026-01-31T09:30")
    if _is_date(given):
        day: str | None = given
    elif form:
        day = _in_format(given, form)
        if day is None:
            return found.add(".value.datetime", "not_a_date", f"{shortened(given)} is neither in the format {shortened(form)} nor ISO 8601")
    else:
        return found.add(".value.datetime", "not_a_date", f"{shortened(given)} is no date or time of ISO 8601, such as 2026-01-31T09:30")
    if day and ":" not in day[:5]:
        _bounds(control, day, found)
    return None


_DIRECTIVES = frozenset("YymdeHIMSpBbAa%")


def _in_format(text: str, form: str) -> str | None:
    """The day, in ISO; "" where the format has what only browsers read, so that nothing can be said; None where the text is not in it."""
    plain = re.sub(r"%[-_0]", "%", form)
    if any(letter not in _DIRECTIVES for letter in re.findall(r"%(.)", plain)):
        return ""
    try:
        read = dt.datetime.strptime(text, plain.replace("%e", "%d")).replace(tzinfo=dt.UTC)
    except (ValueError, re.error):
        return None
    return f"{read.year:04d}-{read.month:02d}-{read.day:02d}" if re.search("%[Yy]", plain) else ""


def _bounds(control: Control, day: str, found: Found) -> None:
    """min and max: ISO, or a year alone. `current` is the browser's to know."""
    only = control.attrs.get("only") or ""
    day = day[:4] if "year" in only and not {"month", "date"} & {o.strip() for o in only.split(",")} else day[:10]
    low, high = (b.strip() if (b := control.attrs.get(end) or "")[:1].isdigit() else "" for end in ("min", "max"))
    if (low and day[: len(low)] < low[: len(day)]) or (high and day[: len(high)] > high[: len(day)]):
        bounds = " and ".join(f"{word} {bound}" for word, bound in (("from", low), ("to", high)) if bound)
        found.add(".value.datetime", "out_of_range", f"must be {bounds}, not {day}")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        if len(text) >= 10:
            dt.datetime.fromisoformat(text)
        elif ":" in text:
            dt.time.fromisoformat(text)
        else:
            dt.date(int(text[:4]), int(text[5:7] or 1), 1)
    except ValueError:
        return False
    return True
