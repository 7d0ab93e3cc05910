from django.contrib import admin

from guidelines.admin import Frozen

from .models import Assignment, Round, Task


@admin.register(Round)
class RoundAdmin(Frozen):
    list_display = ["project", "number", "title", "seats", "is_open", "ordered_by", "created_at"]


@admin.register(Task)
class TaskAdmin(Frozen):
    list_display = ["id", "round", "item", "seats", "taken", "done", "priority"]
    list_filter = ["is_open", "is_finished"]
    show_full_result_count = False


@admin.register(Assignment)
class AssignmentAdmin(Frozen):
    list_display = ["id", "task", "annotator", "state", "expires_at"]
    list_filter = ["state"]
    show_full_result_count = False
