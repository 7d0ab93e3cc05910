"""Start a guideline, publish a version of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from domain.errors import Invalid, Refused
from domain.guideline.differences import changed_labels
from domain.guideline.mapping import RENAME, Step, checked
from domain.guideline.soundness import findings
from domain.schema import LabelSchema, compile_config

from ..models import Guideline, GuidelineVersion
from ..selectors import brings_labels, labels_of, schema_of, shown_labels


@transaction.atomic
def start(*, title: str, text: str, label_config: str, author: str, now: dt.datetime) -> GuidelineVersion:
    """A new guideline with its version 1. Raises `Invalid` when the label config does not compile or the text names a label it has not."""
    guideline = Guideline.objects.create(title=title, created_at=now)
    return publish(guideline, text=text, label_config=label_config, change_note="First version", author=author, now=now)


@transaction.atomic
def publish(
    guideline: Guideline,
    *,
    text: str,
    label_config: str,
    change_note: str,
    author: str,
    now: dt.datetime,
    changed: Iterable[str] | None = None,
    mapping: Sequence[Mapping[str, Any]] = (),
    base: GuidelineVersion | int | None = None,
) -> GuidelineVersion:
    """The next version. Older ones stay as they are: annotations point at them.

    changed: labels whose meaning is another now; where nobody says, those whose section or place in the config differs. mapping: steps
    {kind, from, to} from the labels of the version before. base: the version (or its number) that the writer started from. Raises `Invalid`
    (unknown_label, bad_mapping, and what a label config may lack) and `Refused` (published_meanwhile) where `base` is not the newest.
    """
    schema = compile_config(label_config)
    last = guideline.versions.order_by("-number").first()
    _check_base(last, base)
    text = text.replace("\r\n", "\n")
    was = schema_of(last) if last else None
    check_text(text, schema, was)
    steps = checked(mapping, labels_of(was) if was else (), labels_of(schema))
    try:
        with transaction.atomic():
            return GuidelineVersion.objects.create(
                guideline=guideline,
                number=last.number + 1 if last else 1,
                text=text,
                label_config=label_config,
                change_note=change_note,
                author=author,
                published_at=now,
                changed=_changed(changed, last, was, text, schema, steps),
                mapping=[step.as_json() for step in steps],
            )
    except IntegrityError:
        newest = guideline.versions.order_by("-number").first()
        raise _meanwhile(newest) from None


def check_text(text: str, schema: LabelSchema, was: LabelSchema | None) -> None:
    """Raises `Invalid` (unknown_label) with the first fault and its line."""
    former = shown_labels(was) if was else ()
    faults = [f for f in findings(text, shown_labels(schema), former=former, is_open=brings_labels(schema)) if f.is_fault]
    if faults:
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise Invalid(f"text: {faults[0].message}{more}", code="unknown_label", fields={"text": faults[0].message})


def _check_base(last: GuidelineVersion | None, base: GuidelineVersion | int | None) -> None:
    number = base.number if isinstance(base, GuidelineVersion) else base
    if number is not None and last is not None and number != last.number:
        raise _meanwhile(last)


def _meanwhile(newest: GuidelineVersion) -> Refused:
    who = newest.author or "Somebody"
    return Refused(
        f"{who} published version {newest.number} meanwhile: “{newest.change_note}”. Nothing of yours is lost: read theirs, take over what "
        "you need, then publish yours after it.",
        code="published_meanwhile",
        fields={"base": newest.number},
    )


def _changed(
    given: Iterable[str] | None,
    last: GuidelineVersion | None,
    was: LabelSchema | None,
    text: str,
    schema: LabelSchema,
    steps: Sequence[Step],
) -> list[str]:
    if last is None or was is None:
        return []
    old, new = labels_of(was), labels_of(schema)
    if given is None:
        renamed = {step.before[0]: step.after[0] for step in steps if step.kind == RENAME}
        return changed_labels(last.text, text, old, new, renamed=renamed)
    told = list(dict.fromkeys(given))
    for label in told:
        if label not in old and label not in new:
            raise Invalid(f"changed: '{label}' is no label of this version or the one before.", fields={"changed": "unknown label"})
    return told
