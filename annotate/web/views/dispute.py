"""One disputed text: everybody's votes side by side, what was decided of it and why; decide, ask one more, make it an example."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from annotate.learning import selectors as learning
from annotate.learning.models import Prediction
from annotate.learning.selectors.one_label import label_under
from annotate.projects.selectors import Seat
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review import services
from annotate.review.models import Decision, Opinion
from domain import roles
from domain.errors import NotAllowed, NotVisible, Problem
from guidelines import selectors as guidelines
from guidelines.models import Example
from guidelines.selectors import schema_of

from .. import markdown
from ..forms import DecisionForm
from ..selectors import choices_of
from .access import attempt, member, page
from .chosen import Chosen, chosen, following
from .review import is_plain, review_page
from .settle import TITLES


@member(roles.ADJUDICATE)
def dispute(request: HttpRequest, me: Seat, task_id: int) -> HttpResponse:
    task, asked = find_task(me, task_id), chosen(request, me)
    in_force = review.decision_of(task)
    by_script = request.GET.get("view") == "review" or not is_plain(schema_of(task.round.guideline_version))
    if request.method == "GET" and by_script:
        return review_page(request, me, task, in_force, asked, dispute_context(me, task, in_force))
    if request.method != "POST":
        return _dispute_page(request, me, task, in_force, _begun(me, task, in_force), asked)
    form = DecisionForm({**request.POST.dict(), "label": " | ".join(sorted(request.POST.getlist("label")))})
    if form.is_valid():
        try:
            made = services.adjudicate(task, by=request.user, now=timezone.now(), **form.cleaned_data)
        except (NotVisible, NotAllowed):
            raise
        except Problem as problem:
            form.object_to(problem)
        else:
            return to_the_next(request, me, task, asked, made)
    return _dispute_page(request, me, task, review.decision_of(task), form, asked, status=400)


def _begun(me: Seat, task: Task, in_force: Decision | None) -> DecisionForm:
    """What I said last of it, or what stands."""
    spoken = review.spoken(task, me.user)
    before = spoken.mine if spoken and spoken.mine else in_force
    seen: dict[str, Any] = {"expected": in_force.pk if in_force else None}
    if before is not None:
        seen |= {"label": before.label, "note": before.note, "section": before.section}
    return DecisionForm(initial=seen)


def _dispute_page(
    request: HttpRequest, me: Seat, task: Task, in_force: Decision | None, form: DecisionForm, asked: Chosen, status: int = 200
) -> HttpResponse:
    schema, data, votes = schema_of(task.round.guideline_version), task.item.data, review.votes_of(task)
    return page(
        request,
        me,
        "dispute",
        "adjudicate",
        **dispute_context(me, task, in_force),
        text=data.get(schema.text_field) if schema.text_field else None,
        besides={name: value for name, value in data.items() if name != schema.text_field},
        votes=votes,
        tally=Counter((vote.label, vote.place) for vote in votes if vote.label is not None).most_common(),
        labels=choices_of(schema),
        chosen=(form["label"].value() or "").split(" | "),
        several=bool(schema.primary and schema.primary.multiple),
        form=form,
        asked=asked,
        next_task=following(me, task, asked),
        status=status,
    )


def dispute_context(me: Seat, task: Task, in_force: Decision | None) -> dict[str, Any]:
    """What both faces of a dispute say around the votes."""
    version = task.round.guideline_version
    by_people = in_force is not None and in_force.rule == Decision.ADJUDICATED
    source = f"decision:{in_force.pk}" if in_force else ""
    return {
        "task": task,
        "in_force": in_force,
        "rule_name": TITLES.get(in_force.rule, (in_force.rule, ""))[0] if in_force else "",
        "is_plain": is_plain(schema_of(version)),
        "open": not task.is_finished and task.round.is_open,
        "spoken": review.spoken(task, me.user),
        "blind": me.project.blind_adjudication,
        "earlier": review.earlier_decisions(task),
        # Before it is decided, what the model says would decide it.
        "shows_model": by_people,
        "model": _model_says(task, in_force) if by_people else None,
        "example": review.whereabouts(review.proposed(me.project, [source]).get(source)) if by_people else "",
        "is_test": task.is_test,
        "sections": [one.title for one in guidelines.sections(version) if one.title],
        "guideline": markdown.render(version.text),
        "version": version,
    }


def _model_says(task: Task, decided: Decision) -> dict[str, Any] | None:
    """{label, score, agrees} of what was suggested with the task, else of the champion; None where no model named a label."""
    if task.suggestion and task.suggested:
        said: tuple[str, float | None] | None = (task.suggested, task.suggestion.get("score"))
    else:
        champion = learning.champion(task.project)
        found = Prediction.objects.filter(model_version=champion, item=task.item_id) if champion else Prediction.objects.none()
        said = found.values_list("label", "score").first()
    if not said or not said[0]:
        return None
    label = label_under(task.round.guideline_version_id, decided.label, decided.result)
    return {"label": said[0], "score": said[1], "agrees": said[0] == label}


def to_the_next(request: HttpRequest, me: Seat, task: Task, asked: Chosen, made: Decision | Opinion | None = None) -> HttpResponse:
    if made is not None:
        messages.success(request, _told(me, task, made, asked))
    after = following(me, task, asked)
    if after:
        return redirect(reverse("web:dispute", args=[me.project.pk, after.pk]) + asked.query)
    messages.success(request, _("Decided. No other text waits for you."))
    return redirect(reverse("web:adjudicate", args=[me.project.pk]) + asked.query)


def _told(me: Seat, task: Task, made: Decision | Opinion, asked: Chosen) -> str:
    label = made.label or _("as you marked it")
    if isinstance(made, Opinion):
        spoken = review.spoken(task, me.user)
        if spoken and spoken.differ:
            says = _("Kept. You said “%(label)s”; another adjudicator says otherwise, so it goes to the lead or a third one.")
        else:
            says = _("Kept. You said “%(label)s”; now it waits for a second adjudicator.")
    else:
        says = _("Decided: “%(label)s”.")
    address = reverse("web:dispute", args=[me.project.pk, task.pk]) + asked.query
    return format_html('{} <a href="{}">{}</a>', says % {"label": label}, address, _("Look at it again, or make it an example"))


@member(roles.ADJUDICATE, methods="POST")
def reopen(request: HttpRequest, me: Seat, task_id: int) -> HttpResponse:
    """Rather than decide, ask one more person."""
    task, asked = find_task(me, task_id), chosen(request, me)
    done: Any = attempt(
        request, lambda: services.reopen_for_one_more(task) or True, _("One more person will be asked to label this text.")
    )
    if done:
        return to_the_next(request, me, task, asked)
    return redirect(reverse("web:dispute", args=[me.project.pk, task.pk]) + asked.query)


def example_told(given: tuple[Example, bool]) -> str:
    return {
        "placed": _("It stands as an example in the draft of the guideline."),
        "dismissed": _("It was proposed as an example before, and turned down."),
    }.get(review.whereabouts(given[0]), _("It waits as an example for the next draft of the guideline."))


@member(roles.ADJUDICATE, methods="POST")
def to_example(request: HttpRequest, me: Seat, decision_id: int) -> HttpResponse:
    """A decision becomes an example that waits for the guideline's next draft. Back to where that was asked."""
    found = Decision.objects.select_related("task__item", "task__round", "task__project__guideline")
    decision = found.filter(pk=decision_id, project=me.project).first()
    if decision is None:
        raise Http404(_("There is no such decision."))
    asked = chosen(request, me)
    attempt(
        request,
        lambda: services.propose_decision(decision, by=request.user, now=timezone.now()),
        example_told,
    )
    if request.POST.get("back") == "list":
        return redirect(reverse("web:adjudicate", args=[me.project.pk]) + "?show=decided")
    return redirect(reverse("web:dispute", args=[me.project.pk, decision.task_id]) + asked.query)


def find_task(me: Seat, task_id: int) -> Task:
    tasks = Task.objects.select_related("project", "item", "round__guideline_version")
    found = tasks.filter(pk=task_id, project=me.project).first()
    if found is None:
        raise Http404(_("There is no such text."))
    found.project = me.project
    return found
