"""Shapes of exports of model versions."""

from __future__ import annotations

from rest_framework import serializers as s

from domain.export_forms import FORMS


class NewExport(s.Serializer):
    form = s.ChoiceField(FORMS)


class VersionForm(s.Serializer):
    form = s.ChoiceField(FORMS)
    cannot = s.CharField(allow_blank=True, help_text="why this version cannot take that form; empty where it can")
    state = s.CharField(allow_blank=True, help_text="waiting, ready or failed; empty where it was never asked for")
    is_there = s.BooleanField(help_text="the file can be fetched")
    size = s.IntegerField(help_text="bytes of the archive")
    report = s.DictField(
        help_text="{on, items, threads, megabytes, original, exported, same_answer, difference}: of both {score, items_per_second, "
        "median_ms}; the difference of the scores with its 95 % interval"
    )
    failure = s.CharField(allow_blank=True)
    made_at = s.DateTimeField(allow_null=True)
