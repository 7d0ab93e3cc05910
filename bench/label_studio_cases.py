"""Questions for bench/label_studio_backend.py: a label config, tasks whose answers can be learned, how an answer looks on the screen."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Result = list[dict[str, Any]]


@dataclass(frozen=True)
class Made:
    data: dict[str, str]
    result: Result


@dataclass(frozen=True)
class Case:
    """`annotated` of `total` made tasks are annotated; the rest is new to the model. `seen` gives in the page what is shown as predicted,
    `words` the same of a stored result."""

    name: str
    config: str
    make: Callable[[np.random.Generator, int], Made]
    seen: str
    words: Callable[[Result], list[str]]
    aim: float
    annotated: int = 60
    total: int = 80

    def tasks(self, n: int | None = None, seed: int = 0) -> list[Made]:
        rng = np.random.default_rng(seed)
        return [self.make(rng, 1000 * seed + i) for i in range(n or self.total)]

    def agrees(self, said: Result, truth: Result) -> bool:
        return self.words(said) == self.words(truth)


_WORDS = {
    "Positive": ["lovely", "great", "splendid", "최고예요", "재미있어요", "wonderful 👍"],
    "Negative": ["awful", "boring", "terrible", "별로예요", "지루해요", "dreadful 👎"],
}
_THINGS = ["film", "book", "song", "game", "영화", "노래", "책", "show"]
_PEOPLE = ["김철수", "박영희", "Ada Lovelace", "Grace Hopper", "이순신", "Alan Turing"]
_PLACES = ["서울", "London", "부산", "New York", "대전", "Paris"]


def _mood(rng: np.random.Generator, number: int) -> Made:
    label = str(rng.choice(list(_WORDS)))
    text = f"The {rng.choice(_THINGS)} no. {number} is {rng.choice(_WORDS[label])}"
    return Made({"text": text}, [_choice("mood", "text", label)])


def _visit(rng: np.random.Generator, number: int) -> Made:
    """An emoji first in half of them: Label Studio's offsets are code points."""
    who, where = str(rng.choice(_PEOPLE)), str(rng.choice(_PLACES))
    text = f"{'👍🏽 ' * int(rng.integers(2))}{who} was in {where} on day {number}"
    spans = [(who, "Person"), (where, "Place")]
    return Made({"text": text}, [_span(text, word, label, f"r{number}{label}") for word, label in spans])


def _shape(rng: np.random.Generator, number: int) -> Made:
    from PIL import Image, ImageDraw

    label = str(rng.choice(["Disc", "Bars"]))
    picture = Image.new("RGB", (96, 96), tuple(int(v) for v in rng.integers(170, 255, 3)))
    draw, ink = ImageDraw.Draw(picture), tuple(int(v) for v in rng.integers(0, 90, 3))
    left, top = (int(v) for v in rng.integers(8, 30, 2))
    if label == "Disc":
        draw.ellipse((left, top, left + 52, top + 52), fill=ink)
    else:
        for step in range(0, 56, 14):
            draw.rectangle((left + step, top, left + step + 6, top + 52), fill=ink)
    out = io.BytesIO()
    picture.save(out, "PNG")
    address = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    return Made({"image": address}, [_choice("shape", "image", label)])


def _choice(control: str, shown: str, label: str) -> dict[str, Any]:
    return {"from_name": control, "to_name": shown, "type": "choices", "value": {"choices": [label]}}


def _span(text: str, word: str, label: str, id: str) -> dict[str, Any]:
    start = text.index(word)
    value = {"start": start, "end": start + len(word), "text": word, "labels": [label]}
    return {"id": id, "from_name": "entity", "to_name": "text", "type": "labels", "value": value}


def _choices(result: Result) -> list[str]:
    return [label for region in result for label in region["value"]["choices"]]


def _spans(result: Result) -> list[str]:
    """Each "label: text", in the order of the text."""
    values = sorted((region["value"] for region in result), key=lambda value: value["start"])
    return [f"{value['labels'][0]}: {value['text']}" for value in values]


_CHOSEN = "() => Htx.annotationStore.selected.results.flatMap(r => r.value.toJSON().choices || [])"
_MARKED = """() => [...Htx.annotationStore.selected.regions].sort((a, b) => a.start - b.start)
    .filter(r => document.querySelector('.htx-highlight')).map(r => `${r.labels[0]}: ${r.text}`)"""

CASES = [
    Case(
        "text classes",
        '<View><Text name="text" value="$text"/><Choices name="mood" toName="text" choice="single-radio">'
        '<Choice value="Positive"/><Choice value="Negative"/></Choices></View>',
        _mood,
        _CHOSEN,
        _choices,
        0.8,
    ),
    Case(
        "spans",
        '<View><Labels name="entity" toName="text"><Label value="Person"/><Label value="Place"/></Labels>'
        '<Text name="text" value="$text"/></View>',
        _visit,
        _MARKED,
        _spans,
        0.8,
    ),
    Case(
        "picture classes",
        '<View><Image name="image" value="$image"/><Choices name="shape" toName="image" choice="single-radio">'
        '<Choice value="Disc"/><Choice value="Bars"/></Choices></View>',
        _shape,
        _CHOSEN,
        _choices,
        0.8,
    ),
]
