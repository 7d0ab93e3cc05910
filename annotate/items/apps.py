from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "annotate.items"
    label = "items"
