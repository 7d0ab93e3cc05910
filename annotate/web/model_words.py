"""What a model version is worth, in words: its figures, and what more labels would bring."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotate.learning.selectors.outlook import Outlook

from .verdicts import MEASURES

FIGURES: dict[str, str | Promise] = {
    "accuracy": gettext_lazy("Accuracy"),
    "macro_f1": gettext_lazy("Macro F1"),
    "calibration_error": gettext_lazy("Calibration error"),
    "score": gettext_lazy("Mean F1 of an item"),
}
PEOPLE: dict[str, str | Promise] = {
    "pairs": gettext_lazy("Two people say the same"),
    "with_decided": gettext_lazy("One person says what was decided"),
}


def taught_by(weak: dict[str, Any] | None) -> str:
    """Of a version that rules taught, too; nothing of the others."""
    if not weak or "items" not in weak:
        return ""
    told = {"people": f"{weak['people']:,}", "rules": f"{weak['items']:,}", "weight": f"{weak['weight']:g}"}
    return _("It learned from %(people)s items labelled by people and %(rules)s by rules (weight %(weight)s each).") % told


def forecast(ahead: Outlook, hourly: float) -> list[str]:
    """Sentences; what cannot be said says why."""
    found, target = ahead.forecast, f"{ahead.forecast.target:.2f}"
    if found.labels is None or found.code:
        return [_cannot(ahead, target)]
    high = f"{found.high:,.0f}" if found.high is not None else _("no bound that could be said")
    told = {"target": target, "measure": _measure(ahead), "labels": f"{found.labels:,.0f}", "low": f"{found.low or 0:,.0f}", "high": high}
    said = [_("It takes about %(labels)s labelled items to reach %(target)s in %(measure)s (95 %% interval %(low)s to %(high)s).") % told]
    if found.never >= 0.025:
        share = f"{100 * found.never:.0f}"
        said.append(_("In %(share)s of 100 curves that fit as well it is out of reach, or very far.") % {"share": share})
    return [*said, *_work(ahead, hourly)]


def _work(ahead: Outlook, hourly: float) -> list[str]:
    further, hours = ahead.further(ahead.forecast.labels), ahead.hours(ahead.forecast.labels)
    if further is None:
        return []
    n = round(further)
    said = ngettext("That is %(n)s label by people more", "That is %(n)s labels by people more", n) % {"n": f"{n:,}"}
    if hours is None:
        return [_("%(said)s; how long a label takes is not known.") % {"said": said}]
    told = {"said": said, "hours": f"{hours:,.1f}", "seconds": f"{ahead.seconds:.1f}"}
    if not hourly:
        return [_("%(said)s, or %(hours)s hours at the team’s mean of %(seconds)s s each (the longest 5 %% cut).") % told]
    cost = {**told, "cost": f"{hours * hourly:,.0f}"}
    says = _("%(said)s, or %(hours)s hours at the team’s mean of %(seconds)s s each (the longest 5 %% cut): a cost of %(cost)s.")
    return [says % cost]


def _measure(ahead: Outlook) -> str:
    return str(MEASURES.get(ahead.measure or "", ""))


def _cannot(ahead: Outlook, target: str) -> str:
    if ahead.measure is None:
        return _("It cannot be said: the newest training came without a figure that a curve could be laid through.")
    says = {
        "reached": _("%(target)s in %(measure)s is reached already, as far as the curve tells."),
        "too_few_sizes": _("It cannot be said yet: there are trainings of %(sizes)s sizes judged on test items, and a curve takes four."),
        "too_narrow": _("It cannot be said yet: the largest training must have twice the items of the smallest."),
        "falling": _("It cannot be said: more items have not made it better so far."),
        "out_of_reach": _("By the curve so far, %(target)s in %(measure)s is out of reach with any number of items: change the model."),
        "too_far": _("By the curve so far it takes more than ten times the items there are, and so far ahead no curve can be trusted."),
    }
    told = {"target": target, "sizes": len({p.labels for p in ahead.points}), "measure": _measure(ahead)}
    return says.get(ahead.forecast.code, says["too_few_sizes"]) % told
