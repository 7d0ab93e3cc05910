"""The draft of the next version: one a guideline, edited by one person at a time whom everybody sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from domain.errors import Invalid, Refused
from domain.guideline import outline
from domain.guideline.placing import stands_in

from ..models import Draft, Example, Guideline, GuidelineVersion
from ..selectors import as_example, labels_of, newest, schema_of
from .examples import place_waiting
from .publish import publish

# So long a draft is kept for who edits it; each save and each sign of life begins it anew.
LOCK = dt.timedelta(minutes=5)
_LONGEST = 200_000


def open_draft(guideline: Guideline, *, now: dt.datetime) -> Draft:
    """The draft; where there is none, a new one that is the newest version."""
    found = Draft.objects.filter(guideline=guideline).first()
    if found is not None:
        return found
    base = newest(guideline)
    given = {"base": base, "text": base.text, "label_config": base.label_config, "updated_at": now}
    return Draft.objects.get_or_create(guideline=guideline, defaults=given)[0]


def hold(guideline: Guideline, *, by: str, now: dt.datetime, over: bool = False) -> Draft:
    """Keep the draft for `by`, or go on keeping it. over: also from somebody else who holds it; their next save is refused and kept.

    Raises `Refused` (locked).
    """
    draft = open_draft(guideline, now=now)
    mine = Draft.objects.filter(pk=draft.pk)
    if not (mine if over else mine.filter(_free(by, now))).update(locked_by=by, locked_until=now + LOCK):
        raise _locked(Draft.objects.get(pk=draft.pk))
    return Draft.objects.get(pk=draft.pk)


@transaction.atomic
def let_go(guideline: Guideline, *, by: str, now: dt.datetime) -> None:
    """Done for now: others may edit, and examples that waited are put in. Harmless for who holds nothing."""
    if Draft.objects.filter(guideline=guideline, locked_by=by).update(locked_by="", locked_until=None):
        place_waiting(guideline, now=now)


@transaction.atomic
def save(
    guideline: Guideline,
    *,
    by: str,
    seen: int,
    text: str,
    label_config: str,
    change_note: str | None = None,
    mapping: Sequence[Mapping[str, Any]] | None = None,
    base: GuidelineVersion | None = None,
    now: dt.datetime,
) -> Draft:
    """Write the draft, which may be unfinished and even wrong; examples that waited are put in behind it. Keeps it for `by`.

    seen: the `revision` that the writer saw. base: they have read this version and write the next after it. Raises `Refused`: locked,
    by somebody else; draft_changed, since `seen`.
    """
    if len(text) > _LONGEST or len(label_config) > _LONGEST:
        raise Invalid(f"A guideline has at most {_LONGEST:,} characters.", fields={"text": "too long"})
    draft = open_draft(guideline, now=now)
    given: dict[str, Any] = {"text": text.replace("\r\n", "\n"), "label_config": label_config.replace("\r\n", "\n")}
    more = {"change_note": change_note, "mapping": None if mapping is None else list(mapping), "base": base}
    given |= {name: value for name, value in more.items() if value is not None}
    if not Draft.objects.filter(_free(by, now), pk=draft.pk, revision=seen).update(
        **given, revision=F("revision") + 1, edited_by=by, updated_at=now, locked_by=by, locked_until=now + LOCK
    ):
        raise _why_not(Draft.objects.get(pk=draft.pk), by, now)
    place_waiting(guideline, now=now)
    return Draft.objects.get(pk=draft.pk)


@transaction.atomic
def discard(guideline: Guideline, *, by: str, seen: int, now: dt.datetime) -> None:
    """Throw the draft away. Examples that only it had wait again. Raises `Refused` as `save` does."""
    draft = Draft.objects.filter(guideline=guideline).first()
    if draft is None:
        return
    if not Draft.objects.filter(_free(by, now), pk=draft.pk, revision=seen).delete()[0]:
        raise _why_not(Draft.objects.get(pk=draft.pk), by, now)
    base = newest(guideline)
    there = outline(base.text, labels_of(schema_of(base)))
    placed = guideline.examples.filter(placed_at__isnull=False)
    again = [one.pk for one in placed if not stands_in(there, as_example(one))]
    Example.objects.filter(pk__in=again).update(placed_at=None)


@transaction.atomic
def publish_draft(
    guideline: Guideline,
    *,
    by: str,
    author: str,
    seen: int,
    now: dt.datetime,
    changed: Sequence[str] | None = None,
    change_note: str | None = None,
    mapping: Sequence[Mapping[str, Any]] | None = None,
    base: GuidelineVersion | int | None = None,
) -> GuidelineVersion:
    """The draft becomes the next version and is gone with it. Where that is refused, the draft stays as it is.

    base: instead of the version that the draft was begun from, one whose changes its writer has read since.
    """
    draft = Draft.objects.filter(guideline=guideline).select_related("base").first()
    if draft is None:
        raise Refused("There is no draft to publish.", code="no_draft")
    if draft.revision != seen or not Draft.objects.filter(_free(by, now), pk=draft.pk).exists():
        raise _why_not(draft, by, now)
    note = draft.change_note if change_note is None else change_note
    if not note.strip():
        raise Invalid("change_note: say in a sentence what changed.", fields={"change_note": "is required"})
    made = publish(
        guideline,
        text=draft.text,
        label_config=draft.label_config,
        change_note=note,
        author=author,
        now=now,
        changed=changed,
        mapping=draft.mapping if mapping is None else mapping,
        base=base if base is not None else draft.base,
    )
    if not Draft.objects.filter(_free(by, now), pk=draft.pk, revision=seen).delete()[0]:
        raise _why_not(Draft.objects.get(pk=draft.pk), by, now)
    return made


def _free(by: str, now: dt.datetime) -> Q:
    return Q(locked_by__in=("", by)) | Q(locked_until__lte=now)


def _why_not(draft: Draft, by: str, now: dt.datetime) -> Refused:
    if draft.locked_by not in ("", by) and draft.locked_until and draft.locked_until > now:
        return _locked(draft)
    return Refused(
        f"{draft.edited_by or 'Somebody'} saved the draft since you opened it. Your text is not lost; it is not saved yet either.",
        code="draft_changed",
        fields={"revision": draft.revision},
    )


def _locked(draft: Draft) -> Refused:
    return Refused(
        f"{draft.locked_by} is editing the draft. Your text is not lost; it is not saved yet either.",
        code="locked",
        fields={"locked_by": draft.locked_by, "locked_until": draft.locked_until.isoformat() if draft.locked_until else None},
    )
