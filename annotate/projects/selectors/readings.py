"""What stands between a person and their work, and the quiz they get next."""

from __future__ import annotations

import random
from dataclasses import dataclass

from annotate.accounts.models import User
from annotate.projects.models import Membership, Profile, Project, Reading
from domain import qualification, quiz
from guidelines import selectors as guidelines
from guidelines.models import GuidelineVersion


@dataclass(frozen=True)
class Standing:
    """`missing`: what of the profile does not fit the rule. `has_read`: said so, whatever the quiz. `quiz`: the next one; empty: none."""

    membership: Membership
    profile: Profile | None
    missing: list[str]
    has_read: bool
    confirmed: bool
    quiz: list[quiz.Question]
    last_try: Reading | None
    tries: int


def standing(membership: Membership, version: GuidelineVersion) -> Standing:
    project, user = membership.project, membership.user
    profile = Profile.objects.filter(membership=membership).first()
    mine = Reading.objects.filter(project=project, user=user, version=version)
    tried = mine.filter(score__isnull=False)
    return Standing(
        membership=membership,
        profile=profile,
        missing=qualification.missing_of_profile(
            project.qualification, languages=profile.languages if profile else [], fields=profile.fields if profile else {}
        ),
        has_read=mine.filter(score__isnull=True).exists(),
        confirmed=membership.confirmed_id == version.pk,
        quiz=next_quiz(project, user, version),
        last_try=tried.order_by("-pk").first(),
        tries=tried.count(),
    )


def next_quiz(project: Project, user: User, version: GuidelineVersion) -> list[quiz.Question]:
    """The quiz of this person's next try: the same until they answer it, then another. Empty: the project asks none, or has no examples."""
    if not project.quiz_questions:
        return []
    tries = Reading.objects.filter(project=project, user=user, version=version, score__isnull=False).count()
    primary = guidelines.schema_of(version).primary
    rng = random.Random(f"{project.pk}:{user.pk}:{version.pk}:{tries}")
    return quiz.questions(guidelines.sections(version), list(primary.values) if primary else [], project.quiz_questions, rng)
