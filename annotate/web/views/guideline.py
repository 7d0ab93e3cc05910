"""The guideline: read any version, publish the next."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from annotate.projects import services
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Invalid, NotAllowed, Problem
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest, schema_of

from .. import markdown
from ..forms import GuidelineForm
from ..selectors import choices_of, keyset
from .access import member, page


@member(methods="GET")
def guideline(request: HttpRequest, me: Seat) -> HttpResponse:
    latest = newest(me.project.guideline)
    shown = _asked_for(request, me) or latest
    open_round = me.project.rounds.filter(is_open=True).select_related("guideline_version").first()
    return page(
        request,
        me,
        "guideline",
        "guideline",
        shown=shown,
        html=markdown.render(shown.text),
        labels=choices_of(schema_of(shown)),
        warnings=schema_of(shown).warnings,
        newest=latest,
        versions=keyset(
            me.project.guideline.versions.defer("text", "label_config"), request.GET.get("before"), key="-number"
        ),
        open_round=open_round,
        is_behind=bool(open_round and open_round.guideline_version_id != latest.pk),
    )


def _asked_for(request: HttpRequest, me: Seat) -> GuidelineVersion | None:
    number = request.GET.get("version", "")
    if not number:
        return None
    found = (
        me.project.guideline.versions.filter(number=int(number)).first()
        if number.isdecimal() and len(number) < 9
        else None
    )
    if found is None:
        raise Http404("There is no such version of the guideline.")
    return found


@member(roles.MANAGE)
def edit_guideline(request: HttpRequest, me: Seat) -> HttpResponse:
    latest = newest(me.project.guideline)
    if request.method != "POST":
        form = GuidelineForm(initial={"base": latest.number, "text": latest.text, "label_config": latest.label_config})
        return page(request, me, "guideline_edit", "guideline", form=form, newest=latest)
    form = GuidelineForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            _nobody_was_first(form, given.pop("base"), latest)
            made = services.publish_guideline(me.project, **given, author=request.user, now=timezone.now())
        except NotAllowed:
            raise
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(
                request, f"Version {made.number} of the guideline is published. It holds for rounds opened from now on."
            )
            return redirect("web:guideline", pk=me.project.pk)
    return page(request, me, "guideline_edit", "guideline", form=form, newest=latest, status=400)


def _nobody_was_first(form: GuidelineForm, base: int, latest: GuidelineVersion) -> None:
    """Publishing over a version one has not seen is asked about once; the second time it is meant."""
    if base != latest.number:
        form.data = {**form.data.dict(), "base": latest.number}
        raise Invalid(
            f"{latest.author or 'Somebody'} published version {latest.number} while you wrote: “{latest.change_note}”. "
            "Your text is kept below. Read theirs, take over what you need, then publish yours after it."
        )
