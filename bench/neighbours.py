"""How well and how fast neighbours are found: `python -m bench.neighbours --data FOLDER`.

Real texts (FOLDER holds nsmc, sms_spam, banking77) are encoded once; 1,000 of their vectors are questions and never in the index. The
index is filled with the others and, beyond them, with points between two random ones, disturbed: there are no 1,000,000 real texts here.
Truth is every vector compared. Beside times by the wall stand seconds of processor time, which a busy machine changes less.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from ml_backend.features import Vectoriser
from ml_backend.neighbours_store import DTYPE, SEARCH
from ml_backend.settings import Settings

K = 10
QUESTIONS = 1000
_CHUNK = 10_000


def texts(data: Path) -> list[str]:
    found = [line.split("\t")[1] for line in (data / "nsmc" / "ratings_train.txt").read_text("utf-8").splitlines()[1:]]
    found += [line.split("\t", 1)[1] for line in (data / "sms_spam" / "SMSSpamCollection").read_text("utf-8").splitlines()]
    with (data / "banking77" / "train.csv").open(encoding="utf-8") as file:
        found += [row[0] for row in csv.reader(file)][1:]
    return list(dict.fromkeys(text for text in found if text.strip()))


def vectors(data: Path, most: int) -> np.ndarray:
    settings = Settings(Path(tempfile.gettempdir()) / "malmoi-bench", encoder="use", threads=1)
    rng = np.random.default_rng(0)
    all_texts = texts(data)
    chosen = [all_texts[i] for i in rng.permutation(len(all_texts))[:most]]
    return np.vstack([rows.for_distance() for rows in Vectoriser("use", settings).chunks(chosen)])


def between(real: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    one, other = (real[rng.integers(0, len(real), n)] for _ in range(2))
    share = rng.uniform(0.2, 0.8, (n, 1)).astype(np.float32)
    noise = rng.normal(0, 0.02, (n, real.shape[1])).astype(np.float32)
    points = share * one + (1 - share) * other + noise
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def truth(stored: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """The keys of the K nearest, every vector compared in full precision."""
    best = np.full((len(questions), K), -1.0, np.float32)
    keys = np.zeros((len(questions), K), np.int64)
    for start in range(0, len(stored), 50_000):
        near = questions @ stored[start : start + 50_000].astype(np.float32).T
        both = np.hstack([best, near])
        ids = np.hstack([keys, np.tile(np.arange(start, start + near.shape[1]), (len(questions), 1))])
        top = np.argpartition(-both, K, axis=1)[:, :K]
        best, keys = np.take_along_axis(both, top, 1), np.take_along_axis(ids, top, 1)
    return keys


def measure(real: np.ndarray, sizes: list[int], dtype: str, threads: int, asked: int):
    from usearch.index import Index

    rng = np.random.default_rng(1)
    questions, pool = real[:asked], real[QUESTIONS:]
    index = Index(ndim=real.shape[1], metric="cos", dtype=dtype)
    stored = np.empty((sizes[-1], real.shape[1]), np.float16)
    n, wall, cpu = 0, 0.0, 0.0
    for size in sizes:
        while n < size:
            m = min(_CHUNK, size - n)
            part = pool[n : n + m] if n + m <= len(pool) else between(pool, m, rng)
            m = len(part)
            stored[n : n + m] = part
            began = time.perf_counter(), time.process_time()
            index.add(np.arange(n, n + m), part, threads=threads)
            wall, cpu = wall + time.perf_counter() - began[0], cpu + time.process_time() - began[1]
            n += m
        built = {"dtype": dtype, "vectors": n, "threads": threads, "add_s": round(wall, 1), "add_cpu_s": round(cpu, 1)}
        yield {**built, **_asked(index, stored[:n], questions)}


def _asked(index, stored, questions) -> dict:
    right = truth(stored, questions)
    with tempfile.NamedTemporaryFile(suffix=".usearch") as file:
        began = time.perf_counter()
        index.save(file.name)
        saved = time.perf_counter() - began
        from usearch.index import Index

        began = time.perf_counter()
        mapped = Index.restore(file.name, view=True)
        opened = time.perf_counter() - began
        searches = [_searched(mapped, questions, right, width) for width in (64, SEARCH)]
        size = Path(file.name).stat().st_size
    return {
        "searches": searches,
        "file_mb": round(size / 1e6),
        "save_s": round(saved, 1),
        "open_s": round(opened, 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _searched(index, questions, right, width: int) -> dict:
    index.expansion_search = width
    began = time.perf_counter(), time.process_time()
    found = [index.search(question, K, threads=1).keys for question in questions]
    took = time.perf_counter() - began[0], time.process_time() - began[1]
    recall = np.mean([len(set(a.tolist()) & set(b.tolist())) / K for a, b in zip(found, right, strict=True)])
    each = {"ms": round(1000 * took[0] / len(questions), 2), "cpu_ms": round(1000 * took[1] / len(questions), 2)}
    return {"width": width, "recall_at_10": round(float(recall), 4), **each}


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--data", type=Path, required=True)
    asking.add_argument("--sizes", default="10000,100000,1000000")
    asking.add_argument("--dtypes", default=DTYPE)
    asking.add_argument("--threads", type=int, default=1)
    asking.add_argument("--real", type=int, default=30_000)
    asking.add_argument("--questions", type=int, default=QUESTIONS)
    asked = asking.parse_args()
    real = vectors(asked.data, asked.real)
    for dtype in asked.dtypes.split(","):
        for row in measure(real, [int(size) for size in asked.sizes.split(",")], dtype, asked.threads, asked.questions):
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
