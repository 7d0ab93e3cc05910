"""Work in the background."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.jobs import services
from annotate.jobs.models import Job
from annotate.projects.selectors import seat
from domain import roles
from domain.errors import NotVisible

from .. import given, shapes


def job_body(job: Job) -> dict[str, Any]:
    names = ("id", "kind", "state", "progress", "message", "result")
    return {name: getattr(job, name) for name in names}


def _job(request, project_id: int, job_id: int) -> Job:
    project = seat(request.user, project_id, roles.MANAGE).project
    job = Job.objects.filter(pk=job_id, project=project).first()
    if job is None:
        raise NotVisible("There is no such job.")
    return job


class Jobs(APIView):
    @extend_schema(responses=shapes.Job(many=True), operation_id="list_jobs")
    def get(self, request, project_id: int):
        project = seat(request.user, project_id, roles.MANAGE).project
        return Response([job_body(job) for job in Job.objects.filter(project=project)[: given.page_size(request)]])


class JobView(APIView):
    @extend_schema(responses=shapes.Job, operation_id="get_job")
    def get(self, request, project_id: int, job_id: int):
        return Response(job_body(_job(request, project_id, job_id)))


class Cancel(APIView):
    @extend_schema(request=None, responses=shapes.Job, operation_id="cancel_job")
    def post(self, request, project_id: int, job_id: int):
        job = _job(request, project_id, job_id)
        services.cancel(job, now=given.now())
        job.refresh_from_db()
        return Response(job_body(job))


class Retry(APIView):
    @extend_schema(request=None, responses=shapes.Job, operation_id="retry_job")
    def post(self, request, project_id: int, job_id: int):
        job = _job(request, project_id, job_id)
        services.retry(job)
        job.refresh_from_db()
        return Response(job_body(job))
