"""What each rule said of each item: a file under the data folder, eight bytes an item and one more for each rule.

Only the newest application of a project is kept. The file is complete or not there at all; whoever deletes it loses nothing that
applying the rules again does not bring back.
"""

from __future__ import annotations

import json
import os
import tempfile
import uuid
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

_FORMAT = 1


@dataclass(frozen=True)
class WeakVotes:
    """items: N ids, ascending; votes: N × m int8, places of labels; rules: the ids of the m rules."""

    items: np.ndarray
    votes: np.ndarray
    rules: tuple[int, ...]


def keep(project: int, found: WeakVotes) -> str:
    """The name by which it is read again."""
    folder = _folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    head = json.dumps({"format": _FORMAT, "rules": found.rules}).encode()
    handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, head=np.frombuffer(head, np.uint8), items=found.items, votes=found.votes)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, folder / f"{name}.npz")
    finally:
        Path(part).unlink(missing_ok=True)
    return name


def read(project: int, name: str) -> WeakVotes | None:
    """None where it is gone or damaged."""
    try:
        with (_folder(project) / f"{name}.npz").open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes())
            found = WeakVotes(file["items"], file["votes"], tuple(head["rules"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error):
        return None
    whole = head.get("format") == _FORMAT and found.votes.shape == (len(found.items), len(found.rules))
    return found if whole else None


def keep_only(project: int, name: str) -> None:
    """The others go, half-written ones of the past too."""
    folder = _folder(project)
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name != f"{name}.npz":
            file.unlink(missing_ok=True)


def _folder(project: int) -> Path:
    return Path(settings.MALMOI_DATA) / "weak" / str(project)
