"""A decided dispute as an example of the guideline."""

from __future__ import annotations

import datetime as dt

from annotate.accounts.models import User
from annotate.annotations.services.quoting import quotable, spans_in
from domain.errors import Refused
from guidelines import services as guidelines
from guidelines.models import Example

from ..models import Decision


def propose_decision(
    decision: Decision, *, by: User, now: dt.datetime, label: str | None = None, kind: str = Example.HARD
) -> tuple[Example, bool]:
    """The text with what was decided, and why, as an example that waits for the guideline's next draft; once for a decision, however
    often this is called. label: whose example it is, the decided one unless said otherwise. kind: hard, or yes.

    Raises `Refused` (superseded) where another decision stands by now, (test_item) for an item of the test split, (no_text).
    """
    if Decision.objects.filter(supersedes=decision).exists():
        raise Refused("This was decided otherwise meanwhile. Look at it again.", code="superseded")
    task = decision.task
    text, spans = quotable(task), spans_in(task, decision.result)
    if label is None:
        label = decision.label.split(" | ")[0] or (spans[0]["label"] if spans else "")
    return guidelines.propose_example(
        task.project.guideline,
        label=label,
        text=text,
        spans=spans,
        kind=kind,
        why=decision.note,
        source=f"decision:{decision.pk}",
        by=str(by),
        now=now,
    )
