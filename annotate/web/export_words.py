"""Exports of a model version in words: forms, why one cannot be made, what it lost and won."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotate.learning.models import VersionExport
from annotate.learning.selectors.exports import Form

FORMS: dict[str, tuple[str, str | Promise]] = {
    "safetensors": ("safetensors", gettext_lazy("The weights as they are, for Python: transformers, PyTorch or NumPy.")),
    "onnx": ("ONNX", gettext_lazy("The same numbers for a runtime of their own: most languages and systems.")),
    "onnx-int8": ("ONNX, 8 bit", gettext_lazy("A quarter of the size and faster on a processor; some answers may change.")),
}
WHY_NOT: dict[str, str | Promise] = {
    "head_int8": gettext_lazy("Of a light model the features take the time, not the head: 8 bit would save nothing worth having."),
    "chain_onnx": gettext_lazy("A chain of tags is put together by code, letter by letter; ONNX cannot hold it."),
    "tiles": gettext_lazy(
        "What cuts a picture into tiles and puts what is seen in them together is not packed: such a model serves from here alone."
    ),
    "normal": gettext_lazy("What compares a picture with the good ones is not packed: such a model serves from here alone."),
    "picture_int8": gettext_lazy("8 bit with scales found while it runs ruins networks for pictures: nearly half of the answers changed."),
    "boxes": gettext_lazy("What makes boxes of the network’s maps cannot be packed: a finder of boxes serves from here alone."),
    "sound": gettext_lazy("What makes features of a sound cannot be packed: a model of sounds serves from here alone."),
}


def name(form: str) -> str:
    return FORMS.get(form, (form, ""))[0]


def form(one: Form) -> dict[str, Any]:
    """Ready to be drawn."""
    row = one.export
    title, about = FORMS.get(one.name, (one.name, ""))
    told: dict[str, Any] = {"name": one.name, "title": title, "about": about, "why_not": WHY_NOT.get(one.why_not, one.why_not)}
    if row is None:
        return told | {"state": ""}
    told |= {"state": row.state, "failure": row.failure, "made_at": row.made_at, "is_there": one.is_there}
    if row.state != VersionExport.READY:
        return told
    report = row.report
    return told | {"megabytes": f"{row.size / 1e6:,.1f}", "says": _measured(report), "figures": _figures(report)}


def _measured(report: dict[str, Any]) -> str:
    if not report.get("items"):
        return _("Not measured: the release has no dev or test items.")
    on = _("test") if report["on"] == "test" else _("dev")
    told = {"n": f"{report['items']:,}", "on": on}
    return ngettext("On %(n)s item of the %(on)s split:", "On %(n)s items of the %(on)s split:", report["items"]) % told


def _figures(report: dict[str, Any]) -> list[dict[str, str]]:
    if not report.get("items"):
        return []
    gained, original, exported = report["difference"], report["original"], report["exported"]
    interval = {"low": _points(gained["low"]), "high": _points(gained["high"])}
    return [
        {
            "name": _("Right"),
            "value": _percent(exported["score"]),
            "note": _("%(difference)s points beside the original (95 %% interval %(low)s to %(high)s)")
            % {"difference": _points(gained["value"]), **interval},
        },
        {"name": _("Says the same"), "value": _percent(report["same_answer"]), "note": _("as the original, right or wrong")},
        {
            "name": _("Items a second"),
            "value": _number(exported["items_per_second"]),
            "note": ngettext(
                "original: %(n)s; 32 at once, on %(threads)s processor thread",
                "original: %(n)s; 32 at once, on %(threads)s processor threads",
                report["threads"],
            )
            % {"n": _number(original["items_per_second"]), "threads": report["threads"]},
        },
        {
            "name": _("One item takes"),
            "value": _("%(n)s ms") % {"n": _number(exported["median_ms"])},
            "note": _("original: %(n)s ms; median") % {"n": _number(original["median_ms"])},
        },
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−") if round(100 * share, 1) else "0.0"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
