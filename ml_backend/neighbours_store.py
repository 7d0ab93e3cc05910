"""Indices of vectors on disk: written whole or not at all, and told from a half-written or an overtaken one."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from domain.errors import Refused

_FORMAT = 1
_MANIFEST = "manifest.json"
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
DTYPE, SEARCH = "f16", 256
"""How a vector is kept, and how many candidates a search holds (usearch's own choice is 64). docs/neighbours.md has the figures."""


def new_index(dim: int) -> Any:
    from usearch.index import Index

    return Index(ndim=dim, metric="cos", dtype=DTYPE)


class Held:
    """An index that is being added to. place: no other content has the same; the name of its file where all of it is saved."""

    def __init__(self, file: str, index: Any) -> None:
        self.file, self.index = file, index
        self._name, self._saved = os.urandom(6).hex(), len(index)

    @property
    def place(self) -> str:
        return self.file if len(self.index) == self._saved else f"{self._name}+{len(self.index)}"

    def saved_as(self, file: str) -> None:
        self.file, self._saved = file, len(self.index)


class Shelf:
    """`root/PROJECT/KEY/{manifest.json, INDEX}`: the manifest names the file that counts, so that it changes in one step.

    Two may read while a third writes: whoever reads maps the file into memory, and keeps the old one until it asks again.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[Path, tuple[str, Any]] = {}
        self._written: dict[Path, Held] = {}
        self._lock = threading.Lock()

    def folder(self, project: str, space: str, made_of: Any) -> Path:
        """Another encoder, version, preparation or field of the data is another index."""
        if not _PROJECT.fullmatch(project):
            raise Refused(f"'{project[:100]}' cannot be a name of a project.")
        key = json.dumps([_FORMAT, DTYPE, space, made_of], sort_keys=True)
        return self._root / project / hashlib.blake2b(key.encode(), digest_size=10).hexdigest()

    def about(self, where: Path) -> dict[str, Any]:
        """{count, last, lost, place}: of what this process is adding to, else of what is on disk."""
        manifest = self._manifest(where)
        held = self._written.get(where)
        if held and held.file == manifest.get("file", ""):
            return {"count": len(held.index), "last": _last(held.index), "lost": False, "place": held.place}
        if manifest and self.readable(where) is None:
            return {"count": 0, "last": 0, "lost": True, "place": ""}
        return {name: manifest.get(name, 0) for name in ("count", "last")} | {"lost": False, "place": manifest.get("file", "")}

    def readable(self, where: Path) -> Any | None:
        """The index that counts, mapped from disk; None where there is none or its file is damaged."""
        manifest = self._manifest(where)
        name = manifest.get("file", "")
        if not name:
            return None
        with self._lock:
            if self._read.get(where, ("", None))[0] != name:
                index = _open(where / name, manifest, view=True)
                if index is None:
                    return None
                self._read[where] = (name, index)
            return self._read[where][1]

    def writable(self, where: Path, place: str) -> Held:
        """To add to, in memory, beginning with what is on disk. `Refused` (lost_place) unless the caller knows what is in it."""
        manifest = self._manifest(where)
        file = manifest.get("file", "")
        held = self._written.get(where)
        if held is None or held.file != file or held.place != place:
            whole = _open(where / file, manifest, view=False) if file else None
            if place != (file if whole is not None else ""):
                self._written.pop(where, None)
                raise Refused("The index is not what it was: another process has changed it, or one was lost.", code="lost_place")
            held = Held(file, whole if whole is not None else _Nothing())
            self._written[where] = held
        return held

    def save(self, where: Path, told: dict[str, Any]) -> None:
        """`Refused` (lost_place) where another process saved meanwhile."""
        held = self._written[where]
        index = held.index
        if len(index) == 0:
            return
        if self._manifest(where).get("file", "") != held.file:
            del self._written[where]
            raise Refused("Another process has saved this index meanwhile.", code="lost_place")
        where.mkdir(parents=True, exist_ok=True)
        name = f"{len(index)}-{os.urandom(6).hex()}.usearch"
        part = where / f".{name}.part"
        try:
            index.save(str(part))
            with part.open("rb") as file:
                os.fsync(file.fileno())
            size = part.stat().st_size
            part.rename(where / name)
        finally:
            part.unlink(missing_ok=True)
        self._name(where, {**told, "file": name, "size": size, "count": len(index), "last": _last(index), "format": _FORMAT})
        held.saved_as(name)
        self._clear(where, name, told["space"])

    def drop(self, where: Path) -> None:
        self._written.pop(where, None)
        self._read.pop(where, None)
        shutil.rmtree(where, ignore_errors=True)

    def _name(self, where: Path, manifest: dict[str, Any]) -> None:
        part = where / f".{_MANIFEST}.{os.urandom(4).hex()}"
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(manifest, file, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, where / _MANIFEST)
        finally:
            part.unlink(missing_ok=True)

    def _clear(self, where: Path, name: str, space: str) -> None:
        """What no manifest names any more, and indices of the same texts by an encoder of the past."""
        for file in where.iterdir():
            if file.name not in (name, _MANIFEST):
                file.unlink(missing_ok=True)
        for other in where.parent.iterdir():
            if other != where and self._manifest(other).get("space") == space:
                self.drop(other)

    def _manifest(self, where: Path) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            found = json.loads((where / _MANIFEST).read_text(encoding="utf-8"))
            if isinstance(found, dict) and found.get("format") == _FORMAT:
                return found
        return {}


class _Nothing:
    """Before the first vector says how long vectors are."""

    def __len__(self) -> int:
        return 0


def _open(path: Path, manifest: dict[str, Any], *, view: bool) -> Any | None:
    from usearch.index import Index

    try:
        if path.stat().st_size != manifest["size"]:
            return None
        index = Index.restore(str(path), view=view)
    except (OSError, RuntimeError, ValueError, KeyError):
        return None
    if index is None or len(index) != manifest.get("count"):
        return None
    index.expansion_search = SEARCH  # type: ignore[misc]  # its stub forgets the setter
    return index


def _last(index: Any) -> int:
    import numpy as np

    return int(np.asarray(index.keys).max()) if len(index) else 0
