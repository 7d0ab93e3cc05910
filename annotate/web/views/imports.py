"""Imports: a file or pasted rows in, each batch with what became of its rows, and undone as long as nobody worked on it."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.items.models import ImportBatch, StoredFile
from annotate.items.services.import_pictures import FORMAT as PICTURES
from annotate.jobs.bring import Sent, bring, bring_pictures, holds_pictures
from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from annotate.queue import services as queue
from domain import formats, roles
from domain.errors import Problem
from domain.media import SOUND, fields_of
from guidelines.selectors import newest, schema_of

from ..forms import ImportForm, PicturesForm
from ..selectors import keyset
from .access import attempt, member, page
from .jobs import running

FORMATS = [(name, title) for name, (title, *_) in formats.KNOWN.items()]


@member(roles.MANAGE)
def imports(request: HttpRequest, me: Seat) -> HttpResponse:
    if request.method != "POST":
        return _imports_page(request, me, ImportForm(formats=FORMATS))
    form = ImportForm(request.POST, request.FILES, formats=FORMATS)
    if form.is_valid():
        try:
            batch = _start(me, form.cleaned_data)
        except Problem as problem:
            form.object_to(problem)
        else:
            _tell(request, batch)
            return redirect("web:import", pk=me.project.pk, batch_id=batch.pk)
    return _imports_page(request, me, form, status=400)


@member(roles.MANAGE, methods="POST")
def import_pictures(request: HttpRequest, me: Seat) -> HttpResponse:
    form = PicturesForm(request.POST, request.FILES)
    if form.is_valid():
        sent = [Sent(path, upload, upload.size) for path, upload in form.sent()]
        try:
            batch, _job = bring_pictures(me.project, sent, by=me.user, now=timezone.now())
        except Problem as problem:
            form.object_to(problem)
        else:
            _tell(request, batch)
            return redirect("web:import", pk=me.project.pk, batch_id=batch.pk)
    return _imports_page(request, me, ImportForm(formats=FORMATS), pictures=form, status=400)


def _imports_page(
    request: HttpRequest, me: Seat, form: ImportForm, *, pictures: PicturesForm | None = None, status: int = 200
) -> HttpResponse:
    schema = schema_of(newest(me.project.guideline))
    batches = keyset(me.project.batches.select_related("created_by"), request.GET.get("before"))
    return page(
        request,
        me,
        "imports",
        "imports",
        form=form,
        batches=batches,
        jobs=running(me.project, "import"),
        kinds="import",
        variables=schema.variables,
        pictures=pictures or PicturesForm(),
        shows=sorted(fields_of(schema.objects)),
        status=status,
    )


def _start(me: Seat, given: dict[str, Any]) -> ImportBatch:
    upload = given.get("file")
    if upload and not given["format"] and holds_pictures(upload, upload.name):
        return bring_pictures(me.project, [Sent(upload.name, upload, upload.size)], by=me.user, now=timezone.now())[0]
    name = upload.name if upload else _("pasted rows")
    stream = upload or io.BytesIO(given["text"].encode())
    size = upload.size if upload else stream.getbuffer().nbytes
    batch, _job = bring(me.project, stream, size=size, name=name, by=me.user, now=timezone.now(), format=given["format"])
    return batch


def _tell(request: HttpRequest, batch: ImportBatch) -> None:
    sounds = _only_sounds(batch.project) and batch.format == PICTURES
    if batch.state == ImportBatch.RUNNING and sounds:
        messages.info(request, _("The sounds are being read. You may leave this page; they can be labelled as they arrive."))
    elif batch.state == ImportBatch.RUNNING and batch.format == PICTURES:
        messages.info(request, _("The pictures are being read. You may leave this page; they can be labelled as they arrive."))
    elif batch.state == ImportBatch.RUNNING:
        messages.info(request, _("The file is being read. You may leave this page; texts can be labelled as they arrive."))
    elif batch.items_made and sounds:
        told = ngettext("%(n)s new sound is in the corpus.", "%(n)s new sounds are in the corpus.", batch.items_made)
        messages.success(request, told % {"n": f"{batch.items_made:,}"})
    elif batch.items_made and batch.format == PICTURES:
        told = ngettext("%(n)s new picture is in the corpus.", "%(n)s new pictures are in the corpus.", batch.items_made)
        messages.success(request, told % {"n": f"{batch.items_made:,}"})
    elif batch.items_made:
        told = ngettext("%(n)s new text is in the corpus.", "%(n)s new texts are in the corpus.", batch.items_made)
        messages.success(request, told % {"n": f"{batch.items_made:,}"})
    else:
        messages.warning(request, _("Nothing new came of this import; below is why."))


@member(roles.MANAGE, methods="GET")
def one_import(request: HttpRequest, me: Seat, batch_id: int) -> HttpResponse:
    batch = _batch(me, batch_id)
    rejections = keyset(batch.rejections.all(), request.GET.get("after"), key="pk")
    return page(
        request,
        me,
        "import",
        "imports",
        batch=batch,
        rejections=rejections,
        examples=batch.items.only("data").order_by("id")[:3],
        seen=_seen(batch),
        heard=list(batch.files.filter(project=batch.project, media_type__startswith="audio/").order_by("pk")[:6]),
        sounds=batch.format == PICTURES and _only_sounds(me.project),
        jobs=running(me.project, "import") if batch.state == ImportBatch.RUNNING else [],
        kinds="import",
    )


def _only_sounds(project: Project) -> bool:
    """Whether the label config shows sounds and no pictures: then that is what people call what they bring in."""
    return set(fields_of(schema_of(newest(project.guideline)).objects)) == {SOUND}


def _seen(batch: ImportBatch) -> list[StoredFile]:
    """Some of the pictures that came with it."""
    return list(batch.files.filter(project=batch.project, media_type__startswith="image/").order_by("pk")[:24])


@member(roles.MANAGE, methods="POST")
def undo_import(request: HttpRequest, me: Seat, batch_id: int) -> HttpResponse:
    batch = _batch(me, batch_id)
    attempt(
        request,
        lambda: queue.undo_import(batch, now=timezone.now()),
        lambda gone: ngettext(
            "The import is undone: %(n)s text was taken out again.", "The import is undone: %(n)s texts were taken out again.", gone
        )
        % {"n": f"{gone:,}"},
    )
    return redirect("web:import", pk=me.project.pk, batch_id=batch.pk)


def _batch(me: Seat, batch_id: int) -> ImportBatch:
    batch = me.project.batches.select_related("created_by").filter(pk=batch_id).first()
    if batch is None:
        raise Http404(_("There is no such import."))
    return batch
