"""A short quiz from the examples of a guideline: which label does this text carry?"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from domain.errors import Invalid, Refused

MOST_CHOICES = 8


class Example(Protocol):
    """As `domain.guideline` reads it: a text, the marked places in it, whether it is one of the label ("yes", "hard") or not ("no")."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def spans(self) -> Sequence[Any]: ...


class Section(Protocol):
    @property
    def label(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def examples(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Question:
    """`marks`: (start, end) of the words it asks about, in code points; none: the whole text. `right` is for the grader alone."""

    key: str
    text: str
    marks: tuple[tuple[int, int], ...]
    choices: tuple[str, ...]
    right: str


@dataclass(frozen=True)
class Answer:
    question: Question
    said: str

    @property
    def is_right(self) -> bool:
        return self.said == self.question.right


def questions(sections: Iterable[Section], labels: Sequence[str], count: int, rng: random.Random) -> list[Question]:
    """At most `count` questions, the labels in turn, drawn and ordered by `rng`.

    A text that stands under two labels is not asked. With fewer than two labels, the label config's among them, there is nothing to ask.
    """
    pool = _pool(sections)
    known = list(dict.fromkeys([*labels, *sorted({label for _, _, label in pool})]))
    if len(known) < 2:
        return []
    drawn = _in_turn(pool, count, rng)
    rng.shuffle(drawn)
    return [Question(_key(text, marks), text, marks, _choices(label, known, rng), label) for text, marks, label in drawn]


def grade(asked: Sequence[Question], answers: Mapping[str, Any]) -> list[Answer]:
    """An answer to each question, in their order. Raises `Refused` for another quiz's answers, `Invalid` where one is missing."""
    keys = {question.key for question in asked}
    if (answers and not keys & set(answers)) or not set(answers) <= keys:
        raise Refused("These are answers to another quiz; here is the one of now.", code="other_quiz")
    made = []
    for number, question in enumerate(asked, 1):
        said = answers.get(question.key)
        if said not in question.choices:
            raise Invalid(f"Question {number} has no answer yet.", fields={question.key: "no answer"})
        made.append(Answer(question, said))
    return made


def score(graded: Sequence[Answer]) -> float:
    """The share of right answers of a quiz that asked something."""
    return sum(answer.is_right for answer in graded) / len(graded)


_Asked = tuple[str, tuple[tuple[int, int], ...], str]


def _pool(sections: Iterable[Section]) -> list[_Asked]:
    found: dict[tuple[str, tuple[tuple[int, int], ...]], set[str]] = {}
    for section in sections:
        for example in section.examples:
            if section.label and example.kind != "no" and example.text.strip():
                found.setdefault((example.text, _marks(example, section.label)), set()).add(section.label)
    return [(text, marks, next(iter(of))) for (text, marks), of in found.items() if len(of) == 1]


def _marks(example: Example, label: str) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({(span.start, span.end) for span in example.spans if span.label == label}))


def _in_turn(pool: list[_Asked], count: int, rng: random.Random) -> list[_Asked]:
    by_label: dict[str, list[_Asked]] = {}
    for entry in pool:
        by_label.setdefault(entry[2], []).append(entry)
    piles = [rng.sample(pile, len(pile)) for _, pile in sorted(by_label.items())]
    rng.shuffle(piles)
    deepest = max((len(pile) for pile in piles), default=0)
    return [pile[depth] for depth in range(deepest) for pile in piles if depth < len(pile)][:count]


def _choices(right: str, known: list[str], rng: random.Random) -> tuple[str, ...]:
    """In the order in which the label config names them, so that their place tells nothing."""
    others = [label for label in known if label != right]
    shown = {right, *rng.sample(others, min(len(others), MOST_CHOICES - 1))}
    return tuple(label for label in known if label in shown)


def _key(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    return hashlib.sha256(f"{marks}:{text}".encode()).hexdigest()[:16]
