from django.contrib import admin

from guidelines.admin import Frozen

from .models import ImportBatch, Item, StoredFile


@admin.register(ImportBatch)
class ImportBatchAdmin(Frozen):
    list_display = ["id", "project", "name", "state", "items_made", "duplicates", "rejected", "created_at"]
    list_filter = ["state"]


@admin.register(Item)
class ItemAdmin(Frozen):
    list_display = ["id", "project", "split", "batch"]
    list_filter = ["split"]
    show_full_result_count = False


@admin.register(StoredFile)
class StoredFileAdmin(Frozen):
    list_display = ["id", "project", "name", "media_type", "size", "batch"]
    show_full_result_count = False
