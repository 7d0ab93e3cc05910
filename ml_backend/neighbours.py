"""Texts, pictures or sounds that lie near one another: an index of vectors for each project, asked by one of them or by example.

HNSW graph (Malkov & Yashunin 2018, "Efficient and robust approximate nearest neighbor search using hierarchical navigable small world
graphs") as in usearch. Which items there are, and who may see them, is the app's to know: here they are numbers with a vector.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid, NotVisible, Refused
from ml_backend.features import Vectoriser, encoder, picture, sound
from ml_backend.neighbours_store import Shelf, new_index
from ml_backend.settings import Settings
from ml_backend.threads import limited

Answer = tuple[int, dict[str, Any]]
TEXT, PICTURE, SOUND = "text", "picture", "sound"
_READERS: dict[str, Callable[[str, Settings], Any]] = {TEXT: Vectoriser, PICTURE: picture.PictureReader, SOUND: sound.SoundReader}
MOST_TEXTS = 512
MOST_IDS = 20_000
MOST_FOUND = 10_000
EXACT = 10_000
"""Up to so many vectors each one is compared: that takes milliseconds, and misses nothing."""


class Neighbours:
    """`space` tells several indices of one project apart: the field of the data that holds the text, picture or sound. `medium` says which
    of these it is (else text); where it is a picture, `texts` is called `pictures` below, and holds addresses as in the data."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._shelf = Shelf(settings.store / "neighbours")
        self._lock = threading.Lock()

    @property
    def routes(self) -> dict[tuple[str, str], Callable[[Any], Answer]]:
        return {
            ("POST", "/vectors"): self.vectors,
            ("POST", "/neighbours/state"): self.state,
            ("POST", "/neighbours/add"): self.add,
            ("POST", "/neighbours/similar"): self.similar,
            ("POST", "/neighbours/distances"): self.distances,
            ("POST", "/neighbours/drop"): self.drop,
        }

    def vectors(self, payload: Any) -> Answer:
        """Of each text, length 1."""
        texts = _texts(_body(payload), "texts")
        found = self._encode(texts, TEXT)
        return 200, {"encoder": self._spec(TEXT), "dim": found.shape[1] if len(texts) else 0, "vectors": np.round(found, 6).tolist()}

    def state(self, payload: Any) -> Answer:
        """What lies on disk, or is being added by this process. `last`: the largest id in it; `lost`: its files are damaged."""
        where = self._where(payload)
        return 200, {**self._shelf.about(where), "encoder": self._spec(_medium(_body(payload)))}

    def add(self, payload: Any) -> Answer:
        """{ids, texts, place, save}: what is in it already is passed over. `place` is what the state, or the last `add`, answered: where
        another process, or a lost one, has made it something else, `Refused` (lost_place): ask for the state and go on from there.
        What is not saved yet dies with the process. `unreadable`: ids of pictures or sounds that cannot be read; they stay out.
        """
        where, body = self._where(payload), _body(payload)
        medium = _medium(body)
        ids, given = _ids(body, "ids", MOST_TEXTS), _texts(body, f"{medium}s")
        if len(ids) != len(given):
            raise Invalid(f"{len(ids)} ids, but {len(given)} {medium}s.", fields={f"{medium}s": len(given)})
        with self._lock:
            held = self._shelf.writable(where, str(body.get("place") or ""))
            there = set(_contained(held.index, ids))
            fresh, vectors = self._readable({key: one for key, one in zip(ids, given, strict=True) if key not in there}, medium)
            if fresh:
                held.index = held.index if len(held.index) else new_index(vectors.shape[1])
                held.index.add(np.array(fresh, np.int64), vectors, threads=self._settings.threads)
            if body.get("save"):
                self._shelf.save(where, {"encoder": self._spec(medium), "project": body["project"], "space": body.get("space", "")})
            told = {"count": len(held.index), "added": len(fresh), "place": held.place, "saved": bool(body.get("save"))}
            return 200, {**told, "unreadable": sorted(set(ids) - there - set(fresh))}

    def similar(self, payload: Any) -> Answer:
        """{texts, ids, k, among}: the k nearest to any of the texts and items given, which themselves are left out.

        among: only these ids, each compared; else the index is searched, exactly where it is small. `missing`: given ids that it lacks.
        """
        where, body = self._where(payload), _body(payload)
        medium = _medium(body)
        given, ids = _texts(body, f"{medium}s"), _ids(body, "ids", MOST_TEXTS)
        among = _ids(body, "among", MOST_IDS) if body.get("among") is not None else None
        k = _number(body, "k", 20, MOST_FOUND)
        index = self._searchable(where)
        there = _contained(index, ids)
        asked = [part for part in (self._encode(given, medium), _vectors(index, there)) if len(part)]
        best: dict[int, float] = {}
        if asked:
            questions = np.vstack(asked)
            found = _compare(index, questions, among) if among is not None else _search(index, questions, k + len(there))
            for key, value in found:
                best[key] = max(value, best.get(key, -1.0))
        for one in ids:
            best.pop(one, None)
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
        told = [{"id": key, "similarity": round(value, 5)} for key, value in ranked]
        exact = among is not None or len(index) <= EXACT
        return 200, {"results": told, "exact": exact, "count": len(index), "missing": sorted(set(ids) - set(there))}

    def distances(self, payload: Any) -> Answer:
        """{ids, k}: of each id that is there the mean cosine distance to its k nearest others (Angiulli & Pizzuti 2002, "Fast outlier
        detection in high dimensional spaces"): far from everything means unlike everything."""
        where, body = self._where(payload), _body(payload)
        k = _number(body, "k", 10, 100)
        index = self._searchable(where)
        there = _contained(index, _ids(body, "ids", MOST_TEXTS))
        if not there or len(index) < 2:
            return 200, {"ids": [], "distances": []}
        found = index.search(_vectors(index, there), min(k + 1, len(index)), threads=self._settings.threads, exact=len(index) <= EXACT)
        rows = [_mean_of_others(key, found[n].keys, found[n].distances, k) for n, key in enumerate(there)]
        return 200, {"ids": there, "distances": [round(value, 6) for value in rows]}

    def drop(self, payload: Any) -> Answer:
        """The index is gone; the next `add` begins anew."""
        where = self._where(payload)
        with self._lock:
            self._shelf.drop(where)
        return 200, {"count": 0}

    def _searchable(self, where: Path) -> Any:
        index = self._shelf.readable(where)
        if index is None or len(index) == 0:
            raise NotVisible("There is no index of these yet.", code="no_index")
        return index

    def _where(self, payload: Any) -> Path:
        body = _body(payload)
        space = body.get("space", "")
        if not isinstance(space, str) or len(space) > 500:
            raise Invalid("space must be a name.", fields={"space": "a name"})
        made_of = self._reader(_medium(body))
        return self._shelf.folder(protocol.project(body), space, [made_of.spec, made_of.versions, made_of.preprocessing])

    def _spec(self, medium: str) -> str:
        """Of an encoder of texts in several parts those that say what one means; character n-grams only where there is nothing else."""
        if medium != TEXT:
            return picture.DEFAULT if medium == PICTURE else sound.best(self._settings)
        parts = self._settings.encoder.split("+")
        dense = [part for part in parts if not encoder(part.strip(), self._settings).sparse]
        return "+".join(dense or parts)

    def _reader(self, medium: str) -> Any:
        return _READERS[medium](self._spec(medium), self._settings)

    def _encode(self, given: list[str], medium: str) -> np.ndarray:
        with limited(self._settings.threads):
            return self._reader(medium).rows(given).for_distance() if given else np.zeros((0, 0), np.float32)

    def _readable(self, given: dict[int, str], medium: str) -> tuple[list[int], np.ndarray]:
        """(ids, their vectors); a file that is damaged or gone keeps none of the others out."""
        try:
            return list(given), self._encode(list(given.values()), medium)
        except Invalid:
            if medium == TEXT:
                raise
        found: dict[int, np.ndarray] = {}
        for key, one in given.items():
            with suppress(Invalid):
                found[key] = self._encode([one], medium)
        return list(found), np.vstack(list(found.values())) if found else np.zeros((0, 0), np.float32)


