"""A guideline read in sections, each about a label or about none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.web import markdown
from domain.guideline import HARD, NO, YES, Span, outline
from domain.guideline.soundness import findings, without_section

TEXT = """# Names

How to mark them.

## person

Names of people.

### When

- also invented ones

### When not

> [Seoul](label:place) is no person.

### Examples

> [Ada Weir](label:person) joined.

— A full name is one span.

### Hard cases

> Dr [Kim](label:person)
— the title stays outside

#### A note

still person

## 장소 {place}

이름이 있는 곳.

### 붙일 때

### 보기

> [통영](label:place)으로

## Rules

Short is good.
"""
LABELS = ["person", "place"]


def section(label, text=TEXT):
    return outline(text, LABELS).of(label)


def test_each_label_has_its_section_and_the_rest_have_theirs():
    made = outline(TEXT, LABELS).sections
    assert [(s.title, s.label) for s in made] == [("Names", None), ("person", "person"), ("장소", "place"), ("Rules", None)]
    assert section("person").definition == "Names of people."
    assert [part.kind for part in section("person").parts] == ["when", "when_not", "examples", "hard_cases"]
    assert section("person").markdown.endswith("still person")
    assert made[0].markdown == "How to mark them."


def test_examples_have_their_kind_spans_reason_and_line():
    no, yes, hard = section("person").examples
    assert (yes.text, yes.kind, yes.spans, yes.why) == ("Ada Weir joined.", YES, (Span(0, 8, "person"),), "A full name is one span.")
    assert (no.kind, no.spans) == (NO, (Span(0, 5, "place"),))
    assert (hard.kind, hard.text, hard.why) == (HARD, "Dr Kim", "the title stays outside")
    assert TEXT.split("\n")[yes.line - 1].startswith("> [Ada Weir]")


def test_korean_headings():
    (one,) = section("place").examples
    assert (one.text, one.kind, one.label) == ("통영으로", YES, "place")


def test_a_label_that_is_called_like_a_part_is_a_label():
    text = "## 예\n\n### 보기\n\n> 응\n\n## 아니오\n\n### 예\n\n> 왜"
    made = outline(text, ["예", "아니오"])
    assert [s.label for s in made.sections] == ["예", "아니오", "예"]


@pytest.mark.parametrize(
    "heading", ["## Person", "# person", "## **person**", "## “person”:", "person\n---", "## `person`", "### person ###"]
)
def test_how_a_label_may_stand_in_a_heading(heading):
    assert outline(heading + "\n\nx", LABELS).of("person").markdown == "x"


def test_letter_case_tells_labels_apart_where_both_are_there():
    made = outline("## B\n\nbig\n\n## b\n\nsmall", ["b", "B"])
    assert (made.of("B").markdown, made.of("b").markdown) == ("big", "small")


@pytest.mark.parametrize("label", ["person", "place"])
def test_anchors_are_those_of_the_page(label):
    assert markdown.sections_of(TEXT, LABELS)[label] == section(label).anchor
    assert f'id="{section(label).anchor}"' in markdown.render(TEXT)


blocks = st.sampled_from(["# person", "## x {place}", "## person", "text", "- **person**: y", "", "```", "### When", "> q", "a\n==="])


@given(st.lists(blocks, max_size=12))
def test_whatever_stands_there_lines_and_anchors_hold(parts):
    text = "\n\n".join(parts)
    html = markdown.render(text)
    for one in outline(text, LABELS).sections:
        assert f'id="{one.anchor}"' in html
        assert 1 <= one.line < one.end <= len(text.split("\n")) + 1
        if one.label:
            assert one.names
    firsts = {}
    for one in outline(text, LABELS).sections:
        firsts.setdefault(one.label, one.anchor)
    for label, anchor in markdown.sections_of(text, LABELS).items():
        if label in firsts:
            assert anchor == firsts[label]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# A\n\n## People {PERS}", "line 3: the section “People” is about the label 'PERS', which is not in the label config"),
        ("> x\n\n## Examples\n\n> [a](label:persn)", "line 5: an example marks 'persn'"),
        ("## neutral\n\nx", "line 1: the section “neutral” is about a label that the label config no longer has"),
        ("x\n\n## persn\n\n### When\n\n### When not", "line 3: the section “persn” says when to give a label"),
    ],
)
def test_a_label_that_is_not_in_the_config_is_told_with_its_line(text, told):
    (found,) = findings(text, LABELS, former=["neutral", "person"])
    assert found.is_fault
    assert told in found.message
    assert "it has 'person', 'place'" in found.message
    assert findings(text, LABELS, former=["neutral"], is_open=True) == []


def test_what_is_no_fault():
    assert findings(TEXT, LABELS) == []
    assert without_section("## person", LABELS) == ["place"]
    (twice,) = findings("## person\n\n## People {person}", LABELS)
    assert not twice.is_fault
    assert "line 3" in twice.message


def test_a_long_text_is_read_in_a_moment():
    many = outline("\n\n".join(f"## h{n}\n\n### Examples\n\n> q{n}" for n in range(3000)), [f"h{n}" for n in range(3000)])
    assert len(many.sections) == 3000
    assert many.of("h2999").examples[0].text == "q2999"
