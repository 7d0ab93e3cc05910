"""Verbs of the queue, one a file."""

from .begin import begin
from .claim import claim_next
from .claim_many import BULK_AT_MOST, Claims, claim_many
from .close_round import close_round
from .complete import complete
from .extend import heartbeat, heartbeat_many
from .free import expire_leases, release, release_many, skip
from .gold import drop_gold, keep_gold
from .hide_gold import hide_gold, open_to_gold, take_back_gold
from .open_round import open_round
from .open_tasks import open_tasks
from .overrule import overrule
from .reorder import Placed, first_choice, reopen, reorder
from .set_aside import put_back, set_aside
from .take_in import read_in, start_import, take_in, take_pictures_in, undo_import
from .withdraw import withdraw

__all__ = [
    "BULK_AT_MOST",
    "Claims",
    "Placed",
    "begin",
    "claim_many",
    "claim_next",
    "close_round",
    "complete",
    "drop_gold",
    "expire_leases",
    "first_choice",
    "heartbeat",
    "heartbeat_many",
    "hide_gold",
    "keep_gold",
    "open_round",
    "open_tasks",
    "open_to_gold",
    "overrule",
    "put_back",
    "read_in",
    "release",
    "release_many",
    "reopen",
    "reorder",
    "set_aside",
    "skip",
    "take_back_gold",
    "start_import",
    "take_in",
    "take_pictures_in",
    "undo_import",
    "withdraw",
]
