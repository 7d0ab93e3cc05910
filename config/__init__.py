"""The one place that names everything: settings, urls, Celery, and what is plugged into what."""

from .celery import app as celery_app

__all__ = ["celery_app"]
