"""A model version in a form that others can run: ordered, made by the ML backend, measured there beside the original, kept, deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release
from domain.errors import Invalid, Problem, Refused
from domain.export_forms import FORMS, MOST, REASONS, why_not
from domain.learnable import learnable
from domain.protocol_export import check_export_event
from domain.schema import compile_config

from .. import client, export_files
from ..models import ModelVersion, VersionExport
from .ask import tasks_of
from .start import uid

Report = Callable[[float, str], None]


@transaction.atomic
def order_export(version: ModelVersion, form: str, *, by: User, now: dt.datetime) -> VersionExport:
    """The row, waiting to be made; what was made before is gone. `Invalid` for no form, `Refused` (no_such_form, being_made)."""
    if form not in FORMS:
        raise Invalid(f"form: must be one of {', '.join(FORMS)}.", fields={"form": "unknown"})
    if code := why_not(version.metrics.get("made") or {}, form):
        raise Refused(REASONS[code], code="no_such_form", fields={"form": form})
    before = VersionExport.objects.select_for_update().filter(model_version=version, form=form).first()
    fresh = {"state": VersionExport.WAITING, "digest": "", "size": 0, "report": {}, "failure": "", "made_at": None}
    row, _ = VersionExport.objects.update_or_create(
        model_version=version, form=form, defaults=fresh | {"ordered_by": by, "ordered_at": now}
    )
    if before and before.digest:
        _forget(before.digest)
    return row


def make_export(row: VersionExport, *, report: Report, now: Callable[[], dt.datetime]) -> VersionExport:
    """Safe to run twice: what is ready stays. now: the clock, asked at the end. The row tells what went wrong, which is raised, too."""
    if row.state == VersionExport.READY and export_files.path(row.digest).is_file():
        return row
    try:
        digest, size, told = _received(row, report)
    except BaseException as error:
        failure = error.message if isinstance(error, Problem) else "It was stopped before it was ready."
        rows = VersionExport.objects.filter(pk=row.pk)
        rows.update(state=VersionExport.FAILED, failure=failure, digest="", size=0, made_at=now())
        raise
    row.state, row.digest, row.size, row.report, row.failure, row.made_at = VersionExport.READY, digest, size, told, "", now()
    if not VersionExport.objects.filter(pk=row.pk).exists():  # deleted meanwhile
        _forget(digest)
        return row
    row.save(update_fields=["state", "digest", "size", "report", "failure", "made_at"])
    return row


def _received(row: VersionExport, report: Report) -> tuple[str, int, dict[str, Any]]:
    version = row.model_version
    request = {"project": uid(version.project), "model_version": version.name, "form": row.form, "examples": _examples(version.run.release)}
    with export_files.Incoming(f"{row.pk}-{row.form}") as archive, closing(_asked(request)) as events:
        for event in map(check_export_event, events):
            if event["event"] == "part":
                archive.write(event["data"])
            elif event["event"] == "progress":
                report(0.98 * event["progress"], event["message"])
            elif event["event"] == "exported":
                return archive.kept(event["sha256"], event["bytes"]), event["bytes"], event["report"]
    raise Problem("The ML backend ended the export without a result.", code="ml_backend")


def _asked(request: dict[str, Any]) -> Any:
    """Its events. A backend that is not ours knows no such address: that is said, and told apart from a version whose files are gone."""
    try:
        yield from client.stream("/export", request)
    except Problem as problem:
        code, status = problem.fields.get("code"), problem.fields.get("status")
        if code in ("no_version", "no_model"):
            raise Refused("The ML backend has lost the files of this model version. Train again.", code="model_lost") from problem
        if status in (404, 405, 501):
            told = "The ML backend in use cannot export model versions: it does not know this request. Its own tools may be able to."
            raise Refused(told, code="no_export") from problem
        raise


def _examples(release: Release) -> list[dict[str, Any]]:
    """Items of the version's own release that it did not learn from: those of the test split, where there are none those of dev, the first
    by the canonical order, which is by chance."""
    asked = learnable(compile_config(release.manifest["label_config"]))
    found: dict[str, list[dict[str, Any]]] = {"dev": [], "test": []}
    for row in corpus.contents(release):
        some = found.get(row["split"])
        if some is not None and len(some) < MOST and asked.shows(row["data"]) and asked.answer(row["result"]) is not None:
            data = tasks_of(asked, [row["data"]])[0]["data"]
            some.append({"data": data, "result": row["result"], "split": row["split"], "group": row["group"] or row["content"]})
    return found["test"] or found["dev"]


@transaction.atomic
def delete_export(row: VersionExport) -> None:
    digest = row.digest
    row.delete()
    if digest:
        _forget(digest)


def _forget(digest: str) -> None:
    """The file goes when nothing names it any more, and not before that is certain."""

    def drop() -> None:
        if not VersionExport.objects.filter(digest=digest).exists():
            export_files.drop(digest)

    transaction.on_commit(drop)
