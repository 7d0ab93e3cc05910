"""Who may do what in a project. A stranger may nothing, and is not told that there is anything."""

from __future__ import annotations

LEAD, ANNOTATOR, ADJUDICATOR, VIEWER = "lead", "annotator", "adjudicator", "viewer"
ROLES = (LEAD, ANNOTATOR, ADJUDICATOR, VIEWER)

MANAGE = "manage"  # members, settings, imports, guideline, rounds, releases, training
ANNOTATE = "annotate"  # take tasks and submit annotations
ADJUDICATE = "adjudicate"  # see all votes on a task and decide it
MEASURE = "measure"  # see agreement and progress of the whole team
EXPORT = "export"  # read the whole corpus with everyone's annotations

_MAY = {
    LEAD: {MANAGE, ANNOTATE, ADJUDICATE, MEASURE, EXPORT},
    ADJUDICATOR: {ANNOTATE, ADJUDICATE, MEASURE},
    # Blind: an annotator sees nobody's work but their own, by any way in.
    ANNOTATOR: {ANNOTATE},
    VIEWER: {MEASURE, EXPORT},
}


def may(role: str, act: str) -> bool:
    return act in _MAY.get(role, ())


def acts_of(role: str) -> set[str]:
    return set(_MAY.get(role, ()))
