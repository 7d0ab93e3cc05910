"""Verbs: start a guideline, publish a version of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from domain.schema import compile_config

from .models import Guideline, GuidelineVersion


@transaction.atomic
def start(*, title: str, text: str, label_config: str, author: str, now: dt.datetime) -> GuidelineVersion:
    """A new guideline with its version 1. Raises `Invalid` when the label config does not compile."""
    guideline = Guideline.objects.create(title=title, created_at=now)
    return publish(guideline, text=text, label_config=label_config, change_note="First version", author=author, now=now)


@transaction.atomic
def publish(
    guideline: Guideline, *, text: str, label_config: str, change_note: str, author: str, now: dt.datetime
) -> GuidelineVersion:
    """The next version. Older ones stay as they are: annotations point at them."""
    compile_config(label_config)
    last = guideline.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return GuidelineVersion.objects.create(
        guideline=guideline,
        number=last + 1,
        text=text,
        label_config=label_config,
        change_note=change_note,
        author=author,
        published_at=now,
    )
