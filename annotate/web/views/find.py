"""Looking for items: by a question, by example, and those unlike all others; what is found goes to the front or into a round."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.learning import services
from annotate.learning.selectors import find as found
from annotate.learning.selectors.suggestions import labels_of
from annotate.learning.services.bring_forward import Brought
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Problem

from ..weak_forms import FindForm
from .access import attempt, member, page
from .jobs import running

_ODD_SHOWN = 25


@member(roles.MANAGE, methods="GET")
def find(request: HttpRequest, me: Seat) -> HttpResponse:
    """?q= and ?like=ID (several) ask; ?example=LABEL: like what was decided so last."""
    labels = labels_of(me.project)
    asks = any(name in request.GET for name in ("q", "like", "example"))
    form = FindForm(request.GET if asks else None, labels=labels, initial={"where": found.UNLABELLED, "k": 20})
    like = _ids(request.GET.getlist("like"))
    if request.GET.get("example") in labels:
        like = found.examples_of(me.project, request.GET["example"])
        if not like:
            messages.info(request, _("Nothing is decided as %(label)s yet.") % {"label": request.GET["example"]})
    context: dict[str, Any] = {}
    try:
        state = found.indexed(me.project)
        context["indexed"], context["lost"] = state["count"], state["lost"]
        if form.is_bound and form.is_valid() and (form.cleaned_data["q"].strip() or like) and state["count"]:
            context["told"] = found.similar(me.project, items=like, **_asked(form))
    except Problem as problem:
        context["problem"] = problem.message
    examples = found.items_of(me.project, like)
    space = found.space_of(me.project) if examples else None
    return page(
        request,
        me,
        "find",
        "learning",
        form=form,
        like=[(pk, space.told(examples[pk].data, 200), space.picture(examples[pk].data)) for pk in like if pk in examples] if space else [],
        of_texts=(medium := _medium(me)) == found.TEXT,
        of_pictures=medium == found.PICTURE,
        labels=list(enumerate(labels)),
        places={label: n for n, label in enumerate(labels)},
        odd=_odd(me),
        jobs=running(me.project, "index_texts", "find_odd"),
        kinds="index_texts,find_odd",
        failed=_failed(me),
        **context,
    )


def _medium(me: Seat) -> str:
    """What is compared: only texts can be looked for in words, and only pictures be seen at a glance."""
    try:
        return found.space_of(me.project).medium
    except Problem:
        return found.TEXT


def _asked(form: FindForm) -> dict[str, Any]:
    given = form.cleaned_data
    where, _colon, label = (given["where"] or found.UNLABELLED).partition(":")
    return {"query": given["q"], "k": given["k"] or 20, "where": where, "label": label}


def _ids(given: list[str]) -> list[int]:
    return [int(one) for one in given[: found.EXAMPLES] if one.isdecimal() and one.isascii() and len(one) <= 18]


def _odd(me: Seat) -> dict[str, Any] | None:
    """What the last look for odd texts found, of what is still there."""
    last = Job.objects.filter(project=me.project, kind="find_odd", state=Job.DONE).order_by("-id").first()
    if last is None:
        return None
    some = last.result.get("odd", [])[: 2 * _ODD_SHOWN]
    ids = [pk for pk, _far in some]
    there, decided = found.items_of(me.project, ids), found.labels_of_items(me.project, ids)
    space = found.space_of(me.project)
    rows = [(pk, space.told(there[pk].data), space.picture(there[pk].data), far, decided.get(pk)) for pk, far in some if pk in there]
    return {"rows": rows[:_ODD_SHOWN], "looked_at": last.result["looked_at"], "median": last.result["median"], "at": last.finished_at}


def _failed(me: Seat) -> Job | None:
    last = Job.objects.filter(project=me.project, kind__in=("index_texts", "find_odd")).order_by("-id").first()
    return last if last and last.state == Job.FAILED else None


@member(roles.MANAGE, methods="POST")
def build(request: HttpRequest, me: Seat) -> HttpResponse:
    """`anew`: what there is is thrown away first."""
    anew = {"anew": True} if "anew" in request.POST else {}
    attempt(
        request,
        lambda: jobs.enqueue_once("index_texts", now=timezone.now(), project=me.project, **anew),
        _("The items are being made comparable. On the first time each one is read by the encoder, which takes a while."),
    )
    return redirect("web:find", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def odd(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_once("find_odd", now=timezone.now(), project=me.project),
        _("Each one is being compared with those nearest to it."),
    )
    return redirect("web:find", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def use(request: HttpRequest, me: Seat) -> HttpResponse:
    """What was ticked: `act` is front, round, or like."""
    chosen = ids_of(request)
    here = reverse("web:find", kwargs={"pk": me.project.pk})
    if not chosen:
        messages.error(request, _("Tick at least one first."))
        return redirect(here)
    match request.POST.get("act"):
        case "like":
            where = request.POST.get("where", "")
            return redirect(f"{here}?{urlencode({'like': chosen[: found.EXAMPLES], 'where': where}, doseq=True)}")
        case "round":
            items = ",".join(str(pk) for pk in chosen)
            return redirect(f"{reverse('web:rounds', kwargs={'pk': me.project.pk})}?{urlencode({'items': items})}#open")
    attempt(request, lambda: services.bring_forward(me.project, chosen), brought)
    return redirect(here)


def ids_of(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("item")[:1000] if one.isdecimal() and one.isascii() and len(one) <= 18]


def brought(made: Brought) -> str:
    told = ngettext("%(n)s comes first in the queue now.", "%(n)s come first in the queue now.", made.moved) % {"n": made.moved}
    if made.elsewhere:
        many = len(made.elsewhere)
        rest = ngettext(
            "%(n)s does not wait in the open round: open a round with it instead.",
            "%(n)s do not wait in the open round: open a round with them instead.",
            many,
        )
        told = f"{told} {rest % {'n': many}}"
    return told
