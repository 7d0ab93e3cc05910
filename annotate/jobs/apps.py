from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "annotate.jobs"
    label = "jobs"

    def ready(self) -> None:
        from . import services, tasks

        services.ring = tasks.ring