def _search(index: Any, questions: np.ndarray, k: int) -> list[tuple[int, float]]:
    found = index.search(questions, min(k, len(index)), exact=len(index) <= EXACT)
    rows = [found] if questions.shape[0] == 1 and np.ndim(found.keys) == 1 else [found[n] for n in range(len(questions))]
    return [(int(key), 1.0 - float(far)) for row in rows for key, far in zip(row.keys, row.distances, strict=True)]


def _compare(index: Any, questions: np.ndarray, among: list[int]) -> list[tuple[int, float]]:
    there = _contained(index, among)
    if not there:
        return []
    near = (_vectors(index, there) @ questions.T).max(axis=1)
    return list(zip(there, near.tolist(), strict=True))


def _contained(index: Any, ids: list[int]) -> list[int]:
    if not ids or not len(index):
        return []
    known = np.atleast_1d(index.contains(np.array(ids, np.int64)))
    return [key for key, there in zip(ids, known, strict=True) if there]


def _vectors(index: Any, ids: list[int]) -> np.ndarray:
    """Of ids that are there; length 1 again after the rounding that the index does."""
    if not ids:
        return np.zeros((0, index.ndim), np.float32)
    rows = np.vstack([np.asarray(row, np.float32) for row in index.get(np.array(ids, np.int64))])
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def _mean_of_others(key: int, keys: np.ndarray, far: np.ndarray, k: int) -> float:
    others = [float(d) for other, d in zip(keys, far, strict=True) if int(other) != key][:k]
    return max(0.0, float(np.mean(others))) if others else 0.0


def _body(payload: Any) -> Mapping[str, Any]:
    if not isinstance(payload, Mapping):
        raise Invalid("The body must be a JSON object.", fields={"body": "an object"})
    return payload


def _medium(body: Mapping[str, Any]) -> str:
    found = body.get("medium", TEXT)
    if found not in _READERS:
        raise Invalid(f"medium must be one of {', '.join(_READERS)}.", fields={"medium": "unknown"})
    return found


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    """Also of addresses of pictures and sounds."""
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Invalid(f"{name} must be a list of texts.", fields={name: "a list of texts"})
    if len(value) > MOST_TEXTS:
        raise Refused(f"{len(value)} {name} at once; {MOST_TEXTS} are allowed.", code="too_many", fields={name: len(value)})
    return value


def _ids(body: Mapping[str, Any], name: str, most: int) -> list[int]:
    value = body.get(name, [])
    whole = isinstance(value, list) and all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one < 2**62 for one in value)
    if not whole:
        raise Invalid(f"{name} must be a list of whole numbers, 0 or more.", fields={name: "a list of ids"})
    if len(value) > most:
        raise Refused(f"{len(value)} ids at once; {most} are allowed.", code="too_many", fields={name: len(value)})
    return value


def _number(body: Mapping[str, Any], name: str, default: int, most: int) -> int:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise Invalid(f"{name} must be a whole number from 1 to {most}.", fields={name: f"1 to {most}"})
    return value
