"""Guidelines as Markdown."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.web.markdown import render

ALLOWED = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "a",
    "img",
    "code",
    "pre",
    "blockquote",
    "hr",
    "br",
    "s",
}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(text: str) -> list[tuple[str, dict]]:
    reader = Tags()
    reader.feed(render(text))
    return reader.seen


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "![x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        '[x](<https://e.example/" onclick="alert(1)>)',
        "```\n<script>\n```",
    ],
)
def test_nothing_in_it_runs(text):
    check(text)


@given(st.text(alphabet="<>[]()!`*_#|\n\"'= abjscript:/&;", max_size=80))
def test_nothing_typed_ever_runs(text):
    check(text)


def check(text):
    for tag, attributes in tags(text):
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "src", "alt", "title", "rel", "class", "start"}
        for name in ("href", "src"):
            assert (
                not (attributes.get(name) or "").lower().strip().startswith(("javascript:", "vbscript:", "data:text"))
            )


def test_headings_stand_under_the_heading_of_the_page():
    assert [tag for tag, _ in tags("# One\n\n## Two\n\n###### Six")] == ["h2", "h3", "h6"]


def test_korean_and_tables_are_drawn():
    html = render("**긍정**: 좋다\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<strong>긍정</strong>" in html
    assert "<td>2</td>" in html
