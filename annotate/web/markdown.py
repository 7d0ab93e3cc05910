"""Guidelines are Markdown. HTML in them is shown as text; only what Markdown itself makes becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from domain.guideline.examples import label_address, labels_in
from domain.guideline.places import read, reader
from domain.guideline.sections import title_of

_READER = reader()


def _picture(self: RendererHTML, tokens: list[Token], at: int, options: Any, env: Any) -> str:
    """A picture that lies elsewhere is a link to it: to open a guideline tells no other host who reads it."""
    source = str(tokens[at].attrs.get("src", ""))
    if source.startswith("data:") or (source.startswith("/") and not source.startswith(("//", "/\\"))):
        return self.image(tokens, at, options, env)
    says = self.renderInlineAsText(tokens[at].children or [], options, env) or source
    return f'<a href="{escapeHtml(source)}" rel="noopener noreferrer">{escapeHtml(says)}</a>'


_READER.add_render_rule("image", _picture)


@lru_cache(maxsize=256)
def render(text: str) -> SafeString:
    """HTML that is safe to show. Headings move down one level: the page itself has the only first-level heading. Headings, and list
    items that begin with a bold word, have ids that stay as long as their words do."""
    return mark_safe(_READER.renderer.render(_read(text)[0], _READER.options, {}))


def sections_of(text: str, labels: Iterable[str]) -> dict[str, str]:
    """{label: id of the part of the guideline about it}, for those that have one.

    A heading that is the label or ends in it in braces; else one that has it as whole words, at its beginning rather than further on;
    else a list item whose bold beginning is the label. Letter case makes no difference.
    """
    return dict(_sections(text, tuple(labels)))


@lru_cache(maxsize=64)
def _sections(text: str, labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    outline = tuple(_read(text)[1])
    found = ((label, _section(label, outline)) for label in labels if label.strip())
    return tuple((label, id) for label, id in found if id is not None)


def _section(label: str, outline: tuple[tuple[str, str, str], ...]) -> str | None:
    whole = re.compile(rf"(?<!\w){re.escape(label.strip())}(?!\w)", re.IGNORECASE)
    best: tuple[int, str] | None = None
    for kind, words, id in outline:
        if kind == "heading" and (title_of(words)[1] or "").casefold() == label.strip().casefold():
            return id if best is None or best[0] > 0 else best[1]
        place = whole.search(words)
        if place is None or (kind == "item" and place.group() != words):
            continue
        rank = 3 if kind == "item" else 0 if place.group() == words else 1 if place.start() == 0 else 2
        if best is None or rank < best[0]:
            best = rank, id
    return best and best[1]


def _read(text: str) -> tuple[list[Token], list[tuple[str, str, str]]]:
    """The tokens, ready to be drawn, and (heading or item, its words, its id) of each place that can be gone to."""
    tokens, places = read(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        elif token.type == "inline" and token.children:
            token.children = _links(token.children)
    for place in places:
        tokens[place.at].attrSet("id", place.id)
    return tokens, [(place.kind, place.words, place.id) for place in places]


def _links(children: list[Token]) -> list[Token]:
    """A link to a label is a span of an example: its words, marked, and what they are marked as."""
    made: list[Token] = []
    names: str | None = None
    for child in children:
        if child.type == "link_open":
            address = label_address(child)
            names = None if address is None else ", ".join(labels_in(address))
            if address is None:
                child.attrSet("rel", "noopener noreferrer")
            else:
                child.tag, child.attrs = "mark", {"class": "span-of"}
        elif child.type == "link_close" and names is not None:
            child.tag = "mark"
            if names:
                made += [Token("small_open", "small", 1), Token("text", "", 0, content=names), Token("small_close", "small", -1)]
            names = None
        made.append(child)
    return made
