from django.contrib import admin

from guidelines.admin import Frozen

from .models import ModelVersion, Prediction, Run


@admin.register(Run)
class RunAdmin(Frozen):
    list_display = ["id", "project", "release", "state", "seed", "started_by", "created_at", "finished_at"]
    list_filter = ["state"]


@admin.register(ModelVersion)
class ModelVersionAdmin(Frozen):
    list_display = ["name", "project", "state", "run", "created_at"]
    list_filter = ["state"]


@admin.register(Prediction)
class PredictionAdmin(Frozen):
    list_display = ["id", "model_version", "item", "label", "score"]
    show_full_result_count = False
