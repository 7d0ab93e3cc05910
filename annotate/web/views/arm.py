"""What texts drawn at random say: how often the model is right, how the labels are spread; and whether labelling on still pays."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.jobs.selectors import last_comparison
from annotate.learning import selectors, services
from annotate.learning.selectors.arm import LEAST, NOT_TURNED
from annotate.learning.selectors.training import training_policy_of
from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from domain import arms, roles, stopping

from .. import verdicts
from ..charts.interval import Drawn, drawn
from .access import attempt, member, page
from .jobs import running

_NONE = {
    "no_figure": gettext_lazy("It cannot be said: the newest version came without a figure that versions could be compared by."),
    "not_one_label": gettext_lazy("It cannot be said: predictions are compared only where an item has one label."),
}


@member(roles.MANAGE, methods="GET")
def arm(request: HttpRequest, me: Seat) -> HttpResponse:
    best = selectors.champion(me.project)
    found = selectors.random_arm(me.project, best)
    labels = [*found.balance, *(label for label in found.chosen_balance if label not in found.balance)]
    last = last_comparison(me.project)
    places = {label: n for n, label in enumerate(selectors.labels_of(me.project))}
    return page(
        request,
        me,
        "learning_arm",
        "learning",
        champion=best,
        arm=found,
        signs=stop_signs(me.project),
        least=LEAST,
        accuracy=_figure(_("On random items"), found.accuracy),
        on_chosen=_figure(_("On items the model chose"), found.on_chosen),
        rows=[(label, places.get(label), found.balance.get(label), found.chosen_balance.get(label)) for label in labels],
        random_round=me.project.rounds.filter(is_open=True, ordered_by__endswith=" random").first(),
        open_round=me.project.rounds.filter(is_open=True).exclude(kind="training").first(),
        failed=last.failed,
        pays=_pays(last.job.result) if last.job else None,
        jobs=running(me.project, "predict", "arms"),
        kinds="predict,arms",
    )


def _figure(name: str, share: selectors.Share) -> Drawn:
    few = _("Too few yet: %(n)s of %(least)s items.") % {"n": share.n, "least": LEAST}
    figure = {"value": share.value, "low": share.low, "high": share.high, "items": share.n, "reason": "" if share.is_enough else few}
    return drawn(name, figure)


def _pays(told: dict[str, Any]) -> dict[str, Any]:
    """Whether choosing by the model pays, in a sentence; and the two curves as rows."""
    facts = {"labels": f"{told['labels'][-1]:,}", "saved": f"{round(told['saved'] or 0):,}", "most": f"{round(told['saved_high'] or 0):,}"}
    facts["least"] = f"{round(told['saved_low'] or 0):,}"
    if told["verdict"] == arms.WINS and told["saved_low"] is not None:
        says = _("Choosing pays: %(saved)s labels fewer do what %(labels)s random ones do (95 %% interval %(least)s to %(most)s).")
    elif told["verdict"] == arms.WINS:
        says = _("Choosing pays: with %(labels)s labels each, chosen items teach more than random ones, by more than luck would explain.")
    elif told["verdict"] == arms.LOSES:
        says = _("Choosing does not pay here: with %(labels)s labels each, random items teach more. Better go back to random order.")
    else:
        says = _("Choosing does not win: with %(labels)s labels each, the two cannot be told apart. Random order would do as well.")
    return {**told, "says": says % facts, "rows": list(zip(told["labels"], told["random"], told["chosen"], strict=True))}


@member(roles.MANAGE, methods="POST")
def compare(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_alone("arms", now=timezone.now(), project=me.project),
        _("Small models are being taught on chosen and on random items. That takes a few minutes."),
    )
    return redirect("web:arm", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def fall_back(request: HttpRequest, me: Seat) -> HttpResponse:
    """One click back to random order, and no pass of the pipeline turns it away again; what the model says of the texts stays."""
    attempt(request, lambda: _fall_back(me), _("The queue is being put in random order, and stays in it."))
    return redirect("web:arm", pk=me.project.pk)


@transaction.atomic
def _fall_back(me: Seat) -> Job:
    now = timezone.now()
    if training_policy_of(me.project).strategy:
        services.set_schedule(me.project, by=me.user, now=now, strategy="random")
    return jobs.enqueue("predict", now=now, project=me.project, by=me.user, strategy="random")


def not_paying(project: Project) -> str:
    """What the last comparison said, where it did not say that choosing pays and the queue is still chosen by a model; else nothing."""
    last = last_comparison(project).job
    if last is None or last.result["verdict"] == arms.WINS:
        return ""
    turned = project.rounds.filter(is_open=True).exclude(ordered_by__in=NOT_TURNED).exclude(ordered_by__endswith=" random")
    return _pays(last.result)["says"] if turned.exists() else ""


def stop_signs(project: Any) -> list[dict[str, Any]]:
    """The signs of `selectors.stop_advice` in words, for `_stop_advice.html`."""
    return [{"says": one.says, "title": _title(one), "why": _why(one)} for one in selectors.stop_advice(project)]


def _title(one: stopping.Advice) -> str:
    names = {
        "plateau": _("Does the score still rise?"),
        "stability": _("Do the predictions still change?"),
        "gain": _("What would more labels bring?"),
    }
    return names[one.sign]


def _why(one: stopping.Advice) -> str:
    told = dict(one.facts)
    if one.says == stopping.UNKNOWN:
        if told.get("code"):
            return str(_NONE[told["code"]])
        if one.sign == "stability" and told["versions"] >= told["needed"]:
            return _("Too few items that the last versions have all read: %(items)s of %(items_needed)s.") % told
        return _("Too few model versions yet that were made like the newest and have a score: %(versions)s of %(needed)s.") % told
    told["measure"] = str(verdicts.MEASURES.get(told.get("measure", ""), ""))
    if one.sign == "plateau":
        told |= {"gain": f"{told['gain']:+.3f}", "bound": f"{told['bound']:.2f}"}
        if one.says == stopping.STOP:
            says = _("None of the last %(versions)s versions gained %(bound)s in %(measure)s over the best before it (%(gain)s at most).")
        else:
            says = _("One of the last %(versions)s versions gained %(gain)s in %(measure)s over the best before it.")
        return f"{says % told} {_measured_on(told)}"
    if one.sign == "stability":
        told |= {"kappa": f"{told['kappa']:.3f}", "bound": f"{told['bound']:.2f}"}
        if one.says == stopping.STOP:
            says = _("The last versions say nearly the same of %(items)s waiting items: κ = %(kappa)s; from %(bound)s on they stand still.")
        else:
            says = _("The last versions still differ on %(items)s waiting items: κ = %(kappa)s; from %(bound)s on they stand still.")
        return says % told
    told |= {name: f"{told[name]:.3f}" for name in ("gain", "low", "high")}
    if one.says == stopping.STOP:
        says = _("%(more)s more labels are expected to bring %(gain)s in %(measure)s, %(high)s at best.")
    else:
        says = _("%(more)s more labels are expected to bring %(gain)s in %(measure)s (%(low)s to %(high)s with one version left out).")
    return f"{says % told} {_measured_on(told)}"


def _measured_on(told: dict[str, Any]) -> str:
    if told.get("on") == "test":
        return _("Judged on the test items of each version’s own release: who stops by these will find the last score a little too good.")
    return _("Judged on what was held out of each training; the test items are not touched.")
