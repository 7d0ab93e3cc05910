"""Files of what model versions said of test items, under the data folder: named by their hash, complete or not there at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import uuid
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings


def keep(record: dict[str, Any]) -> str:
    """Write it down; the SHA-256 by which it is found again."""
    told = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(told).hexdigest()
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{uuid.uuid4().hex}.part"
    try:
        with part.open("wb") as file:
            file.write(gzip.compress(told, 6, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        part.replace(_path(digest))
    finally:
        part.unlink(missing_ok=True)
    return digest


def read(digest: str) -> dict[str, Any] | None:
    """None where the file is gone or is not what was written: it can be asked for again."""
    try:
        told = gzip.decompress(_path(digest).read_bytes())
    except (OSError, EOFError, ValueError):
        return None
    return orjson.loads(told) if hashlib.sha256(told).hexdigest() == digest else None


def _folder() -> Path:
    return Path(settings.MALMOI_DATA) / "test-answers"


def _path(digest: str) -> Path:
    return _folder() / f"{digest}.json.gz"
