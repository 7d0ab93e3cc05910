from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    name = "annotate.annotations"
    label = "annotations"
