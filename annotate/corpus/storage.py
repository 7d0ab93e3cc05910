"""Files of releases on disk, under the data folder: canonical rows, named by their hash."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from domain.errors import Refused


def keep(head: bytes, rows: Iterable[bytes]) -> str:
    """Write the rows to their place; the SHA-256 of head and rows, by which they are found again. Complete or not there at all.

    The same rows give the same file, byte for byte: the archive carries no time and no name.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{uuid.uuid4().hex}.part"
    digest = hashlib.sha256(head)
    try:
        with part.open("wb") as file:
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as out:
                for row in rows:
                    digest.update(row)
                    out.write(row)
            file.flush()
            os.fsync(file.fileno())
        part.replace(_path(digest.hexdigest()))
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def rows(digest: str) -> Iterator[bytes]:
    """The rows as they were written. Raises `Refused` (file_missing) at once where the file is gone."""
    path = _path(digest)
    if not path.is_file():
        raise Refused(f"The file of this release is missing from the data folder (releases/{path.name}).", code="file_missing")
    return _read(path)


def _read(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        yield from file


def scratch() -> BinaryIO:
    """A temporary file for what must be written out of order; gone when it is closed."""
    return tempfile.TemporaryFile()


def _folder() -> Path:
    return Path(settings.MALMOI_DATA) / "releases"


def _path(digest: str) -> Path:
    return _folder() / f"{digest}.jsonl.gz"
