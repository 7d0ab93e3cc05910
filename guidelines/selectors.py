"""Nouns: the newest version, the compiled schema of a version, its sections, what became of its labels, the draft, what waits for it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import lru_cache

from django.db.models import QuerySet

from domain.guideline import Example as Written
from domain.guideline import Section, Span, outline
from domain.guideline.mapping import Chain, step_of
from domain.schema import LabelSchema, compile_config

from .models import Draft, Example, Guideline, GuidelineVersion


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


def labels_of(schema: LabelSchema) -> tuple[str, ...]:
    """Every label that may stand in a result, in the order of the config; nested ones also as paths joined by "/"."""
    found: dict[str, None] = {}
    for control in schema.controls:
        found.update(dict.fromkeys(control.values))
        found.update(dict.fromkeys("/".join(path) for path in sorted(control.paths)))
    return tuple(dict.fromkeys((*found, *(schema.relation_labels or ()))))


def shown_labels(schema: LabelSchema) -> tuple[str, ...]:
    """As `labels_of`, and what people see where results hold an alias, and each step of a path: what a guideline may call a label."""
    names = [name for control in schema.controls for name in control.aliases]
    steps = [step for control in schema.controls for path in sorted(control.paths) for step in path]
    return tuple(dict.fromkeys((*labels_of(schema), *names, *steps)))


def brings_labels(schema: LabelSchema) -> bool:
    """Whether tasks bring labels of their own, so that none can be called unknown."""
    return any(control.dynamic for control in schema.controls)


def sections(version: GuidelineVersion) -> list[Section]:
    """The text in sections; a section's label is as it stands in results."""
    return list(_sections(version.text, version.label_config))


@lru_cache(maxsize=64)
def _sections(text: str, label_config: str) -> tuple[Section, ...]:
    schema = _compiled(label_config)
    stored = {name: alias for control in schema.controls for name, alias in control.aliases.items()}
    made = outline(text, shown_labels(schema)).sections
    return tuple(_as_stored(section, stored) if section.label in stored else section for section in made)


def _as_stored(section: Section, stored: dict[str, str]) -> Section:
    label = stored[section.label or ""]
    return dataclasses.replace(section, label=label, examples=tuple(dataclasses.replace(one, label=label) for one in section.examples))


def chains(guideline: Guideline) -> dict[int, Chain]:
    """{id of a version: what its labels became by the newest}, for versions that a step came after; empty where nobody recorded one."""
    told = list(guideline.versions.order_by("number").values_list("pk", "number", "mapping"))
    steps = [(number, [step_of(step) for step in mapping]) for _, number, mapping in told]
    made = {pk: Chain([later for later in steps if later[0] > number]) for pk, number, _ in told}
    return {pk: chain for pk, chain in made.items() if chain}


def draft_of(guideline: Guideline) -> Draft | None:
    return Draft.objects.filter(guideline=guideline).select_related("base").first()


def holder(draft: Draft | None, now: dt.datetime) -> str:
    """Who edits the draft now; empty for nobody."""
    return draft.locked_by if draft and draft.locked_until and draft.locked_until > now else ""


def waiting(guideline: Guideline) -> QuerySet[Example]:
    """Examples that are neither in the draft nor dismissed, in the order in which they came."""
    return guideline.examples.filter(placed_at__isnull=True, dismissed_at__isnull=True).order_by("pk")


def as_example(row: Example) -> Written:
    """As it is written into a text."""
    spans = tuple(sorted({Span(span["start"], span["end"], span["label"]) for span in row.spans}))
    return Written(row.text, row.label or None, row.kind, spans, row.why)
