from django.contrib import admin

from .models import Membership, Project


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    raw_id_fields = ["user"]


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ["title", "annotators_per_task", "created_by", "created_at"]
    search_fields = ["title"]
    readonly_fields = ["guideline", "created_by", "created_at", "splits_fixed"]
    inlines = [MembershipInline]

    def has_delete_permission(self, request, obj=None):
        return False
