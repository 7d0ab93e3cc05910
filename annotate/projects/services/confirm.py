"""Somebody read a version of the guideline, or answers its quiz. Every try is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project, Reading
from annotate.projects.selectors import next_quiz
from domain import quiz
from domain.errors import Invalid, NotVisible, Refused
from guidelines.models import GuidelineVersion

from .qualify import qualify


@transaction.atomic
def confirm(
    project: Project, user: User, version: GuidelineVersion, *, now: dt.datetime, answers: Mapping[str, Any] | None = None
) -> Reading:
    """Without answers: "I have read it". With answers ({question's key: label}): a try at the quiz of now.

    Where there is a quiz, the version counts as confirmed once a try is passed; else once it is read. Raises `Invalid` for another
    project's version or a question without an answer, `Refused` for a quiz before the reading, an old quiz, or where there is none.
    """
    if version.guideline_id != project.guideline_id:
        raise Invalid("This guideline version belongs to another project.", fields={"version": "of another project"})
    member = Membership.objects.select_for_update().filter(project=project, user=user).first()
    if member is None:
        raise NotVisible("There is no such member.")
    asked = next_quiz(project, user, version)
    made = _read(project, user, version, now) if answers is None else _tried(project, user, version, asked, answers, now)
    if made.passed and (made.score is not None or not asked):
        member.confirmed = version
        member.save(update_fields=["confirmed"])
    member.project = project
    qualify(member)
    return made


def _read(project: Project, user: User, version: GuidelineVersion, now: dt.datetime) -> Reading:
    """Saying it twice changes nothing."""
    before = Reading.objects.filter(project=project, user=user, version=version, score__isnull=True).first()
    return before or Reading.objects.create(project=project, user=user, version=version, at=now)


def _tried(
    project: Project, user: User, version: GuidelineVersion, asked: list[quiz.Question], answers: Mapping[str, Any], now: dt.datetime
) -> Reading:
    if not asked:
        raise Refused("There is no quiz to this version.", code="no_quiz")
    if not Reading.objects.filter(project=project, user=user, version=version, score__isnull=True).exists():
        raise Refused("Read the guideline first, then answer its quiz.", code="read_first")
    graded = quiz.grade(asked, answers)
    score = quiz.score(graded)
    said = [{"key": answer.question.key, "text": answer.question.text, "said": answer.said, "right": answer.is_right} for answer in graded]
    return Reading.objects.create(
        project=project, user=user, version=version, at=now, score=score, passed=score >= project.quiz_pass, answers=said
    )
