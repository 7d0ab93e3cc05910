"""Model versions on disk: a folder each, named by what is in it, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import Invalid, NotVisible
from ml_backend.models.head import Head

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MANIFEST, _WEIGHTS, _CURRENT = "manifest.json", "weights.npz", "current"


@dataclass(frozen=True)
class Version:
    """One trained model: its name, what it is made of, how good it was, and the numbers."""

    project: str
    name: str
    manifest: dict[str, Any]
    head: Head


class Store:
    """`root/models/PROJECT/VERSION/{manifest.json,weights.npz}` and `root/models/PROJECT/current` with a version's name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._loaded: dict[tuple[str, str], Version] = {}

    def save(self, project: str, head: Head, manifest: dict[str, Any]) -> str:
        """The name: encoder and a digest of weights and manifest; the same content gets the same name and is kept once. Becomes current."""
        folder = self._project(project)
        folder.mkdir(parents=True, exist_ok=True)
        arrays = head.arrays()
        text = json.dumps(manifest | {"classes": list(head.classes)}, ensure_ascii=False, sort_keys=True, indent=1)
        name = f"{manifest['encoder'].replace('+', '-')}-{_digest(text, arrays)}"
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
        try:
            (partial / _MANIFEST).write_text(text, encoding="utf-8")
            np.savez(partial / _WEIGHTS, allow_pickle=False, **arrays)
            for file in partial.iterdir():
                _sync(file)
            partial.chmod(0o755)
            if not (folder / name / _MANIFEST).exists():
                partial.rename(folder / name)
        except OSError:
            if not (folder / name / _MANIFEST).exists():  # else another process wrote the same version first
                raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
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
        """Frees the space; the current version cannot be deleted."""
        if self.current(project) == name:
            raise Invalid(f"'{name}' is in use; make another version current first.", fields={"model_version": name})
        shutil.rmtree(self._version(project, name), ignore_errors=True)
        self._loaded.pop((project, name), None)

    def _read(self, project: str, name: str) -> Version:
        folder = self._version(project, name)
        if not (folder / _MANIFEST).is_file():
            raise NotVisible(f"Project {project} has no model version '{name}'.", fields={"model_version": name})
        text = (folder / _MANIFEST).read_text(encoding="utf-8")
        with np.load(folder / _WEIGHTS, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        if not name.endswith(_digest(text, arrays)):
            raise Invalid(f"The files of model version '{name}' are not what was written.", code="damaged", fields={"model_version": name})
        manifest = json.loads(text)
        return Version(project, name, manifest, Head.from_arrays(manifest["classes"], arrays))

    def _project(self, project: str) -> Path:
        return self.root / "models" / _safe(project)

    def _version(self, project: str, name: str) -> Path:
        return self._project(project) / _safe(name)


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid(f"'{name[:120]}' cannot be a name of a project or a model version.")
    return name


def _digest(text: str, arrays: dict[str, np.ndarray]) -> str:
    digest = hashlib.blake2b(text.encode(), digest_size=8)
    for name in sorted(arrays):
        digest.update(f"{name}{arrays[name].dtype}{arrays[name].shape}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
