"""Verbs: open an import, take rows in, finish it, undo it."""

from .import_rows import finish, import_rows, open_batch
from .undo import delete_items

__all__ = ["delete_items", "finish", "import_rows", "open_batch"]
