"""All that one measuring needs, read once: the votes, and how figures are made of some of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from annotate.projects.models import Project

from .. import storage
from ..models import Agreement
from ..selectors import Scope, agreement, ballots, groups, within
from ..selectors.agreements import ON_ITS_WAY
from ..selectors.columns import identity
from ..selectors.slices import GROUP
from ..storage import Ballots
from . import controls, figures

METHOD = 2
"""Goes up when the same votes and the same seed would give other figures than before."""
_KEPT_FROM = 2_000


class How(NamedTuple):
    """On which scale, and what had to be done otherwise than the project says."""

    level: str
    order: list[str] | None
    note: str | None = None


@dataclass(frozen=True)
class Desk:
    """`found` are the votes in force at `now`; `rows` all annotations of the project, `recent` those of the last minutes; `given`: how many
    each person had submitted before that, corrections not counted."""

    project: Project
    found: Ballots
    now: dt.datetime
    draws: int
    seed: int
    rows: int
    recent: int
    given: dict[str, int]

    @classmethod
    def of(cls, project: Project, now: dt.datetime, draws: int, seed: int, *, keep: bool = True) -> Desk:
        """keep: leave what was read for the next measuring."""
        every = ballots(project)
        if keep and len(every) >= _KEPT_FROM:
            storage.keep(project.pk, identity(project), every)
        since, until = storage.microseconds(now - ON_ITS_WAY), storage.microseconds(now)
        recent = int(((every.created >= since) & (every.created <= until)).sum())
        return cls(project, every.select(every.at(now)), now, draws, seed, len(every), recent, _given(every, since))

    def measured(self, scope: Scope, before: Scope | None = None) -> Agreement:
        made, digest = self.figures_of(scope, before)
        return self.kept(scope, made, digest)

    def up_to_date(self, scope: Scope, before: Scope | None = None) -> Agreement:
        """The newest measurement where it is of the same votes, said to be good until now; else a new one."""
        last = agreement(self.project, scope.round, scope.version, scope.slice)
        if last is None or not self._still_holds(last, scope, before):
            return self.measured(scope, before)
        last.measured_at, last.annotations = self.now, self.rows
        last.figures = {**last.figures, **self.made_how(scope)}
        last.save(update_fields=["measured_at", "annotations", "figures"])
        return last

    def _still_holds(self, last: Agreement, scope: Scope, before: Scope | None) -> bool:
        kept = last.figures
        how = (kept.get("method"), kept.get("draws"), kept.get("seed"), last.level)
        if how != (METHOD, self.draws, self.seed, self.project.level) or last.input_digest != self.digest(self.votes(scope)):
            return False
        against = kept.get("against") or {}
        if before is None or against.get("of") != before.key:
            return before is None and not against
        return against["digest"] == self.digest(self.votes(before))

    def figures_of(self, scope: Scope, before: Scope | None = None, *, as_kept: dict[str, Any] | None = None) -> tuple[dict[str, Any], str]:
        """(figures, digest of the votes). as_kept: figures of the past, to be made again with the same people and on the same scale."""
        people = (as_kept or {}).get("people")
        votes = self.votes(scope, people)
        how = How(as_kept["level"], as_kept["order"], as_kept["note"]) if as_kept else How(*figures.scale(self.project, votes))
        made = figures.all_of(figures.ratings_of(votes, how.order), level=how.level, draws=self.draws, seed=self.seed)
        made["controls"] = controls.measured(votes, draws=self.draws, seed=self.seed)
        if not made["annotations"]:
            made["disputes"] = figures.weighed(controls.weights(votes, seed=self.seed))
        made["against"] = self.against(scope, before, ((as_kept or {}).get("against") or {})) if before else None
        if scope.slice and scope.slice["by"] == GROUP:
            made["people"] = people if people is not None else sorted(groups(self.project).get(scope.slice["value"], ()))
        return {**made, "order": how.order, "note": how.note, **self.made_how(scope)}, self.digest(votes)

    def made_how(self, scope: Scope) -> dict[str, Any]:
        how = {"draws": self.draws, "seed": self.seed, "method": METHOD, "recent": self.recent}
        return {**how, "given": self.given} if scope.is_all else how

    def against(self, scope: Scope, before: Scope, as_kept: dict[str, Any] | None = None) -> dict[str, Any]:
        """`scope` less `before`: {of, digest, level, order, figures: {statistic: difference}}."""
        now, then = self.votes(scope), self.votes(before)
        how = How(as_kept["level"], as_kept["order"]) if as_kept else How(*figures.scale(self.project, storage.together(now, then)))
        sides = (figures.ratings_of(votes, how.order, by_item=True) for votes in (now, then))
        found = figures.differences(*sides, level=how.level, draws=self.draws, seed=self.seed)
        return {"of": before.key, "digest": self.digest(then), "level": how.level, "order": how.order, "figures": found}

    def kept(self, scope: Scope, made: dict[str, Any], digest: str) -> Agreement:
        return Agreement.objects.create(
            project=self.project,
            round=scope.round,
            guideline_version=scope.version,
            slice=scope.slice,
            level=self.project.level,
            annotations=self.rows,
            figures=made,
            input_digest=digest,
            measured_at=self.now,
        )

    def votes(self, scope: Scope, people: list[int] | None = None) -> Ballots:
        return self.found.select(within(self.project, self.found, scope, None if people is None else set(people)))

    def digest(self, votes: Ballots) -> str:
        return figures.digest(votes, whole=controls.has_more(votes))

    def under(self) -> set[int]:
        """Ids of the guideline versions that votes in force were made under."""
        return set(np.unique(self.found.version).tolist())


def _given(every: Ballots, until: int) -> dict[str, int]:
    """Annotator → first annotations before `until` (in microseconds): each correction ends one row of the same person."""
    people, number = np.unique(every.annotator[every.created < until], return_counts=True)
    corrected, less = np.unique(every.annotator[every.ended < until], return_counts=True)
    taken = dict(zip(corrected.tolist(), less.tolist(), strict=True))
    return {str(one): n - taken.get(one, 0) for one, n in zip(people.tolist(), number.tolist(), strict=True)}
