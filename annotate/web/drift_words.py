"""What a look at new items found, in words: each measure by its name, how large the difference is, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.learning import selectors
from annotate.learning.models import DriftLook
from annotate.projects.models import Project

from .charts.beside import beside
from .charts.figure import Figure

NAMES: dict[str, str | Promise] = {
    "features": gettext_lazy("What they say or show"),
    "length": gettext_lazy("Length"),
    "script": gettext_lazy("Script"),
    "unseen": gettext_lazy("Words not seen before"),
    "size": gettext_lazy("Size of the picture"),
    "brightness": gettext_lazy("Brightness"),
    "seconds": gettext_lazy("Length of the sound"),
    "label": gettext_lazy("What the model says"),
    "places": gettext_lazy("How many places the model marks"),
    "score": gettext_lazy("How sure the model is"),
}
_SCRIPTS: dict[str, str | Promise] = {
    "hangul": gettext_lazy("Hangul"),
    "latin": gettext_lazy("Latin"),
    "cjk": gettext_lazy("Chinese characters"),
    "kana": gettext_lazy("Kana"),
    "cyrillic": gettext_lazy("Cyrillic"),
    "arabic": gettext_lazy("Arabic"),
    "greek": gettext_lazy("Greek"),
    "hebrew": gettext_lazy("Hebrew"),
    "devanagari": gettext_lazy("Devanagari"),
    "thai": gettext_lazy("Thai"),
    "other": gettext_lazy("another script"),
    "none": gettext_lazy("no letters"),
}


@dataclass(frozen=True)
class Row:
    name: str
    is_alert: bool
    says: str
    p: str
    figure: Figure | None


def open_alert(project: Project) -> dict[str, Any] | None:
    """For `_drift_alert.html`."""
    look = selectors.open_alert(project)
    return {"look": look, "says": verdict(look)} if look else None


def rows(look: DriftLook) -> list[Row]:
    return [_row(one, one["name"] in look.alerts) for one in look.report["measures"]]


def verdict(look: DriftLook) -> str:
    if look.is_alert:
        said = ", ".join(f"“{name_of(name)}”" for name in look.alerts)
        return _("New items differ from what %(model)s learned from: %(what)s.") % {"model": look.model_version, "what": said}
    if all(one["p"] is None for one in look.report["measures"]):
        return _("There is too little to compare.")
    return _("No difference that could be told from chance.")


def name_of(name: str) -> str:
    return str(NAMES.get(name, name))


def cannot(look: DriftLook) -> list[str]:
    parts = {"features": _("What they say or show cannot be compared"), "predictions": _("What the model says cannot be compared")}
    return [f"{parts.get(part, part)}: {why}" for part, why in look.report["cannot"].items()]


def _row(one: dict[str, Any], is_alert: bool) -> Row:
    if one["p"] is None:
        return Row(name_of(one["name"]), False, _too_few(one), "–", None)
    p = one["corrected"]
    bars = one["bars"]
    figure = beside(name_of(one["name"]), _bins(one["name"], bars["names"]), bars["old"], bars["new"])
    return Row(name_of(one["name"]), is_alert, _says(one["name"], one["facts"]), "< 0.001" if p < 0.001 else f"{p:.3f}", figure)


def _too_few(one: dict[str, Any]) -> str:
    about = {"n": one["old"] if one["reason"] == "too_few_old" else one["new"]}
    if one["reason"] == "too_few_new":
        return _("Too few new items to compare: %(n)s.") % about
    if one["name"] in ("label", "places", "score"):
        return _("Too few test items in its release to compare with: %(n)s.") % about
    return _("Too few training items that were drawn at random to compare with: %(n)s.") % about


def _says(name: str, facts: dict[str, Any]) -> str:
    if name == "features":
        told = {"beyond": _percent(facts["beyond"])}
        says = _("%(beyond)s of the new items lie farther from everything learned than 99 %% of the learned ones do.") % told
        return f"{says} {_('Below: how far each lies from the nearest ones learned.')}"
    if name in ("script", "label", "places"):
        told = {"js": f"{facts['js']:.3f}", "psi": f"{facts['psi']:.2f}"}
        return _("Jensen–Shannon divergence %(js)s of 1, population stability index %(psi)s.") % told
    write = _WRITTEN.get(name, _plain)
    middle = "mean" if name in ("unseen", "score") else "median"
    told = {"old": write(facts[f"old_{middle}"]), "new": write(facts[f"new_{middle}"])}
    return (_("On the mean %(old)s before, %(new)s now.") if middle == "mean" else _("In the middle %(old)s before, %(new)s now.")) % told


def _plain(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 100 else f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _pixels(value: float) -> str:
    return _("%(n)s million pixels") % {"n": f"{value / 1e6:.2f}"} if value >= 1e5 else _("%(n)s pixels") % {"n": f"{value:,.0f}"}


def _seconds(value: float) -> str:
    return _("%(n)s s") % {"n": f"{value:.1f}"}


_WRITTEN: dict[str, Callable[[float], str]] = {
    "unseen": _percent,
    "score": _percent,
    "brightness": _percent,
    "size": _pixels,
    "seconds": _seconds,
    "length": lambda value: _("%(n)s characters") % {"n": _plain(value)},
}


def _bins(name: str, names: Sequence[Any]) -> list[str]:
    """A class by its name; a range by its lower bound, the lowest by what it ends at."""
    if name == "script":
        return [str(_SCRIPTS.get(one, one)) for one in names]
    if name in ("label", "places"):
        return [str(one) for one in names]
    write = _plain if name in ("features", "length") else _WRITTEN.get(name, _plain)
    if len(names) == 1:
        return [_("all")]
    return [_("below %(bound)s") % {"bound": write(names[1])}, *(_("from %(bound)s") % {"bound": write(one)} for one in names[1:])]
