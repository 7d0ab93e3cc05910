"""docs/story.md: the template beside this file, with the figures of what was played."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.agreement import Ratings, krippendorff_alpha

from .people import NEW_RULE, NOTE, OLD_RULE, READERS
from .script import TARGET


@dataclass(frozen=True)
class Figures:
    texts: int
    before: dict[str, Any]
    after: dict[str, Any]
    refused: str
    decided: int
    touched: int
    first: dict[str, list[str]]
    second: dict[str, list[str]]
    release: dict[str, Any]


def told(story: Figures) -> str:
    moved = sum(a != b for text, labels in story.second.items() for a, b in zip(story.first[text], labels, strict=True))
    given = sum(map(len, story.second.values()))
    return (Path(__file__).parent / "story.template.md").read_text(encoding="utf-8").format(
        texts=story.texts,
        day=dt.datetime.now(dt.UTC).date().isoformat(),
        others=", ".join(reader.name for reader in READERS[:-1]),
        last=READERS[-1].name,
        thresholds="; ".join(map(_threshold, READERS)),
        old_rule=OLD_RULE.strip(),
        new_rule=" ".join(NEW_RULE.split()),
        note=NOTE,
        target=TARGET,
        before=_figure(story.before),
        after=_figure(story.after),
        refused=story.refused,
        decided=story.decided,
        touched=story.touched,
        moved=moved,
        given=given,
        labels=story.texts * len(READERS),
        released=story.release["items"],
        shared=_alpha({text: story.first[text] for text in story.second}),
    )



def _alpha(labels: dict[str, list[str]]) -> float:
    rows = [(text, reader.name, label) for text, given in labels.items() for reader, label in zip(READERS, given, strict=True)]
    value = krippendorff_alpha(Ratings.from_triples(*zip(*rows, strict=True))).value
    assert value is not None
    return value


def _figure(measured: dict[str, Any]) -> str:
    return f"{measured['value']:.3f} ({measured['low']:.3f} to {measured['high']:.3f})"


def _threshold(reader: Any) -> str:
    low, high = reader.mild
    return f"{reader.name} calls {'only 0' if low == high == 0 else f'{low} to {high}'} neutral".replace("-", "−")
