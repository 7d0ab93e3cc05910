"""A model version for others: have it made in a form, fetch it, delete it."""

from __future__ import annotations

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.jobs import services as jobs
from annotate.learning import export_files, services
from annotate.learning.models import ModelVersion, VersionExport
from annotate.projects.selectors import Seat
from domain import roles

from .. import export_words
from .access import attempt, member
from .model import find


@member(roles.MANAGE, methods="POST")
def export(request: HttpRequest, me: Seat, version_id: int) -> HttpResponse:
    found = find(me, version_id)
    form = request.POST.get("form", "")
    begun = _("%(name)s is being packed and measured as %(form)s.") % {"name": found, "form": export_words.name(form)}
    attempt(request, lambda: _ordered(me, found, form), begun)
    return _back(me, found)


@transaction.atomic
def _ordered(me: Seat, version: ModelVersion, form: str) -> VersionExport:
    now = timezone.now()
    row = services.order_export(version, form, by=me.user, now=now)
    jobs.enqueue_once("export", now=now, project=me.project, export=row.pk)
    return row


@member(roles.MANAGE, methods="GET")
def fetch(request: HttpRequest, me: Seat, version_id: int, form: str) -> HttpResponse:
    row = _row(me, version_id, form)
    path = export_files.path(row.digest)
    if row.state != VersionExport.READY or not path.is_file():
        raise Http404(_("There is no file of this export (any more). Make it again."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{row.model_version.name}-{row.form}.zip")


@member(roles.MANAGE, methods="POST")
def delete(request: HttpRequest, me: Seat, version_id: int, form: str) -> HttpResponse:
    row = _row(me, version_id, form)
    version = row.model_version
    attempt(request, lambda: services.delete_export(row), _("The export is deleted. It can be made again."))
    return _back(me, version)


def _row(me: Seat, version_id: int, form: str) -> VersionExport:
    row = VersionExport.objects.select_related("model_version").filter(model_version=find(me, version_id), form=form).first()
    if row is None:
        raise Http404(_("There is no such export."))
    return row


def _back(me: Seat, version: ModelVersion) -> HttpResponse:
    address = redirect("web:model-version", pk=me.project.pk, version_id=version.pk)
    address["Location"] += "#export"
    return address
