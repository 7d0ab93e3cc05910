"""Guidelines as Markdown."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.web.markdown import render, sections_of

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
        assert set(attributes) <= {"href", "src", "alt", "title", "rel", "class", "start", "id"}
        assert attributes.get("id", "guide-").startswith("guide-")
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


GUIDE = """
# What the writer feels

## Positive

Praise.

### When it is not positive

## A neutral text

- **negative**: complaints
- **mixed** (seldom): both
- see **negative** above

## 긍정
"""


def ids(text: str) -> list[str]:
    return [attributes["id"] for _, attributes in tags(text) if "id" in attributes]


@pytest.mark.parametrize(
    ("label", "id"),
    [
        ("positive", "guide-positive"),
        ("neutral", "guide-a-neutral-text"),
        ("negative", "guide-negative"),
        ("mixed", "guide-mixed"),
        ("긍정", "guide-긍정"),
    ],
)
def test_the_part_about_a_label(label, id):
    assert sections_of(GUIDE, [label]) == {label: id}
    assert id in ids(GUIDE)


@pytest.mark.parametrize("label", ["posit", "sarcasm", "complaints", "(", "", "  "])
def test_a_label_that_the_guideline_does_not_speak_of(label):
    assert sections_of(GUIDE, [label]) == {}


def test_a_heading_that_begins_with_the_label_goes_before_one_that_ends_with_it():
    assert sections_of("# Not spam\n\n# Spam, and what looks like it", ["spam"]) == {"spam": "guide-spam-and-what-looks-like-it"}


def test_the_same_words_twice_have_two_ids():
    assert ids("# One\n\n# One\n\n# One 2") == ["guide-one", "guide-one-2", "guide-one-2-2"]


def test_an_id_stays_when_other_parts_change():
    assert "guide-긍정" in ids("# New\n\n" + GUIDE)


@given(st.text(alphabet="#-* \nab:é긍", max_size=60), st.sampled_from(["a", "b", "a b", "긍", "é"]))
def test_every_anchor_is_on_the_page_once(text, label):
    there = ids(text)
    assert len(there) == len(set(there))
    assert set(sections_of(text, [label]).values()) <= set(there)


@pytest.mark.parametrize("source", ["https://e.example/x.png", "//e.example/x.png", "x.png", "http://e.example/a'b"])
def test_a_picture_that_lies_elsewhere_is_a_link(source):
    html = render(f"![a <b>](<{source}> 'title')")
    assert "<img" not in html
    assert ">a &lt;b&gt;</a>" in html


@pytest.mark.parametrize("source", ["data:image/png;base64,AAAA", "/media/x.png"])
def test_a_picture_from_here_is_shown(source):
    assert f'<img src="{source}" alt="a"' in render(f"![a]({source})")
