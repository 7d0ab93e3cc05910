"""POST /export: packs, measures, and sends the archive piece by piece. Nothing of it stays here."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
import zipfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from domain import protocol, protocol_export
from domain.errors import NotVisible, Problem
from domain.learnable import Example
from domain.protocol_export import ExportRequest
from ml_backend import loop
from ml_backend.settings import Settings
from ml_backend.store import Store, Version

_FORGOTTEN = 86_400.0
_ALWAYS = (1980, 1, 1, 0, 0, 0)
Event = dict[str, Any]


def export(payload: Any, store: Store, settings: Settings) -> Iterator[Event]:
    """The request is checked before the first event. `NotVisible` (no_version) where the files are gone, `Refused` (no_such_form)."""
    request = ExportRequest.parse(payload)
    try:
        version = store.load(request.project, request.model_version)
    except NotVisible as gone:
        raise NotVisible(gone.message, code="no_version", fields=gone.fields) from gone
    asked = loop.asked_of(version)
    read = [asked.example(row, f"examples[{n}]") for n, row in enumerate(request.examples)]
    return _events(version, request.form, [one for one in read if one is not None], settings)


def _events(version: Version, form: str, examples: list[Example], settings: Settings) -> Generator[Event, None, None]:
    from ml_backend.export.measure import measure
    from ml_backend.export.pack import pack
    from ml_backend.threads import limited

    yield protocol.progress(0.02, f"Packing {version.name} as {form}.")
    settings.store.mkdir(parents=True, exist_ok=True)
    _sweep(settings.store)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=settings.store) as place:
        folder, archive = Path(place) / "files", Path(place) / "archive.zip"
        folder.mkdir()
        try:
            with limited(settings.threads):
                pack(version, form, folder, settings)
            report = yield from measure(version, folder, examples, settings)
            yield protocol.progress(0.95, "Packing the files together.")
            _zipped(folder, archive, version.name)
        except OSError as error:
            raise Problem(f"The export could not be written: {error.strerror or error}.", code="no_room") from error
        digest, size = hashlib.sha256(), 0
        with archive.open("rb") as file:
            while piece := file.read(protocol_export.CHUNK):
                digest.update(piece)
                size += len(piece)
                yield protocol_export.part(piece)
        yield protocol_export.exported(digest.hexdigest(), size, report | {"form": form})


def _sweep(store: Path) -> None:
    """What a killed process left behind a day ago or longer."""
    for left in store.glob(".export-*"):
        if time.time() - left.stat().st_mtime > _FORGOTTEN:
            shutil.rmtree(left, ignore_errors=True)


def _zipped(folder: Path, archive: Path, name: str) -> None:
    """The same files give the same archive: no times, a fixed order. Weights hardly shrink, so they are kept as they are."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts):
            entry = zipfile.ZipInfo(f"{name}/{file.relative_to(folder).as_posix()}", _ALWAYS)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if file.stat().st_size > 2**20 else zipfile.ZIP_DEFLATED
            with file.open("rb") as content, out.open(entry, "w", force_zip64=True) as into:
                while piece := content.read(2**20):
                    into.write(piece)
