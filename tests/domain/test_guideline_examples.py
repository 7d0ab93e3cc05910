"""An example is written into a guideline and read back the same."""

from __future__ import annotations

import pytest
from hypothesis import example as also
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid, Refused
from domain.guideline import HARD, KINDS, NO, YES, Span, example, outline
from domain.guideline.examples import writable, written
from domain.guideline.placing import place, stands_in

GUIDE = "# Names\n\n## person\n\nPeople.\n\n### Hard cases\n\n> a\n\n## place\n\nWhere."
LABELS = ["person", "place"]
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60).filter(
    lambda text: writable(text).strip()
)
nasty = st.text("\n\t  \\`*_[]<>!#~&|:=-+.)1ab—한“\"'", min_size=1, max_size=40).filter(str.strip)
# No label config holds a control character.
labels = st.one_of(
    st.sampled_from(LABELS), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)
)


@st.composite
def examples(draw):
    text = draw(st.one_of(texts, nasty))
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        spans.append({"start": start, "end": draw(st.integers(start + 1, len(text))), "label": draw(labels)})
    why = draw(st.one_of(st.just(""), texts, nasty))
    return example(text, label=draw(labels), kind=draw(st.sampled_from(KINDS)), spans=spans, why=why)


@given(examples(), st.sampled_from(["", GUIDE, "intro", "## person\n\n- a\n- b", "## person\n\n> quote\nlazy", "###### person\n\nx"]))
@also(example("New York!\n\n  x", label="person", spans=[Span(0, 8, "org"), Span(4, 8, "place"), Span(4, 9, "org")]), GUIDE)
@also(example("1. a\n2) b\n# c\n---\n> d\n| e", label="person", why="— – -"), GUIDE)
def test_what_is_placed_is_read_back(one, text):
    made = place(text, one, LABELS)
    found = [e for s in outline(made, [*LABELS, one.label]).sections for e in s.examples if one.same_as(e)]
    assert [e.why for e in found] == [one.why]
    assert place(made, one, LABELS) == made
    for line in filter(str.strip, text.split("\n")):
        assert line in made


def test_each_kind_goes_to_its_part_in_order():
    text = GUIDE
    for kind, words in ((YES, "Ada came"), (NO, "the mayor"), (HARD, "Dr Kim")):
        text = place(text, example(words, label="person", kind=kind), LABELS)
    headings = [line for line in text.split("\n") if line.startswith("#")]
    assert headings == ["# Names", "## person", "### When not", "### Examples", "### Hard cases", "## place"]
    assert [e.text for e in outline(text, LABELS).of("person").examples] == ["the mayor", "Ada came", "a", "Dr Kim"]
    assert text.endswith("## place\n\nWhere.\n")


def test_a_section_is_made_in_the_language_of_the_guideline():
    assert place("# 이름\n\n사람 이름에 표시한다.", example("김민지", label="사람"), ["사람"]).endswith("## 사람\n\n### 보기\n\n> 김민지\n")
    assert "### Examples" in place("# Names", example("Ada", label="사람"), ["사람"])


def test_a_label_that_no_heading_can_be_stands_in_braces():
    made = place("", example("x", label="“quoted”:"), ["“quoted”:", "quoted"])
    assert outline(made, ["“quoted”:", "quoted"]).of("“quoted”:").examples[0].text == "x"


def test_how_it_is_written():
    one = example("Ada Weir came.", label="person", spans=[{"start": 0, "end": 8, "label": "person"}], why="A full name.")
    assert written(one) == "> [Ada Weir](label:person) came.\n\n— A full name."


def test_without_a_label_it_stands_in_a_section_of_its_own():
    made = place("# A", example("one"), LABELS)
    made = place(made, example("two"), LABELS)
    assert made == "# A\n\n## Examples\n\n> one\n\n> two\n"
    assert stands_in(outline(made, LABELS), example("two"))


def test_a_text_that_swallows_it_is_told():
    with pytest.raises(Refused, match="code block that is not closed"):
        place("## person\n\n```\nx", example("a", label="person"), LABELS)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": "  "}, "needs a text"),
        ({"kind": "maybe"}, "yes, no, hard"),
        ({"spans": [{"start": 0, "end": 9, "label": "x"}]}, r"spans\[0\].*0 to 3"),
        ({"spans": [{"start": 1, "end": 1, "label": "x"}]}, "start before end"),
        ({"spans": [{"start": True, "end": 2, "label": "x"}]}, "code points"),
        ({"spans": [{"start": 0, "end": 2, "label": ""}]}, "needs a label"),
        ({"spans": ["x"]}, "an object"),
    ],
)
def test_what_is_no_example(wrong, told):
    with pytest.raises(Invalid, match=told):
        example(**{"text": "abc", **wrong})


def test_what_markdown_cannot_carry_becomes_a_space():
    assert example("a\x00b\x0bc").text == "a b c"
