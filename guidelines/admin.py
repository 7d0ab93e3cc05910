from django.contrib import admin

from .models import Guideline, GuidelineVersion


class Frozen(admin.ModelAdmin):
    """What people made is looked at here, never edited or deleted."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Guideline)
class GuidelineAdmin(Frozen):
    list_display = ["title", "created_at"]


@admin.register(GuidelineVersion)
class GuidelineVersionAdmin(Frozen):
    list_display = ["guideline", "number", "author", "published_at"]
    list_filter = ["guideline"]
