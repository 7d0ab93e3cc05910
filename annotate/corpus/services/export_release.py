"""A frozen release as an archive: its rows in the format asked for, its datasheet, guideline and label config."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .. import selectors
from ..models import Release
from .archive import zipped
from .datasheet import markdown
from .export_project import file_name
from .shapes import check_format, written


def export_release(release: Release, format: str) -> tuple[str, Iterator[bytes]]:
    """(file name, the bytes of a zip file, made as it is read). The same release and format give the same bytes.

    Raises `Invalid` (unknown_format) or `Refused` (file_missing) at once.
    """
    check_format(format)
    rows = _rows(release)
    sheet = release.manifest
    members = [
        ("DATASHEET.md", _text(markdown(sheet))),
        ("guideline.md", _text(sheet["guideline"]["text"])),
        ("label_config.xml", _text(sheet["label_config"])),
        (f"corpus.{format}", written(format, rows, lambda: sheet["fields"])),
    ]
    name = f"{file_name(release.project)}-release-{release.number}-{format}.zip"
    return name, zipped(members, at=release.frozen_at)


def _rows(release: Release) -> Iterator[dict[str, Any]]:
    return (_row(number, row) for number, row in enumerate(selectors.contents(release), 1))


def _row(number: int, row: dict[str, Any]) -> dict[str, Any]:
    decision = {name: row[name] for name in ("label", "rule", "share", "result")}
    return {**row, "id": number, "decision": decision}


def _text(text: str) -> Iterator[bytes]:
    yield text.encode()
