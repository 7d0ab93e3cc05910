"""Imports: a file or pasted rows in, each batch with what became of its rows, and undone as long as nobody worked on it."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from annotate.items.models import ImportBatch
from annotate.jobs.bring import bring
from annotate.projects.selectors import Seat
from annotate.queue import services as queue
from domain import formats, roles
from domain.errors import Problem

from ..forms import ImportForm
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


def _imports_page(request: HttpRequest, me: Seat, form: ImportForm, status: int = 200) -> HttpResponse:
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
        status=status,
    )


def _start(me: Seat, given: dict[str, Any]) -> ImportBatch:
    upload = given.get("file")
    name = upload.name if upload else "pasted rows"
    stream = upload or io.BytesIO(given["text"].encode())
    size = upload.size if upload else stream.getbuffer().nbytes
    batch, _ = bring(me.project, stream, size=size, name=name, by=me.user, now=timezone.now(), format=given["format"])
    return batch


def _tell(request: HttpRequest, batch: ImportBatch) -> None:
    if batch.state == ImportBatch.RUNNING:
        messages.info(request, "The file is being read. You may leave this page; texts can be labelled as they arrive.")
    elif batch.items_made:
        messages.success(request, f"{batch.items_made:,} new texts are in the corpus.")
    else:
        messages.warning(request, "Nothing new came of this import; below is why.")


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
        jobs=running(me.project, "import") if batch.state == ImportBatch.RUNNING else [],
        kinds="import",
    )


@member(roles.MANAGE, methods="POST")
def undo_import(request: HttpRequest, me: Seat, batch_id: int) -> HttpResponse:
    batch = _batch(me, batch_id)
    attempt(
        request,
        lambda: queue.undo_import(batch, now=timezone.now()),
        lambda gone: f"The import is undone: {gone:,} texts were taken out again.",
    )
    return redirect("web:import", pk=me.project.pk, batch_id=batch.pk)


def _batch(me: Seat, batch_id: int) -> ImportBatch:
    batch = me.project.batches.select_related("created_by").filter(pk=batch_id).first()
    if batch is None:
        raise Http404("There is no such import.")
    return batch
