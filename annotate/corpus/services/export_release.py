"""A frozen release as an archive: its rows in the format asked for, its datasheet, guideline and label config."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from domain.formats.boxes import ARCHIVES
from domain.schema import compile_config

from .. import selectors, storage
from ..models import Release
from .archive import zipped
from .datasheet import markdown
from .export_project import file_name
from .mapping import as_given as as_people_gave
from .pictures import Shelf, as_picture, places
from .shapes import check_format, written

_DRAWN = ("RectangleLabels", "PolygonLabels", "Labels")


def export_release(release: Release, format: str, *, as_given: bool = False, files: bool = False) -> tuple[str, Iterator[bytes]]:
    """(file name, the bytes of a zip file, made as it is read). The same release and format give the same bytes.

    format: one of `EXPORTS`, or of `ARCHIVES` (pictures with boxes). as_given: labels as people gave them, where the release holds them as
    the newest guideline version calls them. files: with the pictures and sounds, at which the data point. Raises `Invalid`
    (unknown_format) or `Refused` (file_missing) at once.
    """
    if format not in ARCHIVES:
        check_format(format)
    sheet = release.manifest
    mapped = "mapping" in sheet
    given_back = mapped and as_given
    shelf = Shelf(release.project, places(format))
    if files:
        for row in selectors.contents(release):
            shelf.along(row["data"], row["split"])
        shelf.check()
    members = [
        ("DATASHEET.md", _text(markdown(sheet))),
        ("guideline.md", _text(sheet["guideline"]["text"])),
        ("label_config.xml", _text(sheet["label_config"])),
    ]
    if format in ARCHIVES:
        corpus = _detection(release, format, given_back, shelf)
    else:
        rows = _rows(release, given_back)
        rows = ({**row, "data": shelf.along(row["data"], row["split"])} for row in rows) if files else rows
        corpus = iter([(f"corpus.{format}", written(format, rows, lambda: sheet["fields"], given_too=mapped and not as_given))])
    name = f"{file_name(release.project)}-release-{release.number}-{format}{'-files' if files else ''}.zip"
    return name, zipped(chain(members, corpus, shelf.members() if files else ()), at=release.frozen_at)


def _detection(release: Release, format: str, given_back: bool, shelf: Shelf) -> Iterator[tuple[str, Iterable[bytes]]]:
    schema = compile_config(release.manifest["label_config"])
    labels = [value for control in schema.controls if control.tag in _DRAWN for value in control.values]
    selectors.contents(release)  # a file that is missing is said before the first byte
    return ARCHIVES[format](lambda: (as_picture(row, schema, shelf) for row in _rows(release, given_back)), labels, storage.scratch)


def _rows(release: Release, given_back: bool) -> Iterator[dict[str, Any]]:
    rows = selectors.contents(release)
    return (_row(number, as_people_gave(row) if given_back else row) for number, row in enumerate(rows, 1))


def _row(number: int, row: dict[str, Any]) -> dict[str, Any]:
    names = ("label", "rule", "share", "posterior", "result", "label_as_given", "result_as_given", "label_may_be", "accepted_from")
    decision = {name: row[name] for name in names if name in row}
    return {**row, "id": number, "decision": decision}


def _text(text: str) -> Iterator[bytes]:
    yield text.encode()
