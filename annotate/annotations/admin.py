from django.contrib import admin

from guidelines.admin import Frozen

from .models import Annotation


@admin.register(Annotation)
class AnnotationAdmin(Frozen):
    list_display = ["id", "task", "annotator", "label", "created_at"]
    show_full_result_count = False
