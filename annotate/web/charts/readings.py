"""What a figure of agreement means, in a sentence.

No figure is called good or poor: what is much for one question is little for another (see `domain.comparable`). The sentences say what the
figure says, what chance would give, and how far it could have been off.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def reading(kind: str, value: float | None, low: float | None, high: float | None) -> str:
    """A sentence for `kind` raw, kappa or alpha; empty for any other, and where there is no value."""
    if value is None or kind not in ("raw", "kappa", "alpha"):
        return ""
    if kind == "raw":
        says = _("Two people who label the same text choose the same %(share)s of the time. Some of that is chance.")
    elif value < 0:
        return _("People agree less often than chance alone would have them.")
    elif kind == "kappa":
        says = _("%(share)s of the way from what chance alone would give to agreeing every time.")
    else:
        says = _("Of the disagreement that chance alone would make, %(share)s is not there.")
    return says % {"share": _percent(value)} + _allowed(low, high)


def plainly(figures: dict[str, Any]) -> str:
    """The whole of it in one sentence: how many of 100 texts two people agree on, and how many by chance alone."""
    raw = (figures.get("raw") or {}).get("value")
    if raw is None:
        return ""
    expected = figures.get("expected") or {}
    chance, share = expected.get("shuffled"), expected.get("share")
    if chance is None or share is None:
        return _("Two people agree on %(n)s of 100 texts.") % {"n": round(100 * raw)}
    says = _("Two people agree on %(n)s of 100 texts; by chance alone it would be %(chance)s.") + " "
    says += _("Somebody who always answered “%(label)s” would agree with the others on %(share)s.")
    return says % {"n": round(100 * raw), "chance": round(100 * chance), "label": expected["majority"], "share": round(100 * share)}


def difference(value: float | None, low: float | None, high: float | None) -> str:
    """What the difference of two figures says, the later less the earlier."""
    if value is None:
        return ""
    if low is None or high is None:
        return _("There are too few texts to say how sure that is.")
    if low > 0:
        return _("Agreement rose: the whole interval lies above zero.")
    if high < 0:
        return _("Agreement fell: the whole interval lies below zero.")
    return _("It could be chance: the interval reaches over zero.")


def _allowed(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return " " + _("Other texts of the kind would give %(low)s to %(high)s, 19 times in 20.") % {
        "low": _percent(low),
        "high": _percent(high),
    }


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%".replace("-", "\u2212")
