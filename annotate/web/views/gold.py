"""Gold: items whose right answer is known, for practice and hidden in production; what people answered at it. For leads alone."""

from __future__ import annotations

import random
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.annotations.selectors import at_hidden_gold
from annotate.items.models import Gold, Item
from annotate.projects.selectors import Seat
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review.models import Decision
from domain import roles
from domain.errors import Problem
from domain.schema import LabelSchema
from guidelines.selectors import newest, schema_of, sections

from ..round_forms import USES, GoldForm
from ..selectors import choices_of, keyset
from .access import attempt, member, page

_RNG = random.SystemRandom()
_DECIDED = 10


@member(roles.MANAGE, methods="GET")
def gold(request: HttpRequest, me: Seat) -> HttpResponse:
    use = request.GET.get("use", "")
    kept = Gold.objects.filter(project=me.project, retired_at__isnull=True)
    shown = kept.filter(use=use) if use in Gold.USES else kept
    round = me.project.rounds.filter(is_open=True).exclude(kind="training").order_by("number").first()
    in_round = Task.objects.filter(round=round, is_gold=True).count() if round else 0
    return page(
        request,
        me,
        "gold",
        "rounds",
        gold=keyset(shown.select_related("item", "made_by"), request.GET.get("before")),
        use=use,
        uses=USES,
        practice=kept.filter(use=Gold.PRACTICE).count(),
        hidden=kept.filter(use=Gold.HIDDEN).count(),
        in_round=in_round,
        mixes=queue.open_to_gold(me.project) is not None,
        people=at_hidden_gold(me.project),
        decided=_decided(me),
    )


def _decided(me: Seat) -> list[Decision]:
    """What people decided last and is no gold yet."""
    found = Decision.objects.filter(
        project=me.project, rule=Decision.ADJUDICATED, superseded_by__isnull=True, task__item__gold__isnull=True
    )
    return list(found.select_related("task__item").order_by("-pk")[:_DECIDED])


@member(roles.MANAGE)
def new_gold(request: HttpRequest, me: Seat) -> HttpResponse:
    item, decision = _item(request, me), _decision(request, me)
    if item is None and decision is not None:
        item = decision.task.item
    schema = schema_of(newest(me.project.guideline))
    if item is None:
        return page(
            request, me, "gold_new", "rounds", item=None, asked=request.GET.get("item", ""), status=404 if "item" in request.GET else 200
        )
    form = _form(me, schema, item, decision, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        result = _result(schema, given)
        about = {"use": given["use"], "why": given["why"], "section": given["section"]}
        try:
            queue.keep_gold(item, result=result, by=me.user, now=timezone.now(), rng=_RNG, **about)
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(request, _("The right answer is kept."))
            return redirect("web:gold", pk=me.project.pk)
    return page(request, me, "gold_new", "rounds", item=item, form=form, decision=decision, status=400 if request.method == "POST" else 200)


def _form(me: Seat, schema: LabelSchema, item: Item, decision: Decision | None, given: Any) -> GoldForm:
    before = Gold.objects.filter(item=item).first()
    version = newest(me.project.guideline)
    titles = [one.title for one in sections(version)]
    found = before or decision
    initial: dict[str, Any] = {"use": before.use if before else Gold.HIDDEN}
    if found is not None:
        why = before.why if before else getattr(decision, "note", "")
        initial |= {"label": found.label, "result": found.result, "why": why, "section": found.section}
    return GoldForm(given, labels=_only_choices(schema), sections=titles, initial=initial)


def _only_choices(schema: LabelSchema) -> tuple[str, ...]:
    """The labels to choose from, where one choice is all that is asked."""
    return choices_of(schema) if len(schema.controls) == 1 and schema.primary and not schema.primary.multiple else ()


def _result(schema: LabelSchema, given: dict[str, Any]) -> Any:
    if "label" not in given:
        return given["result"] or []
    if not given["label"] or schema.primary is None:
        return []
    control = schema.primary
    return [{"from_name": control.name, "to_name": control.to_names[0], "type": control.type, "value": {"choices": [given["label"]]}}]


def _item(request: HttpRequest, me: Seat) -> Item | None:
    return Item.objects.filter(project=me.project.pk, pk=_number(request, "item")).first()


def _decision(request: HttpRequest, me: Seat) -> Decision | None:
    return review.in_force(me.project).select_related("task__item").filter(pk=_number(request, "decision")).first()


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and given.isascii() and len(given) <= 18 else 0


@member(roles.MANAGE, methods="POST")
def retire_gold(request: HttpRequest, me: Seat, gold_id: int) -> HttpResponse:
    found = Gold.objects.select_related("item", "project").filter(project=me.project, pk=gold_id).first()
    if found is None:
        raise Http404(_("There is no such gold."))
    attempt(request, lambda: queue.drop_gold(found, now=timezone.now()), _("Nobody meets it any more; what was answered at it stays."))
    return redirect("web:gold", pk=me.project.pk)
