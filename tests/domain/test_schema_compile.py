"""Compiling a label config: what it holds, and what is refused with its line."""

from __future__ import annotations

import pytest

from domain.errors import Invalid
from domain.schema import compile_config

SENTIMENT = """
<View>
  <Style>.a { color: red }</Style>
  <Header value="How does it sound?"/>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single" required="true">
    <Choice value="긍정" alias="pos" hotkey="1"/>
    <Choice value="neutral" hotkey="2"/>
  </Choices>
</View>
"""


def wrapped(inside: str) -> str:
    return f'<View>\n<Text name="t" value="$text"/>\n{inside}\n</View>'


def refusal(xml: str) -> str:
    with pytest.raises(Invalid) as invalid:
        compile_config(xml)
    assert "label_config" in invalid.value.fields
    return invalid.value.message


def test_a_choice_holds_what_the_config_says():
    schema = compile_config(SENTIMENT)
    control = schema.primary
    assert (control.name, control.tag, control.type, control.to_names) == ("sentiment", "Choices", "choices", ("text",))
    assert control.values == ("pos", "neutral")
    assert dict(control.aliases) == {"긍정": "pos"}
    assert dict(control.hotkeys) == {"pos": "1", "neutral": "2"}
    assert control.required
    assert not control.multiple
    assert schema.text_field == "text"
    assert schema.variables == ("text",)
    assert not schema.needs_data
    assert schema.control("sentiment") is control


def test_the_tree_is_what_was_written():
    tree = compile_config(SENTIMENT).as_tree()
    assert [c["tag"] for c in tree["children"]] == ["Style", "Header", "Text", "Choices"]
    assert tree["children"][0]["text"] == ".a { color: red }"
    assert tree["children"][3]["children"][1] == {"tag": "Choice", "attrs": {"value": "neutral", "hotkey": "2"}, "children": []}


def test_a_schema_cannot_be_changed():
    schema = compile_config(SENTIMENT)
    with pytest.raises(AttributeError):
        schema.text_field = "other"
    with pytest.raises(TypeError):
        schema.primary.aliases["a"] = "b"


def test_an_unknown_control_is_kept_and_named_in_a_warning():
    schema = compile_config(wrapped('<Sparkle name="s" toName="t"/>'))
    assert schema.controls[0].type == "sparkle"
    assert "Sparkle" in schema.warnings[0]


def test_two_values_on_one_key_are_reported():
    schema = compile_config(wrapped('<Choices name="c" toName="t"><Choice value="a" hotkey="1"/><Choice value="b" hotkey="1"/></Choices>'))
    assert schema.warnings == ("The hotkey '1' is given to 'a' of 'c' and to 'b' of 'c'.",)


def test_a_filter_is_no_control_and_may_point_at_one():
    schema = compile_config(wrapped('<Filter name="f" toName="l"/><Labels name="l" toName="t"><Label value="A"/></Labels>'))
    assert [c.name for c in schema.controls] == ["l"]
    assert schema.needs_data


def test_the_primary_question_is_about_the_whole_item():
    schema = compile_config(
        wrapped(
            '<Choices name="each" toName="t" perRegion="true"><Choice value="a"/></Choices>'
            '<Choices name="all" toName="t"><Choice value="b"/></Choices>'
        )
    )
    assert schema.primary.name == "all"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("", "empty"),
        (None, "must be a text"),
        ("<View>", "line 1: not well-formed XML"),
        ("\n\n<View>\n<A></View>", "line 4: not well-formed XML: mismatched tag"),
        ("<View>&nbsp;</View>", "undefined entity"),
        ("<View>\x00</View>", "not well-formed"),
        ("<View>\ud800</View>", "surrogate"),
        ("<View/>", "no control"),
        ("<Choices/>", "the root must be <View>"),
        ("<View>" * 101 + "</View>" * 101, "more than 100 deep"),
        ("<View>" + "x" * 200_000 + "</View>", "200,013 bytes"),
        ('<!DOCTYPE v [<!ENTITY x SYSTEM "file:///etc/passwd">]><View>&x;</View>', "line 1: a document type or entity"),
        ('<!DOCTYPE View SYSTEM "http://host.test/a.dtd"><View/>', "a document type or entity"),
        (
            wrapped('<Choices name="c" toName="u"><Choice value="a"/></Choices>'),
            "line 3: toName of <Choices name=\"c\">: 'u' is the name of",
        ),
        (
            wrapped('<Choices name="t" toName="t"><Choice value="a"/></Choices>'),
            "line 3: the name 't' of <Choices> is taken by <Text> in line 2",
        ),
        (wrapped('<Choices toName="t"><Choice value="a"/></Choices>'), "<Choices> needs a name"),
        (wrapped('<Choices name="c"><Choice value="a"/></Choices>'), "needs a toName"),
        (
            wrapped('<Choices name="c" toName="t"><Choice value="a"/>\n<Choice value="a"/></Choices>'),
            "line 4: 'a' is in <Choices name=\"c\"> twice",
        ),
        (wrapped('<Choices name="c" toName="t"><Choice value="a"/><Choice value="b" alias="a"/></Choices>'), "'a' is in"),
        (wrapped('<Choices name="c" toName="t"><Choice/></Choices>'), "has no value"),
        (wrapped('<Choices name="c" toName="t"/>'), "has no <Choice>"),
        (wrapped('<Choices name="c" toName="t" choice="many"><Choice value="a"/></Choices>'), "must be single, single-radio or multiple"),
        (wrapped('<Rating name="a" toName="t"/><Rating name="b" toName="a"/>'), "'a' is a control, not something shown"),
        (wrapped('<Pairwise name="p" toName="t"/>'), "compares two"),
        (wrapped('<Rating name="r" toName="t" visibleWhen="full-moon"/>'), "visibleWhen"),
        (wrapped('<Rating name="r" toName="t" visibleWhen="choice-selected" whenTagName="x"/>'), "'x' is no control"),
    ],
)
def test_what_cannot_work_is_refused(xml, said):
    assert said in refusal(xml)


def test_entity_expansion_is_refused():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    assert "entity" in refusal(f'<!DOCTYPE View [<!ENTITY l0 "ha">{laughs}]><View>&l9;</View>')


def test_an_xml_declaration_of_another_encoding_is_of_no_consequence():
    assert compile_config('<?xml version="1.0" encoding="euc-kr"?>' + SENTIMENT.strip()).primary.aliases["긍정"] == "pos"
