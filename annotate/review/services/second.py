"""Where two adjudicators have to say the same: an opinion each, and a decision once two of them agree or the lead has the last word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from annotate.accounts.models import User
from annotate.queue.models import Task
from domain.errors import Refused

from ..models import Decision, Opinion
from ..selectors.opinions import leads, open_opinions
from .sameness import same
from .saying import Saying, decide

JOINT = "\n\n"


def give_opinion(task: Task, saying: Saying, *, by: User, stands: Decision | None, now: dt.datetime) -> Decision | Opinion:
    """The decision, where this makes two who say the same (or who leads speaks knowing that two differ); else the opinion, which waits.

    Call it with the task locked: two who speak at the same moment would else not hear each other. Said again it is the same opinion.
    """
    found = open_opinions(task)
    mine = next((one for one in found if one.by_id == by.pk), None)
    others = [one for one in found if one.by_id != by.pk]
    last_word = len(found) > 1 and leads(task.project_id, by)
    if mine is not None and not last_word and _is_again(mine, saying):
        return mine
    opinion = _write(task, saying, by, now)
    alike = next((one for one in others if same(one.result, saying.result)), None)
    if alike is not None:
        return decide(task, _together(alike, saying), by=alike.by, seconded_by=by, stands=stands, now=now)
    if last_word:
        return decide(task, saying, by=by, stands=stands, now=now)
    return opinion


def _is_again(mine: Opinion, saying: Saying) -> bool:
    return same(mine.result, saying.result) and (mine.note, mine.section) == (saying.note, saying.section)


def _together(first: Opinion, second: Saying) -> Saying:
    """The first one's words, and the second one's where they add something."""
    notes = [note for note in dict.fromkeys((first.note, second.note)) if note]
    return Saying(first.label, first.result, JOINT.join(notes), first.section or second.section)


def _last_of(task: Task, by: User) -> Opinion | None:
    return Opinion.objects.filter(task=task, by=by, superseded_by__isnull=True).first()


def _write(task: Task, saying: Saying, by: User, now: dt.datetime) -> Opinion:
    before = _last_of(task, by)
    made: dict[str, Any] = {"label": saying.label, "result": saying.result, "note": saying.note, "section": saying.section}
    try:
        with transaction.atomic():
            return Opinion.objects.create(task=task, project_id=task.project_id, by=by, supersedes=before, created_at=now, **made)
    except IntegrityError:
        raise Refused("You said something on this in another window meanwhile. Look at it again.", code="said_meanwhile") from None
