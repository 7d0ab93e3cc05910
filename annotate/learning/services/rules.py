"""Write a rule, edit it, retire it. Rows are only ever added: who said what, and when, stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain import weak
from domain.errors import Invalid, Refused

from ..models import WeakRule
from ..selectors.question import question_of
from ..selectors.rules import rules_in_force

MOST_RULES = 50


def write_rule(project: Project, *, name: str, kind: str, settings: Any, label: str = "", by: User, now: dt.datetime) -> WeakRule:
    """Raises `Invalid` that says what is wrong and in which field; `Refused` (too_many_rules, no_single_choice, no_learner)."""
    kept = weak.check(kind, settings, label, question_of(project).labels)
    if len(rules_in_force(project)) >= MOST_RULES:
        raise Refused(f"A project has at most {MOST_RULES} rules. Retire one that does little.", code="too_many_rules")
    last = WeakRule.objects.filter(project=project).order_by("-number").values_list("number", flat=True).first() or 0
    return _add(
        WeakRule(project=project, number=last + 1, name=_named(name), kind=kind, settings=kept, label=label, made_by=by, made_at=now)
    )


def edit_rule(rule: WeakRule, *, name: str, kind: str, settings: Any, label: str = "", by: User, now: dt.datetime) -> WeakRule:
    """The next version. Raises as `write_rule`; and `Refused` (overtaken) where it is not the newest version any more."""
    kept = weak.check(kind, settings, label, question_of(rule.project).labels)
    return _add(_next(rule, by, now, name=_named(name), kind=kind, settings=kept, label=label, is_retired=False))


def retire_rule(rule: WeakRule, *, by: User, now: dt.datetime) -> WeakRule:
    if rule.is_retired:
        raise Refused("This rule is retired already.", code="retired")
    return _add(_next(rule, by, now, name=rule.name, kind=rule.kind, settings=rule.settings, label=rule.label, is_retired=True))


def _next(rule: WeakRule, by: User, now: dt.datetime, **more: Any) -> WeakRule:
    at = {"project": rule.project, "number": rule.number, "version": rule.version + 1, "supersedes": rule}
    return WeakRule(**at, made_by=by, made_at=now, **more)


def _add(row: WeakRule) -> WeakRule:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("Somebody else has changed this meanwhile. Look at it again.", code="overtaken") from None
    return row


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or "\x00" in name or len(name) > 200:
        raise Invalid("Give the rule a name of at most 200 characters.", fields={"name": "1 to 200 characters"})
    return name
