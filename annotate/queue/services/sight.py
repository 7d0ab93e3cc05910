"""What somebody who sits down at a task sees of what a model says of it, and what of it is kept back."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain import showing

from ..models import Assignment


class Sight(NamedTuple):
    """The last columns of a seat, as they are written: JSON text that is shown, JSON text that is not, how that came."""

    shown: str | None
    kept_back: str | None
    how: str

    def on(self, seat: Assignment) -> None:
        seat.suggestion = None if self.shown is None else orjson.loads(self.shown)
        seat.kept_back = None if self.kept_back is None else orjson.loads(self.kept_back)
        seat.showing = self.how


_NOTHING = Sight(None, None, showing.NOTHING)


def sight_of(project: Project, annotator: User, task_id: int, suggestion: str | None, withheld: str) -> Sight:
    if suggestion is None:
        return _NOTHING
    how = showing.how(project.suggestion_share, withheld, task_id, annotator.pk)
    return Sight(suggestion, None, how) if how in showing.IN_SIGHT else Sight(None, suggestion, how)


def may_see(project: Project, annotator: User, task_id: int) -> bool:
    """Whether a page of what is suggested may hold this task: there, being on the page tells what the model says."""
    return showing.how(project.suggestion_share, showing.NOTHING, task_id, annotator.pk) in showing.IN_SIGHT
