"""Model versions on disk: a folder each, named by what is in it, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from domain.errors import Invalid, NotVisible

T = TypeVar("T")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MANIFEST, _WEIGHTS, _CURRENT = "manifest.json", "weights.npz", "current"


@dataclass(frozen=True)
class Version:
    """One trained model: its name, what it is made of, how good it was, its numbers, and the folder where further files of it lie."""

    project: str
    name: str
    manifest: dict[str, Any]
    arrays: dict[str, np.ndarray]
    folder: Path
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _lock: Any = field(default_factory=threading.Lock, repr=False, compare=False)

    def once(self, what: str, make: Callable[[], T]) -> T:
        """What is made of the numbers for serving, kept as long as the version is loaded."""
        with self._lock:
            if what not in self._made:
                self._made[what] = make()
            return self._made[what]


class Store:
    """`root/models/PROJECT/VERSION/{manifest.json,weights.npz,…}` and `root/models/PROJECT/current` with a version's name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._loaded: dict[tuple[str, str], Version] = {}

    def save(
        self,
        project: str,
        stem: str,
        arrays: Mapping[str, np.ndarray],
        manifest: dict[str, Any],
        files: Mapping[str, Path] | None = None,
        *,
        current: bool = True,
    ) -> str:
        """The name: stem and a digest of all that is in it; the same content gets the same name and is kept once. current: becomes so.

        `files` (name → where it lies) are moved in. Raises `OSError` where there is no room; nothing half-written stays then.
        """
        folder = self._project(project)
        folder.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
        try:
            held = {name: _file_digest(path) for name, path in sorted((files or {}).items())}
            text = json.dumps(manifest | ({"files": held} if held else {}), ensure_ascii=False, sort_keys=True, indent=1)
            name = f"{stem}-{_digest(text, arrays)}"
            for inside, path in (files or {}).items():
                (partial / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, partial / inside)
            (partial / _MANIFEST).write_text(text, encoding="utf-8")
            np.savez(partial / _WEIGHTS, allow_pickle=False, **arrays)
            for file in partial.rglob("*"):
                if file.is_file():
                    _sync(file)
            partial.chmod(0o755)
            if not (folder / name / _MANIFEST).exists():
                partial.rename(folder / name)
        except OSError:
            if not (folder / name / _MANIFEST).exists():  # else another process wrote the same version first
                raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        if current:
            self.use(project, name)
        return name

    def use(self, project: str, name: str) -> None:
        """Makes a version the one that answers when none is named. `NotVisible` if there is no such version."""
        if name not in self.names(project):
            raise NotVisible(f"Project {project} has no model version '{name}'.", fields={"model_version": name})
        folder = self._project(project)
        handle, path = tempfile.mkstemp(prefix=".current-", dir=folder)
        with os.fdopen(handle, "w") as file:
            file.write(name)
        os.replace(path, folder / _CURRENT)

    def names(self, project: str) -> list[str]:
        """Oldest first."""
        folder = self._project(project)
        if not folder.is_dir():
            return []
        whole = [f for f in folder.iterdir() if not f.name.startswith(".") and (f / _MANIFEST).is_file()]
        return [f.name for f in sorted(whole, key=lambda f: ((f / _MANIFEST).stat().st_mtime_ns, f.name))]

    def projects(self) -> list[str]:
        models = self.root / "models"
        return sorted(f.name for f in models.iterdir() if f.is_dir()) if models.is_dir() else []

    def current(self, project: str) -> str | None:
        try:
            return (self._project(project) / _CURRENT).read_text().strip() or None
        except FileNotFoundError:
            return None

    def load(self, project: str, name: str = "") -> Version:
        """The named version, or the current one. `NotVisible` if there is none; `Invalid` if its files are damaged."""
        name = name or self.current(project) or ""
        if not name:
            raise NotVisible(f"No model has been trained for project {project} yet.", code="no_model", fields={"project": project})
        if (project, name) not in self._loaded:
            version = self._read(project, name)
            if len(self._loaded) >= 8:
                self._loaded.pop(next(iter(self._loaded)))
            self._loaded[project, name] = version
        return self._loaded[project, name]

    def delete(self, project: str, name: str) -> None:
        """Frees the space; one that is gone already is no error. `Invalid` (in_use) for the current version."""
        if self.current(project) == name:
            raise Invalid(f"'{name}' is in use; make another version current first.", code="in_use", fields={"model_version": name})
        shutil.rmtree(self._version(project, name), ignore_errors=True)
        self._loaded.pop((project, name), None)

    def _read(self, project: str, name: str) -> Version:
        folder = self._version(project, name)
        if not (folder / _MANIFEST).is_file():
            raise NotVisible(f"Project {project} has no model version '{name}'.", fields={"model_version": name})
        damaged = Invalid(f"The files of model version '{name}' are not what was written.", code="damaged", fields={"model_version": name})
        try:
            text = (folder / _MANIFEST).read_text(encoding="utf-8")
            with (folder / _WEIGHTS).open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                arrays = {key: file[key] for key in file.files}
            whole = name.endswith(_digest(text, arrays))
            manifest = json.loads(text)
            whole = whole and all(_file_digest(folder / inside) == held for inside, held in manifest.get("files", {}).items())
        except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise damaged from error
        if not whole:
            raise damaged
        if manifest.get("format") != 2:
            told = f"Model version '{name}' was made by an earlier Malmoi. Train again."
            raise Invalid(told, code="too_old", fields={"model_version": name})
        return Version(project, name, manifest, arrays, folder)

    def _project(self, project: str) -> Path:
        return self.root / "models" / _safe(project)

    def _version(self, project: str, name: str) -> Path:
        return self._project(project) / _safe(name)


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid(f"'{name[:120]}' cannot be a name of a project or a model version.")
    return name


def _digest(text: str, arrays: Mapping[str, np.ndarray]) -> str:
    digest = hashlib.blake2b(text.encode(), digest_size=8)
    for name in sorted(arrays):
        digest.update(f"{name}{arrays[name].dtype}{arrays[name].shape}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
