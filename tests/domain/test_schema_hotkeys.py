"""Hotkeys of a label config that cannot be had, or take a key that the annotation page has."""

from __future__ import annotations

import re

import pytest

from domain.schema import compile_config
from domain.schema.hotkeys import HELD, LETTERS, MANY, normal
from tests.conftest import ROOT

KEYMAP = ROOT / "frontend" / "src" / "core" / "keymap.ts"
CHORD = r"'((?:[^'\\]|\\.)+)'"
ROW = re.compile(rf"row\('[\w-]+', \[([^\n]+?)\], '\w+', gettext\({CHORD}\)(?:, '(\w+)')?")
OBJECT = re.compile(rf"object\('[^']+', \[([^\n]+?)\], '(\w+)', gettext\({CHORD}\)")


def config(*options: str, shown: str = '<Text name="t" value="$text"/>') -> str:
    return f'<View>\n{shown}\n<Choices name="c" toName="t">\n' + "\n".join(options) + "\n</Choices>\n</View>"


def remarks(*hotkeys: str) -> list[tuple[int, str]]:
    schema = compile_config(config(*(f'<Choice value="v{n}" hotkey="{key}"/>' for n, key in enumerate(hotkeys))))
    return [(remark.line, remark.message) for remark in schema.remarks]


def rows() -> list[tuple[str, list[str], str]]:
    """(what the config must have, the chords, what it does), as the page has them."""
    text = KEYMAP.read_text(encoding="utf-8")
    body = text[text.index("commands = ()") : text.index("export const MANY")]
    found = []
    for line in body.splitlines():
        if match := ROW.search(line):
            found.append((match[3] or "any", chords(match[1]), match[2]))
        elif match := OBJECT.search(line):
            found.append((match[2], chords(match[1]), match[3]))
    assert len(found) == len([line for line in body.splitlines() if "gettext(" in line])
    return found


def chords(written: str) -> list[str]:
    return [chord.replace("\\'", "'") for chord in re.findall(CHORD, written)]


def test_the_page_s_letters_are_known():
    page: dict[str, dict[str, str]] = {}
    for trait, chords, says in rows():
        page.setdefault(trait, {}).update({chord: says for chord in chords if len(chord) == 1})
    assert {trait: keys for trait, keys in page.items() if keys} == LETTERS


def test_the_keys_that_no_label_gets_are_known():
    page: dict[str, set[str]] = {}
    for trait, chords, _ in rows():
        page.setdefault(trait, set()).update(chord for chord in chords if len(chord) > 1)
    assert {trait: keys for trait, keys in page.items() if keys} == HELD


def test_choices_have_their_filter_from_the_same_number_on():
    assert f"export const MANY = {MANY}\n" in KEYMAP.read_text(encoding="utf-8")
    few, many = (
        compile_config(config(*(f'<Choice value="v{n}"/>' for n in range(count)), '<Choice value="x" hotkey="/"/>')).remarks
        for count in (MANY - 1, MANY)
    )
    assert few == ()
    assert "Filter the choices" in many[0].message


def test_only_where_something_is_drawn_has_a_picture_keys_to_draw():
    picture = '<View>\n<Image name="i" value="$image"/>\n<{0} name="l" toName="i">\n<{1} value="a" hotkey="v"/>\n</{0}></View>'
    assert compile_config(picture.format("Choices", "Choice")).remarks == ()
    assert "Select and move" in compile_config(picture.format("RectangleLabels", "Label")).remarks[0].message


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("1", "1"),
        ("Q", "q"),
        ("ctrl+shift+B", "Mod+Shift+b"),
        ("shift + alt + x", "Alt+Shift+x"),
        ("f2", "F2"),
        ("space", " "),
        ("arrowleft", "ArrowLeft"),
        ("ㅂ", "ㅂ"),
        ("tab", ""),
        ("word", ""),
        ("", ""),
        ("ctrl+", ""),
    ],
)
def test_a_hotkey_has_one_spelling(written, key):
    assert normal(written) == key


@pytest.mark.parametrize("hotkey", ["tab", "yes", "ctrl+tab", ","])
def test_a_key_that_cannot_be_pressed_is_reported_at_its_line(hotkey):
    ((line, message),) = remarks("1", hotkey)
    assert line == 5
    assert f"'{hotkey}'" in message
    assert "not a key that can be pressed" in message


def test_a_key_that_the_page_keeps_is_reported():
    ((line, message),) = remarks("enter")
    assert line == 4
    assert "belongs to the annotation page" in message


def test_a_letter_of_a_command_is_reported_with_the_way_to_the_command():
    ((line, message),) = remarks("s")
    assert line == 4
    assert "“Skip, with a reason”" in message
    assert "Alt+S" in message


def test_a_letter_of_a_command_that_this_config_does_not_have_is_free():
    assert remarks("w", "z", "r") == []


def test_the_same_key_in_two_spellings_is_one():
    ((line, message),) = remarks("d", "D")
    assert line == 5
    assert "'v0'" in message
    assert "'v1'" in message


def test_a_picture_has_keys_of_its_own():
    schema = compile_config(config('<Choice value="a" hotkey="z"/>', shown='<Image name="t" value="$image"/>'))
    assert [remark.line for remark in schema.remarks] == [4]


def test_remarks_come_in_the_order_of_the_lines():
    schema = compile_config(
        '<View>\n<Text name="t" value="$text"/>\n<Choices name="c" toName="t"><Choice value="a" hotkey="tab"/></Choices>\n'
        '<Sparkle name="s" toName="t"/>\n</View>'
    )
    assert [remark.line for remark in schema.remarks] == [3, 4]
