"""`{% vite 'src/pages/annotate.ts' %}`: the script and style tags of one entry, as Vite's manifest names its files."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@lru_cache(maxsize=2)
def _read(path: Path, _changed: float) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def manifest() -> dict[str, Any]:
    """Read once for each build: the file's time tells a new build, so a running server needs no restart."""
    path = Path(settings.BASE_DIR) / "annotate" / "static" / "build" / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime)
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"The front end is not built: {path} is missing. Run `npm ci && npm run build` in frontend/ "
            "(`make run` does it too; with .venv/bin first on PATH no other Node is needed)."
        ) from None


def _imports(built: dict[str, Any], entry: str) -> list[str]:
    """The entry and every chunk it imports statically, the entry first, each once."""
    found: list[str] = []
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += built[name].get("imports", [])
    return found


@register.simple_tag
def vite(entry: str) -> SafeString:
    built = manifest()
    if entry not in built:
        entries = ", ".join(sorted(name for name, chunk in built.items() if chunk.get("isEntry")))
        raise ImproperlyConfigured(
            f"The front end's build has no entry {entry!r} (it has {entries}). "
            "Name it in frontend/vite.config.ts and build again."
        )
    chunks = [built[name] for name in _imports(built, entry)]
    own = chunks[0]["file"]
    styles = list(dict.fromkeys(css for chunk in chunks for css in chunk.get("css", [])))
    if own.endswith(".css"):
        styles.append(own)
    links = format_html_join("", '<link rel="stylesheet" href="{}">', ((static(f"build/{s}"),) for s in styles))
    if own.endswith(".css"):
        return links
    preload = format_html_join(
        "", '<link rel="modulepreload" href="{}">', ((static(f"build/{c['file']}"),) for c in chunks[1:])
    )
    return format_html('{}{}<script type="module" src="{}"></script>', links, preload, static(f"build/{own}"))
