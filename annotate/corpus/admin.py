from django.contrib import admin

from guidelines.admin import Frozen

from .models import Release


@admin.register(Release)
class ReleaseAdmin(Frozen):
    list_display = ["project", "number", "title", "items", "digest", "frozen_by", "frozen_at"]
