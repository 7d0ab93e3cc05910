from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "annotate.api"
    label = "api"

    def ready(self) -> None:
        from . import documents  # noqa: F401  (tells the OpenAPI generator of our authentication)
