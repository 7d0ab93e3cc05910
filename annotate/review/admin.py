from django.contrib import admin

from guidelines.admin import Frozen

from .models import Agreement, Decision, Opinion


@admin.register(Agreement)
class AgreementAdmin(Frozen):
    list_display = ["id", "project", "round", "level", "annotations", "measured_at"]


@admin.register(Decision)
class DecisionAdmin(Frozen):
    list_display = ["id", "project", "task", "label", "rule", "decided_by", "created_at"]
    list_filter = ["rule"]
    show_full_result_count = False


@admin.register(Opinion)
class OpinionAdmin(Frozen):
    list_display = ["id", "project", "task", "label", "by", "created_at"]
    show_full_result_count = False
