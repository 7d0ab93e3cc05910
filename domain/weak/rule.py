"""A rule: what it looks at, and the label it gives or does not give. One registry of kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from domain.errors import Invalid

from . import keywords, metadata, pattern, prompt
from .row import Row

Labeller = Callable[[Row], str | None]

KINDS: dict[str, ModuleType] = {"keywords": keywords, "pattern": pattern, "metadata": metadata, "prompt": prompt}


def check(kind: str, settings: Any, label: str, labels: Sequence[str]) -> dict[str, Any]:
    """The settings as they are kept. `Invalid` says what is wrong and in which field."""
    if kind not in KINDS:
        raise Invalid(f"There is no kind of rule '{kind}'; there are {', '.join(KINDS)}.", fields={"kind": "unknown"})
    if not isinstance(settings, Mapping):
        raise Invalid("The settings of a rule must be an object.", fields={"settings": "an object"})
    kept: dict[str, Any] = KINDS[kind].check(settings, tuple(labels))
    if KINDS[kind].names_labels(kept):
        if label:
            raise Invalid("This rule names its labels itself; leave the label empty.", fields={"label": "not for this rule"})
    elif label not in labels:
        known = ", ".join(labels[:20])
        raise Invalid(f"'{label}' is no label of this project. There are: {known}.", fields={"label": "unknown"})
    return kept


def labeller(kind: str, settings: Mapping[str, Any], label: str, *, ask: prompt.Ask | None = None, labels: Sequence[str] = ()) -> Labeller:
    """row → a label, or None where the rule has nothing to say. `ask` puts a question to a language model, for rules that need one."""
    if kind == "prompt":
        return prompt.labeller(settings, labels, ask)
    made: Labeller = KINDS[kind].labeller(settings, label)
    return made
