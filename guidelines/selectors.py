"""Nouns: the newest version, the compiled schema of a version."""

from __future__ import annotations

from functools import lru_cache

from domain.schema import LabelSchema, compile_config

from .models import Guideline, GuidelineVersion


def newest(guideline: Guideline) -> GuidelineVersion:
    return guideline.versions.order_by("-number")[0]


def schema_of(version: GuidelineVersion) -> LabelSchema:
    """The compiled label config. A version never changes, so its schema is compiled once per process."""
    return _compiled(version.label_config)


def schema_by_id(version_id: int) -> LabelSchema:
    return _by_id(version_id)


@lru_cache(maxsize=512)
def _by_id(version_id: int) -> LabelSchema:
    return _compiled(GuidelineVersion.objects.values_list("label_config", flat=True).get(pk=version_id))


@lru_cache(maxsize=512)
def _compiled(label_config: str) -> LabelSchema:
    return compile_config(label_config)
