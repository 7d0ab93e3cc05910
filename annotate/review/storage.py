"""Every annotation of a project as columns, and the file that keeps them between two measurements.

The file only saves reading: whoever deletes it loses nothing, and one that is damaged counts as absent. The rows of the database are
the truth.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
NEVER = np.iinfo(np.int64).max
NO_LABEL = -1
_FORMAT = 1


@dataclass(frozen=True)
class Ballots:
    """Row r: annotation `id[r]` (16 bytes of its UUID), corrected ones too. Times are whole microseconds since 1970."""

    id: np.ndarray
    task: np.ndarray
    item: np.ndarray
    annotator: np.ndarray
    round: np.ndarray
    version: np.ndarray
    label: np.ndarray
    """Place in `labels`; `NO_LABEL` where the answer has none."""
    created: np.ndarray
    ended: np.ndarray
    """When a correction took its place; `NEVER` where none did."""
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.id)

    def at(self, moment: dt.datetime) -> np.ndarray:
        """Which rows were in force then."""
        then = microseconds(moment)
        return (self.created <= then) & (self.ended > then)

    def select(self, mask: np.ndarray) -> Ballots:
        return Ballots(**{name: getattr(self, name)[mask] for name in _COLUMNS}, labels=self.labels)


_COLUMNS: dict[str, Any] = {
    "id": "S16",
    "task": np.int64,
    "item": np.int64,
    "annotator": np.int64,
    "round": np.int64,
    "version": np.int64,
    "label": np.int64,
    "created": np.int64,
    "ended": np.int64,
}
assert set(_COLUMNS) | {"labels"} == {field.name for field in fields(Ballots)}


def ballots(columns: dict[str, Any], labels: tuple[str, ...]) -> Ballots:
    return Ballots(**{name: np.asarray(columns[name], dtype=kind) for name, kind in _COLUMNS.items()}, labels=labels)


def together(one: Ballots, other: Ballots) -> Ballots:
    """The rows of both; they share their labels."""
    columns = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in _COLUMNS}
    return Ballots(**columns, labels=max(one.labels, other.labels, key=len))


def empty() -> Ballots:
    return ballots({name: [] for name in _COLUMNS}, ())


def microseconds(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> dt.datetime:
    return _EPOCH + int(microseconds) * _MICROSECOND


def keep(project: int, of: str, found: Ballots) -> None:
    """of: what tells this project from another that once had its number. The file is complete or not there at all."""
    folder = _path(project).parent
    folder.mkdir(parents=True, exist_ok=True)
    head = json.dumps({"format": _FORMAT, "of": of, "labels": found.labels}).encode()
    handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, head=np.frombuffer(head, np.uint8), **{name: getattr(found, name) for name in _COLUMNS})
        os.replace(part, _path(project))
    finally:
        Path(part).unlink(missing_ok=True)


def kept(project: int, of: str) -> Ballots | None:
    try:
        with _path(project).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes())
            if head["format"] != _FORMAT or head["of"] != of:
                return None
            found = ballots({name: file[name] for name in _COLUMNS}, tuple(head["labels"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error):
        return None
    sizes = {len(getattr(found, name)) for name in _COLUMNS}
    return found if len(sizes) == 1 else None


def forget(project: int) -> None:
    _path(project).unlink(missing_ok=True)


def _path(project: int) -> Path:
    return Path(settings.MALMOI_DATA) / "measured" / f"{project}.npz"
