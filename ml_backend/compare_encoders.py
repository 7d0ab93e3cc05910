"""Which encoder? The same linear head on each, on corpora with a test file: `python -m ml_backend.compare_encoders --data DIR`.

Prints a table in Markdown: accuracy on the test file with 100, 300, 1,000 (random ones; the mean over draws) and all training labels, the
penalty chosen by cross-validation on those labels alone, and the encoding speed without the cache (best of three).
"""

from __future__ import annotations

import argparse
import csv
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import Problem
from ml_backend.features import Rows, Vectoriser
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.models import select
from ml_backend.settings import load
from ml_backend.threads import limited

SIZES = (100, 300, 1000)
Corpus = tuple[list[str], list[str], list[str], list[str]]
"""Training texts and labels, test texts and labels."""


def _table(path: Path, delimiter: str, text: int, label: int, header: bool) -> tuple[list[str], list[str]]:
    quoting: Any = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter, quoting=quoting))[1 if header else 0 :]
    return [r[text] for r in rows], [r[label] for r in rows]


def nsmc(data: Path) -> Corpus:
    train, test = (_table(data / "nsmc" / f"ratings_{part}.txt", "\t", 1, 2, True) for part in ("train", "test"))
    return *train, *test


def banking77(data: Path) -> Corpus:
    train, test = (_table(data / "banking77" / f"{part}.csv", ",", 0, 1, True) for part in ("train", "test"))
    return *train, *test


def sms_spam(data: Path) -> Corpus:
    return _divided(*_table(data / "sms_spam" / "SMSSpamCollection", "\t", 1, 0, False), share=0.2)


def labelled(path: Path) -> Corpus:
    """A CSV with the columns text and label, divided 3 : 1."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return _divided([r["text"] for r in rows], [r["label"] for r in rows], share=0.25)


CORPORA = {"nsmc": nsmc, "banking77": banking77, "sms_spam": sms_spam}


def _divided(texts: list[str], labels: list[str], share: float) -> Corpus:
    """A random split with a fixed seed."""
    order = np.random.default_rng(0).permutation(len(texts))
    cut = round(share * len(texts))
    parts = [[column[i] for i in rows] for rows in (order[cut:], order[:cut]) for column in (texts, labels)]
    return parts[0], parts[1], parts[2], parts[3]


def accuracy(train: Rows, y: np.ndarray, test: Rows, truth: np.ndarray, k: int, rng: np.random.Generator) -> float:
    """Of the head that the training loop would fit on these rows."""
    idf = fit_idf(train)
    rows = weigh(train, idf)
    choice = select.choose(rows, y, np.arange(len(y)), k, None, rng)
    model = select.finish(choice, rows, y, k, None)
    return float((model.logits(weigh(test, idf)).argmax(axis=1) == truth).mean())


def compare(corpus: Corpus, spec: str, settings, draws: int) -> tuple[list[float], float]:
    """(accuracy for each of SIZES and for all labels, texts encoded per second without the cache)."""
    texts, labels, test_texts, test_labels = corpus
    classes = sorted(set(labels))
    y, truth = (np.array([classes.index(label) for label in column]) for column in (labels, test_labels))
    bare = Vectoriser(spec, settings, cached=False)
    bare.rows(texts[:8])  # loading the weights is no part of the speed
    sample = texts[:1000]
    speed = len(sample) / min(_seconds(bare, sample) for _ in range(3))
    vectoriser = Vectoriser(spec, settings)
    train, test = vectoriser.rows(texts), vectoriser.rows(test_texts)
    out = []
    for size in (*SIZES, len(texts)):
        runs = []
        for seed in range(draws if size < len(texts) else 1):
            rng = np.random.default_rng(seed)
            chosen = rng.permutation(len(texts))[:size]
            runs.append(accuracy(train[chosen], y[chosen], test, truth, len(classes), rng))
        out.append(float(np.mean(runs)))
    return out, speed


def _seconds(vectoriser: Vectoriser, texts: list[str]) -> float:
    began = time.perf_counter()
    vectoriser.rows(texts)
    return time.perf_counter() - began


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml_backend.compare_encoders", description=__doc__)
    parser.add_argument("--data", type=Path, help=f"folder with {', '.join(CORPORA)}")
    parser.add_argument("--csv", type=Path, action="append", default=[], help="a further corpus: CSV with the columns text and label")
    parser.add_argument("--corpora", default=",".join(CORPORA), help="which of the folder's corpora")
    parser.add_argument("--encoders", default="use,char,use+char", help="separated by commas")
    parser.add_argument("--draws", type=int, default=3, help="random draws of 100, 300 and 1,000 labels")
    parser.add_argument("--store", type=Path, help="where features are cached (default: MALMOI_DATA)")
    options = parser.parse_args(arguments)
    settings = load()
    if options.store:
        settings = replace(settings, data=options.store)
    sources: list[tuple[str, Callable[[Path], Corpus], Path]] = []
    if options.data:
        sources += [(name, CORPORA[name], options.data) for name in options.corpora.split(",")]
    sources += [(path.stem, labelled, path) for path in options.csv]
    if not sources:
        parser.error("give --data or --csv")
    packages = ", ".join(f"{p} {version(p)}" for p in ("numpy", "scipy", "scikit-learn"))
    print(f"Python {platform.python_version()}, {packages}, {settings.threads} threads, {options.draws} draws\n")
    print("| corpus | encoder | " + " | ".join(f"{s:,} labels" for s in SIZES) + " | all | texts/s |")
    print("|---|---|" + "--:|" * (len(SIZES) + 2))
    try:
        for name, read, where in sources:
            corpus = read(where)
            for spec in options.encoders.split(","):
                with limited(settings.threads):
                    figures, speed = compare(corpus, spec, settings, options.draws)
                cells = " | ".join(f"{f:.3f}" for f in figures)
                print(f"| {name} ({len(corpus[0]):,}/{len(corpus[2]):,}) | {spec} | {cells} | {speed:,.0f} |", flush=True)
    except Problem as problem:
        print(problem.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
