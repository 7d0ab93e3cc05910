"""What a project can begin with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Starter:
    """A kind of task: its label config, a guideline with a section for each label, and items to try it on.

    `title` and `description` are words of the interface and are translated; the rest is content that its project may change.
    """

    name: str
    group: str
    title: str
    description: str
    label_config: str
    guideline: str
    examples: tuple[dict[str, Any], ...]

    @cached_property
    def picture(self) -> SafeString:
        """A drawing of the task, to stand in the page: it takes the page's colours."""
        return mark_safe((_HERE / "pictures" / f"{self.name}.svg").read_text(encoding="utf-8"))


def prose(text: str) -> str:
    """Markdown with each paragraph on one line, as one writes it in a field that wraps by itself."""
    return re.sub(r"(?<=[^\n])\n(?=[^\n#\-\d])", " ", text)


def medium(name: str) -> str:
    """The address of one of our own pictures and sounds to try a task on."""
    return static(f"web/starters/{name}")
