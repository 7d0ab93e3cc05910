"""Put an example into its place in a guideline: at the end of the part it belongs to; section and part are made where they are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.errors import Refused
from domain.guideline.examples import Example, escaped, written
from domain.guideline.sections import ENGLISH, KOREAN, PART_OF, PARTS, Outline, Section, outline, spelt

_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")


def place(text: str, one: Example, labels: Iterable[str]) -> str:
    """The text with the example in it; unchanged where it stands there already.

    Raises `Refused` (no_place) where the text takes it in but would not give it back: a code block that is never closed, say.
    """
    known = [*labels, *([one.label] if one.label else [])]
    before = outline(text, known)
    if stands_in(before, one):
        return text
    made = _with(before, one, text)
    if not stands_in(outline(made, known), one):
        raise Refused(
            f"The example for '{one.label or 'no label'}' finds no place in the text: is there a code block that is not closed?",
            code="no_place",
        )
    return made


def stands_in(there: Outline, one: Example) -> bool:
    return any(one.same_as(other) for section in there.sections if section.label == one.label for other in section.examples)


def _with(there: Outline, one: Example, text: str) -> str:
    kind = PART_OF[one.kind]
    names = KOREAN if _is_korean(there, text) else ENGLISH
    heading = _title(names[kind][0])
    if one.label is None:
        section = next((s for s in there.sections if s.label is None and s.part(kind)), None)
        new = f"## {heading}\n\n{written(one)}"
    else:
        section = there.of(one.label)
        new = f"## {escaped(spelt(one.label))}\n\n### {heading}\n\n{written(one)}"
        if section is None and outline(new, [one.label]).of(one.label) is None:
            new = f"## {{{escaped(spelt(one.label))}}}\n\n### {heading}\n\n{written(one)}"
    if section is None:
        return _joined(there.lines, len(there.lines) + 1, new)
    part = section.part(kind)
    if part is not None:
        return _joined(there.lines, part.end, written(one))
    level = min(section.level + 1, 6)
    return _joined(there.lines, _before(section, kind), f"{'#' * level} {heading}\n\n{written(one)}")


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _before(section: Section, kind: str) -> int:
    later = PARTS[PARTS.index(kind) + 1 :]
    return next((part.line for part in section.parts if part.kind in later), section.end)


def _joined(lines: list[str], at: int, new: str) -> str:
    """The lines with `new` before line `at`, an empty line around it."""
    above, below = lines[: at - 1], lines[at - 1 :]
    while above and not above[-1].strip():
        above.pop()
    while below and not below[0].strip():
        below.pop(0)
    parts = ["\n".join(above), new, "\n".join(below)]
    made = "\n\n".join(part for part in parts if part)
    return made if made.endswith("\n") else made + "\n"


def _is_korean(there: Outline, text: str) -> bool:
    """As its own headings are; else as most of its letters."""
    for section in there.sections:
        for part in section.parts:
            return bool(_HANGUL.search(there.lines[part.line - 1]))
    return 2 * len(_HANGUL.findall(text)) > len(_LATIN.findall(text))
