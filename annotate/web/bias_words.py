"""Where a model's errors fall, in words: in each part of the test items, against each group of annotators, and over all of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from domain.evaluation.slices import FEWEST

from .charts import interval

_SURE = 0.05


def bias(rows: list[dict[str, Any]]) -> str:
    """Whether the error differs between groups of the metadata or of annotators, over all of the report; empty where nothing was parted."""
    judged = [row for row in rows if row["p"] is not None]
    if not judged:
        return _("Whether its errors fall unevenly cannot be said: there are too few items.") if rows else ""
    if apart := [row["name"] for row in judged if row["corrected"] <= _SURE]:
        return _("Its errors fall unevenly: they differ by %(what)s.") % {"what": ", ".join(apart)}
    return ngettext(
        "Its errors fall evenly, as far as %(n)s way of parting the test items tells.",
        "Its errors fall evenly, as far as %(n)s ways of parting the test items tell.",
        len(judged),
    ) % {"n": len(judged)}


def slices(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the report's slices, with a sentence on whether the model errs more in some of them."""
    name = _("Field %(name)s") % {"name": row["name"]} if row["kind"] == "field" else _("Annotators %(name)s") % {"name": row["name"]}
    drawn = [{"value": _value(one["value"]), "figure": interval.drawn(one["value"], one["error"])} for one in row["slices"]]
    return {"name": name, "rows": drawn, "says": _apart(row), "further": row["further"], "unknown": row["unknown"]}


def _value(value: str) -> str:
    return {"in": _("these people"), "others": _("the others")}.get(value, value)


def _apart(row: dict[str, Any]) -> str:
    if row["p"] is None:
        return _("Whether the error differs cannot be said: there are too few items.")
    p = f"{row['corrected']:.3f}"
    if row["corrected"] > _SURE:
        return _("No difference that could be told from chance (p = %(p)s, corrected for all that was looked at).") % {"p": p}
    return _of_people(row, p) if row["kind"] == "group" else _of_items(row, p)


def _of_people(row: dict[str, Any], p: str) -> str:
    """With the figure where the report has it: reports of before do not."""
    found = row.get("difference")
    if not found or found["low"] is None:
        says = _("The model contradicts these people more or less often than the others on the same items (p = %(p)s, corrected).")
        return says % {"p": p}
    n, low, high = (f"{100 * found[name]:+.0f}".replace("-", "\u2212") for name in ("value", "low", "high"))
    says = _("On the same items the model contradicts these people by %(n)s points (%(low)s to %(high)s) against the others (p = %(p)s).")
    return says % {"n": n, "low": low, "high": high, "p": p}


def _of_items(row: dict[str, Any], p: str) -> str:
    """Of the values with enough items that of the most errors and that of the fewest."""
    there = sorted((one for one in row["slices"] if one["items"] >= FEWEST), key=lambda one: one["error"]["value"])
    high, low = (f"{100 * there[i]['error']['value']:.0f}" for i in (-1, 0))
    told = {"most": there[-1]["value"], "high": high, "fewest": there[0]["value"], "low": low, "p": p}
    says = _("It errs most often in “%(most)s” (%(high)s of 100) and least in “%(fewest)s” (%(low)s of 100); p = %(p)s, corrected.")
    return says % told
