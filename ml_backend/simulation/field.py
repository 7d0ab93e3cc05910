"""Where the loop is played: what may be asked about, the test set that never is, and the features of both."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from domain.errors import Invalid
from domain.splits import group_key, split_of
from ml_backend.features import Rows, Vectoriser
from ml_backend.features.picture import PictureReader
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.settings import Settings

Test = tuple[Sequence[str | bytes], Sequence[str]]


@dataclass(frozen=True)
class Field:
    """One division into pool and test: weighed features, the votes as class numbers, the truth of the test items, groups of the pool;
    `distances` are vectors of length 1."""

    pool: Rows
    votes: list[list[int]]
    test: Rows
    truth: np.ndarray
    groups: np.ndarray
    k: int
    distances: np.ndarray | None


@dataclass(frozen=True)
class Ground:
    """Everything encoded once; `field(seed)` divides it. With a test file the division is the same for every seed."""

    kind: str
    ballots: list[list[str]]
    keys: list[str]
    classes: list[str]
    raw: Rows
    exam: tuple[Rows, list[str], set[str]] | None
    share: float
    notes: list[str] = field(default_factory=list)

    def field(self, seed: int, distances: bool) -> Field:
        usable = [i for i, ballot in enumerate(self.ballots) if ballot]
        if self.exam is not None:
            pool = [i for i in usable if self.keys[i] not in self.exam[2]]
            held, said = self.exam[:2]
        else:
            parts = {k: split_of(k, seed=f"simulate/{seed}", train=1 - self.share, dev=0.0, test=self.share) for k in set(self.keys)}
            pool = [i for i in usable if parts[self.keys[i]] != "test"]
            clear = [i for i in usable if parts[self.keys[i]] == "test" and len(winners(self.ballots[i])) == 1]
            held, said = self.raw[clear], [winners(self.ballots[i])[0] for i in clear]
        if not said:
            raise Invalid(f"No {self.kind} fell into the test set: give more of them, or a test file.")
        index = {c: i for i, c in enumerate(self.classes)}
        raw = self.raw[pool]
        idf = fit_idf(raw)  # of the whole pool: it needs no labels
        return Field(
            pool=weigh(raw, idf),
            votes=[[index[v] for v in self.ballots[i]] for i in pool],
            test=weigh(held, idf),
            truth=np.array([index[c] for c in said]),
            groups=np.array([self.keys[i] for i in pool]),
            k=len(self.classes),
            distances=raw.for_distance() if distances else None,
        )


def winners(ballot: Sequence) -> list:
    """The most frequent votes; more than one where they tie."""
    counts = Counter(ballot)
    most = max(counts.values())
    return [vote for vote, n in counts.items() if n == most]


def ground(
    inputs: Sequence[str | bytes],
    votes: Sequence[str | Sequence[str]],
    groups: Sequence[str] | None,
    test: Test | None,
    share: float,
    encoder: str,
    settings: Settings,
    progress: Callable[[float, str], None],
) -> Ground:
    """Texts (str) or pictures (bytes), encoded. What shares its group with a test item is taken out of the pool."""
    kind = "picture" if inputs and isinstance(inputs[0], bytes) else "text"
    ballots = [[v] if isinstance(v, str) else list(v) for v in votes]
    keys = [_key(one) for one in inputs] if groups is None else [str(g) for g in groups]
    classes = sorted({v for ballot in ballots for v in ballot} | set(test[1] if test else ()))
    if len(classes) < 2:
        raise Invalid(f"All {kind}s have the same label '{(classes or ['none'])[0]}'.")
    notes = _notes(kind, ballots, keys, test)
    reader = PictureReader(encoder, settings) if kind == "picture" else Vectoriser(encoder, settings)
    progress(0.0, f"Encoding {len(inputs) + (len(test[0]) if test else 0)} {kind}s with {encoder}.")
    raw = reader.rows(list(inputs))  # type: ignore[arg-type]
    exam = None if test is None else (reader.rows(list(test[0])), list(test[1]), {_key(one) for one in test[0]})  # type: ignore[arg-type]
    return Ground(kind, ballots, keys, classes, raw, exam, share, notes)


def _notes(kind: str, ballots: list[list[str]], keys: list[str], test: Test | None) -> list[str]:
    notes = []
    if empty := sum(not b for b in ballots):
        notes.append(f"{empty} {kind}s without any vote were left out.")
    if test is not None:
        held = {_key(one) for one in test[0]}
        if twice := sum(key in held for key, ballot in zip(keys, ballots, strict=True) if ballot):
            notes.append(f"{twice} {kind}s that also stand in the test file were taken out of the pool.")
    elif tied := sum(len(winners(b)) > 1 for b in ballots if b):
        notes.append(f"{tied} {kind}s whose raters tie stay out of the test sets; asked about one, the oracle draws lots.")
    return notes


def _key(one: str | bytes) -> str:
    return group_key(one) if isinstance(one, str) else hashlib.sha256(one).hexdigest()
