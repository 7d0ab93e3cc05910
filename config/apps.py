"""Joins the two halves that know nothing of each other: the app and the ML backend."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        from django.conf import settings

        from annotate.learning import client

        from . import messages

        messages.compile_where_needed()
        if settings.ML_BACKEND_URL:
            client.use(client.over_http(settings.ML_BACKEND_URL, settings.ML_BACKEND_TOKEN))
        else:
            client.use(in_process)


def in_process(method: str, path: str, payload: dict | None = None):
    """The ML backend inside this process: the same messages as over HTTP, no socket between."""
    from ml_backend import service

    return service.handle(method, path, payload or {})
