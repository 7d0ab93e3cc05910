"""A guideline in sections: one heading a label, in it when to give it and when not, examples, hard cases; headings in English or Korean.

A heading is about a label when it is the label (letter case aside), or ends in its name in braces: `## People {PER}`. It reaches to the
next heading of its level or above, or to the next that is about a label.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from domain.guideline.examples import HARD, NO, YES, Example, read_example, writable
from domain.guideline.places import Place, cleaned, lines_of, read

WHEN, WHEN_NOT, EXAMPLES, HARD_CASES = "when", "when_not", "examples", "hard_cases"
# In the order in which they stand in a section.
PARTS = (WHEN, WHEN_NOT, EXAMPLES, HARD_CASES)
PART_OF = {YES: EXAMPLES, NO: WHEN_NOT, HARD: HARD_CASES}
_KIND_IN = {WHEN: YES, EXAMPLES: YES, WHEN_NOT: NO, HARD_CASES: HARD}
# The first of each is what we write ourselves.
ENGLISH = {
    WHEN: ("when", "label it when", "use when", "use it when", "when to label", "when to use"),
    WHEN_NOT: ("when not", "don't", "don’t", "do not", "not when", "don't label it when", "don’t label it when", "when not to label"),
    EXAMPLES: ("examples", "example"),
    HARD_CASES: ("hard cases", "hard case", "edge cases", "borderline cases"),
}
KOREAN = {
    WHEN: ("붙일 때", "쓸 때", "이럴 때", "언제"),
    WHEN_NOT: ("붙이지 않을 때", "쓰지 않을 때", "아닐 때", "이럴 때는 아님"),
    EXAMPLES: ("보기", "예", "예시", "예문"),
    HARD_CASES: ("어려운 경우", "어려운 사례", "헷갈리는 경우"),
}
_PART_NAMED = {name: part for names in (ENGLISH, KOREAN) for part, them in names.items() for name in them}
_IN_BRACES = re.compile(r"^(.*?)\s*\{([^{}]+)\}$", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """Lines from 1; `end` is the line after its last."""

    kind: str
    line: int
    begins: int
    end: int


@dataclass(frozen=True)
class Section:
    """label: of the label config; None for a section about none, or about one (`names`) that is not there. markdown: all below the
    heading.
    """

    title: str
    label: str | None
    anchor: str
    markdown: str
    examples: tuple[Example, ...] = ()
    line: int = 1
    level: int = 2
    end: int = 1
    names: str | None = None
    definition: str = ""
    parts: tuple[Part, ...] = ()

    def part(self, kind: str) -> Part | None:
        return next((part for part in self.parts if part.kind == kind), None)


@dataclass(frozen=True)
class Outline:
    sections: tuple[Section, ...]
    lines: list[str] = field(repr=False)
    tokens: Sequence[Token] = field(repr=False)

    def of(self, label: str) -> Section | None:
        return next((section for section in self.sections if section.label == label), None)


@dataclass
class _Head:
    """A heading that begins a section. names: the label in its braces, or that it is."""

    place: Place
    title: str
    names: str | None
    below: list[Place] = field(default_factory=list)


def outline(text: str, labels: Iterable[str] = ()) -> Outline:
    tokens, places = read(text)
    lines, known = lines_of(text), _known(labels)
    headings = [place for place in places if place.kind == "heading" and not place.is_inside]
    heads = _heads(headings, known)
    ends = [*(head.place.line for head in heads[1:]), len(lines) + 1][: len(heads)]
    quotes = [
        (token.map[0] + 1, at) for at, token in enumerate(tokens) if token.type == "blockquote_open" and not token.level and token.map
    ]
    made = []
    for head, end in zip(heads, ends, strict=True):
        begins, label = _below(tokens, head.place), label_named(head.names or "", known)
        parts = tuple(_parts(head, headings, end, tokens))
        made.append(
            Section(
                title=head.title,
                label=label,
                anchor=head.place.id,
                markdown="\n".join(lines[begins - 1 : end - 1]).strip("\n"),
                examples=tuple(_examples(tokens, quotes, label, parts)),
                line=head.place.line,
                level=head.place.level,
                end=end,
                names=head.names,
                definition="\n".join(lines[begins - 1 : (parts[0].line if parts else end) - 1]).strip(),
                parts=parts,
            )
        )
    return Outline(tuple(made), lines, tokens)


def _heads(headings: list[Place], known: dict[str, str]) -> list[_Head]:
    heads: list[_Head] = []
    for place in headings:
        is_label = label_named(place.words, known) is not None
        title, names = (place.words, place.words) if is_label else title_of(place.words)
        is_label = names is not None
        above = heads[-1] if heads and (place.level > heads[-1].place.level or place.level == heads[-1].place.level == 6) else None
        if above and not is_label and part_named(place.words):
            above.below.append(place)
        elif not (above and not is_label and above.names is not None):
            heads.append(_Head(place, title, names))
    return heads


def _parts(head: _Head, headings: list[Place], end: int, tokens: Sequence[Token]) -> Iterable[Part]:
    own = part_named(head.place.words)
    if own and head.names is None and not head.below:
        yield Part(own, head.place.line, _below(tokens, head.place), end)
    starts = {one.line for one in head.below}
    for one in head.below:
        first = bisect.bisect_right(headings, one.line, key=lambda other: other.line)
        stops = (other.line for other in itertools.islice(headings, first, None) if other.level <= one.level or other.line in starts)
        yield Part(part_named(one.words) or "", one.line, _below(tokens, one), min(next(stops, end), end))


def _below(tokens: Sequence[Token], place: Place) -> int:
    """The first line below a heading, which may be two lines high."""
    span = tokens[place.at].map
    return span[1] + 1 if span else place.line + 1


def _examples(tokens: Sequence[Token], quotes: list[tuple[int, int]], label: str | None, parts: tuple[Part, ...]) -> Iterable[Example]:
    """quotes: (line, token) of each quotation."""
    for part in parts:
        for line, at in quotes[bisect.bisect_left(quotes, (part.begins, 0)) :]:
            if line >= part.end:
                break
            if found := read_example(tokens, at, label=label, kind=_KIND_IN[part.kind]):
                yield found


def part_named(words: str) -> str | None:
    return _PART_NAMED.get(" ".join(words.lower().split()))


def title_of(words: str) -> tuple[str, str | None]:
    """(title, the label it names in braces)"""
    found = _IN_BRACES.match(words)
    if not found:
        return words, None
    return (found.group(1).strip() or found.group(2).strip()), found.group(2).strip()


def _known(labels: Iterable[str]) -> dict[str, str]:
    """How a label may stand in a heading → the label; an exact spelling goes first."""
    given = list(labels)
    known: dict[str, str] = {}
    for n in range(3):
        for label in given:
            known.setdefault(_spellings(label)[n], label)
    return known


def spelt(label: str) -> str:
    """On one line, without what Markdown cannot carry."""
    return " ".join(writable(label).split())


def _spellings(words: str) -> tuple[str, str, str]:
    words = spelt(words)
    return words, cleaned(words), cleaned(words).casefold()


def label_named(words: str, known: dict[str, str]) -> str | None:
    return next((known[spelling] for spelling in _spellings(words) if spelling and spelling in known), None)
