"""What annotators tell about themselves, what a lead asks besides, and who may take part by it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Invalid

NATIVE, SECOND, LEARNER = "native", "second", "learner"
LEVELS = (NATIVE, SECOND, LEARNER)  # the best first

MAX_LANGUAGES = 20
MAX_FIELDS = 20
MAX_CHOICES = 50
LONGEST_REGION, LONGEST_TRAINING, LONGEST_FIELD = 200, 5000, 500

# The shape of BCP 47 (RFC 5646 §2.1) for what people name: language, script, region, variants; no extensions, no private use.
_TAG = re.compile(r"([a-zA-Z]{2,3})(?:-([a-zA-Z]{4}))?(?:-([a-zA-Z]{2}|\d{3}))?((?:-(?:[a-zA-Z0-9]{5,8}|\d[a-zA-Z0-9]{3}))*)")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


def language_tag(given: Any) -> str:
    """The tag as RFC 5646 §2.1.1 writes it: "KO-kr" → "ko-KR". Raises `Invalid`."""
    match = _TAG.fullmatch(given.strip().replace("_", "-")) if isinstance(given, str) and len(given) <= 35 else None
    if match is None:
        raise Invalid(f"'{given}' is no language tag; write it like ko, en, pt-BR or zh-Hant.", fields={"languages": "not a language tag"})
    language, script, region, variants = match.groups()
    parts = [language.lower(), script.title() if script else "", region.upper() if region else ""]
    return "-".join(part for part in parts if part) + (variants or "").lower()


def languages(given: Any, *, one_each: bool = True) -> list[dict[str, str]]:
    """Checked [{language, level}], in the order given. Raises `Invalid` naming the row that is wrong."""
    if not isinstance(given, Sequence) or isinstance(given, str) or not all(isinstance(row, Mapping) for row in given):
        raise Invalid("Languages must be a list of {language, level}.", fields={"languages": "must be a list"})
    if len(given) > MAX_LANGUAGES:
        raise Invalid(f"At most {MAX_LANGUAGES} languages.", fields={"languages": f"at most {MAX_LANGUAGES}"})
    made: list[dict[str, str]] = []
    for number, row in enumerate(given, 1):
        tag, level = language_tag(row.get("language")), row.get("level")
        if level not in LEVELS:
            raise Invalid(f"Language {number} ({tag}): the level must be one of {', '.join(LEVELS)}.", fields={"languages": "level"})
        if one_each and any(other["language"] == tag for other in made):
            raise Invalid(f"The language {tag} is named twice.", fields={"languages": "named twice"})
        made.append({"language": tag, "level": level})
    return made


def definition(given: Any) -> list[dict[str, Any]]:
    """The lead's own fields, checked: [{name, label, choices}]; without choices a field is free text. Raises `Invalid`."""
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise _wrong_fields("The further fields must be a list of {name, label, choices}.")
    if len(given) > MAX_FIELDS:
        raise _wrong_fields(f"At most {MAX_FIELDS} further fields.")
    made: list[dict[str, Any]] = []
    for number, row in enumerate(given, 1):
        name, label, choices = row.get("name"), row.get("label") or row.get("name"), row.get("choices") or []
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise _wrong_fields(f"Field {number}: the name must be a lower-case word like 'expert' (a–z, 0–9, _).")
        if any(other["name"] == name for other in made):
            raise _wrong_fields(f"Field {number}: the name '{name}' is there twice.")
        if not isinstance(label, str) or not 0 < len(label.strip()) <= 200:
            raise _wrong_fields(f"Field {number} ({name}): the question must be a text of at most 200 characters.")
        made.append({"name": name, "label": label.strip(), "choices": _choices(choices, number, name)})
    return made


def _choices(given: Any, number: int, name: str) -> list[str]:
    are_texts = isinstance(given, list) and all(isinstance(word, str) and 0 < len(word.strip()) <= 100 for word in given)
    if not are_texts or len(given) > MAX_CHOICES:
        raise _wrong_fields(f"Field {number} ({name}): choices are up to {MAX_CHOICES} texts of at most 100 characters.")
    words = [word.strip() for word in given]
    if len(set(words)) < len(words):
        raise _wrong_fields(f"Field {number} ({name}): a choice is there twice.")
    return words


def _wrong_fields(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"profile_fields": sentence})


def answers(given: Any, asked: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What somebody answered to the lead's own fields; what is empty is left out. Raises `Invalid`."""
    if not isinstance(given, Mapping):
        raise Invalid("The further fields must be an object of answers.", fields={"fields": "must be an object"})
    known = {field["name"]: field for field in asked}
    made = {}
    for name, value in given.items():
        if name not in known:
            raise Invalid(f"This project asks for no field '{name}'.", fields={"fields": f"{name}: unknown"})
        if value is None or value == "":
            continue
        if not isinstance(value, str) or len(value) > LONGEST_FIELD:
            raise Invalid(f"'{name}' must be a text of at most {LONGEST_FIELD} characters.", fields={"fields": f"{name}: a text"})
        if known[name]["choices"] and value not in known[name]["choices"]:
            raise Invalid(
                f"'{name}' must be one of {', '.join(known[name]['choices'])}.", fields={"fields": f"{name}: not one of its choices"}
            )
        made[name] = value
    return made


def speaks(spoken: Sequence[Mapping[str, str]], wanted: str, at_least: str) -> bool:
    """Whether one of these languages is `wanted` (or a kind of it: "pt-BR" is "pt") at this level or a better one."""
    good = LEVELS[: LEVELS.index(at_least) + 1]
    return any(row["level"] in good and (row["language"] + "-").startswith(wanted + "-") for row in spoken)
