"""Examples for the next version: proposed from a question, a decision or by hand, put into the draft, or dismissed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F

from domain.errors import Invalid, Refused
from domain.guideline import YES
from domain.guideline import example as checked
from domain.guideline.placing import place
from domain.schema import LabelSchema, compile_config

from ..models import Draft, Example, Guideline
from ..selectors import as_example, brings_labels, newest, schema_of, shown_labels

_AT_ONCE = 200


@transaction.atomic
def propose_example(
    guideline: Guideline,
    *,
    label: str,
    text: str,
    spans: Iterable = (),
    kind: str = YES,
    why: str = "",
    source: str,
    by: str,
    now: dt.datetime,
) -> tuple[Example, bool]:
    """(example, True), or (the one of the same source, False). In the draft at once where nobody edits it; else it waits there.

    spans: {start, end, label} in code points of the text. kind: yes, no (it is none), hard. source: "question:12", "decision:34", or an id
    of the client's. Raises `Invalid`.
    """
    if not source or len(source) > 100 or "\x00" in source:
        raise Invalid("source: a text of 1 to 100 characters is required.", fields={"source": "1 to 100 characters"})
    before = guideline.examples.filter(source=source).first()
    if before is not None:
        return before, False
    one = checked(text, label=label.strip()[:1000], kind=kind, spans=spans, why=why)
    told = [{"start": span.start, "end": span.end, "label": span.label} for span in one.spans]
    try:
        with transaction.atomic():
            made = Example.objects.create(
                guideline=guideline,
                label=one.label or "",
                kind=one.kind,
                text=one.text,
                spans=told,
                why=one.why,
                source=source,
                proposed_by=by,
                created_at=now,
            )
    except IntegrityError:
        return guideline.examples.get(source=source), False
    _into_the_draft(guideline, now)
    made.refresh_from_db()
    return made, True


def dismiss(example: Example, *, now: dt.datetime) -> Example:
    """It will not be in the guideline. Raises `Refused` (placed) once it stands in the draft: there it is deleted like any text."""
    if not Example.objects.filter(pk=example.pk, placed_at__isnull=True).update(dismissed_at=now):
        raise Refused("This example stands in the draft already; delete it there.", code="placed")
    example.refresh_from_db()
    return example


@transaction.atomic
def place_waiting(guideline: Guideline, *, now: dt.datetime) -> int:
    """Put the examples that wait into the draft; how many. One whose label the draft's config lacks goes on waiting."""
    draft = Draft.objects.filter(guideline=guideline).first()
    waiting = list(guideline.examples.filter(placed_at__isnull=True, dismissed_at__isnull=True).order_by("pk")[:_AT_ONCE])
    if draft is None or not waiting:
        return 0
    schema = _schema_of(draft)
    labels = shown_labels(schema)
    text, placed = draft.text, []
    for example in waiting:
        if _unknown(example, labels) and not brings_labels(schema):
            continue
        try:
            text = place(text, as_example(example), labels)
        except Refused:
            continue
        placed.append(example.pk)
    if not Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(text=text, revision=F("revision") + int(bool(placed))):
        return 0
    return Example.objects.filter(pk__in=placed).update(placed_at=now)


def _into_the_draft(guideline: Guideline, now: dt.datetime) -> None:
    draft = Draft.objects.filter(guideline=guideline).first()
    if draft is None:
        base = newest(guideline)
        given = {"base": base, "text": base.text, "label_config": base.label_config, "updated_at": now}
        draft, _ = Draft.objects.get_or_create(guideline=guideline, defaults=given)
    if not draft.locked_by or draft.locked_until is None or draft.locked_until <= now:
        place_waiting(guideline, now=now)


def _schema_of(draft: Draft) -> LabelSchema:
    """Of the draft, or of what it was begun from while its label config is not finished."""
    try:
        return compile_config(draft.label_config)
    except Invalid:
        return schema_of(draft.base)


def _unknown(example: Example, labels: tuple[str, ...]) -> bool:
    named = {example.label, *(span["label"] for span in example.spans)} - {""}
    return not named.issubset(labels)
