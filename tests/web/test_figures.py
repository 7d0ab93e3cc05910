"""What stands for an item in a list."""

from __future__ import annotations

import pytest

from annotate.items.models import Item
from annotate.web.templatetags.figures import shown_item, shown_large, shown_text

ADDRESS = f"/projects/3/files/{'0a' * 32}/"


class Row:
    def __init__(self, **data: object) -> None:
        self.item = Item(data=data)


def test_a_picture_is_shown_small_and_called_by_its_name():
    row = Row(image=f"{ADDRESS}board%201.jpg")
    assert shown_text(row) == "board 1.jpg"
    assert f'src="{ADDRESS}board%201.jpg?size=160"' in shown_item(row)
    assert 'alt="board 1.jpg"' in shown_item(row)
    assert "?size=320" in shown_large(row)


def test_a_name_brings_no_markup_along():
    assert "<b>" not in shown_item(Row(image=f"{ADDRESS}%3Cb%3E%22.jpg"))


@pytest.mark.parametrize(
    ("value", "says"),
    [(f"{ADDRESS}voice.mp3", "voice.mp3"), ("a <b> & so on", "a <b> & so on"), ("https://example.org/a.jpg", "https://example.org/a.jpg")],
)
def test_a_sound_by_its_name_and_all_else_as_it_stands(value, says):
    assert shown_item(Row(thing=value)) == says
    assert not hasattr(shown_item(Row(thing=value)), "__html__")
