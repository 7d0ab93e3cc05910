"""Annotations that came in by webhook, kept until someone says "train": so Label Studio's own events are enough to learn from,
and the server never has to call back to an address that a request named."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from domain.learnable import Example, Learnable
from domain.splits import group_key, split_of


class Collected:
    """One SQLite file per project."""

    def __init__(self, folder: Path, project: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{project}.sqlite3"
        with closing(self._connect()) as db:
            db.execute("CREATE TABLE IF NOT EXISTS answered (id TEXT PRIMARY KEY, task TEXT, data TEXT, result TEXT)")
            db.commit()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)

    def put(self, annotation: str, task: str, data: Any, result: Any) -> None:
        """A later state of the same annotation replaces the earlier one."""
        with closing(self._connect()) as db:
            db.execute("INSERT OR REPLACE INTO answered VALUES (?, ?, ?, ?)", (annotation, task, json.dumps(data), json.dumps(result)))
            db.commit()

    def remove(self, annotations: list[str]) -> None:
        with closing(self._connect()) as db:
            db.executemany("DELETE FROM answered WHERE id = ?", [(a,) for a in annotations])
            db.commit()

    def examples(self, asked: Learnable) -> list[Example]:
        """One per task: what most of its annotations say, each counted as a whole; tasks whose annotators tie are left out, and so are
        annotations that do not answer the question.

        A fifth of the tasks, by a hash of what they show, is the test split.
        """
        with closing(self._connect()) as db:
            rows = db.execute("SELECT task, data, result FROM answered ORDER BY task, id").fetchall()
        votes: dict[str, Counter] = {}
        inputs: dict[str, tuple[str, ...]] = {}
        for task, data, result in rows:
            answer = asked.answer(json.loads(result))
            if answer is not None:
                votes.setdefault(task, Counter())[answer] += 1
                inputs[task] = asked.inputs(json.loads(data))
        out = []
        for task, counts in votes.items():
            (answer, most), *rest = counts.most_common()
            if not rest or rest[0][1] < most:
                key = group_key("\n".join(inputs[task]))
                out.append(Example(inputs[task], answer, split_of(key, seed="collected", train=0.8, dev=0.0, test=0.2), key))
        return out
