from django.apps import AppConfig


class CorpusConfig(AppConfig):
    name = "annotate.corpus"
    label = "corpus"
