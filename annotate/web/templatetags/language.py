"""`{% catalogue %}`: the sentences that the page’s scripts say, in its language; nothing in English, which they speak already."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Each by its own name, so that whoever reads no other finds theirs."""
    return settings.LANGUAGES


@register.simple_tag
def catalogue() -> SafeString:
    path = Path(settings.LOCALE_PATHS[0]) / (get_language() or "en") / "LC_MESSAGES" / "frontend.json"
    try:
        return _script(path, path.stat().st_mtime)
    except FileNotFoundError:
        return mark_safe("")


@lru_cache(maxsize=8)
def _script(path: Path, _changed: float) -> SafeString:
    return json_script(json.loads(path.read_text(encoding="utf-8")), "catalog")
