"""The rule, the contests, who was champion when and why, and what people would reach."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from annotate.projects.models import Project
from domain.promotion import Rule

from ..models import Contest, ModelVersion, PromotionRule, Succession

_PARTS = ("measure", "alpha", "min_gain", "floors", "slice_field", "slice_worse")


def rule_of(project: Project) -> Rule:
    """The project's own, else the defaults."""
    own = PromotionRule.objects.filter(project=project).first()
    return Rule(**{name: getattr(own, name) for name in _PARTS}) if own else Rule()


def looks(champion: ModelVersion) -> int:
    """How many contests against it were held: each spent a part of its error rate."""
    return Contest.objects.filter(champion=champion, look__gt=0).count()


def contests(project: Project) -> QuerySet[Contest]:
    """Newest first."""
    return Contest.objects.filter(project=project).select_related("champion", "challenger", "release", "succession").order_by("-pk")


def contests_of(version: ModelVersion) -> QuerySet[Contest]:
    return contests(version.project).filter(Q(champion=version) | Q(challenger=version))


def successions(project: Project) -> QuerySet[Succession]:
    """Newest first."""
    return Succession.objects.filter(project=project).select_related("version", "former", "contest", "by").order_by("-pk")


def former_champion(project: Project) -> ModelVersion | None:
    """Whom a click goes back to: the champion before the one there is, however often one went back and forth."""
    last = successions(project).first()
    return last.former if last else None


def last_words(versions: list[ModelVersion]) -> dict[int, Succession | Contest]:
    """{version: how it became champion last, else the contest that it lost}."""
    ids = [version.pk for version in versions]
    found: dict[int, Succession | Contest] = {}
    for contest in Contest.objects.filter(challenger__in=ids).select_related("champion", "challenger", "release").order_by("pk"):
        found[contest.challenger_id] = contest
    for row in Succession.objects.filter(version__in=ids).select_related("former", "contest__champion", "by").order_by("pk"):
        found[row.version_id] = row
    return found
