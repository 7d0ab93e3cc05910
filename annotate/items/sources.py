"""Where pictures come from: an archive or a folder. Both list what they hold in one fixed order and hand out one file at a time."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from domain.errors import Invalid
from domain.formats import Limits

MOST_FILES = 200_000
_LIMITS = Limits()
_PASSED_OVER = ("__MACOSX",)
_LITTER = ("thumbs.db", "desktop.ini", "ehthumbs.db")


@dataclass(frozen=True)
class Member:
    """A file inside. path: with /, without the one folder that all the others lie in. wrong: why it is not even opened."""

    path: str
    size: int
    key: Any
    wrong: str = ""


class Source(Protocol):
    def members(self) -> list[Member]: ...

    def read(self, member: Member, most: int) -> bytes: ...


class Archive:
    """A zip file. Nothing of it is ever written under a name that it gives."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise Invalid(f"The zip archive cannot be opened: {error}.", code="bad_archive") from None

    def members(self) -> list[Member]:
        infos = [info for info in self._zip.infolist() if not info.is_dir() and not _is_litter(info.filename)]
        _check_archive(infos)
        return _ordered([Member(_slashes(info.filename), info.file_size, info, _unfit(info)) for info in infos])

    def read(self, member: Member, most: int) -> bytes:
        """At most one byte more than `most`. Raises `Invalid` for a member that is damaged."""
        try:
            with self._zip.open(member.key) as file:
                return file.read(most + 1)
        except (zipfile.BadZipFile, EOFError, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise Invalid(f"is damaged inside the archive: {error}.") from None


class Folder:
    """A folder on this machine, with all below it. Links are not followed: they may lead anywhere."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise Invalid(f"There is no folder {root}.", code="no_folder")
        self._root = root

    def members(self) -> list[Member]:
        found = [self._member(Path(path)) for path in self._walk()]
        if len(found) > MOST_FILES:
            raise Invalid(f"The folder holds more than {MOST_FILES:,} files; bring them in parts.", code="too_many_files")
        return _ordered(found, strip=False)

    def _walk(self) -> Iterator[str]:
        for folder, _, names in os.walk(self._root):
            for name in names:
                path = os.path.join(folder, name)
                if not _is_litter(os.path.relpath(path, self._root)):
                    yield path

    def _member(self, path: Path) -> Member:
        relative = path.relative_to(self._root).as_posix()
        about = path.lstat()
        wrong = "" if stat.S_ISREG(about.st_mode) else "is a link or no plain file, and is not followed."
        return Member(relative.encode("utf-8", "replace").decode(), about.st_size, path, wrong)

    def read(self, member: Member, most: int) -> bytes:
        try:
            # O_NOFOLLOW: what was a plain file when it was listed may be a link by now.
            with os.fdopen(os.open(member.key, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                return file.read(most + 1)
        except OSError as error:
            raise Invalid(f"cannot be read: {error.strerror}.") from None


def _check_archive(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES:
        raise Invalid(f"The archive holds more than {MOST_FILES:,} files; bring them in parts.", code="too_many_files")
    if any(info.flag_bits & 1 for info in infos):
        raise Invalid("The zip archive is encrypted.", code="bad_archive")
    size, packed = sum(info.file_size for info in infos), max(1, sum(info.compress_size for info in infos))
    if size > _LIMITS.unpacked_bytes or (size > _LIMITS.ratio_from and size > _LIMITS.ratio * packed):
        raise Invalid(
            f"The archive unpacks from {packed:,} to {size:,} bytes; at most {_LIMITS.ratio} times its size and "
            f"{_LIMITS.unpacked_bytes // 2**30} GB are read. It looks like a zip bomb.",
            code="zip_bomb",
        )


def _unfit(info: zipfile.ZipInfo) -> str:
    path = _slashes(info.filename)
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":":
        return "has a path that leads out of the archive."
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or no plain file, and is not followed."
    return ""


def _slashes(name: str) -> str:
    return name.replace("\\", "/").replace("\x00", "")


def _is_litter(path: str) -> bool:
    """What systems leave lying about: hidden files, previews, resource forks."""
    parts = _slashes(path).split("/")
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return hidden or parts[0] in _PASSED_OVER or parts[-1].lower() in _LITTER


def _ordered(members: list[Member], *, strip: bool = True) -> list[Member]:
    """By path. An archive of one folder is that folder: its name is in no path."""
    fit = [member for member in members if not member.wrong]
    tops = {member.path.split("/", 1)[0] for member in fit}
    if strip and len(tops) == 1 and all("/" in member.path for member in fit):
        top = tops.pop() + "/"
        members = [Member(m.path.removeprefix(top), m.size, m.key, m.wrong) for m in members]
    return sorted(members, key=lambda member: member.path)
