"""Files of imports on disk, under the data folder."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def keep(chunks: Iterable[bytes], name: str) -> str:
    """Write an upload to its place; returns the path relative to the data folder. Complete or not there at all."""
    folder = settings.MALMOI_DATA / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "".join(Path(name).suffixes[-2:])[:20]
    path = folder / f"{uuid.uuid4().hex}{suffix}"
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    part.rename(path)
    return str(path.relative_to(settings.MALMOI_DATA))


def open_kept(source: str) -> BinaryIO:
    return (settings.MALMOI_DATA / source).open("rb")


def drop(source: str) -> None:
    if source:
        (settings.MALMOI_DATA / source).unlink(missing_ok=True)
