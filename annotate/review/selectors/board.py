"""The rounds of a project side by side: what each reached, and whether that is what it was to reach."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from annotate.projects.models import Project
from annotate.queue.models import Round

from ..models import Agreement

STATISTIC = "krippendorff_alpha"
"""What stands on the board where a round names no target."""


@dataclass(frozen=True)
class Standing:
    """`figure` is a measurement as stored ({value, low, high, items, reason}), None where the round was not measured yet.

    `met`: None without a target, and where there is nothing to hold it against (not measured, or no value).
    """

    round: Round
    statistic: str
    figure: dict[str, Any] | None
    measured_at: dt.datetime | None
    against: dict[str, Any] | None
    """The difference to the round before in the same statistic, with its interval."""

    @property
    def is_measured(self) -> bool:
        """A round in which nobody has labelled a text has no place among the figures."""
        return self.figure is not None and bool(self.figure.get("items") or self.figure.get("value") is not None)

    @property
    def target(self) -> dict[str, Any] | None:
        return self.round.target

    @property
    def met(self) -> bool | None:
        return has_met(self.round.target, self.figure)


def has_met(target: dict[str, Any] | None, figure: dict[str, Any] | None) -> bool | None:
    """target: {statistic, value, on}; on "low" the interval's lower end has to reach the value, on "value" the figure itself."""
    if not target or figure is None:
        return None
    reached = figure.get("low" if target.get("on") == "low" else "value")
    return None if reached is None else bool(reached >= target["value"])


def board(project: Project, statistic: str | None = None) -> list[Standing]:
    """All rounds in their order, each in the statistic of its target, or all in one. Of each measurement only what stands here is read."""
    rounds = list(project.rounds.select_related("guideline_version").order_by("number"))
    names = {one.pk: statistic or (one.target or {}).get("statistic") or STATISTIC for one in rounds}
    plain = Agreement.objects.filter(project=project, round__isnull=False, guideline_version__isnull=True, slice__isnull=True)
    found = {row["round_id"]: row for row in _newest(plain, "round", set(names.values()))}
    return [_standing(one, names[one.pk], found.get(one.pk, {})) for one in rounds]


def _standing(round: Round, name: str, row: dict[str, Any]) -> Standing:
    return Standing(round, name, _figure(row, name), row.get("measured_at"), _difference(row, name))


@dataclass(frozen=True)
class Measured:
    """One guideline version or one slice and what it reached. `key`: the version, or the value of the slice."""

    key: Any
    figure: dict[str, Any] | None
    measured_at: dt.datetime
    against: dict[str, Any] | None = None
    pk: int = 0


def versions_measured(project: Project, statistic: str) -> list[Measured]:
    """Guideline versions that labels were made under, in their order."""
    plain = Agreement.objects.filter(project=project, round__isnull=True, guideline_version__isnull=False, slice__isnull=True)
    rows = {row["guideline_version_id"]: row for row in _newest(plain, "guideline_version", {statistic})}
    versions = project.guideline.versions.filter(pk__in=rows).order_by("number").defer("text", "label_config")
    return [_measured(version, rows[version.pk], statistic) for version in versions]


def slices_measured(project: Project, by: str, statistic: str) -> list[Measured]:
    """The values of a slice that were measured last, by name."""
    plain = Agreement.objects.filter(project=project, round__isnull=True, guideline_version__isnull=True, slice__isnull=False, slice__by=by)
    rows = _newest(plain.annotate(value=KeyTextTransform("value", "slice")), "value", {statistic})
    return sorted((_measured(row["value"], row, statistic) for row in rows), key=lambda one: one.key)


def slices_asked(project: Project) -> list[str]:
    """By what the project was sliced so far: "group", "meta:genre" …"""
    found = Agreement.objects.filter(project=project, slice__isnull=False).annotate(by=KeyTextTransform("by", "slice"))
    return sorted(by for by in found.order_by().values_list("by", flat=True).distinct() if by)


def _newest(found: QuerySet[Agreement], by: str, names: set[str]) -> list[dict[str, Any]]:
    """The newest measurement of each, with `of_…` for each of the names."""
    last = found.order_by().values(by).annotate(last=Max("pk")).values_list("last", flat=True)
    wanted: dict[str, Any] = {f"of_{name}": KeyTransform(name, "figures") for name in sorted(names)}
    rows = Agreement.objects.filter(pk__in=list(last)).annotate(
        value=KeyTextTransform("value", "slice"), against=KeyTransform("against", "figures"), **wanted
    )
    return list(rows.values("pk", "round_id", "guideline_version_id", "value", "measured_at", "against", *wanted))


def _measured(key: Any, row: dict[str, Any], name: str) -> Measured:
    return Measured(key, _figure(row, name), row["measured_at"], _difference(row, name), row["pk"])


def _figure(row: dict[str, Any], name: str) -> dict[str, Any] | None:
    found = row.get(f"of_{name}")
    return found if isinstance(found, dict) else None


def _difference(row: dict[str, Any], name: str) -> dict[str, Any] | None:
    found = row.get("against")
    return found.get("figures", {}).get(name) if isinstance(found, dict) else None
