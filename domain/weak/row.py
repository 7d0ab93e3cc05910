"""What a rule sees of an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """fields: the item's metadata, and of its data whatever a rule may name; text: what people read, None where there is none."""

    text: str | None
    fields: Mapping[str, Any] = field(default_factory=dict)
