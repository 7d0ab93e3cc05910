from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "annotate.queue"
    label = "queue"
