"""Who may work in a project: a rule over profile, quiz and practice, and what somebody waits for by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain import profile
from domain.errors import Invalid

PROFILE, QUIZ, TRAINING = "profile", "quiz", "training"
KINDS = ("languages", "fields", "quiz", "training")


def rule(given: Any, asked: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The rule, checked, without its empty parts: {languages: [{language, level}], fields: {name: [values]}, quiz, training}.

    Every language and every field named must fit; quiz and training are the least share of right answers. Raises `Invalid`.
    """
    if not isinstance(given, Mapping):
        raise _wrong("The qualification must be an object.")
    for name in given:
        if name not in KINDS:
            raise _wrong(f"The qualification knows no '{name}'; known: {', '.join(KINDS)}.")
    made: dict[str, Any] = {"languages": _languages(given.get("languages") or []), "fields": _fields(given.get("fields") or {}, asked)}
    for name in (QUIZ, TRAINING):
        made[name] = _share(name, given.get(name))
    return {name: part for name, part in made.items() if part}


def _languages(given: Any) -> list[dict[str, str]]:
    try:
        return profile.languages(given)
    except Invalid as problem:
        raise _wrong(problem.message) from problem


def _fields(given: Any, asked: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    if not isinstance(given, Mapping):
        raise _wrong("The fields of the qualification must be an object of {name: [values]}.")
    known = {field["name"]: field["choices"] for field in asked}
    for name, values in given.items():
        if not known.get(name):
            raise _wrong(f"The qualification names the field '{name}', which is none of the further fields with choices.")
        strange = [value for value in values if value not in known[name]] if isinstance(values, list) else [values]
        if strange:
            raise _wrong(f"The qualification names '{strange[0]}', which is no choice of the field '{name}'.")
    return {name: list(values) for name, values in given.items() if values}


def _share(name: str, given: Any) -> float | None:
    if given is None or given == 0:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 1:
        raise _wrong(f"The least {name} score must be a share from 0 to 1.")
    return float(given)


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"qualification": sentence})


def waits_for(
    wanted: Mapping[str, Any],
    *,
    languages: Sequence[Mapping[str, str]],
    fields: Mapping[str, str],
    quiz: float | None,
    training: float | None,
) -> str:
    """The first thing that stands in the way: "profile", "quiz", "training"; empty where nothing does. None: no score yet."""
    if missing_of_profile(wanted, languages=languages, fields=fields):
        return PROFILE
    if wanted.get(QUIZ) and (quiz is None or quiz < wanted[QUIZ]):
        return QUIZ
    if wanted.get(TRAINING) and (training is None or training < wanted[TRAINING]):
        return TRAINING
    return ""


def missing_of_profile(wanted: Mapping[str, Any], *, languages: Sequence[Mapping[str, str]], fields: Mapping[str, str]) -> list[str]:
    """The parts of the profile that do not fit: language tags, names of fields."""
    tongues = [row["language"] for row in wanted.get("languages", ()) if not profile.speaks(languages, row["language"], row["level"])]
    return tongues + [name for name, values in wanted.get("fields", {}).items() if fields.get(name) not in values]
