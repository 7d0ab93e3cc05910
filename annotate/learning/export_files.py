"""Archives of exported model versions, under the data folder: named by their SHA-256, complete or not there at all."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from domain.errors import Problem, Refused

_FORGOTTEN = 3600.0


class Incoming:
    """An archive as it comes, piece by piece; `kept` gives it its place, and without that nothing stays.

    `name` is the same whenever the same is made again: what a killed worker left goes then. `Refused` (no_room) where the disk is full.
    """

    def __init__(self, name: str) -> None:
        self._name, self._part = name, _folder() / f"{name}.{uuid.uuid4().hex}.part"
        self._digest, self.size = hashlib.sha256(), 0
        self._file: BinaryIO | None = None

    def __enter__(self) -> Incoming:
        try:
            _folder().mkdir(parents=True, exist_ok=True)
            _sweep(self._name)
            self._file = self._part.open("wb")
        except OSError as error:
            raise _no_room(error) from error
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            if self._file:
                self._file.close()
        except OSError:
            pass  # what was not written cannot be flushed either
        self._part.unlink(missing_ok=True)

    def write(self, piece: bytes) -> None:
        assert self._file is not None
        try:
            self._file.write(piece)
        except OSError as error:
            raise _no_room(error) from error
        self._digest.update(piece)
        self.size += len(piece)

    def kept(self, sha256: str, size: int) -> str:
        """The digest. `Problem` (ml_backend) where what came is not what was sent."""
        assert self._file is not None
        if (self._digest.hexdigest(), self.size) != (sha256, size):
            raise Problem("The export arrived damaged: its digest is not the one that was told. Make it again.", code="ml_backend")
        try:
            _sync(self._file)
            self._part.replace(path(sha256))
        except OSError as error:
            raise _no_room(error) from error
        return sha256


def path(digest: str) -> Path:
    return _folder() / f"{digest}.zip"


def drop(digest: str) -> None:
    path(digest).unlink(missing_ok=True)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sweep(name: str) -> None:
    """What nobody has written to for an hour; another worker may be at a younger one."""
    for left in _folder().glob(f"{name}.*.part"):
        if time.time() - left.stat().st_mtime > _FORGOTTEN:
            left.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MALMOI_DATA) / "exports"


def _no_room(error: OSError) -> Refused:
    why = error.strerror or type(error).__name__
    return Refused(f"The export could not be written to the data folder: {why}. Make room and try again.", code="no_room")
