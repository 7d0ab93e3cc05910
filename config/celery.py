"""Celery carries only a job's id. It is the bell; the book is the job's row (annotate.jobs)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("malmoi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["annotate.jobs"])
