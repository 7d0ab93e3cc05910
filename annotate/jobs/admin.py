from django.contrib import admin, messages
from django.utils import timezone

from domain.errors import Refused
from guidelines.admin import Frozen

from . import services
from .models import Job


@admin.register(Job)
class JobAdmin(Frozen):
    list_display = ["id", "kind", "project", "state", "progress", "message", "attempts", "heartbeat", "created_at"]
    list_filter = ["state", "kind"]
    actions = ["try_again", "cancel"]

    def has_change_permission(self, request, obj=None):
        return request.user.is_staff

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in Job._meta.fields]

    @admin.action(description="Try again")
    def try_again(self, request, queryset):
        self._each(request, queryset, services.retry, "put back")

    @admin.action(description="Cancel")
    def cancel(self, request, queryset):
        self._each(request, queryset, lambda job: services.cancel(job, now=timezone.now()), "asked to stop")

    def _each(self, request, queryset, act, what):
        for job in queryset:
            try:
                act(job)
                messages.success(request, f"{job}: {what}.")
            except Refused as refused:
                messages.error(request, f"{job}: {refused.message}")
