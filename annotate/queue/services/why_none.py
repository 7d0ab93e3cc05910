"""A queue always says why it is empty."""

from __future__ import annotations

from annotate.accounts.models import User
from annotate.projects.models import Project

from ..models import Assignment, Round, Task
from ..selectors import Place, read_first


def why_none(project: Project, annotator: User, at: Place) -> tuple[str, str]:
    """(reason, message). Each answer is one indexed look, whatever the size of the corpus."""
    if at.reason:
        return at.reason, at.message
    # Practice under an older version is over, and what comes after it waits behind the new one.
    if at.unread and Task.objects.filter(round__in=[round.id for round in at.unread], is_open=True).exists():
        return "read_first", read_first(at.unread[0].version)
    if not at.rounds:
        if project.rounds.exists():
            return "no_open_round", "No round is open at the moment. The lead opens the next one."
        return "no_round", "This project has no round yet."
    if at.waits_for == "training":
        return "training_first", "You have answered all the practice there is. Please ask the project's lead how to go on."
    rounds = [round for round in at.rounds if round.kind != Round.TRAINING] or at.rounds
    if any(round.is_planned for round in rounds):
        return "all_yours_done", "You have been at every task that was planned for you. Thank you!"
    return _of_open_rounds(project, annotator, [round.id for round in rounds])


def _of_open_rounds(project: Project, annotator: User, rounds: list[int]) -> tuple[str, str]:
    tasks = Task.objects.filter(round__in=rounds)
    if not tasks.exists():
        return "no_tasks", "Nothing was imported into this round yet."
    # Gold has a seat for everybody and never ends.
    if not tasks.filter(is_finished=False, is_gold=False).exists() and tasks.filter(is_gold=False).exists():
        return "all_finished", "Every task of this round is finished. Thank you!"
    if tasks.filter(is_open=True).exists():
        return "all_yours_done", "You have been at every task that still needs someone. Others finish the rest."
    if Assignment.objects.filter(annotator=annotator, project=project, state=Assignment.HELD).exists():
        return "only_yours_left", "No further task is free; the open ones you hold are the last."
    return "all_taken", "The last tasks are being worked on by others. If one comes back, it is offered to you."
