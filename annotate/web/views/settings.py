"""The settings of a project."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from annotate.projects import services
from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Problem

from ..settings_form import ProjectSettingsForm
from .access import member, page


@member(roles.MANAGE)
def settings(request: HttpRequest, me: Seat) -> HttpResponse:
    form = _form(me.project, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.configure(me.project, **form.given())
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(request, _("The settings are kept."))
            return redirect("web:settings", pk=me.project.pk)
    me.project.refresh_from_db(fields=["title"])
    return page(request, me, "settings", "settings", form=form, status=400 if form.errors else 200)


def _form(project: Project, given) -> ProjectSettingsForm:
    form = ProjectSettingsForm.of(project, given)
    if project.splits_fixed:
        for name, why in form.FIXED_ONCE_IMPORTED.items():
            form.fields[name].disabled = True
            form.fields[name].help_text = why
    return form
