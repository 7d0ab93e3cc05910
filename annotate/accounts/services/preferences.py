"""What a person prefers: language, theme, keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from domain.errors import Invalid

LANGUAGES = ("en", "ko")
THEMES = ("system", "light", "dark")
SNAPS = ("word", "character", "morpheme")
_MOST_KEYS, _MOST_CHORDS, _LONGEST = 100, 4, 40


def set_preferences(user: User, /, **given: Any) -> dict[str, Any]:
    """Merge these into what the person prefers, and give all of it. None takes a preference back; `keys` come as a whole."""
    wrong = {name: _objection(name, value) for name, value in given.items() if value is not None or name not in _PREFERENCES}
    wrong = {name: what for name, what in wrong.items() if what}
    if wrong:
        raise Invalid(" ".join(f"Preference '{name}': {what}." for name, what in wrong.items()), fields=wrong)
    with transaction.atomic():
        kept = User.objects.select_for_update().only("preferences").get(pk=user.pk)
        merged = {**kept.preferences, **given}
        kept.preferences = {name: value for name, value in merged.items() if value is not None}
        kept.save(update_fields=["preferences"])
    user.preferences = kept.preferences
    return user.preferences


def _objection(name: str, value: Any) -> str:
    """What is wrong with it; empty where nothing is."""
    if name not in _PREFERENCES:
        return f"there is no such preference; known: {', '.join(_PREFERENCES)}"
    return _PREFERENCES[name](value)


def _one_of(*known: str) -> Callable[[Any], str]:
    return lambda value: "" if isinstance(value, str) and value in known else f"must be one of {', '.join(known)}"


def _switch(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _keys(value: Any) -> str:
    if not isinstance(value, dict) or not all(isinstance(chords, list) for chords in value.values()):
        return "must be an object of commands, each with a list of keys"
    if len(value) > _MOST_KEYS or any(len(chords) > _MOST_CHORDS for chords in value.values()):
        return f"at most {_MOST_KEYS} commands with {_MOST_CHORDS} keys each"
    said = [*value, *(chord for chords in value.values() for chord in chords)]
    if not all(isinstance(word, str) and 0 < len(word) <= _LONGEST and word.isprintable() for word in said):
        return f"the name of a command and of a key is a text of 1 to {_LONGEST} characters"
    return ""


_PREFERENCES: dict[str, Callable[[Any], str]] = {
    "language": _one_of(*LANGUAGES),
    "theme": _one_of(*THEMES),
    "single_keys": _switch,
    "keys": _keys,
    "snap": _one_of(*SNAPS),
}
