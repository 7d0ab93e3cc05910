"""The rule that a project settles by, chosen on evidence; and further labels, asked for where they pay most."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.projects.selectors import Seat
from annotate.review import services
from annotate.review.services.results import plan_of
from domain import roles
from domain.aggregation import REGION_RULES, RULES
from domain.errors import Problem
from guidelines.selectors import newest, schema_of

from ..charts.interval import Drawn, drawn
from ..forms import PageForm
from .access import attempt, member, page
from .jobs import running

TITLES = {
    "majority": (gettext_lazy("Majority"), gettext_lazy("The label most people chose. Ties stay open for the adjudicator.")),
    "unanimity": (gettext_lazy("Unanimity"), gettext_lazy("Only where everybody says the same; all else stays open for the adjudicator.")),
    "weighted": (
        gettext_lazy("Weighted by reliability"),
        gettext_lazy("Votes count by how often a person is right at gold or, where that is unknown, says what the others say."),
    ),
    "dawid-skene": (
        gettext_lazy("Dawid-Skene"),
        gettext_lazy("Learns which labels each person takes for which; suits many annotators with many texts each."),
    ),
    "mace": (gettext_lazy("MACE"), gettext_lazy("Learns who knows and who guesses; suits crowds among whom some do not try.")),
    "glad": (gettext_lazy("GLAD"), gettext_lazy("Learns how able each person and how hard each text is.")),
    "span-vote": (gettext_lazy("Span voting"), gettext_lazy("A place in the text is marked if more than half of the people marked it.")),
    "box-fusion": (
        gettext_lazy("Box fusion"),
        gettext_lazy("Boxes that lie on each other are one, with the median of their edges, if more than half of the people drew it."),
    ),
}


class RuleForm(PageForm):
    rule = forms.ChoiceField(label=gettext_lazy("Rule"))
    least = forms.FloatField(
        label=gettext_lazy("Decide only from this share or probability on"),
        min_value=0,
        max_value=1,
        initial=0.0,
        help_text=gettext_lazy("0 decides wherever one label leads; with .8, what is less sure than 80 % stays open for the adjudicator."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    ask_budget = forms.IntegerField(
        label=gettext_lazy("Further labels that may be asked for"),
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("In the whole project. It is never exceeded, whoever asks."),
    )

    def __init__(self, *args: Any, rules: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(name, TITLES[name][0]) for name in rules]


class AskForm(PageForm):
    n = forms.IntegerField(label=gettext_lazy("Further labels"), min_value=1, max_value=services.AT_ONCE, initial=10)


@member(roles.MANAGE, methods="GET")
def rules(request: HttpRequest, me: Seat) -> HttpResponse:
    return _page(request, me, RuleForm(initial=_now(me), rules=_fitting(me)), AskForm())


def _page(request: HttpRequest, me: Seat, form: RuleForm, ask: AskForm, status: int = 200) -> HttpResponse:
    project = me.project
    last = Job.objects.filter(project=project, kind="rules", state__in=(Job.DONE, Job.FAILED)).order_by("-id").first()
    told = last.result if last and last.state == Job.DONE else {}
    return page(
        request,
        me,
        "settle_rules",
        "adjudicate",
        form=form,
        ask=ask,
        last=last,
        asks_labels=any(name in RULES for name in _fitting(me)),
        tables=[_table(kind, told[kind]) for kind in ("gold", "adjudicated") if told.get(kind, {}).get("items")],
        is_empty=bool(told) and not any(told.get(kind, {}).get("items") for kind in ("gold", "adjudicated")),
        left_out=[(TITLES[name][0], why) for name, why in told.get("left_out", {}).items() if name in TITLES],
        explained=[TITLES[name] for name in _fitting(me)],
        settled_by=TITLES.get(project.settle_rule, (project.settle_rule, ""))[0],
        left=max(0, project.ask_budget - project.asked),
        jobs=running(project, "rules", "settle"),
        kinds="rules,settle",
        status=status,
    )


def _fitting(me: Seat) -> list[str]:
    """The rules that the newest label config has a use for."""
    plan = plan_of(schema_of(newest(me.project.guideline)))
    kinds = [name for name in REGION_RULES if name == plan.rule]
    return list(RULES) if plan.asks_choice else kinds or ["majority"]


def _now(me: Seat) -> dict[str, Any]:
    project = me.project
    fitting = _fitting(me)
    rule = project.settle_rule if project.settle_rule in fitting else fitting[0]
    return {"rule": rule, "least": project.settle_least, "ask_budget": project.ask_budget}


def _table(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    rows = [(one, drawn(str(TITLES[one["rule"]][0]), one["accuracy"])) for one in told["rules"] if one["rule"] in TITLES]
    best, second = (str(TITLES[told[which]][0]) if told.get(which) in TITLES else "" for which in ("best", "next"))
    return {"kind": kind, "items": told["items"], "rows": rows, "says": _says(told, best, second), "lead": _lead(told)}


def _lead(told: dict[str, Any]) -> Drawn:
    return drawn("", told["lead"])


def _says(told: dict[str, Any], best: str, second: str) -> str:
    if not second:
        return ""
    names = {"best": best, "second": second, "points": f"{100 * (told['lead']['value'] or 0):.1f}"}
    if not told["lead"]["value"]:
        return _("%(best)s and %(second)s are right equally often. The simpler rule will do.") % names
    if told["is_clear"]:
        return _("%(best)s is right most often: %(points)s percentage points ahead of %(second)s, more than luck would explain.") % names
    told = _("%(best)s comes first, but its lead of %(points)s percentage points over %(second)s may be luck. The simpler rule will do.")
    return told % names


@member(roles.MANAGE, methods="POST")
def try_rules(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_once("rules", now=timezone.now(), project=me.project),
        _("All rules are being tried on the texts whose label is known."),
    )
    return redirect("web:settle-rules", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def choose(request: HttpRequest, me: Seat) -> HttpResponse:
    """Keep the rule and settle by it at once, or only keep it."""
    form = RuleForm(request.POST, rules=_fitting(me))
    if form.is_valid():
        try:
            services.choose_rule(me.project, **form.cleaned_data)
        except Problem as problem:
            form.object_to(problem)
        else:
            return _chosen(request, me)
    return _page(request, me, form, AskForm(), status=400)


def _chosen(request: HttpRequest, me: Seat) -> HttpResponse:
    if "settle" not in request.POST:
        attempt(request, lambda: True, _("Kept: from now on the project settles by this rule."))
        return redirect("web:settle-rules", pk=me.project.pk)
    rule = me.project.settle_rule
    attempt(
        request,
        lambda: jobs.enqueue("settle", now=timezone.now(), project=me.project, by=request.user, rule=rule),
        _("The finished texts are being settled."),
    )
    return redirect("web:settle-rules", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def ask(request: HttpRequest, me: Seat) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, me, RuleForm(initial=_now(me), rules=_fitting(me)), form, status=400)
    attempt(request, lambda: services.ask_more(me.project, n=form.cleaned_data["n"], now=timezone.now()), _asked)
    return redirect("web:settle-rules", pk=me.project.pk)


def _asked(made: services.Asked) -> str:
    many = len(made.tasks)
    told = ngettext("One more person will be asked about %(n)s text.", "One more person each will be asked about %(n)s texts.", many)
    return told % {"n": many}


