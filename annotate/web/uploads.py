"""Uploads of thousands of files: each lies in the folder of uploads, closed, until it is read, and is gone with its request."""

from __future__ import annotations

import os
import tempfile
import weakref
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class LaidDown(UploadedFile):
    """Opened when it is first read. Django's own keeps every file of a request open, and a process may only have so many."""

    def __init__(self, path: str, *about: Any) -> None:
        self._path = path
        self._open: Any = None
        # Also where the request broke off and nobody closes it.
        self._remove = weakref.finalize(self, Path(path).unlink, missing_ok=True)
        super().__init__(None, *about)

    @property
    def file(self) -> Any:
        if self._open is None:
            self._open = open(self._path, "rb")  # noqa: SIM115 (closed below)
        return self._open

    @file.setter
    def file(self, _: Any) -> None:
        pass

    def close(self) -> None:
        """Closed for good: what was sent is deleted."""
        if self._open is not None:
            self._open.close()
        self._remove()


class LayDown(FileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        handle, path = tempfile.mkstemp(".upload", dir=settings.FILE_UPLOAD_TEMP_DIR)
        self._out = os.fdopen(handle, "wb")
        self._made = LaidDown(path, self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._out.write(raw_data)

    def file_complete(self, file_size: int) -> LaidDown:
        self._out.close()
        self._made.size = file_size
        return self._made
