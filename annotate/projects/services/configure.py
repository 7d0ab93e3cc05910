"""Change settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from annotate.projects.models import Project
from domain import profile, qualification
from domain.aggregation import RULES
from domain.errors import Invalid, Refused
from domain.text import compile_steps

from .name import give_pseudonyms
from .qualify import qualify_all

SETTINGS = {
    "annotators_per_task": (int, 1, 20),
    "lease_minutes": (int, 1, 7 * 24 * 60),
    "random_share": (float, 0.0, 1.0),
    "suggestion_share": (float, 0.0, 1.0),
    "train_share": (float, 0.0, 1.0),
    "dev_share": (float, 0.0, 1.0),
    "quiz_questions": (int, 0, 50),
    "quiz_pass": (float, 0.0, 1.0),
    "gold_share": (float, 0.0, 0.5),
    "gold_least": (int, 1, 10_000),
    "gold_pass": (float, 0.0, 1.0),
    "daily_limit": (int, 1, 100_000),
    "settle_least": (float, 0.0, 1.0),
    "adjudicators": (int, 1, 2),
    "ask_budget": (int, 0, 10_000_000),
}
MAY_BE_EMPTY = {"daily_limit"}
SWITCHES = ("reads_first", "pseudonyms", "blind_adjudication")
# What was one switch before there was a share.
SHOWS = "show_suggestions"
LEVELS = ("nominal", "ordinal", "interval")


def check_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with their types, or `Invalid` naming each that is wrong. What hangs together is for `check_together`."""
    checked: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in settings.items():
        if name in SETTINGS:
            checked[name] = None if value is None and name in MAY_BE_EMPTY else _number(name, value, wrong)
        elif name in SWITCHES:
            checked[name] = value
            if not isinstance(value, bool):
                wrong[name] = "must be true or false"
        elif name == SHOWS:
            if not isinstance(value, bool):
                wrong[name] = "must be true or false"
            elif "suggestion_share" not in settings:
                checked["suggestion_share"] = float(value)
        elif name in OTHERS:
            checked[name] = OTHERS[name](name, value, wrong)
        else:
            wrong[name] = "is not a setting of a project"
    if wrong:
        raise Invalid("; ".join(f"{name} {what}" for name, what in wrong.items()) + ".", fields=wrong)
    return checked


def _number(name: str, value: Any, wrong: dict[str, str]) -> float | None:
    kind, low, high = SETTINGS[name]
    try:
        number = kind(value)
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or isinstance(value, bool) or not low <= number <= high or number != float(value):
        wrong[name] = f"must be {'a whole number' if kind is int else 'a number'} from {low} to {high}"
    return number


def _title(name: str, value: Any, wrong: dict[str, str]) -> Any:
    if isinstance(value, str) and 0 < len(value.strip()) <= 200:
        return value.strip()
    wrong[name] = "must be a text of 1 to 200 characters"
    return value


def _one_of(*known: str) -> Callable[[str, Any, dict[str, str]], Any]:
    def check(name: str, value: Any, wrong: dict[str, str]) -> Any:
        if value not in known:
            wrong[name] = f"must be one of {', '.join(known)}"
        return value

    return check


def _cleaning(name: str, value: Any, wrong: dict[str, str]) -> Any:
    compile_steps(value)  # raises Invalid naming the step
    return value


OTHERS: dict[str, Callable[[str, Any, dict[str, str]], Any]] = {
    "title": _title,
    "level": _one_of(*LEVELS),
    "cleaning": _cleaning,
    "settle_rule": lambda name, value, wrong: _one_of(*RULES)(name, value, wrong),
    "profile_fields": lambda name, value, wrong: profile.definition(value),
    "qualification": lambda name, value, wrong: value,  # judged beside the fields it names
}


def check_together(project: Project, checked: dict[str, Any]) -> None:
    """What one setting demands of another; what is not in `checked` stands as the project has it."""

    def would_be(name: str) -> Any:
        return checked.get(name, getattr(project, name))

    if would_be("train_share") + would_be("dev_share") > 1:
        wrong = {name: "together at most 1" for name in ("train_share", "dev_share")}
        raise Invalid("train_share and dev_share are more than 1 together; what they leave is the test split.", fields=wrong)
    if {"qualification", "profile_fields", "quiz_questions"} & set(checked):
        rule = qualification.rule(would_be("qualification"), would_be("profile_fields"))
        if rule.get("quiz") and not would_be("quiz_questions"):
            sentence = "The qualification asks for a quiz score, but the quiz has no questions."
            raise Invalid(sentence, fields={"quiz_questions": sentence})
        if "qualification" in checked:
            checked["qualification"] = rule


@transaction.atomic
def configure(project: Project, /, **settings: Any) -> Project:
    """The splits stay: moving an item between train and test after the fact would leak. Another rule is put to all members at once."""
    checked = check_settings(settings)
    check_together(project, checked)
    for name in ("train_share", "dev_share", "cleaning"):
        if name in checked and checked[name] != getattr(project, name) and project.splits_fixed:
            raise Refused(f"{name} is fixed once items were imported.", code="has_items", fields={name: "fixed"})
    changed = {name for name, value in checked.items() if value != getattr(project, name)}
    for name, value in checked.items():
        setattr(project, name, value)
    project.save(update_fields=list(checked) or None)
    if "pseudonyms" in changed and project.pseudonyms:
        give_pseudonyms(project)
    if "qualification" in changed:
        qualify_all(project)
    return project
