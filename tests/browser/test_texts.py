"""Texts are shown as they are: whatever stands in them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

TEXTS = {
    "markup": '<b>bold</b> <img src=x onerror="document.title=1"> <script>document.title = 2</script> &amp; {{ 7 * 7 }}',
    "hangul": "서울특별시 위원회 회의에서 나온 말.\n\n두 번째 줄  (빈칸 둘)",
    "jamo": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "family": "가족 \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 사진",
    "skin and flag": "소방관 \U0001f468\U0001f3fb\u200d\U0001f692, 깃발 \U0001f1f0\U0001f1f7",
    "right to left": "שלום, \u202bעולם\u202c! هذا نص عربي 123 \U0001f44d",
    "controls": "tab\there, zero\u200bwidth, soft\u00adhyphen, nbsp\u00a0, \u2028 line separator",
    "long": "정말 긴 글입니다. " * 900,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_shown_unharmed(house, sit_down, name):
    text = TEXTS[name]
    page = sit_down(house.project([text]))
    shown = page.locator(".tag-text")
    expect(shown).to_be_visible()
    assert shown.evaluate("e => e.textContent") == text
    assert shown.evaluate("e => e.childElementCount") == 0
    assert shown.evaluate("e => getComputedStyle(e).whiteSpaceCollapse") in ("preserve", "break-spaces")
    assert page.title().startswith("Annotate")
    if name == "right to left":
        assert shown.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
