from django.contrib import admin

from .models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "is_active", "is_staff", "created_at", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "token_number", "created_at", "last_login"]
    readonly_fields = ["created_at", "last_login"]

    def has_delete_permission(self, request, obj=None):
        return False  # people's work hangs on their account: make it inactive instead
