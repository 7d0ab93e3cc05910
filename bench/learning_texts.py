"""Texts to measure learning with: the film reviews of NSMC, and as many more as are asked for put together from two of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

LABELS = ("bad", "good")


def reviews(data: Path) -> list[tuple[str, str]]:
    """(text, label), each text once. data: the folder of the corpora, with nsmc/ in it."""
    found: dict[str, str] = {}
    for name in ("ratings_train.txt", "ratings_test.txt"):
        for line in (data / "nsmc" / name).read_text(encoding="utf-8").split("\n")[1:]:
            _, _, rest = line.partition("\t")
            text, _, label = rest.rpartition("\t")
            if text.strip():
                found.setdefault(text.strip(), LABELS[int(label)])
    return list(found.items())


def texts(data: Path, n: int) -> Iterator[tuple[str, str]]:
    """n different texts. Behind the real ones each is the beginning of one review and the end of another, with the label of the first."""
    real = reviews(data)
    yield from real[:n]
    seen, rng = {text for text, _ in real}, np.random.default_rng(0)
    while len(seen) < n:
        (first, label), (second, _) = (real[int(i)] for i in rng.integers(len(real), size=2))
        text = f"{first[:60]} {second[-40:]}".strip()
        if text not in seen:
            seen.add(text)
            yield text, label
