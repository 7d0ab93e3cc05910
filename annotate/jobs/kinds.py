"""What kinds of job there are: name → function (job, report) → result. Each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from annotate.items import storage
from annotate.items.models import ImportBatch
from annotate.items.services import finish
from annotate.learning import services as learning
from annotate.learning.models import Run
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.review import services as review
from domain.errors import Problem

from .models import Job
from .services import Cancelled, Report


def import_file(job: Job, report: Report) -> dict:
    """arguments: batch. Resumes after the last committed chunk."""
    batch = ImportBatch.objects.select_related("project").get(pk=job.arguments["batch"])
    if batch.state != ImportBatch.RUNNING:
        return outcome(batch)
    size = (storage.settings.MALMOI_DATA / batch.source).stat().st_size or 1
    with storage.open_kept(batch.source) as stream:
        try:
            queue.read_in(batch, stream, now=timezone.now(), watch=lambda rows: _told(rows, stream, size, report))
        except Problem as problem:
            finish(batch, now=timezone.now(), failure=problem.message)
            raise
        except Cancelled:
            finish(batch, now=timezone.now(), failure="Cancelled: the rows up to here stay; undo the import to take them back.")
            raise
    storage.drop(batch.source)
    return outcome(batch)


def _told(rows, stream, size, report):
    for number, row in enumerate(rows):
        if number % 4000 == 0:
            report(min(stream.tell() / size, 0.99) if not stream.closed else 0.99, f"{number:,} rows read")
        yield row


def outcome(batch: ImportBatch) -> dict:
    rejected = batch.rejections.order_by("id").values("row", "reason")[:100]
    return {
        "id": batch.pk,
        "items": batch.items_made,
        "duplicates": batch.duplicates,
        "rejected": list(rejected),
        "rejected_count": batch.rejected,
    }


def measure(job: Job, report: Report) -> dict:
    report(0.1, "Measuring agreement")
    made = review.measure(job.project, now=timezone.now())
    return {"agreement": made.pk, "annotations": made.annotations}


def settle(job: Job, report: Report) -> dict:
    report(0.1, "Settling by " + job.arguments["rule"])
    return review.settle(job.project, rule=job.arguments["rule"], now=timezone.now())


def train(job: Job, report: Report) -> dict:
    run = Run.objects.select_related("project", "release").get(pk=job.arguments["run"])
    version = learning.train(run, report=report, now=timezone.now)
    return {"model_version": version.name, "metrics": version.metrics}


def predict(job: Job, report: Report) -> dict:
    project = Project.objects.get(pk=job.project_id)
    return learning.predict_and_rerank(project, strategy=job.arguments.get("strategy", "margin"), report=report, now=timezone.now())


KINDS = {"import": import_file, "measure": measure, "settle": settle, "train": train, "predict": predict}
