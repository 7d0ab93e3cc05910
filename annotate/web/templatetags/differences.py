"""How differences are written: with their sign, and in points where they are between shares."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from .figures import seconds

register = template.Library()


def _sign(value: float) -> str:
    return "\u2212" if value < 0 else "+"


@register.filter
def points(difference: float | None) -> str:
    """0.042 → +4.2 points"""
    return "–" if difference is None else _("%(n)s points") % {"n": f"{_sign(difference)}{abs(difference) * 100:.1f}"}


@register.filter
def signed_seconds(difference: float | None) -> str:
    return "–" if difference is None else f"{_sign(difference)}{seconds(abs(difference))}"


@register.filter
def pair(first: Any, second: Any) -> tuple[Any, Any]:
    """Two things side by side, to be gone through."""
    return first, second
