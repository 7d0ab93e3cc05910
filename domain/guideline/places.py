"""A guideline's Markdown, read once: its tokens, and the places in it that can be gone to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NO_WORD = re.compile(r"[^\w]+")
_LINE = re.compile(r"\r\n?|\n")


def reader() -> MarkdownIt:
    """CommonMark with tables and strike-through; HTML in it is text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


_READER = reader()


@dataclass(frozen=True)
class Place:
    """A heading, or a list item that begins with bold words. `at`: its token; `line`: from 1; `level` of a heading, 0 of an item;
    `is_inside`: of a quotation or a list."""

    kind: str
    words: str
    id: str
    at: int
    line: int
    level: int
    is_inside: bool


def read(text: str) -> tuple[list[Token], list[Place]]:
    """Fresh tokens, which the caller may change, and the places. A place's id stays as long as its words do."""
    tokens = _READER.parse(text)
    places: list[Place] = []
    taken: set[str] = set()
    for at, token in enumerate(tokens):
        words = _place(tokens, at)
        if words:
            heading = token.type == "heading_open"
            level = int(token.tag[1]) if heading else 0
            line = token.map[0] + 1 if token.map else 1
            places.append(Place("heading" if heading else "item", words, _id(words, taken), at, line, level, token.level > 0))
    return tokens, places


def lines_of(text: str) -> list[str]:
    """As the reader counts them."""
    return _LINE.split(text)


def cleaned(words: str) -> str:
    """Without what is around a label in a guideline: quotation marks, a colon."""
    return words.strip().strip("“”\"'‘’「」`").rstrip(":：").strip()


def _place(tokens: list[Token], at: int) -> str:
    """The words that a heading or a list item is known by; empty where the token opens neither."""
    if tokens[at].type == "heading_open":
        return _words(tokens[at + 1].children or [])
    if tokens[at].type == "list_item_open" and len(tokens) > at + 2 and tokens[at + 1].type == "paragraph_open":
        return _words(_bold_beginning(tokens[at + 2].children or []))
    return ""


def _bold_beginning(inline: list[Token]) -> list[Token]:
    # An empty text may stand before the mark.
    shown = [token for token in inline if token.type != "text" or token.content]
    if not shown or shown[0].type != "strong_open":
        return []
    end = next((at for at, token in enumerate(shown) if token.type == "strong_close"), 0)
    return shown[1:end]


def _words(inline: list[Token]) -> str:
    return cleaned(
        "".join(token.content if token.type in ("text", "code_inline") else " " if token.type == "softbreak" else "" for token in inline)
    )


def _id(words: str, taken: set[str]) -> str:
    """Begins with `guide-`, so that no guideline takes the id of something else on the page."""
    stem = "guide-" + (_NO_WORD.sub("-", words.lower()).strip("-")[:80] or "part")
    id, n = stem, 1
    while id in taken:
        n += 1
        id = f"{stem}-{n}"
    taken.add(id)
    return id
