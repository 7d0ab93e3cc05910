"""Pictures and sounds on disk, under the data folder: each content once, named by its SHA-256, whole or not there at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings

# Sides of thumbnails, in pixels: a fixed few, so that nobody can fill the disk with sizes.
SIZES = (160, 320, 640)
_ADDRESS = re.compile(r"(?:https?://[^/]+)?/projects/(\d+)/files/([0-9a-f]{64})/")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def address(project: int, digest: str, name: str) -> str:
    """Where the pages of a project serve it; what stands in the data of its item."""
    return f"/projects/{project}/files/{digest}/{quote(name.rsplit('/', 1)[-1], safe='')}"


def digest_of(address: object) -> str | None:
    """The digest in an address served here; None for any other value."""
    found = _ADDRESS.match(address) if isinstance(address, str) else None
    return found[2] if found else None


def put(content: bytes) -> str:
    """Keep it, if it is not kept already; its digest."""
    name = digest(content)
    path = path_of(name)
    if not path.is_file():
        _write(path, content)
    return name


def path_of(name: str) -> Path:
    return _folder() / name[:2] / name


def is_kept(name: str) -> bool:
    return path_of(name).is_file()


def open_content(name: str) -> BinaryIO:
    """Raises `FileNotFoundError` where it is gone."""
    return path_of(name).open("rb")


def thumbnail(name: str, size: int, make: Callable[[bytes, int], bytes]) -> bytes:
    """From the shelf, or made now and kept."""
    path = _thumbnail_path(name, size)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = make(path_of(name).read_bytes(), size)
        _write(path, made)
        return made


def forget(names: Iterable[str]) -> None:
    for name in names:
        for size in SIZES:
            _thumbnail_path(name, size).unlink(missing_ok=True)
        path_of(name).unlink(missing_ok=True)


@contextmanager
def held(*, alone: bool = False) -> Iterator[None]:
    """While an import holds the shelf nobody forgets a file; who forgets holds it alone. Else a content that one import takes back could
    be gone just when another has found it there already."""
    _folder().mkdir(parents=True, exist_ok=True)
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{uuid.uuid4().hex}.part")
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MALMOI_DATA) / "files"


def _thumbnail_path(name: str, size: int) -> Path:
    return Path(settings.MALMOI_DATA) / "thumbnails" / name[:2] / f"{name}-{size}.jpg"
