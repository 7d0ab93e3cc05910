"""Features on disk, by the content hash of the prepared text: encoding is the slow part, and texts come back many times."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np

_CHUNK = 500
_PATIENCE = 60  # seconds that one process waits for another's write


class Cache:
    """One SQLite file per encoder, version and preprocessing. Two processes may use it at once: rows are only ever added.

    Vectors are kept as float16 (relative error 0.0005). What was just computed is rounded the same way, so that an
    answer never depends on whether the cache was warm.
    """

    def __init__(self, folder: Path, key: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{hashlib.blake2b(key.encode(), digest_size=10).hexdigest()}.sqlite3"
        with closing(self._connect()) as db:
            _write_ahead(db)
            db.execute("CREATE TABLE IF NOT EXISTS features (hash BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
            db.execute("CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY)")
            db.execute("INSERT OR IGNORE INTO about VALUES (?)", (key,))
            db.commit()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=_PATIENCE)
        db.execute("PRAGMA synchronous=OFF")  # a lost row is computed again
        return db

    def get(self, texts: list[str], dim: int, compute: Callable[[list[str]], np.ndarray]) -> np.ndarray:
        """float32 N×dim in the order of `texts`."""
        hashes = [hashlib.blake2b(t.encode("utf-8", "surrogatepass"), digest_size=16).digest() for t in texts]
        with closing(self._connect()) as db:
            known = self._read(db, set(hashes), dim)
            missing = {h: t for h, t in zip(hashes, texts, strict=True) if h not in known}
            wanted = list(missing.items())  # each different text once
            for start in range(0, len(wanted), _CHUNK):
                part = wanted[start : start + _CHUNK]
                vectors = compute([text for _, text in part]).astype(np.float16)
                rows = [(h, v.tobytes()) for (h, _), v in zip(part, vectors, strict=True)]
                db.executemany("INSERT OR IGNORE INTO features VALUES (?, ?)", rows)
                db.commit()
                known.update(zip((h for h, _ in part), list(vectors), strict=True))
        out = np.empty((len(texts), dim), np.float32)
        for row, h in enumerate(hashes):
            out[row] = known[h]
        return out

    def _read(self, db: sqlite3.Connection, hashes: set[bytes], dim: int) -> dict[bytes, np.ndarray]:
        known: dict[bytes, np.ndarray] = {}
        todo = list(hashes)
        for start in range(0, len(todo), _CHUNK):
            part = todo[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            for h, blob in db.execute(f"SELECT hash, vector FROM features WHERE hash IN ({marks})", part):
                if len(blob) == 2 * dim:
                    known[h] = np.frombuffer(blob, np.float16)
        return known


def _write_ahead(db: sqlite3.Connection) -> None:
    """Where two processes make the file at the same moment, SQLite refuses one of them at once, whatever its time-out."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
