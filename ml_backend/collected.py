"""Annotations that came in by webhook, kept until someone says "train": so Label Studio's own events are enough to learn from,
and the server never has to call back to an address that a request named."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from domain.protocol import Example
from domain.splits import group_key, split_of


class Collected:
    """One SQLite file per project."""

    def __init__(self, folder: Path, project: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{project}.sqlite3"
        with closing(self._connect()) as db:
            db.execute("CREATE TABLE IF NOT EXISTS annotation (id TEXT PRIMARY KEY, task TEXT, text TEXT, label TEXT)")
            db.commit()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)

    def put(self, annotation: str, task: str, text: str, label: str) -> None:
        """A later state of the same annotation replaces the earlier one."""
        with closing(self._connect()) as db:
            db.execute("INSERT OR REPLACE INTO annotation VALUES (?, ?, ?, ?)", (annotation, task, text, label))
            db.commit()

    def remove(self, annotations: list[str]) -> None:
        with closing(self._connect()) as db:
            db.executemany("DELETE FROM annotation WHERE id = ?", [(a,) for a in annotations])
            db.commit()

    def examples(self) -> list[Example]:
        """One per task: the majority of its annotations; tasks whose annotators tie are left out.

        A fifth of them, by a hash of the text, is the test split.
        """
        with closing(self._connect()) as db:
            rows = db.execute("SELECT task, text, label FROM annotation ORDER BY task, id").fetchall()
        votes: dict[str, Counter] = {}
        texts: dict[str, str] = {}
        for task, text, label in rows:
            votes.setdefault(task, Counter())[label] += 1
            texts[task] = text
        out = []
        for task, counts in votes.items():
            (label, most), *rest = counts.most_common()
            if not rest or rest[0][1] < most:
                key = group_key(texts[task])
                out.append(Example(texts[task], label, split_of(key, seed="collected", train=0.8, dev=0.0, test=0.2), key))
        return out
