"""A version's exports, form by form: what there is, what could be made, what cannot and why."""

from __future__ import annotations

from dataclasses import dataclass

from domain.export_forms import FORMS, why_not

from .. import export_files
from ..models import ModelVersion, VersionExport


@dataclass(frozen=True)
class Form:
    """`why_not`: a key of domain.export_forms.REASONS, empty where it can be made; `is_there`: whether the file can be fetched."""

    name: str
    why_not: str
    export: VersionExport | None
    is_there: bool


def forms_of(version: ModelVersion) -> list[Form]:
    made = version.metrics.get("made") or {}
    rows = {row.form: row for row in VersionExport.objects.filter(model_version=version)}
    out = []
    for name in FORMS:
        row = rows.get(name)
        there = bool(row and row.state == VersionExport.READY and export_files.path(row.digest).is_file())
        out.append(Form(name, why_not(made, name), row, there))
    return out
