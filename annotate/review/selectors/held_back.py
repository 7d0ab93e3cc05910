"""The round that holds back the next one: measured last, and under its target."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.queue.models import Round

from .board import Standing


def held_back(standings: Sequence[Standing]) -> Round | None:
    """The last round with a target that was measured, where it missed it and nobody overruled that. Practice holds nothing back."""
    last = next((one for one in reversed(standings) if one.met is not None and one.round.kind != Round.TRAINING), None)
    return last.round if last is not None and last.met is False and last.round.overruled_by_id is None else None
