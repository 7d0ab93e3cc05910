"""The arithmetic and the tables of bench/ui.py; nothing here opens a browser."""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Site:
    """What was measured of one program."""

    name: str
    chunks: list[Chunk] = field(default_factory=list)
    # Megabytes: at the first task, after all, with a long text.
    heaps: list[float] = field(default_factory=list)
    # Label of a row → what was found. A row that one program lacks says why.
    rows: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chunk:
    """A script or a style sheet that the page loaded."""

    name: str
    raw: int
    zipped: int

    @classmethod
    def of(cls, address: str, body: bytes) -> Chunk:
        return cls(address.split("?")[0].rpartition("/")[2], len(body), len(gzip.compress(body, 9, mtime=0)))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def halves(values: Sequence[float]) -> str:
    """50th and 95th percentile."""
    return f"{percentile(values, 0.5):.1f} / {percentile(values, 0.95):.1f}"


def frames(stamps: Sequence[float]) -> tuple[float, float]:
    """(frames a second, the longest time between two) of the times of the frames, in milliseconds."""
    gaps = [b - a for a, b in zip(stamps, stamps[1:], strict=False)]
    if not gaps:
        raise ValueError("fewer than two frames")
    return 1000 * len(gaps) / sum(gaps), max(gaps)


def kilobytes(size: int) -> str:
    return f"{size / 1000:.1f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown."""
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def beside(sites: Sequence[Site], aims: Mapping[str, str]) -> str:
    """Measures down; what is aimed at, and the programs, across."""
    names = list(dict.fromkeys(name for site in sites for name in site.rows))
    rows = [[name, aims.get(name, ""), *[site.rows.get(name, "–") for site in sites]] for name in names]
    return table(["", "aim", *[site.name for site in sites]], rows)


def chunks(site: Site) -> str:
    rows = [[f"`{one.name}`", kilobytes(one.raw), kilobytes(one.zipped)] for one in sorted(site.chunks, key=lambda c: -c.zipped)]
    return table(["", "kB", "kB gzip"], rows)


# --- what is annotated ------------------------------------------------------------------------------------------------
WORDS = "the box came late but it works and my mother would buy it again 값이 싸고 배송이 빨라요 아주 좋아요".split()


def long_text(characters: int, seed: int = 5) -> str:
    """So many characters of words, in paragraphs."""
    rng, made, size = random.Random(seed), [], 0
    while size < characters:
        word = rng.choice(WORDS) + ("\n" if rng.random() < 0.02 else " ")
        made.append(word)
        size += len(word)
    return "".join(made)[: characters - 1] + "."


def spans(text: str, count: int, labels: Sequence[str], seed: int = 6) -> list[dict]:
    """So many spans of one to four words; every third begins on the last word of the one before it."""
    rng = random.Random(seed)
    words = [(at, at + len(word)) for at, word in _words(text)]
    found: list[dict] = []
    last = 0
    for n in range(count):
        first = last if n % 3 == 2 else len(words) * n // count
        last = min(len(words) - 1, first + rng.randrange(0, 3) + (n % 3 == 2))
        start, end = words[first][0], words[last][1]
        value = {"start": start, "end": end, "text": text[start:end], "labels": [labels[n % len(labels)]]}
        found.append({"id": f"s{n}", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual", "value": value})
    return found


def _words(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    for word in text.replace("\n", " ").split(" "):
        if word:
            yield at, word
        at += len(word) + 1


WIDE, HIGH = 1600, 1200


def boxes(count: int) -> list[dict]:
    """So many boxes in rows over a picture. The first one lies by itself, at the left edge in the middle, to be dragged."""
    columns = 20
    rows = -(-(count - 1) // columns)
    found = [_box(0, 2.0, 46.0, 4.0, 6.0)]
    for n in range(count - 1):
        column, row = n % columns, n // columns
        found.append(_box(n + 1, 10 + column * 4.4, 2 + row * (96 / rows), 3.6, 96 / rows * 0.8))
    return found


def _box(n: int, x: float, y: float, width: float, height: float) -> dict:
    value = {"x": round(x, 3), "y": round(y, 3), "width": width, "height": round(height, 3), "rotation": 0}
    about = {"id": f"b{n}", "from_name": "box", "to_name": "image", "type": "rectanglelabels", "origin": "manual", "image_rotation": 0}
    return {**about, "original_width": WIDE, "original_height": HIGH, "value": {**value, "rectanglelabels": ["cat" if n % 2 else "dog"]}}


def picture() -> bytes:
    """A PNG with soft stripes."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = b"".join(b"\0" + bytes((x // 8 + y // 6) % 97 + 100 for x in range(WIDE)) for y in range(HIGH))
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(lines, 6)) + part(b"IEND", b"")
