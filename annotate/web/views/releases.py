"""Releases: freeze what is decided, read its datasheet, download it; or the corpus as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.corpus import services as corpus
from annotate.corpus.models import Release
from annotate.corpus.services import datasheet
from annotate.projects.selectors import Seat
from annotate.review.models import Decision
from domain import roles
from domain.errors import Invalid, NotAllowed, Refused
from domain.formats import EXPORTS
from domain.schema import compile_config
from guidelines.selectors import chains

from .. import markdown, words
from ..selectors import keyset
from .access import attempt, member, page

_TITLES = {"json": "Label Studio JSON", "jsonl": "JSON lines", "csv": "CSV", "parquet": "Parquet"}
FORMATS = [(name, _TITLES.get(name, name)) for name in EXPORTS]
_DETECTION = [("coco", "COCO"), ("voc", "Pascal VOC"), ("yolo", "YOLO")]


@member(roles.EXPORT)
def releases(request: HttpRequest, me: Seat) -> HttpResponse:
    if request.method == "POST":
        return _freeze(request, me)
    return page(
        request,
        me,
        "releases",
        "releases",
        releases=keyset(me.project.releases.select_related("frozen_by"), request.GET.get("before"), key="-number"),
        formats=FORMATS,
        has_files=me.project.files.exists(),
        something_is_decided=Decision.objects.filter(project=me.project).exists(),
        is_mapped=bool(chains(me.project.guideline)),
    )


def _freeze(request: HttpRequest, me: Seat) -> HttpResponse:
    if not me.may(roles.MANAGE):
        raise NotAllowed(_("As %(role)s you may not freeze a release.") % {"role": words.ROLES[me.role]})
    title = request.POST.get("title", "").replace("\x00", "").strip()[:200]
    made = attempt(
        request,
        lambda: corpus.freeze(me.project, title=title, by=request.user, now=timezone.now(), as_given="as_given" in request.POST),
        lambda release: ngettext("%(name)s is frozen: %(n)s text.", "%(name)s is frozen: %(n)s texts.", release.items)
        % {"name": words.title(release), "n": f"{release.items:,}"},
    )
    return (
        redirect("web:release", pk=me.project.pk, number=made.number)
        if made
        else redirect("web:releases", pk=me.project.pk)
    )


@member(roles.EXPORT, methods="GET")
def release(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    found = _release(me, number)
    return page(
        request,
        me,
        "release",
        "releases",
        release=found,
        sheet=markdown.render(datasheet.markdown(found.manifest)),
        formats=FORMATS,
        drawn=_drawn(found),
        has_files=me.project.files.exists(),
    )


def _drawn(release: Release) -> list[tuple[str, str]]:
    """The formats for pictures with boxes, where the label config asks for some."""
    controls = compile_config(release.manifest["label_config"]).controls
    return _DETECTION if any(control.tag.startswith(("Rectangle", "Polygon")) for control in controls) else []


@member(roles.EXPORT, methods="GET")
def download(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    """An archive with its datasheet, streamed."""
    found, format = _release(me, number), request.GET.get("format", "json")
    how = {name: name in request.GET for name in ("as_given", "files")}
    return _sent(request, me, lambda: _archive(*corpus.export_release(found, format, **how)))


@member(roles.EXPORT, methods="GET")
def download_live(request: HttpRequest, me: Seat) -> HttpResponse:
    """Everything as it stands now, streamed."""
    format = request.GET.get("format", "json")
    how = {name: name in request.GET for name in ("as_given", "files")}
    return _sent(request, me, lambda: corpus.export_project(me.project, format, **how, now=timezone.now()))


def _archive(name: str, chunks: Iterator[bytes]) -> tuple[str, str, Iterator[bytes]]:
    return name, "application/zip", chunks


def _sent(request: HttpRequest, me: Seat, make: Callable[[], tuple[str, str, Iterator[bytes]]]) -> HttpResponse:
    try:
        name, kind, chunks = make()
    except Invalid as problem:
        raise Http404(problem.message) from problem
    except Refused as problem:
        messages.error(request, problem.message)
        return redirect("web:releases", pk=me.project.pk)
    answer = StreamingHttpResponse(chunks, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _release(me: Seat, number: int) -> Release:
    found = me.project.releases.select_related("frozen_by").filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such release."))
    return found
