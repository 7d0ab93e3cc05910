"""What the label config editor starts from: items to show, sample values for fields that none has, and what a save warns of."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from annotate.projects.models import Project
from domain.schema import compile_config

from ..starters import STARTERS
from ..starters.starter import medium

SHOWN = 5
LONGEST_TEXT = 4000
LONGEST_LIST = 100
LARGEST = 50_000
WARNINGS_SHOWN = 5


def editor(request: HttpRequest, *, items: list[dict[str, Any]], real: bool) -> dict[str, Any]:
    """For `json_script`. `real`: the items are the project's own, so a field that one lacks is worth a word."""
    return {
        "api": "/" + reverse("api:projects").strip("/").removesuffix("projects"),
        "csrf": get_token(request),
        "items": items,
        "real": real,
        "samples": samples(),
    }


def samples() -> dict[str, Any]:
    """By tag: something to show for a field that no item has yet."""
    first = {name: starter.examples[0] for name, starter in STARTERS.items()}
    text = first["topic"]["text"]
    return {
        "Text": text,
        "HyperText": f"<h3>{_('A heading')}</h3><p>{text}</p>",
        "Paragraphs": first["dialogue"]["dialogue"],
        "List": first["ranking"]["answers"],
        "Table": {_("Author"): "A. Weir", _("Year"): 1998},
        "Image": medium("street.svg"),
        "Audio": medium("vowels.wav"),
        "Choices": [{"value": "A"}, {"value": "B"}],
        "": text,
    }


def items_of(project: Project) -> list[dict[str, Any]]:
    """The first items of a project, cut to what a preview can show."""
    found = (_cut(data) for data in project.items.order_by("id").values_list("data", flat=True)[:SHOWN])
    return [data for data in found if isinstance(data, dict) and len(json.dumps(data)) <= LARGEST]


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        # An address that is cut leads nowhere.
        return value if len(value) <= LONGEST_TEXT or value.startswith("data:") else value[:LONGEST_TEXT] + "…"
    if isinstance(value, list):
        return [_cut(one) for one in value[:LONGEST_LIST]]
    if isinstance(value, dict):
        return {name: _cut(one) for name, one in value.items()}
    return value


def starters() -> dict[str, dict[str, Any]]:
    """What choosing a template fills in."""
    return {
        starter.name: {"label_config": starter.label_config, "guideline": starter.guideline, "examples": starter.examples}
        for starter in STARTERS.values()
    }


def warn(request: HttpRequest, label_config: str) -> None:
    """After saving: what is odd in the config, with its line."""
    remarks = compile_config(label_config).remarks
    for remark in remarks[:WARNINGS_SHOWN]:
        told = {"line": remark.line, "message": remark.message}
        messages.warning(request, _("Label config, line %(line)s: %(message)s") % told)
    if len(remarks) > WARNINGS_SHOWN:
        more = len(remarks) - WARNINGS_SHOWN
        messages.warning(request, _("The label config has %(n)s more warnings; the editor shows them all.") % {"n": more})
