from django.contrib import admin

from guidelines.admin import Frozen

from .models import Contest, ModelVersion, Prediction, Run, Succession, VersionExport, WeakRule, WeakRun


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


@admin.register(Contest)
class ContestAdmin(Frozen):
    list_display = ["id", "project", "challenger", "champion", "look", "verdict", "made_at"]
    list_filter = ["verdict"]


@admin.register(Succession)
class SuccessionAdmin(Frozen):
    list_display = ["id", "project", "version", "former", "how", "by", "at"]
    list_filter = ["how"]


@admin.register(VersionExport)
class VersionExportAdmin(Frozen):
    list_display = ["id", "model_version", "form", "state", "size", "ordered_by", "made_at"]
    list_filter = ["state", "form"]


@admin.register(WeakRule)
class WeakRuleAdmin(Frozen):
    list_display = ["name", "project", "number", "version", "kind", "label", "is_retired", "made_by", "made_at"]
    list_filter = ["kind", "is_retired"]


@admin.register(WeakRun)
class WeakRunAdmin(Frozen):
    list_display = ["id", "project", "items", "labelled", "conflicts", "made_by", "made_at"]
