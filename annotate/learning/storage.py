"""Files of what model versions said of test items, and of what rules said for a training, under the data folder: named by their hash,
complete or not there at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import uuid
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

_ANSWERS = "test-answers"


def keep(record: dict[str, Any], kind: str = _ANSWERS) -> str:
    """Write it down; the SHA-256 by which it is found again. kind: the name of the folder."""
    told = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(told).hexdigest()
    folder = _folder(kind)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{uuid.uuid4().hex}.part"
    try:
        with part.open("wb") as file:
            file.write(gzip.compress(told, 6, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        part.replace(_path(digest, kind))
    finally:
        part.unlink(missing_ok=True)
    return digest


def read(digest: str, kind: str = _ANSWERS) -> dict[str, Any] | None:
    """None where the file is gone or is not what was written: it can be asked for again."""
    try:
        told = gzip.decompress(_path(digest, kind).read_bytes())
    except (OSError, EOFError, ValueError):
        return None
    return orjson.loads(told) if hashlib.sha256(told).hexdigest() == digest else None


def _folder(kind: str) -> Path:
    return Path(settings.MALMOI_DATA) / kind


def _path(digest: str, kind: str = _ANSWERS) -> Path:
    return _folder(kind) / f"{digest}.json.gz"
