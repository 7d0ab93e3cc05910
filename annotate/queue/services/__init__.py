"""Verbs of the queue, one a file."""

from .begin import begin
from .claim import claim_next
from .complete import complete
from .extend import heartbeat
from .free import expire_leases, release, skip
from .open_tasks import close_round, open_round, open_tasks
from .reorder import Placed, reopen, reorder
from .take_in import read_in, start_import, take_in, undo_import

__all__ = [
    "Placed",
    "begin",
    "claim_next",
    "close_round",
    "complete",
    "expire_leases",
    "heartbeat",
    "open_round",
    "open_tasks",
    "read_in",
    "release",
    "reopen",
    "reorder",
    "skip",
    "start_import",
    "take_in",
    "undo_import",
]
