"""Who is shown what a model suggests, from how sure on, and what suggestions do to people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.learning import selectors, services
from annotate.projects.selectors import Seat
from domain import pull, roles
from domain.errors import Problem
from domain.thresholds import costs

from ..suggestion_forms import PolicyForm
from .access import attempt, member, page

# Of each figure: what it is called; what is said where it is clearly higher with a suggestion in sight, clearly lower, or neither.
_SAID: dict[str, tuple[str | Promise, ...]] = {
    pull.BETWEEN_PEOPLE: (
        gettext_lazy("Two people say the same"),
        gettext_lazy(
            "People agree with each other more often when they see the suggestion. Agreement among them overstates how clear the items are."
        ),
        gettext_lazy("People agree with each other less often when they see the suggestion."),
        gettext_lazy("No effect on agreement among people can be told from luck."),
    ),
    pull.WITH_SUGGESTION: (
        gettext_lazy("People say what the model says"),
        gettext_lazy("Suggestions pull: people say what the model says more often when they see it."),
        gettext_lazy("People say what the model says less often when they see it."),
        gettext_lazy("No pull towards the suggestion can be told from luck."),
    ),
    pull.RIGHT: (
        gettext_lazy("People are right"),
        gettext_lazy("People are right more often when they see the suggestion: it helps."),
        gettext_lazy("People are right less often when they see the suggestion: it misleads them. Consider showing fewer."),
        gettext_lazy("No effect on how often people are right can be told from luck."),
    ),
    pull.SECONDS: (
        gettext_lazy("Time on an item"),
        gettext_lazy("People take longer when they see the suggestion."),
        gettext_lazy("People are faster when they see the suggestion."),
        gettext_lazy("No effect on the time they take can be told from luck."),
    ),
}


@member(roles.MANAGE)
def suggestions(request: HttpRequest, me: Seat) -> HttpResponse:
    project = me.project
    labels, policy = selectors.labels_said(project), selectors.policy_of(project)
    if request.method == "POST":
        form = PolicyForm(request.POST, labels=labels)
        if form.is_valid():
            try:
                services.set_policy(project, by=me.user, now=timezone.now(), **form.given)
            except Problem as problem:
                form.object_to(problem)
            else:
                attempt(request, lambda: True, _("Kept. Costs and the random items hold from the next time the queue is turned."))
                return redirect("web:suggestions", pk=project.pk)
    else:
        form = PolicyForm.of(policy, labels, project.suggestion_share)
    best = selectors.champion(project)
    return page(
        request,
        me,
        "learning_suggestions",
        "learning",
        form=form,
        champion=best,
        carried=selectors.carried(project, best, costs(policy.costs)) if best else [],
        calibration=best and (best.metrics.get("calibration_error") or {}).get("value"),
        effects=[_told(one) for one in selectors.pulled(project)],
        says_one_label=selectors.says_one_label(project),
        is_measured=0 < project.suggestion_share < 1,
        least=pull.LEAST,
        status=400 if form.errors else 200,
    )


def _told(effect: pull.Effect) -> dict[str, Any]:
    title, more, less, neither = _SAID[effect.name]
    said = neither if not effect.is_certain else more if (effect.low or 0) > 0 else less
    return {"title": title, "says": None if effect.too_few else said, "is_time": effect.name == pull.SECONDS, "figure": effect}
