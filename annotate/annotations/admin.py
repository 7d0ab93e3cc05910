from django.contrib import admin

from guidelines.admin import Frozen

from .models import Annotation, Question


@admin.register(Annotation)
class AnnotationAdmin(Frozen):
    list_display = ["id", "task", "annotator", "label", "created_at"]
    show_full_result_count = False


@admin.register(Question)
class QuestionAdmin(Frozen):
    list_display = ["id", "kind", "task", "asked_by", "label", "created_at", "answered_at", "is_public"]
    list_filter = ["kind", "is_public"]
    show_full_result_count = False
