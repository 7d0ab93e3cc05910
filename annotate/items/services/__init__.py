"""Verbs: open an import, take rows or pictures in, finish it, undo it; say what the right answer to an item is."""

from .generated_pictures import NewPicture
from .gold import add_gold, retire_gold
from .import_generated import Made, Taken, as_held_out, import_generated, judge_generated
from .import_pictures import check_shows_files, import_pictures
from .import_rows import finish, import_rows, open_batch
from .undo import delete_items

__all__ = [
    "Made",
    "NewPicture",
    "Taken",
    "add_gold",
    "as_held_out",
    "check_shows_files",
    "delete_items",
    "finish",
    "import_generated",
    "import_pictures",
    "import_rows",
    "judge_generated",
    "open_batch",
    "retire_gold",
]
