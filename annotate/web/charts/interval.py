"""A figure on its scale, with its 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .readings import reading


@dataclass(frozen=True)
class Drawn:
    """A measurement ready to be drawn: places lie on the scale from `start` (0 or −1) to 1."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    items: int
    reason: str
    says: str
    start: int
    target: float | None = None
    expected: float | None = None
    """What it would be if of two people one always gave the commonest label."""

    @property
    def span(self) -> int:
        return 1 - self.start

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None


def drawn(
    name: str,
    figure: dict[str, Any] | None,
    kind: str = "",
    *,
    target: float | None = None,
    expected: float | None = None,
    start: int = 0,
) -> Drawn:
    """`figure` is {value, low, high, items, reason}; nothing at all counts as not measured. Places are clipped to the scale.

    start: where the scale begins at the latest, so that figures below one another can share it.
    """
    figure = figure or {"reason": _("Not measured yet.")}
    value, low, high = (_clip(figure.get(part)) for part in ("value", "low", "high"))
    below = any(x is not None and x < 0 for x in (value, low, expected))
    return Drawn(
        name=name,
        value=value,
        low=low,
        high=high,
        items=figure.get("items") or 0,
        reason=figure.get("reason") or "",
        says=reading(kind, figure.get("value"), figure.get("low"), figure.get("high")),
        start=-1 if below else start,
        target=target,
        expected=_clip(expected),
    )


def _clip(value: float | None) -> float | None:
    return None if value is None else min(max(float(value), -1.0), 1.0)
